/*
 * record: what a caged reader of data tells its parent, one record after the other. The parent reads them as hostile input: every
 * length, number and text is tested. A record holds nothing unmasked.
 */
#pragma once

#include "base/buf.h"
#include "detect/find.h"

enum record_kind {
	RECORD_NAME, /* a file is begun: its path, masked */
	RECORD_FIND,
	RECORD_PART, /* a file or a part of it was looked at */
	RECORD_ITEM, /* finds of one kind in one place, counted (sum.h) */
	RECORD_FILE, /* a file, or this piece of it, is done */
	RECORD_KIND_COUNT
};

/* Places that are kept of one item, for its evidence. */
#define RECORD_PLACES 8
#define RECORD_INNER_MOST 1000
#define RECORD_NAME_MOST 200
#define RECORD_MASKED_MOST 200
#define RECORD_CONTEXT_MOST 400
#define RECORD_REASON_MOST 300
#define RECORD_COLUMNS_MOST 2000
/* Fingerprints that an item carries at the most (sum.h). */
#define RECORD_PRINTS ((size_t)4096)

struct record_place {
	uint64_t offset;
	uint64_t line;
	str masked;
	str context;
};

struct record {
	enum record_kind kind;
	uint32_t file; /* number in the job */
	/* RECORD_NAME */
	str path;
	/* all others but RECORD_FILE */
	str inner;
	/* RECORD_FIND, RECORD_ITEM */
	str name; /* column, member, element */
	enum kind what;
	/* RECORD_FIND */
	enum kind_validity validity;
	uint8_t confidence;
	unsigned why;
	uint32_t length;
	uint8_t print[16];
	/* RECORD_FIND: one; RECORD_ITEM: the first ones */
	struct record_place places[RECORD_PLACES];
	uint8_t place_count;
	/* RECORD_ITEM */
	uint64_t sure, valid, possible, looks;
	bool certain;                         /* the places are of sure finds */
	str form;                             /* RECORD_ITEM, RECORD_PART: of the column's values; of the file */
	uint64_t matching, distinct, under14; /* of the column, as its profile says */
	bool sampled;                         /* which is of a beginning only */
	bool full;                            /* there were more fingerprints than are carried */
	str prints;                           /* 8 bytes each, little-endian, ascending */
	/* RECORD_PART */
	uint64_t rows; /* of a table */
	str columns;
	str charset;
	uint64_t bytes;
	uint64_t examined;
	bool whole;
	bool mute; /* holds no text: not read, and nothing is missed that is read elsewhere */
	str reason;
	uint64_t nuls;
	/* RECORD_FILE */
	uint64_t lines; /* line ends in this piece */
	bool crowded;   /* more columns or parts than are told apart */
};

void record_put(buf *b, const struct record *r);
/* The record at *used; views into bytes. 1: *used is behind it. 0: more bytes are needed. -1: it is malformed. */
int record_next(str bytes, size_t *used, struct record *ret);
