/* Time limits in the ledger: put, extended, settled, computed again with a new calendar; what is told is never shortened. */
#include "ledger/term.h"

#include <stdlib.h>

#include "base/date.h"
#include "catalogue/calendars.h"
#include "ledger/log.h"
#include "test/tap.h"

static arena mem;
static struct calendar known, none;
static err e;
static struct ledger *l;

static int64_t noon(const char *date)
{
	int64_t day = 0;

	ok(yaml_date_parse(str_c(date), &day), "%s", date);
	return date_china_begin(day) + 12 * 3600;
}

static bool begin(void)
{
	return ledger_begin(l, &e) == 0;
}

static bool commit(void)
{
	return ledger_commit(l, &e) == 0;
}

static struct term put(const struct calendar *c, const char *from, unsigned n)
{
	struct term t = {.subject = STR("粤责改〔2026〕1号"),
			 .kind = STR("rectify"),
			 .ladder = STR("rectification-order"),
			 .party = STR("91440000000000000X"),
			 .rule = {.unit = DEADLINE_WORKING_DAYS, .count = n, .basis = {STR_INIT("某条"), {0}}}},
		    ret = {0};

	ok(begin() && term_put(l, c, &t, noon(from), STR("wang"), &mem, &ret, &e) == 0 && commit(), "a limit: %s",
	   e.text);
	return ret;
}

static size_t count;
static int64_t last_id;
static int add(void *ctx, const struct term *t, err *err_)
{
	(void)ctx;
	(void)err_;
	count++;
	last_id = t->id;
	return 0;
}

static void test_put(void)
{
	struct term t = put(&known, "2026-09-24", 5), got;
	int64_t leaves = 0;

	is_int(t.id, 1, "is the first");
	ok(t.d.last_day == date_china_day(noon("2026-10-09")), "the holidays are passed over");
	ok(term_find(l, t.subject, STR("rectify"), &mem, &got, &e) == 1, "it runs");
	is_str(got.trace_zh, t.trace_zh, "with its trace");
	ok(str_has(got.trace_zh, STR("国庆节")), "that names the holiday");
	ok(got.rule.count == 5 && got.rule.unit == DEADLINE_WORKING_DAYS && got.d.due == t.d.due, "rule and end");
	ok(ledger_int(l, "SELECT count(*) FROM log_leaf WHERE kind <> 'log.rows'", NULL, (str){0}, &leaves, &e) == 1 &&
		   leaves == 1,
	   "one act");
}

static void test_extend(void)
{
	struct term got = {0};
	struct term_extension x = {1, {.unit = DEADLINE_WORKING_DAYS, .count = 3}, STR("设备到货推迟"), STR("li")};

	ok(begin() && term_extend(l, &known, &x, &mem, &got, &e) == 0 && commit(), "extended: %s", e.text);
	is_int(got.d.last_day, date_china_day(noon("2026-10-13")),
	       "three worked days after its end: 10, 12, 13 October");
	ok(begin() && term_extend(l, &known, &x, &mem, &got, &e) == E_DENIED, "not again on the old row: %s", e.text);
	ledger_rollback(l);
	ok(term_get(l, 1, &mem, &got, &e) == 0 && got.superseded == 2, "the old row stays and names the new one");
	count = 0;
	ok(term_running(l, add, NULL, &e) == 0 && count == 1 && last_id == 2, "one runs");
	count = 0;
	ok(term_each(l, got.subject, add, NULL, &e) == 0 && count == 2, "two are kept");
}

