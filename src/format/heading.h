/* heading: what a column's heading says, whoever typed it: 「备案/许可证号 （网站）*」 and "Filing number" as keys to compare. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

/* Appends the cell's text in small letters; blanks, line ends, brackets with what they hold, slashes, dashes, underscores, colons and
 * stars fall away. */
void heading_put_key(buf *b, str cell);

/* What the head row of a table may say. A reader's columns are numbered from 0. */
struct heading_key {
	str key;
	size_t column;
};
struct heading_set {
	struct heading_key *keys;
	size_t n;
	size_t columns; /* numbers below this */
	arena *mem;
};
/* Room for `most` headings of `columns` columns. */
void heading_set_init(struct heading_set *s, arena *mem, size_t columns, size_t most);
/* Another way to call this column; of a column's ways all may stand in a head row, of which the first is it. */
void heading_set_add(struct heading_set *s, const char *words, size_t column);
/* All at once: columns lists, each with NULL at its end. */
void heading_set_of(struct heading_set *s, arena *mem, const char *const *const *heads, size_t columns);
/* place[column] (columns of them): where it stands in the row, SIZE_MAX: nowhere. */
void heading_set_place(const struct heading_set *s, const str *cells, size_t n, size_t *place);
/* Of heading_set_of: one column's ways. */
#define HEADING_WAYS(...) ((const char *const[]){__VA_ARGS__, NULL})
