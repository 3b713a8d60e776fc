/*
 * csv: rows of comma-separated text (RFC 4180), read as spreadsheets and export buttons write it: line ends CR, LF or
 * CRLF; the separator is comma, semicolon or tab, whichever the first line has most of; quotes doubled within quotes.
 * Input is UTF-8 without a byte order mark (format/charset.h makes it so). A bad row never costs a good one.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Fields of a row and bytes of a row that are read: an export has some dozen columns. */
#define CSV_FIELDS_MOST 128
#define CSV_ROW_MOST 65536

struct csv {
	str rest;
	uint8_t separator;
	uint64_t line; /* of the next row, 1-based */
};

struct csv_row {
	uint64_t line;
	size_t count;
	str fields[CSV_FIELDS_MOST]; /* without quotes; views into the input or into `texts` */
};

void csv_init(struct csv *c, str text);
/* The next row. texts holds unquoted fields and is emptied first; give it at least CSV_ROW_MOST.
 * PARSE_SHORT: no row is left. PARSE_BAD (a quote that does not close, or text behind a closed one) and PARSE_LIMIT (too
 * many fields, too long): the line ret->line was skipped, the next call goes on behind it. Blank lines are passed over.
 */
enum parse csv_row_parse(struct csv *c, buf *texts, struct csv_row *ret);
