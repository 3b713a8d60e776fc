/*
 * rows: a table that people filled in (CSV in UTF-8 or GB18030, XLSX), read in the cage, row by row, by the names in its head row. Bad rows
 * are told with line, column and reason and cost no good one.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

struct rows_column {
	const char *name; /* ours: "uscc" */
	const char *const *
		heads; /* what the head may say, Chinese and English, NULL at the end; compared without blanks, brackets' contents and case */
	bool need;
};
struct rows_row {
	str page;         /* sheet's name; empty for CSV */
	uint64_t line;    /* in the file, from 1 */
	const str *cells; /* one a column of ours, empty where the file has none; trimmed, clean UTF-8 */
};
/* Calls each for every row that has any cell. each may return a negative code to stop (its error is kept); rows that it finds bad
 * it tells by rows_bad. Errors: E_NOTFOUND, E_SYNTAX (no table; a needed column missing: names it and what the head says). */
[[nodiscard]] int rows_read(const char *path, const struct rows_column *columns, size_t n,
			    int (*each)(void *ctx, const struct rows_row *row, err *e), void *ctx, err *e);
