/* run: rows of `run`. */
#include "base/i18n.h"
#include "base/must.h"
#include "os/process.h"
#include "store/store_priv.h"

#define ID_TRIES 16

#define RUN_COLUMNS                                                                                                    \
	"r.n, r.id, r.kind, r.scope, r.scope_path, r.uscc, r.unit, r.province, r.version, r.vantage, r.began, "        \
	"r.ended,"                                                                                                     \
	" (SELECT COUNT(*) FROM run_asset a WHERE a.run = r.n)"

static void read_run(struct db_stmt *st, arena *mem, struct store_run *ret)
{
	*ret = (struct store_run){
		.n = db_int(st, 0),
		.id = store_keep(mem, st, 1),
		.kind = (enum run_kind)db_int(st, 2),
		.scope = store_digest(st, 3),
		.scope_path = store_keep(mem, st, 4),
		.uscc = store_keep(mem, st, 5),
		.unit = store_keep(mem, st, 6),
		.province = store_keep(mem, st, 7),
		.version = store_keep(mem, st, 8),
		.vantage = store_keep(mem, st, 9),
		.began = db_int(st, 10),
		.ended = db_int(st, 11),
		.assets = (uint64_t)db_int(st, 12),
	};
}

static int make_id(int64_t at, char ret[24], err *e)
{
	uint8_t r[2] = {0};
	struct tm tm;
	time_t t = (time_t)at;

	TRY(os_random(r, sizeof(r), e));
	must(gmtime_r(&t, &tm));
	size_t n = strftime(ret, 17, "%Y%m%d-%H%M%S-", &tm);

	must(n > 0);
	snprintf(ret + n, 24 - n, "%02x%02x", r[0], r[1]);
	return 0;
}

/* 1: made; 0: another run of the same second drew the same digits. */
static int insert(struct store *s, struct store_run *run, const char *id, err *e)
{
	static const char sql[] =
		"INSERT INTO run(id, kind, scope, scope_bytes, scope_path, uscc, unit, province, version, vantage, "
		"began,"
		" ended) VALUES (:id, :kind, :scope, :scope_bytes, :scope_path, :uscc, :unit, :province, :version,"
		" :vantage, :began, 0) ON CONFLICT DO NOTHING RETURNING n";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "id", str_c(id));
	db_bind_int(st, "kind", run->kind);
	db_bind_bytes(st, "scope", digest_str(&run->scope));
	db_bind_bytes(st, "scope_bytes", run->scope_bytes);
	db_bind_text(st, "scope_path", run->scope_path);
	db_bind_text(st, "uscc", run->uscc);
	db_bind_text(st, "unit", run->unit);
	db_bind_text(st, "province", run->province);
	db_bind_text(st, "version", run->version);
	db_bind_text(st, "vantage", run->vantage);
	db_bind_int(st, "began", run->began);
	int rc = db_step(st, e);

	if (rc == 1)
		run->n = db_int(st, 0);
	db_reset(st);
	return rc;
}

int store_run_new(struct store *s, struct store_run *run, arena *mem, err *e)
{
	char id[24];
	int rc = 0;

	for (int i = 0; i < ID_TRIES && rc == 0; i++) {
		TRY(make_id(run->began, id, e));
		rc = insert(s, run, id, e);
	}
	if (rc == 0)
		return err_set(e, E_BUSY, _("too many runs in one second"));
	run->id = arena_str(mem, str_c(id));
	run->ended = 0;
	run->assets = 0;
	return rc < 0 ? rc : 0;
}

static int read_scope(struct store *s, arena *mem, struct store_run *run, err *e)
{
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, "SELECT scope_bytes FROM run WHERE n = :n", &st, e));
	db_bind_int(st, "n", run->n);
	int rc = db_step(st, e);

	if (rc == 1)
		run->scope_bytes = arena_str(mem, db_bytes(st, 0));
	db_reset(st);
	return rc < 0 ? rc : 0;
}

int store_run_unfinished(struct store *s, const digest *scope, enum run_kind kind, arena *mem, struct store_run *ret,
			 err *e)
{
	static const char sql[] =
		"SELECT " RUN_COLUMNS " FROM run r WHERE r.scope = :scope AND r.kind = :kind AND r.ended = 0"
		" ORDER BY r.n DESC LIMIT 1";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	db_bind_bytes(st, "scope", digest_str(scope));
	db_bind_int(st, "kind", kind);
	int rc = db_step(st, e);

	if (rc == 1)
		read_run(st, mem, ret);
	db_reset(st);
	if (rc == 1)
		TRY(read_scope(s, mem, ret, e));
	return rc;
}

static int find_latest(struct store *s, arena *mem, struct store_run *ret, err *e)
{
	static const char sql[] = "SELECT " RUN_COLUMNS " FROM run r WHERE r.kind = 0 ORDER BY r.n DESC LIMIT 1";
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, sql, &st, e));
	int rc = db_step(st, e);

	if (rc == 1)
		read_run(st, mem, ret);
	db_reset(st);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no run yet: `yicha inspect SCOPE` makes one"));
	return rc;
}

int store_run_find(struct store *s, str id, arena *mem, struct store_run *ret, err *e)
{
	static const char sql[] =
		"SELECT " RUN_COLUMNS " FROM run r WHERE SUBSTR(r.id, 1, LENGTH(:id)) = :id ORDER BY r.n LIMIT 2";
	struct db_stmt *st = NULL;

	if (str_eq(id, STR("latest"))) {
		TRY(find_latest(s, mem, ret, e));
		return read_scope(s, mem, ret, e);
	}
	if (id.n == 0)
		return err_set(e, E_NOTFOUND, _("no run is named"));
	TRY(store_stmt(s, sql, &st, e));
	db_bind_text(st, "id", id);
	int rc = db_step(st, e);

	if (rc == 1)
		read_run(st, mem, ret);
	if (rc == 1 && ret->id.n != id.n)
		rc = db_step(st, e) == 1 ? 2 : 1;
	db_reset(st);
	TRY(rc);
	if (rc != 1)
		return err_set(e, E_NOTFOUND,
			       rc ? _("several runs begin with \"%.*s\"") : _("there is no run \"%.*s\""), STR_ARG(id));
	return read_scope(s, mem, ret, e);
}

int store_run_finish(struct store *s, int64_t run, int64_t at, err *e)
{
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, "UPDATE run SET ended = :at WHERE n = :n", &st, e));
	db_bind_int(st, "at", at);
	db_bind_int(st, "n", run);
	return db_run(st, e);
}

int store_run_each(struct store *s, int (*each)(void *ctx, const struct store_run *run, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(arena_clear) arena mem;
	int rc;

	arena_init(&mem, 1u << 20);
	TRY(db_prepare(s->db, STR("SELECT " RUN_COLUMNS " FROM run r ORDER BY r.n DESC"), &st, e));
	db_stream(st);
	while ((rc = db_step(st, e)) == 1) {
		struct store_run run;

		read_run(st, &mem, &run);
		TRY(each(ctx, &run, e));
		arena_clear(&mem);
	}
	return rc;
}
