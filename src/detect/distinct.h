/*
 * distinct: how many different values a stream had, in fixed memory: exact up to some thousand, then by adaptive sampling
 * (of the hashes below a bound that is halved whenever the set is full; Flajolet 1990), standard error some 3 %.
 */
#pragma once

#include "base/str.h"

#define DISTINCT_SLOTS 4096

struct distinct {
	uint64_t slots[DISTINCT_SLOTS]; /* 0: free */
	uint32_t used;
	uint8_t shift; /* kept are hashes whose low `shift` bits are 0 */
};

/* A zeroed struct is empty. hash: of the value, any good 64 bits. True when it was not there yet (of those that are kept). */
bool distinct_add(struct distinct *d, uint64_t hash);
uint64_t distinct_count(const struct distinct *d);
