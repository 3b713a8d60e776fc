/*
 * Cases: what is seen twice is one case and why; what was closed and is seen again is another. Then many random acts of random persons:
 * whatever they try, no state is reached that the table does not allow, and nobody stands on both sides of a separated pair.
 * On SQLite; with YICHA_PG on that PostgreSQL.
 */
#include "ledger/case.h"

#include <stdlib.h>

#include "ledger/log.h"
#include "ledger/notice.h"
#include "ledger/number.h"
#include "test/tap.h"

#define NOW 1800000000
#define DAY 86400
/* At least so many, then on until every row of the table was taken. */
#define TRIES 30000
#define TRIES_MOST 400000

static err e;
static arena mem;
static struct ledger *l;
static int64_t now = NOW;

/* --- findings become cases ------------------------------------------------------------------------------------------------ */

static struct person finder = {.id = STR_INIT("finder"), .roles = ROLE_BIT(ROLE_TECHNICIAN), .active = true};

static struct case_seen seen(const char *rule, const char *asset, int64_t at)
{
	return (struct case_seen){.rule = str_c(rule),
				  .asset = str_c(asset),
				  .title = STR("t"),
				  .severity = STR("high"),
				  .uscc = STR("U1"),
				  .unit = STR("甲"),
				  .evidence = STR("00"),
				  .seen_first = at,
				  .seen_last = at,
				  .ref = STR("1")};
}

static struct case_counts take(const char *source, const struct case_seen *list, size_t n)
{
	struct case_take t;
	struct case_counts c = {0};
	struct case_source s = {.source = str_c(source), .tool = STR("probe"), .actor = &finder};
	int rc = ledger_begin(l, &e);

	if (rc == 0)
		rc = case_take_begin(l, &t, &e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = case_take_add(&t, &list[i], &e);
	if (rc == 0)
		rc = case_take_end(&t, &s, &c, &e);
	if (rc == 0)
		rc = ledger_commit(l, &e);
	ok(rc == 0, "%s is taken in %s", source, rc < 0 ? e.text : "");
	return c;
}

static int64_t number(const char *sql)
{
	int64_t n = -1;
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	if (db_prepare(ledger_db(l), str_c(sql), &st, &e) < 0 || db_step(st, &e) != 1)
		return -1;
	n = db_int(st, 0);
	db_reset(st);
	return n;
}

static void put_person(const char *id, roles set, const char *unit)
{
	struct person p = {.id = str_c(id),
			   .name = str_c(id),
			   .roles = set,
			   .unit = str_c(unit),
			   .active = true,
			   .cert = str_c(id)};

	if (ledger_begin(l, &e) < 0 || ledger_person_put(l, &p, &e) < 0 || ledger_commit(l, &e) < 0) {
		ledger_rollback(l);
		ok(false, "person %s: %s", id, e.text);
	}
}

static struct case_row find(const char *id)
{
	struct case_row c = {0};

	if (case_find(l, str_c(id), &mem, &c, &e) < 0)
		ok(false, "%s: %s", id, e.text);
	return c;
}

static int why_count(void *ctx, const struct case_why *w, err *ee)
{
	(void)w, (void)ee;
	++*(int *)ctx;
	return 0;
}

static void test_take(void)
{
	struct case_seen a = seen("r1", "host:10.0.0.1", NOW - 10), b = seen("r2", "host:10.0.0.1", NOW - 10);
	struct case_seen both[] = {a, b, a};
	struct case_counts c = take("run-1", both, 3);
	int64_t leaves = number("SELECT count(*) FROM log_leaf WHERE kind <> 'log.rows'"), whys = 0;

	ok(c.found == 3 && c.opened == 2 && c.repeated == 1 && c.known == 0,
	   "three rows, two cases, one row repeats another");
	is_int(leaves, 2, "two acts");
	c = take("run-1", both, 3);
	ok(c.opened == 0 && c.known == 2 && c.repeated == 1, "taken again they are known");
	is_int(number("SELECT count(*) FROM log_leaf WHERE kind <> 'log.rows'"), leaves, "and nothing was done");
	is_int(number("SELECT count(*) FROM case_sighting"), 2, "nor seen once more");
	c = take("run-2", both, 2);
	is_int(number("SELECT count(*) FROM case_sighting"), 4, "another source saw the same");
	int n = 0;

	ok(case_take_why(l, why_count, &n, &e) == 0 && n == 2, "it says of both why they are no new case");
	(void)whys;
	struct finding_id id = finding_id_of(STR("r1"), STR("host:10.0.0.1"), STR(""));
	struct case_row row = find(id.c);

	is_str(row.finding, str_c(id.c), "the number is the finding's");
	ok(row.state == AT_CASE_SUSPECTED && row.seen_last == NOW - 10, "suspected");
}

static struct person person_of(const char *id)
{
	struct person p = {0};

