/* yicha deadline: computes time limits with their trace; what is due and overdue in the ledger, with the next rung of the ladder. */
#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "cmd/proof.h"
#include "cmd/rungs.h"

#define OUT_MOST ((size_t)64 << 20)
#define MEMORY ((size_t)32 << 20)

static str words(struct text2 t)
{
	return text2_in(t, i18n_lang());
}

/* What nobody has read in the text is said so wherever it is shown. */
static const char *read_words(enum law_read r)
{
	return r == LAW_READ_TEXT ? "" : r == LAW_READ_SECONDARY ? _("read in a copy") : _("words not checked");
}

/* --- compute -------------------------------------------------------------------------------------------------------------- */

struct question {
	int64_t start;
	struct deadline_rule rule;
	const struct clock *clock; /* NULL: by --days and --unit */
};

static int ask(const struct args *a, const struct terms *t, struct question *q, err *e)
{
	const char *from = args_value(a, "from"), *days = args_value(a, "days"), *unit = args_value(a, "unit");
	const char *clock = args_value(a, "clock"), *basis = args_value(a, "basis");
	uint64_t n = 0;

	*q = (struct question){.rule = {.unit = DEADLINE_DAYS}};
	if (!from || !desk_time(str_c(from), &q->start))
		return err_set(e, E_USAGE, _("--from: a day or moment like 2026-11-22 or 2026-11-22T09:30 is needed"));
	if (clock) {
		TRY(clocks_get(&t->clocks, str_c(clock), &q->clock, e));
		q->rule = q->clock->rule;
		return 0;
	}
	if (!days || !str_to_u64(str_c(days), DEADLINE_HOURS_MOST, &n) || n == 0)
		return err_set(e, E_USAGE, _("--days: a number from 1 on is needed (or --clock)"));
	if (unit && !deadline_unit_parse(str_c(unit), &q->rule.unit))
		return err_set(e, E_USAGE, _("--unit: is hours, days, working-days, months or years"));
	q->rule.count = (unsigned)n;
	q->rule.roll = args_flag(a, "roll");
	q->rule.basis = (struct text2){str_c(basis), str_c(basis)};
	return 0;
}

static void json_skip(void *ctx, int64_t day, bool counted, struct text2 name)
{
	struct json_out *o = ctx;
	AUTO(buf_release) buf b;

	buf_init(&b, 32);
	date_put(&b, day);
	json_open(o, NULL, '{');
	json_bool(o, "counted", counted);
	json_str(o, "day", buf_str(&b));
	json_str(o, "name", name.zh);
	json_close(o, '}');
}

static void json_date(struct json_out *o, const char *name, int64_t day)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 32);
	date_put(&b, day);
	json_str(o, name, buf_str(&b));
}

static void json_time(struct json_out *o, const char *name, int64_t at)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 32);
	date_put_utc(&b, at);
	json_str(o, name, buf_str(&b));
}

static void put_json(buf *b, const struct terms *t, const struct question *q, const struct deadline *d)
{
	struct json_out o;
	AUTO(buf_release) buf trace;

	buf_init(&trace, OUT_MOST);
	deadline_trace(t->calendar, &q->rule, d, i18n_lang() == LANG_ZH, &trace);
	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "basis", q->rule.basis.zh);
	json_str(&o, "calendar", t->calendar->version);
	json_int(&o, "count", q->rule.count);
	json_time(&o, "due", d->due);
	json_date(&o, "last_day", d->last_day);
	json_date(&o, "nominal", d->nominal);
	json_bool(&o, "provisional", d->provisional);
	json_str(&o, "read", str_c(!q->clock || q->clock->read == LAW_READ_TEXT ? "" : "未核对原文"));
	json_bool(&o, "roll", q->rule.roll);
	json_time(&o, "start", d->start);
	json_open(&o, "steps", '[');
	deadline_walk(t->calendar, &q->rule, d, json_skip, &o);
	json_close(&o, ']');
	json_str(&o, "trace", buf_str(&trace));
	json_str(&o, "unit", str_c(deadline_unit_key(q->rule.unit)));
	json_close(&o, '}');
	buf_put_c(b, "\n");
}

static int compute(const struct args *a, const struct terms *t, buf *b, err *e)
{
	struct question q;
	struct deadline d;

	TRY(ask(a, t, &q, e));
	if (!deadline_compute(t->calendar, q.start, &q.rule, &d))
		return err_set(e, E_USAGE, _("a time limit of %u %s is out of bounds"), q.rule.count,
			       deadline_unit_key(q.rule.unit));
	if (args_flag(a, "json")) {
		put_json(b, t, &q, &d);
		return 0;
	}
	if (q.clock)
		buf_printf(b, "%.*s\n", STR_ARG(words(q.clock->title)));
	deadline_trace(t->calendar, &q.rule, &d, i18n_lang() == LANG_ZH, b);
	if (q.clock && q.clock->read != LAW_READ_TEXT)
		buf_printf(b, "「未核对原文」 %s\n", read_words(q.clock->read));
	return 0;
}

