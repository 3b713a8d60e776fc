/*
 * Penalty cases under random events by random persons: no case comes into a state that the table does not give, nobody stands on both
 * sides of a separated pair, what the law demands is there in every case that was decided. With money, time limits and entries of the lists.
 * On SQLite, and on PostgreSQL where $YICHA_PG names an empty database.
 */
#include "ledger/penalty.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "catalogue/calendars.h"
#include "ledger/listing.h"
#include "ledger/number.h"
#include "ledger/publication.h"
#include "ledger/rung.h"
#include "os/env.h"
#include "os/file.h"
#include "test/tap.h"

#define CASES 80
#define EVENTS 12000
#define PERSONS 15

static arena mem;
static err e;
static struct calendar calendar;
static struct store *store;
static struct ledger *l;
static uint64_t seed = 20261122;
static struct person persons[PERSONS];

static const struct penalty_clocks clocks = {
	.calendar = &calendar,
	.file = {.unit = DEADLINE_DAYS, .count = 15},
	.decide = {.unit = DEADLINE_DAYS, .count = 90},
	.plead = {.unit = DEADLINE_WORKING_DAYS, .count = 5},
	.hearing_ask = {.unit = DEADLINE_WORKING_DAYS, .count = 5},
	.hearing_notice = {.unit = DEADLINE_WORKING_DAYS, .count = 7},
	.serve = {.unit = DEADLINE_WORKING_DAYS, .count = 7},
	.pay = {.unit = DEADLINE_DAYS, .count = 15, .roll = true},
	.urge = {.unit = DEADLINE_WORKING_DAYS, .count = 10},
	.bar = {.unit = DEADLINE_YEARS, .count = 2},
	.list = {.unit = DEADLINE_DAYS, .count = 30},
};
static const struct listing_clocks lists = {
	.calendar = &calendar,
	.object = {.unit = DEADLINE_WORKING_DAYS, .count = 5},
	.bad = {.unit = DEADLINE_YEARS, .count = 1},
	.dishonest = {.unit = DEADLINE_YEARS, .count = 3},
};

/* xorshift64*: the same walk every time. */
static unsigned dice(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717ull) >> 33) % n;
}

static void clock_at(int64_t now)
{
	struct ledger_options o = {.make = true, .sample = true, .now = now, .set = now};

	ledger_close(l);
	l = NULL;
	e = (err){0};
	if (ledger_open(store, &o, &l, &e) < 0)
		ok(false, "the ledger opens: %s", e.text);
}

static int64_t noon(const char *date)
{
	int64_t day = 0;

	if (!yaml_date_parse(str_c(date), &day))
		ok(false, "%s is a date", date);
	return date_china_begin(day) + 12 * 3600;
}

#define UNIT "91440300708461136T"
/* Of the lists: the walk punishes the other one again and again. */
#define UNIT2 "91440101231245152Z"

static void make_persons(void)
{
	static const struct {
		const char *id;
		enum role role;
		const char *cert;
		const char *unit;
	} rows[PERSONS] = {
		{"o1", ROLE_OFFICER, "1", ""},  {"o2", ROLE_OFFICER, "2", ""},     {"o3", ROLE_OFFICER, "3", ""},
		{"old", ROLE_OFFICER, "4", ""}, {"none", ROLE_OFFICER, "", ""},    {"f1", ROLE_LEGAL, "", ""},
		{"f2", ROLE_LEGAL, "", ""},     {"i1", ROLE_ISSUER, "", ""},       {"i2", ROLE_ISSUER, "", ""},
		{"i3", ROLE_ISSUER, "", ""},    {"m1", ROLE_MANAGER, "", ""},      {"m2", ROLE_MANAGER, "", ""},
		{"u1", ROLE_UNIT, "", UNIT},    {"t1", ROLE_TECHNICIAN, "", UNIT}, {"u2", ROLE_UNIT, "", UNIT2}};

	ok(ledger_begin(l, &e) == 0, "begin");
	for (size_t i = 0; i < PERSONS; i++) {
		persons[i] = (struct person){.id = str_c(rows[i].id),
					     .name = str_c(rows[i].id),
					     .roles = ROLE_BIT(rows[i].role),
					     .unit = str_c(rows[i].unit),
					     .cert = str_c(rows[i].cert),
					     .active = true};
		if (str_eq(persons[i].id, STR("old")))
			persons[i].cert_until = 1;
		if (ledger_person_put(l, &persons[i], &e) < 0)
			ok(false, "%s", e.text);
	}
	/* An officer who is legal reviewer too, to tempt him. */
	persons[2].roles |= ROLE_BIT(ROLE_LEGAL);
	ok(ledger_person_put(l, &persons[2], &e) == 0 && ledger_commit(l, &e) == 0, "persons: %s", e.text);
}

