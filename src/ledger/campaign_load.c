/* campaign_load: a draw read back from its rows; part of campaign.h. */
#include <string.h>

#include "base/i18n.h"
#include "ledger/campaign.h"

const char *campaign_state_name(enum campaign_state s)
{
	static const char *const names[CAMPAIGN_STATE_COUNT] = {
		N_("planned"), N_("pooled"), N_("committed"), N_("revealed"), N_("seeded"), N_("held"), N_("aborted")};

	return names[s];
}

static int statement(struct ledger *l, const char *sql, str number, struct db_stmt **ret, err *e)
{
	TRY(ledger_stmt(l, sql, ret, e));
	db_bind_text(*ret, "draw", number);
	return 0;
}

static int load_head(struct ledger *l, str number, arena *mem, struct campaign *c, err *e)
{
	struct draw_rule *r = &c->in.rule;
	struct db_stmt *st = NULL;

	TRY(statement(
		l,
		"SELECT number, campaign, state, method, strata, reserve, rest, officers, load, day, beacon_source,"
		" beacon_fallback, beacon_at, held_at, held_by, reason FROM draw WHERE number = :draw",
		number, &st, e));
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("no draw %.*s here"), STR_ARG(number));
	r->number = arena_str(mem, db_text(st, 0));
	r->campaign = arena_str(mem, db_text(st, 1));
	c->state = (enum campaign_state)db_int(st, 2);
	r->method = (enum draw_method)db_int(st, 3);
	r->strata = (unsigned)db_int(st, 4);
	r->reserve = (uint64_t)db_int(st, 5);
	r->rest = db_int(st, 6);
	r->officers = db_bool(st, 7);
	r->load = (uint64_t)db_int(st, 8);
	r->day = db_int(st, 9);
	r->beacon_source = arena_str(mem, db_text(st, 10));
	r->beacon_fallback = arena_str(mem, db_text(st, 11));
	r->beacon_at = db_int(st, 12);
	c->held_at = db_int(st, 13);
	c->held_by = arena_str(mem, db_text(st, 14));
	c->reason = arena_str(mem, db_text(st, 15));
	db_reset(st);
	return 0;
}

/* Rows of a table of this draw. */
static int count(struct ledger *l, const char *sql, str number, size_t *ret, err *e)
{
	int64_t n = 0;

	TRY(ledger_int(l, sql, "draw", number, &n, e));
	*ret = (size_t)n;
	return 0;
}

static int load_rule(struct ledger *l, arena *mem, struct draw_rule *r, err *e)
{
	struct db_stmt *st = NULL;
	size_t n = 0;
	int rc;

	TRY(count(l, "SELECT count(*) FROM draw_quota WHERE draw = :draw", r->number, &n, e));
	r->quotas = arena_new(mem, struct draw_quota, n);
	TRY(statement(
		l, "SELECT credit, region, risk, type, units, num, den FROM draw_quota WHERE draw = :draw ORDER BY n",
		r->number, &st, e));
	while ((rc = db_step(st, e)) == 1 && r->quota_count < n) {
		struct draw_quota *q = &r->quotas[r->quota_count++];

		for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++)
			q->where[k] = arena_str(mem, db_text(st, k));
		q->count = (uint64_t)db_int(st, 4);
		q->num = (uint64_t)db_int(st, 5);
		q->den = (uint64_t)db_int(st, 6);
	}
	TRY(rc);
	TRY(count(l, "SELECT count(*) FROM draw_exclude WHERE draw = :draw", r->number, &n, e));
	r->excludes = arena_new(mem, struct draw_exclude, n);
	TRY(statement(l, "SELECT unit, reason FROM draw_exclude WHERE draw = :draw ORDER BY unit", r->number, &st, e));
	while ((rc = db_step(st, e)) == 1 && r->exclude_count < n) {
		struct draw_exclude *x = &r->excludes[r->exclude_count++];

		x->id = arena_str(mem, db_text(st, 0));
		x->reason = arena_str(mem, db_text(st, 1));
	}
	return rc;
}

