/*
 * db: one interface over two databases, SQLite (a file) and PostgreSQL (a server of the house, named by configuration and
 * never by inspected data). Statements are written in the SQL that both share (docs/checks.md), with parameters ":name".
 * One db a process; not thread safe.
 */
#pragma once

#include "base/err.h"

enum db_engine { DB_SQLITE, DB_POSTGRES, DB_ENGINE_COUNT };

struct db;
struct db_stmt;

/* "postgresql://…" (or postgres://) opens a server; anything else is the path of an SQLite file, ":memory:" included.
 * A new file is readable by its owner alone. Errors: E_STORE with the database's words. */
[[nodiscard]] int db_open(const char *where, struct db **ret, err *e);
/* NULL is well. Rolls an open transaction back. */
void db_close(struct db *d);
enum db_engine db_engine(const struct db *d);
/* Both for the use of one engine only: the handle of the library (sqlite3 *, PGconn *). */
void *db_handle(struct db *d);

/* Statements without parameters and rows, separated by ";". */
[[nodiscard]] int db_exec(struct db *d, const char *sql, err *e);
/* Prepares one statement; db_stmt_free frees. PostgreSQL prepares at the first step. */
[[nodiscard]] int db_prepare(struct db *d, str sql, struct db_stmt **ret, err *e);
/* The statement's rows may be many: they are fetched piece by piece (PostgreSQL: through a cursor, in a transaction of
 * its own where none is open; another transaction cannot begin before it is read or reset). */
void db_stream(struct db_stmt *s);
void db_stmt_free(struct db_stmt *s);
/* For AUTO. */
void db_stmt_auto(struct db_stmt **s);
/* Binds by name without the colon; a name the statement has not is ignored. Bytes are copied. Values stay bound over
 * db_reset. */
void db_bind_int(struct db_stmt *s, const char *name, int64_t v);
void db_bind_bool(struct db_stmt *s, const char *name, bool v);
void db_bind_text(struct db_stmt *s, const char *name, str v);
void db_bind_bytes(struct db_stmt *s, const char *name, str v);
void db_bind_null(struct db_stmt *s, const char *name);
/* 1: a row is there; 0: done (and reset); negative: error (and reset). */
[[nodiscard]] int db_step(struct db_stmt *s, err *e);
/* One execution that gives no rows. */
[[nodiscard]] int db_run(struct db_stmt *s, err *e);
/* Ends reading before the last row. */
void db_reset(struct db_stmt *s);
/* Rows changed by the last db_run on this statement. */
int64_t db_changed(const struct db_stmt *s);
size_t db_columns(const struct db_stmt *s);
const char *db_column_name(const struct db_stmt *s, size_t i);
/* The value of a column of the row; text and bytes are borrowed until the next step. NULL gives 0, false, "". */
int64_t db_int(struct db_stmt *s, size_t i);
bool db_bool(struct db_stmt *s, size_t i);
str db_text(struct db_stmt *s, size_t i);
str db_bytes(struct db_stmt *s, size_t i);
bool db_is_null(struct db_stmt *s, size_t i);
/* What the value is. SQLite has no truth of its own: INT. */
enum db_kind { DB_KIND_NULL, DB_KIND_INT, DB_KIND_BOOL, DB_KIND_TEXT, DB_KIND_BYTES };
enum db_kind db_kind(struct db_stmt *s, size_t i);

/* A value as it is: n of INT and BOOL, s of TEXT and BYTES (borrowed as db_text's). */
struct db_value {
	enum db_kind kind;
	int64_t n;
	str s;
};
struct db_value db_value(struct db_stmt *s, size_t i);

/* A row that a statement writes: its columns in the table's order; was is NULL for a new row, is for one that is taken away. */
struct db_change {
	str table;
	size_t count;
	const struct db_value *was;
	const struct db_value *is;
};
typedef void db_watcher(void *ctx, const struct db_change *c);
/* Asked first, as rows that nobody wants need not be read. */
typedef bool db_wanted(void *ctx, str table);
/* SQLite only (PostgreSQL has triggers for it; there this does nothing): tells each row of the file's tables, not the temporary ones, that this
 * connection writes, while it does; the watcher must not use the database. What a statement wrote that then failed is told and not taken back:
 * db_failed. NULL ends it. */
void db_watch(struct db *d, db_wanted *wanted, db_watcher *each, void *ctx);
/* Did a statement fail since the transaction began? (PostgreSQL then refuses everything but a rollback.) */
bool db_failed(const struct db *d);

/* A statement that runs longer than ms fails with E_LIMIT; 0: no limit. */
[[nodiscard]] int db_limit_time(struct db *d, unsigned ms, err *e);

/* Transactions do not nest. db_rollback without one is well. */
[[nodiscard]] int db_begin(struct db *d, err *e);
/* For reading alone, and rows of one moment: nobody waits for it. Temporary tables may be written. Ends with db_rollback. */
[[nodiscard]] int db_begin_reading(struct db *d, err *e);
[[nodiscard]] int db_commit(struct db *d, err *e);
void db_rollback(struct db *d);
bool db_in_transaction(const struct db *d);

/* Many rows into one table: a prepared INSERT (SQLite) or COPY (PostgreSQL, sent at the latest with db_commit: other
 * statements do not see the rows before). Only within a transaction. */
struct db_bulk;
enum db_type { DB_INT, DB_BOOL, DB_TEXT, DB_BYTES };
struct db_field {
	const char *name;
	enum db_type type;
};
/* fields are copied. Lives until db_close. */
[[nodiscard]] int db_bulk_new(struct db *d, const char *table, const struct db_field *fields, size_t n,
			      struct db_bulk **ret, err *e);
/* One value of each field in order, then db_bulk_row. Bytes need live only until then. */
void db_bulk_int(struct db_bulk *b, int64_t v);
void db_bulk_bool(struct db_bulk *b, bool v);
void db_bulk_text(struct db_bulk *b, str v);
void db_bulk_bytes(struct db_bulk *b, str v);
void db_bulk_null(struct db_bulk *b);
[[nodiscard]] int db_bulk_row(struct db_bulk *b, err *e);
/* Sends what is waiting, so that other statements see it. */
[[nodiscard]] int db_flush(struct db *d, err *e);
