/*
 * deadline: when a time limit ends. Pure: the calendar and the moment come as arguments.
 *
 * The hour or day on which it begins is not counted (民事诉讼法 art. 85, 民法典 art. 201); the last day ends at 24:00 (art. 203). Months
 * and years end on the day of the same number, or the month's last where there is none (art. 202). Working days skip what the State
 * Council's arrangement and the week-end make days of rest (行政处罚法 art. 85: its limits of two, three, five and seven days).
 * A last day that is one of rest moves to the next worked day where the rule's law says so (`roll`). Hours run from their moment (民法典 201).
 *
 *   struct deadline d;
 *   struct deadline_rule r = {.unit = DEADLINE_WORKING_DAYS, .count = 5, .basis = {STR_INIT("行政处罚法第六十四条"), …}};
 *   if (deadline_compute(calendar, served_at, &r, &d)) … d.due, d.last_day; deadline_trace(calendar, &r, &d, true, &b);
 */
#pragma once

#include "base/buf.h"
#include "model/calendar.h"
#include "model/deadline_unit.h"

#define DEADLINE_HOURS_MOST 100000 /* eleven years */
#define DEADLINE_DAYS_MOST 5000    /* longest walk over days: the five years of 行政处罚法 art. 36 are 1,827 */
#define DEADLINE_MONTHS_MOST 1200

struct deadline {
	int64_t start;    /* the moment it runs from, UTC seconds: service, filing … */
	int64_t nominal;  /* last day before it was moved, days since 1970-01-01 in China */
	int64_t last_day; /* last day on which the duty is met in time */
	int64_t due; /* first moment that is late, UTC seconds: the end of last_day; with hours, the end of the last hour */
	bool provisional; /* rests on a year whose arrangement is not known yet */
};

/* False where the count is out of bounds; nothing is computed then. */
[[nodiscard]] bool deadline_compute(const struct calendar *c, int64_t start, const struct deadline_rule *r,
				    struct deadline *ret);
/* The last day that lies at least n worked days before a day (n = 7 for a hearing: 行政处罚法 art. 64), itself worked; n >= 1. */
int64_t deadline_before(const struct calendar *c, int64_t day, unsigned n);
/* Late at this moment? Derived, never a state. */
static inline bool deadline_is_over(const struct deadline *d, int64_t now)
{
	return now >= d->due;
}
/* Whole days until the last day from the day of `now`: 0 today, negative when it is over. */
int64_t deadline_days_left(const struct deadline *d, int64_t now);

/* Calls each for every day that the computation passed over, with its name (春节, 星期六 …), and every week-end day that it counted
 * because it is worked instead. */
void deadline_walk(const struct calendar *c, const struct deadline_rule *r, const struct deadline *d,
		   void (*each)(void *ctx, int64_t day, bool counted, struct text2 name), void *ctx);
/* How it was computed, in words for a notice or a person, lines ended by '\n': start, rule and its basis, each day passed over with its
 * name, the end, whether it is provisional, the version of the calendars. */
void deadline_trace(const struct calendar *c, const struct deadline_rule *r, const struct deadline *d, bool chinese,
		    buf *b);
/* "5个工作日", "5 working days". */
void deadline_put_rule(buf *b, const struct deadline_rule *r, bool chinese);
