/*
 * sqlite: the tables of a database file (sqlite.org/fileformat2.html) read straight from its pages: rowid tables and those WITHOUT ROWID,
 * overflow chains, committed frames of a write-ahead log laid over them, names of columns out of CREATE TABLE. No SQL is run: views,
 * triggers and extensions of a hostile file have no chance, and nothing is opened or locked. Every page is visited at most once, so
 * that work is linear whatever the pages claim.
 *
 * Chosen over sqlite3_deserialize: the library wants a writable copy of the whole image in memory, does not read a log from memory, and opens
 * files and locks that the cage forbids; what is needed here is a tenth of it.
 */
#pragma once

#include "format/document.h"

/* A row that is read: longer fields are cut. */
#define SQLITE_ROW_MOST ((size_t)16 << 20)
#define SQLITE_COLUMNS_MOST 2000
#define SQLITE_TABLES_MOST 20000

/* A table each: "table users". Pages that belong to none (deleted rows, as far as they were not overwritten) are a text
 * "deleted". d->beside: the -wal file, may be empty. Fields that hold files go to d->items. */
void sqlite_read(const struct document *d);
/* A write-ahead log without its database: rows without names, also those of changes that were overwritten since. */
void sqlite_read_log(const struct document *d);
