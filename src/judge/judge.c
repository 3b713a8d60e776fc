#include "judge/judge.h"

#include "base/i18n.h"
#include "judge/verdict.h"

#define MEMORY_MOST ((size_t)256 << 20)
/* Longer than any check of ours takes on a million assets, by far. */
#define QUERY_MS (600u * 1000)

struct judging {
	const struct judge_conf *conf;
	struct verdict_conf v;
	struct views views;
	struct store_run run;
	struct compiled *list;
	size_t count;
	arena mem;
};

static void digest_put(struct digest_run *r, str s)
{
	uint8_t n[8];

	for (size_t i = 0; i < 8; i++)
		n[i] = (uint8_t)(s.n >> (8 * i));
	digest_run_add(r, (str){n, sizeof(n)});
	digest_run_add(r, s);
}

/* Digest of checks and parameters: ids, texts, in order of id. */
static digest judge_checks_digest(const struct checks *checks)
{
	struct digest_run *r = digest_run_new();

	for (size_t i = 0; i < checks->count; i++) {
		const struct check *c = &checks->list[i];

		digest_put(r, c->id);
		digest_put(r, c->applies);
		if (c->unknown.n)
			digest_put(r, c->unknown);
		digest_put(r, c->sql);
		for (size_t k = 0; k < c->param_count; k++) {
			char value[32];

			snprintf(value, sizeof(value), "%lld", (long long)c->params[k].value);
			digest_put(r, c->params[k].name);
			digest_put(r, str_c(value));
		}
	}
	return digest_run_end(r);
}

static int compile_all(struct judging *j, err *e)
{
	const struct checks *checks = j->conf->checks;
	struct language *l = NULL;

	TRY(language_new(&l, e));
	j->list = arena_new(&j->mem, struct compiled, checks->count + 1);
	for (size_t i = 0; i < checks->count; i++) {
		if (!j->conf->only || str_eq(checks->list[i].id, str_c(j->conf->only)))
			compile_check(l, &j->mem, &checks->list[i], &j->list[j->count++]);
	}
	language_free(l);
	if (j->conf->only && j->count == 0)
		return err_set(e, E_NOTFOUND, _("there is no check \"%s\""), j->conf->only);
	return 0;
}

static int load_run(struct judging *j, err *e)
{
	static const char sql[] = "SELECT id FROM run WHERE n = :n";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct store *s = j->conf->store;

	TRY(db_prepare(store_db(s), str_c(sql), &st, e));
	db_bind_int(st, "n", j->conf->run);
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no run %lld"), (long long)j->conf->run);
	str id = arena_str(&j->mem, db_text(st, 0));

	db_reset(st);
	return store_run_find(s, id, &j->mem, &j->run, e);
}

static int find_unit(struct judging *j, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(store_db(j->conf->store),
		       STR("SELECT asset FROM run_asset WHERE run = :run AND kind = 0 ORDER BY asset LIMIT 1"), &st,
		       e));
	db_bind_int(st, "run", j->conf->run);
	int rc = db_step(st, e);

	if (rc == 1)
		j->v.unit = db_int(st, 0);
	return rc < 0 ? rc : 0;
}

static int new_judgement(struct judging *j, err *e)
{
	static const char sql[] = "INSERT INTO judgement(run, at, checks, catalogue, version, done) VALUES"
				  " (:run, :at, :checks, :catalogue, :version, FALSE) RETURNING id";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	digest checks = judge_checks_digest(j->conf->checks);

	TRY(db_prepare(store_db(j->conf->store), str_c(sql), &st, e));
	db_bind_int(st, "run", j->conf->run);
	db_bind_int(st, "at", j->conf->at);
	db_bind_bytes(st, "checks", digest_str(&checks));
	db_bind_bytes(st, "catalogue", digest_str(&j->conf->catalogue));
	db_bind_text(st, "version", str_c(j->conf->version));
	int rc = db_step(st, e);

	if (rc == 1)
		j->v.judgement = db_int(st, 0);
	return rc < 0 ? rc : 0;
}

static int make_views(struct judging *j, err *e)
{
	bool tables[FACT_COUNT] = {0};
	bool before[FACT_COUNT] = {0};

	for (size_t i = 0; i < j->count; i++) {
		for (int f = 0; f < FACT_COUNT; f++) {
			tables[f] = tables[f] || j->list[i].query.reads[f] || j->list[i].applies.reads[f] ||
				    j->list[i].unknown.reads[f];
			before[f] = before[f] || j->list[i].query.reads_before[f] ||
				    j->list[i].applies.reads_before[f] || j->list[i].unknown.reads_before[f];
		}
	}
	return views_make(&j->views, tables, before, e);
}

