/* rows_priv: the two halves of rows.c, for its fuzz target. */
#pragma once

#include "exchange/rows.h"
#include "model/sink.h"

struct rows_wanted {
	const struct rows_column *columns;
	size_t n;
	size_t needed;
};
/* In the cage: ctx is a struct rows_wanted. Puts coded rows and ends out. */
void rows_read_caged(const void *ctx, str bytes, arena *mem, struct sink *out);

struct rows_reading {
	const char *path;
	struct rows_wanted want;
	int (*each)(void *ctx, const struct rows_row *row, err *e);
	void *ctx;
};
/* Outside: decodes what the caged half put, as hostile input. */
[[nodiscard]] int rows_decode(const struct rows_reading *r, str batch, err *e);
