#include "judge/views.h"

#include "base/buf.h"
#include "catalogue/grades.h"
#include "catalogue/paths.h"
#include "judge/language.h"
#include "store/schema.h"

#define SQL_MOST ((size_t)1 << 20)

static int exec(const struct views *v, const char *sql, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, SQL_MOST);
	schema_put(&b, db_engine(store_db(v->store)), sql);
	return db_exec(store_db(v->store), buf_c(&b), e);
}

static enum fact_id fact_of(const struct views *v, int64_t id)
{
	int f = 0;

	while (f < FACT_COUNT && store_fact_id(v->store, (enum fact_id)f) != id)
		f++;
	return (enum fact_id)f;
}

static int load_facts(struct views *v, struct views_sweep *sweep, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(store_db(v->store), STR("SELECT fact, fills FROM sweep_fact WHERE sweep = :sweep"), &st, e));
	db_bind_int(st, "sweep", sweep->id);
	while ((rc = db_step(st, e)) == 1) {
		enum fact_id f = fact_of(v, db_int(st, 0));

		if (f == FACT_COUNT)
			continue;
		sweep->puts[f] = true;
		sweep->fills[f] = db_bool(st, 1);
	}
	return rc;
}

static int load_planned(struct views *v, err *e)
{
	static const char sql[] = "SELECT p.sweep, r.kind, COUNT(*) FROM run_asset r JOIN plan p ON p.run = r.run"
				  " AND p.asset = r.asset WHERE r.run = :run GROUP BY p.sweep, r.kind";
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(store_db(v->store), str_c(sql), &st, e));
	db_bind_int(st, "run", v->run);
	while ((rc = db_step(st, e)) == 1) {
		int64_t kind = db_int(st, 1);

		for (size_t i = 0; i < v->sweep_count && kind >= 0 && kind < ASSET_KIND_COUNT; i++) {
			if (v->sweeps[i].id == db_int(st, 0))
				v->sweeps[i].planned[kind] = (uint64_t)db_int(st, 2);
		}
	}
	return rc;
}

int views_load(struct store *s, int64_t run, struct views *ret, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	*ret = (struct views){.store = s, .run = run};
	TRY(db_prepare(store_db(s), STR("SELECT id FROM sweep WHERE run = :run ORDER BY id"), &st, e));
	db_bind_int(st, "run", run);
	while ((rc = db_step(st, e)) == 1) {
		if (ret->sweep_count == VIEWS_SWEEPS_MOST)
			return err_set(e, E_LIMIT, "more than %d collectors in a run", VIEWS_SWEEPS_MOST);
		ret->sweeps[ret->sweep_count++].id = db_int(st, 0);
	}
	TRY(rc);
	for (size_t i = 0; i < ret->sweep_count; i++)
		TRY(load_facts(ret, &ret->sweeps[i], e));
	return load_planned(ret, e);
}

/* " WHERE f.sweep IN (5, 7)"; no sweep: nothing. */
static void put_sweeps(buf *b, const struct views *v, enum fact_id f, const char *column)
{
	size_t n = 0;

	for (size_t i = 0; i < v->sweep_count; i++) {
		if (v->sweeps[i].puts[f])
			buf_printf(b, "%s%lld", n++ ? ", " : column, (long long)v->sweeps[i].id);
	}
	buf_put_c(b, n ? ")" : " WHERE FALSE");
}

/* A register is joined by its values, not by asset: as a table of its own each engine indexes or hashes it as it needs,
 * while a view over the clustered table would tempt SQLite to read all of it for every row. */
static bool is_register(enum fact_id f)
{
	return fact_tables[f].of == OF_UNIT;
}

static int drop_thing(const struct views *v, const char *what, const char *name, const char *suffix, err *e)
{
	char sql[200];
	bool pg = db_engine(store_db(v->store)) == DB_POSTGRES;

	snprintf(sql, sizeof(sql), "DROP %s IF EXISTS %s.%s%s", what, pg ? "pg_temp" : "temp", name, suffix);
	return db_exec(store_db(v->store), sql, e);
}

