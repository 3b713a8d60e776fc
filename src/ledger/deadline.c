#include "ledger/deadline.h"

#include "base/date.h"

#define HOUR 3600
#define SATURDAY 5

/* --- computing ------------------------------------------------------------------------------------------------------------ */

static bool in_bounds(const struct deadline_rule *r)
{
	static const unsigned most[DEADLINE_UNIT_COUNT] = {DEADLINE_HOURS_MOST, DEADLINE_DAYS_MOST, DEADLINE_DAYS_MOST,
							   DEADLINE_MONTHS_MOST, DEADLINE_MONTHS_MOST / 12};

	return r->unit < DEADLINE_UNIT_COUNT && r->count >= 1 && r->count <= most[r->unit];
}

/* The day of the same number after so many months, or that month's last (民法典 art. 202). */
static int64_t months_later(int64_t day, unsigned months)
{
	struct date_civil d = date_civil(day), first = {d.year, d.month + months, 1};
	unsigned last = date_month_days(first);

	first.day = d.day < last ? d.day : last;
	return date_days(first);
}

static int64_t worked_later(const struct calendar *c, int64_t day, unsigned n, bool *provisional)
{
	while (n) {
		bool p = false;

		n -= calendar_works(c, ++day, &p);
		*provisional |= p;
	}
	return day;
}

static int64_t moved(const struct calendar *c, int64_t day, bool *provisional)
{
	for (;; day++) {
		bool p = false, works = calendar_works(c, day, &p);

		*provisional |= p;
		if (works)
			return day;
	}
}

bool deadline_compute(const struct calendar *c, int64_t start, const struct deadline_rule *r, struct deadline *ret)
{
	struct deadline d = {.start = start};
	int64_t day = date_china_day(start);

	if (!in_bounds(r))
		return false;
	switch (r->unit) {
	case DEADLINE_HOURS:
		d.due = start + (int64_t)r->count * HOUR;
		d.nominal = d.last_day = date_china_day(d.due);
		*ret = d;
		return true;
	case DEADLINE_DAYS:
		d.nominal = day + r->count;
		break;
	case DEADLINE_WORKING_DAYS:
		d.nominal = worked_later(c, day, r->count, &d.provisional);
		break;
	case DEADLINE_MONTHS:
		d.nominal = months_later(day, r->count);
		break;
	case DEADLINE_YEARS:
	case DEADLINE_UNIT_COUNT:
		d.nominal = months_later(day, r->count * 12);
		break;
	}
	d.last_day = r->roll && r->unit != DEADLINE_WORKING_DAYS ? moved(c, d.nominal, &d.provisional) : d.nominal;
	d.due = date_china_begin(d.last_day + 1);
	*ret = d;
	return true;
}

int64_t deadline_before(const struct calendar *c, int64_t day, unsigned n)
{
	while (n)
		n -= calendar_works(c, --day, NULL);
	return day;
}

int64_t deadline_days_left(const struct deadline *d, int64_t now)
{
	int64_t left = d->last_day - date_china_day(now);

	return left >= 0 && deadline_is_over(d, now) ? -1 : left;
}

/* --- the trace ------------------------------------------------------------------------------------------------------------ */

static const struct text2 weekdays[7] = {
	{STR_INIT("星期一"), STR_INIT("Monday")},    {STR_INIT("星期二"), STR_INIT("Tuesday")},
	{STR_INIT("星期三"), STR_INIT("Wednesday")}, {STR_INIT("星期四"), STR_INIT("Thursday")},
	{STR_INIT("星期五"), STR_INIT("Friday")},    {STR_INIT("星期六"), STR_INIT("Saturday")},
	{STR_INIT("星期日"), STR_INIT("Sunday")}};

