/* The table of verdicts, on checks of this test (test/judge/checks), over runs put together by hand; on SQLite, and on
 * PostgreSQL where $YICHA_PG names an empty database (postgres_test.sh). */
#include "judge/judge.h"

#include "judge/readonly.h"
#include "os/env.h"
#include "test/tap.h"

static err e;
static struct checks checks;
static struct store *s;
static arena mem;

static const enum fact_id web_fills[] = {FACT_web_page, FACT_icp_mark, FACT_web_leak};
static const enum fact_id tls_fills[] = {FACT_tls_version};
static const enum fact_id filing_fills[] = {FACT_icp_filing};

/* A run being put together: one unit, sites numbered from 0. */
struct made {
	struct store_run run;
	int64_t web;
	int64_t tls;
	int64_t filing;
	int64_t unit;
	int64_t sites[16];
	int64_t judgement;
};

static void must_be(int rc)
{
	if (rc < 0)
		ok(false, "store: %s", e.text);
}

static struct made make_run(int64_t at, int sites)
{
	struct made m = {.run = {.began = at, .unit = STR("甲"), .province = STR("粤")}};

	must_be(store_run_new(s, &m.run, &mem, &e));
	must_be(store_begin(s, &e));
	must_be(store_sweep(s, m.run.n, STR("web"), 1, web_fills, 3, &m.web, &e));
	must_be(store_sweep(s, m.run.n, STR("tls"), 1, tls_fills, 1, &m.tls, &e));
	must_be(store_sweep(s, m.run.n, STR("filing"), 1, filing_fills, 1, &m.filing, &e));
	must_be(store_asset_put(s, m.run.n, STR("unit:91440300MA0000XY5L"), STR(""), &m.unit, NULL, &e));
	for (int i = 0; i < sites; i++) {
		char key[64];

		snprintf(key, sizeof(key), "site:http://s%02d.cn:80", i);
		must_be(store_asset_put(s, m.run.n, str_c(key), STR("shop"), &m.sites[i], NULL, &e));
	}
	must_be(store_commit(s, &e));
	return m;
}

static void commit(const struct made *m, int64_t asset, int64_t sweep, struct sink *k)
{
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1};
	struct store_found found;

	must_be(store_begin(s, &e));
	must_be(store_plan(s, m->run.n, asset, sweep, 0, &e));
	if (k) {
		must_be(store_commit_batch(s, &c, buf_str(&k->b), &mem, &found, &e));
		ok(!found.malformed, "a sound batch");
	}
	must_be(store_commit(s, &e));
}

struct site {
	int status;
	bool mark;
	bool leak;
	enum collected_status end;
	const char *title;
	bool gap_mark;
	bool gap_leak;
};

static void put_site(const struct made *m, int i, struct site t)
{
	struct sink k;

	sink_init(&k, 1 << 20, store_key(s));
	uint32_t page = sink_evidence(&k, "text/html", STR("<html>"));

	if (t.status)
		sink_put(&k, web_page, .evidence = page, .url = STR("http://s/"), .home = true, .status = t.status,
			 .title = str_c(t.title));
	if (t.mark)
		sink_put(&k, icp_mark, .url = STR("http://s/"), .number = STR("粤ICP备1号"));
	if (t.leak)
		sink_put(&k, web_leak, .evidence = page, .url = STR("http://s/.git/"), .kind = STR("git"));
	if (t.gap_mark)
		sink_gap(&k, FACT_icp_mark, "page cut at the ceiling");
	if (t.gap_leak)
		sink_gap(&k, FACT_web_leak, "not every path was tried");
	sink_end(&k, t.end, t.end == COLLECTED_DONE ? "" : "no answer in time");
	commit(m, m->sites[i], m->web, &k);
	sink_release(&k);
}

static void put_register(const struct made *m, enum collected_status end)
{
	struct sink k;

	sink_init(&k, 1 << 20, store_key(s));
	if (end == COLLECTED_DONE)
		sink_put(&k, icp_filing, .number = STR("粤ICP备1号"), .own = true);
	sink_end(&k, end, end == COLLECTED_DONE ? "" : "the scope names no list");
	commit(m, m->unit, m->filing, &k);
	sink_release(&k);
}

static void put_tls(const struct made *m, int i, const char *version, int number)
{
	struct sink k;

	sink_init(&k, 1 << 20, store_key(s));
	sink_put(&k, tls_version, .name = str_c(version), .number = number, .offered = true);
	sink_end(&k, COLLECTED_DONE, "");
	commit(m, m->sites[i], m->tls, &k);
	sink_release(&k);
}

