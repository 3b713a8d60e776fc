#include "format/logname.h"

#include "base/date.h"

/* Greater numbers behind a dot are process numbers, times, versions. */
#define INDEX_DIGITS_MOST 4

static str without_packing(str s, bool *ret)
{
	static const str endings[] = {STR_INIT(".gz"),  STR_INIT(".xz"),  STR_INIT(".zst"), STR_INIT(".bz2"),
				      STR_INIT(".lz4"), STR_INIT(".zip"), STR_INIT(".Z"),   STR_INIT(".lzma")};

	*ret = false;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (s.n > endings[i].n && str_ends(s, endings[i])) {
			*ret = true;
			return str_sub(s, 0, s.n - endings[i].n);
		}
	}
	return s;
}

static size_t digits_at(str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && byte_is_digit(s.p[at + n]))
		n++;
	return n;
}

static bool number(str s, size_t at, size_t n, unsigned *ret)
{
	uint64_t v = 0;

	if (!str_to_u64(str_sub(s, at, n), 9999, &v))
		return false;
	*ret = (unsigned)v;
	return true;
}

static bool day_of(unsigned year, unsigned month, unsigned day, int64_t *ret)
{
	struct date_civil c = {.year = year, .month = month, .day = day};

	if (year < 1990 || year > 2199 || month < 1 || month > 12 || day < 1 || day > date_month_days(c))
		return false;
	*ret = date_days(c);
	return true;
}

/* A date at `at`: its length; 0: none. 20261101, 2026110113, 2026-11-01, 2026_11_01, 2026.11.01, 2026/11/01. */
static size_t date_at(str s, size_t at, int64_t *ret)
{
	size_t n = digits_at(s, at);
	unsigned y = 0;
	unsigned m = 0;
	unsigned d = 0;
	uint8_t c;

	if (n == 8 || n == 10 || n == 12 || n == 14) {
		if (!number(s, at, 4, &y) || !number(s, at + 4, 2, &m) || !number(s, at + 6, 2, &d))
			return 0;
		return day_of(y, m, d, ret) ? n : 0;
	}
	if (n != 4 || at + 10 > s.n)
		return 0;
	c = s.p[at + 4];
	if ((c != '-' && c != '_' && c != '.' && c != '/') || s.p[at + 7] != c || digits_at(s, at + 5) != 2 ||
	    digits_at(s, at + 8) != 2)
		return 0;
	if (!number(s, at, 4, &y) || !number(s, at + 5, 2, &m) || !number(s, at + 8, 2, &d))
		return 0;
	return day_of(y, m, d, ret) ? 10 : 0;
}

/* What may stand behind a date as its hour or time: -13, _101010, T1010, .13-05. Its length. */
static size_t time_at(str s, size_t at)
{
	size_t n;

	if (at >= s.n || (s.p[at] != '-' && s.p[at] != '_' && s.p[at] != 'T' && s.p[at] != 't'))
		return 0;
	n = digits_at(s, at + 1);
	if (n == 2 && at + 6 <= s.n && (s.p[at + 3] == '-' || s.p[at + 3] == '_') && digits_at(s, at + 4) == 2)
		n = 5;
	return n == 2 || n == 4 || n == 5 || n == 6 ? n + 1 : 0;
}

static bool is_joint(uint8_t c)
{
	return c == '.' || c == '-' || c == '_';
}

struct cut {
	size_t from, until;
};

/* The last date in it, with the joint before it. */
static bool find_date(str s, struct logname *ret, struct cut *cut)
{
	bool found = false;

	for (size_t i = 0; i < s.n; i++) {
		int64_t day = 0;

		if (!byte_is_digit(s.p[i]) || (i && byte_is_digit(s.p[i - 1])))
			continue;
		size_t n = date_at(s, i, &day);

		if (!n)
			continue;
		found = true;
		ret->day = day;
		*cut = (struct cut){i, i + n + time_at(s, i + n)};
		if (i && is_joint(s.p[i - 1]))
			cut->from--;
		i += n - 1;
	}
	return found;
}

/* ".N" at the end, or before a last ending of letters (app.1.log): not where the name goes on in numbers (10.0.0.1.log). */
static bool find_index(str s, uint64_t *ret, struct cut *cut)
{
	size_t end = s.n;

	while (end && byte_is_alpha(s.p[end - 1]))
		end--;
	if (end == 0 || end == s.n)
		end = s.n;
	else if (s.p[end - 1] == '.')
		end--;
	else
		return false;
	size_t from = end;

	while (from && byte_is_digit(s.p[from - 1]))
		from--;
	if (from < 2 || from == end || end - from > INDEX_DIGITS_MOST ||
	    (s.p[from - 1] != '.' && s.p[from - 1] != '*') || byte_is_digit(s.p[from - 2]) ||
	    !str_to_u64(str_sub(s, from, end - from), 9999, ret))
		return false;
	*cut = (struct cut){from - 1, end};
	return true;
}

static void put_without(buf *b, str s, struct cut cut)
{
	bool alone = cut.from == 0 || s.p[cut.from - 1] == '/';

	buf_put(b, str_sub(s, 0, cut.from));
	/* A folder that was nothing but the date leaves its slash behind; a name that begins with it has a star there. */
	if (alone && cut.until < s.n && s.p[cut.until] == '/')
		cut.until++;
	else if (alone)
		buf_put_byte(b, '*');
	buf_put(b, str_from(s, cut.until));
}

/* system@<32 hex>-<16 hex>-<16 hex>.journal, the last the microseconds of its first entry; with a '~' one that was not closed well. */
static bool read_archived(str path, buf *family, struct logname *ret)
{
	str s = str_ends(path, STR("~")) ? str_sub(path, 0, path.n - 1) : path;
	size_t tail = STR(".journal").n, at = s.n;
	uint64_t us = 0;

	if (!str_ends(s, STR(".journal")))
		return false;
	while (at && s.p[at - 1] != '@' && s.p[at - 1] != '/')
		at--;
	if (!at || s.p[at - 1] != '@' || s.n - tail < at + 16)
		return false;
	for (size_t i = s.n - tail - 16; i < s.n - tail; i++) {
		unsigned c = byte_lower(s.p[i]);
		unsigned v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;

		if (v == 16)
			return false;
		us = us << 4 | v;
	}
	ret->order = LOGNAME_DATE;
	ret->day = (int64_t)(us / 1000000 / 86400);
	buf_put(family, str_sub(s, 0, at - 1));
	buf_put_c(family, ".journal");
	return true;
}

void logname_read(str path, buf *family, struct logname *ret)
{
	struct cut cut = {0};
	uint8_t room[4200];
	buf first = {.p = room, .size = sizeof(room), .max = sizeof(room)};
	str s;

	*ret = (struct logname){0};
	if (read_archived(path, family, ret))
		return;
	s = without_packing(path, &ret->packed);
	if (find_date(s, ret, &cut) && s.n < sizeof(room) - 1) {
		ret->order = LOGNAME_DATE;
		put_without(&first, s, cut);
		s = buf_str(&first);
	}
	if (find_index(s, &ret->index, &cut)) {
		if (ret->order == LOGNAME_NOW)
			ret->order = LOGNAME_INDEX;
		put_without(family, s, cut);
	} else {
		buf_put(family, s);
	}
}
