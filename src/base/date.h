/* date: days and seconds since 1970-01-01 UTC as text, in the proleptic Gregorian calendar (ISO 8601). */
#pragma once

#include "base/buf.h"

#define DATE_CHINA_MINUTES (8 * 60) /* GMT+8, the notice's own time */

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
