/*
 * views: what a check sees of the store: one view a fact table, holding exactly the collections of one run; the last complete
 * collection before it as <table>_before; asset and unit. All are temporary, of this connection alone.
 */
#pragma once

#include "judge/language.h"
#include "store/store.h"

#define VIEWS_SWEEPS_MOST 64

struct views_sweep {
	int64_t id;
	bool fills[FACT_COUNT];
	bool puts[FACT_COUNT]; /* filled, or some rows were put into it */
	uint64_t planned[ASSET_KIND_COUNT];
};

struct views {
	struct store *store;
	int64_t run;
	struct views_sweep sweeps[VIEWS_SWEEPS_MOST];
	size_t sweep_count;
};

/* Reads the run's sweeps. */
[[nodiscard]] int views_load(struct store *s, int64_t run, struct views *ret, err *e);
/* Makes asset, unit, grade, and those of the tables. */
[[nodiscard]] int views_make(const struct views *v, const bool tables[FACT_COUNT], const bool before[FACT_COUNT],
			     err *e);
/* Takes all of them away again. */
void views_drop(const struct views *v);
