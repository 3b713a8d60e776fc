/*
 * html_table: the rows of the tables of a page, each cell under the name that it stands under: of its column by the head row, or of its
 * row by the <th> or label before it. Linear; memory does not depend on the page. Rows that hold further tables (a page's layout) and tables
 * nested too deep stay with the page.
 */
#pragma once

#include "format/charset.h"
#include "format/html.h"

#define HTML_TABLE_DEPTH 8
#define HTML_TABLE_COLUMNS 128

struct html_cell {
	str raw;     /* as in the page, with tags and entities; empty where a cell before it spans this place */
	size_t at;   /* of raw in the page; cells come in the order of the page */
	str text;    /* UTF-8, blanks collapsed, entities decoded */
	str name;    /* of its column or row; "" for none */
	bool by_row; /* the name is a label before it in its row */
	bool head;   /* <th> */
};

struct html_row {
	size_t table; /* tables are counted from 0 in the order of their beginnings */
	bool names;   /* the head: the names of what follows */
	size_t count;
	struct html_cell *cells; /* live until the next row */
};

struct html_tables;
/* page: in any encoding but UTF-16. is_name: does this text say what a column holds? NULL: only <th> makes a head. NULL when there is no memory. */
struct html_tables *html_tables_new(str page, enum charset charset, bool (*is_name)(str text));
void html_tables_free(struct html_tables *t);
/* The next row that has cells; false at the end. */
bool html_tables_next(struct html_tables *t, struct html_row *ret);
