/* checks: all checks that a command uses, in the order they are found: built in, /etc/yicha/checks, --checks DIR. */
#pragma once

#include "catalogue/check.h"

/* extra: --checks, NULL for none. A check of the same id found later replaces the earlier one. Release with
 * checks_release, also after an error. */
[[nodiscard]] int checks_load_all(struct checks *ret, const char *extra, err *e);
