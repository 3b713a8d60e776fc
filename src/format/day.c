#include "format/day.h"

#include <string.h>

#define DAY_1900 (-25567) /* 1900-01-01 */
#define DAY_2200 84006    /* 2200-01-01 */
#define EXCEL_EPOCH 25569 /* from 1899-12-30 to 1970-01-01 */
#define EXCEL_1904 1462   /* from 1899-12-30 to 1904-01-01 */

/* Up to `most` digits from *at on. */
static bool take_number(str s, size_t *at, size_t most, uint64_t *ret)
{
	size_t from = *at;

	while (*at < s.n && *at - from < most && byte_is_digit(s.p[*at]))
		(*at)++;
	return str_to_u64(str_sub(s, from, *at - from), UINT32_MAX, ret);
}

static bool take_separator(str s, size_t *at, str chinese)
{
	if (str_starts(str_from(s, *at), chinese)) {
		*at += chinese.n;
		return true;
	}
	if (*at < s.n && (s.p[*at] == '-' || s.p[*at] == '/' || s.p[*at] == '.')) {
		(*at)++;
		return true;
	}
	return false;
}

/* Days of a date of the calendar; false: there is none such. */
static bool days_of(uint64_t y, uint64_t m, uint64_t d, int64_t *ret)
{
	static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100) || y % 400 == 0;

	if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > lengths[m - 1] + (uint64_t)(leap && m == 2))
		return false;
	/* Days before March 1 of year y, counted in eras of years that begin in March. */
	uint64_t years = m < 3 ? y - 1 : y;
	uint64_t month = m < 3 ? m + 9 : m - 3;

	*ret = (int64_t)(years * 365 + years / 4 - years / 100 + years / 400 + (month * 153 + 2) / 5 + d - 1) - 719468;
	return true;
}

/* What may stand behind a date: nothing, or a time. */
static bool is_time(str rest)
{
	for (size_t i = 0; i < rest.n; i++)
		if (!byte_is_digit(rest.p[i]) && !memchr(" T:.Z+", rest.p[i], 6))
			return false;
	return !rest.n || rest.p[0] == ' ' || rest.p[0] == 'T';
}

/* "45678" or "45678.5", as a workbook has it. */
static bool serial(str cell, bool date1904, int64_t *ret)
{
	uint64_t n;
	struct str_cut c = str_cut(&cell, '.');

	if (c.head.n != 5 || !str_to_u64(c.head, 99999, &n))
		return false;
	*ret = (int64_t)n - EXCEL_EPOCH + (date1904 ? EXCEL_1904 : 0);
	return *ret >= DAY_1900 && *ret < DAY_2200;
}

bool day_read(str cell, bool date1904, int64_t *ret)
{
	uint64_t y, m, d;
	size_t at = 0;

	if (serial(cell, date1904, ret))
		return true;
	if (cell.n == 8 && str_to_u64(cell, 99999999, &y))
		return days_of(y / 10000, y / 100 % 100, y % 100, ret);
	if (!take_number(cell, &at, 4, &y) || !take_separator(cell, &at, STR("年")) || !take_number(cell, &at, 2, &m) ||
	    !take_separator(cell, &at, STR("月")) || !take_number(cell, &at, 2, &d))
		return false;
	if (str_starts(str_from(cell, at), STR("日")))
		at += STR("日").n;
	return is_time(str_from(cell, at)) && days_of(y, m, d, ret);
}
