#include "ledger/case.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/notice.h"
#include "ledger/term.h"

#define COLUMNS                                                                                                        \
	"id, finding, serial, state, round, uscc, unit, tool, rule, title, severity, clause, asset, object, place, "   \
	"says, remedy, basis, evidence, days, days_unit, seen_first, seen_last, run, judgement, reopened_from, "       \
	"same_as, tester, notice, opened_at, closed_at, due"
#define ALSO_MOST ((size_t)4096)
#define EVIDENCE_MOST ((size_t)8192)

static void read(struct db_stmt *st, struct case_row *c)
{
	const struct {
		str *to;
		size_t column;
	} texts[] = {{&c->id, 0},         {&c->finding, 1}, {&c->uscc, 5},           {&c->unit, 6},
		     {&c->tool, 7},       {&c->rule, 8},    {&c->title, 9},          {&c->severity, 10},
		     {&c->clause, 11},    {&c->asset, 12},  {&c->object, 13},        {&c->place, 14},
		     {&c->says, 15},      {&c->remedy, 16}, {&c->basis, 17},         {&c->evidence, 18},
		     {&c->days_unit, 20}, {&c->run, 23},    {&c->reopened_from, 25}, {&c->same_as, 26},
		     {&c->tester, 27},    {&c->notice, 28}};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i].to = db_text(st, texts[i].column);
	c->serial = db_int(st, 2);
	c->round = db_int(st, 4);
	c->days = db_int(st, 19);
	c->seen_first = db_int(st, 21);
	c->seen_last = db_int(st, 22);
	c->judgement = db_int(st, 24);
	c->opened_at = db_int(st, 29);
	c->closed_at = db_int(st, 30);
	c->due = db_int(st, 31);
	must(life_state_parse(LIFE_CASE, db_text(st, 3), &c->state));
}

static void keep(arena *mem, struct case_row *c)
{
	str *const texts[] = {&c->id,       &c->finding,   &c->uscc,     &c->unit,          &c->tool,
			      &c->rule,     &c->title,     &c->severity, &c->clause,        &c->asset,
			      &c->object,   &c->place,     &c->says,     &c->remedy,        &c->basis,
			      &c->evidence, &c->days_unit, &c->run,      &c->reopened_from, &c->same_as,
			      &c->tester,   &c->notice};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

bool case_is_overdue(const struct case_row *c, int64_t now)
{
	bool waits = c->state == AT_CASE_NOTIFIED || c->state == AT_CASE_RECTIFYING || c->state == AT_CASE_RETURNED;

	return waits && c->due && now >= c->due;
}

int case_find(struct ledger *l, str id, arena *mem, struct case_row *ret, err *e)
{
	static const char sql[] = "SELECT " COLUMNS " FROM cases WHERE id = :id OR (finding >= :id AND finding < :end)"
				  " ORDER BY CASE WHEN id = :id THEN 0 ELSE 1 END, finding, serial DESC LIMIT 50";
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf end = {0};
	bool exact = false;
	size_t others = 0;
	int rc;

	if (id.n < 4)
		return err_set(e, E_NOTFOUND, _("a case is named by at least 4 digits of its number"));
	buf_init(&end, 200);
	buf_put(&end, str_sub(id, 0, 100));
	buf_put_byte(&end, 'g'); /* behind every hexadecimal digit */
	TRY(ledger_stmt(l, sql, &st, e));
	db_bind_text(st, "id", id);
	db_bind_text(st, "end", buf_str(&end));
	*ret = (struct case_row){0};
	while (!exact && (rc = db_step(st, e)) == 1) {
		struct case_row c = {0};

		read(st, &c);
		exact = str_eq(c.id, id) && !str_eq(c.id, c.finding);
		if (ret->id.n == 0 || (str_eq(ret->finding, c.finding) && c.serial > ret->serial)) {
			*ret = c;
			keep(mem, ret);
		} else if (!str_eq(c.finding, ret->finding)) {
			others++;
		}
	}
	db_reset(st);
	TRY(rc);
	if (ret->id.n == 0)
		return err_set(e, E_NOTFOUND, _("there is no case \"%.*s\""), STR_ARG(id));
	return others ? err_set(e, E_NOTFOUND, _("several cases begin with \"%.*s\""), STR_ARG(id)) : 0;
}

int case_each(struct ledger *l, const struct case_filter *f, int (*each)(void *ctx, const struct case_row *c, err *e),
	      void *ctx, err *e)
{
	static const char sql[] = "SELECT " COLUMNS " FROM cases WHERE (:state = '' OR state = :state)"
				  " AND (:uscc = '' OR uscc = :uscc) AND (:notice = '' OR notice = :notice)"
				  " ORDER BY opened_at, id";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), str_c(sql), &st, e));
	db_stream(st);
	db_bind_text(st, "state", str_c(life_state_key(f->state)));
	db_bind_text(st, "uscc", f->uscc);
	db_bind_text(st, "notice", f->notice);
	while ((rc = db_step(st, e)) == 1) {
		struct case_row c = {0};

		read(st, &c);
		if ((f->open && life_final(c.state)) || (f->overdue && !case_is_overdue(&c, ledger_now(l))))
			continue;
		TRY(each(ctx, &c, e));
	}
	return rc;
}

