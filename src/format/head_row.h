/*
 * head_row: which rows of a sheet are names of its columns: one whose words say what columns hold, wherever it stands among the first
 * thousand (titles and notes above it, a second table below the first); else the first of two words or more among the top ones.
 */
#pragma once

#include "base/str.h"

struct head_row {
	unsigned rows;
	bool named;
};

/* The next row. is_name: see unpack_limits; may be NULL. */
bool head_row_take(struct head_row *h, const str *cells, size_t n, bool (*is_name)(str text));
