/*
 * xls: the tables of Excel 5 to 2003 (MS-XLS, BIFF5 and BIFF8), all sheets, hidden ones too, row by row. Numbers as they are stored, dates
 * of a date's style as 2026-11-22; of formulas their last result.
 */
#pragma once

#include "format/document.h"

/* A table each, by the sheet's name. whole: all of the stream is here. */
void xls_read(const struct document *d, str stream, bool whole);
