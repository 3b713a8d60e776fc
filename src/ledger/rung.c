#include "ledger/rung.h"

#include "base/date.h"
#include "base/json.h"
#include "base/must.h"

#define COLUMNS "id, state, term, rung, position, title, basis, proposed_at, ended_at"

static void read(struct db_stmt *st, struct rung *r)
{
	*r = (struct rung){.id = db_text(st, 0),
			   .term = db_int(st, 2),
			   .rung = db_text(st, 3),
			   .position = db_int(st, 4),
			   .title = db_text(st, 5),
			   .basis = db_text(st, 6),
			   .proposed_at = db_int(st, 7),
			   .ended_at = db_int(st, 8)};
	must(life_state_parse(LIFE_RUNG, db_text(st, 1), &r->state));
}

static void keep(arena *mem, struct rung *r)
{
	str *const texts[] = {&r->id, &r->rung, &r->title, &r->basis};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

int rung_find(struct ledger *l, str id, arena *mem, struct rung *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM rung WHERE id = :id", "id", id, &st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no measure \"%.*s\""), STR_ARG(id));
	read(st, ret);
	keep(mem, ret);
	db_reset(st);
	return 0;
}

int rung_each(struct ledger *l, int64_t term, int (*each)(void *ctx, const struct rung *r, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT " COLUMNS " FROM rung WHERE (:term = 0 OR term = :term) ORDER BY n"),
		       &st, e));
	db_bind_int(st, "term", term);
	while ((rc = db_step(st, e)) == 1) {
		struct rung r;

		read(st, &r);
		TRY(each(ctx, &r, e));
	}
	return rc;
}

int rung_highest(struct ledger *l, int64_t term, int64_t *ret, err *e)
{
	struct db_stmt *st = NULL;

	*ret = -1;
	TRY(ledger_stmt(l,
			"SELECT coalesce(max(position), -1) FROM rung WHERE term = :term AND state NOT IN ('refused',"
			" 'cancelled')",
			&st, e));
	db_bind_int(st, "term", term);
	int rc = db_step(st, e);

	if (rc == 1) {
		*ret = db_int(st, 0);
		db_reset(st);
	}
	return rc < 0 ? rc : 0;
}

bool rung_offered(const struct calendar *c, const struct deadline *d, unsigned after, int64_t now)
{
	struct deadline_rule r = {.unit = DEADLINE_WORKING_DAYS, .count = after};
	struct deadline from;

	if (!deadline_is_over(d, now))
		return false;
	/* From the begin of the n-th worked day on, not only behind it. */
	return after == 0 || (deadline_compute(c, date_china_begin(d->last_day), &r, &from) &&
			      now >= date_china_begin(from.last_day));
}

int rung_owed(struct ledger *l, const struct term *t, err *e)
{
	struct db_stmt *st = NULL;
	bool answered;

	if (!str_eq(t->kind, STR("rectify")))
		return 1;
	int rc = ledger_row(l, "SELECT state FROM cases WHERE id = :id", "id", t->subject, &st, e);

	if (rc < 1)
		return rc < 0 ? rc : 1;
	answered = str_eq(db_text(st, 0), str_c(life_state_key(AT_CASE_SUBMITTED))) ||
		   str_eq(db_text(st, 0), str_c(life_state_key(AT_CASE_RETESTING)));
	db_reset(st);
	return !answered;
}

/* --- proposing ------------------------------------------------------------------------------------------------------------ */

static int check(struct ledger *l, const struct calendar *c, const struct rung_new *n, err *e)
{
	int64_t highest = -1;

	if (n->term->settled || n->term->superseded)
		return err_set(e, E_DENIED, _("this time limit does not run any more"));
	if (!rung_offered(c, &n->term->d, n->after, ledger_now(l)))
		return err_set(e, E_DENIED, _("the time limit is not over by %u worked days"), n->after);
	int owed = rung_owed(l, n->term, e);

	TRY(owed);
	if (!owed)
		return err_set(e, E_DENIED, _("the unit has reported; the case waits for the agency"));
	TRY(rung_highest(l, n->term->id, &highest, e));
	return n->position > highest
		       ? 0
		       : err_set(e, E_DENIED, _("this measure, or one that goes further, was proposed already"));
}

