/*
 * masking: masked values: which characters show, whether enough is covered, and what the value is by what still shows.
 */
#pragma once

#include "detect/kind.h"

/* Blanks and hyphens are not counted. */
struct masking {
	size_t shown;
	size_t hidden;
	size_t length;    /* 64 at most */
	uint64_t pattern; /* bit i: character i shows */
	uint64_t
		marks; /* two bits of each of the first 32 characters that show: tell whether two masks are of one value */
	bool crossed; /* covered by X alone, among letters: 138XXXX5678 is masked, a key with XX in it not */
	bool digits;  /* nothing but digits (and an X at the end) shows */
};

struct masking masking_of(str s);
/* Is it a masked value, as far as its form tells? */
bool masking_is(const struct masking *c);
/* So much is covered that what is left could be very many persons: six of an identity or card number (its first six and last four
 * may show, birth date and sequence may not), four of a telephone number, one of a name of two. */
bool masking_enough(const struct masking *c);
/* KIND_COUNT: what shows does not tell. */
enum kind masking_kind(str s, const struct masking *c);
