#include "judge/language.h"

#include <sqlite3.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/must.h"
#include "judge/words.h"

#define SQL_MOST ((size_t)256 << 10)

/* SQLite's own table-valued functions; it has about ten. */
#define MODULES_MOST 64

struct language {
	sqlite3 *h;
	char modules[MODULES_MOST][32];
	size_t module_count;
	struct language_query *now; /* being prepared */
	char refused[200];          /* what the authorizer did not like */
};

const struct language_view language_views[] = {
	{"asset", "id @INT, kind @TEXT, key @TEXT, object @TEXT, host @TEXT, port @INT, https @BOOL, transport @TEXT",
	 N_("the assets of the run")},
	{"unit", "asset @INT, uscc @TEXT, name @TEXT, province @TEXT, vantage @TEXT",
	 N_("the inspected unit: one row")},
	{"grade",
	 "kind @TEXT, standard @TEXT, category @TEXT, category_en @TEXT, sensitive @BOOL, level @INT, from_day @INT, "
	 "title @TEXT, title_en @TEXT, read @TEXT",
	 N_("what each standard says of each kind of data: gbt35273, gbt45574, gbt43697 (level), from a day on")},
	{"person", "kind @TEXT, sole @BOOL, stores @INT, least @INT, most @INT",
	 N_("different values of each kind that tells persons apart (sole: nobody has two), over all stores: at the "
	    "least, "
	    "at the most (none: not limited)")},
	{0},
};

/* Marks are comparable as far as every store has all of them: below the least cut. Their number there, scaled up, is what was seen;
 * an estimate is off by some 6 % at the most (95 %). What is not marked whole (a database's
 * sample, digests, masks) adds its own bounds. */
const char language_person[] =
	" VIEW person AS WITH cut AS (SELECT m.kind, MIN(m.cut) AS cut FROM data_mark m GROUP BY m.kind),"
	" seen AS (SELECT m.kind, MIN(c.cut) AS cut, COUNT(DISTINCT m.mark) AS n FROM data_mark m JOIN cut c ON"
	" c.kind = m.kind WHERE m.mark < c.cut GROUP BY m.kind),"
	" item AS (SELECT i.kind, COUNT(DISTINCT i.asset) AS stores, MAX(i.least) AS least, SUM(CASE WHEN i.marked "
	"THEN 0"
	" ELSE i.most END) AS rest, SUM(CASE WHEN i.marked OR i.most IS NOT NULL THEN 0 ELSE 1 END) AS open FROM "
	"data_person i"
	" WHERE i.kind IN ('id-card', 'residence-permit', 'foreigner-card', 'mobile', 'email', 'id-card-15', "
	"'taiwan-id',"
	" 'hk-id', 'macau-id', 'hk-permit', 'taiwan-permit', 'passport', 'wechat', 'qq', 'weibo', 'alipay') GROUP BY "
	"i.kind)"
	" SELECT i.kind AS kind, i.kind IN ('id-card', 'residence-permit', 'foreigner-card') AS sole, i.stores AS "
	"stores, CAST(CASE WHEN i.least >= coalesce(s.n * 1099511627776 / s.cut, "
	"0) *"
	" CASE WHEN s.cut < 1099511627776 THEN 94 ELSE 100 END / 100 THEN i.least ELSE coalesce(s.n * 1099511627776 / "
	"s.cut,"
	" 0) * CASE WHEN s.cut < 1099511627776 THEN 94 ELSE 100 END / 100 END AS BIGINT) AS least,"
	" CAST(CASE WHEN i.open > 0 THEN NULL ELSE coalesce(s.n * 1099511627776 / s.cut, 0) *"
	" CASE WHEN s.cut < 1099511627776 THEN 106 ELSE 100 END / 100 + i.rest END AS BIGINT) AS most"
	" FROM item i LEFT JOIN seen s ON s.kind = i.kind";

static const char *const functions[] = {
	"count",      "sum",       "min",  "max",   "coalesce",    "nullif",     "length",
	"substr",     "substring", "trim", "ltrim", "rtrim",       "replace",    "abs",
	"row_number", "rank",      "lag",  "lead",  "first_value", "last_value", "dense_rank",
};

static int on_function(struct language *l, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		if (str_ieq(str_c(name), str_c(functions[i])))
			return SQLITE_OK;
	}
	snprintf(l->refused, sizeof(l->refused), _("the function %s is not taken"), name);
	return SQLITE_DENY;
}

/* COUNT(*) over a WITH table asks for no column of a table of that name; SQLite's own tables ask in the same way. */
static bool is_with_table(const struct language *l, str name, const char *column)
{
	if (column[0] || str_istarts(name, STR("sqlite_")) || str_istarts(name, STR("pragma_")))
		return false;
	for (size_t i = 0; i < l->module_count; i++) {
		if (str_ieq(name, str_c(l->modules[i])))
			return false;
	}
	return true;
}

