/* scope_show: what a scope would touch, by which collector, in words and as JSON. Prints to stdout as it goes. */
#pragma once

#include "model/scope.h"

/* now: UTC seconds. */
void scope_show_text(const struct scope *s, int64_t now);
void scope_show_json(const struct scope *s, int64_t now);
/* The sample of `yicha scope new`: valid, commented in the current language. unit and uscc may be NULL; today: days. */
void scope_show_sample(const char *unit, const char *uscc, int64_t today, bool json);
