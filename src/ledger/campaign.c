#include "ledger/campaign.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "ledger/assign.h"
#include "ledger/campaign_priv.h"

#define BODY_MOST ((size_t)1 << 20)
/* One draw's memory: a full pool with its record. */
#define MEMORY ((size_t)2 << 30)

static const roles operators = ROLE_BIT(ROLE_DRAW_OPERATOR), supervisors = ROLE_BIT(ROLE_DRAW_SUPERVISOR);

/* --- what every step does ------------------------------------------------------------------------------------------------- */

/* One step: the draw as it stands, within a transaction that ends with step_end; a step that fails leaves nothing behind. */
struct step {
	struct ledger *l;
	const struct person *by;
	str number;
	arena mem;
	struct campaign c;
	buf body;
	struct json_out o;
	bool open;
};

static void step_release(struct step *s)
{
	if (s->open)
		ledger_rollback(s->l);
	arena_clear(&s->mem);
	buf_release(&s->body);
}

static void body_begin(struct step *s)
{
	buf_init(&s->body, BODY_MOST);
	json_begin(&s->o, &s->body);
	json_open(&s->o, NULL, '{');
}

static int step_begin(struct step *s, struct ledger *l, const struct person *by, roles any, str number, err *e)
{
	*s = (struct step){.l = l, .by = by, .number = number};
	arena_init(&s->mem, MEMORY);
	TRY(person_may(by, any, ledger_now(l), e));
	body_begin(s);
	TRY(ledger_begin(l, e));
	s->open = true;
	return campaign_load(l, number, &s->mem, &s->c, e);
}

static int stands(const struct step *s, enum campaign_state from, enum campaign_state to, err *e)
{
	if (s->c.state >= from && s->c.state <= to)
		return 0;
	return err_set(e, E_DENIED, _("draw %.*s is %s: this step has no place there"), STR_ARG(s->number),
		       _(campaign_state_name(s->c.state)));
}

static int step_end(struct step *s, const char *kind, err *e)
{
	json_close(&s->o, '}');
	TRY(ledger_act(
		s->l,
		&(struct ledger_act){.kind = kind, .subject = s->number, .actor = s->by->id, .body = buf_str(&s->body)},
		NULL, e));
	TRY(ledger_commit(s->l, e));
	s->open = false;
	return 0;
}

static int put(struct step *s, const char *sql, struct db_stmt **ret, err *e)
{
	TRY(ledger_stmt(s->l, sql, ret, e));
	db_bind_text(*ret, "draw", s->number);
	return 0;
}

static int set_state(struct step *s, enum campaign_state state, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s, "UPDATE draw SET state = :state WHERE number = :draw", &st, e));
	db_bind_int(st, "state", state);
	return db_run(st, e);
}

/* --- plan ----------------------------------------------------------------------------------------------------------------- */

static int check_rule(const struct draw_rule *r, int64_t now, err *e)
{
	if (r->campaign.n == 0 || r->campaign.n > DRAW_TEXT_MOST || r->beacon_source.n == 0 ||
	    r->beacon_source.n > DRAW_TEXT_MOST || r->beacon_fallback.n > DRAW_TEXT_MOST)
		return err_set(e, E_USAGE,
			       _("a draw has a campaign and the source of its public value, in 1 to %d bytes"),
			       DRAW_TEXT_MOST);
	if (r->quota_count == 0 || r->quota_count > DRAW_QUOTAS_MOST)
		return err_set(e, E_USAGE, _("a draw has 1 to %d quotas"), DRAW_QUOTAS_MOST);
	if (r->beacon_at <= now)
		return err_set(e, E_USAGE, _("the public value must lie in the future: nobody may know it yet"));
	if (r->officers && (r->load == 0 || r->load > 100000))
		return err_set(e, E_USAGE, _("an officer takes 1 to 100000 inspections"));
	if (r->reserve > DRAW_UNITS_MOST || r->rest < 0)
		return err_set(e, E_USAGE, _("the reserve or the rest is out of bounds"));
	if (r->method == DRAW_RFC3797 && (r->strata || r->quota_count != 1))
		return err_set(e, E_USAGE, _("RFC 3797 knows one pool: no strata, one quota"));
	for (size_t i = 0; i < r->quota_count; i++) {
		const struct draw_quota *q = &r->quotas[i];

		if (q->den ? q->num == 0 || q->num > q->den || q->den > 1000000
			   : q->count == 0 || q->count > UINT32_MAX)
			return err_set(e, E_USAGE, _("a quota is a number of units, or a rate above 0 and up to 1"));
		for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
			if (q->where[k].n > DRAW_TEXT_MOST || (q->where[k].n && !(r->strata >> k & 1)))
				return err_set(e, E_USAGE, _("a quota asks for %s, which the strata do not divide by"),
					       draw_attr_name((enum draw_attr)k));
		}
	}
	return 0;
}

