#include "ident/mobile.h"

#include "base/digits.h"

/*
 * By second and third digit: one bit for each third digit 0 to 9. Not given out by 2024: 142, 143, 154, 160, 161, 163, 164, 168, 169, 179, 194.
 * Satellites (174, 1349, 1749) are subscribers' too.
 */
#define ALL 0x3ffu
#define BIT(d) (1u << (d))
static const uint16_t persons[10] = {
	[3] = ALL,           [4] = BIT(5) | BIT(7) | BIT(9),
	[5] = ALL & ~BIT(4), [6] = BIT(2) | BIT(5) | BIT(6) | BIT(7),
	[7] = ALL & ~BIT(9), [8] = ALL,
	[9] = ALL & ~BIT(4),
};
static const uint16_t things = BIT(0) | BIT(1) | BIT(4) | BIT(6) | BIT(8);

bool mobile_person(const uint8_t *digits11)
{
	return digits11[0] == '1' && persons[digits11[1] - '0'] & BIT((unsigned)(digits11[2] - '0'));
}

enum mobile mobile_judge(str digits)
{
	if (!str_is_digits(digits))
		return MOBILE_NONE;
	if (digits.n == 13 && (str_starts(digits, STR("1064")) || str_starts(digits, STR("1410")) ||
			       str_starts(digits, STR("1440")) || str_starts(digits, STR("146"))))
		return MOBILE_THINGS;
	if (digits.n != MOBILE_LENGTH || digits.p[0] != '1')
		return MOBILE_NONE;
	unsigned second = (unsigned)(digits.p[1] - '0');
	unsigned third = BIT((unsigned)(digits.p[2] - '0'));

	if (mobile_person(digits.p))
		return MOBILE_PERSON;
	return second == 4 && (things & third) ? MOBILE_THINGS : MOBILE_NONE;
}

bool mobile_example(str digits)
{
	static const str examples[] = {
		STR_INIT("13800138000"), STR_INIT("13800138001"), STR_INIT("13800000000"), STR_INIT("13000000000"),
		STR_INIT("13900000000"), STR_INIT("15000000000"), STR_INIT("18000000000"), STR_INIT("18888888888"),
		STR_INIT("13888888888"), STR_INIT("13333333333"), STR_INIT("13666666666"), STR_INIT("13999999999"),
		STR_INIT("13111111111"), STR_INIT("15555555555"), STR_INIT("16666666666"), STR_INIT("17777777777"),
		STR_INIT("19999999999"), STR_INIT("12345678901"),
	};

	/* All end in a pair or in 01. */
	if (digits.n != MOBILE_LENGTH || (digits.p[9] != digits.p[10] && digits.p[9] != '0'))
		return false;
	uint64_t last = bytes_le64(digits.p + 3);

	for (size_t i = 0; i < ARRAY_LEN(examples); i++)
		if (last == bytes_le64(examples[i].p + 3) && str_eq(digits, examples[i]))
			return true;
	return false;
}
