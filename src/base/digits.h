/* digits: eight bytes at a time: are they digits? For what every byte of an inspected file goes through. */
#pragma once

#include "base/str.h"

/* Eight bytes, the first one lowest. */
static inline uint64_t bytes_le64(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}
/* The high bit of each of the eight bytes at p that is no digit; the first byte is the lowest. */
static inline uint64_t bytes_no_digits(const uint8_t *p)
{
	uint64_t v = bytes_le64(p) ^ 0x3030303030303030;

	return (((v & 0x7f7f7f7f7f7f7f7f) + 0x7676767676767676) | v) & 0x8080808080808080;
}
/* How many digits p begins with, BYTES_DIGITS_MOST at most; so many bytes are read. No number of a kind has more in a row. */
#define BYTES_DIGITS_MOST 24
static inline size_t bytes_digits(const uint8_t *p)
{
	for (size_t i = 0; i < BYTES_DIGITS_MOST; i += 8) {
		uint64_t no = bytes_no_digits(p + i);

		if (no)
			return i + (size_t)__builtin_ctzll(no) / 8;
	}
	return BYTES_DIGITS_MOST;
}
/* Nothing but digits, or empty. */
static inline bool str_is_digits(str s)
{
	uint64_t no = 0;

	if (s.n >= 8) {
		for (size_t i = 0; i + 8 < s.n; i += 8)
			no |= bytes_no_digits(s.p + i);
		return !(no | bytes_no_digits(s.p + s.n - 8));
	}
	for (size_t i = 0; i < s.n; i++)
		no |= (uint64_t)!byte_is_digit(s.p[i]);
	return !no;
}
/* The number that eight digits are: pairs, then fours, then all of them. */
static inline uint64_t bytes_digits8(const uint8_t *p)
{
	uint64_t v = bytes_le64(p) & 0x0f0f0f0f0f0f0f0f;

	v = (v * 10 + (v >> 8)) & 0x00ff00ff00ff00ff;
	v = (v * 100 + (v >> 16)) & 0x0000ffff0000ffff;
	return (v * 10000 + (v >> 32)) & 0xffffffff;
}
