/*
 * logtime: the time at the head of a log record, in the forms that servers write: 22/Nov/2026:10:00:00 +0800 (Apache, nginx), ISO
 * 8601 and RFC 3339 with T or a blank, 2026/11/22, Nov 22 10:00:00 without a year (RFC 3164), Sun Nov 22 10:00:00.1 2026, 261122
 * 10:00:00 and 20261122 10:00:00 (MySQL, MariaDB), 2026年11月22日, and seconds, milliseconds, micro- and nanoseconds since 1970.
 */
#pragma once

#include "base/str.h"

/* Every year counts as a leap year where a record names none: seconds from its 1st of January on, local time. */
#define LOGTIME_YEAR ((int64_t)366 * 86400)

struct logtime {
	int64_t at;  /* UTC seconds; without a year: local seconds of the year, below LOGTIME_YEAR */
	bool zoned;  /* the zone stands there, else `zone` was taken */
	bool yeared; /* the year stands there */
	size_t n;    /* bytes that the time took, its zone included */
};

/* A time at the beginning of s (no brackets or quotes before it). zone: minutes east of UTC for one without a zone. False: none, or
 * one that no calendar has, or outside 1990 to 2199. */
[[nodiscard]] bool logtime_read(str s, int zone, struct logtime *ret);
/* All of s is a number of seconds (perhaps with a fraction), milli-, micro- or nanoseconds since 1970, told by its length. */
[[nodiscard]] bool logtime_read_number(str s, struct logtime *ret);
/* What logtime_read gave without a year, in that year: UTC seconds. */
int64_t logtime_in_year(int64_t of_year, int64_t year, int zone);
