/* table: one table of a database looked at: its rows go through a profile for each column (detect/column.h), and what these say
 * becomes facts. No value is kept. */
#pragma once

#include "collect/crowds.h"
#include "collect/database/source.h"
#include "detect/column.h"
#include "detect/cover.h"
#include "model/sink.h"

/* Where the finder's finds go: the column's profile, and the crowds of its values by kind. */
struct table_now {
	struct column *column; /* first: column_found takes it from here */
	struct crowds *crowds;
	unsigned *room; /* so many more crowds may be made for this table */
	bool *lost;     /* more would have been needed */
};
/* The callback for the finder; ctx: struct table_now. */
void table_found(void *ctx, const struct find *f);

struct table_conf {
	const struct source_kind *kind;
	struct source *source;
	struct finder *finder;
	struct table_now *now;
	struct crowds *crowds; /* of the whole store */
	struct cover *cover;   /* for names of tables and columns */
	int64_t rows;          /* at most so many are looked at */
	int64_t bytes_left;    /* of all tables together */
	int64_t today;
	struct sink *out;
};
/* Puts data_table, data_item and their evidence. Anything but SOURCE_OK: the table was not looked at whole; its row says why. */
enum source_end table_look(struct table_conf *conf, const struct source_table *t);
