#include "ident/document.h"

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool digits_from(str s, size_t from)
{
	for (size_t i = from; i < s.n; i++)
		if (!byte_is_digit(s.p[i]))
			return false;
	return from < s.n;
}

enum document document_hong_kong(str s)
{
	size_t letters = s.n == 9 ? 2 : 1;
	/* A missing first letter counts as a blank, 36. */
	unsigned sum = letters == 1 ? 36 * 9 : 0;

	if ((s.n != 8 && s.n != 9) || !digits_from(str_sub(s, 0, s.n - 1), letters))
		return DOCUMENT_NONE;
	for (size_t i = 0; i + 1 < s.n; i++) {
		uint8_t c = s.p[i];

		if (i < letters && !is_capital(c))
			return DOCUMENT_NONE;
		sum += (unsigned)(i < letters ? c - 'A' + 10 : c - '0') * (unsigned)(s.n - i);
	}
	uint8_t check = s.p[s.n - 1];

	if (!byte_is_digit(check) && check != 'A')
		return DOCUMENT_NONE;
	sum += check == 'A' ? 10 : (unsigned)(check - '0');
	return sum % 11 == 0 ? DOCUMENT_RIGHT : DOCUMENT_WRONG;
}

enum document document_taiwan(str s)
{
	if (s.n != 10 || !is_capital(s.p[0]) || !digits_from(s, 1))
		return DOCUMENT_NONE;
	if (s.p[1] != '1' && s.p[1] != '2' && s.p[1] != '8' && s.p[1] != '9')
		return DOCUMENT_NONE;
	/* The letters in the order of their codes 10 to 35. */
	unsigned code = 10 + (unsigned)str_find_byte(STR("ABCDEFGHJKLMNPQRSTUVXYWZIO"), s.p[0]);
	unsigned sum = code / 10 + code % 10 * 9;

	for (size_t i = 1; i < 9; i++)
		sum += (unsigned)(s.p[i] - '0') * (unsigned)(9 - i);
	return (sum + (unsigned)(s.p[9] - '0')) % 10 == 0 ? DOCUMENT_RIGHT : DOCUMENT_WRONG;
}

bool document_macau(str s)
{
	return s.n == 8 && digits_from(s, 0) && (s.p[0] == '1' || s.p[0] == '5' || s.p[0] == '7');
}

bool document_passport(str s)
{
	if (s.n < 8 || s.n > 10 || !s.n)
		return false;
	switch (s.p[0]) {
	case 'E':
		/* E and 8 digits; since 2018 E, a letter without I and O, 7 digits. */
		return s.n == 9 && digits_from(s, 2) &&
		       (byte_is_digit(s.p[1]) || (is_capital(s.p[1]) && s.p[1] != 'I' && s.p[1] != 'O'));
	case 'G':
	case 'K':
		return s.n == 9 && digits_from(s, 1);
	case 'H':
		return s.n == 9 && digits_from(s, s.p[1] == 'J' || s.p[1] == 'A' || s.p[1] == 'B' ? 2 : 1);
	case 'D':
	case 'S':
	case 'P':
		return digits_from(s, 1) || (s.n == 9 && s.p[1] == 'E' && digits_from(s, 2));
	case 'M':
		return s.n == 9 && (s.p[1] == 'A' || s.p[1] == 'B') && digits_from(s, 2);
	default:
		/* Old ordinary ones: 14 or 15 and 7 digits. */
		return s.n == 9 && s.p[0] == '1' && (s.p[1] == '4' || s.p[1] == '5') && digits_from(s, 0);
	}
}

bool document_hk_permit(str s)
{
	if (s.n != 9 && s.n != 11)
		return false;
	if (s.p[0] == 'H' || s.p[0] == 'M')
		return digits_from(s, 1);
	return s.n == 9 && (s.p[0] == 'C' || s.p[0] == 'W') &&
	       (digits_from(s, 1) || (is_capital(s.p[1]) && digits_from(s, 2)));
}

bool document_taiwan_permit(str s)
{
	if (s.n == 8)
		return digits_from(s, 0);
	if (s.n == 9)
		return (s.p[0] == 'T' || s.p[0] == 'L') && digits_from(s, 1);
	return s.n == 11 && digits_from(str_sub(s, 0, 10), 0) && is_capital(s.p[10]);
}