/* "a,b;c,d" */
static void read_past(str past, struct draw_unit *u)
{
	while (past.n && u->past_count < DRAW_PAST) {
		struct str_cut pair = str_cut(&past, ';');

		u->past[u->past_count][0] = str_cut(&pair.head, ',').head;
		u->past[u->past_count++][1] = pair.head;
	}
}

static int load_units(struct ledger *l, arena *mem, struct draw_input *in, err *e)
{
	struct db_stmt *st = NULL;
	size_t n = 0;
	int rc;

	TRY(count(l, "SELECT count(*) FROM draw_unit WHERE draw = :draw", in->rule.number, &n, e));
	in->units = arena_new(mem, struct draw_unit, n);
	TRY(statement(l,
		      "SELECT credit, region, risk, type, unit, name, cap, checked, last, past, excluded FROM draw_unit"
		      " WHERE draw = :draw ORDER BY unit",
		      in->rule.number, &st, e));
	while ((rc = db_step(st, e)) == 1 && in->unit_count < n) {
		struct draw_unit *u = &in->units[in->unit_count++];

		for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++)
			u->attr[k] = arena_str(mem, db_text(st, k));
		u->id = arena_str(mem, db_text(st, 4));
		u->name = arena_str(mem, db_text(st, 5));
		u->cap = db_int(st, 6);
		u->checked = db_int(st, 7);
		u->last = db_int(st, 8);
		read_past(arena_str(mem, db_text(st, 9)), u);
		u->excluded = arena_str(mem, db_text(st, 10));
	}
	return rc;
}

static int load_officers(struct ledger *l, arena *mem, struct draw_input *in, err *e)
{
	struct db_stmt *st = NULL;
	size_t n = 0;
	int rc;

	TRY(count(l, "SELECT count(*) FROM draw_officer WHERE draw = :draw", in->rule.number, &n, e));
	in->officers = arena_new(mem, struct draw_officer, n);
	TRY(statement(l, "SELECT officer, department, cert_until FROM draw_officer WHERE draw = :draw ORDER BY officer",
		      in->rule.number, &st, e));
	while ((rc = db_step(st, e)) == 1 && in->officer_count < n) {
		struct draw_officer *o = &in->officers[in->officer_count++];

		o->id = arena_str(mem, db_text(st, 0));
		o->department = arena_str(mem, db_text(st, 1));
		o->cert_until = db_int(st, 2);
	}
	TRY(rc);
	TRY(count(l, "SELECT count(*) FROM draw_recusal WHERE draw = :draw", in->rule.number, &n, e));
	in->recusals = arena_new(mem, struct draw_recusal, n);
	TRY(statement(l, "SELECT officer, unit FROM draw_recusal WHERE draw = :draw ORDER BY officer, unit",
		      in->rule.number, &st, e));
	while ((rc = db_step(st, e)) == 1 && in->recusal_count < n) {
		struct draw_recusal *x = &in->recusals[in->recusal_count++];

		x->officer = arena_str(mem, db_text(st, 0));
		x->unit = arena_str(mem, db_text(st, 1));
	}
	return rc;
}

static void read_bytes(uint8_t *to, size_t n, str from)
{
	if (from.n == n)
		memcpy(to, from.p, n);
}

static int load_seed(struct ledger *l, arena *mem, struct campaign *c, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	TRY(statement(l, "SELECT side, person, hash, random, salt FROM draw_commit WHERE draw = :draw",
		      c->in.rule.number, &st, e));
	while ((rc = db_step(st, e)) == 1) {
		size_t side = db_int(st, 0) == CAMPAIGN_SUPERVISOR ? CAMPAIGN_SUPERVISOR : CAMPAIGN_OPERATOR;
		struct draw_commit *k = &c->commits[side];

		k->person = arena_str(mem, db_text(st, 1));
		read_bytes(k->commit.b, sizeof(k->commit.b), db_bytes(st, 2));
		c->revealed[side] = db_bytes(st, 3).n == sizeof(k->random);
		read_bytes(k->random, sizeof(k->random), db_bytes(st, 3));
		read_bytes(c->in.random[side], sizeof(k->random), db_bytes(st, 3));
		read_bytes(k->salt, sizeof(k->salt), db_bytes(st, 4));
	}
	TRY(rc);
	TRY(statement(l, "SELECT side, person, fallback, value FROM draw_beacon WHERE draw = :draw", c->in.rule.number,
		      &st, e));
	while ((rc = db_step(st, e)) == 1) {
		size_t side = db_int(st, 0) == CAMPAIGN_SUPERVISOR ? CAMPAIGN_SUPERVISOR : CAMPAIGN_OPERATOR;

		c->typed[side] = arena_str(mem, db_text(st, 1));
		c->in.fallback = c->fallbacks[side] = db_bool(st, 2);
		c->in.beacon = c->values[side] = arena_str(mem, db_text(st, 3));
	}
	return rc;
}