	if (ledger_person(l, str_c(id), &mem, &p, &e) < 0)
		ok(false, "%s", e.text);
	return p;
}

static int act(const char *who, const struct case_row *c, struct case_act a)
{
	struct person p = person_of(who);
	int rc = ledger_begin(l, &e);

	a.actor = &p;
	if (rc == 0)
		rc = case_move(l, c, &a, NULL, &e);
	if (rc == 0)
		rc = ledger_commit(l, &e);
	else
		ledger_rollback(l);
	return rc;
}

static void test_reopen(void)
{
	struct finding_id id = finding_id_of(STR("r1"), STR("host:10.0.0.1"), STR(""));
	struct case_row c = find(id.c);
	struct case_seen later = seen("r1", "host:10.0.0.1", NOW + DAY);
	struct case_seen earlier = seen("r1", "host:10.0.0.1", NOW - 10);

	ok(act("officer1", &c, (struct case_act){.event = DO_CASE_VOID}) == E_DENIED, "an officer voids nothing: %s",
	   e.text);
	ok(act("manager1", &c, (struct case_act){.event = DO_CASE_VOID, .reason = STR("x")}) == E_DENIED,
	   "without basis: %s", e.text);
	ok(act("officer1", &c, (struct case_act){.event = DO_CASE_CONFIRM}) == 0, "confirmed %s", e.text);
	ok(act("officer1", &c, (struct case_act){.event = DO_CASE_CONFIRM}) < 0, "not twice from an old look: %s",
	   e.text);
	c = find(id.c);
	ok(ledger_begin(l, &e) == 0 &&
		   db_exec(ledger_db(l), "UPDATE cases SET state = 'closed', closed_at = 1800000000 WHERE rule = 'r1'",
			   &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "closed by hand, for the test");
	struct case_counts n = take("run-3", &earlier, 1);

	is_int(n.opened, 0, "what was seen before the closing does not open it again");
	n = take("run-4", &later, 1);
	ok(n.opened == 1 && n.reappeared == 1, "what is seen after it does");
	struct case_row again = find(id.c);

	ok(again.serial == 2 && str_ends(again.id, STR("-2")), "as a case of its own: %.*s", STR_ARG(again.id));
	is_str(again.reopened_from, str_c(id.c), "that names the old one");
	n = take("run-4", &later, 1);
	is_int(n.opened, 0, "once");
	ok(ledger_begin(l, &e) == 0 && db_exec(ledger_db(l), "DELETE FROM cases WHERE serial = 2", &e) == 0 &&
		   db_exec(ledger_db(l), "UPDATE cases SET state = 'confirmed', closed_at = 0 WHERE rule = 'r1'", &e) ==
			   0 &&
		   ledger_commit(l, &e) == 0,
	   "as before");
}

/* --- the table again, read by the test itself ----------------------------------------------------------------------------- */

enum {
	MANAGER = ROLE_BIT(ROLE_MANAGER),
	OFFICER = ROLE_BIT(ROLE_OFFICER),
	LEGAL = ROLE_BIT(ROLE_LEGAL),
	ISSUER = ROLE_BIT(ROLE_ISSUER),
	TECHNICIAN = ROLE_BIT(ROLE_TECHNICIAN),
	UNIT = ROLE_BIT(ROLE_UNIT),
	UNIT_LEADER = ROLE_BIT(ROLE_UNIT_LEADER),
	REASON = 1,
	BASIS = 2,
	EVIDENCE = 4
};
struct row {
	const char *machine, *from, *event, *to;
	roles roles;
	unsigned needs, taken;
};
static struct row table[] = {
#define MOVE(m, from, event, to, roles, needs) {#m, #from, #event, #to, roles, needs, 0},
#include "ledger/life.def"
};
struct word {
	const char *machine, *name, *key;
};
static const struct word states[] = {
#define STATE(m, name, key, final, zh, en) {#m, #name, key},
#include "ledger/life.def"
};
static const struct word events[] = {
#define EVENT(m, name, key, zh, en) {#m, #name, key},
#include "ledger/life.def"
};
static const struct {
	const char *machine, *a, *other, *b;
} apart[] = {
#define APART(m, a, n, b) {#m, #a, #n, #b},
#include "ledger/life.def"
};

static const char *key_of(const struct word *list, size_t n, const char *machine, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_c(list[i].machine), str_c(machine)) && str_eq(str_c(list[i].name), str_c(name)))
			return list[i].key;
	return "?";
}

