/*
 * siphash_lanes: the prints of siphash.h of many short values: those of as many words wait for each other and are finished together, in
 * two vectors of eight or four of four, whose steps do not wait for each other; without vectors one after the other. The same bytes as
 * siphash_tagged gives.
 */
#pragma once

#include "detect/siphash.h"

#define SIPHASH_LANES 16
#define SIPHASH_WORDS 9
/* With its tag and the byte of its length it fills the words. */
#define SIPHASH_LANE_MOST ((size_t)SIPHASH_WORDS * 8 - 2)

#define SIPHASH_FOLDED 0x100
/* Values of `words` words each, where they stand. */
struct siphash_lanes {
	_Alignas(64) const uint8_t *at[SIPHASH_LANES]; /* the byte before each */
	_Alignas(64) uint64_t n[SIPHASH_LANES];        /* with that byte */
	_Alignas(64) uint64_t tag[SIPHASH_LANES];      /* and SIPHASH_FOLDED */
	_Alignas(64) uint64_t print[2][SIPHASH_LANES];
};

enum siphash_vectors { SIPHASH_PLAIN, SIPHASH_AVX2, SIPHASH_AVX512 };

/* Words that a value of n bytes takes. */
static inline size_t siphash_lane_words(size_t n)
{
	return (n + 1) / 8 + 1;
}
/* Puts tag ‖ value into a lane; folded: capitals of ASCII as small letters. The bytes stay the caller's and must stay as they are until
 * siphash_lanes_end; one before and eight behind them may be read. */
static inline void siphash_lane_put(struct siphash_lanes *l, size_t lane, uint8_t tag, str value, bool folded)
{
	l->at[lane] = value.p - 1;
	l->n[lane] = value.n + 1;
	l->tag[lane] = folded ? tag | SIPHASH_FOLDED : tag;
}
/* The prints of the first `count` lanes (at least one), all of as many words. */
void siphash_lanes_end(struct siphash_lanes *l, size_t count, const uint8_t key[static 16], size_t words,
		       enum siphash_vectors v);
