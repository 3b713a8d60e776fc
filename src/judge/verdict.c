/*
 * What a check needs of an asset is every table it reads. `lack` holds what this run did not examine: (sweep, asset, fact),
 * fact 0 for a whole collection. From it, for one check:
 *   not applicable: no collector was to look at the asset for any of the tables, or `applies` leaves it out (and what
 *                   `applies` reads is complete)
 *   fail:           a row (presence), or a row and nothing lacking (absence)
 *   unknown:        lacking, and not said otherwise by the above
 * All else is a pass and gets no row. Where the same thing lacks for all assets (a register of the unit, a table that no
 * collector fills) it is one number, the constant why.
 */
#include "judge/verdict.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/must.h"
#include "store/schema.h"

#define SQL_MOST ((size_t)1 << 20)

#define WHY_NOT_CARRIED_OUT N_("planned and not carried out")
#define WHY_NO_COLLECTOR N_("no collector of this run fills a table that the check reads")
#define WHY_NO_REGISTER N_("the unit's list that the check needs was not collected")
#define WHY_BROKEN N_("the check could not be carried out")
#define WHY_UNTOLD N_("what was found does not suffice to say it; the check's text says what is needed")
#define WHY_TIME N_("the check ran longer than it may")

struct asking {
	const struct verdict_conf *v;
	const struct compiled *c;
	int64_t n;
	struct db *db;
	bool needs[FACT_COUNT];         /* read by the query or by applies */
	bool needs_applies[FACT_COUNT]; /* read by applies */
	int64_t constant;               /* why, 0: none */
	int64_t constant_applies;
	str kinds; /* "1, 3" */
	char kinds_text[64];
};

/* Runs one statement written in schema words; *ret_changed may be NULL. */
static int run(struct db *db, const buf *sql, int64_t *ret_changed, err *e)
{
	AUTO(buf_release) buf b = {0};
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	must(!buf_full(sql));
	buf_init(&b, SQL_MOST);
	for (size_t i = 0; i < sql->n; i++)
		buf_put_byte(&b, sql->p[i]);
	TRY(db_prepare(db, buf_str(&b), &st, e));
	TRY(db_run(st, e));
	if (ret_changed)
		*ret_changed = db_changed(st);
	return 0;
}

static int get_int(struct db *db, const buf *sql, int64_t *ret, bool *ret_null, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	must(!buf_full(sql));
	TRY(db_prepare(db, buf_str(sql), &st, e));
	int rc = db_step(st, e);

	if (rc == 1) {
		*ret = db_int(st, 0);
		if (ret_null)
			*ret_null = db_is_null(st, 0);
	}
	return rc < 0 ? rc : 0;
}

static int make_table(struct db *db, const char *name, const char *columns, err *e)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, SQL_MOST);
	buf_printf(&b, "DROP TABLE IF EXISTS %s; CREATE TEMP TABLE %s(", name, name);
	schema_put(&b, db_engine(db), columns);
	schema_put(&b, db_engine(db), ")@CLUSTERED");
	return db_exec(db, buf_c(&b), e);
}

static int lack_collected(const struct verdict_conf *v, int64_t sweep, err *e)
{
	struct db *db = store_db(v->store);
	AUTO(buf_release) buf b = {0};

	buf_init(&b, 4096);
	buf_printf(&b,
		   "INSERT INTO lack SELECT c.sweep, c.asset, 0, c.reason FROM collected c WHERE c.sweep = %lld"
		   " AND (c.status > %d OR (c.status = %d AND NOT EXISTS (SELECT 1 FROM gap g WHERE g.sweep = c.sweep"
		   " AND g.asset = c.asset))) ORDER BY c.asset",
		   (long long)sweep, COLLECTED_PARTIAL, COLLECTED_PARTIAL);
	TRY(run(db, &b, NULL, e));
	buf_reset(&b);
	buf_printf(&b,
		   "INSERT INTO lack SELECT g.sweep, g.asset, g.fact, g.reason FROM gap g WHERE g.sweep = %lld"
		   " ORDER BY g.asset, g.fact",
		   (long long)sweep);
	return run(db, &b, NULL, e);
}