/* --- events --------------------------------------------------------------------------------------------------------------- */

/* What else the act says. */
static void put_also(buf *b, const struct case_row *c, const struct case_act *a, str result)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	if (a->due)
		json_int(&o, "due", a->due);
	if (a->notice.n)
		json_str(&o, "notice", a->notice);
	if (result.n)
		json_str(&o, "result", result);
	json_int(&o, "round", c->round);
	if (a->run.n)
		json_str(&o, "run", a->run);
	if (a->same_as.n)
		json_str(&o, "same_as", a->same_as);
	if (a->tester.n)
		json_str(&o, "tester", a->tester);
	json_close(&o, '}');
}

static int step_of(struct ledger *l, const struct case_row *c, const struct case_act *a, str result,
		   enum life_state *ret, err *e)
{
	AUTO(buf_release) buf also;

	buf_init(&also, ALSO_MOST);
	put_also(&also, c, a, result);
	struct step s = {.event = a->event,
			 .from = c->state,
			 .subject = c->id,
			 .actor = a->actor,
			 .unit = c->uscc,
			 .reason = a->reason,
			 .basis = a->basis,
			 .evidence = a->evidence,
			 .evidence_count = a->evidence_count,
			 .has_evidence = a->event == DO_CASE_CONFIRM && c->evidence.n,
			 .also = buf_str(&also)};

	return step_take(l, &s, ret, e);
}

/* The tester must be somebody who could test: said now, not when he tries. */
static int check_tester(struct ledger *l, const struct case_row *c, str tester, err *e)
{
	AUTO(arena_clear) arena mem;
	struct person p;
	struct life_past *past = NULL;
	size_t n = 0;

	arena_init(&mem, (size_t)4 << 20);
	TRY(ledger_person(l, tester, &mem, &p, e));
	TRY(person_may(&p, ROLE_BIT(ROLE_OFFICER) | ROLE_BIT(ROLE_TECHNICIAN), ledger_now(l), e));
	TRY(step_past(l, c->id, &mem, &past, &n, e));
	for (size_t i = 0; i < n; i++)
		if (str_eq(past[i].actor, tester) && life_apart(past[i].event, DO_CASE_RETEST))
			return err_set(e, E_DENIED, _("%.*s mended it and cannot test it"), STR_ARG(tester));
	return 0;
}

/* The evidence of the case with what the act adds. */
static void put_evidence(buf *b, const struct case_row *c, const struct case_act *a)
{
	buf_put(b, c->evidence);
	for (size_t i = 0; i < a->evidence_count; i++) {
		if (!str_has(c->evidence, a->evidence[i]))
			buf_printf(b, "%s%.*s", b->n ? " " : "", STR_ARG(a->evidence[i]));
	}
}

