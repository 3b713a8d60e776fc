/* find_lanes: the bits of many blocks of 64 bytes, one field of all of them in a row, so that vectors hold those of eight blocks. */
#pragma once

#include "detect/find_priv.h"

/* Bits of FIND_LANES blocks from [FIND_LANE_FIRST] on, before them those of the block before. */
#define FIND_LANE_FIRST 8
struct find_lanes {
	_Alignas(64) uint64_t of[FIND_LANE_FIRST + FIND_LANES];
};

/* What their bytes are. */
struct find_classes {
	struct find_lanes digit;
	struct find_lanes low;    /* 1, 2 and 7: numbers that begin so are often nothing */
	struct find_lanes high;   /* beyond ASCII */
	struct find_lanes joiner; /* ' ' '-' */
	struct find_lanes alnum;
	struct find_lanes lead;    /* first byte of what may be a joiner: C2; E2; E3, any, 80; EF BB; EF, any, 8D */
	struct find_lanes wide;    /* first byte of what may be a full-width digit: EF BC 90 to EF BC 99 */
	struct find_lanes bracket; /* ')' */
	struct find_lanes sieve;   /* what the sieve for literals lets through */
};

/* The bits of eight blocks together: the compiler makes one vector of them, or several. */
typedef uint64_t find_bits8 __attribute__((vector_size(64)));

struct find_bits_pair {
	find_bits8 now;
	find_bits8 before; /* of each block the bits of the one before */
};

struct find_runs {
	struct find_bits_pair digit, alnum, letter, joiner, high, low, bracket;
	struct find_bits_pair digit2, digit3, digit4, digit8; /* so many in a row end here */
	struct find_bits_pair alnum2, alnum4, alnum8, alnum16, alnum17, alnum20;
	struct find_bits_pair more; /* a digit, or what may be one */
	struct find_bits_pair ends; /* a letter or digit, or what may be a joiner beyond ASCII */
	struct find_bits_pair
		held; /* a letter, digit or bracket, or a joiner behind a digit: what follows is not by itself */
	struct find_bits_pair bound;   /* a joiner behind a digit, or beyond ASCII */
	struct find_bits_pair three;   /* the third and last of three digits */
	struct find_bits_pair joined3; /* a joiner behind three digits and no more; behind four and more */
	struct find_bits_pair joined4;
	find_bits8 goes_on; /* behind a joiner a digit, or what may be one */
};

/* Where runs of digits may be something, field by field as in find_block. */
struct find_numbers {
	_Alignas(64) uint64_t eighth[FIND_LANES];
	_Alignas(64) uint64_t group[FIND_LANES];
	_Alignas(64) uint64_t touched[FIND_LANES];
};

#define RUNS_NAME(what) what##_plain
#define RUNS_TARGET
#define RUNS_UP(x, before, n) ((x) << (n) | (before) >> (64 - (n)))
#include "detect/find_runs.h"