static int lack_planned(const struct verdict_conf *v, err *e)
{
	AUTO(buf_release) buf b = {0};
	int64_t reason = 0;

	TRY(store_reason_id(v->store, WHY_NOT_CARRIED_OUT, &reason, e));
	buf_init(&b, 4096);
	buf_printf(&b,
		   "INSERT INTO lack SELECT p.sweep, p.asset, 0, %lld FROM plan p LEFT JOIN collected c"
		   " ON c.sweep = p.sweep AND c.asset = p.asset WHERE p.run = %lld AND c.asset IS NULL",
		   (long long)reason, (long long)v->run->n);
	return run(store_db(v->store), &b, NULL, e);
}

int verdict_prepare(const struct verdict_conf *v, err *e)
{
	struct db *db = store_db(v->store);

	TRY(make_table(db, "lack",
		       "sweep @INT NOT NULL, asset @INT NOT NULL, fact @INT NOT NULL, reason @INT NOT NULL,"
		       " PRIMARY KEY (sweep, asset, fact)",
		       e));
	TRY(make_table(db, "hit",
		       "asset @INT NOT NULL, n @INT NOT NULL, evidence @INT NOT NULL, place @TEXT NOT NULL,"
		       " says @TEXT NOT NULL, PRIMARY KEY (asset, n)",
		       e));
	TRY(make_table(db, "applicable", "asset @INT NOT NULL, PRIMARY KEY (asset)", e));
	TRY(make_table(db, "untold", "asset @INT NOT NULL, PRIMARY KEY (asset)", e));
	for (size_t i = 0; i < v->views->sweep_count; i++)
		TRY(lack_collected(v, v->views->sweeps[i].id, e));
	TRY(lack_planned(v, e));
	return db_engine(db) == DB_POSTGRES ? db_exec(db, "ANALYZE lack", e) : 0;
}

/* --- what a check needs ------------------------------------------------------------------------------------------- */

/* "(l.sweep = 5 AND l.fact IN (0, 3)) OR …" for the tables of assets; FALSE for none. */
static void put_needs(buf *b, const struct asking *a, const bool needs[FACT_COUNT])
{
	const struct views *views = a->v->views;
	const char *between = "(";

	for (size_t i = 0; i < views->sweep_count; i++) {
		bool any = false;

		for (int f = 0; f < FACT_COUNT; f++) {
			if (!needs[f] || fact_tables[f].of != OF_ASSET || !views->sweeps[i].fills[f])
				continue;
			if (!any)
				buf_printf(b, "%s(l.sweep = %lld AND l.fact IN (0", between,
					   (long long)views->sweeps[i].id);
			buf_printf(b, ", %lld", (long long)store_fact_id(a->v->store, (enum fact_id)f));
			any = true;
		}
		if (any) {
			buf_put_c(b, "))");
			between = " OR ";
		}
	}
	buf_put_c(b, between[0] == '(' ? "FALSE" : ")");
}

static bool fills_any(const struct asking *a, const struct views_sweep *s)
{
	for (int f = 0; f < FACT_COUNT; f++) {
		if (a->needs[f] && fact_tables[f].of == OF_ASSET && s->fills[f])
			return true;
	}
	return false;
}

/* Is some collector to look at every asset of the check's kinds for some of its tables? Then nobody need be asked. */
static bool all_wanted(const struct asking *a)
{
	const struct views *views = a->v->views;
	bool any_table = false;

	for (int f = 0; f < FACT_COUNT; f++)
		any_table = any_table || (a->needs[f] && fact_tables[f].of == OF_ASSET);
	if (!any_table || a->c->check->over_unit)
		return true;
	for (size_t i = 0; i < views->sweep_count; i++) {
		const struct views_sweep *s = &views->sweeps[i];
		bool all = fills_any(a, s);

		for (int k = 0; k < ASSET_KIND_COUNT; k++) {
			if (a->c->check->assets & 1u << k)
				all = all && s->planned[k] == a->v->assets[k];
		}
		if (all)
			return true;
	}
	return false;
}