static int drop(const struct views *v, enum fact_id f, const char *suffix, err *e)
{
	return drop_thing(v, is_register(f) ? "TABLE" : "VIEW", fact_tables[f].name, suffix, e);
}

static int make_table(const struct views *v, enum fact_id f, bool before, err *e)
{
	const struct fact_table *t = &fact_tables[f];
	AUTO(buf_release) buf b;

	buf_init(&b, SQL_MOST);
	TRY(drop(v, f, before ? "_before" : "", e));
	buf_printf(&b, "CREATE TEMP %s %s%s AS SELECT f.asset, f.evidence", is_register(f) ? "TABLE" : "VIEW", t->name,
		   before ? "_before" : "");
	for (size_t i = 0; i < t->column_count; i++)
		buf_printf(&b, ", f.%s", t->columns[i].name);
	if (before) {
		buf_printf(&b, " FROM snapshot_before s JOIN fact_%s f ON f.sweep = s.sweep AND f.asset = s.asset",
			   t->name);
		put_sweeps(&b, v, f, " WHERE s.now IN (");
	} else {
		buf_printf(&b, " FROM fact_%s f", t->name);
		put_sweeps(&b, v, f, " WHERE f.sweep IN (");
	}
	TRY(exec(v, buf_c(&b), e));
	if (!is_register(f) || db_engine(store_db(v->store)) != DB_POSTGRES)
		return 0;
	buf_reset(&b);
	buf_printf(&b, "ANALYZE %s%s", t->name, before ? "_before" : "");
	return exec(v, buf_c(&b), e);
}

/* For each collector of this run and asset, its last complete collection in an earlier run. */
static int make_before(const struct views *v, err *e)
{
	AUTO(buf_release) buf b = {0};

	TRY(exec(v, "DROP TABLE IF EXISTS snapshot_before", e));
	TRY(exec(v,
		 "CREATE TEMP TABLE snapshot_before(asset @INT NOT NULL, now @INT NOT NULL, sweep @INT NOT NULL,"
		 " PRIMARY KEY (asset, now))@CLUSTERED",
		 e));
	buf_init(&b, 4096);
	buf_printf(
		&b,
		"INSERT INTO snapshot_before SELECT c.asset, n.id, MAX(c.sweep) FROM sweep n JOIN sweep s"
		" ON s.collector = n.collector AND s.run < n.run JOIN collected c ON c.sweep = s.id AND c.status = 0"
		" WHERE n.run = %lld AND NOT EXISTS (SELECT 1 FROM gap g WHERE g.sweep = c.sweep AND g.asset = c.asset)"
		" GROUP BY c.asset, n.id",
		(long long)v->run);
	return exec(v, buf_c(&b), e);
}

static int make_asset(const struct views *v, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	TRY(drop_thing(v, "VIEW", "asset", "", e));
	buf_put_c(&b, "CREATE TEMP VIEW asset AS SELECT a.id, CASE a.kind");
	for (int k = 0; k < ASSET_KIND_COUNT; k++)
		buf_printf(&b, " WHEN %d THEN '%s'", k, asset_kind_name((enum asset_kind)k));
	buf_printf(&b,
		   " END AS kind, a.key, r.object, a.host, a.port, a.https, a.transport FROM run_asset r"
		   " JOIN assets a ON a.id = r.asset WHERE r.run = %lld",
		   (long long)v->run);
	return exec(v, buf_c(&b), e);
}

static int make_unit(const struct views *v, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	TRY(drop_thing(v, "VIEW", "unit", "", e));
	buf_printf(&b,
		   "CREATE TEMP VIEW unit AS SELECT a.asset, r.uscc, r.unit AS name, r.province, r.vantage FROM run r"
		   " JOIN run_asset a ON a.run = r.n AND a.kind = %d WHERE r.n = %lld",
		   ASSET_UNIT, (long long)v->run);
	return exec(v, buf_c(&b), e);
}

