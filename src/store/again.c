/* again: takes a run up once more: what was not done is forgotten, so that it is still to be collected. */
#include "store/store_priv.h"

/* Collections of the run that did not end well. */
#define NOT_DONE                                                                                                       \
	" WHERE (sweep, asset) IN (SELECT c.sweep, c.asset FROM collected c JOIN sweep w ON w.id = c.sweep"            \
	" WHERE w.run = :run AND c.status <> 0)"

static int run_sql(struct store *s, const char *sql, int64_t run, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	TRY(db_prepare(s->db, str_c(sql), &st, e));
	db_bind_int(st, "run", run);
	return db_run(st, e);
}

static int forget(struct store *s, int64_t run, err *e)
{
	for (size_t f = 0; f < FACT_COUNT; f++) {
		AUTO(buf_release) buf b;

		buf_init(&b, 1024);
		buf_printf(&b, "DELETE FROM fact_%s" NOT_DONE, fact_tables[f].name);
		TRY(run_sql(s, buf_c(&b), run, e));
	}
	TRY(run_sql(s, "DELETE FROM gap" NOT_DONE, run, e));
	/* Last: the others ask it. Status 0 is done. */
	TRY(run_sql(s,
		    "DELETE FROM collected WHERE status <> 0 AND sweep IN (SELECT id FROM sweep w WHERE w.run = :run)",
		    run, e));
	return run_sql(s, "UPDATE run SET ended = 0 WHERE n = :run", run, e);
}

static int latest(struct store *s, const digest *scope, enum run_kind kind, str *ret_id, arena *mem, err *e)
{
	static const char sql[] = "SELECT id FROM run WHERE scope = :scope AND kind = :kind ORDER BY n DESC LIMIT 1";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_bytes(st, "scope", digest_str(scope));
	db_bind_int(st, "kind", kind);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret_id = store_keep(mem, st, 0);
	db_reset(st);
	return rc;
}

int store_run_again(struct store *s, const digest *scope, enum run_kind kind, arena *mem, struct store_run *ret, err *e)
{
	str id;
	int found = latest(s, scope, kind, &id, mem, e);

	if (found <= 0)
		return found;
	TRY(store_run_find(s, id, mem, ret, e));
	TRY(store_begin(s, e));
	int rc = forget(s, ret->n, e);

	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	ret->ended = 0;
	TRY(store_commit(s, e));
	return 1;
}