static int put_rule(struct step *s, const struct draw_rule *r, err *e)
{
	struct db_stmt *st = NULL;

	for (size_t i = 0; i < r->quota_count; i++) {
		const struct draw_quota *q = &r->quotas[i];

		TRY(put(s,
			"INSERT INTO draw_quota(draw, n, credit, region, risk, type, units, num, den)"
			" VALUES (:draw, :n, :credit, :region, :risk, :type, :units, :num, :den)",
			&st, e));
		db_bind_int(st, "n", (int64_t)i);
		for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++)
			db_bind_text(st, draw_attr_name((enum draw_attr)k), q->where[k]);
		db_bind_int(st, "units", (int64_t)q->count);
		db_bind_int(st, "num", (int64_t)q->num);
		db_bind_int(st, "den", (int64_t)q->den);
		TRY(db_run(st, e));
	}
	for (size_t i = 0; i < r->exclude_count; i++) {
		TRY(put(s, "INSERT INTO draw_exclude(draw, unit, reason) VALUES (:draw, :unit, :reason)", &st, e));
		db_bind_text(st, "unit", r->excludes[i].id);
		db_bind_text(st, "reason", r->excludes[i].reason);
		TRY(db_run(st, e));
	}
	TRY(put(s, "INSERT INTO campaign(name, at) VALUES (:name, :at) ON CONFLICT (name) DO NOTHING", &st, e));
	db_bind_text(st, "name", r->campaign);
	db_bind_int(st, "at", ledger_now(s->l));
	return db_run(st, e);
}

static int put_draw(struct step *s, const struct draw_rule *r, int64_t year, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s,
		"INSERT INTO draw(number, year, n, campaign, state, method, strata, reserve, rest, officers, load, day,"
		" beacon_source, beacon_fallback, beacon_at, held_at, held_by, reason) VALUES (:draw, :year, :n, "
		":campaign,"
		" :state, :method, :strata, :reserve, :rest, :officers, :load, :day, :source, :fallback, :at, 0, '', "
		"'')",
		&st, e));
	db_bind_int(st, "year", year);
	db_bind_int(st, "n", n);
	db_bind_text(st, "campaign", r->campaign);
	db_bind_int(st, "state", CAMPAIGN_PLANNED);
	db_bind_int(st, "method", r->method);
	db_bind_int(st, "strata", r->strata);
	db_bind_int(st, "reserve", (int64_t)r->reserve);
	db_bind_int(st, "rest", r->rest);
	db_bind_bool(st, "officers", r->officers);
	db_bind_int(st, "load", (int64_t)r->load);
	db_bind_int(st, "day", r->day);
	db_bind_text(st, "source", r->beacon_source);
	db_bind_text(st, "fallback", r->beacon_fallback);
	db_bind_int(st, "at", r->beacon_at);
	return db_run(st, e);
}

