/* draw_rule: the rule of a draw from the options of yicha draw plan. */
#pragma once

#include "cmd/desk.h"
#include "ledger/draw.h"

/* E_USAGE. Texts in d's memory. */
[[nodiscard]] int draw_rule_read(struct desk *d, struct draw_rule *ret, err *e);