static struct row *row_of(str event, str was, str became)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct row *r = &table[i];
		char full[80];

		snprintf(full, sizeof(full), "%s.%s", r->machine,
			 key_of(events, ARRAY_LEN(events), r->machine, r->event));
		if (str_ieq(event, str_c(full)) &&
		    str_eq(was, str_c(key_of(states, ARRAY_LEN(states), r->machine, r->from))) &&
		    str_eq(became, str_c(key_of(states, ARRAY_LEN(states), r->machine, r->to))))
			return r;
	}
	return NULL;
}

/* --- random acts of random persons ---------------------------------------------------------------------------------------- */

static uint64_t seed = 20261122;
static unsigned dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

#define PEOPLE 24
static char ids[PEOPLE][16];

static void people(void)
{
	static const struct {
		const char *id;
		roles set;
		const char *unit;
	} fixed[] = {{"officer1", OFFICER, ""},
		     {"officer2", OFFICER, ""},
		     {"officer3", OFFICER, ""},
		     {"manager1", MANAGER, ""},
		     {"manager2", MANAGER, ""},
		     {"legal1", LEGAL, ""},
		     {"issuer1", ISSUER, ""},
		     {"issuer2", ISSUER, ""},
		     {"unit1", UNIT, "U1"},
		     {"leader1", UNIT_LEADER, "U1"},
		     {"unit2", UNIT, "U2"},
		     {"finder", TECHNICIAN, "T1"},
		     {"spy", OFFICER | UNIT, "U1"},
		     {"all", OFFICER | MANAGER | LEGAL | ISSUER, ""},
		     {"all2", OFFICER | MANAGER | LEGAL | ISSUER, ""},
		     {"kin", OFFICER, "U1"}};
	size_t n = 0;

	for (; n < ARRAY_LEN(fixed); n++) {
		snprintf(ids[n], sizeof(ids[n]), "%s", fixed[n].id);
		put_person(fixed[n].id, fixed[n].set, fixed[n].unit);
	}
	for (; n < PEOPLE; n++) {
		roles set = 0;

		for (unsigned k = 0; k <= dice(3); k++)
			set |= ROLE_BIT(dice(ROLE_COUNT));
		snprintf(ids[n], sizeof(ids[n]), "p%zu", n);
		put_person(ids[n], set, dice(3) == 0 ? "U1" : "");
	}
}

static str given(unsigned bit, unsigned bits, str words)
{
	return bits & bit ? words : (str){0};
}

/* An event that the state allows, mostly; the many ways out seldom, else nothing goes far. */
static bool pick(enum life_state from, enum life_event *ret)
{
	size_t n = 0;
	const struct life_move *moves = life_moves(&n);

	if (dice(10) == 0) {
		do
			*ret = (enum life_event)dice(LIFE_EVENT_COUNT);
		while (life_machine_of_event(*ret) != life_machine_of_state(from));
		return true;
	}
	for (unsigned k = 0; k < 400; k++) {
		const struct life_move *m = &moves[dice((unsigned)n)];

		if (m->from != from)
			continue;
		*ret = m->event;
		bool back = m->event == DO_NOTICE_RETURN || m->event == DO_NOTICE_REJECT;

		return back ? dice(5) == 0
			    : !life_final(m->to) || m->to == AT_CASE_CLOSED ||
				       dice(m->from == AT_CASE_CONFIRMED ? 60 : 12) == 0;
	}
	return false;
}

