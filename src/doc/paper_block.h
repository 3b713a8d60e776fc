/* paper_block: a paper's blocks as items: pieces of a sheet that are not parted (one line of text, one row of a table). */
#pragma once

#include "doc/paper_pages.h"

struct paper_item {
	int32_t rows;   /* takes so many rows of the grid and begins on one; 0: height */
	int32_t height; /* free height, for rows of tables */
	int32_t at;     /* begins no higher than this on its sheet; 0: anywhere */
	bool keep;      /* on one sheet with the next */
	bool blank;     /* left out where a sheet begins */
	bool new_sheet;
	struct paper_text *texts; /* y from the item's upper edge */
	struct paper_rule *rules;
	const struct paper_item *head; /* put first where the item begins a sheet */
	struct paper_item *next;
};

struct paper_items {
	struct paper_item *first;
	struct paper_item *imprint; /* 版记 */
};

struct paper_items paper_block_items(const struct paper *p, struct paper_meter meter, arena *mem);
/* The foot of a sheet: its number, and 样本 or 草稿; y from the page's upper edge. */
const struct paper_item *paper_block_foot(const struct paper *p, struct paper_meter meter, arena *mem, size_t number);