/* The year in China, and the number that follows its last. */
static int next_number(struct step *s, int64_t *year, int64_t *n, err *e)
{
	AUTO(buf_release) buf b = {0};
	struct db_stmt *st = NULL;
	uint64_t y = 0;

	buf_init(&b, 64);
	date_put(&b, (ledger_now(s->l) + DATE_CHINA_MINUTES * 60) / 86400);
	if (!str_to_u64(str_sub(buf_str(&b), 0, 4), 9999, &y))
		return err_set(e, E_USAGE, _("the clock is far out of its mind"));
	*year = (int64_t)y;
	TRY(put(s, "SELECT max(n) FROM draw WHERE year = :year", &st, e));
	db_bind_int(st, "year", *year);
	int rc = db_step(st, e);

	TRY(rc);
	*n = 1 + (rc == 1 ? db_int(st, 0) : 0);
	db_reset(st);
	return 0;
}

int campaign_plan(struct ledger *l, const struct person *by, struct draw_rule *r, arena *mem, err *e)
{
	AUTO(step_release) struct step s = {.l = l, .by = by};
	AUTO(buf_release) buf b = {0};
	struct draw_input in = {.rule = *r};
	int64_t year = 0, n = 0;
	digest rule;

	TRY(person_may(by, operators, ledger_now(l), e));
	TRY(draw_sort(&in, e));
	TRY(check_rule(r, ledger_now(l), e));
	body_begin(&s);
	TRY(ledger_begin(l, e));
	s.open = true;
	TRY(next_number(&s, &year, &n, e));
	buf_init(&b, 1u << 20);
	buf_printf(&b, "%lld-%03lld", (long long)year, (long long)n);
	s.number = r->number = arena_str(mem, buf_str(&b));
	TRY(put_draw(&s, r, year, n, e));
	TRY(put_rule(&s, r, e));
	rule = draw_rule_digest(r);
	json_hex(&s.o, "digest", digest_str(&rule));
	buf_reset(&b);
	draw_put_rule(&b, r);
	json_raw(&s.o, "rule", buf_str(&b));
	return step_end(&s, "draw.plan", e);
}

/* --- pool ----------------------------------------------------------------------------------------------------------------- */

static int put_unit(struct step *s, const struct draw_unit *u, err *e)
{
	AUTO(buf_release) buf past = {0};
	struct db_stmt *st = NULL;

	buf_init(&past, 1u << 10);
	for (size_t i = 0; i < u->past_count; i++)
		buf_printf(&past, "%s%.*s,%.*s", i ? ";" : "", STR_ARG(u->past[i][0]), STR_ARG(u->past[i][1]));
	TRY(put(s,
		"INSERT INTO draw_unit(draw, unit, name, credit, region, risk, type, excluded, cap, checked, last, "
		"past, "
		"standing, place)"
		" VALUES (:draw, :unit, :name, :credit, :region, :risk, :type, :excluded, :cap, :checked, :last, "
		":past, "
		":standing, 0)",
		&st, e));
	db_bind_text(st, "unit", u->id);
	db_bind_text(st, "name", u->name);
	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++)
		db_bind_text(st, draw_attr_name((enum draw_attr)k), u->attr[k]);
	db_bind_text(st, "excluded", u->excluded);
	db_bind_int(st, "cap", u->cap);
	db_bind_int(st, "checked", u->checked);
	db_bind_int(st, "last", u->last);
	db_bind_text(st, "past", buf_str(&past));
	db_bind_int(st, "standing", draw_why(&s->c.in.rule, u) == DRAW_IN ? CAMPAIGN_POOL : CAMPAIGN_EXCLUDED);
	return db_run(st, e);
}

static int put_officers(struct step *s, const struct draw_input *in, err *e)
{
	struct db_stmt *st = NULL;

	for (size_t i = 0; i < in->officer_count; i++) {
		TRY(put(s,
			"INSERT INTO draw_officer(draw, officer, department, cert_until)"
			" VALUES (:draw, :officer, :department, :cert_until)",
			&st, e));
		db_bind_text(st, "officer", in->officers[i].id);
		db_bind_text(st, "department", in->officers[i].department);
		db_bind_int(st, "cert_until", in->officers[i].cert_until);
		TRY(db_run(st, e));
	}
	for (size_t i = 0; i < in->recusal_count; i++) {
		TRY(put(s, "INSERT INTO draw_recusal(draw, officer, unit) VALUES (:draw, :officer, :unit)", &st, e));
		db_bind_text(st, "officer", in->recusals[i].officer);
		db_bind_text(st, "unit", in->recusals[i].unit);
		TRY(db_run(st, e));
	}
	return 0;
}