static int insert(struct ledger *l, const struct rung *r, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO rung(n, " COLUMNS
			") VALUES (:n, :id, :state, :term, :rung, :position, :title, :basis,"
			" :proposed_at, 0)",
			&st, e));
	db_bind_int(st, "n", n);
	db_bind_text(st, "id", r->id);
	db_bind_text(st, "state", str_c(life_state_key(r->state)));
	db_bind_int(st, "term", r->term);
	db_bind_text(st, "rung", r->rung);
	db_bind_int(st, "position", r->position);
	db_bind_text(st, "title", r->title);
	db_bind_text(st, "basis", r->basis);
	db_bind_int(st, "proposed_at", r->proposed_at);
	return db_run(st, e);
}

static void put_also(buf *b, const struct rung_new *n)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "ladder", n->term->ladder);
	json_int(&o, "last_day", n->term->d.last_day);
	json_str(&o, "party", n->term->party);
	json_str(&o, "rung", n->rung);
	json_str(&o, "subject", n->term->subject);
	json_int(&o, "term", n->term->id);
	json_close(&o, '}');
}

int rung_propose(struct ledger *l, const struct calendar *c, const struct rung_new *n, arena *mem, struct rung *ret,
		 err *e)
{
	AUTO(buf_release) buf b;
	struct rung r = {.term = n->term->id,
			 .rung = n->rung,
			 .position = n->position,
			 .title = n->title,
			 .basis = n->basis,
			 .proposed_at = ledger_now(l)};
	struct step s = {.event = DO_RUNG_PROPOSE,
			 .from = AT_RUNG_NONE,
			 .actor = n->actor,
			 .unit = n->term->party,
			 .reason = n->reason,
			 .basis = n->basis,
			 .first = true};
	int64_t number = 0;

	must(db_in_transaction(ledger_db(l)));
	buf_init(&b, 1 << 14);
	TRY(check(l, c, n, e));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) + 1 FROM rung", NULL, (str){0}, &number, e));
	r.id = s.subject = step_id(mem, 'r', number);
	put_also(&b, n);
	s.also = buf_str(&b);
	TRY(step_take(l, &s, &r.state, e));
	TRY(insert(l, &r, number, e));
	keep(mem, &r);
	*ret = r;
	return 0;
}

int rung_move(struct ledger *l, const struct rung *r, const struct rung_act *a, err *e)
{
	AUTO(arena_clear) arena mem;
	struct db_stmt *st = NULL;
	struct term t;
	enum life_state to = r->state;
	struct step s = {.event = a->event,
			 .from = r->state,
			 .subject = r->id,
			 .actor = a->actor,
			 .reason = a->reason,
			 .basis = a->basis,
			 .evidence = a->evidence,
			 .evidence_count = a->evidence_count};

	must(db_in_transaction(ledger_db(l)));
	arena_init(&mem, (size_t)4 << 20);
	TRY(term_get(l, r->term, &mem, &t, e));
	s.unit = t.party;
	if ((a->event == DO_RUNG_APPROVE || a->event == DO_RUNG_CARRY_OUT) && (t.settled || t.superseded))
		return err_set(e, E_DENIED, _("this time limit does not run any more"));
	TRY(step_take(l, &s, &to, e));
	TRY(ledger_stmt(l, "UPDATE rung SET state = :state, ended_at = :ended WHERE id = :id AND state = :was", &st,
			e));
	db_bind_int(st, "ended", life_final(to) ? ledger_now(l) : 0);
	return step_change(st, r->id, r->state, to, e);
}