/* A condition on r.asset: some collector was to look at it. */
static void put_wanted(buf *b, const struct asking *a)
{
	const struct views *views = a->v->views;
	size_t n = 0;

	if (all_wanted(a)) {
		buf_put_c(b, "TRUE");
		return;
	}
	for (size_t i = 0; i < views->sweep_count; i++) {
		if (!fills_any(a, &views->sweeps[i]))
			continue;
		if (n++ == 0)
			buf_printf(b,
				   "EXISTS (SELECT 1 FROM plan p WHERE p.run = %lld AND p.asset = r.asset AND p.sweep "
				   "IN (",
				   (long long)a->v->run->n);
		buf_printf(b, "%s%lld", n > 1 ? ", " : "", (long long)views->sweeps[i].id);
	}
	/* A table that no collector fills is told as such, not as "not applicable". */
	buf_put_c(b, n ? "))" : "TRUE");
}

static int why_of(const struct asking *a, enum fact_id f, const char *words, int64_t *ret, err *e)
{
	int64_t reason = 0;

	TRY(store_reason_id(a->v->store, words, &reason, e));
	*ret = store_fact_id(a->v->store, f) * STORE_WHY_FACT + reason;
	return 0;
}

#define WHY_SQL "l.sweep * 68719476736 + l.fact * 16777216 + l.reason"

/* The unit's own tables: complete when every collector that was to fill them did. */
static int why_register(const struct asking *a, enum fact_id f, int64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	const struct views *views = a->v->views;
	uint64_t planned = 0;
	bool null = true;
	size_t n = 0;

	buf_init(&b, 4096);
	buf_printf(&b,
		   "SELECT MIN(" WHY_SQL ") FROM lack l WHERE l.asset = %lld AND l.fact IN (0, %lld) AND l.sweep IN (",
		   (long long)a->v->unit, (long long)store_fact_id(a->v->store, f));
	for (size_t i = 0; i < views->sweep_count; i++) {
		if (!views->sweeps[i].fills[f])
			continue;
		planned += views->sweeps[i].planned[ASSET_UNIT];
		buf_printf(&b, "%s%lld", n++ ? ", " : "", (long long)views->sweeps[i].id);
	}
	buf_put_c(&b, ")");
	if (planned == 0)
		return why_of(a, f, WHY_NO_REGISTER, ret, e);
	TRY(get_int(a->db, &b, ret, &null, e));
	if (null)
		*ret = 0;
	return 0;
}

/* What lacks for all assets alike. */
static int find_constant(const struct asking *a, const bool needs[FACT_COUNT], int64_t *ret, err *e)
{
	const struct views *views = a->v->views;

	*ret = 0;
	for (int f = 0; f < FACT_COUNT && !*ret; f++) {
		bool filled = false;

		if (!needs[f])
			continue;
		for (size_t i = 0; i < views->sweep_count; i++)
			filled = filled || views->sweeps[i].fills[f];
		if (!filled)
			TRY(why_of(a, (enum fact_id)f, WHY_NO_COLLECTOR, ret, e));
		else if (fact_tables[f].of == OF_UNIT)
			TRY(why_register(a, (enum fact_id)f, ret, e));
	}
	if (*ret || !a->c->check->over_unit)
		return 0;
	/* A verdict about the unit needs the tables of all its assets. */
	AUTO(buf_release) buf b = {0};
	bool null = true;

	buf_init(&b, SQL_MOST);
	buf_put_c(&b, "SELECT MIN(" WHY_SQL ") FROM lack l WHERE ");
	put_needs(&b, a, needs);
	TRY(get_int(a->db, &b, ret, &null, e));
	if (null)
		*ret = 0;
	return 0;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static void put_value(buf *b, const struct language_query *q, size_t i)
{
	if (q->is_bool[i])
		buf_printf(b, "CASE WHEN h.%.*s THEN 'yes' WHEN NOT h.%.*s THEN 'no' ELSE '' END",
			   STR_ARG(q->columns[i]), STR_ARG(q->columns[i]));
	else
		buf_printf(b, "COALESCE(CAST(h.%.*s AS TEXT), '')", STR_ARG(q->columns[i]));
}

static void put_hits(buf *b, const struct language_query *q)
{
	size_t place = compile_place(q);
	size_t n = 0;

	buf_put_c(b, "INSERT INTO hit SELECT q.asset, ROW_NUMBER() OVER (PARTITION BY q.asset ORDER BY q.place, q.says,"
		     " q.evidence), q.evidence, q.place, q.says FROM (SELECT h.asset, COALESCE(h.evidence, 0) AS "
		     "evidence, ");
	if (place < q->column_count)
		put_value(b, q, place);
	else
		buf_put_c(b, "''");
	buf_put_c(b, " AS place, ");
	for (size_t i = 0; i < q->column_count; i++) {
		if (!compile_kept(q->columns[i]))
			continue;
		/* The unit separator stands between the values; no fact holds it. */
		buf_put_c(b, n++ ? " || '\x1f' || " : "");
		put_value(b, q, i);
	}
	buf_put_c(b, n ? "" : "''");
	buf_put_c(b, " AS says FROM (");
	buf_put(b, q->sql);
	buf_put_c(b, ") AS h) AS q");
}

static int ask(const struct asking *a, const buf *sql, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	const struct check *c = a->c->check;
	char name[64];

	must(!buf_full(sql));
	TRY(db_prepare(a->db, buf_str(sql), &st, e));
	db_bind_int(st, "at", a->v->run->began);
	for (size_t i = 0; i < c->param_count; i++) {
		snprintf(name, sizeof(name), "%.*s", STR_ARG(c->params[i].name));
		db_bind_int(st, name, c->params[i].value);
	}
	return db_run(st, e);
}

static int empty(struct db *db, const char *table, err *e)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "%s %s", db_engine(db) == DB_POSTGRES ? "TRUNCATE" : "DELETE FROM", table);
	return db_exec(db, sql, e);
}

