/* date: days and seconds since 1970-01-01 UTC as text, in the proleptic Gregorian calendar (ISO 8601). */
#pragma once

#include "base/buf.h"

#define DATE_CHINA_MINUTES (8 * 60) /* GMT+8, the notice's own time */

/* A day by its numbers: month 1…12, day 1…31. */
struct date_civil {
	int64_t year;
	unsigned month;
	unsigned day;
};
struct date_civil date_civil(int64_t days);
/* And back; the month's number may be past 12 (counted on into later years), the day's past the month's last (into the next month). */
int64_t date_days(struct date_civil c);
/* Days of the month of c; its day is not looked at. */
unsigned date_month_days(struct date_civil c);
/* 0: Monday … 6: Sunday. */
unsigned date_weekday(int64_t days);
/* The day in China of a moment, UTC seconds; and the moment at which a day begins there. */
int64_t date_china_day(int64_t seconds);
int64_t date_china_begin(int64_t days);
/* 2026年11月22日 */
void date_put_chinese(buf *b, int64_t days);

/* 2026-11-22; years outside 0…9999 as "?". */
void date_put(buf *b, int64_t days);
/* 2026-11-22 18:05:03 at `minutes` east of UTC. */
void date_put_time(buf *b, int64_t seconds, int minutes);
/* 2026-11-22T10:05:03Z (RFC 3339). */
void date_put_utc(buf *b, int64_t seconds);
/* 18:05, of minutes of the day; 1440 is 24:00. */
void date_put_clock(buf *b, int minutes);
/* 18:05:03, of seconds of the day. */
void date_put_clock_seconds(buf *b, int64_t seconds);
