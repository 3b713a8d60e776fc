#include "ident/luhn.h"

bool luhn_valid(str digits)
{
	return digits.n >= 2 && str_is_digits(digits) && luhn_right(digits);
}
