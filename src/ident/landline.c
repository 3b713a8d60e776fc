#include "ident/landline.h"

#include "base/digits.h"

bool landline_valid(str digits, size_t *ret_area)
{
	if (digits.n < 10 || digits.n > 12 || digits.p[0] != '0' || !str_is_digits(digits))
		return false;
	/* 010 and 02x have three digits, all others four; 01x (x > 0) is none. */
	bool short_area = digits.p[1] == '2' || (digits.p[1] == '1' && digits.p[2] == '0');
	size_t area = short_area ? 3 : 4;

	if (!short_area && (digits.p[1] < '3' || digits.p[1] > '9' || digits.p[2] == '0'))
		return false;
	size_t rest = digits.n - area;
	uint8_t first = digits.p[area];

	if ((rest != 7 && rest != 8) || (short_area && rest != 8) || first < '2' || first == '9')
		return false;
	*ret_area = area;
	return true;
}

bool landline_service(str digits)
{
	return digits.n == 10 && str_is_digits(digits) &&
	       (str_starts(digits, STR("400")) || str_starts(digits, STR("800")));
}
