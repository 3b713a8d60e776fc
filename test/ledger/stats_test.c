/*
 * The statistics against a recomputation from the log alone: cases go random ways, then every figure is counted again from the leaves. On
 * SQLite, and on PostgreSQL where $YICHA_PG names an empty database. And what is published tells nothing of open holes.
 */
#include "ledger/stats.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "format/json.h"
#include "ledger/case.h"
#include "ledger/publication.h"
#include "os/env.h"
#include "test/tap.h"

#define CASES 60
#define UNITS 3
#define DAYS 95

static arena mem;
static err e;
static struct store *store;
static struct ledger *l;
static uint64_t seed = 7;
static const char *const units[UNITS] = {"91440300708461136T", "91440101231245152Z", "91440300MA5DA1TX5K"};
static const char *const clauses[] = {"N3.2", "N3.3", "N3.6"};
static const str evidence[] = {STR_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")};

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
	if (ledger_open(store, &o, &l, &e) < 0)
		ok(false, "the ledger opens: %s", e.text);
}

static struct person person(const char *id, enum role role, const char *unit)
{
	return (struct person){.id = str_c(id),
			       .name = str_c(id),
			       .roles = ROLE_BIT(role),
			       .unit = str_c(unit),
			       .cert = str_c(id),
			       .active = true};
}

static void make_persons(void)
{
	struct person list[] = {person("o1", ROLE_OFFICER, ""),    person("o2", ROLE_OFFICER, ""),
				person("o3", ROLE_OFFICER, ""),    person("f1", ROLE_LEGAL, ""),
				person("i1", ROLE_ISSUER, ""),     person("m1", ROLE_MANAGER, ""),
				person("u0", ROLE_UNIT, units[0]), person("u1", ROLE_UNIT, units[1]),
				person("u2", ROLE_UNIT, units[2])};

	ok(ledger_begin(l, &e) == 0, "begin");
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		if (ledger_person_put(l, &list[i], &e) < 0)
			ok(false, "%s", e.text);
	}
	ok(ledger_commit(l, &e) == 0, "persons");
}

static const char *place_of(unsigned i)
{
	static const char *const places[] = {"6379/tcp", "6380/tcp", "6381/tcp", "6382/tcp", "6383/tcp", "6384/tcp"};

	return places[i / 10];
}

/* Sites, services, and of every tenth finding the unit itself. */
static void asset_of(unsigned i, char asset[static 64])
{
	if (i % 10 == 0)
		snprintf(asset, 64, "unit:%s", units[i % UNITS]);
	else if (i % 2)
		snprintf(asset, 64, "site:https://host%u.example:443", i);
	else
		snprintf(asset, 64, "service:tcp/10.0.0.%u:6379", i);
}

static void see(unsigned first, unsigned n, const char *source)
{
	struct person o1 = person("o1", ROLE_OFFICER, "");
	struct case_take t;
	struct case_counts counts = {0};
	struct case_source s = {.source = str_c(source), .tool = STR("yicha"), .actor = &o1};
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : case_take_begin(l, &t, &e);
	for (unsigned i = first; i < first + n && rc == 0; i++) {
		char asset[64];

		asset_of(i, asset);
		rc = case_take_add(&t,
				   &(struct case_seen){.rule = STR("N3.2/redis-open"),
						       .asset = str_c(asset),
						       .place = str_c(place_of(i)),
						       .title = STR("数据库未授权访问"),
						       .severity = i % 2 ? STR("high") : STR("low"),
						       .clause = str_c(clauses[i % 3]),
						       .says = STR("redis answers INFO without a password"),
						       .uscc = str_c(units[i % UNITS]),
						       .unit = STR("样本公司")},
				   &e);
	}
	rc = rc < 0 ? rc : case_take_end(&t, &s, &counts, &e);
	rc = rc < 0 ? rc : ledger_commit(l, &e);
	if (rc < 0) {
		ok(false, "cases: %s", e.text);
		ledger_rollback(l);
	}
}

/* --- random ways ---------------------------------------------------------------------------------------------------------- */

struct ids {
	char id[CASES * 3][40];
	size_t n;
};

