/*
 * judge: asks the facts of a run by every check and stores the verdicts. It touches nothing but the store. Every check is
 * first prepared on an empty SQLite schema under an authorizer (language.h), whichever database then runs it.
 */
#pragma once

#include "catalogue/check.h"
#include "store/store.h"

struct judge_conf {
	struct store *store;
	int64_t run; /* store_run.n */
	const struct checks *checks;
	/* NULL: every check; else only the check with this id (re-check of a finding). */
	const char *only;
	digest catalogue; /* digest of the laws */
	const char *version;
	int64_t at;        /* UTC seconds now; the checks' :at is the run's begin */
	unsigned limit_ms; /* for one query of a check; 0: ten minutes */
	/* Told after each check; may be NULL. */
	void (*progress)(void *ctx, size_t done, size_t count);
	void *progress_ctx;
};
/* Judges and brings the findings up to date. One transaction a check; a killed judgement is never read and is cleaned away
 * by the next one of the run. A check that cannot run makes its verdicts unknown, with the reason. Errors: E_STORE. */
[[nodiscard]] int judge_run(const struct judge_conf *conf, int64_t *ret_judgement, err *e);

/* Runs the examples of one check, or of all (id NULL), on a fresh store each: SQLite in memory and, when pg_url is not
 * NULL, that PostgreSQL database (its schema `yicha_test` is dropped and made). Prints TAP lines to stdout; *ret_failed
 * counts. */
[[nodiscard]] int judge_test(const struct checks *checks, const char *id, const char *pg_url, size_t *ret_failed,
			     err *e);