/* The assets that a query of the header gives, into one of our tables. */
static int ask_assets(const struct asking *a, const char *table, str sql, err *e)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, SQL_MOST);
	TRY(empty(a->db, table, e));
	if (!sql.n)
		return 0;
	buf_printf(&b, "INSERT INTO %s SELECT DISTINCT q.asset FROM (", table);
	buf_put(&b, sql);
	buf_put_c(&b, ") AS q WHERE q.asset IS NOT NULL");
	return ask(a, &b, e);
}

static int ask_all(const struct asking *a, err *e)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, SQL_MOST);
	TRY(empty(a->db, "hit", e));
	put_hits(&b, &a->c->query);
	TRY(ask(a, &b, e));
	TRY(ask_assets(a, "applicable", a->c->check->applies.n ? a->c->applies.sql : (str){0}, e));
	TRY(ask_assets(a, "untold", a->c->check->unknown.n ? a->c->unknown.sql : (str){0}, e));
	return db_engine(a->db) == DB_POSTGRES ? db_exec(a->db, "ANALYZE hit; ANALYZE applicable; ANALYZE untold", e)
					       : 0;
}

/* A check that breaks takes its transaction with it (SQLite rolls back when a writing query is interrupted): another is
 * begun. */
static int ask_safely(const struct asking *a, err *broken, err *e)
{
	err why = {0};

	*broken = a->c->broken;
	if (!broken->code) {
		TRY(db_limit_time(a->db, a->v->limit_ms, e));
		if (ask_all(a, &why) == 0)
			return db_limit_time(a->db, 0, e);
		*broken = why;
		store_rollback(a->v->store);
		TRY(db_limit_time(a->db, 0, e));
		TRY(store_begin(a->v->store, e));
	}
	/* What an earlier check left in them must not count for this one. */
	TRY(empty(a->db, "hit", e));
	TRY(empty(a->db, "applicable", e));
	return empty(a->db, "untold", e);
}

/* --- verdicts ----------------------------------------------------------------------------------------------------- */

static void put_subjects(buf *b, const struct asking *a)
{
	buf_printf(b, "r.run = %lld AND r.kind IN (%.*s)", (long long)a->v->run->n, STR_ARG(a->kinds));
}

static void put_applicable(buf *b, const struct asking *a)
{
	buf_put_c(b, a->c->check->applies.n ? "EXISTS (SELECT 1 FROM applicable x WHERE x.asset = r.asset)" : "TRUE");
}

static void put_lacking(buf *b, const struct asking *a, const bool needs[FACT_COUNT])
{
	buf_put_c(b, "EXISTS (SELECT 1 FROM lack l WHERE l.asset = r.asset AND ");
	put_needs(b, a, needs);
	buf_put_c(b, ")");
}

