/*
 * paper_pages: lays a paper out on sheets of A4: which character stands where. Rows of the grid of GB/T 9704 for text; tables
 * between them; 署名 stays with the text before it (no 此页无正文); a table's rows are whole and its head is repeated; 版记 stands
 * at the foot of the last sheet. All places in thousandths of a point from the upper left corner.
 */
#pragma once

#include "doc/paper_lines.h"
#include "doc/paper_priv.h"

#define PAPER_SHEETS_MOST 2000 /* a paper of 44,000 lines is nobody's notice */

/* Characters on one line in one face. */
struct paper_text {
	int32_t x, y; /* baseline */
	int32_t size;
	enum paper_face face;
	bool red;
	const struct paper_char *chars;
	const int32_t *xs; /* from x */
	size_t n;
	struct paper_text *next;
};

struct paper_rule {
	int32_t x0, y0, x1, y1;
	int32_t width;
	bool red;
	struct paper_rule *next;
};

struct paper_sheet {
	struct paper_text *texts;
	struct paper_text **last_text;
	struct paper_rule *rules;
	struct paper_rule **last_rule;
};

struct paper_sheets {
	struct paper_sheet *list;
	size_t n;
};

/* Measures a character: width in thousandths of a point at this size; a full character is 1000 * size / 1000 wide or less. */
struct paper_meter {
	struct paper_char (*measure)(void *ctx, enum paper_face face, uint32_t cp, int32_t size);
	void *ctx;
};

/* E_LIMIT past PAPER_SHEETS_MOST. Memory of mem. */
[[nodiscard]] int paper_pages(const struct paper *p, struct paper_meter meter, arena *mem, struct paper_sheets *ret,
			      err *e);
