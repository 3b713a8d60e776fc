/* selfreport: the values of the form self-report (自查报告): what the self-inspection found, what the checks of the unit's latest run found, and
 * how far it was mended. */
#pragma once

#include "catalogue/clauses.h"
#include "doc/fill.h"
#include "flow/selfcheck.h"
#include "model/casefile.h"

struct selfreport {
	struct ledger *ledger;
	const struct questions *questions;
	const struct clauses *clauses;
	str unit;      /* uscc */
	str unit_name; /* empty: the code stands for it */
	str round;
	const struct selfcheck_verdict *verdicts;
	size_t verdict_count;
	const struct casefile *casefile; /* of the unit's latest run; NULL: none */
	arena *mem;
};
/* Fills v; texts are Chinese whatever the user's language. *ret_unconfirmed (may be NULL): suggestions that nobody confirmed. */
[[nodiscard]] int selfreport_values(const struct selfreport *r, struct values *v, uint64_t *ret_unconfirmed, err *e);
