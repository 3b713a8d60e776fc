/* Time limits against cases computed by hand: the holidays of 2026, ends of months, moved last days, the trace's words. */
#include "ledger/deadline.h"

#include <stdlib.h>

#include "base/date.h"
#include "catalogue/calendars.h"
#include "test/tap.h"

static arena mem;
static struct calendar known, none;
static err e;

static int64_t day_of(const char *date)
{
	int64_t day = 0;

	ok(yaml_date_parse(str_c(date), &day), "%s is a date", date);
	return day;
}

static struct deadline compute(const struct calendar *c, const char *from, struct deadline_rule r)
{
	struct deadline d = {0};

	ok(deadline_compute(c, date_china_begin(day_of(from)) + 9 * 3600, &r, &d), "%s + %u is computed", from,
	   r.count);
	return d;
}

static void is_last(const struct deadline *d, const char *want, const char *words)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 100);
	date_put(&b, d->last_day);
	is_str(buf_str(&b), str_c(want), "%s", words);
	is_int(d->due, date_china_begin(d->last_day + 1), "and ends at 24:00");
}

static void test_calendar(void)
{
	static const struct {
		const char *from, *to;
		int64_t want;
	} years[] = {{"2026-01-01", "2026-12-31", 248},
		     {"2024-01-01", "2024-12-31", 251},
		     {"2025-01-01", "2025-12-31", 248}};
	bool provisional = false;

	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++)
		is_int(calendar_count(&known, day_of(years[i].from), day_of(years[i].to)), years[i].want,
		       "worked days of %.4s", years[i].from);
	is_int(calendar_count(&none, day_of("2026-01-01"), day_of("2026-12-31")), 261, "Mondays to Fridays of 2026");
	ok(!calendar_works(&known, day_of("2022-12-31"), NULL), "a day of December by the next year's notice");
	ok(calendar_works(&known, day_of("2026-02-14"), &provisional) && !provisional, "a Saturday that is worked");
	ok(calendar_works(&known, day_of("2026-12-28"), &provisional) && provisional, "the next New Year is not known");
	ok(!calendar_works(&known, day_of("2027-01-02"), &provisional) && provisional, "nor the next year");
}

static void test_working_days(void)
{
	static const struct {
		const char *from;
		unsigned n;
		const char *want;
	} cases[] = {{"2026-02-13", 5, "2026-02-27"}, {"2026-09-24", 5, "2026-10-09"},
		     {"2026-09-30", 7, "2026-10-15"}, {"2026-02-10", 10, "2026-03-02"},
		     {"2026-02-16", 1, "2026-02-24"}, {"2026-11-20", 1, "2026-11-23"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct deadline_rule r = {.unit = DEADLINE_WORKING_DAYS, .count = cases[i].n};
		struct deadline d = compute(&known, cases[i].from, r);

		is_last(&d, cases[i].want, cases[i].from);
		ok(!d.provisional, "certain");
	}
	struct deadline d =
		compute(&known, "2026-12-20", (struct deadline_rule){.unit = DEADLINE_WORKING_DAYS, .count = 7});

	ok(d.provisional, "past the known years it is provisional");
	is_int(deadline_before(&known, day_of("2026-10-15"), 7), day_of("2026-09-30"),
	       "seven worked days before a hearing");
}

static void test_calendar_days(void)
{
	struct deadline_rule days = {.unit = DEADLINE_DAYS, .count = 15, .roll = true};
	struct deadline d = compute(&known, "2026-09-16", days);

	is_last(&d, "2026-10-08", "15 days that end on a holiday move behind it");
	is_int(d.nominal, day_of("2026-10-01"), "from there");
	days.roll = false;
	d = compute(&known, "2026-09-16", days);
	is_last(&d, "2026-10-01", "and stay where the law does not say so");
	d = compute(&known, "2026-01-31", (struct deadline_rule){.unit = DEADLINE_MONTHS, .count = 1});
	is_last(&d, "2026-02-28", "a month without that day ends on its last");
	d = compute(&known, "2024-02-29", (struct deadline_rule){.unit = DEADLINE_YEARS, .count = 1});
	is_last(&d, "2025-02-28", "a year after a leap day");
	d = compute(&known, "2025-11-30", (struct deadline_rule){.unit = DEADLINE_MONTHS, .count = 3});
	is_last(&d, "2026-02-28", "over the year's end");
}

static void test_bounds(void)
{
	struct deadline d = {.due = 7};
	struct deadline_rule r = {.unit = DEADLINE_DAYS};

	ok(!deadline_compute(&known, 0, &r, &d) && d.due == 7, "no days are no limit");
	r.count = DEADLINE_DAYS_MOST + 1;
	ok(!deadline_compute(&known, 0, &r, &d), "nor too many");
	r = (struct deadline_rule){.unit = DEADLINE_HOURS, .count = 24};
	ok(deadline_compute(&known, 1800000000, &r, &d), "a day in hours");
	is_int(d.due, 1800086400, "is a day");
	ok(!deadline_is_over(&d, 1800086399) && deadline_is_over(&d, 1800086400), "not late until then, late then");
}

static void test_trace(void)
{
	AUTO(buf_release) buf b;
	struct deadline_rule r = {
		DEADLINE_WORKING_DAYS, 5, false, {STR_INIT("行政处罚法第八十五条"), STR_INIT("art. 85")}};
	struct deadline d = compute(&known, "2026-02-13", r);

	buf_init(&b, 1 << 16);
	deadline_trace(&known, &r, &d, true, &b);
	str got = buf_str(&b);
	size_t version = str_find(got, STR("放假安排数据版本"));

	is_str(str_sub(got, 0, version),
	       STR("起算：2026-02-13 09:00:00（星期五），当日不计入，自次日2026-02-14起\n"
		   "期限：5个工作日；依据：行政处罚法第八十五条\n"
		   "计入（调休上班）：2026-02-14（星期六）\n"
		   "不计入：2026-02-15至2026-02-23（春节）\n"
		   "届满：2026-02-27（星期五）24时\n"),
	       "the trace in Chinese");
	buf_reset(&b);
	deadline_trace(&known, &r, &d, false, &b);
	ok(str_has(buf_str(&b), STR("not counted: 2026-02-15 to 2026-02-23 (Spring Festival)\n")), "and in English");
	r = (struct deadline_rule){.unit = DEADLINE_DAYS, .count = 15, .roll = true};
	d = compute(&known, "2026-09-16", r);
	buf_reset(&b);
	deadline_trace(&known, &r, &d, true, &b);
	ok(str_has(buf_str(&b), STR("原届满日：2026-10-01（星期四）\n")), "the day before it moved");
	ok(str_has(buf_str(&b), STR("不计入：2026-10-01至2026-10-07（国庆节）\n")), "and why it moved");
}

int main(void)
{
	arena_init(&mem, 1 << 24);
	ok(calendars_load("catalogue/calendars", &mem, &known, &e) == 0, "the calendars: %s", e.text);
	test_calendar();
	test_working_days();
	test_calendar_days();
	test_bounds();
	test_trace();
	arena_clear(&mem);
	return tap_done();
}
