/*
 * luhn: the check digit of bank cards, IMEI and ICCID (ISO/IEC 7812-1 annex B).
 */
#pragma once

#include "base/digits.h"

/* Decimal digits only, at least two, whose last is the check digit of the others. */
ATTR_PURE bool luhn_valid(str digits);

/* Eight digits, each a byte, of which every second one from the last but one is doubled and its digits added. */
static inline unsigned luhn_sum8(uint64_t v)
{
	const uint64_t bytes = 0x0101010101010101; /* times a byte: eight of it */
	uint64_t twice = (v & 0x00ff00ff00ff00ff) << 1;
	uint64_t above = (twice + (0x80 - 10) * bytes) >> 7 & bytes;

	return (unsigned)(((v & 0xff00ff00ff00ff00) + twice - above * 9) * bytes >> 56);
}

/* Of what is known to be digits. */
static inline bool luhn_right(str digits)
{
	unsigned sum = 0;
	size_t n = digits.n;

	for (; n >= 8; n -= 8)
		sum += luhn_sum8(bytes_le64(digits.p + n - 8) & 0x0f0f0f0f0f0f0f0f);
	uint64_t rest = 0;

	/* What is left of it in front; noughts before it add nothing. Of more than eight digits all are read again, the rest of them moved up. */
	if (digits.n >= 8)
		rest = n ? (bytes_le64(digits.p) & 0x0f0f0f0f0f0f0f0f) << (64 - 8 * n) : 0;
	else
		for (size_t i = 0; i < n; i++)
			rest |= (uint64_t)(digits.p[i] - '0') << (8 * (8 - n + i));
	return (sum + luhn_sum8(rest)) % 10 == 0;
}
