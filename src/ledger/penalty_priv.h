/* penalty_priv: what penalty.c and penalty_move.c share. */
#pragma once

#include "ledger/penalty.h"

/* Writes the row; E_BUSY when it is not in the state `from` any more. */
[[nodiscard]] int penalty_write(struct ledger *l, const struct penalty *p, enum life_state from, err *e);
