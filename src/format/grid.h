/*
 * grid: the rows of a table that somebody handed over, whether it is CSV in any of the usual encodings or a workbook. Which of its rows
 * is the head and what stands in it is its readers' affair (format/heading.h); their fuzz targets (filing, graded, listed, rows) are this one's.
 */
#pragma once

#include "base/arena.h"
#include "format/csv.h"
#include "format/xlsx.h"

/* Rows of a sheet that are looked through for its head: exports have a title and a note or two above it. */
#define GRID_HEAD_ROWS 20

struct grid {
	bool workbook;
	bool over;          /* nothing more of this sheet */
	size_t sheet;       /* that is read */
	size_t sheet_count; /* a CSV file is one sheet */
	uint64_t given;     /* rows of this sheet */
	arena mem;
	buf text;  /* of CSV, in UTF-8 */
	buf texts; /* of the row last given */
	struct csv csv;
	struct xlsx xlsx;
	union {
		struct csv_row csv_row;
		struct xlsx_row xlsx_row;
	};
};

struct grid_row {
	size_t sheet;
	uint64_t number; /* as an editor or a spreadsheet shows it, 1-based */
	uint64_t nth;    /* of the rows given of this sheet, 1-based */
	/* PARSE_BAD: malformed, without cells; PARSE_LIMIT: wider or longer than what is read: with the cells that fit, or none. */
	enum parse state;
	const str *cells;
	size_t count;
};

/* PARSE_BAD: begins like a workbook and is none; PARSE_LIMIT: larger than what is read. grid_close frees, also then. bytes must live as long
 * as g. */
enum parse grid_open(struct grid *g, str bytes);
void grid_close(struct grid *g);
/* An old workbook (Excel 97), which is not read here? */
ATTR_PURE bool grid_is_old(str bytes);
/* As the workbook calls it; raw. */
str grid_sheet_name(const struct grid *g, size_t sheet);
/* Are days of this workbook counted from 1904-01-01? */
bool grid_date1904(const struct grid *g);
/* The next row, sheet after sheet, that has more than blanks; its views live until the next call. PARSE_OK: one, perhaps a bad one (state);
 * PARSE_SHORT: no more; else ret->sheet cannot be read from ret->number on, and the next call goes on with the sheet behind it. */
enum parse grid_next(struct grid *g, struct grid_row *ret);

/* Of several values in one cell the next, which is cut off; empty: none is left. Between them stand blanks, commas, semicolons, bars, 、 and
 * their wide forms. */
str grid_part(str *cell);
