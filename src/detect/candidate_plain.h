/*
 * candidate_plain: the three numbers that tables are full of, where nothing is special about them: told in a few steps, eight digits at a time.
 * In a header, because it is asked of every cell (find_row.c).
 */
#pragma once

#include "base/digits.h"
#include "detect/candidate.h"
#include "ident/bank_card.h"
#include "ident/id_card.h"
#include "ident/luhn.h"
#include "ident/mobile.h"
#include "ident/province.h"

#define PLAIN_ID_BASE 85
#define PLAIN_MOBILE_BASE 45
#define PLAIN_CARD_BASE 74
#define PLAIN_YEAR_LEAST 1900
#define PLAIN_YEAR_MOST 2011 /* later ones are asked about */

static inline bool plain_say(struct hit *ret, enum kind kind, int base)
{
	*ret = (struct hit){kind, KIND_VALID, (uint8_t)base, FIND_WHY_CHECK, 0, 0};
	return true;
}

static inline unsigned plain_two(const uint8_t *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* Seventeen digits and the last: a province, a day, the check character; no organisation's code or card begins so. */
static inline bool plain_id(const uint8_t *p, struct hit *ret)
{
	static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned born = (unsigned)bytes_digits8(p + 6);
	unsigned month = born / 100 % 100;
	unsigned year = born / 10000;
	unsigned day = born % 100;

	if (year < PLAIN_YEAR_LEAST || year > PLAIN_YEAR_MOST || month - 1 > 11 || day - 1 >= days[month] ||
	    p[0] == '6' || !province_of_code(plain_two(p)) || (p[0] == '1' && p[1] == '1'))
		return false;
	/* 44 10 …: what registers stands in the second place, a region behind it. */
	if ((p[1] < '4' || p[1] == '9' || p[0] == '3') && p[2] != '0')
		return false;
	return p[17] == (uint8_t)id_card_check_of(p) && plain_say(ret, KIND_ID18, PLAIN_ID_BASE);
}

static inline bool plain_mobile(const uint8_t *p, struct hit *ret)
{
	str s = {p, MOBILE_LENGTH};
	uint64_t rest = (uint64_t)(p[8] - '0') * 100 + plain_two(p + 9);

	if (!mobile_person(p) || mobile_round(bytes_digits8(p) * 1000 + rest) || mobile_example(s))
		return false;
	return plain_say(ret, KIND_MOBILE, PLAIN_MOBILE_BASE);
}

/* The same digit or the one that follows: it may go on so to the end. */
static inline bool plain_goes_on(const uint8_t *p)
{
	return p[1] == p[0] || p[1] == (p[0] == '9' ? '0' : p[0] + 1);
}

/* Of UnionPay, of the lengths that debit and credit cards have. */
static inline bool plain_card(const uint8_t *p, size_t n, struct hit *ret)
{
	str s = {p, n};
	bool filler = plain_goes_on(p + 6) && plain_goes_on(p + 7) && plain_goes_on(p + 8);

	if (p[0] != '6' || p[1] != '2' || p[2] > '3' || filler || !luhn_right(s) || bank_card_example(s))
		return false;
	return plain_say(ret, KIND_BANK_CARD, PLAIN_CARD_BASE);
}

/* The only reading of n digits, or of seventeen and X, where nothing is special about them. False: ask candidate_bare. Eight bytes behind
 * them may be read. */
static inline bool candidate_plain(const uint8_t *p, size_t n, struct hit *ret)
{
	switch (n) {
	case MOBILE_LENGTH:
		return p[0] == '1' && plain_mobile(p, ret);
	case 16:
	case BANK_CARD_MOST:
		return plain_card(p, n, ret);
	case ID_CARD_LENGTH:
		return plain_id(p, ret);
	default:
		return false;
	}
}
