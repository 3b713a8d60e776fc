/* db_sqlite: the driver for a file. WAL: readers and one writer at once, and a killed program leaves whole transactions.
 * synchronous=NORMAL: a power cut may take the last transactions, never part of one; evidence and the facts that point to
 * it are in one transaction, so that no fact can outlive its evidence. */
/* The watcher's; the library of every distribution that we know has it. */
#define SQLITE_ENABLE_PREUPDATE_HOOK
#include <sqlite3.h>

#include "base/must.h"
#include "os/file.h"
#include "os/clock.h"
#include "os/private.h"
#include "store/db_priv.h"

struct lite {
	struct db db;
	sqlite3 *h;
	unsigned limit_ms;
	int64_t deadline;
};

struct lite_stmt {
	struct db_stmt s;
	sqlite3_stmt *h;
	bool row;
	int64_t changed;
};

/* Instructions of SQLite's machine between two looks at the clock: about a millisecond. */
#define PROGRESS_STEPS 100000

static int lite_err(struct lite *d, int rc, err *e, const char *what)
{
	if (rc == SQLITE_INTERRUPT)
		return err_set(e, E_LIMIT, "the query ran longer than it may");
	enum err_code code = rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? E_BUSY : E_STORE;

	return err_set(e, code, "%s: %s", what, sqlite3_errmsg(d->h));
}

/* A new database is for its owner's eyes alone; its WAL takes the same mode. */
static int create_private(const char *where, err *e)
{
	if (str_eq(str_c(where), STR(":memory:")))
		return 0;
	return os_private_file(where, e);
}

/* A database on a file system that takes no writing has no place for SQLite's lock files. Without a log beside it, it is
 * read as what cannot change. */
static bool is_frozen(const char *where)
{
	AUTO(buf_release) buf wal = {0};
	struct os_file_info info;

	if (!os_file_is_frozen(where))
		return false;
	buf_init(&wal, 4096);
	buf_printf(&wal, "%s-wal", where);
	return os_file_info(buf_c(&wal), &info, NULL) < 0 || info.size == 0;
}

/* Bytes that mean something in a URI's path as %HH (RFC 3986). */
static void put_uri(buf *b, str path)
{
	buf_put_c(b, "file:");
	for (size_t i = 0; i < path.n; i++) {
		uint8_t c = path.p[i];

		if (byte_is_alnum(c) || c == '/' || c == '.' || c == '-' || c == '_')
			buf_put_byte(b, c);
		else
			buf_printf(b, "%%%02X", c);
	}
	buf_put_c(b, "?immutable=1");
}