static int clocks(const struct args *a, const struct terms *t, buf *b, err *e)
{
	struct json_out o;
	bool json = args_flag(a, "json");

	(void)e;
	json_begin(&o, b);
	if (json)
		json_open(&o, NULL, '[');
	for (size_t i = 0; i < t->clocks.count; i++) {
		const struct clock *c = &t->clocks.list[i];

		if (json) {
			json_open(&o, NULL, '{');
			json_str(&o, "basis", c->rule.basis.zh);
			json_int(&o, "count", c->rule.count);
			json_str(&o, "key", c->key);
			json_str(&o, "law", c->law);
			json_str(&o, "read",
				 str_c(c->read == LAW_READ_TEXT     ? "text"
				       : c->read == LAW_READ_MEMORY ? "memory"
								    : "secondary"));
			json_bool(&o, "roll", c->rule.roll);
			json_str(&o, "unit", str_c(deadline_unit_key(c->rule.unit)));
			json_close(&o, '}');
			continue;
		}
		buf_printf(b, "%-24.*s ", STR_ARG(c->key));
		deadline_put_rule(b, &c->rule, i18n_lang() == LANG_ZH);
		buf_printf(b, "  %.*s  %.*s%s%s\n", STR_ARG(words(c->title)), STR_ARG(words(c->rule.basis)),
			   c->read == LAW_READ_TEXT ? "" : "  「未核对原文」 ", read_words(c->read));
	}
	if (json) {
		json_close(&o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static int year(const struct args *a, const struct terms *t, buf *b, err *e)
{
	uint64_t y = 0;
	bool provisional;

	if (args_count(a) != 2 || !str_to_u64(str_c(args_operand(a, 1)), 9998, &y) || y < 1949)
		return err_set(e, E_USAGE, _("yicha deadline year 2026"));
	int64_t from = date_days((struct date_civil){(int64_t)y, 1, 1});
	int64_t to = date_days((struct date_civil){(int64_t)y, 12, 31});
	int64_t n = calendar_count(t->calendar, from, to);

	provisional = calendar_is_provisional(t->calendar, from);
	if (args_flag(a, "json")) {
		buf_printf(b, "{\"provisional\":%s,\"worked\":%lld,\"year\":%llu}\n", provisional ? "true" : "false",
			   (long long)n, (unsigned long long)y);
		return 0;
	}
	buf_printf(b, _("%llu: %lld worked days\n"), (unsigned long long)y, (long long)n);
	if (provisional)
		buf_put_c(b, _("provisional: the holidays of this year are not known, week-ends only\n"));
	return 0;
}

/* --- what is due ---------------------------------------------------------------------------------------------------------- */

struct due {
	const struct terms *t;
	struct ledger *l;
	buf *b;
	struct json_out o;
	bool json;
	bool all; /* also what is not due soon */
	bool over;
	/* Ids of what is shown: the next rung of each is looked up after the walk (statements do not nest). */
	int64_t *ids;
	size_t n;
};
#define DUE_MOST 100000

static int note(void *ctx, const struct term *t, err *e)
{
	struct due *x = ctx;
	enum term_stage stage = term_stage(x->t->calendar, &t->d, ledger_now(x->l));

	if (stage == TERM_AHEAD && !x->all)
		return 0;
	if (x->n == DUE_MOST)
		return err_set(e, E_LIMIT, _("more than %d time limits are due"), DUE_MOST);
	x->ids[x->n++] = t->id;
	return 0;
}

static void put_due_json(struct due *x, const struct term *t, enum term_stage stage, const struct ladder_rung *next,
			 bool owed)
{
	json_open(&x->o, NULL, '{');
	json_bool(&x->o, "answered", !owed);
	json_int(&x->o, "days_left", deadline_days_left(&t->d, ledger_now(x->l)));
	json_time(&x->o, "due", t->d.due);
	json_int(&x->o, "id", t->id);
	json_str(&x->o, "kind", t->kind);
	json_date(&x->o, "last_day", t->d.last_day);
	json_str(&x->o, "next", next ? next->key : (str){0});
	json_str(&x->o, "party", t->party);
	json_bool(&x->o, "provisional", t->d.provisional);
	json_str(&x->o, "stage", str_c(term_stage_key(stage)));
	json_str(&x->o, "subject", t->subject);
	json_close(&x->o, '}');
}

static int put_due(struct due *x, int64_t id, err *e)
{
	AUTO(arena_clear) arena mem;
	struct term t;
	const struct ladder_rung *next = NULL;

	arena_init(&mem, (size_t)4 << 20);
	TRY(term_get(x->l, id, &mem, &t, e));
	int owed = rung_owed(x->l, &t, e);

	TRY(owed);
	if (owed)
		TRY(rungs_next(x->l, x->t, &t, &next, e));
	enum term_stage stage = term_stage(x->t->calendar, &t.d, ledger_now(x->l));

	x->over |= stage == TERM_OVER && owed;
	if (x->json) {
		put_due_json(x, &t, stage, next, owed);
		return 0;
	}
	buf_printf(x->b, "%lld  ", (long long)t.id);
	date_put(x->b, t.d.last_day);
	buf_printf(x->b, "  %.*s  %.*s  %.*s%s", STR_ARG(owed ? words(term_stage_words(stage)) : str_c(_("answered"))),
		   STR_ARG(t.kind), STR_ARG(t.subject), t.d.provisional ? _("  (provisional)") : "");
	if (next)
		buf_printf(x->b, _("  next: %.*s (%.*s)%s"), STR_ARG(words(next->title)), STR_ARG(next->key),
			   next->read == LAW_READ_TEXT ? "" : " 「未核对原文」");
	if (t.d.provisional && !str_eq(t.calendar, x->t->calendar->version))
		buf_put_c(x->b, _("  newer holiday data is there: yicha deadline recompute"));
	buf_put_c(x->b, "\n");
	cmd_put(x->b);
	return 0;
}

static int due(struct desk *d, const struct terms *t, buf *b, err *e, bool *over)
{
	struct due x = {.t = t, .l = d->ledger, .b = b, .json = d->json, .all = args_flag(d->args, "all")};

	x.ids = arena_new(&d->mem, int64_t, DUE_MOST);
	TRY(term_running(d->ledger, note, &x, e));
	json_begin(&x.o, b);
	if (x.json)
		json_open(&x.o, NULL, '[');
	for (size_t i = 0; i < x.n; i++)
		TRY(put_due(&x, x.ids[i], e));
	if (x.json) {
		json_close(&x.o, ']');
		buf_put_c(b, "\n");
	}
	*over = x.over;
	return 0;
}

struct traces {
	buf *b;
	struct json_out o;
	uint64_t n;
	bool json;
};

static void put_term_json(struct json_out *o, const struct term *t)
{
	json_open(o, NULL, '{');
	json_str(o, "basis", t->rule.basis.zh);
	json_time(o, "due", t->d.due);
	json_int(o, "id", t->id);
	json_str(o, "kind", t->kind);
	json_date(o, "last_day", t->d.last_day);
	json_str(o, "party", t->party);
	json_bool(o, "provisional", t->d.provisional);
	json_str(o, "reason", t->reason);
	json_int(o, "settled", t->settled);
	json_time(o, "start", t->d.start);
	json_str(o, "subject", t->subject);
	json_int(o, "superseded", t->superseded);
	json_str(o, "trace", i18n_lang() == LANG_ZH ? t->trace_zh : t->trace_en);
	json_close(o, '}');
}

static int put_trace(void *ctx, const struct term *t, err *e)
{
	struct traces *x = ctx;
	buf *b = x->b;

	(void)e;
	x->n++;
	if (x->json) {
		put_term_json(&x->o, t);
		return 0;
	}
	buf_printf(b, "%lld  %.*s", (long long)t->id, STR_ARG(t->kind));
	if (t->superseded)
		buf_printf(b, _("  (replaced by %lld)"), (long long)t->superseded);
	if (t->settled)
		buf_put_c(b, _("  (met or fallen away)"));
	if (t->reason.n)
		buf_printf(b, "  %.*s", STR_ARG(t->reason));
	buf_printf(b, "\n%.*s\n", STR_ARG(i18n_lang() == LANG_ZH ? t->trace_zh : t->trace_en));
	cmd_put(b);
	return 0;
}

static int show(struct desk *d, str subject, buf *b, err *e)
{
	struct traces x = {.b = b, .json = d->json};

	json_begin(&x.o, b);
	if (x.json)
		json_open(&x.o, NULL, '[');
	TRY(term_each(d->ledger, subject, put_trace, &x, e));
	if (!x.n)
		return err_set(e, E_NOTFOUND, _("no time limit of \"%.*s\" is known"), STR_ARG(subject));
	if (x.json) {
		json_close(&x.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static int recompute(struct desk *d, const struct terms *t, buf *b, err *e)
{
	struct person by;
	size_t changed = 0;

	TRY(desk_actor(d, ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_ADMIN), &by, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(term_recompute(d->ledger, t->calendar, by.id, &changed, e));
	TRY(ledger_commit(d->ledger, e));
	if (d->json)
		buf_printf(b, "{\"changed\":%zu}\n", changed);
	else
		buf_printf(b, _("%zu time limits were computed again\n"), changed);
	return 0;
}

/* --- the command ---------------------------------------------------------------------------------------------------------- */

enum verb { COMPUTE, CLOCKS, YEAR, DUE, SHOW, RECOMPUTE, RUNGS, PROPOSE, APPROVE, REFUSE, CARRY_OUT, CANCEL };

static int with_desk(const struct args *a, const struct terms *t, enum verb verb, buf *b, err *e)
{
	static const enum life_event events[] = {DO_RUNG_APPROVE, DO_RUNG_REFUSE, DO_RUNG_CARRY_OUT, DO_RUNG_CANCEL};
	AUTO(desk_auto) struct desk d = {0};
	bool over = false;

	TRY(desk_open(a, &d, e));
	if (verb == DUE) {
		TRY(due(&d, t, b, e, &over));
		return over ? CMD_FOUND : 0;
	}
	if (verb == RECOMPUTE)
		return recompute(&d, t, b, e);
	if (verb == RUNGS)
		return rungs_list(&d, b, e);
	if (verb == PROPOSE)
		return rungs_propose(&d, t, b, e);
	if (verb >= APPROVE)
		return rungs_act(&d, events[verb - APPROVE], b, e);
	if (args_count(a) != 2)
		return err_set(e, E_USAGE, _("yicha deadline show SUBJECT"));
	return show(&d, str_c(args_operand(a, 1)), b, e);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"compute", "clocks",  "year",   "due",       "show",   "recompute", "rungs",
					    "propose", "approve", "refuse", "carry-out", "cancel", NULL};
	AUTO(arena_clear) arena mem;
	AUTO(buf_release) buf b;
	struct terms t = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	buf_init(&b, OUT_MOST);
	arena_init(&mem, MEMORY);
	if (verb < 0)
		return CMD_REFUSED;
	rc = terms_open(&mem, &t, &e);
	if (rc == 0)
		rc = verb == COMPUTE  ? compute(a, &t, &b, &e)
		     : verb == CLOCKS ? clocks(a, &t, &b, &e)
		     : verb == YEAR   ? year(a, &t, &b, &e)
				      : with_desk(a, &t, (enum verb)verb, &b, &e);
	if (rc < 0)
		return cmd_fail(a, &e);
	cmd_put(&b);
	return cmd_finish(rc);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"from", 0, OPTION_VALUE, "TIME", N_("compute: what it runs from: 2026-11-22 or 2026-11-22T09:30, China time")},
	{"days", 0, OPTION_VALUE, "N", N_("compute: how many")},
	{"unit", 0, OPTION_VALUE, "UNIT", N_("compute: hours, days (default), working-days, months, years")},
	{"roll", 0, OPTION_FLAG, NULL, N_("compute: a last day of rest moves to the next worked day")},
	{"basis", 0, OPTION_VALUE, "WORDS",
	 N_("compute: the law that says so, for the trace; measures: on what ground")},
	{"clock", 0, OPTION_VALUE, "KEY",
	 N_("compute: a time limit of the law instead; 'yicha deadline clocks' lists them")},
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	PROOF_OPTION,
	{"all", 0, OPTION_FLAG, NULL, N_("due: also what is not due soon")},
	{0},
};

const struct command command_deadline = {
	.name = "deadline",
	.operands = "compute|clocks|year|due|show|recompute|rungs|propose|approve|refuse|carry-out|cancel "
		    "[YEAR|SUBJECT|LIMIT MEASURE]",
	.operands_least = 1,
	.operands_most = 3,
	.words = N_("time limits in hours, days and working days; what is due and overdue"),
	.help = N_("Time limits begin on the day after; working days follow the State Council's holiday arrangements "
		   "(catalogue/calendars). The trace says every day that was passed over. Where a year's arrangement "
		   "is not "
		   "known yet the result is provisional; 'recompute' computes such limits again and never shortens "
		   "one.\n\n"
		   "'due' lists what is due within three worked days, today or overdue, and the measure that "
		   "may follow; the exit status is 1 when something is overdue. 'propose' proposes such a measure "
		   "(catalogue/ladder.yaml), another person approves it, 'carry-out' proves it done; nothing happens "
		   "by itself."),
	.examples =
		N_("yicha deadline compute --from 2026-02-13 --days 5 --unit working-days\twith its trace\n"
		   "yicha deadline compute --from 2026-09-16 --clock penalty.pay\tfifteen days that end in a holiday\n"
		   "yicha deadline due\twhat is due and overdue now\n"
		   "yicha deadline propose 12 urge --as wang --reason 逾期未反馈\tthe first rung\n"),
	.options = options,
	.run = run,
};