static int write_na(const struct asking *a, int64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	bool wanted = all_wanted(a);
	/* What leaves an asset out must itself be known. */
	bool by_applies = a->c->check->applies.n && !a->constant_applies;

	*ret = 0;
	if (wanted && !by_applies)
		return 0;
	buf_init(&b, SQL_MOST);
	buf_printf(&b,
		   "INSERT INTO verdict SELECT %lld, %lld, r.asset, 0, %d, FALSE, 0, '', '', 0 FROM run_asset r WHERE ",
		   (long long)a->v->judgement, (long long)a->n, VERDICT_NA);
	put_subjects(&b, a);
	buf_put_c(&b, " AND (NOT ");
	put_wanted(&b, a);
	if (by_applies) {
		buf_put_c(&b, " OR (NOT ");
		put_applicable(&b, a);
		buf_put_c(&b, " AND NOT ");
		if (a->c->check->over_unit)
			buf_put_c(&b, "FALSE");
		else
			put_lacking(&b, a, a->needs_applies);
		buf_put_c(&b, ")");
	}
	buf_put_c(&b, ")");
	return run(a->db, &b, ret, e);
}

static int write_fail(const struct asking *a, int64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	bool presence = a->c->check->proof == PROOF_PRESENCE;
	bool over = a->c->check->over_unit;

	*ret = 0;
	if (a->constant && !presence)
		return 0;
	buf_init(&b, SQL_MOST);
	buf_printf(&b, "INSERT INTO verdict SELECT %lld, %lld, h.asset, h.n, %d, ", (long long)a->v->judgement,
		   (long long)a->n, VERDICT_FAIL);
	if (!presence || over)
		buf_put_c(&b, a->constant ? "TRUE" : "FALSE");
	else if (a->constant)
		buf_put_c(&b, "TRUE");
	else
		put_lacking(&b, a, a->needs);
	buf_put_c(&b, ", h.evidence, h.place, h.says, 0 FROM hit h JOIN run_asset r ON r.asset = h.asset AND ");
	put_subjects(&b, a);
	buf_put_c(&b, " WHERE ");
	put_wanted(&b, a);
	buf_put_c(&b, " AND ");
	put_applicable(&b, a);
	if (!presence && !over) {
		buf_put_c(&b, " AND NOT ");
		put_lacking(&b, a, a->needs);
	}
	return run(a->db, &b, ret, e);
}

/* Whatever lacks something and has no row yet. */
static int write_unknown(const struct asking *a, int64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};

	*ret = 0;
	buf_init(&b, SQL_MOST);
	buf_printf(&b, "INSERT INTO verdict SELECT %lld, %lld, r.asset, 0, %d, FALSE, 0, '', '', ",
		   (long long)a->v->judgement, (long long)a->n, VERDICT_UNKNOWN);
	if (a->constant) {
		buf_printf(&b, "%lld FROM run_asset r WHERE ", (long long)a->constant);
	} else if (a->c->check->over_unit) {
		return 0;
	} else {
		buf_put_c(&b, "q.why FROM (SELECT l.asset, MIN(" WHY_SQL ") AS why FROM lack l WHERE ");
		put_needs(&b, a, a->needs);
		buf_put_c(&b, " GROUP BY l.asset) AS q JOIN run_asset r ON r.asset = q.asset WHERE ");
	}
	put_subjects(&b, a);
	buf_printf(&b,
		   " AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.judgement = %lld AND v.judged = %lld"
		   " AND v.asset = r.asset)",
		   (long long)a->v->judgement, (long long)a->n);
	return run(a->db, &b, ret, e);
}

/* Of which the check itself says that the facts do not suffice, and nothing else was said. */
static int write_untold(const struct asking *a, int64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	int64_t reason = 0;

	*ret = 0;
	if (!a->c->check->unknown.n)
		return 0;
	TRY(store_reason_id(a->v->store, WHY_UNTOLD, &reason, e));
	buf_init(&b, SQL_MOST);
	buf_printf(&b,
		   "INSERT INTO verdict SELECT %lld, %lld, r.asset, 0, %d, FALSE, 0, '', '', %lld FROM run_asset r"
		   " JOIN untold u ON u.asset = r.asset WHERE ",
		   (long long)a->v->judgement, (long long)a->n, VERDICT_UNKNOWN, (long long)reason);
	put_subjects(&b, a);
	buf_printf(&b,
		   " AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.judgement = %lld AND v.judged = %lld"
		   " AND v.asset = r.asset)",
		   (long long)a->v->judgement, (long long)a->n);
	return run(a->db, &b, ret, e);
}

