/*
 * sheet: an XLSX workbook written row by row in little memory (libxlsxwriter), for lists, questionnaires and error reports. Texts that
 * begin like a formula are written as texts and never calculated. The same calls give the same bytes.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct sheet;

/* Makes the workbook (replaces path only when sheet_end succeeds). tmp: folder for its pieces, NULL: the path's own. */
[[nodiscard]] int sheet_new(const char *path, struct sheet **ret, err *e);
/* A new sheet; name at most 31 characters. heads: the bold, frozen, filtered first row. widths in characters. */
[[nodiscard]] int sheet_page(struct sheet *s, str name, const str *heads, const unsigned *widths, size_t columns,
			     err *e);
/* Cells of the next row. A cell of whole number or date: sheet_int, sheet_date after sheet_row began it. */
[[nodiscard]] int sheet_row(struct sheet *s, const str *cells, size_t n, err *e);
/* Restricts column `column` (from 0) of the current page, rows from the second on, to these words (a drop-down). */
[[nodiscard]] int sheet_choices(struct sheet *s, size_t column, const str *words, size_t n, err *e);
/* Locks everything but these columns against accidental change (no password). */
[[nodiscard]] int sheet_open_columns(struct sheet *s, const size_t *columns, size_t n, err *e);
/* Writes the file, frees s in every case. */
[[nodiscard]] int sheet_end(struct sheet *s, err *e);
/* Frees without writing; NULL is well. */
void sheet_drop(struct sheet *s);
