/*
 * rows: a table that people filled in (CSV in UTF-8 or GB18030, XLSX), read in the cage, row by row, by the names in its head row. Bad rows
 * are told with line, column and reason and cost no good one.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define ROWS_COLUMNS_MOST 64

struct rows_column {
	const char *name; /* ours: "uscc" */
	const char *const *
		heads; /* what the head may say, Chinese and English, NULL at the end; compared without blanks, brackets' contents and case */
	bool need; /* the head must have it (that a row's cell is not empty is for each to look at) */
};
struct rows_row {
	str page;         /* sheet's name; empty for CSV */
	uint64_t line;    /* in the file, from 1 */
	const str *cells; /* one a column of ours, empty where the file has none; trimmed, clean UTF-8 */
	bool date1904;    /* of the workbook, for rows_date */
	/* NULL, or why the file's row (or the rest of its page) could not be read, English and translatable: its cells are
	 * empty; tell it by rows_bad. */
	const char *fault;
};
/* Calls each for every row that has any cell. each may return a negative code to stop (its error is kept); rows that it finds bad
 * it tells by rows_bad. Every sheet of a workbook whose head has the needed columns is read, in the workbook's order; one that has
 * some of them but not all is told as a fault. Errors: E_NOTFOUND, E_SYNTAX (no table; a needed column missing: names it and
 * what the head says), E_CAGE. */
[[nodiscard]] int rows_read(const char *path, const struct rows_column *columns, size_t n,
			    int (*each)(void *ctx, const struct rows_row *row, err *e), void *ctx, err *e);

/* A cell as a day since 1970-01-01: 2026-11-22, 2026/1/2, 2026.1.2, 2026年1月2日, 20261122, all perhaps with a time behind; or
 * a spreadsheet's number of days. False: it is no date between 1900 and 2199. */
[[nodiscard]] bool rows_date(const struct rows_row *row, str cell, int64_t *ret);
/* 是/否, yes/no, true/false, 1/0, √/×, 有/无; false: none of them. */
[[nodiscard]] bool rows_yes(str cell, bool *ret);

/* --- the report of what was wrong ------------------------------------------------------------------------------------------ */

/* Faults that are kept word by word; more are counted. */
#define ROWS_FAULTS_MOST 20000

struct rows_fault {
	str page;
	uint64_t line;
	const char *column; /* its heading; NULL: the whole row */
	str reason;         /* in the user's language */
};
struct rows_faults {
	const struct rows_column *columns;
	arena mem;
	struct rows_fault *list;
	size_t kept;
	uint64_t count;
};
void rows_faults_init(struct rows_faults *f, const struct rows_column *columns);
void rows_faults_release(struct rows_faults *f);
#define ROWS_WHOLE SIZE_MAX
/* column: ours, or ROWS_WHOLE. fmt translated by the caller. */
ATTR_PRINTF(4, 5)
void rows_bad(struct rows_faults *f, const struct rows_row *row, size_t column, const char *fmt, ...);
/* The first `most` as lines "row 12, 统一社会信用代码: reason", and how many more there are. */
void rows_faults_put(const struct rows_faults *f, buf *b, size_t most);
/* All that are kept, as a sheet (XLSX or CSV by path): sheet, row, column, reason. */
[[nodiscard]] int rows_faults_write(const struct rows_faults *f, const char *path, err *e);