/* A check that could not run says nothing about any of its assets. */
static int constant_of_broken(struct asking *a, const err *broken, err *e)
{
	int64_t reason = 0;

	TRY(store_reason_id(a->v->store, broken->code == E_LIMIT ? WHY_TIME : WHY_BROKEN, &reason, e));
	a->constant = a->constant_applies = reason;
	return 0;
}

static int prepare(struct asking *a, err *e)
{
	const struct check *c = a->c->check;
	size_t n = 0;

	for (int k = 0; k < ASSET_KIND_COUNT; k++) {
		if (c->assets & 1u << k)
			n += (size_t)snprintf(a->kinds_text + n, sizeof(a->kinds_text) - n, "%s%d", n ? ", " : "", k);
	}
	a->kinds = str_c(a->kinds_text);
	for (int f = 0; f < FACT_COUNT; f++) {
		a->needs_applies[f] = a->c->applies.reads[f];
		a->needs[f] = a->c->query.reads[f] || a->needs_applies[f] || a->c->unknown.reads[f];
	}
	TRY(find_constant(a, a->needs, &a->constant, e));
	return find_constant(a, a->needs_applies, &a->constant_applies, e);
}

/* Assets with a failing row, and rows that name an asset which the check is not about. */
static int count_fails(const struct asking *a, int64_t *ret_assets, err *broken, err *e)
{
	AUTO(buf_release) buf b = {0};
	int64_t strays = 0;

	buf_init(&b, 4096);
	buf_printf(&b, "SELECT COUNT(*) FROM verdict v WHERE v.judgement = %lld AND v.judged = %lld AND v.n = 1",
		   (long long)a->v->judgement, (long long)a->n);
	TRY(get_int(a->db, &b, ret_assets, NULL, e));
	buf_reset(&b);
	buf_put_c(
		&b,
		"SELECT COUNT(*) FROM hit h WHERE NOT EXISTS (SELECT 1 FROM run_asset r WHERE r.asset = h.asset AND ");
	put_subjects(&b, a);
	buf_put_c(&b, ")");
	TRY(get_int(a->db, &b, &strays, NULL, e));
	if (strays && !broken->code)
		(void)err_set(broken, E_SYNTAX, _("%.*s: %lld rows are about assets of other kinds than it names"),
			      STR_ARG(a->c->check->path), (long long)strays);
	return 0;
}

int verdict_check(const struct verdict_conf *v, const struct compiled *c, int64_t n, struct verdict_counts *ret, err *e)
{
	struct asking a = {.v = v, .c = c, .n = n, .db = store_db(v->store)};
	int64_t na = 0;
	int64_t rows = 0;
	int64_t unknown = 0;
	int64_t untold = 0;
	int64_t fails = 0;
	uint64_t all = 0;

	*ret = (struct verdict_counts){0};
	TRY(prepare(&a, e));
	TRY(ask_safely(&a, &ret->broken, e));
	if (ret->broken.code)
		TRY(constant_of_broken(&a, &ret->broken, e));
	else
		TRY(write_na(&a, &na, e));
	TRY(write_fail(&a, &rows, e));
	TRY(write_unknown(&a, &unknown, e));
	TRY(write_untold(&a, &untold, e));
	unknown += untold;
	TRY(count_fails(&a, &fails, &ret->broken, e));
	for (int k = 0; k < ASSET_KIND_COUNT; k++)
		all += c->check->assets & 1u << k ? v->assets[k] : 0;
	ret->rows = (uint64_t)rows;
	ret->assets.by[VERDICT_FAIL] = (uint64_t)fails;
	ret->assets.by[VERDICT_UNKNOWN] = (uint64_t)unknown;
	ret->assets.by[VERDICT_NA] = (uint64_t)na;
	ret->assets.by[VERDICT_PASS] = all - (uint64_t)(fails + unknown + na);
	return 0;
}
