/*
 * parquet_column: one column of one row group of a Parquet file, row by row: its pages are unpacked one at a time, values come as text.
 */
#pragma once

#include "base/buf.h"
#include "base/cur.h"
#include "format/parquet_delta.h"

enum parquet_type {
	PARQUET_BOOLEAN,
	PARQUET_INT32,
	PARQUET_INT64,
	PARQUET_INT96, /* a moment, as Spark and Impala write it */
	PARQUET_FLOAT,
	PARQUET_DOUBLE,
	PARQUET_BYTES,
	PARQUET_FIXED,
	PARQUET_TYPE_COUNT
};

/* What whole numbers mean. */
enum parquet_sense { PARQUET_PLAIN, PARQUET_DECIMAL, PARQUET_DATE, PARQUET_MOMENT };

/* A column as the schema says. */
struct parquet_leaf {
	str name; /* its path, joined by '.'; lives with the schema */
	enum parquet_type type;
	enum parquet_sense sense;
	uint32_t width;    /* of FIXED */
	int32_t scale;     /* digits behind the point */
	uint32_t second;   /* a moment's units in a second */
	unsigned def_most; /* levels: how deep it may be absent … */
	unsigned rep_most; /* … or repeated */
};

/* Levels and indexes: runs and packed bits in turn (Encodings.md). */
struct parquet_hybrid {
	cur in;
	unsigned width;
	uint64_t left;
	bool packed;
	uint32_t value;
	str bits;
	uint64_t bit;
};

struct parquet_column {
	const struct parquet_leaf *leaf;
	unsigned codec;
	cur in;          /* pages that follow */
	const char *why; /* not all of it can be read; NULL */
	uint64_t left;   /* values of the page, absent ones too */
	struct parquet_hybrid rep, def, index;
	bool indexed;
	bool flags; /* booleans as runs */
	/* Differences: of whole numbers, of the lengths of strings, and of what each has of the one before. */
	bool differ, long_differ, begin_differ;
	bool split; /* first bytes of all values, then the second … */
	struct parquet_delta delta, shared;
	buf last; /* the string before */
	cur values;
	uint64_t bit; /* of booleans */
	buf page, dictionary;
	uint32_t *places; /* where the dictionary's values begin; one more than there are */
	size_t entries;
	bool begun; /* a level was read ahead */
	uint32_t next_rep;
	uint64_t got; /* values so far */
};

/* Largest page and dictionary of a column chunk: what it takes to read it. */
size_t parquet_column_need(str chunk);
/* page_most: of parquet_column_need. */
void parquet_column_init(struct parquet_column *c, size_t page_most);
void parquet_column_release(struct parquet_column *c);
/* Before the first row of a row group. */
void parquet_column_begin(struct parquet_column *c, const struct parquet_leaf *leaf, unsigned codec, str chunk);
/* Puts the next row's cell as UTF-8 (nothing where it is absent; several values with ", " between them). False: no more rows; c->why says whether
 * there should have been. */
bool parquet_column_cell(struct parquet_column *c, buf *out);
