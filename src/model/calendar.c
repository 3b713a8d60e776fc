#include "model/calendar.h"

#include "base/date.h"

#define SATURDAY 5
/* First day of December that the next year's notice may still change: no notice so far reached further back than the 29th. */
#define LAST_WEEK 25

const struct calendar_day *calendar_find(const struct calendar *c, int64_t day)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->days[mid].day == day)
			return &c->days[mid];
		if (c->days[mid].day < day)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool knows(const struct calendar *c, int64_t year)
{
	for (size_t i = 0; i < c->year_count; i++) {
		if (c->years[i] == year)
			return true;
	}
	return false;
}

bool calendar_is_provisional(const struct calendar *c, int64_t day)
{
	struct date_civil d = date_civil(day);

	return !knows(c, d.year) || (d.month == 12 && d.day >= LAST_WEEK && !knows(c, d.year + 1));
}

bool calendar_works(const struct calendar *c, int64_t day, bool *ret_provisional)
{
	const struct calendar_day *named = calendar_find(c, day);

	if (ret_provisional)
		*ret_provisional = calendar_is_provisional(c, day);
	return named ? named->work : date_weekday(day) < SATURDAY;
}

int64_t calendar_count(const struct calendar *c, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (int64_t day = from; day <= to; day++)
		n += calendar_works(c, day, NULL);
	return n;
}
