#include "ledger/term.h"

#include "base/date.h"
#include "base/json.h"
#include "base/must.h"

#define TRACE_MOST ((size_t)1 << 18)
#define COLUMNS                                                                                                        \
	"id, subject, kind, ladder, party, unit, number, roll, basis_zh, basis_en, start, nominal, last_day, due, "    \
	"provisional, trace_zh, trace_en, calendar, reason, superseded, settled"

static void read(struct db_stmt *st, struct term *t)
{
	*t = (struct term){.id = db_int(st, 0),
			   .subject = db_text(st, 1),
			   .kind = db_text(st, 2),
			   .ladder = db_text(st, 3),
			   .party = db_text(st, 4),
			   .trace_zh = db_text(st, 15),
			   .trace_en = db_text(st, 16),
			   .calendar = db_text(st, 17),
			   .reason = db_text(st, 18),
			   .superseded = db_int(st, 19),
			   .settled = db_int(st, 20)};
	t->rule = (struct deadline_rule){(enum deadline_unit)db_int(st, 5),
					 (unsigned)db_int(st, 6),
					 db_bool(st, 7),
					 {.zh = db_text(st, 8), .en = db_text(st, 9)}};
	t->d = (struct deadline){db_int(st, 10), db_int(st, 11), db_int(st, 12), db_int(st, 13), db_bool(st, 14)};
}

static void keep(arena *mem, struct term *t)
{
	str *const texts[] = {&t->subject,  &t->kind,     &t->ladder, &t->party,         &t->trace_zh,
			      &t->trace_en, &t->calendar, &t->reason, &t->rule.basis.zh, &t->rule.basis.en};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static int act(struct ledger *l, const char *kind, const struct term *t, str actor, int64_t before, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out o;

	buf_init(&b, TRACE_MOST * 2);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "basis", t->rule.basis.zh);
	json_str(&o, "calendar", t->calendar);
	json_int(&o, "count", t->rule.count);
	json_int(&o, "due", t->d.due);
	json_int(&o, "id", t->id);
	json_str(&o, "kind", t->kind);
	json_str(&o, "ladder", t->ladder);
	json_int(&o, "last_day", t->d.last_day);
	json_str(&o, "party", t->party);
	json_bool(&o, "provisional", t->d.provisional);
	json_str(&o, "reason", t->reason);
	json_int(&o, "replaces", before);
	json_bool(&o, "roll", t->rule.roll);
	json_int(&o, "start", t->d.start);
	json_str(&o, "trace", t->trace_zh);
	json_str(&o, "unit", str_c(deadline_unit_key(t->rule.unit)));
	json_close(&o, '}');
	return ledger_act(l, &(struct ledger_act){kind, t->subject, actor, buf_str(&b)}, NULL, e);
}

static void bind(struct db_stmt *st, const struct term *t, int64_t now)
{
	db_bind_int(st, "id", t->id);
	db_bind_text(st, "subject", t->subject);
	db_bind_text(st, "kind", t->kind);
	db_bind_text(st, "ladder", t->ladder);
	db_bind_text(st, "party", t->party);
	db_bind_int(st, "unit", t->rule.unit);
	db_bind_int(st, "number", t->rule.count);
	db_bind_bool(st, "roll", t->rule.roll);
	db_bind_text(st, "basis_zh", t->rule.basis.zh);
	db_bind_text(st, "basis_en", t->rule.basis.en);
	db_bind_int(st, "start", t->d.start);
	db_bind_int(st, "nominal", t->d.nominal);
	db_bind_int(st, "last_day", t->d.last_day);
	db_bind_int(st, "due", t->d.due);
	db_bind_bool(st, "provisional", t->d.provisional);
	db_bind_text(st, "trace_zh", t->trace_zh);
	db_bind_text(st, "trace_en", t->trace_en);
	db_bind_text(st, "calendar", t->calendar);
	db_bind_text(st, "reason", t->reason);
	db_bind_int(st, "superseded", 0);
	db_bind_int(st, "settled", 0);
	db_bind_int(st, "made", now);
}

static int write(struct ledger *l, struct term *t, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_int(l, "SELECT coalesce(max(id), 0) + 1 FROM term", NULL, (str){0}, &t->id, e));
	TRY(ledger_stmt(
		l,
		"INSERT INTO term(" COLUMNS ", made) VALUES (:id, :subject, :kind, :ladder, :party, :unit, :number,"
		" :roll, :basis_zh, :basis_en, :start, :nominal, :last_day, :due, :provisional, :trace_zh, :trace_en,"
		" :calendar, :reason, :superseded, :settled, :made)",
		&st, e));
	bind(st, t, ledger_now(l));
	return db_run(st, e);
}

