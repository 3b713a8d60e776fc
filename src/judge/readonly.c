#include "judge/readonly.h"

#include <sqlite3.h>

#include "base/i18n.h"
#include "base/must.h"
#include "judge/views.h"

static const char *const own_views[] = {"asset", "unit", "grade", "person", "verdicts", NULL};

static bool is_view(str name)
{
	bool before = str_ends(name, STR("_before"));

	for (size_t i = 0; own_views[i]; i++) {
		if (str_eq(name, str_c(own_views[i])))
			return true;
	}
	return fact_find(before ? str_sub(name, 0, name.n - 7) : name) != FACT_COUNT;
}

/* Tables of the store may be read by our views only (`view` names the view within which a column is read), so that keys
 * and scopes stay where they are. */
static int authorize(void *, int action, const char *a, const char *b, const char *, const char *view)
{
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && str_ieq(str_c(b), STR("load_extension")) ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_READ:
		/* No column: COUNT(*) over a WITH table or a view. Names of the store's own tables give nothing away. */
		return is_view(str_c(a)) || (view && is_view(str_c(view))) || (b && !b[0]) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int make_verdicts(struct store *s, int64_t judgement, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	buf_printf(&b,
		   "CREATE TEMP VIEW verdicts AS SELECT j.check_id AS check_id, j.clause, j.severity, v.asset, a.key,"
		   " CASE v.verdict WHEN 1 THEN 'fail' WHEN 2 THEN 'unknown' ELSE 'na' END AS verdict, v.at_least,"
		   " v.place, v.evidence, COALESCE(w.words, '') AS reason FROM verdict v JOIN judged j"
		   " ON j.judgement = v.judgement AND j.n = v.judged JOIN assets a ON a.id = v.asset"
		   " LEFT JOIN reason w ON w.id = v.why %% 16777216 AND v.why > 0 WHERE v.judgement = %lld",
		   (long long)judgement);
	return db_exec(store_db(s), buf_c(&b), e);
}

int readonly_lock(struct store *s, int64_t run, int64_t judgement, unsigned ms, err *e)
{
	struct db *db = store_db(s);
	bool all[FACT_COUNT];
	struct views v;

	for (size_t i = 0; i < FACT_COUNT; i++)
		all[i] = true;
	TRY(views_load(s, run, &v, e));
	TRY(views_make(&v, all, all, e));
	TRY(make_verdicts(s, judgement, e));
	TRY(db_limit_time(db, ms, e));
	if (db_engine(db) == DB_POSTGRES)
		return db_exec(db, "SET default_transaction_read_only = on; SET search_path = pg_temp", e);
	TRY(db_exec(db, "PRAGMA query_only = on", e));
	must(sqlite3_set_authorizer(db_handle(db), authorize, NULL) == SQLITE_OK);
	return 0;
}

int readonly_query(struct store *s, str sql, int (*each)(void *ctx, struct db_stmt *row, uint64_t n, err *e), void *ctx,
		   err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	uint64_t n = 0;
	int rc;

	sql = str_trim(sql);
	while (str_ends(sql, STR(";")))
		sql = str_trim(str_sub(sql, 0, sql.n - 1));
	if (!str_istarts(sql, STR("select")) && !str_istarts(sql, STR("with")) && !str_istarts(sql, STR("values")))
		return err_set(e, E_SYNTAX, _("one SELECT is taken"));
	TRY(db_prepare(store_db(s), sql, &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1)
		TRY(each(ctx, st, n++, e));
	return rc;
}
