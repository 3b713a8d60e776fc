#include "ident/org_code.h"

#include "ident/province.h"

bool org_code_valid(str s)
{
	static const uint8_t weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0;

	if (s.n != 9)
		return false;
	for (size_t i = 0; i < 8; i++) {
		uint8_t c = s.p[i];

		if (byte_is_digit(c))
			sum += (unsigned)(c - '0') * weights[i];
		else if (c >= 'A' && c <= 'Z')
			sum += (unsigned)(c - 'A' + 10) * weights[i];
		else
			return false;
	}
	return s.p[8] == (uint8_t) "0X987654321"[sum % 11];
}

bool org_code_licence(str digits)
{
	unsigned p = 10;

	if (digits.n != 15)
		return false;
	for (size_t i = 0; i < 15; i++) {
		if (!byte_is_digit(digits.p[i]))
			return false;
		unsigned s = (p + (unsigned)(digits.p[i] - '0')) % 10;

		/* The last step only compares. */
		if (i == 14)
			return s == 1 && (digits.p[0] == '1' || province_of_code((unsigned)(digits.p[0] - '0') * 10 +
										 (unsigned)(digits.p[1] - '0')));
		p = (s ? s : 10) * 2 % 11;
	}
	return false;
}
