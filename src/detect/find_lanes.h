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

/* Where runs of digits may be something, field by field as in find_block. */
struct find_numbers {
	_Alignas(64) uint64_t eighth[FIND_LANES];
	_Alignas(64) uint64_t group[FIND_LANES];
	_Alignas(64) uint64_t touched[FIND_LANES];
};

#define RUNS_NAME(what) what##_plain
#define RUNS_TARGET
#define RUNS_LANES 2
#define RUNS_BEFORE(last, now) __builtin_shufflevector(last, now, 1, 2)
#define RUNS_UP(x, before, n) ((x) << (n) | (before) >> (64 - (n)))
#include "detect/find_runs.h"
