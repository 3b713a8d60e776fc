/* rungs: the ladder over overdue time limits on the command line (part of `yicha deadline`). */
#pragma once

#include "cmd/desk.h"
#include "cmd/terms.h"
#include "ledger/rung.h"

/* The next rung that is offered for an overdue limit now: 1 and *ret, or 0. */
[[nodiscard]] int rungs_next(struct ledger *l, const struct terms *t, const struct term *x,
			     const struct ladder_rung **ret, err *e);
/* `deadline propose TERM RUNG`; approve, refuse, carry-out, cancel ID; `deadline rungs`: writes to b. */
[[nodiscard]] int rungs_propose(struct desk *d, const struct terms *t, buf *b, err *e);
[[nodiscard]] int rungs_act(struct desk *d, enum life_event event, buf *b, err *e);
[[nodiscard]] int rungs_list(struct desk *d, buf *b, err *e);
