/*
 * parquet_delta: whole numbers as differences, packed in blocks (Parquet's Encodings.md, DELTA_BINARY_PACKED), one by one. Pure.
 */
#pragma once

#include "base/cur.h"

struct parquet_delta {
	cur in;
	uint64_t left;  /* values that follow */
	uint64_t minis; /* in a block */
	uint64_t size;  /* values of one */
	uint64_t value; /* the last one, and what every difference is at least: sums wrap round */
	uint64_t least;
	str widths; /* of the block's minis that follow */
	str bits;   /* of the open one */
	unsigned width;
	uint64_t bit, in_mini;
	bool begun;
};

/* False: no such thing. */
bool parquet_delta_begin(struct parquet_delta *d, str bytes);
/* False: no more, or damaged. */
bool parquet_delta_next(struct parquet_delta *d, int64_t *ret);
/* What lies behind all of its values, of which none was taken. */
str parquet_delta_behind(const struct parquet_delta *d);