static int gather(void *ctx, const struct case_row *c, err *err_)
{
	struct ids *i = ctx;

	(void)err_;
	if (i->n < CASES * 3 && !life_final(c->state))
		snprintf(i->id[i->n++], sizeof(i->id[0]), "%.*s", STR_ARG(c->id));
	return 0;
}

/* One event that leads on, by somebody who may. */
static bool go(const char *id)
{
	AUTO(arena_clear) arena own;
	struct case_row c;
	char unit[4];
	struct person by = person("o2", ROLE_OFFICER, "");
	struct case_act a = {
		.actor = &by, .reason = STR("r"), .basis = STR("b"), .evidence = evidence, .evidence_count = 1};

	arena_init(&own, (size_t)1 << 20);
	if (case_find(l, str_c(id), &own, &c, &e) < 0)
		return ok(false, "%s", e.text);
	for (unsigned i = 0; i < UNITS; i++) {
		if (str_eq(c.uscc, str_c(units[i])))
			snprintf(unit, sizeof(unit), "u%u", i % 10);
	}
	if (life_final(c.state)) /* came to its end this very day */
		return true;
	switch ((int)c.state) {
	case AT_CASE_SUSPECTED:
		a.event = dice(10) ? DO_CASE_CONFIRM : DO_CASE_DISMISS;
		break;
	case AT_CASE_CONFIRMED:
		a.event = DO_CASE_NOTIFY;
		a.due = dice(6) ? ledger_now(l) + (int64_t)(1 + dice(20)) * 86400 : 0;
		break;
	case AT_CASE_NOTIFIED:
	case AT_CASE_RETURNED:
		a.event = DO_CASE_ACCEPT;
		by = person(unit, ROLE_UNIT, "");
		by.unit = c.uscc;
		break;
	case AT_CASE_RECTIFYING:
		a.event = DO_CASE_REPORT;
		by = person(unit, ROLE_UNIT, "");
		by.unit = c.uscc;
		break;
	case AT_CASE_SUBMITTED:
		a.event = dice(4) ? DO_CASE_ASSIGN : DO_CASE_RETURN;
		a.tester = STR("o3");
		break;
	default:
		by = person("o3", ROLE_OFFICER, "");
		a.event = dice(4) ? DO_CASE_PASS : DO_CASE_FAIL;
		break;
	}
	int rc = ledger_begin(l, &e);

	if (rc == 0 && c.state == AT_CASE_RETESTING) {
		struct case_act test = a;

		test.event = DO_CASE_RETEST;
		rc = case_retest(l, &c, &test, a.event == DO_CASE_PASS ? STR("pass") : STR("fail"), &e);
	}
	rc = rc < 0 ? rc : case_move(l, &c, &a, NULL, &e);
	rc = rc < 0 ? rc : ledger_commit(l, &e);
	if (rc < 0)
		ledger_rollback(l);
	return rc == 0 ? true : ok(false, "%s: %s", life_event_key(a.event), e.text);
}

static void walk(void)
{
	static struct ids open;
	int64_t now = 1767600000; /* January 2026 */

	for (unsigned day = 0; day < DAYS; day++) {
		char source[32];
		struct case_filter f = {.state = AT_CASE_NONE};

		now += 86400 + dice(7200);
		clock_at(now);
		snprintf(source, sizeof(source), "run%u", day);
		if (day == 0)
			see(0, CASES, source);
		else if (day % 40 == 0) /* what was closed by then is there again */
			see(0, CASES / 3, source);
		open.n = 0;
		if (case_each(l, &f, gather, &open, &e) < 0)
			ok(false, "%s", e.text);
		for (unsigned i = 0; i < 5 && open.n; i++)
			go(open.id[dice((unsigned)open.n)]);
	}
}

/* --- counted again from the log --------------------------------------------------------------------------------------------- */

struct told {
	char id[40];
	char state[24];
	unsigned n; /* of its asset: gives clause, unit, severity */
	int64_t notified, reported, closed, due;
};
static struct told told[CASES * 6];
static size_t told_count;

static struct told *told_of(str id)
{
	for (size_t i = 0; i < told_count; i++) {
		if (str_eq(str_c(told[i].id), id))
			return &told[i];
	}
	if (told_count == CASES * 6)
		return NULL;
	struct told *t = &told[told_count++];