static void judge(struct made *m)
{
	struct judge_conf conf = {.store = s, .run = m->run.n, .checks = &checks, .version = "test", .at = 99};

	ok(judge_run(&conf, &m->judgement, &e) == 0, "judged: %s", e.text);
}

static const char *verdict_of(const struct made *m, const char *check, int64_t asset)
{
	static const char *const names[] = {"pass", "fail", "unknown", "na"};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc = db_prepare(
		store_db(s),
		STR("SELECT v.verdict, v.at_least FROM verdict v JOIN judged j ON j.judgement = v.judgement"
		    " AND j.n = v.judged WHERE v.judgement = :j AND j.check_id = :c AND v.asset = :a ORDER BY v.n"),
		&st, &e);

	must_be(rc);
	db_bind_int(st, "j", m->judgement);
	db_bind_text(st, "c", str_c(check));
	db_bind_int(st, "a", asset);
	rc = db_step(st, &e);
	if (rc == 1 && db_bool(st, 1))
		return "fail+";
	return rc == 1 ? names[db_int(st, 0)] : rc == 0 ? "pass" : "error";
}

#define IS(check, site, want)                                                                                          \
	is_str(str_c(verdict_of(&m, check, m.sites[site])), str_c(want), "%s of site %d is %s", check, site, want)

struct coverage_seen {
	const char *check;
	struct store_coverage got;
	char error[400];
};

static int see_coverage(void *ctx, const struct store_coverage *c, err *)
{
	struct coverage_seen *seen = ctx;

	if (!str_eq(c->check, str_c(seen->check)))
		return 0;
	seen->got = *c;
	snprintf(seen->error, sizeof(seen->error), "%.*s", STR_ARG(c->error));
	return 0;
}

static struct coverage_seen coverage(const struct made *m, const char *check)
{
	struct coverage_seen seen = {.check = check};

	must_be(store_coverage_each(s, m->judgement, see_coverage, &seen, &e));
	return seen;
}

static void is_counts(const struct made *m, const char *check, const uint64_t want[VERDICT_COUNT])
{
	struct coverage_seen seen = coverage(m, check);

	for (int v = 0; v < VERDICT_COUNT; v++)
		is_int(seen.got.counts.by[v], want[v], "%s: number of verdicts %d", check, v);
}

static void test_table(void)
{
	struct made m = make_run(1000000, 9);

	put_site(&m, 0, (struct site){.status = 200});
	put_site(&m, 1, (struct site){.status = 200, .mark = true, .leak = true});
	put_site(&m, 2, (struct site){.status = 404});
	put_site(&m, 3, (struct site){.status = 200, .leak = true, .gap_mark = true, .gap_leak = true});
	put_site(&m, 4, (struct site){.end = COLLECTED_FAILED});
	put_site(&m, 5, (struct site){.status = 200, .mark = true, .end = COLLECTED_PARTIAL});
	commit(&m, m.sites[6], m.web, NULL); /* planned, then the program was killed */
	/* site 7: never planned */
	put_site(&m, 8, (struct site){.status = 200, .leak = true, .gap_mark = true, .end = COLLECTED_PARTIAL});
	put_register(&m, COLLECTED_DONE);
	put_tls(&m, 0, "TLSv1.0", 0x301);
	put_tls(&m, 1, "TLSv1.2", 0x303);
	judge(&m);
	IS("N3.6/absence", 0, "fail");
	IS("N3.6/absence", 1, "pass");
	IS("N3.6/absence", 2, "na");
	IS("N3.6/absence", 3, "unknown");
	IS("N3.6/absence", 4, "unknown");
	IS("N3.6/absence", 5, "unknown");
	IS("N3.6/absence", 6, "unknown");
	IS("N3.6/absence", 7, "na");
	is_counts(&m, "N3.6/absence", (uint64_t[]){1, 1, 5, 2});
	IS("N3.2/presence", 0, "pass");
	IS("N3.2/presence", 1, "fail");
	IS("N3.2/presence", 3, "fail+");
	IS("N3.2/presence", 4, "unknown");
	IS("N3.2/presence", 5, "unknown");
	IS("N3.2/presence", 6, "unknown");
	IS("N3.2/presence", 7, "na");
	IS("N3.2/presence", 8, "fail");
	is_counts(&m, "N3.2/presence", (uint64_t[]){2, 3, 3, 1});
	IS("N3.2/tls", 0, "fail");
	IS("N3.2/tls", 1, "pass");
	IS("N3.2/tls", 2, "na");
	IS("N3.6/register", 1, "pass");
	is_str(str_c(verdict_of(&m, "N3.2/over-unit", m.unit)), STR("unknown"),
	       "the unit is not judged on half its sites");
	struct coverage_seen broken = coverage(&m, "N3.2/zz-broken");

	is_int(broken.got.counts.by[VERDICT_UNKNOWN], 9, "a broken check makes all unknown");
	ok(str_has(str_c(broken.error), STR("zz-broken.sql:13")), "and says why: %s", broken.error);
	ok(coverage(&m, "N3.6/zz-stray").error[0] != 0, "rows about other kinds are told");
}

