/*
 * sheet: an XLSX workbook written row by row in little memory (libxlsxwriter), for lists, questionnaires and error reports. Texts that
 * begin like a formula are written as texts and never calculated. The same calls give the same bytes. A path that ends in ".csv"
 * gives CSV instead (RFC 4180, UTF-8 with a byte order mark): one page, without drop-downs and locks; there a text that begins like
 * a formula gets an apostrophe in front, which rows.h takes away again.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

/* What a cell may hold (Excel: 32,767 characters); a longer text is cut and ends in "…". */
#define SHEET_CELL_MOST 32000
#define SHEET_COLUMNS_MOST 128
/* Rows of a page beside its head (Excel: 1,048,576). */
#define SHEET_ROWS_MOST 1048575

struct sheet;

/* Makes the workbook: its pieces lie beside path, which is replaced only when sheet_end succeeds. */
[[nodiscard]] int sheet_new(const char *path, struct sheet **ret, err *e);
/* A new sheet; name at most 31 characters, none of []:*?/\ in it. heads: the bold, frozen, filtered first row. widths in
 * characters, NULL: 16 each. */
[[nodiscard]] int sheet_page(struct sheet *s, str name, const str *heads, const unsigned *widths, size_t columns,
			     err *e);
/* Cells of the next row, as texts. A cell of whole number or date: sheet_int, sheet_date after sheet_row began it. */
[[nodiscard]] int sheet_row(struct sheet *s, const str *cells, size_t n, err *e);
/* Replaces a cell of the row that sheet_row began last. */
void sheet_int(struct sheet *s, size_t column, int64_t value);
/* Days since 1970-01-01, shown as 2026-11-22. */
void sheet_date(struct sheet *s, size_t column, int64_t days);
/* Restricts column `column` (from 0) of the current page, rows from the second on, to these words (a drop-down). */
[[nodiscard]] int sheet_choices(struct sheet *s, size_t column, const str *words, size_t n, err *e);
/* Locks everything but these columns against accidental change (no password). Called before the page's first row. */
[[nodiscard]] int sheet_open_columns(struct sheet *s, const size_t *columns, size_t n, err *e);
/* Writes the file, frees s in every case. */
[[nodiscard]] int sheet_end(struct sheet *s, err *e);
/* Frees without writing; NULL is well. */
void sheet_drop(struct sheet *s);
/* For AUTO. */
void sheet_auto(struct sheet **s);
