/* Resident identity numbers: GB 11643-1999; check character: ISO 7064 mod 11-2. */
#include "ident/id_card.h"

#include "base/date.h"
#include "base/digits.h"
#include "ident/province.h"

/* Years of birth that a number can state; the latest is later than any clock this runs under for a while, because there is none
 * here. */
#define YEAR_LEAST 1900
#define YEAR_MOST 2039

static unsigned number(str s, size_t from, size_t n)
{
	unsigned v = 0;

	for (size_t i = from; i < from + n; i++)
		v = v * 10 + (unsigned)(s.p[i] - '0');
	return v;
}

static bool birth_at(str s, size_t from, struct date_civil *ret)
{
	bool full = s.n == ID_CARD_LENGTH;
	unsigned year = full ? number(s, from, 4) : 1900 + number(s, from, 2);
	size_t rest = from + (full ? 4 : 2);
	struct date_civil c = {.year = year, .month = number(s, rest, 2), .day = number(s, rest + 2, 2)};

	if (year < YEAR_LEAST || year > YEAR_MOST || c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > date_month_days(c))
		return false;
	*ret = c;
	return true;
}

char id_card_check(str digits17)
{
	return digits17.n == 17 && str_is_digits(digits17) ? id_card_check_of(digits17.p) : 0;
}

/* What its first digits say: a province, 71 for numbers once given for Taiwan, 81 to 83 for permits, 9 for foreigners. */
static enum id_card region(str s)
{
	unsigned code = number(s, 0, 2);

	if (province_of_code(code) || code == 71)
		return ID_CARD_RESIDENT;
	if (s.n != ID_CARD_LENGTH)
		return ID_CARD_NONE;
	if (code >= 81 && code <= 83 && number(s, 2, 4) == 0)
		return ID_CARD_PERMIT;
	/* 9, the province that gave it, 3 digits of the country (ISO 3166-1). */
	return s.p[0] == '9' && province_of_code(number(s, 1, 2)) ? ID_CARD_FOREIGNER : ID_CARD_NONE;
}

enum id_card id_card_judge(str s)
{
	struct date_civil birth;
	bool full = s.n == ID_CARD_LENGTH;

	if ((!full && s.n != ID_CARD_OLD_LENGTH) || !str_is_digits((str){s.p, full ? 17 : 15}))
		return ID_CARD_NONE;
	enum id_card kind = region(s);

	if (kind == ID_CARD_NONE || !birth_at(s, 6, &birth))
		return ID_CARD_NONE;
	if (!full)
		return ID_CARD_OLD;
	uint8_t last = s.p[17];

	if (last == 'x')
		last = 'X';
	if (last != 'X' && !byte_is_digit(last))
		return ID_CARD_NONE;
	return last == (uint8_t)id_card_check_of(s.p) ? kind : ID_CARD_WRONG;
}

bool id_card_birth(str s, int64_t *ret_days)
{
	struct date_civil birth;

	if (id_card_judge(s) == ID_CARD_NONE || !birth_at(s, 6, &birth))
		return false;
	*ret_days = date_days(birth);
	return true;
}

int id_card_age(int64_t birth, int64_t today)
{
	struct date_civil b = date_civil(birth);
	struct date_civil t = date_civil(today);

	return (int)(t.year - b.year) - (t.month < b.month || (t.month == b.month && t.day < b.day));
}