static const struct person *who(const char *id)
{
	for (size_t i = 0; i < PERSONS; i++) {
		if (str_eq(persons[i].id, str_c(id)))
			return &persons[i];
	}
	return NULL;
}

static int open_case(const char *id, const char *uscc, struct penalty *ret)
{
	struct penalty_new n = {.uscc = str_c(uscc),
				.unit = STR("样本公司"),
				.title = STR("未履行安全保护义务"),
				.act_day = date_china_day(ledger_now(l) - 16 * 86400),
				.law = STR("csl/protect"),
				.law_number = STR("第二十一条"),
				.reason = STR("逾期未改"),
				.actor = who(id)};
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : penalty_open(l, &clocks, &n, &mem, ret, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

static int move(const char *id, struct penalty_act a)
{
	struct penalty p;
	int rc = penalty_find(l, str_c(id), &mem, &p, &e);

	rc = rc < 0 ? rc : ledger_begin(l, &e);
	rc = rc < 0 ? rc : penalty_move(l, &clocks, &p, &a, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

/* --- the random walk ------------------------------------------------------------------------------------------------------ */

static const str evidence[] = {STR_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")};

/* Mostly something that the state allows, by somebody who may, so that the walk comes far; ends that come early are rare. */
static void pick(const struct penalty *p, const struct life_move *moves, size_t n, struct penalty_act *a)
{
	const struct life_move *fit[40];
	size_t count = 0;

	a->event = (enum life_event)dice(LIFE_EVENT_COUNT);
	a->actor = &persons[dice(PERSONS)];
	for (size_t i = 0; i < n && count < 40; i++) {
		if (moves[i].from == p->state &&
		    (!life_final(moves[i].to) || p->state == AT_PENALTY_CLOSED || dice(1500) == 0))
			fit[count++] = &moves[i];
	}
	if (count == 0 || dice(8) == 0)
		return;
	const struct life_move *m = fit[dice((unsigned)count)];

	a->event = m->event;
	for (unsigned tries = 0; tries < 40 && !(a->actor->roles & m->roles) && dice(20); tries++)
		a->actor = &persons[dice(PERSONS)];
}

static struct penalty_act random_act(const struct penalty *p)
{
	static str two[3];
	static const char *const officers[] = {"o1", "o2", "o3", "old", "none"};
	size_t n = 0;
	const struct life_move *moves = life_moves(&n);
	struct penalty_act a = {.reason = STR("r"),
				.basis = STR("b"),
				.evidence = evidence,
				.evidence_count = 1,
				.kinds = STR("警告、罚款"),
				.fine = dice(4) ? 1000 : (int64_t)dice(3) * 1000,
				.hearing = dice(2),
				.major = dice(3) == 0,
				.waived = dice(4) == 0,
				.confirmed = dice(5) != 0,
				.published = dice(2),
				.paid = (int64_t)dice(5) * 1000,
				.at = dice(2) ? ledger_now(l) - (int64_t)dice(30) * 3600 : 0,
				.told = ledger_now(l) - (int64_t)dice(20) * 86400,
				.officers = two,
				.officer_count = 1 + dice(3)};

	for (size_t i = 0; i < 3; i++)
		two[i] = str_c(officers[dice(4) ? dice(3) : dice(5)]);
	pick(p, moves, n, &a);
	return a;
}

static unsigned reached[LIFE_STATE_COUNT];
static unsigned moved;

static void walk(void)
{
	int64_t now = noon("2026-01-05");
	unsigned refused = 0, errors = 0;

	for (unsigned i = 0; i < EVENTS; i++) {
		AUTO(arena_clear) arena own;
		struct penalty p;
		char id[16];

		arena_init(&own, (size_t)1 << 20);
		if (i % 40 == 0) {
			now += (int64_t)dice(3) * 86400 + 3600;
			clock_at(now);
		}
		if (i % (EVENTS / CASES) == 0 && open_case("o1", UNIT, &p) < 0)
			ok(false, "a case opens: %s", e.text);
		int64_t last = 0;

		if (ledger_int(l, "SELECT count(*) FROM penalty", NULL, (str){0}, &last, &e) < 0)
			ok(false, "%s", e.text);
		snprintf(id, sizeof(id), "p%u", 1 + dice((unsigned)last));
		if (penalty_find(l, str_c(id), &own, &p, &e) < 0) {
			ok(false, "%s", e.text);
			continue;
		}
		int rc = move(id, random_act(&p));

		moved += rc == 0;
		refused += rc == E_DENIED || rc == E_USAGE;
		errors += rc < 0 && rc != E_DENIED && rc != E_USAGE;
		if (rc < 0 && rc != E_DENIED && rc != E_USAGE && errors < 4)
			ok(false, "no other error: %s", e.text);
		arena_clear(&mem);
		arena_init(&mem, (size_t)256 << 20);
	}
	is_int(errors, 0, "%u events: %u moved, %u were refused", EVENTS, moved, refused);
}

/* --- what must hold of every case that came out --------------------------------------------------------------------------- */

struct seen {
	enum life_event event;
	char actor[8];
};
struct story {
	struct seen steps[4000];
	size_t n;
	enum life_state state;
	unsigned wrong;
};

static int check_step(void *ctx, const struct step_row *r, err *err_)
{
	struct story *s = ctx;
	str rest = r->event;
	enum life_event event = DO_PENALTY_OPEN;
	enum life_state was, became;

	(void)err_;
	(void)str_cut(&rest, '.');
	if (!life_event_parse(LIFE_PENALTY, rest, &event) || !life_state_parse(LIFE_PENALTY, r->was, &was) ||
	    !life_state_parse(LIFE_PENALTY, r->became, &became) || s->n == 4000) {
		s->wrong++;
		return 0;
	}
	const struct life_move *m = life_move(was, event);

	s->wrong += !m || m->to != became || was != s->state;
	for (size_t i = 0; i < s->n; i++)
		s->wrong += str_eq(str_c(s->steps[i].actor), r->actor) && life_apart(s->steps[i].event, event);
	s->state = became;
	reached[became]++;
	s->steps[s->n].event = event;
	snprintf(s->steps[s->n++].actor, 8, "%.*s", STR_ARG(r->actor));
	return 0;
}

static size_t count(const struct story *s, enum life_event event)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->steps[i].event == event;
	return n;
}

static unsigned decided;

static int check_case(void *ctx, const struct penalty *p, err *err_)
{
	struct story *s = ctx;
	str *officers = NULL;
	size_t n = 0;

	*s = (struct story){.state = AT_PENALTY_NONE};
	TRY(step_each(l, p->id, check_step, s, err_));
	s->wrong += s->state != p->state;
	if (!p->decided_at) {
		ok(s->wrong == 0, "%.*s: every step is in the table and no pair is broken", STR_ARG(p->id));
		return 0;
	}
	decided++;
	TRY(penalty_officers(l, p->id, &mem, &officers, &n, err_));
	ok(s->wrong == 0 && n >= 2, "%.*s: in the table, no pair broken, %zu officers", STR_ARG(p->id), n);
	ok(count(s, DO_PENALTY_INVESTIGATE) && count(s, DO_PENALTY_TELL) && count(s, DO_PENALTY_REVIEW) && p->number.n,
	   "%.*s: investigated, told, reviewed, numbered before it was decided", STR_ARG(p->id));
	ok(!p->major || count(s, DO_PENALTY_DISCUSS), "%.*s: discussed where it is grave", STR_ARG(p->id));
	ok(p->fine <= p->told_fine, "%.*s: no higher than told", STR_ARG(p->id));
	ok(p->performed_at == 0 || p->paid >= p->fine, "%.*s: paid in full", STR_ARG(p->id));
	for (size_t i = 0; i < s->n; i++) {
		for (size_t k = 0; k < n && s->steps[i].event == DO_PENALTY_DECIDE; k++)
			ok(!str_eq(officers[k], str_c(s->steps[i].actor)), "%.*s: decided by nobody who handled it",
			   STR_ARG(p->id));
	}
	return 0;
}

struct gathered {
	struct penalty list[CASES + 1];
	size_t n;
};

static int gather(void *ctx, const struct penalty *p, err *err_)
{
	struct gathered *g = ctx;

	(void)err_;
	if (g->n <= CASES) {
		g->list[g->n] = *p;
		g->list[g->n].id = arena_str(&mem, p->id);
		g->list[g->n++].number = arena_str(&mem, p->number);
	}
	return 0;
}

static void check_all(void)
{
	static struct gathered g;
	static struct story s;
	static const enum life_state far[] = {AT_PENALTY_TOLD,   AT_PENALTY_REVIEWED,  AT_PENALTY_DECIDED,
					      AT_PENALTY_SERVED, AT_PENALTY_PERFORMED, AT_PENALTY_CLOSED};
	str gap = {0};

	g.n = 0;
	decided = 0;
	ok(penalty_each(l, (str){0}, gather, &g, &e) == 0 && g.n == CASES, "%zu cases: %s", g.n, e.text);
	for (size_t i = 0; i < g.n; i++) {
		if (check_case(&s, &g.list[i], &e) < 0)
			ok(false, "%s", e.text);
	}
	ok(decided >= 3, "%u cases came to a decision", decided);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		ok(reached[far[i]] > 0, "the walk came to \"%s\" %u times", life_state_key(far[i]), reached[far[i]]);
	is_int(number_gap(l, &mem, &gap, &e), 0, "the numbers of the decisions have no gap %.*s", STR_ARG(gap));
}

/* --- money ---------------------------------------------------------------------------------------------------------------- */

static void test_money(void)
{
	is_int(penalty_late(50000, 0), 0, "nothing is added on the last day");
	is_int(penalty_late(50000, 1), 1500, "three of a hundred a day");
	is_int(penalty_late(50000, 10), 15000, "ten days");
	is_int(penalty_late(50000, 33), 49500, "33 days");
	is_int(penalty_late(50000, 34), 50000, "never more than the fine");
	is_int(penalty_late(PENALTY_FINE_MOST, 100000), PENALTY_FINE_MOST, "nor of a great one");
	is_int(penalty_late(0, 10), 0, "nor of none");
	is_int(penalty_days_late(100, 130, 20), 10, "days of a review do not count (art. 73)");
	is_int(penalty_days_late(100, 90, 0), 0, "nor does early payment");
}

/* --- the lists ------------------------------------------------------------------------------------------------------------ */

static int list_move(const char *id, enum life_event event, const char *by, bool confirmed)
{
	struct listing x;
	struct listing_act a = {.event = event,
				.actor = who(by),
				.reason = STR("r"),
				.basis = STR("b"),
				.evidence = evidence,
				.evidence_count = 1,
				.confirmed = confirmed};
	int rc = listing_find(l, str_c(id), &mem, &x, &e);

	rc = rc < 0 ? rc : ledger_begin(l, &e);
	rc = rc < 0 ? rc : listing_move(l, &lists, &x, &a, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

static struct penalty_act act(enum life_event event, const char *by)
{
	return (struct penalty_act){.event = event,
				    .actor = who(by),
				    .reason = STR("r"),
				    .basis = STR("b"),
				    .evidence = evidence,
				    .evidence_count = 1,
				    .kinds = STR("罚款"),
				    .fine = 10000,
				    .confirmed = true};
}

/* A case of somebody that is decided on a day and served on the next; its id is put into id. */
static void decided_case(const char *day, const char *next, char id[static 16])
{
	static const str two[] = {STR_INIT("o1"), STR_INIT("o2")};
	struct penalty p;
	struct penalty_act assign = act(DO_PENALTY_ASSIGN, "m1"), submit = act(DO_PENALTY_SUBMIT, "o1");

	clock_at(noon(day));
	ok(open_case("o1", UNIT2, &p) == 0, "a case: %s", e.text);
	snprintf(id, 16, "%.*s", STR_ARG(p.id));
	assign.officers = two;
	assign.officer_count = 2;
	submit.waived = true;
	ok(move(id, act(DO_PENALTY_FILE, "i1")) == 0 && move(id, assign) == 0 &&
		   move(id, act(DO_PENALTY_INVESTIGATE, "o1")) == 0 && move(id, act(DO_PENALTY_CONCLUDE, "o2")) == 0 &&
		   move(id, act(DO_PENALTY_TELL, "o1")) == 0 && move(id, submit) == 0 &&
		   move(id, act(DO_PENALTY_REVIEW, "f1")) == 0 && move(id, act(DO_PENALTY_DECIDE, "i2")) == 0,
	   "to its decision: %s", e.text);
	clock_at(noon(next));
	ok(move(id, act(DO_PENALTY_SERVE, "o2")) == 0, "served: %s", e.text);
}

static int propose(const char *penalty, const char *list, struct listing *x)
{
	struct listing_new n = {.list = str_c(list),
				.ground = STR("penalty"),
				.uscc = STR(UNIT2),
				.unit = STR("样本公司"),
				.reason = STR("受到行政处罚"),
				.basis = STR("令42第四十二条"),
				.penalty = str_c(penalty),
				.body = STR("样本省通信管理局"),
				.actor = who("o1")};
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : listing_propose(l, &lists, &n, &mem, x, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

static void test_list(const char *penalty)
{
	struct listing x;
	struct term t;
	char id[16];

	ok(propose(penalty, "bad", &x) == 0, "proposed: %s", e.text);
	snprintf(id, sizeof(id), "%.*s", STR_ARG(x.id));
	ok(propose(penalty, "bad", &x) == E_DENIED, "not twice: %s", e.text);
	ok(list_move(id, DO_LISTING_LIST, "i1", true) == E_DENIED, "not before the unit is told");
	ok(list_move(id, DO_LISTING_NOTIFY, "o2", false) == 0, "told");
	ok(list_move(id, DO_LISTING_LIST, "i1", true) == E_DENIED && str_has(str_c(e.text), STR("object")),
	   "it may object: %s", e.text);
	clock_at(noon("2027-03-03"));
	ok(list_move(id, DO_LISTING_OBJECT, "u2", false) == E_DENIED, "not for ever: %s", e.text);
	ok(list_move(id, DO_LISTING_LIST, "i1", false) == E_DENIED, "not on words that nobody read: %s", e.text);
	ok(list_move(id, DO_LISTING_LIST, "i1", true) == 0, "entered: %s", e.text);
	ok(term_find(l, str_c(penalty), STR("list"), &mem, &t, &e) == 0, "the thirty days are met");
	ok(term_find(l, str_c(id), STR("remove"), &mem, &t, &e) == 1 &&
		   t.d.last_day == date_china_day(noon("2028-03-03")),
	   "a year runs");
	clock_at(noon("2028-03-03"));
	ok(list_move(id, DO_LISTING_DUE, "m1", false) == E_DENIED, "not on its last day: %s", e.text);
	clock_at(noon("2028-03-04"));
	ok(term_stage(&calendar, &t.d, ledger_now(l)) == TERM_OVER, "the day after it is a task");
	ok(listing_find(l, str_c(id), &mem, &x, &e) == 0 && x.state == AT_LISTING_LISTED,
	   "and nothing was removed by itself");
	ok(list_move(id, DO_LISTING_EXPIRE, "i1", true) == E_DENIED, "nor without a proposal");
	ok(list_move(id, DO_LISTING_DUE, "m1", false) == 0, "proposed: %s", e.text);
	ok(list_move(id, DO_LISTING_EXPIRE, "m1", true) == E_DENIED, "not by the same person: %s", e.text);
	ok(list_move(id, DO_LISTING_EXPIRE, "i1", true) == 0, "removed: %s", e.text);
	ok(term_find(l, str_c(id), STR("remove"), &mem, &t, &e) == 0, "and its time limit ends");
}

static void test_punished_again(void)
{
	struct listing x;
	char id[16], penalty[16], again[16];

	decided_case("2028-03-06", "2028-03-07", penalty);
	clock_at(noon("2028-03-08"));
	ok(propose(penalty, "bad", &x) == 0, "a second time after its end: %s", e.text);
	snprintf(id, sizeof(id), "%.*s", STR_ARG(x.id));
	ok(list_move(id, DO_LISTING_NOTIFY, "o2", false) == 0 && list_move(id, DO_LISTING_OBJECT, "u2", false) == 0,
	   "told, objected to: %s", e.text);
	decided_case("2028-03-09", "2028-03-10", again);
	ok(again[0] == 'p', "punished again");
	ok(list_move(id, DO_LISTING_LIST, "i1", true) == 0, "entered: %s", e.text);
	clock_at(noon("2029-06-01"));
	int rc = list_move(id, DO_LISTING_DUE, "m1", false);

	/* Decided on 9 March, listed on the 10th: not after the entry, so it does not hold it. */
	ok(rc == 0, "a penalty decided before the entry does not keep it: %s", e.text);
	ok(list_move(id, DO_LISTING_REFUSE, "i1", false) == 0, "refused: back on the list");
	ok(list_move(id, DO_LISTING_REPAIR, "u2", false) == 0 && list_move(id, DO_LISTING_REMOVE, "i2", true) == 0,
	   "repaired and removed: %s", e.text);
}

/* --- rungs ---------------------------------------------------------------------------------------------------------------- */

static int rung(const struct term *t, int64_t position, unsigned after, struct rung *r)
{
	struct rung_new n = {.term = t,
			     .rung = position ? STR("publish") : STR("urge"),
			     .position = position,
			     .after = after,
			     .title = STR("催告"),
			     .basis = STR("b"),
			     .reason = STR("逾期"),
			     .actor = who("o1")};
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : rung_propose(l, &calendar, &n, &mem, r, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

static int rung_do(const struct rung *r, enum life_event event, const char *by)
{
	struct rung now;
	struct rung_act a = {event, who(by), STR("r"), STR("b"), evidence, 1};
	int rc = rung_find(l, r->id, &mem, &now, &e);

	rc = rc < 0 ? rc : ledger_begin(l, &e);
	rc = rc < 0 ? rc : rung_move(l, &now, &a, &e);
	if (rc == 0)
		return ledger_commit(l, &e);
	ledger_rollback(l);
	return rc;
}

static void test_rungs(void)
{
	struct term t = {.subject = STR("n1"),
			 .kind = STR("rectify"),
			 .ladder = STR("app-notice"),
			 .party = STR(UNIT),
			 .rule = {.unit = DEADLINE_WORKING_DAYS, .count = 5}};
	struct rung r, again;

	clock_at(noon("2026-12-07"));
	ok(ledger_begin(l, &e) == 0 && term_put(l, &calendar, &t, ledger_now(l), STR("o1"), &mem, &t, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "a time limit to 14 December: %s", e.text);
	clock_at(noon("2026-12-14"));
	ok(rung(&t, 0, 0, &r) == E_DENIED, "nothing on its last day: %s", e.text);
	clock_at(noon("2026-12-15"));
	ok(rung(&t, 1, 3, &r) == E_DENIED, "the second rung not yet: %s", e.text);
	ok(rung(&t, 0, 0, &r) == 0, "the first: %s", e.text);
	ok(rung(&t, 0, 0, &again) == E_DENIED, "not twice: %s", e.text);
	ok(rung_do(&r, DO_RUNG_CARRY_OUT, "o1") == E_DENIED, "not without approval");
	ok(rung_do(&r, DO_RUNG_APPROVE, "i1") == 0 && rung_do(&r, DO_RUNG_CARRY_OUT, "o1") == 0, "approved, done: %s",
	   e.text);
	clock_at(noon("2026-12-17"));
	ok(rung(&t, 1, 3, &r) == 0, "the second on the third worked day: %s", e.text);
	ok(ledger_begin(l, &e) == 0 && term_settle(l, STR("n1"), STR("rectify"), STR("o1"), (str){0}, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "the unit answers");
	ok(rung_do(&r, DO_RUNG_APPROVE, "i1") == E_DENIED, "what was met is not escalated: %s", e.text);
	ok(rung_do(&r, DO_RUNG_REFUSE, "i1") == 0, "but refused");
}

/* One after the other in time: a ledger's clock does not go back. */
static void test_all(const char *where)
{
	char penalty[16];

	ok(store_open(where, true, &store, &e) == 0, "a store: %s", e.text);
	clock_at(noon("2026-01-05"));
	make_persons();
	walk();
	check_all();
	test_rungs();
	decided_case("2027-02-12", "2027-02-13", penalty);
	test_list(penalty);
	test_punished_again();
	ledger_close(l);
	l = NULL;
	store_close(store);
}

int main(void)
{
	const char *pg = os_env("YICHA_PG");

	arena_init(&mem, (size_t)256 << 20);
	ok(calendars_load("catalogue/calendars", &mem, &calendar, &e) == 0, "calendars: %s", e.text);
	arena_clear(&mem); /* names of holidays are not looked at any more */
	for (size_t i = 0; i < calendar.count; i++)
		calendar.days[i].name = STR("假日");
	calendar.version = STR("test");
	arena_init(&mem, (size_t)256 << 20);
	test_money();
	test_all(pg ? pg : ":memory:");
	arena_clear(&mem);
	return tap_done();
}