static void test_register(void)
{
	struct made m = make_run(1000000, 2);

	put_site(&m, 0, (struct site){.status = 200, .mark = true});
	put_site(&m, 1, (struct site){.status = 200});
	put_register(&m, COLLECTED_SKIPPED);
	judge(&m);
	IS("N3.6/register", 0, "unknown");
	IS("N3.6/register", 1, "unknown");
	struct made none = make_run(1000000, 1);

	m = none;
	put_site(&m, 0, (struct site){.status = 200, .mark = true});
	judge(&m);
	IS("N3.6/register", 0, "unknown");
}

static void test_unit(void)
{
	struct made m = make_run(1000000, 3);

	for (int i = 0; i < 3; i++)
		put_site(&m, i, (struct site){.status = 200, .leak = i < 2});
	judge(&m);
	is_str(str_c(verdict_of(&m, "N3.2/over-unit", m.unit)), STR("fail"), "two leaks are more than :most");
	m = make_run(1000001, 3);
	for (int i = 0; i < 3; i++)
		put_site(&m, i, (struct site){.status = 200, .leak = i < 1});
	judge(&m);
	is_str(str_c(verdict_of(&m, "N3.2/over-unit", m.unit)), STR("pass"), "one is not");
	is_counts(&m, "N3.2/over-unit", (uint64_t[]){1, 0, 0, 0});
}

static void test_before(void)
{
	struct made old = make_run(2000000, 4);

	put_site(&old, 0, (struct site){.status = 200, .title = "a"});
	put_site(&old, 1, (struct site){.status = 200, .title = "a"});
	put_site(&old, 2, (struct site){.status = 200, .title = "z", .end = COLLECTED_PARTIAL});
	put_site(&old, 3, (struct site){.status = 200, .title = "a"});
	struct made middle = make_run(2100000, 4);

	put_site(&middle, 3, (struct site){.status = 200, .title = "b"});
	struct made m = make_run(2200000, 4);

	for (int i = 0; i < 4; i++)
		put_site(&m, i, (struct site){.status = 200, .title = i == 1 ? "a" : "b"});
	judge(&m);
	IS("N3.2/changed", 0, "fail");
	IS("N3.2/changed", 1, "pass");
	IS("N3.2/changed", 3, "pass");
	/* What was cut short is no base for comparison: the complete one of a run before it (without a title) is. */
	IS("N3.2/changed", 2, "fail");
}

struct problem_seen {
	int n;
	char text[400];
	char finding[20];
	int64_t first_seen;
	int64_t evidence;
	char mark[20];
};

static int see_problem(void *ctx, const struct store_problem *p, err *)
{
	struct problem_seen *seen = ctx;
	AUTO(buf_release) buf b;

	buf_init(&b, 1000);
	store_problem_fill(p, STR("{kind} at {url}, {{no}, {none"), &b);
	snprintf(seen->text, sizeof(seen->text), "%s", buf_c(&b));
	snprintf(seen->finding, sizeof(seen->finding), "%.*s", STR_ARG(p->finding));
	snprintf(seen->mark, sizeof(seen->mark), "%.*s", STR_ARG(p->mark));
	seen->first_seen = p->first_seen;
	seen->evidence = p->evidence;
	seen->n++;
	return 0;
}

static struct problem_seen problems(const struct made *m, const char *check)
{
	struct problem_seen seen = {0};

	must_be(store_problem_each(s, m->judgement, coverage(m, check).got.n, 100, see_problem, &seen, &e));
	return seen;
}

