/*
 * siphash_lanes: the prints of siphash.h of many short values: those of as many words wait beside each other and are finished
 * together, eight in one vector or four in each of two; without vectors one after the other. The same bytes as siphash_tagged gives.
 */
#pragma once

#include "detect/siphash.h"

#define SIPHASH_LANES 8
#define SIPHASH_WORDS 9
/* With its tag and the byte of its length it fills the words. */
#define SIPHASH_LANE_MOST ((size_t)SIPHASH_WORDS * 8 - 2)

/* Values of `words` words each, a column each. */
struct siphash_lanes {
	_Alignas(64) uint64_t of[SIPHASH_WORDS][SIPHASH_LANES];
	_Alignas(64) uint64_t print[2][SIPHASH_LANES];
};

enum siphash_vectors { SIPHASH_PLAIN, SIPHASH_AVX2, SIPHASH_AVX512 };

/* Words that a value of n bytes takes. */
static inline size_t siphash_lane_words(size_t n)
{
	return (n + 1) / 8 + 1;
}
/* Puts tag ‖ value into a lane; folded: capitals of ASCII as small letters. A byte before and eight behind value may be read. */
void siphash_lane_put(struct siphash_lanes *l, size_t lane, uint8_t tag, str value, bool folded);
/* The prints of all lanes. */
void siphash_lanes_end(struct siphash_lanes *l, const uint8_t key[static 16], size_t words, enum siphash_vectors v);
