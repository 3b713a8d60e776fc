/*
 * trail_priv: every row of the ledger is tied to the log. While a transaction is open, each row that it writes into the tables of tables/<name>.sql is noted;
 * before it ends, a leaf "log.rows" says which rows these are and what they hash to, before and after. The audit lays the tables beside those
 * leaves (audit_rows.c). A new table is covered without a word here.
 *
 * SQLite tells its own connection what it writes (db_watch): what another program writes is noted by nobody, and found. PostgreSQL: triggers of the
 * tables, which note only for a connection that has the place for it, and that is ours. Keys of rows are never changed.
 */
#pragma once

#include "base/buf.h"
#include "ledger/ledger.h"
#include "ledger/sm3x.h"

/* --- tables (trail_text.c) --------------------------------------------------------------------------------------------------- */

#define TRAIL_COLUMNS_MOST 64
#define TRAIL_TABLES_MOST 128

enum trail_type { TRAIL_INT, TRAIL_BOOL, TRAIL_TEXT, TRAIL_BYTES };
struct trail_column {
	str name;
	enum trail_type type;
	bool key;
};
struct trail_table {
	str name;
	size_t count;
	struct trail_column columns[TRAIL_COLUMNS_MOST];
};
/* The tables whose rows leaves name: all of the ledger but those that the log itself is made of, and documents' bytes, whose hash a
 * document's row names. */
struct trail_shape {
	size_t count;
	struct trail_table tables[TRAIL_TABLES_MOST];
};
/* One of those that the log itself is made of, or documents' bytes. */
bool trail_is_own(str name);
void trail_shape_read(struct trail_shape *ret);
/* One statement of the ledger's tables; false: no table, or one whose rows leaves do not name. Views into ddl. */
[[nodiscard]] bool trail_table_of(const char *ddl, struct trail_table *ret);
/* A row's text, or its key's: its columns in the table's order, each as its type's letter and its value: a number i5, (a truth is one), a text t4:name with its
 * length in bytes, bytes b0a1b, in hexadecimal. */
void trail_put_row(buf *b, const struct trail_table *t, const struct db_value *values, bool key);
/* SELECT all columns in order FROM the table; and a row of it as values and as texts. */
void trail_put_select(buf *b, const struct trail_table *t);
void trail_read(struct db_stmt *st, const struct trail_table *t, struct db_value values[TRAIL_COLUMNS_MOST], buf *key,
		buf *row);
/* PostgreSQL: the same as SQL; prefix is "", "NEW." or "OLD.". */
void trail_put_sql(buf *b, const struct trail_table *t, const char *prefix, bool key);

/* --- hashes (trail_hash.c) ------------------------------------------------------------------------------------------------------ */

/* SM3 over a block that the store's secret gives, 'k' or 'r' (key, row), the table's name, a zero byte, the text. The secret keeps a guessed telephone number
 * from being tested against a leaf that was given away. Of a key's hash the first 16 bytes are used. */
#define TRAIL_BATCH 192
#define TRAIL_KEY 16
struct trail_batch {
	struct sm3x secret;
	buf texts;
	size_t at[TRAIL_BATCH];
	size_t n[TRAIL_BATCH];
	size_t count;
	digest hash[TRAIL_BATCH];
};
void trail_batch_begin(struct trail_batch *b, struct ledger *l);
void trail_batch_release(struct trail_batch *b);
/* Is there room for three more, and not too much memory taken? Otherwise: run, use, reset. */
bool trail_batch_has_room(const struct trail_batch *b);
void trail_batch_add(struct trail_batch *b, char of, str table, str text);
/* Hashes of all that was added, in that order; of no use when b->texts is full. */
void trail_batch_run(struct trail_batch *b);
void trail_batch_reset(struct trail_batch *b);

/* --- leaves (trail_hash.c) -------------------------------------------------------------------------------------------------------- */

#define TRAIL_KIND "log.rows"
/* 16 digits that tell one secret from another; each leaf has them. */
struct trail_mark {
	char c[17];
};
struct trail_mark trail_mark(struct ledger *l);
/* One row in a leaf: "table key before after" in hexadecimal; "-": it was not there before, or is not there after. */
struct trail_entry {
	str table;
	str key; /* 16 bytes */
	str was; /* 32 bytes; empty: not there */
	str is;
};
void trail_entry_put(buf *b, const struct trail_entry *r);
/* Walks through a leaf's rows. each returns 0 or a negative code. *ret: was it one, whole, and of this store's secret? */
enum trail_leaf { TRAIL_LEAF_GOOD, TRAIL_LEAF_BROKEN, TRAIL_LEAF_FOREIGN };
[[nodiscard]] int trail_leaf_each(const struct trail_mark *mark, str data,
				  int (*each)(void *ctx, const struct trail_entry *r, err *e), void *ctx,
				  enum trail_leaf *ret, err *e);

/* --- writing (trail.c): called by ledger.c and what signs ------------------------------------------------------------------------- */

/* What a ledger keeps for it: made at its first use, freed with it. */
struct trail;
struct trail **ledger_trail(struct ledger *l);
void trail_free(struct trail *r);
const struct trail_shape *trail_shape(struct ledger *l);
/* The audit's place for rows (audit_rows.c). */
struct db_bulk **trail_bulk(struct ledger *l);
/* Before a transaction begins: makes the place for notes (PostgreSQL); forgets what was noted. */
[[nodiscard]] int trail_watch(struct ledger *l, err *e);
/* The transaction has begun: from now on rows are noted; of a log that has no leaf yet, those that are there already. */
[[nodiscard]] int trail_begin(struct ledger *l, err *e);
/* Appends leaves that name what was noted. In a transaction. */
[[nodiscard]] int trail_flush(struct ledger *l, err *e);
/* The transaction has ended: nothing is noted any more. */
void trail_end(struct ledger *l);
/* PostgreSQL: the triggers of a table that was just made by this statement. */
[[nodiscard]] int trail_trigger(struct ledger *l, const char *ddl, err *e);