int campaign_pool(struct ledger *l, const struct person *by, str number, struct draw_input *pool,
		  struct draw_result *ret, arena *mem, err *e)
{
	AUTO(step_release) struct step s = {0};
	size_t eligible = 0;

	TRY(step_begin(&s, l, by, operators, number, e));
	TRY(stands(&s, CAMPAIGN_PLANNED, CAMPAIGN_PLANNED, e));
	pool->rule = s.c.in.rule;
	TRY(draw_sort(pool, e));
	if (pool->unit_count == 0)
		return err_set(e, E_USAGE, _("the pool is empty"));
	if (pool->rule.officers && pool->officer_count < DRAW_PAIR)
		return err_set(e, E_USAGE, _("officers go in pairs: %zu is too few"), pool->officer_count);
	for (size_t i = 0; i < pool->unit_count; i++) {
		eligible += draw_why(&pool->rule, &pool->units[i]) == DRAW_IN;
		TRY(put_unit(&s, &pool->units[i], e));
	}
	TRY(put_officers(&s, pool, e));
	draw_digests(pool, mem, ret);
	/* Too many strata shows now, not on the day. */
	TRY(draw_divide(pool, mem, &ret->lots, &ret->strata, &ret->stratum_count, e));
	draw_quotas(&pool->rule, ret->strata, ret->stratum_count, mem);
	json_int(&s.o, "eligible", (int64_t)eligible);
	json_hex(&s.o, "officers", digest_str(&ret->officers));
	json_hex(&s.o, "pool", digest_str(&ret->pool));
	json_hex(&s.o, "rule", digest_str(&ret->rule));
	json_int(&s.o, "units", (int64_t)pool->unit_count);
	TRY(set_state(&s, CAMPAIGN_POOLED, e));
	return step_end(&s, "draw.pool", e);
}

/* --- commit, reveal, public value ----------------------------------------------------------------------------------------- */

/* The side a person stands on: the one of their role; who holds both takes what is free. `there`: person of each side, empty. */
static int side_of(const struct step *s, const str there[CAMPAIGN_SIDES], enum campaign_side *ret, err *e)
{
	if (str_eq(there[0], s->by->id) || str_eq(there[1], s->by->id))
		return err_set(e, E_DENIED, _("%.*s has done this already; the other side must be another person"),
			       STR_ARG(s->by->id));
	for (unsigned i = 0; i < CAMPAIGN_SIDES; i++) {
		if ((s->by->roles & (i ? supervisors : operators)) && there[i].n == 0) {
			*ret = (enum campaign_side)i;
			return 0;
		}
	}
	return err_set(e, E_DENIED, _("this side of the draw has done so already"));
}

static const char *side_name(enum campaign_side side)
{
	return role_key(side == CAMPAIGN_SUPERVISOR ? ROLE_DRAW_SUPERVISOR : ROLE_DRAW_OPERATOR);
}

int campaign_commit(struct ledger *l, const struct person *by, str number, const digest *commit, err *e)
{
	AUTO(step_release) struct step s = {0};
	struct db_stmt *st = NULL;
	enum campaign_side side = CAMPAIGN_OPERATOR;

	TRY(step_begin(&s, l, by, operators | supervisors, number, e));
	TRY(stands(&s, CAMPAIGN_POOLED, CAMPAIGN_POOLED, e));
	const str there[] = {s.c.commits[0].person, s.c.commits[1].person};

	TRY(side_of(&s, there, &side, e));
	/* A commitment that repeats the other's would be opened with the other's secret. */
	if (there[1 - side].n && memcmp(commit->b, s.c.commits[1 - side].commit.b, sizeof(commit->b)) == 0)
		return err_set(e, E_DENIED, _("this is the other side's commitment"));
	TRY(put(&s,
		"INSERT INTO draw_commit(draw, side, person, hash, random, salt) VALUES (:draw, :side, :person, :hash, "
		":none, :none)",
		&st, e));
	db_bind_int(st, "side", side);
	db_bind_text(st, "person", by->id);
	db_bind_bytes(st, "hash", digest_str(commit));
	db_bind_bytes(st, "none", STR(""));
	TRY(db_run(st, e));
	if (there[1 - side].n)
		TRY(set_state(&s, CAMPAIGN_COMMITTED, e));
	json_hex(&s.o, "commit", digest_str(commit));
	json_str(&s.o, "role", str_c(side_name(side)));
	return step_end(&s, "draw.commit", e);
}