static const str proofs[] = {STR_INIT("aa"), STR_INIT("bb")};
#define CASES 12
static struct finding_id cases[CASES];
static char notices[6000][16]; /* of cases and of others */
static size_t notice_count;

static str a_case_at(unsigned i)
{
	return str_c(cases[i].c);
}

static str a_case(void)
{
	return str_c(cases[dice(CASES)].c);
}

static int try_case(const struct person *p, unsigned bits)
{
	struct case_row c;

	TRY(case_find(l, a_case(), &mem, &c, &e));
	struct case_act a = {.event = DO_CASE_OPEN,
			     .actor = p,
			     .reason = given(1, bits, STR("r")),
			     .basis = given(2, bits, STR("b")),
			     .evidence = proofs,
			     .evidence_count = bits & 4 ? 1 : 0,
			     .same_as = a_case(),
			     .tester = str_c(ids[dice(4)]),
			     .notice = STR(""),
			     .due = dice(4) ? 0 : now + 10 * DAY};

	if (!pick(c.state, &a.event) || a.event == DO_CASE_OPEN)
		return E_DENIED;
	if (a.event == DO_CASE_RETEST)
		return case_retest(l, &c, &a, STR("unknown"), &e);
	/* These two are the notice's: it is served, it is revoked. */
	if (a.event == DO_CASE_NOTIFY || a.event == DO_CASE_RECALL)
		return E_DENIED;
	return case_move(l, &c, &a, NULL, &e);
}

static int try_extension(const struct person *p, unsigned bits)
{
	static const enum life_event list[] = {DO_EXTENSION_ASK, DO_EXTENSION_ENDORSE, DO_EXTENSION_GRANT,
					       DO_EXTENSION_REFUSE};
	struct case_row c;

	TRY(case_find(l, a_case(), &mem, &c, &e));
	struct case_act a = {.event = list[dice(4)],
			     .actor = p,
			     .reason = given(1, bits, STR("r")),
			     .basis = given(2, bits, STR("b"))};

	return case_extend(l, &c, &a, (c.due ? c.due : now) + DAY, &e);
}

/* Not about cases: about a penalty case, or about another paper; sometimes a record of it. */
static void about_something(struct notice_draft *d)
{
	bool other = notice_count && dice(2);

	d->case_count = 0;
	d->about = other ? STR("notice") : STR("penalty");
	d->subject = other ? str_c(notices[dice((unsigned)notice_count)]) : STR("p1");
	d->uscc = (str){0};
	d->record = dice(2);
	d->corrects = (str){0};
}

/* A penalty case that is investigated over and over: its papers have it behind them. */
static enum life_state penalty_at = AT_PENALTY_NONE, penalty_next;
static int try_penalty(const struct person *p)
{
	static const struct {
		enum life_state from;
		enum life_event event;
	} ways[] = {{AT_PENALTY_NONE, DO_PENALTY_OPEN},
		    {AT_PENALTY_CLUE, DO_PENALTY_FILE},
		    {AT_PENALTY_FILED, DO_PENALTY_INVESTIGATE},
		    {AT_PENALTY_FILED, DO_PENALTY_CONCLUDE},
		    {AT_PENALTY_INVESTIGATED, DO_PENALTY_INVESTIGATE}};
	unsigned k = dice(ARRAY_LEN(ways));
	enum life_state to;

	/* Few investigate: else nobody is left to review and issue. */
	if (ways[k].from != penalty_at || number("SELECT count(*) FROM step WHERE subject = 'p1'") > 30 ||
	    str_eq(p->id, STR("officer3")) || (p->roles & LEGAL))
		return E_DENIED;
	TRY(step_take(l,
		      &(struct step){.event = ways[k].event,
				     .from = penalty_at,
				     .subject = STR("p1"),
				     .actor = p,
				     .unit = STR("U1"),
				     .reason = STR("r"),
				     .basis = STR("b"),
				     .evidence = proofs,
				     .evidence_count = 1},
		      &to, &e));
	penalty_next = to;
	return 0;
}