static void test_settle(void)
{
	struct term got;

	ok(begin() && term_settle(l, STR("粤责改〔2026〕1号"), STR("other"), STR("li"), (str){0}, &e) == 0 &&
		   commit() && term_get(l, 2, &mem, &got, &e) == 0 && !got.settled,
	   "another kind is left alone");
	ok(begin() && term_settle(l, STR("粤责改〔2026〕1号"), STR("rectify"), STR("li"), (str){0}, &e) == 0 &&
		   commit(),
	   "settled");
	ok(term_find(l, STR("粤责改〔2026〕1号"), STR("rectify"), &mem, &got, &e) == 0, "none runs");
	ok(term_get(l, 2, &mem, &got, &e) == 0 && got.settled == ledger_now(l), "it says since when");
}

static void test_recompute(void)
{
	struct term longer = put(&none, "2026-09-24", 5), same = put(&none, "2026-06-08", 2), got;
	size_t changed = 0;

	ok(longer.d.provisional && same.d.provisional, "without calendars all is provisional");
	ok(begin() && term_recompute(l, &known, STR("li"), &changed, &e) == 0 && commit(), "computed again: %s",
	   e.text);
	is_int(changed, 2, "two rows");
	ok(term_get(l, longer.id, &mem, &got, &e) == 0 && got.superseded > 0 &&
		   term_get(l, got.superseded, &mem, &got, &e) == 0,
	   "the new row");
	ok(got.d.last_day == date_china_day(noon("2026-10-09")) && !got.d.provisional, "ends later and is certain");
	ok(term_get(l, same.id, &mem, &got, &e) == 0 && got.superseded > 0, "and one that is certain now");
	changed = 0;
	ok(begin() && term_recompute(l, &known, STR("li"), &changed, &e) == 0 && commit() && changed == 0,
	   "a second time changes nothing");
}

/* Saturday 2026-05-09 is worked: from Friday the 8th, one worked day ends on the 9th; told without the calendar it was the 11th. */
static void test_never_shorter(void)
{
	struct term told = put(&none, "2026-05-08", 1), got;
	size_t changed = 0;

	ok(told.d.last_day == date_china_day(noon("2026-05-11")), "told: Monday");
	ok(begin() && term_recompute(l, &known, STR("li"), &changed, &e) == 0 && commit() && changed == 1, "again");
	ok(term_get(l, told.id, &mem, &got, &e) == 0 && term_get(l, got.superseded, &mem, &got, &e) == 0,
	   "the new row");
	ok(got.d.due == told.d.due && got.d.last_day == told.d.last_day, "keeps the end that was told");
	ok(str_has(got.trace_zh, STR("2026-05-09")) && str_has(got.trace_zh, STR("仍按 2026-05-11 执行")),
	   "and says so");
}

/* The last day is Friday 9 October; 8 October is one worked day before it, 29 and 30 September are two and three. */
static void test_stages(void)
{
	static const struct {
		const char *now;
		enum term_stage want;
	} cases[] = {{"2026-09-28", TERM_AHEAD}, {"2026-09-29", TERM_THREE}, {"2026-10-07", TERM_THREE},
		     {"2026-10-08", TERM_ONE},   {"2026-10-09", TERM_TODAY}, {"2026-10-10", TERM_OVER}};
	struct deadline d;
	struct deadline_rule r = {.unit = DEADLINE_DAYS, .count = 20};

	ok(deadline_compute(&known, noon("2026-09-19"), &r, &d), "20 days");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(str_c(term_stage_key(term_stage(&known, &d, noon(cases[i].now)))),
		       str_c(term_stage_key(cases[i].want)), "on %s", cases[i].now);
}

int main(void)
{
	struct store *s = NULL;
	struct ledger_options o = {.make = true, .sample = true, .now = 1790000000};

	arena_init(&mem, 1 << 26);
	ok(calendars_load("catalogue/calendars", &mem, &known, &e) == 0, "calendars");
	if (!ok(store_open(":memory:", true, &s, &e) == 0 && ledger_open(s, &o, &l, &e) == 0, "a ledger: %s", e.text))
		return tap_done();
	test_put();
	test_extend();
	test_settle();
	test_recompute();
	test_never_shorter();
	test_stages();
	ledger_close(l);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
