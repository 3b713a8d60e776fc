/* The store on SQLite, and once more on PostgreSQL where $YICHA_PG names an empty database (test/store/postgres_test.sh
 * starts one). */
#include "store/store.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/env.h"
#include "test/tap.h"

static err e;

static const enum fact_id web_fills[] = {FACT_web_page, FACT_icp_mark};

static int64_t put_asset(struct store *s, int64_t run, str key)
{
	int64_t id = 0;

	ok(store_asset_put(s, run, key, STR("o1"), &id, NULL, &e) == 0 && id > 0, "asset %.*s is put", STR_ARG(key));
	return id;
}

static struct store_run new_run(struct store *s, arena *mem, int64_t at)
{
	struct store_run run = {.scope = digest_sha256(STR("scope")),
				.scope_bytes = STR("scope: \0 bytes"),
				.uscc = STR("91440300MA0000XY5L"),
				.unit = STR("某某公司"),
				.version = STR("0.1.0"),
				.began = at};

	ok(store_run_new(s, &run, mem, &e) == 0 && run.n > 0, "a run is made: %s", e.text);
	return run;
}

static void fill_batch(struct sink *k)
{
	uint32_t page = sink_evidence(k, "text/html", STR("<html>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	uint32_t secret = sink_evidence_masked(k, "text/plain", STR("password=***"), STR("password=abc"));

	sink_put(k, web_page, .evidence = page, .url = STR("http://a/"), .status = 200, .bytes = FACT_NULL,
		 .home = true, .title = STR("tab\tand \\ \xff"));
	sink_put(k, web_page, .evidence = secret, .url = STR("http://a/x"), .status = 404);
	sink_asset(k, STR("site:http://b.cn:80"));
	sink_gap(k, FACT_icp_mark, "page cut at the ceiling");
	sink_gap(k, FACT_icp_mark, "second reason");
	sink_end(k, COLLECTED_DONE, "");
}

static int count(struct store *s, const char *sql)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	if (db_prepare(store_db(s), str_c(sql), &st, &e) < 0 || db_step(st, &e) != 1)
		return -1;
	return (int)db_int(st, 0);
}

static void test_batch(struct store *s, arena *mem, int64_t asset, int64_t sweep)
{
	struct sink k;
	struct store_found found;
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1, .began = 10, .ended = 20};

	sink_init(&k, 1 << 20, store_key(s));
	fill_batch(&k);
	ok(store_begin(s, &e) == 0, "begin");
	ok(store_commit_batch(s, &c, buf_str(&k.b), mem, &found, &e) == 0, "a batch is stored: %s", e.text);
	ok(!found.malformed && found.count == 1, "it found one asset");
	is_str(found.keys[0], STR("site:http://b.cn:80"), "its key");
	ok(store_commit(s, &e) == 0, "commit: %s", e.text);
	is_int(count(s, "SELECT COUNT(*) FROM fact_web_page WHERE home AND bytes IS NULL AND status = 200"), 1,
	       "truth, NULL and number came through");
	is_int(count(s, "SELECT COUNT(*) FROM gap"), 1, "one gap a table");
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	ok(db_prepare(store_db(s), STR("SELECT title FROM fact_web_page WHERE home"), &st, &e) == 0 &&
		   db_step(st, &e) == 1,
	   "read back");
	is_str(db_text(st, 0), STR("tab\tand \\ \xef\xbf\xbd"), "text as cleaned by the sink");
	db_reset(st);
	sink_release(&k);
}