static int supersede(struct ledger *l, int64_t old, int64_t by, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "UPDATE term SET superseded = :by WHERE id = :id", &st, e));
	db_bind_int(st, "by", by);
	db_bind_int(st, "id", old);
	return db_run(st, e);
}

/* kept: the end that was told before and holds although this computation ends earlier; 0: none. */
static void trace(const struct calendar *c, struct term *t, int64_t kept, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, TRACE_MOST);
	for (int chinese = 0; chinese < 2; chinese++) {
		buf_reset(&b);
		deadline_trace(c, &t->rule, &t->d, chinese, &b);
		if (kept) {
			buf_put_c(&b, chinese ? "早于已告知的届满日，仍按 "
					      : "that is earlier than what was told; the end stays ");
			date_put(&b, kept);
			buf_put_c(&b, chinese ? " 执行，不予缩短\n" : "\n");
		}
		*(chinese ? &t->trace_zh : &t->trace_en) = arena_str(mem, buf_str(&b));
	}
	t->calendar = c->version;
}

int term_put(struct ledger *l, const struct calendar *c, const struct term *t, int64_t start, str actor, arena *mem,
	     struct term *ret, err *e)
{
	struct term new = *t;

	must(db_in_transaction(ledger_db(l)));
	if (!deadline_compute(c, start, &t->rule, &new.d))
		return err_set(e, E_USAGE, _("a time limit of %u %s is out of bounds"), t->rule.count,
			       deadline_unit_key(t->rule.unit));
	new.reason = (str){0};
	new.superseded = new.settled = 0;
	trace(c, &new, 0, mem);
	TRY(write(l, &new, e));
	TRY(act(l, "term.put", &new, actor, 0, e));
	if (ret) {
		keep(mem, &new);
		*ret = new;
	}
	return 0;
}

int term_extend(struct ledger *l, const struct calendar *c, const struct term_extension *x, arena *mem,
		struct term *ret, err *e)
{
	struct term old, new;
	/* The old last day is the day before the new limit's first: it is the one that is not counted. */
	int64_t from;

	must(db_in_transaction(ledger_db(l)));
	TRY(term_get(l, x->id, mem, &old, e));
	if (old.superseded || old.settled)
		return err_set(e, E_DENIED, _("this time limit does not run any more"));
	if (deadline_is_over(&old.d, ledger_now(l)))
		return err_set(e, E_DENIED, _("the time limit is over: it can not be extended any more"));
	new = old;
	new.rule = x->rule;
	new.reason = x->reason;
	from = x->rule.unit == DEADLINE_HOURS ? old.d.due : date_china_begin(old.d.last_day);
	if (!deadline_compute(c, from, &x->rule, &new.d) || new.d.due <= old.d.due)
		return err_set(e, E_DENIED, _("the extension would not end later than the time limit does"));
	trace(c, &new, 0, mem);
	TRY(write(l, &new, e));
	TRY(supersede(l, old.id, new.id, e));
	TRY(act(l, "term.extend", &new, x->actor, old.id, e));
	if (ret)
		*ret = new;
	return 0;
}

int term_settle(struct ledger *l, str subject, str kind, str actor, str reason, err *e)
{
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf b;
	struct json_out o;

	must(db_in_transaction(ledger_db(l)));
	TRY(ledger_stmt(l,
			"UPDATE term SET settled = :now WHERE subject = :subject AND settled = 0 AND superseded = 0"
			" AND (kind = :kind OR :kind = '')",
			&st, e));
	db_bind_int(st, "now", ledger_now(l));
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "kind", kind);
	TRY(db_run(st, e));
	if (db_changed(st) == 0)
		return 0;
	buf_init(&b, 1 << 16);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "kind", kind);
	json_str(&o, "reason", reason);
	json_close(&o, '}');
	return ledger_act(l, &(struct ledger_act){"term.settle", subject, actor, buf_str(&b)}, NULL, e);
}

/* --- computing again ------------------------------------------------------------------------------------------------------ */

static int compute_again(struct ledger *l, const struct calendar *c, const struct term *old, str actor, size_t *changed,
			 err *e)
{
	AUTO(arena_clear) arena mem;
	struct term new = *old;
	int64_t kept = 0;

	arena_init(&mem, TRACE_MOST * 4);
	if (!deadline_compute(c, old->d.start, &old->rule, &new.d))
		return err_set(e, E_STORE, _("time limit %lld is out of bounds"), (long long)old->id);
	if (new.d.provisional &&new.d.due == old->d.due)
		return 0;
	if (new.d.due < old->d.due)
		kept = old->d.last_day;
	new.reason = STR("放假安排更新后重新计算");
	trace(c, &new, kept, &mem);
	if (kept) {
		new.d.last_day = old->d.last_day;
		new.d.due = old->d.due;
	}
	TRY(write(l, &new, e));
	TRY(supersede(l, old->id, new.id, e));
	++*changed;
	return act(l, "term.recompute", &new, actor, old->id, e);
}

