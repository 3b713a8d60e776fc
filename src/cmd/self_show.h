/* self_show: where a self-inspection stands, as text and as JSON. */
#pragma once

#include "base/buf.h"
#include "catalogue/clauses.h"
#include "flow/selfcheck.h"

struct self_show {
	str unit;
	str round;
	const struct clauses *clauses;
	const struct selfcheck_verdict *list;
	size_t count;
	bool details; /* every question, not the sums alone */
};
void self_show_text(buf *b, const struct self_show *s);
void self_show_json(buf *b, const struct self_show *s);