int campaign_reveal(struct ledger *l, const struct person *by, str number, const uint8_t random[32],
		    const uint8_t salt[16], err *e)
{
	AUTO(step_release) struct step s = {0};
	struct db_stmt *st = NULL;
	digest d = draw_commitment(random, salt);
	unsigned side = 0;

	TRY(step_begin(&s, l, by, operators | supervisors, number, e));
	TRY(stands(&s, CAMPAIGN_COMMITTED, CAMPAIGN_COMMITTED, e));
	while (side < CAMPAIGN_SIDES && !str_eq(s.c.commits[side].person, by->id))
		side++;
	if (side == CAMPAIGN_SIDES)
		return err_set(e, E_DENIED, _("%.*s has committed to nothing"), STR_ARG(by->id));
	if (s.c.revealed[side])
		return err_set(e, E_DENIED, _("this side of the draw has done so already"));
	if (memcmp(d.b, s.c.commits[side].commit.b, sizeof(d.b)) != 0)
		return err_set(e, E_DENIED, _("this is not what was committed to"));
	if (ledger_now(l) >= s.c.in.rule.beacon_at)
		return err_set(e, E_DENIED,
			       _("the public value may be known by now: it is too late to reveal; abort this draw"));
	TRY(put(&s, "UPDATE draw_commit SET random = :random, salt = :salt WHERE draw = :draw AND side = :side", &st,
		e));
	db_bind_int(st, "side", side);
	db_bind_bytes(st, "random", (str){random, 32});
	db_bind_bytes(st, "salt", (str){salt, 16});
	TRY(db_run(st, e));
	if (s.c.revealed[1 - side])
		TRY(set_state(&s, CAMPAIGN_REVEALED, e));
	json_hex(&s.o, "random", (str){random, 32});
	json_str(&s.o, "role", str_c(side_name((enum campaign_side)side)));
	json_hex(&s.o, "salt", (str){salt, 16});
	return step_end(&s, "draw.reveal", e);
}

/* The value in one form: no blanks at the ends, one blank where there are some. */
static int one_form(str value, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	bool blank = false;

	buf_init(&b, DRAW_TEXT_MOST + 1);
	value = str_trim(value);
	for (size_t i = 0; i < value.n; i++) {
		if (!byte_is_space(value.p[i]))
			buf_put_byte(&b, value.p[i]);
		else if (!blank)
			buf_put_byte(&b, ' ');
		blank = byte_is_space(value.p[i]);
		if (value.p[i] < 0x20 && !byte_is_space(value.p[i]))
			return err_set(e, E_USAGE, _("the public value holds a control character"));
	}
	if (b.n == 0 || b.n > DRAW_TEXT_MOST || !str_is_utf8(buf_str(&b)))
		return err_set(e, E_USAGE, _("the public value has 1 to %d bytes of text"), DRAW_TEXT_MOST);
	*ret = arena_str(mem, buf_str(&b));
	return 0;
}

static int strike_out(struct step *s, enum campaign_side other, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s, "DELETE FROM draw_beacon WHERE draw = :draw", &st, e));
	TRY(db_run(st, e));
	json_str(&s->o, "other", s->c.values[other]);
	json_str(&s->o, "other_person", s->c.typed[other]);
	TRY(step_end(s, "draw.beacon-differs", e));
	return err_set(e, E_DENIED, _("%.*s typed another value: both are struck out, type them again"),
		       STR_ARG(s->c.typed[other]));
}

