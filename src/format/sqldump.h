/*
 * sqldump: the rows of SQL dumps (mysqldump, pg_dump, and whatever writes INSERT and COPY) as tables with the names of their columns, from the
 * statement itself or from the CREATE TABLE before it. Everything else of the dump is text. A stream of any length, in one pass.
 */
#pragma once

#include "format/parts.h"
#include "format/source.h"

/* A row that is read as such; a longer one is cut. */
#define SQLDUMP_ROW_MOST ((size_t)4 << 20)
#define SQLDUMP_COLUMNS_MOST 2000
/* Changes between tables and text: past that the rest is given as text. */
#define SQLDUMP_PARTS_MOST 20000

/* Parts "table users" and "text" in turn. That the stream below was cut is said by whoever reads that. */
void sqldump_read(struct source *in, struct parts *to);
