/*
 * casefile: gathers what a report says (model/casefile.h) from the store, the checks and the laws. It judges nothing.
 */
#pragma once

#include "catalogue/check.h"
#include "catalogue/clauses.h"
#include "model/casefile.h"
#include "store/store.h"

/* Problems, unexamined rows and sums of what was sent that one report holds; the rest is counted. */
#define CASEFILE_PROBLEMS ((uint64_t)10000)
#define CASEFILE_UNEXAMINED ((uint64_t)2000)
#define CASEFILE_UNKNOWN ((uint64_t)100000)
#define CASEFILE_SENT ((uint64_t)5000)

struct casefile_source {
	struct store *store;
	const struct store_run *run;
	const struct store_judgement *judgement;
	const struct scope *scope;
	const struct checks *checks;
	const struct laws *laws;
	const struct clauses *clauses;
	bool complete; /* the run came to its end */
};

/* Fills *ret; release with casefile_release, also after an error. */
[[nodiscard]] int casefile_make(const struct casefile_source *src, struct casefile *ret, err *e);
void casefile_release(struct casefile *c);