static int update(struct ledger *l, const struct case_row *c, const struct case_act *a, enum life_state to, err *e)
{
	bool recalled = a->event == DO_CASE_RECALL;
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf evidence;

	buf_init(&evidence, EVIDENCE_MOST);
	put_evidence(&evidence, c, a);
	if (buf_full(&evidence))
		return err_set(e, E_LIMIT, _("the case has too many pieces of evidence"));
	TRY(ledger_stmt(l,
			"UPDATE cases SET state = :state, round = :round, evidence = :evidence, same_as = :same_as,"
			" tester = :tester, notice = :notice, closed_at = :closed, due = :due"
			" WHERE id = :id AND state = :was",
			&st, e));
	db_bind_int(st, "round", c->round + (a->event == DO_CASE_REPORT));
	db_bind_text(st, "evidence", buf_str(&evidence));
	db_bind_text(st, "same_as", a->same_as.n ? a->same_as : c->same_as);
	db_bind_text(st, "tester", a->event == DO_CASE_ASSIGN ? a->tester : c->tester);
	db_bind_text(st, "notice", recalled ? (str){0} : a->notice.n ? a->notice : c->notice);
	db_bind_int(st, "closed", life_final(to) ? ledger_now(l) : 0);
	db_bind_int(st, "due", recalled ? 0 : a->due ? a->due : c->due);
	return step_change(st, c->id, c->state, to, e);
}

#define TERM_KIND STR("rectify")
#define TERM_MEMORY ((size_t)4 << 20)
#define SECONDS_A_DAY 86400

static int64_t last_day(int64_t due)
{
	return (due - 1 + DATE_CHINA_MINUTES * 60) / SECONDS_A_DAY;
}

/* No law says how long an extension may be: the agency does (setting "extension.days"). */
static int check_length(struct ledger *l, int64_t from, int64_t until, err *e)
{
	AUTO(arena_clear) arena mem;
	str said = {0};
	uint64_t days = CASE_EXTENSION_DAYS;

	arena_init(&mem, 4096);
	TRY(ledger_setting(l, "extension.days", &mem, &said, e));
	if (said.n && !str_to_u64(said, CASE_EXTENSION_MOST, &days))
		return err_set(e, E_SYNTAX, _("extension.days: %.*s is no number of days up to %d"), STR_ARG(said),
			       CASE_EXTENSION_MOST);
	if (last_day(until) - last_day(from) <= (int64_t)days)
		return 0;
	AUTO(buf_release) buf b;

	buf_init(&b, 64);
	date_put(&b, last_day(from) + (int64_t)days);
	return err_set(e, E_DENIED,
		       _("that is too long: at most %llu days, until %s (yicha ledger set extension.days)"),
		       (unsigned long long)days, buf_c(&b));
}

/* A second try has a deadline of its own, by decision: the time limit that ran ends, another one runs from now. */
static int renew_term(struct ledger *l, const struct case_row *c, const struct case_act *a, err *e)
{
	AUTO(arena_clear) arena mem;
	struct term old = {.subject = c->id, .kind = TERM_KIND, .party = c->uscc};
	int64_t days = last_day(a->due) - last_day(ledger_now(l) + 1);

	arena_init(&mem, TERM_MEMORY);
	if (days < 1)
		return err_set(e, E_DENIED, _("the new deadline is not after today"));
	TRY(check_length(l, ledger_now(l) + 1, a->due, e));
	TRY(term_find(l, c->id, TERM_KIND, &mem, &old, e));
	TRY(term_settle(l, c->id, TERM_KIND, a->actor->id, a->reason, e));
	old.rule = (struct deadline_rule){.unit = DEADLINE_DAYS, .count = (unsigned)days, .basis = old.rule.basis};
	return term_put(l, a->calendar, &old, ledger_now(l), a->actor->id, &mem, NULL, e);
}

/* What the move means for time limits and the notice. */
static int follow(struct ledger *l, const struct case_row *c, const struct case_act *a, enum life_state to, err *e)
{
	if (a->event == DO_CASE_FAIL && a->due && a->calendar)
		return renew_term(l, c, a, e);
	if (a->event != DO_CASE_RECALL && !life_final(to))
		return 0;
	if (c->due)
		TRY(term_settle(l, c->id, TERM_KIND, a->actor->id, a->reason, e));
	return life_final(to) ? notice_settle(l, c, a->actor, e) : 0;
}

int case_move(struct ledger *l, const struct case_row *c, const struct case_act *a, enum life_state *ret_to, err *e)
{
	enum life_state to = AT_CASE_NONE;

	must(life_machine_of_event(a->event) == LIFE_CASE && a->event != DO_CASE_RETEST);
	if (a->event == DO_CASE_DUPLICATE && (a->same_as.n == 0 || str_eq(a->same_as, c->id)))
		return err_set(e, E_DENIED, _("a duplicate of which case?"));
	if (a->event == DO_CASE_ASSIGN)
		TRY(check_tester(l, c, a->tester, e));
	TRY(step_of(l, c, a, (str){0}, &to, e));
	TRY(update(l, c, a, to, e));
	if (ret_to)
		*ret_to = to;
	return follow(l, c, a, to, e);
}