static int open_handle(const char *where, bool frozen, sqlite3 **ret)
{
	AUTO(buf_release) buf uri = {0};
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

	if (!frozen)
		return sqlite3_open_v2(where, ret, flags, NULL);
	buf_init(&uri, 3 * 4096);
	put_uri(&uri, str_c(where));
	return sqlite3_open_v2(buf_c(&uri), ret, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
}

static int lite_open(const char *where, struct db **ret, err *e)
{
	static const char setup[] = "PRAGMA busy_timeout=20000; PRAGMA cache_size=-24000; PRAGMA temp_store=FILE;"
				    "PRAGMA trusted_schema=OFF";
	static const char writing[] =
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000";
	bool frozen = is_frozen(where);

	if (!frozen)
		TRY(create_private(where, e));
	/* Counting its memory costs SQLite a lock at every allocation; refused, and no matter, after the first use. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	struct lite *d = db_heap(sizeof(*d));

	d->db = (struct db){.driver = &db_sqlite, .engine = DB_SQLITE};
	int rc = open_handle(where, frozen, &d->h);

	if (rc != SQLITE_OK) {
		(void)err_set(e, E_STORE, "open %s: %s", where, d->h ? sqlite3_errmsg(d->h) : "no memory");
		sqlite3_close(d->h);
		free(d);
		return E_STORE;
	}
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (sqlite3_exec(d->h, setup, NULL, NULL, NULL) != SQLITE_OK ||
	    (!frozen && sqlite3_exec(d->h, writing, NULL, NULL, NULL) != SQLITE_OK)) {
		rc = err_set(e, E_STORE, "open %s: %s", where, sqlite3_errmsg(d->h));
		sqlite3_close(d->h);
		free(d);
		return rc;
	}
	*ret = &d->db;
	return 0;
}

static void lite_close(struct db *db)
{
	struct lite *d = (struct lite *)db;

	must(sqlite3_close(d->h) == SQLITE_OK);
	free(d);
}

static void *lite_handle(struct db *db)
{
	return ((struct lite *)db)->h;
}

static int lite_exec(struct db *db, const char *sql, err *e)
{
	struct lite *d = (struct lite *)db;

	if (d->limit_ms)
		d->deadline = os_now_mono_ms() + d->limit_ms;
	int rc = sqlite3_exec(d->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : lite_err(d, rc, e, "database");
}

static int on_progress(void *ctx)
{
	const struct lite *d = ctx;

	return os_now_mono_ms() > d->deadline;
}

static int lite_limit_time(struct db *db, unsigned ms, err *)
{
	struct lite *d = (struct lite *)db;

	d->limit_ms = ms;
	if (ms)
		sqlite3_progress_handler(d->h, PROGRESS_STEPS, on_progress, d);
	else
		sqlite3_progress_handler(d->h, 0, NULL, NULL);
	return 0;
}

static int lite_prepare(struct db *db, str sql, struct db_stmt **ret, err *e)
{
	struct lite *d = (struct lite *)db;
	sqlite3_stmt *h = NULL;
	const char *tail = NULL;

	if (sql.n > (1u << 20))
		return err_set(e, E_LIMIT, "statement longer than 1 MiB");
	int rc = sqlite3_prepare_v3(d->h, (const char *)sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &h, &tail);

	if (rc != SQLITE_OK || !h)
		return rc == SQLITE_OK ? err_set(e, E_STORE, "empty statement") : lite_err(d, rc, e, "statement");
	if (str_trim(str_from(sql, (size_t)(tail - (const char *)sql.p))).n) {
		sqlite3_finalize(h);
		return err_set(e, E_STORE, "more than one statement");
	}
	struct lite_stmt *s = db_heap(sizeof(*s));

	s->s.db = db;
	s->h = h;
	*ret = &s->s;
	return 0;
}

static void lite_stmt_free(struct db_stmt *stmt)
{
	struct lite_stmt *s = (struct lite_stmt *)stmt;

	sqlite3_finalize(s->h);
	free(s);
}

static void bind_at(sqlite3_stmt *h, int i, const struct db_value *v, bool copy)
{
	/* SQLITE_STATIC and SQLITE_TRANSIENT hold casts of their own. */
	void (*keep)(void *) = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
	const char *p = v->s.n ? (const char *)v->s.p : "";
	int rc = SQLITE_OK;

	switch (v->kind) {
	case DB_KIND_NULL:
		rc = sqlite3_bind_null(h, i);
		break;
	case DB_KIND_INT:
	case DB_KIND_BOOL:
		rc = sqlite3_bind_int64(h, i, v->n);
		break;
	case DB_KIND_TEXT:
		rc = sqlite3_bind_text64(h, i, p, v->s.n, keep, SQLITE_UTF8);
		break;
	case DB_KIND_BYTES:
		rc = sqlite3_bind_blob64(h, i, p, v->s.n, keep);
		break;
	}
	must(rc == SQLITE_OK);
}

static void lite_reset(struct db_stmt *stmt)
{
	struct lite_stmt *s = (struct lite_stmt *)stmt;

	if (s->row)
		sqlite3_reset(s->h);
	s->row = false;
}

static void lite_bind(struct db_stmt *stmt, const char *name, const struct db_value *v)
{
	struct lite_stmt *s = (struct lite_stmt *)stmt;
	char full[64];

	lite_reset(stmt);
	snprintf(full, sizeof(full), ":%s", name);
	int i = sqlite3_bind_parameter_index(s->h, full);

	if (i > 0)
		bind_at(s->h, i, v, true);
}

static int lite_step(struct db_stmt *stmt, err *e)
{
	struct lite_stmt *s = (struct lite_stmt *)stmt;
	struct lite *d = (struct lite *)stmt->db;

	if (d->limit_ms && !s->row)
		d->deadline = os_now_mono_ms() + d->limit_ms;
	int rc = sqlite3_step(s->h);

	s->row = rc == SQLITE_ROW;
	if (s->row)
		return 1;
	s->changed = sqlite3_changes64(d->h);
	int code = rc == SQLITE_DONE ? 0 : lite_err(d, rc, e, "database");

	sqlite3_reset(s->h);
	return code;
}

static int64_t lite_changed(const struct db_stmt *stmt)
{
	return ((const struct lite_stmt *)stmt)->changed;
}

static size_t lite_columns(const struct db_stmt *stmt)
{
	return (size_t)sqlite3_column_count(((const struct lite_stmt *)stmt)->h);
}

static const char *lite_column_name(const struct db_stmt *stmt, size_t i)
{
	return sqlite3_column_name(((const struct lite_stmt *)stmt)->h, (int)i);
}

static struct db_value lite_column(struct db_stmt *stmt, size_t at)
{
	sqlite3_stmt *h = ((struct lite_stmt *)stmt)->h;
	int i = (int)at;
	struct db_value v = {0};

	switch (sqlite3_column_type(h, i)) {
	case SQLITE_INTEGER:
		v.kind = DB_KIND_INT;
		v.n = sqlite3_column_int64(h, i);
		break;
	case SQLITE_FLOAT:
	case SQLITE_TEXT:
		v.kind = DB_KIND_TEXT;
		v.s.p = sqlite3_column_text(h, i);
		v.s.n = (size_t)sqlite3_column_bytes(h, i);
		break;
	case SQLITE_BLOB:
		v.kind = DB_KIND_BYTES;
		v.s.p = sqlite3_column_blob(h, i);
		v.s.n = (size_t)sqlite3_column_bytes(h, i);
		break;
	default:
		break;
	}
	return v;
}

static int bulk_prepare(struct db_bulk *b, err *e)
{
	buf sql;

	buf_init(&sql, 8192);
	buf_printf(&sql, "INSERT INTO %s(", b->table);
	for (size_t i = 0; i < b->count; i++)
		buf_printf(&sql, "%s%s", i ? "," : "", b->fields[i].name);
	buf_put_c(&sql, ") VALUES (");
	for (size_t i = 0; i < b->count; i++)
		buf_put_c(&sql, i ? ",?" : "?");
	buf_put_c(&sql, ")");
	must(!buf_full(&sql));
	int rc = lite_prepare(b->db, buf_str(&sql), &b->insert, e);

	buf_release(&sql);
	return rc;
}

static int lite_bulk_row(struct db_bulk *b, err *e)
{
	if (!b->insert)
		TRY(bulk_prepare(b, e));
	struct lite_stmt *s = (struct lite_stmt *)b->insert;

	for (size_t i = 0; i < b->count; i++)
		bind_at(s->h, (int)i + 1, &b->values[i], false);
	return lite_step(b->insert, e);
}

static int lite_bulk_flush(struct db_bulk *, err *)
{
	return 0;
}

/* --- who watches ---------------------------------------------------------------------------------------------------- */

/* SQLite allows 2000 columns; a watched table has not that many. */
#define WATCHED_COLUMNS_MOST 128

static struct db_value value_of(sqlite3_value *v)
{
	struct db_value r = {0};

	switch (sqlite3_value_type(v)) {
	case SQLITE_INTEGER:
		r.kind = DB_KIND_INT;
		r.n = sqlite3_value_int64(v);
		break;
	case SQLITE_FLOAT:
	case SQLITE_TEXT:
		r.kind = DB_KIND_TEXT;
		r.s.p = sqlite3_value_text(v);
		r.s.n = (size_t)sqlite3_value_bytes(v);
		break;
	case SQLITE_BLOB:
		r.kind = DB_KIND_BYTES;
		r.s.p = sqlite3_value_blob(v);
		r.s.n = (size_t)sqlite3_value_bytes(v);
		break;
	default:
		break;
	}
	return r;
}

static void on_change(void *ctx, sqlite3 *h, int op, const char *where, const char *table, sqlite3_int64, sqlite3_int64)
{
	struct lite *d = ctx;
	struct db_value was[WATCHED_COLUMNS_MOST], is[WATCHED_COLUMNS_MOST];
	sqlite3_value *v = NULL;

	if (!str_eq(str_c(where), STR("main")) || !d->db.wanted(d->db.watch_ctx, str_c(table)))
		return;
	size_t n = (size_t)sqlite3_preupdate_count(h);

	d->db.failed = d->db.failed || n > WATCHED_COLUMNS_MOST;
	n = n > WATCHED_COLUMNS_MOST ? 0 : n;
	for (size_t i = 0; i < n && op != SQLITE_INSERT; i++)
		was[i] = sqlite3_preupdate_old(h, (int)i, &v) == SQLITE_OK ? value_of(v) : (struct db_value){0};
	for (size_t i = 0; i < n && op != SQLITE_DELETE; i++)
		is[i] = sqlite3_preupdate_new(h, (int)i, &v) == SQLITE_OK ? value_of(v) : (struct db_value){0};
	d->db.watch(d->db.watch_ctx, &(struct db_change){.table = str_c(table),
							 .count = n,
							 .was = op == SQLITE_INSERT ? NULL : was,
							 .is = op == SQLITE_DELETE ? NULL : is});
}

static void lite_watch(struct db *db, bool on)
{
	struct lite *d = (struct lite *)db;

	sqlite3_preupdate_hook(d->h, on ? on_change : NULL, d);
}

const struct db_driver db_sqlite = {
	.open = lite_open,
	.close = lite_close,
	.handle = lite_handle,
	.exec = lite_exec,
	.limit_time = lite_limit_time,
	.prepare = lite_prepare,
	.stmt_free = lite_stmt_free,
	.bind = lite_bind,
	.step = lite_step,
	.reset = lite_reset,
	.changed = lite_changed,
	.columns = lite_columns,
	.column_name = lite_column_name,
	.column = lite_column,
	.bulk_row = lite_bulk_row,
	.bulk_flush = lite_bulk_flush,
	.watch = lite_watch,
};
