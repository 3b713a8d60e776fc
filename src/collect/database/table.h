/* table: one table of a database looked at: its rows go through a profile for each column (detect/column.h), and what these say
 * becomes facts. No value is kept. */
#pragma once

#include "collect/database/source.h"
#include "detect/column.h"
#include "model/sink.h"

struct table_conf {
	const struct source_kind *kind;
	struct source *source;
	struct finder *finder;
	struct column **now; /* the profile that the finder's finds go to */
	int64_t rows;        /* at most so many are looked at */
	int64_t today;
	struct sink *out;
};
/* Puts data_table, data_item and their evidence. Anything but SOURCE_OK: the table was not looked at whole; its row says why. */
enum source_end table_look(const struct table_conf *conf, const struct source_table *t);
