/* The check digit of 统一社会信用代码: GB 32100-2015 annex A. */
#include "ident/uscc.h"

#define USCC_MODULUS 31

static int uscc_value(uint8_t c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

	for (int i = 0; i < USCC_MODULUS; i++)
		if ((uint8_t)alphabet[i] == c)
			return i;
	return -1;
}

bool uscc_valid(str s)
{
	int sum = 0;
	int weight = 1; /* 3^i mod 31 */

	if (s.n != USCC_LENGTH)
		return false;
	for (size_t i = 0; i < USCC_LENGTH - 1; i++) {
		int v = uscc_value(s.p[i]);

		if (v < 0)
			return false;
		sum += v * weight;
		weight = weight * 3 % USCC_MODULUS;
	}
	/* The region (places 3 to 8) is digits only. */
	for (size_t i = 2; i < 8; i++)
		if (!byte_is_digit(s.p[i]))
			return false;
	return uscc_value(s.p[USCC_LENGTH - 1]) == (USCC_MODULUS - sum % USCC_MODULUS) % USCC_MODULUS;
}

bool uscc_normalise(str s, char ret[USCC_LENGTH + 1])
{
	char c[USCC_LENGTH + 1] = {0};

	s = str_trim(s);
	if (s.n != USCC_LENGTH)
		return false;
	for (size_t i = 0; i < USCC_LENGTH; i++) {
		uint8_t b = s.p[i];

		c[i] = (char)(b >= 'a' && b <= 'z' ? b - 32 : b);
	}
	if (!uscc_valid((str){(const uint8_t *)c, USCC_LENGTH}))
		return false;
	bytes_copy(ret, USCC_LENGTH + 1, (str){(const uint8_t *)c, sizeof(c)});
	return true;
}
