#include "ident/plate.h"

#include "ident/province.h"

static bool is_sign(uint8_t c)
{
	return byte_is_digit(c) || (c >= 'A' && c <= 'Z' && c != 'I' && c != 'O');
}

/* New energy: D (battery) or F and the like in the first or last place, digits else. */
static bool is_new_energy(str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < 6; i++)
		digits += byte_is_digit(s.p[i]);
	uint8_t first = s.p[0];
	uint8_t last = s.p[5];

	return digits >= 4 && ((first >= 'A' && first <= 'K') || (last >= 'A' && last <= 'K'));
}

static size_t joiner(str s)
{
	if (str_starts(s, STR("·")))
		return 2;
	if (str_starts(s, STR("•")) || str_starts(s, STR("・")))
		return 3;
	return s.n && (s.p[0] == ' ' || s.p[0] == '-' || s.p[0] == '.') ? 1 : 0;
}

/* One of the characters that end plates of special use; its bytes, or 0. */
static size_t ending(str s)
{
	static const str endings[] = {STR_INIT("警"), STR_INIT("学"), STR_INIT("挂"), STR_INIT("港"),
				      STR_INIT("澳"), STR_INIT("领"), STR_INIT("使")};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (str_starts(s, endings[i]))
			return 3;
	return 0;
}

size_t plate_length(str s)
{
	if (s.n < 9 || !province_of_sign(str_sub(s, 0, 3)) || s.p[3] < 'A' || s.p[3] > 'Z' || s.p[3] == 'I')
		return 0;
	size_t from = 4 + joiner(str_from(s, 4));
	size_t n = 0;
	size_t digits = 0;

	while (from + n < s.n && n < 8 && is_sign(s.p[from + n])) {
		digits += byte_is_digit(s.p[from + n]);
		n++;
	}
	str rest = str_from(s, from + n);

	if (rest.n && byte_is_alnum(rest.p[0]))
		return 0;
	if (n == 4 && digits >= 2 && ending(rest))
		return from + n + ending(rest);
	if (n == 5 && digits >= 1)
		return from + n;
	return n == 6 && is_new_energy(str_sub(s, from, 6)) ? from + n : 0;
}