static int put_grade(const struct views *v, const struct grades *g, const struct grade *k, int standard, err *e)
{
	static const char sql[] =
		"INSERT INTO grade(kind, standard, category, category_en, sensitive, level, from_day, title, title_en, "
		"read) VALUES"
		" (:kind, :standard, :category, :category_en, :sensitive, :level, :from_day, :title, :title_en, :read)";
	static const char *const reads[] = {
		[LAW_READ_TEXT] = "text", [LAW_READ_SECONDARY] = "secondary", [LAW_READ_MEMORY] = "memory"};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	const struct grade_standard *s = &g->standards[standard];

	TRY(db_prepare(store_db(v->store), str_c(sql), &st, e));
	db_bind_text(st, "kind", k->kind);
	db_bind_text(st, "standard", s->key);
	db_bind_text(st, "category", k->category.zh);
	db_bind_text(st, "category_en", k->category.en);
	db_bind_bool(st, "sensitive", standard == GRADE_43697 ? k->level == 4 : k->sensitive[standard]);
	if (standard == GRADE_43697)
		db_bind_int(st, "level", k->level);
	else
		db_bind_null(st, "level");
	db_bind_int(st, "from_day", s->from);
	db_bind_text(st, "title", s->name.zh);
	db_bind_text(st, "title_en", s->name.en);
	db_bind_text(st, "read", str_c(reads[s->read]));
	return db_run(st, e);
}

static int fill_grade(const struct views *v, arena *mem, err *e)
{
	struct grades g;
	const char *path;

	TRY(paths_data(mem, "catalogue/grades.yaml", &path, e));
	TRY(grades_load(path, mem, &g, e));
	for (size_t i = 0; i < g.count; i++)
		for (int s = 0; s < GRADE_STANDARDS; s++)
			TRY(put_grade(v, &g, &g.list[i], s, e));
	return 0;
}

/* What the standards say of each kind of data: of the catalogue, not of a run. */
static int make_grade(const struct views *v, err *e)
{
	arena mem;

	TRY(drop_thing(v, "TABLE", "grade", "", e));
	TRY(exec(v,
		 "CREATE TEMP TABLE grade(kind @TEXT NOT NULL, standard @TEXT NOT NULL, category @TEXT NOT NULL,"
		 " category_en @TEXT NOT NULL, sensitive @BOOL NOT NULL, level @INT, from_day @INT NOT NULL,"
		 " title @TEXT NOT NULL, title_en @TEXT NOT NULL, read @TEXT NOT NULL,"
		 " PRIMARY KEY (kind, standard))@CLUSTERED",
		 e));
	arena_init(&mem, (size_t)8 << 20);
	int rc = fill_grade(v, &mem, e);

	arena_clear(&mem);
	return rc;
}

static int make_person(const struct views *v, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, SQL_MOST);
	buf_put_c(&b, "CREATE TEMP");
	buf_put_c(&b, language_person);
	return exec(v, buf_c(&b), e);
}

int views_make(const struct views *v, const bool tables[FACT_COUNT], const bool before[FACT_COUNT], err *e)
{
	bool any = false;

	TRY(drop_thing(v, "VIEW", "person", "", e));
	TRY(make_asset(v, e));
	TRY(make_unit(v, e));
	TRY(make_grade(v, e));
	for (int f = 0; f < FACT_COUNT; f++)
		any = any || before[f];
	if (any)
		TRY(make_before(v, e));
	for (int f = 0; f < FACT_COUNT; f++) {
		if (tables[f])
			TRY(make_table(v, (enum fact_id)f, false, e));
		if (before[f])
			TRY(make_table(v, (enum fact_id)f, true, e));
	}
	return tables[FACT_data_mark] && tables[FACT_data_person] ? make_person(v, e) : 0;
}

void views_drop(const struct views *v)
{
	err ignored;

	(void)drop_thing(v, "VIEW", "person", "", &ignored);
	for (int f = 0; f < FACT_COUNT; f++) {
		(void)drop(v, (enum fact_id)f, "", &ignored);
		(void)drop(v, (enum fact_id)f, "_before", &ignored);
	}
	(void)drop_thing(v, "VIEW", "asset", "", &ignored);
	(void)drop_thing(v, "VIEW", "unit", "", &ignored);
	(void)drop_thing(v, "TABLE", "grade", "", &ignored);
}
