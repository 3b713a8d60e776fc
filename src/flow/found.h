/* found: the failures of a run's judgement become cases of the ledger (ledger/case.h), with what the checks say of them. */
#pragma once

#include "flow/session.h"
#include "ledger/case.h"

/* s->run, its scope and s->judgement are set (session_casefile or found_judgement). Makes its own transaction. Findings marked as
 * false positives are left out and counted in *ret_marked. why (may be NULL) is called for what was no new case. */
struct found_counts {
	struct case_counts cases;
	uint64_t marked;
};
[[nodiscard]] int found_open(struct session *s, struct ledger *l, const struct person *actor, struct found_counts *ret,
			     int (*why)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e);
/* Finds the latest judgement of s->run; judges first where there is none. */
[[nodiscard]] int found_judgement(struct session *s, err *e);
