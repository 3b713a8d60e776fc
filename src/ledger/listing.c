#include "ledger/listing.h"

#include "base/json.h"
#include "base/must.h"
#include "ledger/penalty.h"

#define COLUMNS "id, state, list, ground, uscc, unit, licence, reason, penalty, body, proposed_at, listed_at, ended_at"

static void read(struct db_stmt *st, struct listing *x)
{
	*x = (struct listing){.id = db_text(st, 0),
			      .list = db_text(st, 2),
			      .ground = db_text(st, 3),
			      .uscc = db_text(st, 4),
			      .unit = db_text(st, 5),
			      .licence = db_text(st, 6),
			      .reason = db_text(st, 7),
			      .penalty = db_text(st, 8),
			      .body = db_text(st, 9),
			      .proposed_at = db_int(st, 10),
			      .listed_at = db_int(st, 11),
			      .ended_at = db_int(st, 12)};
	must(life_state_parse(LIFE_LISTING, db_text(st, 1), &x->state));
}

static void keep(arena *mem, struct listing *x)
{
	str *const texts[] = {&x->id,      &x->list,   &x->ground,  &x->uscc, &x->unit,
			      &x->licence, &x->reason, &x->penalty, &x->body};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

int listing_find(struct ledger *l, str id, arena *mem, struct listing *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM listing WHERE id = :id", "id", id, &st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no list entry \"%.*s\""), STR_ARG(id));
	read(st, ret);
	keep(mem, ret);
	db_reset(st);
	return 0;
}

int listing_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct listing *x, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT " COLUMNS " FROM listing WHERE (:uscc = '' OR uscc = :uscc) ORDER BY n"), &st, e));
	db_bind_text(st, "uscc", uscc);
	while ((rc = db_step(st, e)) == 1) {
		struct listing x;

		read(st, &x);
		TRY(each(ctx, &x, e));
	}
	return rc;
}

/* --- proposing ------------------------------------------------------------------------------------------------------------ */

static bool is_dishonest(str list)
{
	return str_eq(list, STR("dishonest"));
}

/* 令42 art. 42: who was punished is entered; whose licence was taken away is entered among the dishonest. */
static int check_ground(struct ledger *l, const struct listing_new *n, arena *mem, err *e)
{
	struct penalty p;

	if (str_eq(n->ground, STR("report")))
		return is_dishonest(n->list) ? err_set(e, E_DENIED,
						       _("an annual report that is missing leads to the list of bad "
							 "records, not further"))
					     : 0;
	if (!str_eq(n->ground, STR("penalty")) && !str_eq(n->ground, STR("defiance")))
		return err_set(e, E_USAGE, _("--ground: is penalty, report or defiance"));
	TRY(penalty_find(l, n->penalty, mem, &p, e));
	if (!str_eq(p.uscc, n->uscc))
		return err_set(e, E_DENIED, _("%.*s is a case of another unit"), STR_ARG(p.id));
	if (!p.decided_at)
		return err_set(e, E_DENIED, _("%.*s is not decided"), STR_ARG(p.id));
	if (p.revokes && !is_dishonest(n->list))
		return err_set(e, E_DENIED,
			       _("whose licence is taken away is entered among the dishonest (令42 art. 42)"));
	if (str_eq(n->ground, STR("defiance")) && p.state != AT_PENALTY_URGED && p.state != AT_PENALTY_ENFORCING)
		return err_set(e, E_DENIED, _("the unit was not reminded in vain yet"));
	return 0;
}

static int check_twice(struct ledger *l, const struct listing_new *n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"SELECT id FROM listing WHERE uscc = :uscc AND list = :list AND penalty = :penalty AND ground = :ground"
		" AND ended_at = 0",
		&st, e));
	db_bind_text(st, "uscc", n->uscc);
	db_bind_text(st, "list", n->list);
	db_bind_text(st, "penalty", n->penalty);
	db_bind_text(st, "ground", n->ground);
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return 0;
	rc = err_set(e, E_DENIED, _("%.*s is this entry already"), STR_ARG(db_text(st, 0)));
	db_reset(st);
	return rc;
}