static int try_draft(const struct person *p)
{
	struct case_row one, two;

	bool about = dice(3) == 0;

	/* Few at a time, so that they get somewhere. */
	if (number(about ? "SELECT count(*) FROM notices WHERE ended_at = 0 AND uscc = ''"
			 : "SELECT count(*) FROM notices WHERE ended_at = 0 AND uscc <> ''") > 3)
		return E_DENIED;

	TRY(case_find(l, a_case(), &mem, &one, &e));
	TRY(case_find(l, a_case(), &mem, &two, &e));
	str list[2] = {one.id, two.id};
	struct notice n;
	struct notice_draft d = {.kind = STR("k"),
				 .title = STR("t"),
				 .uscc = STR("U1"),
				 .cases = list,
				 .case_count = str_eq(list[0], list[1]) ? 1 : 1 + dice(2),
				 .facts = STR("f"),
				 .count = 15,
				 .count_unit = STR("days"),
				 .corrects = notice_count && dice(3) == 0 ? str_c(notices[dice((unsigned)notice_count)])
									  : (str){0}};

	if (about)
		about_something(&d);
	TRY(notice_draft(l, &d, p, &mem, &n, &e));
	if (notice_count < ARRAY_LEN(notices))
		snprintf(notices[notice_count++], sizeof(notices[0]), "%.*s", STR_ARG(n.id));
	return 0;
}

static int try_notice(const struct person *p, unsigned bits)
{
	struct notice n;
	unsigned newest = (unsigned)(notice_count < 9 ? notice_count : 9);

	if (notice_count == 0)
		return E_DENIED;
	TRY(notice_find(l, str_c(notices[notice_count - 1 - dice(newest)]), &mem, &n, &e));
	if (n.subject.n && dice(2))
		TRY(notice_find(l, str_c(notices[notice_count - 1 - dice(newest)]), &mem, &n, &e));
	struct notice_act a = {.event = DO_NOTICE_DRAFT,
			       .actor = p,
			       .reason = given(1, bits, STR("r")),
			       .basis = given(2, bits, STR("b")),
			       .evidence = proofs,
			       .evidence_count = bits & 4 ? 2 : 0,
			       .at = now,
			       .due = now + 15 * DAY};

	if (!pick(n.state, &a.event) || a.event == DO_NOTICE_DRAFT || a.event == DO_NOTICE_RECORD)
		return E_DENIED;
	if (a.event == DO_NOTICE_ISSUE || a.event == DO_NOTICE_FINISH)
		TRY(number_take(l, STR("试"), n.id, &mem, &a.number, &e));
	return notice_move(l, &n, &a, &e);
}

/* The steps that came with an act, beside what the test knows. */
static size_t wrong_state, wrong_row, wrong_role;
static int64_t last_leaf = -1;

static int look(void)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT s.subject, s.n, s.event, s.was, s.became, s.actor, s.role, s.leaf, "
			   "coalesce(b.became, ''), p.roles"
			   " FROM step s LEFT JOIN step b ON b.subject = s.subject AND b.n = s.n - 1"
			   " JOIN person p ON p.id = s.actor WHERE s.leaf > :last ORDER BY s.leaf"),
		       &st, &e));
	db_bind_int(st, "last", last_leaf);
	while ((rc = db_step(st, &e)) == 1) {
		struct row *r = row_of(db_text(st, 2), db_text(st, 3), db_text(st, 4));
		enum role role = ROLE_COUNT;

		wrong_state += !str_eq(db_text(st, 3), db_text(st, 8));
		wrong_row += !r;
		if (r)
			r->taken++;
		wrong_role += !role_parse(db_text(st, 6), &role) || !r || !(r->roles & ROLE_BIT(role)) ||
			      !((roles)db_int(st, 9) & ROLE_BIT(role));
		last_leaf = db_int(st, 7);
	}
	return rc;
}

