/* The three numbers that tables are full of, where nothing is special about them: told in a few steps, eight digits at a time. */
#include "base/digits.h"
#include "detect/candidate.h"
#include "ident/bank_card.h"
#include "ident/id_card.h"
#include "ident/luhn.h"
#include "ident/mobile.h"
#include "ident/province.h"

#define ID_BASE 85
#define MOBILE_BASE 45
#define CARD_BASE 74
#define YEAR_LEAST 1900
#define YEAR_MOST 2011 /* later ones are asked about */

static bool say(struct hit *ret, enum kind kind, int base)
{
	*ret = (struct hit){kind, KIND_VALID, (uint8_t)base, FIND_WHY_CHECK, 0, 0};
	return true;
}

static inline unsigned two(const uint8_t *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* Seventeen digits and the last: a province, a day, the check character; no organisation's code or card begins so. */
static bool id_plain(const uint8_t *p, struct hit *ret)
{
	static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned born = (unsigned)bytes_digits8(p + 6);
	unsigned month = born / 100 % 100;
	unsigned year = born / 10000;
	unsigned day = born % 100;

	if (year < YEAR_LEAST || year > YEAR_MOST || month - 1 > 11 || day - 1 >= days[month] || p[0] == '6' ||
	    !province_of_code(two(p)) || (p[0] == '1' && p[1] == '1'))
		return false;
	/* 44 10 …: what registers stands in the second place, a region behind it. */
	if ((p[1] < '4' || p[1] == '9' || p[0] == '3') && p[2] != '0')
		return false;
	return p[17] == (uint8_t)id_card_check_of(p) && say(ret, KIND_ID18, ID_BASE);
}

static bool mobile_plain(const uint8_t *p, struct hit *ret)
{
	str s = {p, MOBILE_LENGTH};
	uint64_t rest = (uint64_t)(p[8] - '0') * 100 + two(p + 9);

	if (!mobile_person(p) || mobile_round(bytes_digits8(p) * 1000 + rest) || mobile_example(s))
		return false;
	return say(ret, KIND_MOBILE, MOBILE_BASE);
}

/* The same digit or the one that follows: it may go on so to the end. */
static bool goes_on(const uint8_t *p)
{
	return p[1] == p[0] || p[1] == (p[0] == '9' ? '0' : p[0] + 1);
}

/* Of UnionPay, of the lengths that debit and credit cards have. */
static bool card_plain(const uint8_t *p, size_t n, struct hit *ret)
{
	str s = {p, n};
	bool filler = goes_on(p + 6) && goes_on(p + 7) && goes_on(p + 8);

	if (p[0] != '6' || p[1] != '2' || p[2] > '3' || filler || !luhn_right(s) || bank_card_example(s))
		return false;
	return say(ret, KIND_BANK_CARD, CARD_BASE);
}

bool candidate_plain(const uint8_t *p, size_t n, struct hit *ret)
{
	switch (n) {
	case MOBILE_LENGTH:
		return p[0] == '1' && mobile_plain(p, ret);
	case 16:
	case BANK_CARD_MOST:
		return card_plain(p, n, ret);
	case ID_CARD_LENGTH:
		return id_plain(p, ret);
	default:
		return false;
	}
}
