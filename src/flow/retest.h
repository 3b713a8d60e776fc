/*
 * retest: a re-check of a finding becomes a round of its case: what the check says now, with its evidence. A pass counts only
 * where everything was examined; unknown leaves the case where it is, with the reason. A technician's test is written down and an
 * officer decides; an officer's decides at once.
 */
#pragma once

#include "ledger/case.h"
#include "model/casefile.h"
#include "model/digest.h"

struct retest {
	str finding;
	enum verdict verdict;
	bool elsewhere; /* fails, but in another place of the asset */
	str reason;
	str check;
	str asset;
	str run;
	int64_t judgement;
	digest checks;
	str version;
};
struct retest_outcome {
	bool waiting; /* there is a case that waits for its re-test */
	bool decided; /* it moved on */
	str id;       /* of the case; in mem */
	enum life_state state;
};
/* May this person test the finding's case? ret->waiting false: no case waits, and nothing more is asked. */
[[nodiscard]] int retest_may(struct ledger *l, str finding, const struct person *actor, arena *mem,
			     struct retest_outcome *ret, err *e);
/* Writes the round down, and passes or fails the case. Makes its own transaction. */
[[nodiscard]] int retest_note(struct ledger *l, const struct retest *r, const struct person *actor, arena *mem,
			      struct retest_outcome *ret, err *e);
