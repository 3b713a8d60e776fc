/* store_priv: what the files of the store share. */
#pragma once

#include "base/map.h"
#include "store/schema.h"
#include "store/store.h"

#define STORE_STATEMENTS_MOST 64
#define STORE_SWEEPS_MOST 64
/* Different reasons kept in memory; more are looked up. */
#define STORE_REASONS_MOST 4096

struct store_sweep_known {
	int64_t sweep;
	bool fills[FACT_COUNT];
	bool noted[FACT_COUNT]; /* has a row in sweep_fact */
};

struct store {
	struct db *db;
	struct schema_facts facts;
	digest key;
	struct {
		const char *sql;
		struct db_stmt *stmt;
	} statements[STORE_STATEMENTS_MOST];
	size_t statement_count;
	map reasons; /* words → id */
	struct store_sweep_known sweeps[STORE_SWEEPS_MOST];
	size_t sweep_count;
	int64_t journal_run;
	int64_t journal_next;
	struct db_bulk *bulk_fact[FACT_COUNT];
	struct db_bulk *bulk_collected;
	struct db_bulk *bulk_gap;
	struct db_bulk *bulk_journal;
	struct db_bulk *bulk_numbered;
};

/* The statement of this text (a literal: compared by address), prepared once. Not for walks, which may meet themselves.
 */
[[nodiscard]] int store_stmt(struct store *s, const char *sql, struct db_stmt **ret, err *e);
/* The number of a reason's words. */
[[nodiscard]] int store_reason(struct store *s, str words, int64_t *ret, err *e);
/* Bytes stored once; the number by which facts name them. */
[[nodiscard]] int store_evidence_put(struct store *s, const struct batch_item *item, int64_t *ret, err *e);
/* Text of the current row in mem. */
str store_keep(arena *mem, struct db_stmt *s, size_t i);
digest store_digest(struct db_stmt *s, size_t i);