	*t = (struct told){0};
	snprintf(t->id, sizeof(t->id), "%.*s", STR_ARG(id));
	/* Which of the findings it is: their numbers are known. */
	for (unsigned i = 0; i < CASES; i++) {
		char asset[64];

		asset_of(i, asset);
		struct finding_id f = finding_id_of(STR("N3.2/redis-open"), str_c(asset), str_c(place_of(i)));

		if (str_starts(id, str_c(f.c)))
			t->n = i;
	}
	return t;
}

static bool read_leaf(str data)
{
	AUTO(arena_clear) arena own;
	struct json_doc d;
	str kind = {0}, subject = {0}, to = {0};
	int64_t at = 0, due = 0;

	arena_init(&own, (size_t)1 << 20);
	if (json_parse(data, JSON_CANONICAL, &own, &d) != PARSE_OK || !json_get_text(d.root, "kind", &kind) ||
	    !json_get_text(d.root, "subject", &subject) || !json_get_int(d.root, "at", &at))
		return false;
	const struct json *body = json_get_object(d.root, "body");

	if (!str_starts(kind, STR("case.")) || !body || !json_get_text(body, "to", &to))
		return true; /* something else, or what comes with a case */
	struct told *t = told_of(subject);

	if (!t)
		return false;
	snprintf(t->state, sizeof(t->state), "%.*s", STR_ARG(to));
	if (json_get_int(json_get_object(body, "also"), "due", &due) && due)
		t->due = due;
	if (str_eq(kind, STR("case.notify")))
		t->notified = at;
	if (str_eq(kind, STR("case.report")))
		t->reported = at;
	if (str_eq(kind, STR("case.pass")))
		t->closed = at;
	return true;
}

static void read_log(void)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	size_t leaves = 0, bad = 0;
	int rc = db_prepare(ledger_db(l), STR("SELECT data FROM log_leaf ORDER BY n"), &st, &e);

	told_count = 0;
	while (rc >= 0 && (rc = db_step(st, &e)) == 1) {
		leaves++;
		bad += !read_leaf(db_text(st, 0));
	}
	ok(rc == 0 && bad == 0 && told_count >= CASES, "%zu leaves tell of %zu cases: %s", leaves, told_count, e.text);
}

static int ascending(const void *a, const void *b)
{
	return *(const int64_t *)a < *(const int64_t *)b ? -1 : 1;
}

static const char *group(const struct told *t, enum stats_by by)
{
	return by == STATS_CLAUSE     ? clauses[t->n % 3]
	       : by == STATS_UNIT     ? units[t->n % UNITS]
	       : by == STATS_SEVERITY ? (t->n % 2 ? "high" : "low")
				      : "";
}

static struct stats_row again(enum stats_by by, str key, int64_t now)
{
	struct stats_row r = {.key = key, .median = -1};
	int64_t spans[CASES * 6];
	size_t n = 0;

	for (size_t i = 0; i < told_count; i++) {
		const struct told *t = &told[i];
		str s = str_c(t->state);
		bool closed = str_eq(s, STR("closed"));
		bool answered = closed || str_eq(s, STR("submitted")) || str_eq(s, STR("retesting"));

		if (!str_eq(str_c(group(t, by)), key) || str_eq(s, STR("suspected")) ||
		    str_eq(s, STR("false-positive")))
			continue;
		r.total++;
		r.closed += closed;
		r.recurred += str_has(str_c(t->id), STR("-"));
		if (t->due && (answered || now >= t->due)) {
			r.timed++;
			r.on_time += answered && t->reported < t->due;
			r.overdue += !answered;
		}
		if (closed)
			spans[n++] = t->closed - t->notified;
	}
	r.measured = n;
	if (n) {
		qsort(spans, n, sizeof(spans[0]), ascending);
		r.median = (spans[(n - 1) / 2] + spans[n / 2]) / 2;
	}
	return r;
}

