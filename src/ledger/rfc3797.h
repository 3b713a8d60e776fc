/*
 * rfc3797: publicly verifiable random selection as in RFC 3797 (June 2004), for those who must compare with it: MD5, a counter of 16
 * bits, one number after the other from what is left. The draw of this house is draw.h.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Section 4: the counter has 16 bits. */
#define RFC3797_PICKS_MOST 65536

/* Section 4: the key string of the sources: "9319 / 2 5 12 8 10 / 9 18 26 34 41 45", sources by "/", their numbers by blanks,
 * commas or dots, gives "9319./2.5.8.10.12./9.18.26.34.41.45./". Numbers are whole. E_SYNTAX. */
[[nodiscard]] int rfc3797_key(str sources, arena *mem, str *ret, err *e);
struct rfc3797_pick {
	uint8_t md5[16];
	uint32_t number; /* from 0 in the pool's order */
};
/* `count` of `pool` (at most that many, at most RFC3797_PICKS_MOST), in the order of their selection. */
[[nodiscard]] int rfc3797_select(str key, uint32_t pool, uint32_t count, struct rfc3797_pick *ret, err *e);