/* The days that all citizens have off (全国年节及纪念日放假办法); two that fall together are named together by the notices. */
static const struct text2 holidays[] = {
	{STR_INIT("元旦"), STR_INIT("New Year")},
	{STR_INIT("春节"), STR_INIT("Spring Festival")},
	{STR_INIT("清明节"), STR_INIT("Qingming Festival")},
	{STR_INIT("劳动节"), STR_INIT("Labour Day")},
	{STR_INIT("端午节"), STR_INIT("Dragon Boat Festival")},
	{STR_INIT("中秋节"), STR_INIT("Mid-Autumn Festival")},
	{STR_INIT("国庆节"), STR_INIT("National Day")},
	{STR_INIT("中秋节、国庆节"), STR_INIT("Mid-Autumn Festival and National Day")},
	{STR_INIT("国庆节、中秋节"), STR_INIT("National Day and Mid-Autumn Festival")},
};

static struct text2 holiday(str name)
{
	for (size_t i = 0; i < sizeof(holidays) / sizeof(holidays[0]); i++) {
		if (str_eq(holidays[i].zh, name))
			return holidays[i];
	}
	return (struct text2){name, name};
}

void deadline_walk(const struct calendar *c, const struct deadline_rule *r, const struct deadline *d,
		   void (*each)(void *ctx, int64_t day, bool counted, struct text2 name), void *ctx)
{
	bool working = r->unit == DEADLINE_WORKING_DAYS;
	int64_t from = working ? date_china_day(d->start) + 1 : d->nominal;
	int64_t to = r->unit == DEADLINE_HOURS ? from : d->last_day + working;

	for (int64_t day = from; day < to; day++) {
		const struct calendar_day *named = calendar_find(c, day);
		bool works = calendar_works(c, day, NULL);

		if (!works)
			each(ctx, day, false, named ? holiday(named->name) : weekdays[date_weekday(day)]);
		else if (named && date_weekday(day) >= SATURDAY)
			each(ctx, day, true, weekdays[date_weekday(day)]);
	}
}

struct trace {
	const struct calendar *c;
	buf *b;
	bool chinese;
	int64_t from; /* the run of days of rest that is open; from > to: none */
	int64_t to;
	struct text2 name;
};

static str in(const struct trace *t, struct text2 name)
{
	return text2_in(name, t->chinese ? LANG_ZH : LANG_EN);
}

static void put_day(const struct trace *t, int64_t day)
{
	date_put(t->b, day);
	buf_printf(t->b, t->chinese ? "（%.*s）" : " (%.*s)", STR_ARG(in(t, weekdays[date_weekday(day)])));
}

static void end_run(struct trace *t)
{
	if (t->from > t->to)
		return;
	buf_put_c(t->b, t->chinese ? "不计入：" : "not counted: ");
	date_put(t->b, t->from);
	if (t->to > t->from) {
		buf_put_c(t->b, t->chinese ? "至" : " to ");
		date_put(t->b, t->to);
	}
	buf_printf(t->b, t->chinese ? "（%.*s）\n" : " (%.*s)\n", STR_ARG(in(t, t->name)));
	t->from = t->to + 1;
}

static void put_step(void *ctx, int64_t day, bool counted, struct text2 name)
{
	static const struct text2 week_end = {STR_INIT("周末"), STR_INIT("week-end")};
	struct trace *t = ctx;

	if (counted) {
		end_run(t);
		buf_put_c(t->b, t->chinese ? "计入（调休上班）：" : "counted (worked instead of another day): ");
		put_day(t, day);
		buf_put_c(t->b, "\n");
		return;
	}
	if (!calendar_find(t->c, day))
		name = week_end;
	if (t->from > t->to || day != t->to + 1 || !str_eq(name.zh, t->name.zh)) {
		end_run(t);
		t->from = day;
		t->name = name;
	}
	t->to = day;
}