static void compare(enum stats_by by)
{
	struct stats_row *rows = NULL;
	size_t n = 0;
	uint64_t total = 0;

	ok(stats_count(l, by, 0, 0, &mem, &rows, &n, &e) == 0, "counted by %s: %s", stats_by_key(by), e.text);
	for (size_t i = 0; i < n; i++) {
		struct stats_row want = again(by, rows[i].key, ledger_now(l));
		const struct stats_row *got = &rows[i];

		total += got->total;
		ok(got->total == want.total && got->closed == want.closed && got->timed == want.timed &&
			   got->on_time == want.on_time && got->overdue == want.overdue &&
			   got->recurred == want.recurred && got->measured == want.measured &&
			   got->median == want.median,
		   "%s \"%.*s\": %llu, closed %llu, timed %llu, on time %llu, overdue %llu, again %llu, median %lld: "
		   "as the log says",
		   stats_by_key(by), STR_ARG(got->key), (unsigned long long)got->total, (unsigned long long)got->closed,
		   (unsigned long long)got->timed, (unsigned long long)got->on_time, (unsigned long long)got->overdue,
		   (unsigned long long)got->recurred, (long long)got->median);
	}
	if (by == STATS_ALL)
		ok(n == 1 && rows[0].closed > 5 && rows[0].recurred > 0 && rows[0].overdue > 0 &&
			   rows[0].on_time < rows[0].timed,
		   "the walk has something of everything");
	is_int(total, again(STATS_ALL, (str){0}, ledger_now(l)).total, "and the groups make the whole");
}

/* --- what is made public ------------------------------------------------------------------------------------------------------ */

static int draft(const char *text)
{
	struct person o1 = person("o1", ROLE_OFFICER, "");
	struct publication p;
	struct publication_new n = {.kind = STR("bulletin"),
				    .subject = STR("bulletin x"),
				    .title = STR("通报"),
				    .text = str_c(text),
				    .reason = STR("r"),
				    .actor = &o1};
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : publication_draft(l, &n, &mem, &p, &e);
	ledger_rollback(l);
	return rc;
}

static void test_public(void)
{
	size_t open = 0, refused = 0, services = 0;

	for (size_t i = 0; i < told_count; i++) {
		const struct told *t = &told[i];
		char text[96];

		if (str_eq(str_c(t->state), STR("closed")) || str_eq(str_c(t->state), STR("false-positive")) ||
		    t->n % 10 == 0)
			continue;
		snprintf(text, sizeof(text), t->n % 2 ? "问题在 HOST%u.example 上。" : "问题在 10.0.0.%u 上。", t->n);
		open++;
		services += t->n % 2 == 0;
		refused += draft(text) == E_DENIED;
	}
	ok(open > 3 && services && open == refused, "%zu open holes' hosts and addresses are not told: %s", open,
	   e.text);
	ok(draft("共发现问题三个。") == 0, "figures are no detail");
	ok(draft("样本公司（91440300708461136T）、（91440101231245152Z）、（91440300MA5DA1TX5K）") == 0,
	   "units may be named, also where the problem is the unit's own: %s", e.text);
	ok(draft("redis answers INFO without a password") == E_DENIED, "and its words");
	ok(draft("端口 6379/tcp 可访问") == E_DENIED, "and its place");
	ok(draft("检查项 N3.2/redis-open") == E_DENIED, "and its rule");
}

int main(void)
{
	const char *pg = os_env("YICHA_PG");
	/* After penalty_test the same database is not empty: its persons and cases of others do not count here. */
	const char *where = pg ? pg : ":memory:";

	arena_init(&mem, (size_t)256 << 20);
	if (!ok(store_open(where, true, &store, &e) == 0, "a store: %s", e.text))
		return tap_done();
	clock_at(1767600000);
	make_persons();
	walk();
	read_log();
	for (unsigned by = 0; by < STATS_BY_COUNT; by++) {
		if (by != STATS_TYPE && by != STATS_REGION)
			compare((enum stats_by)by);
	}
	is_int(stats_rate(1, 3), 333, "a third");
	is_int(stats_rate(2, 3), 667, "two thirds, rounded");
	is_int(stats_rate(0, 0), 0, "nothing of nothing");
	test_public();
	ledger_close(l);
	store_close(store);
	arena_clear(&mem);
	return tap_done();
}
