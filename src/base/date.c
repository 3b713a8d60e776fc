#include "base/date.h"

#define DAY 86400
#define ERA_DAYS 146097      /* of 400 years */
#define DAYS_MOST 2932896    /* 9999-12-31 */
#define DAYS_LEAST (-719528) /* 0000-01-01 */

struct civil {
	int64_t year;
	unsigned month;
	unsigned day;
};

/* Years are counted from 1 March, so that the leap day is the last of its year. */
static struct civil civil_of(int64_t days)
{
	int64_t z = days + 719468; /* since 0000-03-01 */
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t in_era = z - era * ERA_DAYS;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * in_year + 2) / 153;
	unsigned month = (unsigned)(from_march < 10 ? from_march + 3 : from_march - 9);

	return (struct civil){.year = year + era * 400 + (month <= 2),
			      .month = month,
			      .day = (unsigned)(in_year - (153 * from_march + 2) / 5 + 1)};
}

void date_put(buf *b, int64_t days)
{
	if (days < DAYS_LEAST || days > DAYS_MOST) {
		buf_put_byte(b, '?');
		return;
	}
	struct civil c = civil_of(days);

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