void deadline_put_rule(buf *b, const struct deadline_rule *r, bool chinese)
{
	static const struct text2 words[DEADLINE_UNIT_COUNT] = {{STR_INIT("小时"), STR_INIT("hour")},
								{STR_INIT("日（自然日）"), STR_INIT("calendar day")},
								{STR_INIT("个工作日"), STR_INIT("working day")},
								{STR_INIT("个月"), STR_INIT("month")},
								{STR_INIT("年"), STR_INIT("year")}};

	if (chinese)
		buf_printf(b, "%u%.*s", r->count, STR_ARG(words[r->unit].zh));
	else
		buf_printf(b, "%u %.*s%s", r->count, STR_ARG(words[r->unit].en), r->count == 1 ? "" : "s");
}

static void put_start(struct trace *t, const struct deadline_rule *r, const struct deadline *d)
{
	int64_t day = date_china_day(d->start);

	buf_put_c(t->b, t->chinese ? "起算：" : "from: ");
	date_put_time(t->b, d->start, DATE_CHINA_MINUTES);
	buf_printf(t->b, t->chinese ? "（%.*s）" : " (%.*s)", STR_ARG(in(t, weekdays[date_weekday(day)])));
	if (r->unit == DEADLINE_HOURS) {
		buf_put_c(t->b, t->chinese ? "，自该时刻起\n" : ", from that moment\n");
		return;
	}
	buf_put_c(t->b, t->chinese ? "，当日不计入，自次日" : ", that day not counted, beginning on ");
	date_put(t->b, day + 1);
	buf_put_c(t->b, t->chinese ? "起\n" : "\n");
}

static void put_limit(struct trace *t, const struct deadline_rule *r)
{
	str basis = in(t, r->basis);

	buf_put_c(t->b, t->chinese ? "期限：" : "limit: ");
	deadline_put_rule(t->b, r, t->chinese);
	if (r->roll && r->unit != DEADLINE_HOURS && r->unit != DEADLINE_WORKING_DAYS)
		buf_put_c(t->b, t->chinese ? "，届满日为休息日的顺延至其后第一个工作日"
					   : ", a last day of rest moves to the next worked day");
	if (basis.n)
		buf_printf(t->b, t->chinese ? "；依据：%.*s" : "; basis: %.*s", STR_ARG(basis));
	buf_put_c(t->b, "\n");
}

static void put_end(struct trace *t, const struct deadline_rule *r, const struct deadline *d)
{
	if (d->nominal != d->last_day) {
		buf_put_c(t->b, t->chinese ? "原届满日：" : "last day before it moved: ");
		put_day(t, d->nominal);
		buf_put_c(t->b, "\n");
	}
	buf_put_c(t->b, t->chinese ? "届满：" : "ends: ");
	if (r->unit == DEADLINE_HOURS)
		date_put_time(t->b, d->due, DATE_CHINA_MINUTES);
	else {
		put_day(t, d->last_day);
		buf_put_c(t->b, t->chinese ? "24时" : " at 24:00");
	}
	buf_put_c(t->b, "\n");
}

void deadline_trace(const struct calendar *c, const struct deadline_rule *r, const struct deadline *d, bool chinese,
		    buf *b)
{
	struct trace t = {.c = c, .b = b, .chinese = chinese, .from = 1, .to = 0};

	put_start(&t, r, d);
	put_limit(&t, r);
	deadline_walk(c, r, d, put_step, &t);
	end_run(&t);
	put_end(&t, r, d);
	if (c->version.n && (r->unit == DEADLINE_WORKING_DAYS || r->roll))
		buf_printf(b, chinese ? "放假安排数据版本：%.*s\n" : "version of the holiday data: %.*s\n",
			   STR_ARG(c->version));
	if (d->provisional)
		buf_put_c(
			b,
			chinese ? "暂定：涉及年度的放假安排尚未载入，仅按周末计算；载入后重新计算，不会悄然缩短\n"
				: "provisional: the holidays of a year concerned are not known yet and only week-ends "
				  "were counted; it is computed again when they are, and never shortened silently\n");
}