static int insert(struct ledger *l, const struct listing *x, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO listing(n, " COLUMNS
			") VALUES (:n, :id, :state, :list, :ground, :uscc, :unit, :licence,"
			" :reason, :penalty, :body, :proposed_at, 0, 0)",
			&st, e));
	db_bind_int(st, "n", n);
	db_bind_text(st, "id", x->id);
	db_bind_text(st, "state", str_c(life_state_key(x->state)));
	db_bind_text(st, "list", x->list);
	db_bind_text(st, "ground", x->ground);
	db_bind_text(st, "uscc", x->uscc);
	db_bind_text(st, "unit", x->unit);
	db_bind_text(st, "licence", x->licence);
	db_bind_text(st, "reason", x->reason);
	db_bind_text(st, "penalty", x->penalty);
	db_bind_text(st, "body", x->body);
	db_bind_int(st, "proposed_at", x->proposed_at);
	return db_run(st, e);
}

static void put_also(buf *b, const struct listing *x)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "body", x->body);
	json_str(&o, "ground", x->ground);
	json_str(&o, "licence", x->licence);
	json_str(&o, "list", x->list);
	json_str(&o, "penalty", x->penalty);
	json_str(&o, "unit", x->unit);
	json_str(&o, "uscc", x->uscc);
	json_close(&o, '}');
}

int listing_propose(struct ledger *l, const struct listing_clocks *c, const struct listing_new *n, arena *mem,
		    struct listing *ret, err *e)
{
	AUTO(buf_release) buf b;
	struct listing x = {.list = n->list,
			    .ground = n->ground,
			    .uscc = n->uscc,
			    .unit = n->unit,
			    .licence = n->licence,
			    .reason = n->reason,
			    .penalty = n->penalty,
			    .body = n->body,
			    .proposed_at = ledger_now(l)};
	struct step s = {.event = DO_LISTING_PROPOSE,
			 .from = AT_LISTING_NONE,
			 .actor = n->actor,
			 .unit = n->uscc,
			 .reason = n->reason,
			 .basis = n->basis,
			 .first = true};
	int64_t number = 0;

	(void)c;
	must(db_in_transaction(ledger_db(l)));
	if (!str_eq(n->list, STR("bad")) && !is_dishonest(n->list))
		return err_set(e, E_USAGE, _("--list: is bad or dishonest"));
	buf_init(&b, 1 << 14);
	TRY(check_ground(l, n, mem, e));
	TRY(check_twice(l, n, e));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) + 1 FROM listing", NULL, (str){0}, &number, e));
	x.id = s.subject = step_id(mem, 'b', number);
	put_also(&b, &x);
	s.also = buf_str(&b);
	TRY(step_take(l, &s, &x.state, e));
	TRY(insert(l, &x, number, e));
	keep(mem, &x);
	*ret = x;
	return 0;
}

/* --- moving --------------------------------------------------------------------------------------------------------------- */

struct moving {
	struct ledger *l;
	const struct listing_clocks *c;
	const struct listing *x;
	const struct listing_act *a;
	arena *mem;
	err *e;
};

/* 1: over or none, 0: it runs. */
static int is_over(struct moving *m, const char *kind)
{
	struct term t;
	int rc = term_find(m->l, m->x->id, str_c(kind), m->mem, &t, m->e);

	TRY(rc);
	return rc == 0 || deadline_is_over(&t.d, ledger_now(m->l));
}

static int check_confirmed(struct moving *m)
{
	return m->a->confirmed
		       ? 0
		       : err_set(m->e, E_DENIED,
				 _("nobody has read the words of the law behind this: a legal reviewer confirms them "
				   "first"));
}

static int check_list(struct moving *m)
{
	int over = is_over(m, "object");

	TRY(over);
	if (m->x->state == AT_LISTING_NOTIFIED && !over)
		return err_set(m->e, E_DENIED, _("the unit may still object"));
	return check_confirmed(m);
}

