/* example: one example of a check, put into a store as a run of its own, judged, and taken for what it says. */
#pragma once

#include "catalogue/check.h"
#include "store/store.h"

struct example {
	struct store *store;
	const struct checks *checks; /* holds the check */
	const struct check *check;
	const struct check_example *example;
	/* Besides those it names: these tables are not complete either. */
	bool partial[FACT_COUNT];
};

struct example_result {
	enum example_want got;
	str says;  /* the failing rows' columns, for comparing databases; in mem */
	err error; /* the check itself is broken: words */
};

/* Errors: E_SYNTAX (file and line) for an example that names what there is not, E_STORE. */
[[nodiscard]] int example_run(const struct example *x, arena *mem, struct example_result *ret, err *e);
/* "fail", "pass", "unknown", "na". */
const char *example_want_name(enum example_want w);
