/* What the language of checks takes and what it refuses, and what a query is found to read. */
#include "judge/language.h"

#include "test/tap.h"

static err e;
static struct language *l;
static const str param_names[] = {STR_INIT("days")};
static const struct language_params params = {param_names, 1};

static int prepare(const char *sql, struct language_query *q, arena *mem)
{
	e = (err){0};
	return language_prepare(l, mem, str_c(sql), params, q, &e);
}

static void takes(const char *sql)
{
	AUTO(arena_clear) arena mem;
	struct language_query q;

	arena_init(&mem, 1u << 20);
	ok(prepare(sql, &q, &mem) == 0, "taken: %s%s%s", sql, e.code ? "  # " : "", e.text);
}

static void refuses(const char *sql, const char *words)
{
	AUTO(arena_clear) arena mem;
	struct language_query q;

	arena_init(&mem, 1u << 20);
	int rc = prepare(sql, &q, &mem);

	ok(rc == E_SYNTAX && str_has(str_c(e.text), str_c(words)), "refused: %s  # %s", sql, e.text);
}

#define WEB "SELECT p.asset, p.evidence FROM web_page p WHERE "

static void test_taken(void)
{
	takes(WEB "p.home");
	takes(WEB "p.url = 'it''s -- no comment /* nor this */ ; \"';");
	takes("-- first\nWITH x AS (SELECT asset, MIN(evidence) AS evidence FROM web_page GROUP BY asset) SELECT * "
	      "FROM x");
	takes("/* a */ " WEB "p.status <> 200 AND p.bytes > :days * 86400 + :at /* end */");
	takes("SELECT asset, evidence, CAST(status AS TEXT) AS s, ROW_NUMBER() OVER (PARTITION BY asset ORDER BY url) "
	      "AS n "
	      "FROM web_page");
	takes("WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 4) "
	      "SELECT i AS asset, 0 AS evidence FROM r");
	takes(WEB "p.title IS NOT NULL AND p.home IS NOT TRUE AND p.url IS DISTINCT FROM p.final_url");
	takes(WEB "EXISTS (SELECT 1 FROM unit u WHERE u.province = '粤')");
	takes(WEB "p.asset IN (SELECT m.asset FROM icp_mark m) AND p.status % 100 != 4");
	takes(WEB "NOT EXISTS (SELECT 1 FROM icp_mark m WHERE m.asset = p.asset)");
	takes("SELECT COUNT(*) FILTER (WHERE p.home) AS n, p.asset, MIN(p.evidence) AS evidence FROM web_page p GROUP "
	      "BY "
	      "p.asset");
}

static void test_words(void)
{
	refuses(WEB "p.url LIKE 'a%'", "LIKE");
	refuses(WEB "p.url GLOB 'a*'", "GLOB");
	refuses(WEB "p.url COLLATE nocase = 'a'", "COLLATE");
	refuses(WEB "p.home == 1", "==");
	refuses(WEB "p.status IS 5", "IS before");
	refuses(WEB "p.status IS NOT 5", "IS before");
	refuses(WEB "p.status IS p.bytes", "IS before");
	refuses(WEB "MAX(p.status, 3) > 1", "one argument");
	refuses(WEB "SUBSTR(p.url, -3) = 'a'", "negative");
	refuses(WEB "CAST(p.url AS INTEGER) = 1", "CAST");
	refuses(WEB "p.status > 1.5", "whole");
	refuses(WEB "p.status > 1e3", "whole");
	refuses(WEB "p.status > 0x10", "whole");
	refuses(WEB "p.url = X'41'", "plain strings");
	refuses(WEB "p.url = E'a'", "plain strings");
	refuses(WEB "p.home &'a'", "&");
	refuses(WEB "\"url\" = 'a'", "quotes");
	refuses(WEB "[url] = 'a'", "quotes");
	refuses(WEB "p.url = $$a$$", "sign");
	refuses(WEB "p.url = ?1", "sign");
	refuses(WEB "p.url = :nobody", "neither");
	refuses(WEB "p.status::text = 'a'", "sign");
	refuses(WEB "p.url = 'a", "not closed");
	refuses(WEB "(p.home", "not closed");
	refuses(WEB "p.home)", "without");
	refuses(WEB "p.urł = 'a'", "letters");
	refuses(WEB "CURRENT_DATE = 'x'", ":at");
	refuses(WEB "p.home; SELECT 1", "behind");
	/* PostgreSQL would end its comment later than SQLite and run what is hidden here. */
	refuses("/* /* */ " WEB "p.home -- */ ", "within");
	refuses("/* a", "not closed");
	refuses(WEB "p.rowid = 1", "number");
	refuses("SELECT p.asset, p.evidence FROM web_page p\n\nWHERE p.url LIKE 'a'", "line 3");
}

