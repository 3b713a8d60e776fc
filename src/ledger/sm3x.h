/*
 * sm3x: SM3 (GB/T 32905-2016) of many short messages at once, eight beside each other in vector registers, all behind one
 * prefix that is hashed only once. For a draw's tickets and a pool's Merkle tree; model/digest.h is for all else.
 */
#pragma once

#include "model/digest.h"

/* The state behind a prefix of whole blocks. */
struct sm3x {
	uint32_t v[8];
	uint64_t n; /* bytes of the prefix */
};

#define SM3X_BLOCK 64

/* prefix.n is a multiple of SM3X_BLOCK (a bug otherwise); it may be empty. */
void sm3x_begin(struct sm3x *s, str prefix);
/* ret[i] = SM3(prefix || tails[i]), n of them. Fastest where neighbours have the same number of blocks. */
void sm3x_many(const struct sm3x *s, const str *tails, size_t n, digest *ret);
/* The same without AVX2, to be compared. */
void sm3x_many_plain(const struct sm3x *s, const str *tails, size_t n, digest *ret);