static int on_read(struct language *l, const char *table, const char *column)
{
	str name = str_c(table);
	bool before = str_ends(name, STR("_before"));
	enum fact_id f = fact_find(before ? str_sub(name, 0, name.n - 7) : name);

	if (f != FACT_COUNT && before)
		l->now->reads_before[f] = true;
	else if (f != FACT_COUNT)
		l->now->reads[f] = true;
	else if (!str_eq(name, STR("asset")) && !str_eq(name, STR("unit")) && !str_eq(name, STR("grade")) &&
		 !str_eq(name, STR("person")) && !is_with_table(l, name, column)) {
		snprintf(l->refused, sizeof(l->refused), _("the table %s is not for checks"), table);
		return SQLITE_DENY;
	}
	return SQLITE_OK;
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *, const char *)
{
	struct language *l = ctx;

	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return on_read(l, a, b ? b : "");
	case SQLITE_FUNCTION:
		return on_function(l, b);
	default:
		snprintf(l->refused, sizeof(l->refused), "%s", _("a check is one SELECT and changes nothing"));
		return SQLITE_DENY;
	}
}

static void put_type(buf *b, enum fact_type t)
{
	/* BOOLEAN is seen again in the declared types of a query's columns. */
	static const char *const names[FACT_TYPE_COUNT] = {
		[FACT_TEXT] = "TEXT", [FACT_INT] = "BIGINT", [FACT_BOOL] = "BOOLEAN"};

	buf_put_c(b, names[t]);
}

static void put_table(buf *b, const struct fact_table *t, const char *suffix)
{
	buf_printf(b, "CREATE TABLE %s%s(asset BIGINT NOT NULL, evidence BIGINT NOT NULL", t->name, suffix);
	for (size_t i = 0; i < t->column_count; i++) {
		buf_printf(b, ", %s ", t->columns[i].name);
		put_type(b, t->columns[i].type);
	}
	buf_printf(b, "); CREATE INDEX %s%s_asset ON %s%s(asset);", t->name, suffix, t->name, suffix);
}

