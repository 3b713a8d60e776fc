/*
 * find_rows: what find_rows.c (the rows of a table, and their prints) and find_row.c (the cells of one) share.
 */
#pragma once

#include "detect/find_priv.h"
#include "detect/literal_priv.h"
#include "detect/siphash_lanes.h"

#define FIND_ROWS_FINDS ((size_t)1024)
#define FIND_ROWS_WINDOW ((size_t)32 << 10) /* bytes that are cut at once; two bytes tell a place */
#define FIND_ROWS_DOMAINS 64
#define FIND_ROWS_DOMAIN ((size_t)40)
#define FIND_ROWS_STREETS 256
#define FIND_ROWS_STREET ((size_t)96)

struct row_find {
	uint32_t from;
	uint16_t n;
	uint16_t line; /* behind the first one of the batch */
	uint16_t why;
	uint8_t kind;
	uint8_t validity;
	uint8_t confidence;
	uint8_t column;
	uint8_t skip; /* of its bytes in front are not of its normal form */
};

/* Finds whose prints are made of as many words. */
struct row_bin {
	struct siphash_lanes lanes;
	uint16_t of[SIPHASH_LANES];
	size_t n;
};

/* What an e-mail address with this domain is, as literal_take said. */
struct row_domain {
	uint8_t n; /* 0: none */
	uint8_t text[FIND_ROWS_DOMAIN];
	struct hit hit;
};

/* What addresses are that begin so; streets have many houses, whose numbers differ in nothing but their digits. */
#define FIND_ROWS_HOUSES 4 /* by the number of digits */
struct row_street {
	uint8_t n; /* 0: none */
	uint8_t text[FIND_ROWS_STREET];
	struct row_house {
		uint64_t rest; /* what stands behind the number: eight bytes, the last ones cut off by `n` */
		uint8_t n;
		bool known;
		struct hit hit; /* of the whole cell */
	} houses[FIND_ROWS_HOUSES];
};

/* What the last cells of a column were, which is tried first. */
enum row_role { ROW_ROLE_NONE, ROW_ROLE_STREET };

struct find_rows {
	bool used;
	bool high; /* some row had more than ASCII */
	size_t asked_count;
	uint8_t asked[FIND_COLUMNS]; /* columns whose values their names may tell */
	uint64_t lettered;           /* forms of them that begin with a letter */
	uint8_t roles[FIND_COLUMNS];
	unsigned misses;
	/* Separators, quotes and line ends of the text from `base` on. */
	bool cut;
	uint8_t separator; /* they were cut for it */
	size_t base;
	size_t cut_count;
	size_t cut_next;
	uint16_t cuts[FIND_ROWS_WINDOW + 64];
	uint64_t line; /* of the first find */
	size_t n;
	struct row_find finds[FIND_ROWS_FINDS];
	uint64_t prints[FIND_ROWS_FINDS][2];
	struct row_bin bins[SIPHASH_WORDS + 1];
	struct row_domain domains[FIND_ROWS_DOMAINS];
	struct row_street streets[FIND_ROWS_STREETS];
};

/* The row that is judged. */
struct find_row {
	struct find_scan *s;
	size_t from;
	size_t to;            /* its line end */
	const uint16_t *cuts; /* where its cells end, behind `base` */
	size_t base;
	size_t cell; /* that is judged */
	uint16_t line;
};

/* Adds the finds of a row to those of the table. False: it must be looked at as others are; then what was added is worth nothing. */
bool find_row_judge(struct find_row *row);