struct diff_seen {
	int n[CHANGE_COUNT];
	bool ordered;
	enum run_change last;
};

static int see_change(void *ctx, enum run_change change, const struct store_finding *f, err *)
{
	struct diff_seen *seen = ctx;

	if (change < seen->last)
		seen->ordered = false;
	seen->last = change;
	if (str_eq(f->check, STR("N3.2/presence")))
		seen->n[change]++;
	return 0;
}

static int see_unexamined(void *ctx, const struct casefile_unexamined *u, err *)
{
	uint64_t *n = ctx;

	if (!u->is_check && str_eq(u->what, STR("web")) && str_eq(u->reason, STR("no answer in time")))
		n[0] += u->count;
	if (u->is_check && str_eq(u->what, STR("N3.2/presence")) && str_eq(u->reason, STR("no answer in time")))
		n[1] += u->count;
	return 0;
}

static void test_findings(void)
{
	struct made a = make_run(3000000, 6);

	for (int i = 0; i < 5; i++)
		put_site(&a, i, (struct site){.status = 200, .leak = i < 4});
	judge(&a);
	struct problem_seen first = problems(&a, "N3.2/presence");

	is_int(first.n, 4, "four problems");
	is_str(str_c(first.text), STR("git at http://s/.git/, {no}, {none"), "texts are filled from the row");
	ok(first.evidence > 0, "with evidence");
	is_int(first.first_seen, 1000000, "a finding keeps when it was first seen, over all runs");
	struct store_finding f;

	ok(store_finding_find(s, str_sub(str_c(first.finding), 0, 9), &mem, &f, &e) == 0, "found by its beginning: %s",
	   e.text);
	f.mark = MARK_FALSE_POSITIVE;
	f.mark_reason = STR("a decoy");
	f.mark_who = STR("zhang");
	f.mark_at = 7;
	ok(store_finding_mark(s, &f, &e) == 0, "marked: %s", e.text);
	is_str(str_c(problems(&a, "N3.2/presence").mark), STR("false-positive"), "the mark is read with the problem");
	f.mark = MARK_NONE;
	ok(store_finding_mark(s, &f, &e) == 0, "and taken away");
	is_str(str_c(problems(&a, "N3.2/presence").mark), STR(""), "again");

	struct made b = make_run(3100000, 4);
	struct diff_seen diff = {.ordered = true};
	uint64_t unexamined[2] = {0};
	uint64_t left = 0;

	put_site(&b, 0, (struct site){.status = 200, .leak = true});
	put_site(&b, 1, (struct site){.status = 200});
	put_site(&b, 2, (struct site){.end = COLLECTED_FAILED});
	put_site(&b, 3, (struct site){.end = COLLECTED_FAILED});
	judge(&b);
	ok(store_run_diff(s, a.run.n, b.run.n, see_change, &diff, &e) == 0 && diff.ordered, "compared: %s", e.text);
	is_int(diff.n[CHANGE_SAME], 1, "one the same");
	is_int(diff.n[CHANGE_MENDED], 1, "one mended");
	is_int(diff.n[CHANGE_UNEXAMINED], 2, "two no longer examined");
	is_int(diff.n[CHANGE_NEW], 0, "none new");
	diff = (struct diff_seen){.ordered = true};
	ok(store_run_diff(s, b.run.n, a.run.n, see_change, &diff, &e) == 0, "the other way round");
	is_int(diff.n[CHANGE_NEW], 3, "three new");
	ok(store_unexamined_each(s, b.judgement, 1000, see_unexamined, unexamined, &left, &e) == 0 && left == 0,
	   "what was not examined: %s", e.text);
	is_int(unexamined[0], 2, "two collections, folded");
	is_int(unexamined[1], 2, "two verdicts, folded");
	ok(store_unexamined_each(s, b.judgement, 1, see_unexamined, unexamined, &left, &e) == 0 && left > 0,
	   "past the ceiling they are counted");
}

static void test_again(void)
{
	struct made m = make_run(4000000, 1);
	struct store_judgement latest;

	put_site(&m, 0, (struct site){.status = 200, .leak = true});
	judge(&m);
	int64_t first = m.judgement;

	judge(&m);
	ok(m.judgement > first, "a second judgement is another row");
	ok(store_judgement_latest(s, m.run.n, &mem, &latest, &e) == 1 && latest.id == m.judgement, "the latest holds");
	m.judgement = first;
	IS("N3.2/presence", 0, "fail");
	struct judge_conf conf = {
		.store = s, .run = m.run.n, .checks = &checks, .only = "N3.6/none", .version = "test", .at = 99};

	ok(judge_run(&conf, &first, &e) == E_NOTFOUND, "no such check: %s", e.text);
	conf.run = 999999;
	ok(judge_run(&conf, &first, &e) == E_NOTFOUND, "no such run: %s", e.text);
}