/* --- re-tests ------------------------------------------------------------------------------------------------------------- */

int case_retest(struct ledger *l, const struct case_row *c, const struct case_act *a, str result, err *e)
{
	enum life_state to = AT_CASE_NONE;
	struct db_stmt *st = NULL;
	AUTO(buf_release) buf evidence;
	int64_t n = 0;

	buf_init(&evidence, EVIDENCE_MOST);
	must(a->event == DO_CASE_RETEST);
	TRY(step_of(l, c, a, result, &to, e));
	TRY(update(l, c, a, to, e));
	for (size_t i = 0; i < a->evidence_count; i++)
		buf_printf(&evidence, "%s%.*s", i ? " " : "", STR_ARG(a->evidence[i]));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) FROM case_round WHERE subject = :subject", "subject", c->id, &n,
		       e));
	TRY(ledger_stmt(l,
			"INSERT INTO case_round(subject, n, round, tester, at, result, reason, run, evidence) VALUES"
			" (:subject, :n, :round, :tester, :at, :result, :reason, :run, :evidence)",
			&st, e));
	db_bind_text(st, "subject", c->id);
	db_bind_int(st, "n", n + 1);
	db_bind_int(st, "round", c->round);
	db_bind_text(st, "tester", a->actor->id);
	db_bind_int(st, "at", ledger_now(l));
	db_bind_text(st, "result", result);
	db_bind_text(st, "reason", a->reason);
	db_bind_text(st, "run", a->run);
	db_bind_text(st, "evidence", buf_str(&evidence));
	return db_run(st, e);
}

int case_rounds(struct ledger *l, str id, int (*each)(void *ctx, const struct case_round *r, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(
		ledger_db(l),
		STR("SELECT n, round, tester, at, result, reason, run, evidence FROM case_round WHERE subject = :id"
		    " ORDER BY n"),
		&st, e));
	db_bind_text(st, "id", id);
	while ((rc = db_step(st, e)) == 1) {
		struct case_round r = {.n = db_int(st, 0),
				       .round = db_int(st, 1),
				       .tester = db_text(st, 2),
				       .at = db_int(st, 3),
				       .result = db_text(st, 4),
				       .reason = db_text(st, 5),
				       .run = db_text(st, 6),
				       .evidence = db_text(st, 7)};

		TRY(each(ctx, &r, e));
	}
	return rc;
}

/* --- extensions ----------------------------------------------------------------------------------------------------------- */

int case_extension(struct ledger *l, str id, arena *mem, struct case_extension *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l,
			    "SELECT id, subject, state, was_due, until, asked_at FROM extension WHERE subject = :id"
			    " ORDER BY asked_at DESC, id DESC LIMIT 1",
			    "id", id, &st, e);

	if (rc == 1) {
		*ret = (struct case_extension){.id = arena_str(mem, db_text(st, 0)),
					       .subject = arena_str(mem, db_text(st, 1)),
					       .before = db_int(st, 3),
					       .until = db_int(st, 4),
					       .asked_at = db_int(st, 5)};
		must(life_state_parse(LIFE_EXTENSION, db_text(st, 2), &ret->state));
	}
	db_reset(st);
	return rc;
}

/* What may be asked for: while the unit has it to mend, before the deadline, to a later one. */
static int check_ask(struct ledger *l, const struct case_row *c, int64_t until, err *e)
{
	bool waits = c->state == AT_CASE_NOTIFIED || c->state == AT_CASE_RECTIFYING || c->state == AT_CASE_RETURNED;

	if (!waits || !c->due)
		return err_set(e, E_DENIED, _("no deadline runs for this case"));
	if (ledger_now(l) >= c->due)
		return err_set(e, E_DENIED, _("its deadline has passed: an extension must be asked for before"));
	if (until <= c->due)
		return err_set(e, E_DENIED, _("the day asked for is no later than the deadline"));
	/* All extensions together are measured, from the deadline before the first of them. */
	int64_t first = c->due;

	TRY(ledger_int(
		l, "SELECT min(was_due) FROM extension WHERE subject = :id AND state = 'granted' HAVING count(*) > 0",
		"id", c->id, &first, e));
	return check_length(l, first < c->due ? first : c->due, until, e);
}

