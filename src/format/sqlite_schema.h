/*
 * sqlite_schema: the columns of a table out of its CREATE TABLE, and where a record has them (sqlite.org/fileformat2.html 2.4, 2.5:
 * WITHOUT ROWID tables store their primary key first). Also reads the column lists of other SQL.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

#define SQLITE_SCHEMA_COLUMNS_MOST 2000

struct sqlite_table {
	str *names; /* in mem, as declared */
	size_t count;
	uint16_t *stored; /* record field i is column stored[i] */
	size_t stored_count;
	size_t rowid; /* the column that is the row's id and stored as NULL; SIZE_MAX: none */
	bool without_rowid;
};

/* False: nothing that could be read as a table's columns; then there are none. */
bool sqlite_table_read(str sql, arena *mem, struct sqlite_table *ret);

/* One token of SQL: a word, a quoted name ("a", `a`, [a]) or text ('a'), or one byte. Blanks and comments are passed over; empty: the
 * end. */
struct sqlite_token {
	str text; /* with its quotes */
	bool word;
	bool quoted;
};
struct sqlite_token sqlite_token_take(str *s);
/* Its name without quotes, in mem. */
str sqlite_token_name(struct sqlite_token t, arena *mem);
