/* wanted: the paper that a step of a penalty case or of a list's entry wants (flow/notice_step.h): it is the step's evidence. */
#pragma once

#include "cmd/desk.h"
#include "ledger/notice.h"
#include "ledger/step.h"

/* The person may take the step at all: tested first, so that who may not learns nothing of what is missing. */
[[nodiscard]] int wanted_may(struct desk *d, const struct step *s, err *e);
/* step: "penalty.tell". Adds the paper's hash to the evidence. 1: *ret is the paper, 0: none is wanted. E_DENIED: it is not there. */
[[nodiscard]] int wanted_take(struct desk *d, const char *step, str subject, const str **evidence, size_t *count,
			      struct notice *ret, err *e);
/* The paper says this penalty: each kind of 警告、罚款, and the fine in yuan. E_DENIED: it says another. */
[[nodiscard]] int wanted_says(struct desk *d, const struct notice *n, str kinds, int64_t fine, err *e);