static int load_changes(struct ledger *l, arena *mem, struct campaign *c, err *e)
{
	struct db_stmt *st = NULL;
	size_t n = 0;
	int rc;

	TRY(count(l, "SELECT count(*) FROM draw_change WHERE draw = :draw", c->in.rule.number, &n, e));
	c->changes = arena_new(mem, struct draw_change, n);
	TRY(statement(l, "SELECT kind, unit, gone, reason, person, at FROM draw_change WHERE draw = :draw ORDER BY n",
		      c->in.rule.number, &st, e));
	while ((rc = db_step(st, e)) == 1 && c->change_count < n) {
		struct draw_change *x = &c->changes[c->change_count++];

		x->kind = db_int(st, 0) == DRAW_CHANGE_UNIT ? DRAW_CHANGE_UNIT : DRAW_CHANGE_OFFICER;
		x->unit = arena_str(mem, db_text(st, 1));
		x->out = arena_str(mem, db_text(st, 2));
		x->reason = arena_str(mem, db_text(st, 3));
		x->by = arena_str(mem, db_text(st, 4));
		x->at = db_int(st, 5);
	}
	return rc;
}

int campaign_load(struct ledger *l, str number, arena *mem, struct campaign *ret, err *e)
{
	struct campaign c = {0};

	TRY(load_head(l, number, mem, &c, e));
	TRY(load_rule(l, mem, &c.in.rule, e));
	TRY(load_units(l, mem, &c.in, e));
	TRY(load_officers(l, mem, &c.in, e));
	TRY(load_seed(l, mem, &c, e));
	TRY(load_changes(l, mem, &c, e));
	*ret = c;
	return 0;
}

int campaign_each(struct ledger *l, int (*each)(void *ctx, const struct campaign_row *r, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT d.number, d.campaign, d.state, d.held_at,"
			   " (SELECT count(*) FROM draw_unit u WHERE u.draw = d.number),"
			   " (SELECT count(*) FROM draw_unit u WHERE u.draw = d.number AND u.standing = 1)"
			   " FROM draw d ORDER BY d.year, d.n"),
		       &st, e));
	while ((rc = db_step(st, e)) == 1) {
		struct campaign_row r = {.number = db_text(st, 0),
					 .campaign = db_text(st, 1),
					 .state = (enum campaign_state)db_int(st, 2),
					 .held_at = db_int(st, 3),
					 .units = db_int(st, 4),
					 .drawn = db_int(st, 5)};

		TRY(each(ctx, &r, e));
	}
	return rc;
}

int campaign_past(struct ledger *l, struct draw_unit *u, arena *mem, err *e)
{
	struct db_stmt *st = NULL;
	str last = {0}, first = {0};
	int rc;

	/* Pairs by draw, the latest first; two rows are a pair. */
	TRY(ledger_stmt(
		l,
		"SELECT p.draw, p.officer FROM draw_pair p JOIN draw d ON d.number = p.draw WHERE p.unit = :unit"
		" ORDER BY d.year DESC, d.n DESC, p.officer",
		&st, e));
	db_bind_text(st, "unit", u->id);
	u->past_count = 0;
	while ((rc = db_step(st, e)) == 1 && u->past_count < DRAW_PAST) {
		str draw = arena_str(mem, db_text(st, 0)), officer = arena_str(mem, db_text(st, 1));

		if (str_eq(draw, last) && first.n) {
			u->past[u->past_count][0] = first;
			u->past[u->past_count++][1] = officer;
			first = (str){0};
		} else {
			first = officer;
		}
		last = draw;
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}