static void test_endless(void)
{
	struct made m = make_run(5000000, 2);
	struct checks endless = {0};
	struct judge_conf conf = {
		.store = s, .run = m.run.n, .checks = &endless, .version = "test", .at = 99, .limit_ms = 2000};

	put_site(&m, 0, (struct site){.status = 200});
	ok(checks_load(&endless, "test/judge/endless", true, &e) == 0, "a check without an end: %s", e.text);
	ok(judge_run(&conf, &m.judgement, &e) == 0, "is ended: %s", e.text);
	is_str(str_c(verdict_of(&m, "N3.2/endless", m.sites[0])), STR("unknown"), "and says nothing about its assets");
	ok(str_has(str_c(coverage(&m, "N3.2/endless").error), STR("longer")), "with the reason: %s",
	   coverage(&m, "N3.2/endless").error);
	checks_release(&endless);
}

struct seen_rows {
	uint64_t n;
	char first[200];
};

static int see_row(void *ctx, struct db_stmt *row, uint64_t n, err *)
{
	struct seen_rows *seen = ctx;

	if (n == 0)
		snprintf(seen->first, sizeof(seen->first), "%s=%.*s", db_column_name(row, 0), STR_ARG(db_text(row, 0)));
	seen->n++;
	return 0;
}

static void query(const char *sql, bool good)
{
	struct seen_rows seen = {0};
	int rc = readonly_query(s, str_c(sql), see_row, &seen, &e);

	ok((rc == 0) == good, "%s: %s%s%s", good ? "taken" : "refused", sql, good ? "" : "  # ", good ? "" : e.text);
}

/* The last test of a store: it is locked then. */
static void test_readonly(void)
{
	struct made m = make_run(6000000, 2);
	struct seen_rows seen = {0};

	put_site(&m, 0, (struct site){.status = 200, .leak = true});
	judge(&m);
	ok(readonly_lock(s, m.run.n, m.judgement, 60000, &e) == 0, "locked: %s", e.text);
	ok(readonly_query(s, STR("SELECT url, status FROM web_page ; "), see_row, &seen, &e) == 0, "a question: %s",
	   e.text);
	is_int(seen.n, 1, "is answered from the one run");
	is_str(str_c(seen.first), STR("url=http://s/"), "by its rows");
	seen.n = 0;
	ok(readonly_query(s, STR("SELECT key FROM verdicts WHERE check_id = 'N3.2/presence' AND verdict = 'fail'"),
			  see_row, &seen, &e) == 0 &&
		   seen.n == 1,
	   "verdicts are a view: %s", e.text);
	query("WITH x AS (SELECT COUNT(*) AS n FROM web_leak) SELECT n FROM x", true);
	query("SELECT a.key, u.name FROM asset a, unit u", true);
	query("SELECT UPPER(url) FROM web_page WHERE url LIKE '%s%'", true);
	query("DELETE FROM web_page", false);
	query("SELECT 1; DELETE FROM run", false);
	query("WITH x AS (SELECT 1 AS n) DELETE FROM fact_web_page", false);
	query("SELECT nothing_like_it FROM web_page", false);
	query("PRAGMA query_only = off", false);
	query("SELECT value FROM secret", false);
	query("SELECT scope_bytes FROM run", false);
	query("SELECT load_extension('x')", false);
}

static void test_on(const char *where)
{
	arena_init(&mem, 32u << 20);
	ok(store_open(where, true, &s, &e) == 0, "open %s: %s", where, e.text);
	if (!s)
		return;
	test_table();
	test_register();
	test_unit();
	test_before();
	test_findings();
	test_again();
	test_endless();
	test_readonly();
	store_close(s);
	s = NULL;
	arena_clear(&mem);
}

int main(void)
{
	const char *pg = os_env("YICHA_PG");

	ok(checks_load(&checks, "test/judge/checks", true, &e) == 0 && checks.count == 8, "checks of this test: %s",
	   e.text);
	test_on(":memory:");
	if (pg)
		test_on(pg);
	checks_release(&checks);
	return tap_done();
}