int campaign_beacon(struct ledger *l, const struct person *by, str number, bool fallback, str value, err *e)
{
	AUTO(step_release) struct step s = {0};
	struct db_stmt *st = NULL;
	enum campaign_side side = CAMPAIGN_OPERATOR;

	TRY(step_begin(&s, l, by, operators | supervisors, number, e));
	TRY(stands(&s, CAMPAIGN_REVEALED, CAMPAIGN_REVEALED, e));
	TRY(side_of(&s, s.c.typed, &side, e));
	TRY(one_form(value, &s.mem, &value, e));
	if (ledger_now(l) < s.c.in.rule.beacon_at)
		return err_set(e, E_DENIED, _("it is too early: the public value is not there yet"));
	if (fallback && s.c.in.rule.beacon_fallback.n == 0)
		return err_set(e, E_USAGE, _("this draw's rule names no second source"));
	enum campaign_side other = (enum campaign_side)(1 - side);
	bool second = s.c.typed[other].n > 0;

	json_bool(&s.o, "fallback", fallback);
	if (second && (s.c.fallbacks[other] != fallback || !str_eq(s.c.values[other], value)))
		return strike_out(&s, other, e);
	TRY(put(&s,
		"INSERT INTO draw_beacon(draw, side, person, fallback, value) VALUES (:draw, :side, :person, "
		":fallback, :value)",
		&st, e));
	db_bind_int(st, "side", side);
	db_bind_text(st, "person", by->id);
	db_bind_bool(st, "fallback", fallback);
	db_bind_text(st, "value", value);
	TRY(db_run(st, e));
	if (second)
		TRY(set_state(&s, CAMPAIGN_SEEDED, e));
	json_str(&s.o, "value", value);
	return step_end(&s, "draw.beacon", e);
}

/* --- the draw ------------------------------------------------------------------------------------------------------------- */

int campaign_result(const struct campaign *c, arena *mem, struct draw_result *ret, err *e)
{
	if (c->state != CAMPAIGN_SEEDED && c->state != CAMPAIGN_HELD)
		return err_set(e, E_DENIED, _("draw %.*s is %s: it has no result"), STR_ARG(c->in.rule.number),
			       _(campaign_state_name(c->state)));
	return draw_run(&c->in, mem, ret, e);
}

/* Needs the changes done already: result and standing of the units. */
static int replay(const struct campaign *c, const struct draw_result *r, size_t more, arena *mem,
		  struct draw_standing *ret, err *e)
{
	draw_stand(&c->in, r, c->change_count + more, mem, ret);
	for (size_t i = 0; i < c->change_count; i++)
		TRY(draw_change(ret, &c->changes[i], mem, e));
	return 0;
}

static int put_pairs(struct step *s, const struct draw_standing *d, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s, "DELETE FROM draw_pair WHERE draw = :draw", &st, e));
	TRY(db_run(st, e));
	for (size_t i = 0; i < d->result->pair_count; i++) {
		for (unsigned k = 0; k < DRAW_PAIR && d->pairs[i].officers[k] != DRAW_NONE; k++) {
			TRY(put(s, "INSERT INTO draw_pair(draw, unit, officer) VALUES (:draw, :unit, :officer)", &st,
				e));
			db_bind_text(st, "unit", d->in->units[d->pairs[i].unit].id);
			db_bind_text(st, "officer", d->in->officers[d->pairs[i].officers[k]].id);
			TRY(db_run(st, e));
		}
	}
	return 0;
}

static int put_standing(struct step *s, str unit, enum campaign_standing standing, size_t place, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s, "UPDATE draw_unit SET standing = :standing, place = :place WHERE draw = :draw AND unit = :unit", &st,
		e));
	db_bind_text(st, "unit", unit);
	db_bind_int(st, "standing", standing);
	db_bind_int(st, "place", (int64_t)place);
	return db_run(st, e);
}

