/* test: the examples of checks, on both databases, as TAP. */
#include <stdarg.h>

#include "base/i18n.h"
#include "judge/compile.h"
#include "judge/example.h"
#include "judge/judge.h"

#define SCHEMA "yicha_test"
#define EXAMPLE_MEMORY ((size_t)64 << 20)

struct testing {
	const struct checks *checks;
	struct store *stores[DB_ENGINE_COUNT];
	const char *names[DB_ENGINE_COUNT];
	struct language *language;
	size_t count;
	size_t failed;
	err *e;
};

ATTR_PRINTF(3, 4) static void say(struct testing *t, bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%s %zu - ", good ? "ok" : "not ok", ++t->count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	t->failed += !good;
}

/* Only what is wrong with the input or the check is told and passed over; a broken store ends the test. */
static int run_one(struct testing *t, struct example *x, arena *mem, struct example_result *ret, const char *what,
		   enum example_want want)
{
	err why = {0};
	const char *engine = t->names[db_engine(store_db(x->store))];
	int rc = example_run(x, mem, ret, &why);
	str id = x->check->id;

	if (rc == E_SYNTAX || ret->error.code) {
		say(t, false, "%.*s: %s", STR_ARG(id), ret->error.code ? ret->error.text : why.text);
		return 0;
	}
	if (rc < 0) {
		*t->e = why;
		return rc;
	}
	bool good = ret->got == want;

	say(t, good, "%.*s:%u: %s%s is %s%s%s (%s)", STR_ARG(x->check->path), x->example->line,
	    example_want_name(x->example->want), what, example_want_name(ret->got), good ? "" : ", should be ",
	    good ? "" : example_want_name(want), engine);
	return 0;
}

static bool compare(struct testing *t, const struct example *x, const struct example_result got[DB_ENGINE_COUNT])
{
	bool same = str_eq(got[DB_SQLITE].says, got[DB_POSTGRES].says);

	if (!same)
		say(t, false, "%.*s:%u: the databases give different rows: %.*s and %.*s", STR_ARG(x->check->path),
		    x->example->line, STR_ARG(got[DB_SQLITE].says), STR_ARG(got[DB_POSTGRES].says));
	return same;
}

/* On every database that is there. */
static int run_all(struct testing *t, struct example *x, const char *what, enum example_want want)
{
	struct example_result got[DB_ENGINE_COUNT] = {0};
	AUTO(arena_clear) arena mem;

	arena_init(&mem, EXAMPLE_MEMORY);
	for (int i = 0; i < DB_ENGINE_COUNT; i++) {
		x->store = t->stores[i];
		if (x->store)
			TRY(run_one(t, x, &mem, &got[i], what, want));
	}
	if (t->stores[DB_SQLITE] && t->stores[DB_POSTGRES])
		(void)compare(t, x, got);
	return 0;
}

static int test_example(struct testing *t, const struct compiled *c, const struct check_example *example)
{
	struct example x = {.checks = t->checks, .check = c->check, .example = example};
	bool any = false;

	TRY(run_all(t, &x, "", example->want));
	if (example->want != EXAMPLE_FAIL)
		return 0;
	for (int f = 0; f < FACT_COUNT; f++) {
		x.partial[f] = c->query.reads[f];
		any = any || x.partial[f];
	}
	if (!any)
		return 0;
	bool presence = c->check->proof == PROOF_PRESENCE;

	return run_all(t, &x, _(" with its tables partial"), presence ? EXAMPLE_FAIL : EXAMPLE_UNKNOWN);
}

static int test_check(struct testing *t, const struct check *check)
{
	struct compiled c;
	bool want[EXAMPLE_COUNT] = {0};
	AUTO(arena_clear) arena mem;

	arena_init(&mem, EXAMPLE_MEMORY);
	compile_check(t->language, &mem, check, &c);
	if (c.broken.code) {
		say(t, false, "%s", c.broken.text);
		return 0;
	}
	for (size_t i = 0; i < check->example_count; i++)
		want[check->examples[i].want] = true;
	say(t, want[EXAMPLE_FAIL] && want[EXAMPLE_PASS], "%.*s: there is an example that fails and one that passes",
	    STR_ARG(check->path));
	for (size_t i = 0; i < check->example_count; i++)
		TRY(test_example(t, &c, &check->examples[i]));
	return 0;
}

static int fresh_schema(const char *url, bool make, err *e)
{
	struct db *d = NULL;

	TRY(db_open(url, &d, e));
	int rc = db_exec(d, "DROP SCHEMA IF EXISTS " SCHEMA " CASCADE", e);

	if (rc == 0 && make)
		rc = db_exec(d, "CREATE SCHEMA " SCHEMA, e);
	db_close(d);
	return rc;
}

static int open_postgres(struct testing *t, const char *url)
{
	AUTO(buf_release) buf b = {0};

	TRY(fresh_schema(url, true, t->e));
	buf_init(&b, 8192);
	buf_printf(&b, "%s%coptions=-csearch_path%%3D" SCHEMA, url, str_has(str_c(url), STR("?")) ? '&' : '?');
	return store_open(buf_c(&b), true, &t->stores[DB_POSTGRES], t->e);
}

static int test_all(struct testing *t, const char *id, const char *pg_url)
{
	TRY(language_new(&t->language, t->e));
	TRY(store_open(":memory:", true, &t->stores[DB_SQLITE], t->e));
	if (pg_url)
		TRY(open_postgres(t, pg_url));
	for (size_t i = 0; i < t->checks->count; i++) {
		if (!id || str_eq(t->checks->list[i].id, str_c(id)))
			TRY(test_check(t, &t->checks->list[i]));
	}
	if (t->count == 0)
		return err_set(t->e, E_NOTFOUND, id ? _("there is no check \"%s\"") : _("there are no checks%s"),
			       id ? id : "");
	return 0;
}

int judge_test(const struct checks *checks, const char *id, const char *pg_url, size_t *ret_failed, err *e)
{
	struct testing t = {.checks = checks, .names = {"SQLite", "PostgreSQL"}, .e = e};
	int rc = test_all(&t, id, pg_url);
	err ignored;

	for (int i = 0; i < DB_ENGINE_COUNT; i++)
		store_close(t.stores[i]);
	language_free(t.language);
	if (pg_url)
		(void)fresh_schema(pg_url, false, &ignored);
	if (rc == 0)
		printf("1..%zu\n", t.count);
	*ret_failed = t.failed;
	return rc;
}