static int load_modules(struct language *l)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(l->h, "SELECT name FROM pragma_module_list", -1, &st, NULL);

	while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW && l->module_count < MODULES_MOST)
		snprintf(l->modules[l->module_count++], sizeof(l->modules[0]), "%s",
			 (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return rc;
}

int language_new(struct language **ret, err *e)
{
	AUTO(buf_release) buf b;
	struct language *l = calloc(1, sizeof(*l));

	must(l);
	buf_init(&b, 1u << 20);
	for (size_t i = 0; i < FACT_COUNT; i++) {
		put_table(&b, &fact_tables[i], "");
		put_table(&b, &fact_tables[i], "_before");
	}
	buf_put_c(&b,
		  "CREATE TABLE asset(id BIGINT PRIMARY KEY, kind TEXT, key TEXT, object TEXT, host TEXT, port BIGINT,"
		  " https BOOLEAN, transport TEXT) WITHOUT ROWID;");
	buf_put_c(&b, "CREATE TABLE grade(kind TEXT NOT NULL, standard TEXT NOT NULL, category TEXT NOT NULL,"
		      " category_en TEXT NOT NULL, sensitive BOOLEAN NOT NULL, level BIGINT, from_day BIGINT NOT NULL,"
		      " title TEXT NOT NULL, title_en TEXT NOT NULL, read TEXT NOT NULL,"
		      " PRIMARY KEY (kind, standard)) WITHOUT ROWID;");
	/* One row: constants, so that reading it within a subquery is no scan. */
	buf_put_c(&b, "CREATE VIEW unit AS SELECT CAST(0 AS BIGINT) AS asset, CAST('' AS TEXT) AS uscc,"
		      " CAST('' AS TEXT) AS name, CAST('' AS TEXT) AS province, CAST('' AS TEXT) AS vantage;");
	buf_put_c(&b, "CREATE");
	buf_put_c(&b, language_person);
	buf_put_c(&b, ";");
	if (sqlite3_open_v2(":memory:", &l->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK ||
	    sqlite3_exec(l->h, buf_c(&b), NULL, NULL, NULL) != SQLITE_OK || load_modules(l) != SQLITE_OK) {
		(void)err_set(e, E_STORE, "%s", l->h ? sqlite3_errmsg(l->h) : "no memory");
		language_free(l);
		return E_STORE;
	}
	sqlite3_db_config(l->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_limit(l->h, SQLITE_LIMIT_EXPR_DEPTH, 200);
	sqlite3_limit(l->h, SQLITE_LIMIT_ATTACHED, 0);
	*ret = l;
	return 0;
}

void language_free(struct language *l)
{
	if (!l)
		return;
	sqlite3_close(l->h);
	free(l);
}

static unsigned line_at(str sql, int offset)
{
	unsigned line = 1;

	for (int i = 0; i < offset && (size_t)i < sql.n; i++)
		line += sql.p[i] == '\n';
	return line;
}

/* "SEARCH x" without an index is how SQLite shows a MIN or MAX that reads everything. */
static bool is_scan(str words)
{
	if (str_starts(words, STR("SEARCH ")))
		return !str_has(words, STR(" USING "));
	return str_starts(words, STR("SCAN ")) && !str_starts(words, STR("SCAN CONSTANT ROW"));
}

/* SQLite's tree of the plan: id, parent, -, words. A scan below a correlated subquery costs a square. */
static int refuse_scans(struct language *l, str sql, err *e)
{
	AUTO(buf_release) buf b;
	sqlite3_stmt *st = NULL;
	int correlated[200]; /* ids of correlated nodes and everything below them */
	size_t n = 0;
	int rc = 0;

	buf_init(&b, 2 * SQL_MOST);
	buf_put_c(&b, "EXPLAIN QUERY PLAN ");
	buf_put(&b, sql);
	if (sqlite3_prepare_v2(l->h, buf_c(&b), -1, &st, NULL) != SQLITE_OK)
		return err_set(e, E_STORE, "%s", sqlite3_errmsg(l->h));
	while (rc == 0 && sqlite3_step(st) == SQLITE_ROW) {
		str words = str_c((const char *)sqlite3_column_text(st, 3));
		bool below = str_starts(words, STR("CORRELATED "));

		for (size_t i = 0; i < n && !below; i++)
			below = correlated[i] == sqlite3_column_int(st, 1);
		if (!below)
			continue;
		if (n == ARRAY_LEN(correlated))
			rc = err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("too many subqueries"));
		else
			correlated[n++] = sqlite3_column_int(st, 0);
		if (rc == 0 && is_scan(words))
			rc = err_set(
				e, E_SYNTAX, _("line %u: %s (%.*s)"), 1u,
				_("a subquery reads a whole table for every row: join on asset or on equal columns"),
				STR_ARG(words));
	}
	sqlite3_finalize(st);
	return rc;
}

static int read_columns(sqlite3_stmt *st, arena *mem, struct language_query *q, err *e)
{
	int n = sqlite3_column_count(st);
	bool asset = false;
	bool evidence = false;

	if (n > LANGUAGE_COLUMNS_MOST)
		return err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("more than 40 columns"));
	for (int i = 0; i < n; i++) {
		str name = str_c(sqlite3_column_name(st, i));

		for (size_t k = 0; k < q->column_count; k++) {
			if (str_eq(q->columns[k], name))
				return err_set(e, E_SYNTAX, _("line %u: two columns are called \"%.*s\""), 1u,
					       STR_ARG(name));
		}
		q->is_bool[q->column_count] = str_eq(str_c(sqlite3_column_decltype(st, i)), STR("BOOLEAN"));
		q->columns[q->column_count++] = arena_str(mem, name);
		asset = asset || str_eq(name, STR("asset"));
		evidence = evidence || str_eq(name, STR("evidence"));
	}
	if (!asset)
		return err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("there is no column \"asset\""));
	(void)evidence;
	return 0;
}

static int prepare(struct language *l, arena *mem, struct language_query *q, err *e)
{
	sqlite3_stmt *st = NULL;
	const char *tail = NULL;

	l->refused[0] = 0;
	if (sqlite3_prepare_v2(l->h, (const char *)q->sql.p, (int)q->sql.n, &st, &tail) != SQLITE_OK) {
		int at = sqlite3_error_offset(l->h);

		return err_set(e, E_SYNTAX, _("line %u: %s"), line_at(q->sql, at < 0 ? 0 : at),
			       l->refused[0] ? l->refused : sqlite3_errmsg(l->h));
	}
	int rc = !st ? err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("there is no SQL")) : 0;

	if (rc == 0 && !sqlite3_stmt_readonly(st))
		rc = err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("a check is one SELECT and changes nothing"));
	if (rc == 0)
		rc = read_columns(st, mem, q, e);
	sqlite3_finalize(st);
	return rc;
}

int language_prepare(struct language *l, arena *mem, str sql, struct language_params params, struct language_query *ret,
		     err *e)
{
	*ret = (struct language_query){0};
	if (sql.n > SQL_MOST)
		return err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("longer than 256 KiB"));
	uint8_t *out = arena_new(mem, uint8_t, sql.n + 1);

	TRY(words_check(sql, params, out, e));
	ret->sql = (str){out, sql.n};
	str first = str_trim(ret->sql);

	if (!str_istarts(first, STR("select")) && !str_istarts(first, STR("with")))
		return err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("a check is one SELECT and changes nothing"));
	l->now = ret;
	sqlite3_set_authorizer(l->h, authorize, l);
	int rc = prepare(l, mem, ret, e);

	sqlite3_set_authorizer(l->h, NULL, NULL);
	l->now = NULL;
	return rc < 0 ? rc : refuse_scans(l, ret->sql, e);
}