static int put_result(struct step *s, const struct draw_result *r, err *e)
{
	for (size_t i = 0; i < r->stratum_count; i++) {
		const struct draw_stratum *t = &r->strata[i];

		for (size_t k = 0; k < t->count; k++)
			TRY(put_standing(s, r->lots[t->picks[k].lot].id,
					 k < t->quota ? CAMPAIGN_DRAWN : CAMPAIGN_RESERVE, k + 1, e));
	}
	return 0;
}

/* The record as it stands now. */
static void record(const struct campaign *c, const struct draw_result *r, bool sample, buf *b)
{
	struct draw_record rec = {.in = &c->in,
				  .result = r,
				  .held_at = c->held_at,
				  .held_by = c->held_by,
				  .sample = sample,
				  .changes = c->changes,
				  .change_count = c->change_count};

	for (unsigned i = 0; i < CAMPAIGN_SIDES; i++) {
		rec.commits[i] = c->commits[i];
		rec.typed[i] = c->typed[i];
	}
	draw_put_record(b, &rec);
}

static digest record_digest(const struct campaign *c, const struct draw_result *r, bool sample)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, SIZE_MAX / 2);
	record(c, r, sample, &b);
	return digest_sm3(buf_str(&b));
}

int campaign_hold(struct ledger *l, const struct person *by, str number, err *e)
{
	AUTO(step_release) struct step s = {0};
	struct db_stmt *st = NULL;
	struct draw_result r = {0};
	struct draw_standing d = {0};
	size_t unstaffed = 0;

	TRY(step_begin(&s, l, by, operators, number, e));
	TRY(stands(&s, CAMPAIGN_SEEDED, CAMPAIGN_SEEDED, e));
	TRY(campaign_result(&s.c, &s.mem, &r, e));
	s.c.held_at = ledger_now(l);
	s.c.held_by = by->id;
	TRY(put(&s, "UPDATE draw SET held_at = :at, held_by = :person WHERE number = :draw", &st, e));
	db_bind_int(st, "at", s.c.held_at);
	db_bind_text(st, "person", by->id);
	TRY(db_run(st, e));
	TRY(replay(&s.c, &r, 0, &s.mem, &d, e));
	TRY(put_result(&s, &r, e));
	TRY(put_pairs(&s, &d, e));
	TRY(campaign_effects(l, number, &s.mem, e));
	TRY(set_state(&s, CAMPAIGN_HELD, e));
	digest rec = record_digest(&s.c, &r, ledger_is_sample(l));

	for (size_t i = 0; i < r.pair_count; i++)
		unstaffed += r.pairs[i].hall != NULL;
	json_int(&s.o, "drawn", (int64_t)r.pair_count);
	json_hex(&s.o, "record", digest_str(&rec));
	json_hex(&s.o, "seed", digest_str(&r.seed));
	json_int(&s.o, "unstaffed", (int64_t)unstaffed);
	return step_end(&s, "draw.hold", e);
}

static int put_change(struct step *s, const struct draw_change *c, err *e)
{
	struct db_stmt *st = NULL;

	TRY(put(s,
		"INSERT INTO draw_change(draw, n, kind, unit, gone, reason, person, at)"
		" VALUES (:draw, :n, :kind, :unit, :gone, :reason, :person, :at)",
		&st, e));
	db_bind_int(st, "n", (int64_t)s->c.change_count);
	db_bind_int(st, "kind", c->kind);
	db_bind_text(st, "unit", c->unit);
	db_bind_text(st, "gone", c->out);
	db_bind_text(st, "reason", c->reason);
	db_bind_text(st, "person", c->by);
	db_bind_int(st, "at", c->at);
	return db_run(st, e);
}