static void test_evidence(struct store *s, arena *mem)
{
	struct store_evidence ev;

	ok(store_evidence_get(s, 1, mem, &ev, &e) == 0, "evidence by number: %s", e.text);
	is_str(ev.bytes, STR("<html>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "its bytes");
	digest_hex hex = digest_to_hex(&ev.sha256);

	ok(store_evidence_find(s, str_sub(str_c(hex.c), 0, 10), mem, &ev, &e) == 0 && ev.id == 1,
	   "by a short address: %s", e.text);
	ok(store_evidence_find(s, STR("0000000000"), mem, &ev, &e) == E_NOTFOUND, "an unknown address");
	ok(store_evidence_get(s, 2, mem, &ev, &e) == 0 && ev.class == EVIDENCE_SENSITIVE, "sensitive evidence");
	is_str(ev.bytes, STR("password=***"), "keeps the mask");
	is_int(ev.size, 12, "and the length of the raw bytes");
	digest mac = digest_hmac(store_key(s), STR("password=abc"));

	is_str(digest_str(&ev.hmac), digest_str(&mac), "and their keyed hash");
	ok(store_evidence_get(s, 99, mem, &ev, &e) == E_NOTFOUND, "no such number");
	ok(db_exec(store_db(s), "UPDATE evidence SET media = media, packed = sha256, kept = 32 WHERE id = 2", &e) == 0,
	   "bytes altered behind our back");
	ok(store_evidence_get(s, 2, mem, &ev, &e) == E_STORE, "are refused: %s", e.text);
}

static void test_dedup(struct store *s, arena *mem, int64_t asset, int64_t sweep)
{
	struct sink k;
	struct store_found found;
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1};

	sink_init(&k, 1 << 20, store_key(s));
	uint32_t page = sink_evidence(&k, "text/html", STR("<html>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));

	sink_put(&k, web_page, .evidence = page, .url = STR("http://b/"));
	sink_end(&k, COLLECTED_DONE, "");
	ok(store_begin(s, &e) == 0, "begin");
	ok(store_commit_batch(s, &c, buf_str(&k.b), mem, &found, &e) == 0, "another page with the same bytes");
	ok(store_commit(s, &e) == 0, "commit");
	is_int(count(s, "SELECT COUNT(*) FROM evidence"), 2, "is stored once");
	ok(store_begin(s, &e) == 0, "begin");
	int rc = store_commit_batch(s, &c, buf_str(&k.b), mem, &found, &e);

	ok(rc < 0 || store_commit(s, &e) < 0, "a second collection of the same asset is refused");
	store_rollback(s);
	sink_release(&k);
}

static void test_hostile(struct store *s, arena *mem, int64_t asset, int64_t sweep)
{
	struct sink k;
	struct store_found found;
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1};
	int before = count(s, "SELECT COUNT(*) FROM fact_web_page");

	sink_init(&k, 1 << 20, store_key(s));
	sink_put(&k, web_page, .evidence = 7, .url = STR("http://names.evidence.that.is.not.there/"));
	sink_end(&k, COLLECTED_DONE, "");
	ok(store_begin(s, &e) == 0, "begin");
	ok(store_commit_batch(s, &c, buf_str(&k.b), mem, &found, &e) == 0 && found.malformed,
	   "a batch that names missing evidence is malformed");
	ok(store_commit(s, &e) == 0, "commit");
	is_int(count(s, "SELECT COUNT(*) FROM fact_web_page"), before, "none of it is stored");
	is_int(count(s, "SELECT COUNT(*) FROM collected WHERE status = 2"), 1, "but that the collection failed");
	sink_reset(&k);
	fill_batch(&k);
	for (size_t n = 0; n < k.b.n; n++) {
		c.asset = asset + 1000 + (int64_t)n;
		if (store_begin(s, &e) < 0 ||
		    store_commit_batch(s, &c, str_sub(buf_str(&k.b), 0, n), mem, &found, &e) < 0 || !found.malformed)
			ok(false, "cut at %zu: taken for sound", n);
		store_rollback(s);
	}
	ok(true, "cut anywhere it is malformed");
	sink_release(&k);
}

struct seen {
	int n;
	int64_t last;
	uint64_t sum;
};

static int see_asset(void *ctx, const struct asset *a, err *)
{
	struct seen *seen = ctx;

	seen->n++;
	if (a->id <= seen->last)
		seen->sum++;
	seen->last = a->id;
	return 0;
}

static void test_plan(struct store *s, arena *mem, const struct store_run *run)
{
	struct store_plan_item it;
	struct store_plan_walk *w = store_plan_walk_new(s, run->n);
	struct store_found found;
	struct sink k;
	struct seen seen = {0};
	int64_t sweep = 0;
	int n = 0;

	ok(store_sweep(s, run->n, STR("bulk"), 1, web_fills, 2, &sweep, &e) == 0, "a sweep: %s", e.text);
	ok(store_begin(s, &e) == 0, "begin");
	for (int i = 0; i < 700; i++) {
		char key[64];
		int64_t id = 0;

		snprintf(key, sizeof(key), "host:192.0.%d.%d", i / 200, i % 200);
		if (store_asset_put(s, run->n, str_c(key), STR(""), &id, NULL, &e) < 0 ||
		    store_plan(s, run->n, id, sweep, 1, &e) < 0 || store_plan(s, run->n, id, sweep, 1, &e) < 0)
			ok(false, "plan: %s", e.text);
	}
	ok(store_commit(s, &e) == 0, "commit");
	ok(store_asset_each(s, run->n, ASSET_HOST, see_asset, &seen, &e) == 0, "assets by page");
	is_int(seen.n, 700, "all of them");
	is_int(seen.sum, 0, "in order of number");
	sink_init(&k, 4096, store_key(s));
	sink_end(&k, COLLECTED_FAILED, "no answer in time");
	while (store_plan_next(w, &it, &e) == 1) {
		struct store_collection c = {.asset = it.asset.id, .sweep = it.sweep};

		if (n++ % 2)
			continue;
		if (store_begin(s, &e) < 0 || store_commit_batch(s, &c, buf_str(&k.b), mem, &found, &e) < 0 ||
		    store_commit(s, &e) < 0)
			ok(false, "commit while walking: %s", e.text);
	}
	is_int(n, 700, "the walk gives each pair once");
	n = 0;
	while (store_plan_next(w, &it, &e) == 1)
		n += str_eq(it.collector, STR("bulk")) && it.round == 1;
	is_int(n, 350, "the next walk those that were not collected, with their collector");
	uint64_t planned = 0;
	uint64_t collected = 0;

	ok(store_plan_counts(s, run->n, &planned, &collected, &e) == 0, "counts");
	is_int(planned, 700, "planned");
	ok(collected >= 350, "collected");
	store_plan_walk_free(w);
	sink_release(&k);
}

static int see_sum(void *ctx, const struct casefile_sent *sum, err *)
{
	struct seen *seen = ctx;

	seen->n++;
	seen->sum += sum->bytes;
	seen->last = sum->last;
	return 0;
}

static void test_journal(struct store *s, int64_t run)
{
	struct store_sent line = {.at = 1000,
				  .asset = STR("site:http://a.cn:80"),
				  .address = STR("192.0.2.1:80"),
				  .what = STR("GET /"),
				  .answer = STR("allowed"),
				  .bytes = 100};
	struct seen seen = {0};
	uint64_t left = 9;

	ok(store_begin(s, &e) == 0, "begin");
	for (int i = 0; i < 3; i++) {
		line.at += 5;
		ok(store_journal_add(s, run, &line, &e) == 0, "line: %s", e.text);
	}
	line.what = STR("GET /\x1b[31m\xff");
	ok(store_journal_add(s, run, &line, &e) == 0, "hostile line: %s", e.text);
	line.house = true;
	ok(store_journal_add(s, run, &line, &e) == 0, "house line");
	ok(store_commit(s, &e) == 0, "commit: %s", e.text);
	ok(store_journal_sums(s, run, 10, see_sum, &seen, &left, &e) == 0, "sums: %s", e.text);
	is_int(seen.n, 2, "two sums, the house's own left out");
	is_int(seen.sum, 400, "bytes summed");
	ok(store_journal_sums(s, run, 1, see_sum, &seen, &left, &e) == 0 && left == 1,
	   "past the ceiling they are counted");
}

static void test_runs(struct store *s, arena *mem, const struct store_run *run)
{
	struct store_run got;
	digest other = digest_sha256(STR("other"));

	ok(store_run_unfinished(s, &run->scope, RUN_INSPECT, mem, &got, &e) == 1 && got.n == run->n,
	   "unfinished run is found");
	is_str(got.scope_bytes, run->scope_bytes, "with its scope's bytes");
	ok(store_run_unfinished(s, &other, RUN_INSPECT, mem, &got, &e) == 0, "not for another scope");
	ok(store_run_unfinished(s, &run->scope, RUN_RECHECK, mem, &got, &e) == 0, "not for another kind");
	ok(store_run_find(s, str_sub(run->id, 0, 12), mem, &got, &e) == 0 && got.n == run->n, "run by beginning: %s",
	   e.text);
	ok(store_run_find(s, STR("latest"), mem, &got, &e) == 0 && got.n == run->n, "latest run");
	ok(store_run_find(s, STR("1999"), mem, &got, &e) == E_NOTFOUND, "no such run: %s", e.text);
	ok(store_run_finish(s, run->n, 5000, &e) == 0, "finished");
	ok(store_run_unfinished(s, &run->scope, RUN_INSPECT, mem, &got, &e) == 0, "then it is not resumed");
}

static void test_store(const char *where)
{
	struct store *s = NULL;
	AUTO(arena_clear) arena mem;
	int64_t sweep = 0;
	bool is_new = true;
	int64_t id = 0;
	digest key;

	arena_init(&mem, 8u << 20);
	ok(store_open(where, true, &s, &e) == 0, "open %s: %s", where, e.text);
	if (!s)
		return;
	bytes_copy(key.b, sizeof(key.b), store_key(s));
	struct store_run run = new_run(s, &mem, 1795343415); /* 2026-11-22 10:30:15 */

	ok(str_starts(run.id, STR("20261122-103015-")), "its id: %.*s", STR_ARG(run.id));
	int64_t asset = put_asset(s, run.n, STR("site:http://a.cn:80"));
	int64_t b = put_asset(s, run.n, STR("site:http://c.cn:80"));

	ok(store_asset_put(s, run.n, STR("site:http://a.cn:80"), STR("o1"), &id, &is_new, &e) == 0 && id == asset &&
		   !is_new,
	   "an asset keeps its number");
	ok(store_asset_put(s, run.n, STR("nonsense"), STR(""), &id, NULL, &e) == E_SYNTAX, "a malformed key: %s",
	   e.text);
	ok(store_sweep(s, run.n, STR("web"), 1, web_fills, 2, &sweep, &e) == 0, "sweep");
	test_batch(s, &mem, asset, sweep);
	test_evidence(s, &mem);
	test_dedup(s, &mem, b, sweep);
	test_hostile(s, &mem, b + 100000, sweep);
	test_plan(s, &mem, &run);
	test_journal(s, run.n);
	test_runs(s, &mem, &run);
	store_close(s);
	ok(store_open(where, false, &s, &e) == 0, "open again: %s", e.text);
	is_str(store_key(s), digest_str(&key), "the key stays");
	/* As if an older program had made it, which did not know a table and a column. */
	ok(db_exec(store_db(s),
		   "DELETE FROM meta WHERE name = 'facts'; DROP TABLE fact_tls_cert;"
		   "DELETE FROM fact_table WHERE name = 'tls_cert'; ALTER TABLE fact_web_page DROP COLUMN title;"
		   "DELETE FROM fact_column WHERE name = 'title'",
		   &e) == 0,
	   "an older store: %s", e.text);
	store_close(s);
	ok(store_open(where, false, &s, &e) == 0, "is brought up to date: %s", e.text);
	is_int(count(s, "SELECT COUNT(*) FROM fact_web_page WHERE title = ''"),
	       count(s, "SELECT COUNT(*) FROM fact_web_page"), "its rows have the new column");
	is_int(count(s, "SELECT COUNT(*) FROM fact_tls_cert"), 0, "the new table is there");
	ok(db_exec(store_db(s), "UPDATE meta SET value = '99' WHERE name = 'schema'", &e) == 0, "a later version");
	store_close(s);
	s = NULL;
	ok(store_open(where, false, &s, &e) == E_STORE && !s, "is refused: %s", e.text);
}

static void test_folder(void)
{
	char dir[TAP_PATH];
	char path[TAP_PATH + 40];
	struct stat st;
	struct store *s = NULL;

	ok(mkdtemp(tap_temporary(dir, "store")) != NULL, "a folder");
	snprintf(path, sizeof(path), "%s/a/b", dir);
	ok(store_open(path, false, &s, &e) == E_NOTFOUND, "no store there: %s", e.text);
	test_store(path);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700, "the folder is for its owner alone");
	snprintf(path, sizeof(path), "%s/a/b/yicha.db", dir);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "and so is the file");
	ok(unlink(path) == 0, "gone");
	snprintf(path, sizeof(path), "%s/a/b", dir);
	ok(rmdir(path) == 0, "nothing else is left in it");
	snprintf(path, sizeof(path), "%s/a", dir);
	(void)rmdir(path);
	(void)rmdir(dir);
}

/* Empty values take the blanks and brackets around them along. */
static void test_words(void)
{
	struct store_problem p = {.says_count = 3,
				  .says_name = {STR("path"), STR("name"), STR("masked")},
				  .says_value = {STR("a.csv"), STR(""), STR("")}};
	AUTO(buf_release) buf b;

	buf_init(&b, 1000);
	store_problem_fill(&p, STR("{path} {name} holds it ({masked}), {path}（{masked}）"), &b);
	is_str(buf_str(&b), STR("a.csv holds it, a.csv"), "what is empty leaves no trace");
	buf_reset(&b);
	p.says_value[1] = STR("id");
	p.says_value[2] = STR("1***1");
	store_problem_fill(&p, STR("{path} {name} holds it ({masked}), {path}（{masked}）"), &b);
	is_str(buf_str(&b), STR("a.csv id holds it (1***1), a.csv（1***1）"), "what is there stands in its place");
}

int main(void)
{
	const char *pg = os_env("YICHA_PG");

	test_folder();
	if (pg)
		test_store(pg);
	test_words();
	return tap_done();
}