static int put_extension(struct ledger *l, const struct case_extension *x, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO extension(id, subject, state, was_due, until, asked_at) VALUES"
			" (:id, :subject, :state, :was_due, :until, :asked_at)"
			" ON CONFLICT (id) DO UPDATE SET state = excluded.state",
			&st, e));
	db_bind_text(st, "id", x->id);
	db_bind_text(st, "subject", x->subject);
	db_bind_text(st, "state", str_c(life_state_key(x->state)));
	db_bind_int(st, "was_due", x->before);
	db_bind_int(st, "until", x->until);
	db_bind_int(st, "asked_at", x->asked_at);
	return db_run(st, e);
}

static int set_due(struct ledger *l, const struct case_row *c, int64_t due, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "UPDATE cases SET due = :due WHERE id = :id", &st, e));
	db_bind_text(st, "id", c->id);
	db_bind_int(st, "due", due);
	return db_run(st, e);
}

/* The running time limit gets another row; the old one is kept. */
static int extend_term(struct ledger *l, const struct case_row *c, const struct case_act *a, int64_t until, err *e)
{
	AUTO(arena_clear) arena mem;
	struct term old;

	arena_init(&mem, TERM_MEMORY);
	int rc = term_find(l, c->id, TERM_KIND, &mem, &old, e);

	if (rc <= 0)
		return rc;
	struct term_extension x = {.id = old.id,
				   .rule = {.unit = DEADLINE_DAYS,
					    .count = (unsigned)(last_day(until) - old.d.last_day),
					    .basis = {.zh = a->basis, .en = a->basis}},
				   .reason = a->reason.n ? a->reason : a->basis,
				   .actor = a->actor->id};

	return term_extend(l, a->calendar, &x, &mem, NULL, e);
}

int case_extend(struct ledger *l, const struct case_row *c, const struct case_act *a, int64_t until, err *e)
{
	AUTO(arena_clear) arena mem;
	AUTO(buf_release) buf id;
	AUTO(buf_release) buf also;
	struct case_extension x = {.state = AT_EXTENSION_NONE};
	struct json_out o;
	int64_t n = 0;

	arena_init(&mem, 1u << 16);
	buf_init(&id, 100);
	buf_init(&also, ALSO_MOST);
	int rc = case_extension(l, c->id, &mem, &x, e);

	TRY(rc);
	if (a->event == DO_EXTENSION_ASK) {
		if (rc == 1 && !life_final(x.state))
			return err_set(e, E_DENIED, _("an extension is asked for already and not decided"));
		TRY(check_ask(l, c, until, e));
		TRY(ledger_int(l, "SELECT count(*) FROM extension WHERE subject = :id", "id", c->id, &n, e));
		buf_printf(&id, "%.*s/x%lld", STR_ARG(c->id), (long long)n + 1);
		x = (struct case_extension){buf_str(&id), c->id, AT_EXTENSION_NONE, c->due, until, ledger_now(l)};
	} else if (rc == 0) {
		return err_set(e, E_DENIED, _("nobody asked for an extension of case %.*s"), STR_ARG(c->id));
	}
	json_begin(&o, &also);
	json_open(&o, NULL, '{');
	json_int(&o, "before", x.before);
	json_str(&o, "case", c->id);
	json_int(&o, "until", x.until);
	json_close(&o, '}');
	struct step s = {.event = a->event,
			 .from = x.state,
			 .subject = x.id,
			 .actor = a->actor,
			 .unit = c->uscc,
			 .reason = a->reason,
			 .basis = a->basis,
			 .evidence = a->evidence,
			 .evidence_count = a->evidence_count,
			 .also = buf_str(&also)};

	TRY(step_take(l, &s, &x.state, e));
	TRY(put_extension(l, &x, e));
	if (x.state != AT_EXTENSION_GRANTED)
		return 0;
	TRY(set_due(l, c, x.until, e));
	return a->calendar ? extend_term(l, c, a, x.until, e) : 0;
}
