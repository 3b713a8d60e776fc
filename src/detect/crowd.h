/*
 * crowd: how many different values a stream had, and how many pairs of its values are equal, in fixed memory: of the values whose
 * keyed hash lies below a bound every one is counted; the bound is halved whenever the set is full (Flajolet 1990). Two crowds made
 * with the same key can be joined, and so can what they keep of values in different stores: equal values have equal marks.
 */
#pragma once

#include "base/str.h"

#define CROWD_SLOTS 32768 /* room for the usual sample of 20,000 rows: thinned values bound much less */
/* A mark is the upper bits of a hash; all marks below CROWD_MARKS >> shift are kept. */
#define CROWD_MARK_BITS 40
#define CROWD_MARKS (UINT64_C(1) << CROWD_MARK_BITS)

struct crowd {
	uint64_t slots[CROWD_SLOTS]; /* 0: free */
	uint32_t counts[CROWD_SLOTS];
	uint32_t used;
	uint8_t shift; /* kept are hashes below 2^64 >> shift */
};

/* A zeroed struct is empty. hash: keyed, any good 64 bits; times: so many equal values at once. */
void crowd_add(struct crowd *c, uint64_t hash, uint32_t times);
/* Of the hashes from this one on nothing is known: they are no longer counted (0: no bound). */
void crowd_bound(struct crowd *c, uint64_t bound);
/* Halves the bound until at most n are kept. */
void crowd_thin(struct crowd *c, uint32_t n);
/* Adds what another one keeps; its values are then counted here too. */
void crowd_join(struct crowd *c, const struct crowd *other);
/* Different values: exact while shift is 0, then within some 2 %. */
uint64_t crowd_count(const struct crowd *c);

/* A sample of a larger number of rows, and what it says of all of them. */
struct crowd_sample {
	uint64_t rows;    /* in the table, by its statistics */
	uint64_t looked;  /* rows of the sample */
	uint64_t holding; /* of these, rows that hold a value */
	uint64_t cluster; /* rows that lie together in the sample (a block, a probe): they are not independent */
	bool unique;      /* the table cannot hold a value twice */
};
/* Different values in the whole table, at the least and at the most, each with some 95 % confidence. *most is UINT64_MAX
 * where nothing limits it. The lower bound rests on equal pairs: if there were few different values, pairs of them would have
 * been met in the sample. */
void crowd_extrapolate(const struct crowd *c, const struct crowd_sample *s, uint64_t *ret_least, uint64_t *ret_most);
