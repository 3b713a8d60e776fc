#include "format/logtime.h"

#include "base/date.h"

#define YEAR_LEAST 1990
#define YEAR_MOST 2199

/* A reading place; every taker leaves it where it was when it fails. */
struct place {
	str s;
	size_t at;
};

static uint8_t peek(const struct place *p, size_t ahead)
{
	return p->at + ahead < p->s.n ? p->s.p[p->at + ahead] : 0;
}

static bool take(struct place *p, uint8_t c)
{
	if (peek(p, 0) != c || p->at >= p->s.n)
		return false;
	p->at++;
	return true;
}

/* Exactly n digits. */
static bool digits(struct place *p, size_t n, unsigned *ret)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t c = peek(p, i);

		if (!byte_is_digit(c))
			return false;
		v = v * 10 + (unsigned)(c - '0');
	}
	p->at += n;
	*ret = v;
	return true;
}

/* One or two digits, the first perhaps a blank (RFC 3164). */
static bool day_number(struct place *p, unsigned *ret)
{
	size_t blank = peek(p, 0) == ' ';

	if (byte_is_digit(peek(p, blank)) && byte_is_digit(peek(p, blank + 1)) && !blank)
		return digits(p, 2, ret);
	p->at += blank;
	if (digits(p, 1, ret))
		return true;
	p->at -= blank;
	return false;
}

static unsigned month_name(const struct place *p)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (unsigned m = 0; m < 12; m++) {
		if (byte_lower(peek(p, 0)) == (uint8_t)names[m * 3] &&
		    byte_lower(peek(p, 1)) == (uint8_t)names[m * 3 + 1] &&
		    byte_lower(peek(p, 2)) == (uint8_t)names[m * 3 + 2])
			return m + 1;
	}
	return 0;
}

struct parts {
	unsigned year; /* 0: none */
	unsigned month, day, hour, minute, second;
	int zone;
	bool zoned;
};

/* 10:00:00, perhaps with a fraction behind '.' or ','. */
static bool clock_time(struct place *p, struct parts *t)
{
	size_t was = p->at;

	if (digits(p, 2, &t->hour) && take(p, ':') && digits(p, 2, &t->minute) && take(p, ':') &&
	    digits(p, 2, &t->second)) {
		if ((peek(p, 0) == '.' || peek(p, 0) == ',') && byte_is_digit(peek(p, 1))) {
			p->at++;
			for (size_t i = 0; i < 9 && byte_is_digit(peek(p, 0)); i++)
				p->at++;
		}
		return true;
	}
	p->at = was;
	return false;
}

/* +0800, +08:00, -05; Z; UTC, GMT, CST (which in China is +08:00). A blank may stand before it. */
static void zone_behind(struct place *p, struct parts *t)
{
	size_t was = p->at;
	unsigned h = 0;
	unsigned m = 0;
	str rest;

	(void)take(p, ' ');
	uint8_t sign = peek(p, 0);

	if (sign == '+' || sign == '-') {
		p->at++;
		if (digits(p, 2, &h) && h <= 14) {
			size_t before = p->at;

			(void)take(p, ':');
			if (!digits(p, 2, &m) || m > 59) {
				p->at = before;
				m = 0;
			}
			t->zone = (sign == '-' ? -1 : 1) * (int)(h * 60 + m);
			t->zoned = true;
			return;
		}
		p->at = was;
		return;
	}
	rest = str_from(p->s, p->at);
	static const struct {
		str name;
		int zone;
	} names[] = {{STR_INIT("Z"), 0},     {STR_INIT("UTC"), 0},   {STR_INIT("GMT"), 0},
		     {STR_INIT("CST"), 480}, {STR_INIT("HKT"), 480}, {STR_INIT("JST"), 540}};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!str_starts(rest, names[i].name) ||
		    (rest.n > names[i].name.n && byte_is_alnum(rest.p[names[i].name.n])))
			continue;
		p->at += names[i].name.n;
		t->zone = names[i].zone;
		t->zoned = true;
		return;
	}
	p->at = was;
}

/* 2026-11-22T10:00:00, 2026/11/22 10:00:00, 2026.11.22 10:00:00 */
static bool read_numbers(struct place *p, struct parts *t)
{
	uint8_t between;

	if (!digits(p, 4, &t->year))
		return false;
	between = peek(p, 0);
	if ((between != '-' && between != '/' && between != '.') || !take(p, between) || !digits(p, 2, &t->month) ||
	    !take(p, between) || !digits(p, 2, &t->day))
		return false;
	if (!take(p, 'T') && !take(p, ' ') && !take(p, '\t') && !take(p, '_'))
		return false;
	if (!clock_time(p, t))
		return false;
	zone_behind(p, t);
	return true;
}

/* 22/Nov/2026:10:00:00 +0800, 22-Nov-2026 10:00:00 */
static bool read_day_first(struct place *p, struct parts *t)
{
	uint8_t between;

	if (!digits(p, 2, &t->day))
		return false;
	between = peek(p, 0);
	if ((between != '/' && between != '-') || !take(p, between))
		return false;
	t->month = month_name(p);
	p->at += 3;
	if (!t->month || !take(p, between) || !digits(p, 4, &t->year) || (!take(p, ':') && !take(p, ' ')) ||
	    !clock_time(p, t))
		return false;
	zone_behind(p, t);
	return true;
}

