/*
 * calendar: which days are worked (State Council's holiday arrangements, one file a notice in catalogue/calendars). Days are days
 * since 1970-01-01. Pure data; the deadline engine is src/ledger/deadline.h.
 */
#pragma once

#include "base/str.h"

#define CALENDAR_DAYS_MOST 2000
#define CALENDAR_YEARS_MOST 64

struct calendar_day {
	int64_t day;
	bool work; /* a weekend day that is worked; false: a weekday (or weekend day) that is off */
	str name;  /* 春节 */
};
struct calendar {
	struct calendar_day days[CALENDAR_DAYS_MOST]; /* sorted, each day once: the last notice that names it holds */
	size_t count;
	int years[CALENDAR_YEARS_MOST]; /* years whose arrangement is known, sorted */
	size_t year_count;
	str version; /* digest of the data, for traces */
};

/* A working day? *ret_provisional (may be NULL): the year's arrangement is not known, weekends only. */
bool calendar_works(const struct calendar *c, int64_t day, bool *ret_provisional);
/* What the arrangements say of a day by name, or NULL: an ordinary day of the week. */
const struct calendar_day *calendar_find(const struct calendar *c, int64_t day);
/* The year's arrangement is not known; or it is the last week of a December whose next year's is not: the New Year's holiday may
 * still reach into it (as 2022-12-31 did by the notice of 2023). */
bool calendar_is_provisional(const struct calendar *c, int64_t day);
/* Days from `from` to `to`, both counted, that are worked; provisional days too. */
int64_t calendar_count(const struct calendar *c, int64_t from, int64_t to);
