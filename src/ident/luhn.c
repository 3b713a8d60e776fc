#include "ident/luhn.h"

#include "base/digits.h"

#define BYTES 0x0101010101010101u /* times a byte: eight of it */

/* Eight digits, each a byte, of which every second one from the last but one is doubled and its digits added. */
static inline unsigned sum8(uint64_t v)
{
	uint64_t twice = (v & 0x00ff00ff00ff00ff) << 1;
	uint64_t above = (twice + (0x80 - 10) * BYTES) >> 7 & BYTES;

	return (unsigned)(((v & 0xff00ff00ff00ff00) + twice - above * 9) * BYTES >> 56);
}

bool luhn_valid(str digits)
{
	return digits.n >= 2 && str_is_digits(digits) && luhn_right(digits);
}

bool luhn_right(str digits)
{
	unsigned sum = 0;
	size_t n = digits.n;

	for (; n >= 8; n -= 8)
		sum += sum8(bytes_le64(digits.p + n - 8) & 0x0f * BYTES);
	uint64_t rest = 0;

	/* What is left of it in front; noughts before it add nothing. Of more than eight digits all are read again, the rest of them moved up. */
	if (digits.n >= 8)
		rest = n ? (bytes_le64(digits.p) & 0x0f * BYTES) << (64 - 8 * n) : 0;
	else
		for (size_t i = 0; i < n; i++)
			rest |= (uint64_t)(digits.p[i] - '0') << (8 * (8 - n + i));
	return (sum + sum8(rest)) % 10 == 0;
}