/* Nov 22 10:00:00; Nov 22 2026 10:00:00; Sun Nov 22 10:00:00.1 2026; Sun Nov 22 10:00:00 CST 2026 */
static bool read_month_first(struct place *p, struct parts *t)
{
	bool weekday = byte_is_alpha(peek(p, 2)) && (peek(p, 3) == ' ' || peek(p, 3) == ',') && !month_name(p);

	if (weekday)
		p->at += 4;
	t->month = month_name(p);
	if (!t->month)
		return false;
	p->at += 3;
	if (!take(p, ' ') || !day_number(p, &t->day) || !take(p, ' '))
		return false;
	if (peek(p, 2) != ':' && (!digits(p, 4, &t->year) || !take(p, ' ')))
		return false;
	if (!clock_time(p, t))
		return false;
	size_t was = p->at;

	if (t->year)
		return true;
	zone_behind(p, t);
	if (take(p, ' ') && digits(p, 4, &t->year) && !byte_is_alnum(peek(p, 0)) && t->year >= YEAR_LEAST)
		return true;
	p->at = was;
	t->year = 0;
	t->zoned = false;
	return true;
}

/* 261122 10:00:00, 261122  1:00:00 (MySQL), 20261122 10:00:00 */
static bool read_packed(struct place *p, struct parts *t)
{
	size_t n = 0;

	while (n < 9 && byte_is_digit(peek(p, n)))
		n++;
	if (n != 6 && n != 8)
		return false;
	if (!digits(p, n - 4, &t->year) || !digits(p, 2, &t->month) || !digits(p, 2, &t->day) || !take(p, ' '))
		return false;
	if (n == 6)
		t->year += 2000;
	if (peek(p, 0) == ' ' && peek(p, 2) == ':') {
		p->at++;
		if (!digits(p, 1, &t->hour) || !take(p, ':') || !digits(p, 2, &t->minute) || !take(p, ':') ||
		    !digits(p, 2, &t->second))
			return false;
		return true;
	}
	return clock_time(p, t);
}

static bool take_str(struct place *p, str s)
{
	if (!str_starts(str_from(p->s, p->at), s))
		return false;
	p->at += s.n;
	return true;
}

/* 2026年11月22日 10:00:00 */
static bool read_chinese(struct place *p, struct parts *t)
{
	if (!digits(p, 4, &t->year) || !take_str(p, STR("年")) || !day_number(p, &t->month) ||
	    !take_str(p, STR("月")) || !day_number(p, &t->day) || !take_str(p, STR("日")))
		return false;
	(void)take(p, ' ');
	return clock_time(p, t);
}

static bool is_sound(const struct parts *t)
{
	struct date_civil c = {.year = t->year ? t->year : 2000, .month = t->month, .day = t->day};

	if (t->year && (t->year < YEAR_LEAST || t->year > YEAR_MOST))
		return false;
	if (t->month < 1 || t->month > 12 || t->day < 1 || t->day > date_month_days(c))
		return false;
	return t->hour < 24 && t->minute < 60 && t->second <= 60;
}

static int64_t seconds_of(const struct parts *t, int64_t year)
{
	int64_t day = date_days((struct date_civil){.year = year, .month = t->month, .day = t->day});

	return day * 86400 + (int64_t)t->hour * 3600 + (int64_t)t->minute * 60 + t->second;
}

bool logtime_read(str s, int zone, struct logtime *ret)
{
	static bool (*const readers[])(struct place *, struct parts *) = {read_numbers, read_day_first, read_packed,
									  read_chinese};
	struct parts t = {0};
	struct place p = {.s = s};
	bool found = false;

	if (s.n < 12)
		return false;
	if (byte_is_alpha(s.p[0])) {
		t.zone = zone;
		found = read_month_first(&p, &t);
	} else if (byte_is_digit(s.p[0])) {
		for (size_t i = 0; i < ARRAY_LEN(readers) && !found; i++) {
			p = (struct place){.s = s};
			t = (struct parts){.zone = zone};
			found = readers[i](&p, &t);
		}
	}
	if (!found || !is_sound(&t))
		return false;
	*ret = (struct logtime){.zoned = t.zoned, .yeared = t.year != 0, .n = p.at};
	if (t.year)
		ret->at = seconds_of(&t, t.year) - (int64_t)t.zone * 60;
	else
		ret->at = seconds_of(&t, 2000) - date_days((struct date_civil){2000, 1, 1}) * 86400;
	return true;
}

bool logtime_read_number(str s, struct logtime *ret)
{
	str whole = str_sub(s, 0, str_find_byte(s, '.'));
	str fraction = str_from(s, whole.n + 1);
	uint64_t v = 0;

	for (size_t i = 0; i < fraction.n; i++) {
		if (!byte_is_digit(fraction.p[i]))
			return false;
	}
	if (whole.n < 9 || whole.n > 19 || !str_to_u64(whole, UINT64_MAX, &v))
		return false;
	for (size_t n = whole.n; n > 11; n -= 3)
		v /= 1000;
	if (v < 631152000 || v >= 7258118400)
		return false;
	*ret = (struct logtime){.at = (int64_t)v, .zoned = true, .yeared = true, .n = s.n};
	return true;
}

int64_t logtime_in_year(int64_t of_year, int64_t year, int zone)
{
	int64_t leap = date_days((struct date_civil){2000, 1, 1});
	struct date_civil c = date_civil(leap + of_year / 86400);

	c.year = year;
	return date_days(c) * 86400 + of_year % 86400 - (int64_t)zone * 60;
}
