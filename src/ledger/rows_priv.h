/*
 * rows_priv: every row of the ledger is tied to the log. While a transaction is open, triggers note each row that it writes into the tables of
 * tables/<name>.sql; before it ends, a leaf "log.rows" says which rows these are and what they hash to, before and after. The audit lays the tables
 * beside those leaves (audit_rows.c). A new table is covered without a word here.
 *
 * SQLite: triggers of this connection alone: what another program writes is noted by nobody, and found. PostgreSQL: triggers of the tables, which
 * note only for a connection that has the place for it, and that is ours. Keys of rows are never changed.
 */
#pragma once

#include "base/buf.h"
#include "ledger/ledger.h"
#include "ledger/sm3x.h"

/* --- tables (rows_text.c) --------------------------------------------------------------------------------------------------- */

#define ROWS_COLUMNS_MOST 64
#define ROWS_TABLES_MOST 128

enum rows_type { ROWS_INT, ROWS_BOOL, ROWS_TEXT, ROWS_BYTES };
struct rows_column {
	str name;
	enum rows_type type;
	bool key;
};
struct rows_table {
	str name;
	size_t count;
	struct rows_column columns[ROWS_COLUMNS_MOST];
};
/* The tables whose rows leaves name: all of the ledger but those that the log itself is made of, and documents' bytes, whose hash a
 * document's row names. */
struct rows_shape {
	size_t count;
	struct rows_table tables[ROWS_TABLES_MOST];
};
/* One of those that the log itself is made of, or documents' bytes. */
bool rows_is_own(str name);
void rows_shape_read(struct rows_shape *ret);
/* One statement of the ledger's tables; false: no table, or one whose rows leaves do not name. Views into ddl. */
[[nodiscard]] bool rows_table_of(const char *ddl, struct rows_table *ret);
/* SQL for a row's text, or its key's: prefix is "", "NEW." or "OLD.". Each column is its type's letter and its value: a number i5, (a truth is
 * one), a text t4:name with its length in bytes, bytes b0A1B, in hexadecimal. The same on both databases. */
void rows_put_sql(buf *b, enum db_engine engine, const struct rows_table *t, const char *prefix, bool key);

/* --- hashes (rows_hash.c) ------------------------------------------------------------------------------------------------------ */

/* SM3 over a block that the store's secret gives, 'k' or 'r' (key, row), the table's name, a zero byte, the text. The secret keeps a guessed telephone number
 * from being tested against a leaf that was given away. Of a key's hash the first 16 bytes are used. */
#define ROWS_BATCH 192
#define ROWS_KEY 16
struct rows_batch {
	struct sm3x secret;
	buf texts;
	size_t at[ROWS_BATCH];
	size_t n[ROWS_BATCH];
	size_t count;
	digest hash[ROWS_BATCH];
};
void rows_batch_begin(struct rows_batch *b, struct ledger *l);
void rows_batch_release(struct rows_batch *b);
/* Is there room for three more, and not too much memory taken? Otherwise: run, use, reset. */
bool rows_batch_has_room(const struct rows_batch *b);
void rows_batch_add(struct rows_batch *b, char of, str table, str text);
/* Hashes of all that was added, in that order. E_LIMIT: a row that is too long. */
[[nodiscard]] int rows_batch_run(struct rows_batch *b, err *e);
void rows_batch_reset(struct rows_batch *b);

/* --- leaves (rows_hash.c) -------------------------------------------------------------------------------------------------------- */

#define ROWS_KIND "log.rows"
/* 16 digits that tell one secret from another; each leaf has them. */
struct rows_mark {
	char c[17];
};
struct rows_mark rows_mark(struct ledger *l);
/* One row in a leaf: "table key before after" in hexadecimal; "-": it was not there before, or is not there after. */
struct rows_entry {
	str table;
	str key; /* 16 bytes */
	str was; /* 32 bytes; empty: not there */
	str is;
};
void rows_entry_put(buf *b, const struct rows_entry *r);
/* Walks through a leaf's rows. each returns 0 or a negative code. *ret: was it one, whole, and of this store's secret? */
enum rows_leaf { ROWS_LEAF_GOOD, ROWS_LEAF_BROKEN, ROWS_LEAF_FOREIGN };
[[nodiscard]] int rows_leaf_each(const struct rows_mark *mark, str data,
				 int (*each)(void *ctx, const struct rows_entry *r, err *e), void *ctx,
				 enum rows_leaf *ret, err *e);

/* --- writing (rows.c): called by ledger.c and what signs ------------------------------------------------------------------------- */

/* What a ledger keeps for it: made at its first use, freed with it. */
struct rows;
struct rows **ledger_rows(struct ledger *l);
void rows_free(struct rows *r);
const struct rows_shape *rows_shape(struct ledger *l);
/* The audit's place for rows (audit_rows.c). */
struct db_bulk **rows_bulk(struct ledger *l);
/* Makes what the triggers need; before a transaction begins. */
[[nodiscard]] int rows_watch(struct ledger *l, err *e);
/* A log that has no leaf yet: rows that are there already are noted as its first. In a transaction. */
[[nodiscard]] int rows_first(struct ledger *l, err *e);
/* Appends leaves that name what was noted. In a transaction. */
[[nodiscard]] int rows_flush(struct ledger *l, err *e);
/* PostgreSQL: the triggers of a table that was just made by this statement. */
[[nodiscard]] int rows_trigger(struct ledger *l, const char *ddl, err *e);