/* All the findings are seen: those whose case is closed are new cases; what ended otherwise makes room for another finding. */
static unsigned age[CASES];
static int see_again(int64_t at)
{
	for (unsigned i = 0; i < CASES; i++) {
		struct case_row c;

		if (age[i] && case_find(l, a_case_at(i), &mem, &c, &e) == 0 &&
		    (!life_final(c.state) || c.state == AT_CASE_CLOSED))
			continue;
		age[i]++;
	}
	struct case_take t;
	struct case_counts c;
	struct case_source s = {.source = STR("again"), .tool = STR("probe"), .actor = &finder};

	TRY(case_take_begin(l, &t, &e));
	for (unsigned i = 0; i < CASES; i++) {
		char rule[32];

		snprintf(rule, sizeof(rule), "rule%u-%u", i, age[i]);
		struct case_seen f = seen(rule, "host:10.0.0.9", at);

		cases[i] = finding_id_of(str_c(rule), f.asset, (str){0});
		TRY(case_take_add(&t, &f, &e));
	}
	return case_take_end(&t, &s, &c, &e);
}

static bool is_ours(const char *machine)
{
	return str_eq(str_c(machine), STR("CASE")) || str_eq(str_c(machine), STR("NOTICE")) ||
	       str_eq(str_c(machine), STR("EXTENSION"));
}

static size_t not_taken(void)
{
	size_t n = 0;

	/* Penalty cases and lists have tests of their own (penalty_test.c). */
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		n += is_ours(table[i].machine) && table[i].taken == 0;
	return n;
}

static void random_acts(void)
{
	size_t done = 0, i = 0;
	size_t least = getenv("YICHA_PG") ? TRIES / 6 : TRIES;

	for (; i < least || (!getenv("YICHA_PG") && i < TRIES_MOST && (i % 100 || not_taken())); i++) {
		struct person p;
		unsigned bits = dice(4) ? 7 : dice(8), what = dice(10);
		int rc = ledger_begin(l, &e);

		arena_clear(&mem);
		if (rc == 0 && i % 64 == 63) {
			rc = see_again(NOW + 1 + (int64_t)i);
			rc = rc == 0 ? ledger_commit(l, &e) : rc;
			rc = rc == 0 ? ledger_begin(l, &e) : rc;
		}
		if (rc == 0)
			rc = ledger_person(l, str_c(ids[dice(dice(4) ? 12 : PEOPLE)]), &mem, &p, &e);
		if (rc == 0)
			rc = i % 40 == 7 ? try_penalty(&p)
			     : what < 4  ? try_case(&p, bits)
			     : what < 5  ? try_extension(&p, bits)
			     : what < 6  ? try_draft(&p)
					 : try_notice(&p, bits);
		if (rc == 0)
			rc = ledger_commit(l, &e);
		else
			ledger_rollback(l);
		if (rc == 0 && i % 40 == 7)
			penalty_at = penalty_next;
		if (rc < 0 && rc != E_DENIED && rc != E_NOTFOUND) {
			ok(false, "try %zu: %s", i, e.text);
			return;
		}
		done += rc == 0;
		if (rc == 0 && look() < 0) {
			ok(false, "%s", e.text);
			return;
		}
	}
	ok(done > i / 100, "of %zu tries %zu did something", i, done);
}

/* --- afterwards ----------------------------------------------------------------------------------------------------------- */

/* Steps of the same subject, or of a notice and its cases, by the same person. */
static int64_t both_sides(size_t i)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	bool same = str_eq(str_c(apart[i].machine), str_c(apart[i].other));
	char a[64], b[64];
	int64_t n = -1;

	snprintf(a, sizeof(a), "%s.%s", apart[i].machine,
		 key_of(events, ARRAY_LEN(events), apart[i].machine, apart[i].a));
	snprintf(b, sizeof(b), "%s.%s", apart[i].other, key_of(events, ARRAY_LEN(events), apart[i].other, apart[i].b));
	for (char *c = a; *c; c++)
		*c = (char)byte_lower((uint8_t)*c);
	for (char *c = b; *c; c++)
		*c = (char)byte_lower((uint8_t)*c);
	if (db_prepare(
		    ledger_db(l),
		    same ? STR("SELECT count(*) FROM step x JOIN step y ON y.subject = x.subject AND y.actor = x.actor"
			       " WHERE x.event = :a AND y.event = :b")
			 /* Only what came before counts: that of the subject is behind the paper, not the other way round. */
			 : STR("SELECT count(*) FROM step x JOIN (SELECT notice, subject FROM notice_case UNION ALL"
			       " SELECT notice, subject FROM notice_about WHERE about = 'penalty' UNION ALL SELECT"
			       " a.notice, c.subject FROM notice_about a JOIN notice_case c ON c.notice = a.subject"
			       " WHERE a.about = 'notice') k ON k.subject = x.subject JOIN step y ON y.subject ="
			       " k.notice AND y.actor = x.actor WHERE x.event = :a AND y.event = :b"
			       " AND (x.leaf < y.leaf OR x.event LIKE 'case.%')"),
		    &st, &e) < 0)
		return -1;
	db_bind_text(st, "a", str_c(a));
	db_bind_text(st, "b", str_c(b));
	if (db_step(st, &e) == 1)
		n = db_int(st, 0);
	db_reset(st);
	return n;
}

