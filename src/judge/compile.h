/* compile: a check's two queries looked over, ready to be run. */
#pragma once

#include "catalogue/check.h"
#include "judge/language.h"

struct compiled {
	const struct check *check;
	struct language_query query;
	struct language_query applies; /* where check->applies is not empty */
	struct language_query unknown; /* likewise */
	err broken;                    /* code 0: sound. Words begin with file and line */
};

/* Looks a check over; what is wrong with it stands in ret->broken (never in the result: a broken check makes its
 * verdicts unknown). Text belongs to mem. */
void compile_check(struct language *l, arena *mem, const struct check *check, struct compiled *ret);
/* Which column names the place: "place", else "url", else none (column_count). */
size_t compile_place(const struct language_query *q);
/* Is the column kept for the texts? All but asset and evidence. */
bool compile_kept(str column);
