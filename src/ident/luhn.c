#include "ident/luhn.h"

bool luhn_valid(str digits)
{
	static const uint8_t doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	unsigned sum = 0;

	if (digits.n < 2)
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		uint8_t c = digits.p[digits.n - 1 - i];

		if (!byte_is_digit(c))
			return false;
		sum += i % 2 ? doubled[c - '0'] : (unsigned)(c - '0');
	}
	return sum % 10 == 0;
}