static void afterwards(void)
{
	size_t steps = 0;
	int64_t crossed = 0;

	is_int(wrong_state, 0, "every step began where the one before ended");
	is_int(wrong_row, 0, "every step is a row of the table");
	is_int(wrong_role, 0, "everybody held the role that the row names");
	for (size_t i = 0; i < ARRAY_LEN(apart); i++)
		crossed += both_sides(i);
	is_int(crossed, 0, "nobody stands on both sides of any of %zu pairs", ARRAY_LEN(apart));
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		steps += table[i].taken;
		if (is_ours(table[i].machine) && table[i].taken == 0)
			printf("# never: %s %s %s\n", table[i].machine, table[i].from, table[i].event);
	}
	is_int(getenv("YICHA_PG") ? 0 : not_taken(), 0,
	       "every row of the table was taken at least once, %zu steps in all", steps);
	is_int(number("SELECT count(*) FROM cases c WHERE c.state <> (SELECT s.became FROM step s WHERE s.subject = "
		      "c.id AND s.n ="
		      " (SELECT max(t.n) FROM step t WHERE t.subject = c.id))"),
	       0, "every case is where its last step left it");
	is_int(number("SELECT count(*) FROM notices c WHERE c.state <> (SELECT s.became FROM step s WHERE s.subject = "
		      "c.id AND s.n ="
		      " (SELECT max(t.n) FROM step t WHERE t.subject = c.id))"),
	       0, "so is every notice");
	is_int(number("SELECT count(*) FROM step s LEFT JOIN log_leaf f ON f.n = s.leaf AND f.kind = s.event AND "
		      "f.subject = s.subject"
		      " WHERE f.n IS NULL"),
	       0, "every step is a leaf of the log");
	is_int(number("SELECT count(*) FROM log_leaf WHERE kind LIKE 'case.%' OR kind LIKE 'notice.%' OR kind LIKE "
		      "'extension.%' OR kind LIKE 'penalty.%'"),
	       number("SELECT count(*) FROM step"), "and no leaf is without a step");
	is_int(number("SELECT count(*) FROM (SELECT k.subject FROM notice_case k JOIN notices n ON n.id = k.notice "
		      "WHERE n.state NOT IN"
		      " ('closed', 'corrected', 'revoked', 'withdrawn') AND n.corrects = '' GROUP BY k.subject HAVING "
		      "count(*) > 1) x"),
	       0, "no case is in two notices that live");
	str gap = {0};

	is_int(number_gap(l, &mem, &gap, &e), 0, "no gap in the register of numbers");
	is_int(number("SELECT count(*) FROM notices WHERE number = '' AND state IN ('issued', 'served', 'answered', "
		      "'closed')"),
	       0, "no issued notice without a number");
	ok(number("SELECT count(*) FROM doc_number") > 0, "numbers were given");
}

int main(void)
{
	const char *pg = getenv("YICHA_PG");
	struct store *s = NULL;

	arena_init(&mem, (size_t)64 << 20);
	if (!ok(store_open(pg ? pg : ":memory:", true, &s, &e) == 0 &&
			ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = NOW}, &l, &e) == 0,
		"a ledger%s", e.text))
		return tap_done();
	test_take();
	people();
	test_reopen();
	ok(ledger_begin(l, &e) == 0 && see_again(NOW) == 0 && ledger_commit(l, &e) == 0,
	   "findings for the random acts");
	/* Behind the acts stands the leaf of their rows. */
	last_leaf = number("SELECT max(n) FROM log_leaf") - CASES - 1;
	random_acts();
	afterwards();
	ledger_close(l);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