struct ids {
	arena *mem;
	int64_t *list;
	size_t n;
	size_t most;
};

static int note_provisional(void *ctx, const struct term *t, err *e)
{
	struct ids *i = ctx;

	if (!t->d.provisional)
		return 0;
	if (i->n == i->most)
		return err_set(e, E_LIMIT, _("more than %zu provisional time limits"), i->most);
	i->list[i->n++] = t->id;
	return 0;
}

#define PROVISIONAL_MOST 100000

int term_recompute(struct ledger *l, const struct calendar *c, str actor, size_t *ret_changed, err *e)
{
	AUTO(arena_clear) arena mem;
	struct ids ids = {.mem = &mem, .most = PROVISIONAL_MOST};

	must(db_in_transaction(ledger_db(l)));
	arena_init(&mem, (size_t)256 << 20);
	ids.list = arena_new(&mem, int64_t, PROVISIONAL_MOST);
	*ret_changed = 0;
	TRY(term_running(l, note_provisional, &ids, e));
	for (size_t i = 0; i < ids.n; i++) {
		AUTO(arena_clear) arena row;
		struct term old;

		arena_init(&row, TRACE_MOST * 4);
		TRY(term_get(l, ids.list[i], &row, &old, e));
		TRY(compute_again(l, c, &old, actor, ret_changed, e));
	}
	return 0;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

int term_get(struct ledger *l, int64_t id, arena *mem, struct term *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT " COLUMNS " FROM term WHERE id = :id", &st, e));
	db_bind_int(st, "id", id);
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("no time limit %lld here"), (long long)id);
	read(st, ret);
	keep(mem, ret);
	db_reset(st);
	return 0;
}

int term_find(struct ledger *l, str subject, str kind, arena *mem, struct term *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"SELECT " COLUMNS " FROM term WHERE subject = :subject AND kind = :kind AND superseded = 0"
			" AND settled = 0 ORDER BY due, id",
			&st, e));
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "kind", kind);
	int rc = db_step(st, e);

	if (rc == 1) {
		read(st, ret);
		keep(mem, ret);
		db_reset(st);
	}
	return rc;
}

static int walk(struct db_stmt *st, int (*each)(void *ctx, const struct term *t, err *e), void *ctx, err *e)
{
	int rc;

	while ((rc = db_step(st, e)) == 1) {
		struct term t;

		read(st, &t);
		TRY(each(ctx, &t, e));
	}
	return rc;
}

int term_running(struct ledger *l, int (*each)(void *ctx, const struct term *t, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT " COLUMNS " FROM term WHERE settled = 0 AND superseded = 0 ORDER BY due, id"), &st,
		       e));
	return walk(st, each, ctx, e);
}

int term_each(struct ledger *l, str subject, int (*each)(void *ctx, const struct term *t, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(ledger_db(l), STR("SELECT " COLUMNS " FROM term WHERE subject = :subject ORDER BY id"), &st, e));
	db_bind_text(st, "subject", subject);
	return walk(st, each, ctx, e);
}

/* --- where it stands ------------------------------------------------------------------------------------------------------ */

enum term_stage term_stage(const struct calendar *c, const struct deadline *d, int64_t now)
{
	int64_t today = date_china_day(now);

	if (deadline_is_over(d, now))
		return TERM_OVER;
	if (today >= d->last_day)
		return TERM_TODAY;
	if (today >= deadline_before(c, d->last_day, 1))
		return TERM_ONE;
	return today >= deadline_before(c, d->last_day, 3) ? TERM_THREE : TERM_AHEAD;
}

const char *term_stage_key(enum term_stage s)
{
	static const char *const keys[TERM_STAGE_COUNT] = {"ahead", "three-days", "one-day", "today", "over"};

	return keys[s];
}

struct text2 term_stage_words(enum term_stage s)
{
	static const struct text2 words[TERM_STAGE_COUNT] = {
		{STR_INIT("未届期"), STR_INIT("ahead")},
		{STR_INIT("三个工作日内届满"), STR_INIT("due within three working days")},
		{STR_INIT("一个工作日内届满"), STR_INIT("due within one working day")},
		{STR_INIT("今日届满"), STR_INIT("due today")},
		{STR_INIT("已逾期"), STR_INIT("overdue")}};

	return words[s];
}