static int note_judged(struct judging *j, const struct compiled *c, int64_t n, const struct verdict_counts *counts,
		       err *e)
{
	static const char sql[] = "INSERT INTO judged(judgement, n, check_id, clause, severity, outside, columns, "
				  "passed, failed, unknown,"
				  " na, places, error) VALUES (:judgement, :n, :check_id, :clause, :severity, "
				  ":outside, :columns, :passed,"
				  " :failed, :unknown, :na, :places, :error)";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf columns;

	buf_init(&columns, 8192);
	for (size_t i = 0; i < c->query.column_count; i++) {
		if (!compile_kept(c->query.columns[i]))
			continue;
		if (columns.n)
			buf_put_byte(&columns, 0x1f);
		buf_put(&columns, c->query.columns[i]);
	}
	TRY(db_prepare(store_db(j->conf->store), str_c(sql), &st, e));
	db_bind_int(st, "judgement", j->v.judgement);
	db_bind_int(st, "n", n);
	db_bind_text(st, "check_id", c->check->id);
	db_bind_text(st, "clause", c->check->clause);
	db_bind_text(st, "severity", str_c(severity_name(c->check->severity)));
	db_bind_bool(st, "outside", c->check->outside);
	db_bind_text(st, "columns", buf_str(&columns));
	db_bind_int(st, "passed", (int64_t)counts->assets.by[VERDICT_PASS]);
	db_bind_int(st, "failed", (int64_t)counts->assets.by[VERDICT_FAIL]);
	db_bind_int(st, "unknown", (int64_t)counts->assets.by[VERDICT_UNKNOWN]);
	db_bind_int(st, "na", (int64_t)counts->assets.by[VERDICT_NA]);
	db_bind_int(st, "places", (int64_t)counts->rows);
	db_bind_text(st, "error", str_c(counts->broken.text));
	return db_run(st, e);
}

/* What a killed judgement of this run left behind. */
static int clean_up(struct judging *j, err *e)
{
	static const char *const tables[] = {"verdict", "judged"};
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		buf_printf(
			&b,
			"DELETE FROM %s WHERE judgement IN (SELECT id FROM judgement WHERE run = %lld AND NOT done);",
			tables[i], (long long)j->conf->run);
	buf_printf(&b, "DELETE FROM judgement WHERE run = %lld AND NOT done", (long long)j->conf->run);
	return db_exec(store_db(j->conf->store), buf_c(&b), e);
}

static int begin(struct judging *j, err *e)
{
	struct db *db = store_db(j->conf->store);

	TRY(store_begin(j->conf->store, e));
	TRY(clean_up(j, e));
	/* Fresh rows, old statistics: PostgreSQL would plan for empty tables. */
	if (db_engine(db) == DB_POSTGRES && !j->conf->only)
		TRY(db_exec(db, "ANALYZE", e));
	TRY(views_load(j->conf->store, j->conf->run, &j->views, e));
	TRY(store_asset_counts(j->conf->store, j->conf->run, j->v.assets, e));
	TRY(find_unit(j, e));
	TRY(new_judgement(j, e));
	TRY(make_views(j, e));
	TRY(verdict_prepare(&j->v, e));
	return store_commit(j->conf->store, e);
}

static int judge_one(struct judging *j, size_t i, err *e)
{
	struct verdict_counts counts;

	TRY(store_begin(j->conf->store, e));
	TRY(verdict_check(&j->v, &j->list[i], (int64_t)i + 1, &counts, e));
	TRY(note_judged(j, &j->list[i], (int64_t)i + 1, &counts, e));
	TRY(store_commit(j->conf->store, e));
	if (j->conf->progress)
		j->conf->progress(j->conf->progress_ctx, i + 1, j->count);
	return 0;
}

static int finish(struct judging *j, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(store_begin(j->conf->store, e));
	TRY(store_findings_note(j->conf->store, j->v.judgement, &j->run, e));
	TRY(db_prepare(store_db(j->conf->store), STR("UPDATE judgement SET done = TRUE WHERE id = :id"), &st, e));
	db_bind_int(st, "id", j->v.judgement);
	TRY(db_run(st, e));
	return store_commit(j->conf->store, e);
}

static int judge_all(struct judging *j, err *e)
{
	TRY(begin(j, e));
	for (size_t i = 0; i < j->count; i++)
		TRY(judge_one(j, i, e));
	return finish(j, e);
}

static int judge_and_clean(struct judging *j, err *e)
{
	struct store *s = j->conf->store;
	int rc = judge_all(j, e);
	err ignored;

	if (rc < 0)
		store_rollback(s);
	(void)db_limit_time(store_db(s), 0, &ignored);
	views_drop(&j->views);
	return rc;
}

int judge_run(const struct judge_conf *conf, int64_t *ret_judgement, err *e)
{
	struct judging j = {.conf = conf};

	arena_init(&j.mem, MEMORY_MOST);
	j.views.store = conf->store;
	j.v = (struct verdict_conf){.store = conf->store, .views = &j.views, .run = &j.run};
	j.v.limit_ms = conf->limit_ms ? conf->limit_ms : QUERY_MS;
	int rc = load_run(&j, e);

	if (rc == 0)
		rc = compile_all(&j, e);
	if (rc == 0)
		rc = judge_and_clean(&j, e);
	if (rc == 0)
		*ret_judgement = j.v.judgement;
	arena_clear(&j.mem);
	return rc < 0 ? err_wrap(e, "%s", _("judge")) : 0;
}
