/* verdict: one check's verdicts over a run, by few statements whose cost is linear in its assets. */
#pragma once

#include "judge/compile.h"
#include "judge/views.h"

struct verdict_conf {
	struct store *store;
	const struct views *views;
	const struct store_run *run;
	int64_t judgement;
	int64_t unit;      /* the unit's asset, 0: none in this run */
	unsigned limit_ms; /* for one query of a check */
	uint64_t assets[ASSET_KIND_COUNT];
};

struct verdict_counts {
	struct casefile_counts assets;
	uint64_t rows; /* failing rows */
	err broken;    /* code 0: ran; else everything that applies is unknown, for this reason */
};

/* Makes the temporary tables and notes what this run has not examined. Once a judgement. */
[[nodiscard]] int verdict_prepare(const struct verdict_conf *v, err *e);
/* Writes the verdicts of check number n, within a transaction of their own that the caller began and will commit. A check
 * that fails to run is no error (ret->broken). */
[[nodiscard]] int verdict_check(const struct verdict_conf *v, const struct compiled *c, int64_t n,
				struct verdict_counts *ret, err *e);
