/*
 * notice_step: which paper a step of the procedure wants. The forms say it themselves (`steps: {penalty.tell: served}`): a penalty case is not
 * told without the advance notice that told it. A new form that names a step is wanted by it from then on.
 */
#pragma once

#include "ledger/notice.h"

/* The paper about the subject that the step wants: 1 and the newest; 0: no form names the step. E_DENIED with advice: it is not there. */
[[nodiscard]] int notice_step_paper(struct ledger *l, str step, str subject, arena *mem, struct notice *ret, err *e);
/* The unit's newest paper that was issued, of any form that names the step: 1, 0. */
[[nodiscard]] int notice_step_latest(struct ledger *l, str step, str uscc, arena *mem, struct notice *ret, err *e);
/* Is the paper of a form that names the step? 1, 0. */
[[nodiscard]] int notice_step_is(const struct notice *n, str step, arena *mem, err *e);
/* What the paper says for a name of its form (empty: nothing), in mem. */
[[nodiscard]] int notice_step_text(struct ledger *l, const struct notice *n, str name, arena *mem, str *ret, err *e);
