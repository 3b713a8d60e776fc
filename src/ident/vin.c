#include "ident/vin.h"

/* GB 16735-2019 annex A: values of the letters A to Z; 0 where a letter is not used. */
static const uint8_t letters[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
static const uint8_t weights[VIN_LENGTH] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

enum vin vin_judge(str s)
{
	unsigned sum = 0;
	unsigned alphas = 0;

	if (s.n != VIN_LENGTH)
		return VIN_NONE;
	for (size_t i = 0; i < VIN_LENGTH; i++) {
		uint8_t c = s.p[i];
		unsigned v;

		if (byte_is_digit(c)) {
			v = (unsigned)(c - '0');
		} else {
			if (c < 'A' || c > 'Z' || !letters[c - 'A'] || i > 12)
				return VIN_NONE;
			v = letters[c - 'A'];
			alphas++;
		}
		sum += v * weights[i];
	}
	uint8_t check = s.p[8];

	if (alphas < 2 || (!byte_is_digit(check) && check != 'X'))
		return VIN_NONE;
	return check == (uint8_t) "0123456789X"[sum % 11] ? VIN_RIGHT : VIN_WRONG;
}
