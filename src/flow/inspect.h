/*
 * inspect: carries a run through plan, collection and resumption. The parent process holds the store and hands jobs to a
 * worker; a killed run is taken up where it was, whole collection by whole collection.
 */
#pragma once

#include "collect/collector.h"
#include "store/store.h"

struct inspect_progress {
	uint64_t planned;
	uint64_t collected;
	uint64_t in_flight;
};

struct inspect_conf {
	struct store *store;
	const struct scope *scope;
	enum run_kind kind;
	bool fresh; /* begin anew although an unfinished run of this scope is there */
	bool retry; /* take the latest run of this scope up again, also a finished one: what was not done is done again */
	/* Re-check: only this asset, by the collectors that fill these tables. */
	str only_asset;
	const enum fact_id *only_tables;
	size_t only_table_count;
	/* Called a few times a second; may be NULL. */
	void (*progress)(void *ctx, const struct inspect_progress *p);
	void *progress_ctx;
	/* Set by a signal handler: end soon and leave the run to be resumed. */
	const volatile int *stop;
};

/* Plans, collects, finishes. ret is filled (text in mem); *ret_resumed tells that an earlier run went on. Errors:
 * E_INTERRUPTED (the run can be resumed), E_SCOPE (outside the period), E_STORE, E_NET (the worker cannot run). */
[[nodiscard]] int inspect_run(const struct inspect_conf *conf, arena *mem, struct store_run *ret, bool *ret_resumed,
			      err *e);