/* A new penalty in the meantime keeps the entry where it is. */
static int check_clean(struct moving *m)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		m->l,
		"SELECT id FROM penalty WHERE uscc = :uscc AND decided_at > :listed AND id <> :own ORDER BY n LIMIT 1",
		&st, m->e));
	db_bind_text(st, "uscc", m->x->uscc);
	db_bind_int(st, "listed", m->x->listed_at);
	db_bind_text(st, "own", m->x->penalty);
	int rc = db_step(st, m->e);

	TRY(rc);
	if (rc == 0)
		return 0;
	rc = err_set(m->e, E_DENIED, _("the unit was punished again since (%.*s)"), STR_ARG(db_text(st, 0)));
	db_reset(st);
	return rc;
}

static int demand(struct moving *m)
{
	int over;

	switch ((int)m->a->event) {
	case DO_LISTING_OBJECT:
		over = is_over(m, "object");
		TRY(over);
		return over ? err_set(m->e, E_DENIED, _("the days to object are over")) : 0;
	case DO_LISTING_LIST:
		return check_list(m);
	case DO_LISTING_DUE:
		over = is_over(m, "remove");
		TRY(over);
		return over && m->x->listed_at && !str_eq(m->x->ground, STR("report"))
			       ? check_clean(m)
			       : err_set(m->e, E_DENIED, _("the period of this entry is not over"));
	case DO_LISTING_EXPIRE:
		TRY(check_clean(m));
		return check_confirmed(m);
	default:
		return 0;
	}
}

static int run(struct moving *m, const char *kind, struct deadline_rule rule, str party)
{
	struct term t = {.subject = m->x->id, .kind = str_c(kind), .party = party, .rule = rule};

	return term_put(m->l, m->c->calendar, &t, ledger_now(m->l), m->a->actor->id, m->mem, NULL, m->e);
}

static int listed(struct moving *m)
{
	TRY(term_settle(m->l, m->x->id, STR("object"), m->a->actor->id, m->a->reason, m->e));
	if (m->x->penalty.n)
		TRY(term_settle(m->l, m->x->penalty, STR("list"), m->a->actor->id, m->x->id, m->e));
	if (str_eq(m->x->ground, STR("report")))
		return 0; /* art. 38: it ends when the report is there, not by time */
	return run(m, "remove", is_dishonest(m->x->list) ? m->c->dishonest : m->c->bad, (str){0});
}

static int clocks(struct moving *m, enum life_state to)
{
	if (m->a->event == DO_LISTING_NOTIFY)
		return run(m, "object", m->c->object, m->x->uscc);
	if (m->a->event == DO_LISTING_LIST)
		return listed(m);
	return life_final(to) ? term_settle(m->l, m->x->id, (str){0}, m->a->actor->id, m->a->reason, m->e) : 0;
}

static int write(struct moving *m, enum life_state to)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		m->l,
		"UPDATE listing SET state = :state, listed_at = :listed, ended_at = :ended WHERE id = :id AND state = "
		":was",
		&st, m->e));
	db_bind_int(st, "listed", m->a->event == DO_LISTING_LIST ? ledger_now(m->l) : m->x->listed_at);
	db_bind_int(st, "ended", life_final(to) ? ledger_now(m->l) : 0);
	return step_change(st, m->x->id, m->x->state, to, m->e);
}

int listing_move(struct ledger *l, const struct listing_clocks *c, const struct listing *x, const struct listing_act *a,
		 err *e)
{
	AUTO(arena_clear) arena mem;
	struct moving m = {l, c, x, a, &mem, e};
	enum life_state to = x->state;
	struct step s = {.event = a->event,
			 .from = x->state,
			 .subject = x->id,
			 .actor = a->actor,
			 .unit = x->uscc,
			 .reason = a->reason,
			 .basis = a->basis,
			 .evidence = a->evidence,
			 .evidence_count = a->evidence_count};

	must(db_in_transaction(ledger_db(l)));
	arena_init(&mem, (size_t)4 << 20);
	TRY(step_may(l, &s, &to, e));
	TRY(demand(&m));
	TRY(step_take(l, &s, &to, e));
	TRY(write(&m, to));
	return clocks(&m, to);
}
