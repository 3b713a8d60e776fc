/* db_priv: what the two drivers share. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "store/db.h"

/* Columns one bulk table may have. */
#define DB_BULK_FIELDS_MOST 48

struct db_bulk {
	struct db *db;
	struct db_bulk *next;
	char *table;
	struct db_field fields[DB_BULK_FIELDS_MOST]; /* names in heap */
	size_t count;
	size_t at; /* next value */
	struct db_value values[DB_BULK_FIELDS_MOST];
	struct db_stmt *insert; /* SQLite */
	buf rows;               /* PostgreSQL: COPY text that waits */
};

struct db_driver {
	int (*open)(const char *where, struct db **ret, err *e);
	void (*close)(struct db *d);
	void *(*handle)(struct db *d);
	int (*exec)(struct db *d, const char *sql, err *e);
	int (*limit_time)(struct db *d, unsigned ms, err *e);
	int (*prepare)(struct db *d, str sql, struct db_stmt **ret, err *e);
	void (*stmt_free)(struct db_stmt *s);
	void (*bind)(struct db_stmt *s, const char *name, const struct db_value *v);
	int (*step)(struct db_stmt *s, err *e);
	void (*reset)(struct db_stmt *s);
	int64_t (*changed)(const struct db_stmt *s);
	size_t (*columns)(const struct db_stmt *s);
	const char *(*column_name)(const struct db_stmt *s, size_t i);
	struct db_value (*column)(struct db_stmt *s, size_t i);
	int (*bulk_row)(struct db_bulk *b, err *e);
	int (*bulk_flush)(struct db_bulk *b, err *e);
	/* Tells d->watch of rows that are written; NULL where the engine cannot. */
	void (*watch)(struct db *d, bool on);
};
extern const struct db_driver db_sqlite;
extern const struct db_driver db_postgres;

/* First member of each driver's own struct. */
struct db {
	const struct db_driver *driver;
	enum db_engine engine;
	bool in_transaction;
	bool failed; /* a statement of this transaction */
	struct db_bulk *bulks;
	db_wanted *wanted;
	db_watcher *watch;
	void *watch_ctx;
};
struct db_stmt {
	struct db *db;
	bool stream;
};

/* Heap or the end: an allocation of n zeroed bytes of ours, never driven by input. */
void *db_heap(size_t n);
char *db_heap_str(str s);