int campaign_replace(struct ledger *l, const struct person *by, str number, struct draw_change *c, arena *mem, err *e)
{
	AUTO(step_release) struct step s = {0};
	struct draw_result r = {0};
	struct draw_standing d = {0};

	TRY(step_begin(&s, l, by, operators, number, e));
	TRY(stands(&s, CAMPAIGN_HELD, CAMPAIGN_HELD, e));
	if (c->reason.n == 0 || c->reason.n > DRAW_TEXT_MOST || !str_is_utf8(c->reason))
		return err_set(e, E_USAGE, _("why? a reason of 1 to %d bytes"), DRAW_TEXT_MOST);
	c->by = by->id;
	c->at = ledger_now(l);
	TRY(campaign_result(&s.c, &s.mem, &r, e));
	TRY(replay(&s.c, &r, 1, &s.mem, &d, e));
	TRY(draw_change(&d, c, &s.mem, e));
	TRY(put_change(&s, c, e));
	TRY(put_pairs(&s, &d, e));
	if (c->kind == DRAW_CHANGE_UNIT) {
		struct db_stmt *st = NULL;

		TRY(put(&s, "UPDATE draw_unit SET standing = :standing WHERE draw = :draw AND unit = :unit", &st, e));
		db_bind_int(st, "standing", CAMPAIGN_REPLACED);
		db_bind_text(st, "unit", c->out);
		TRY(db_run(st, e));
		db_bind_int(st, "standing", CAMPAIGN_DRAWN);
		db_bind_text(st, "unit", c->in);
		TRY(db_run(st, e));
	}
	TRY(campaign_effects(l, number, &s.mem, e));
	struct draw_change *all = arena_new(&s.mem, struct draw_change, s.c.change_count + 1);

	for (size_t i = 0; i < s.c.change_count; i++)
		all[i] = s.c.changes[i];
	all[s.c.change_count++] = *c;
	s.c.changes = all;
	digest rec = record_digest(&s.c, &r, ledger_is_sample(l));

	json_str(&s.o, "in", c->in);
	json_str(&s.o, "kind", str_c(draw_change_name(c->kind)));
	json_str(&s.o, "out", c->out);
	json_str(&s.o, "reason", c->reason);
	json_hex(&s.o, "record", digest_str(&rec));
	json_str(&s.o, "unit", c->unit);
	TRY(step_end(&s, "draw.replace", e));
	c->unit = arena_str(mem, c->unit);
	c->in = arena_str(mem, c->in);
	for (unsigned k = 0; k < DRAW_PAIR; k++)
		c->officers[k] = arena_str(mem, c->officers[k]);
	return 0;
}

int campaign_abort(struct ledger *l, const struct person *by, str number, str reason, err *e)
{
	AUTO(step_release) struct step s = {0};
	struct db_stmt *st = NULL;

	TRY(step_begin(&s, l, by, supervisors, number, e));
	TRY(stands(&s, CAMPAIGN_PLANNED, CAMPAIGN_SEEDED, e));
	if (reason.n == 0 || reason.n > DRAW_TEXT_MOST || !str_is_utf8(reason))
		return err_set(e, E_USAGE, _("why? a reason of 1 to %d bytes"), DRAW_TEXT_MOST);
	TRY(put(&s, "UPDATE draw SET reason = :reason WHERE number = :draw", &st, e));
	db_bind_text(st, "reason", reason);
	TRY(db_run(st, e));
	TRY(set_state(&s, CAMPAIGN_ABORTED, e));
	json_str(&s.o, "reason", reason);
	json_str(&s.o, "stood", str_c(campaign_state_name(s.c.state)));
	return step_end(&s, "draw.abort", e);
}

int campaign_record(struct ledger *l, str number, arena *mem, buf *b, err *e)
{
	struct campaign c = {0};
	struct draw_result r = {0};
	struct draw_standing d = {0};

	TRY(campaign_load(l, number, mem, &c, e));
	if (c.state != CAMPAIGN_HELD)
		return err_set(e, E_DENIED, _("draw %.*s is %s: it has no result"), STR_ARG(number),
			       _(campaign_state_name(c.state)));
	TRY(campaign_result(&c, mem, &r, e));
	TRY(replay(&c, &r, 0, mem, &d, e));
	record(&c, &r, ledger_is_sample(l), b);
	return 0;
}