static void test_authorizer(void)
{
	refuses("DELETE FROM web_page", "SELECT");
	refuses("PRAGMA table_info(web_page)", "SELECT");
	refuses("ATTACH 'x' AS y", "SELECT");
	refuses("WITH x AS (SELECT 1 AS asset) DELETE FROM web_page", "SELECT");
	refuses("SELECT 1 AS asset, 0 AS evidence FROM sqlite_schema", "not for checks");
	refuses("SELECT 1 AS asset, 0 AS evidence FROM run", "no such table");
	refuses("SELECT 1 AS asset, 0 AS evidence FROM fact_web_page", "no such table");
	refuses("SELECT 1 AS asset, 0 AS evidence FROM pragma_table_info('web_page')", "");
	refuses("SELECT COUNT(*) AS asset, 0 AS evidence FROM sqlite_schema", "not for checks");
	refuses("SELECT COUNT(*) AS asset, 0 AS evidence FROM json_each('[1]')", "");
	refuses("SELECT value AS asset, 0 AS evidence FROM json_each('[1]')", "");
	refuses("SELECT COUNT(*) AS asset, 0 AS evidence FROM pragma_table_list", "");
	takes("WITH r AS (SELECT asset FROM web_page) SELECT COUNT(*) AS n, 1 AS asset, 0 AS evidence FROM r");
	refuses(WEB "RANDOM() > 1", "random");
	refuses(WEB "load_extension('x') = 1", "load_extension");
	refuses(WEB "DATE('now') = 1", "date");
	refuses(WEB "STRFTIME('%s', 1) = 1", "strftime");
	refuses(WEB "UPPER(p.url) = 'A'", "upper");
	refuses(WEB "p.no_such = 1", "no such column");
	refuses("SELECT 1 AS evidence", "asset");
	refuses("SELECT p.asset, p.evidence, p.url AS x, p.title AS x FROM web_page p", "two columns");
	refuses("", "SELECT");
	refuses("-- nothing", "SELECT");
	refuses("SELECT", "");
}

static void test_scans(void)
{
	/* The quadratic form that was measured: a table read anew for every row. */
	refuses(WEB "NOT EXISTS (SELECT 1 FROM icp_mark m WHERE m.asset + 0 = p.asset)", "whole table");
	refuses(WEB "(SELECT COUNT(*) FROM web_page q WHERE q.bytes < p.bytes) > 3", "whole table");
	refuses(WEB "p.status = (SELECT MAX(q.status) FROM web_page q WHERE q.url <> p.url)", "whole table");
	takes(WEB "p.status = (SELECT MAX(q.status) FROM web_page q WHERE q.asset = p.asset)");
	takes(WEB "p.status = (SELECT MAX(q.status) FROM web_page q)");
}

static void test_reads(void)
{
	AUTO(arena_clear) arena mem;
	struct language_query q;

	arena_init(&mem, 1u << 20);
	ok(prepare("WITH m AS (SELECT asset FROM icp_mark) SELECT p.asset, p.evidence, p.home, p.home AND TRUE AS b, "
		   "a.key "
		   "FROM web_page p JOIN asset a ON a.id = p.asset LEFT JOIN tls_cert_before c ON c.asset = p.asset "
		   "WHERE p.asset IN (SELECT asset FROM m) -- web_leak\n;",
		   &q, &mem) == 0,
	   "a query over several tables: %s", e.text);
	ok(q.reads[FACT_web_page] && q.reads[FACT_icp_mark], "reads its tables, also through WITH");
	ok(!q.reads[FACT_web_leak] && !q.reads[FACT_tls_cert] && q.reads_before[FACT_tls_cert], "and no others");
	is_int(q.column_count, 5, "columns");
	is_str(q.columns[4], STR("key"), "their names");
	ok(q.is_bool[2] && !q.is_bool[0], "a truth as it is in the table is known as one");
	ok(!str_has(q.sql, STR("web_leak")) && !str_has(q.sql, STR(";")), "comments and the end are blanked out");
	ok(prepare("SELECT COUNT(*) AS n, 1 AS asset, 0 AS evidence FROM open_port", &q, &mem) == 0 &&
		   q.reads[FACT_open_port],
	   "a table of which no column is named is read too");
}

int main(void)
{
	ok(language_new(&l, &e) == 0, "an empty schema: %s", e.text);
	test_taken();
	test_words();
	test_authorizer();
	test_scans();
	test_reads();
	language_free(l);
	return tap_done();
}
