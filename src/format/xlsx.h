/*
 * xlsx: sheets of a workbook (ECMA-376 part 1, SpreadsheetML), row by row as text: shared and inline strings, numbers as
 * they are written in the file (a date is a number of days). Formulas give their stored result; nothing is computed.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "format/xml.h"
#include "format/zip.h"

/* Columns that are read (A to DX): an export has some dozen. */
#define XLSX_COLUMNS_MOST 128
/* Ceilings on unpacked parts: a list of 100,000 filings has some 40 MB. */
#define XLSX_PART_MOST ((size_t)96 * 1024 * 1024)
#define XLSX_STRINGS_MOST 2000000
#define XLSX_SHEETS_MOST 256

struct xlsx_span {
	uint32_t at;
	uint32_t n;
};

struct xlsx_sheet {
	str name;
	str path; /* of its part */
};

struct xlsx {
	struct zip zip;
	struct xlsx_sheet *sheets; /* in the workbook's order; at least one, perhaps without name */
	size_t sheet_count;
	bool date1904; /* days are counted from 1904-01-01, not from 1899-12-30 */
	buf sheet;     /* the open sheet's XML */
	buf texts;     /* shared strings, one behind the other */
	struct xlsx_span *strings;
	size_t string_count;
	struct xml xml; /* reading position in sheet */
	uint64_t row;   /* last one given */
};

struct xlsx_row {
	uint64_t number; /* as the sheet shows it, 1-based */
	size_t count;    /* columns up to the last one with a cell */
	str cells[XLSX_COLUMNS_MOST];
	bool cut; /* cells past the last column read, or past the ceiling of texts, were left out */
};

/* Unpacks and opens the first sheet. PARSE_BAD: no workbook; PARSE_LIMIT: a ceiling. xlsx_release frees, also then.
 * bytes must live as long as x. */
enum parse xlsx_parse(str bytes, arena *mem, struct xlsx *ret);
/* Opens sheet i instead (i < sheet_count). PARSE_BAD: its part is missing or broken. */
enum parse xlsx_sheet_parse(struct xlsx *x, size_t i);
void xlsx_release(struct xlsx *x);
/* The next row that has cells; texts is emptied first and holds what the row's views point to. PARSE_SHORT: no more;
 * PARSE_BAD: the sheet is malformed from here on. */
enum parse xlsx_row_parse(struct xlsx *x, buf *texts, struct xlsx_row *ret);
