#include "base/date.h"

#define DAY 86400
#define ERA_DAYS 146097      /* of 400 years */
#define DAYS_MOST 2932896    /* 9999-12-31 */
#define DAYS_LEAST (-719528) /* 0000-01-01 */

/* Years are counted from 1 March, so that the leap day is the last of its year. */
struct date_civil date_civil(int64_t days)
{
	int64_t z = days + 719468; /* since 0000-03-01 */
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t in_era = z - era * ERA_DAYS;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * in_year + 2) / 153;
	unsigned month = (unsigned)(from_march < 10 ? from_march + 3 : from_march - 9);

	return (struct date_civil){.year = year + era * 400 + (month <= 2),
				   .month = month,
				   .day = (unsigned)(in_year - (153 * from_march + 2) / 5 + 1)};
}

int64_t date_days(struct date_civil c)
{
	int64_t months = c.year * 12 + (int64_t)c.month - 1 - 2; /* from March */
	int64_t y = (months >= 0 ? months : months - 11) / 12;
	int64_t m = months - y * 12; /* 0: March */
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;

	return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + (153 * m + 2) / 5 + (int64_t)c.day - 1 -
	       719468;
}

unsigned date_month_days(struct date_civil c)
{
	static const uint8_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	/* Month 13 is the next year's first. */
	if (c.month > 12) {
		c.year += (c.month - 1) / 12;
		c.month = (c.month - 1) % 12 + 1;
	}
	bool leap = c.year % 4 == 0 && (c.year % 100 != 0 || c.year % 400 == 0);

	return days[c.month] + (unsigned)(c.month == 2 && leap);
}

unsigned date_weekday(int64_t days)
{
	int64_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */

	return (unsigned)(w < 0 ? w + 7 : w);
}

int64_t date_china_day(int64_t seconds)
{
	int64_t local = seconds + DATE_CHINA_MINUTES * 60;

	return local / DAY - (local % DAY < 0);
}

int64_t date_china_begin(int64_t days)
{
	return days * DAY - DATE_CHINA_MINUTES * 60;
}

void date_put_chinese(buf *b, int64_t days)
{
	struct date_civil c = date_civil(days);

	buf_printf(b, "%lld年%u月%u日", (long long)c.year, c.month, c.day);
}

void date_put(buf *b, int64_t days)
{
	if (days < DAYS_LEAST || days > DAYS_MOST) {
		buf_put_byte(b, '?');
		return;
	}
	struct date_civil c = date_civil(days);

	buf_printf(b, "%04d-%02u-%02u", (int)c.year, c.month, c.day);
}

void date_put_clock(buf *b, int minutes)
{
	buf_printf(b, "%02d:%02d", minutes / 60, minutes % 60);
}

void date_put_clock_seconds(buf *b, int64_t seconds)
{
	int minutes = (int)(seconds / 60 % (24 * 60));

	date_put_clock(b, minutes);
	buf_printf(b, ":%02d", (int)(seconds % 60));
}

static void put(buf *b, int64_t seconds, char between)
{
	int64_t days = seconds / DAY - (seconds % DAY < 0);
	int64_t rest = seconds - days * DAY;

	date_put(b, days);
	buf_put_byte(b, (uint8_t)between);
	date_put_clock_seconds(b, rest);
}

void date_put_time(buf *b, int64_t seconds, int minutes)
{
	int64_t local = 0;

	if (__builtin_add_overflow(seconds, (int64_t)minutes * 60, &local))
		buf_put_byte(b, '?');
	else
		put(b, local, ' ');
}

void date_put_utc(buf *b, int64_t seconds)
{
	put(b, seconds, 'T');
	buf_put_byte(b, 'Z');
}
