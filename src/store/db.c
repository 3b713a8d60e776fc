/* db: the part that does not depend on the engine. */
#include "store/db.h"

#include "base/must.h"
#include "store/db_priv.h"

void *db_heap(size_t n)
{
	void *p = calloc(1, n);

	must(p);
	return p;
}

char *db_heap_str(str s)
{
	char *p = db_heap(s.n + 1);

	bytes_copy(p, s.n, s);
	return p;
}

int db_open(const char *where, struct db **ret, err *e)
{
	bool pg = str_starts(str_c(where), STR("postgresql://")) || str_starts(str_c(where), STR("postgres://"));

	return (pg ? &db_postgres : &db_sqlite)->open(where, ret, e);
}

static void bulk_free(struct db_bulk *b)
{
	db_stmt_free(b->insert);
	buf_release(&b->rows);
	for (size_t i = 0; i < b->count; i++)
		free((void *)(uintptr_t)b->fields[i].name);
	free(b->table);
	free(b);
}

void db_close(struct db *d)
{
	if (!d)
		return;
	db_rollback(d);
	while (d->bulks) {
		struct db_bulk *b = d->bulks;

		d->bulks = b->next;
		bulk_free(b);
	}
	d->driver->close(d);
}

enum db_engine db_engine(const struct db *d)
{
	return d->engine;
}

void *db_handle(struct db *d)
{
	return d->driver->handle(d);
}

int db_exec(struct db *d, const char *sql, err *e)
{
	int rc = d->driver->exec(d, sql, e);

	d->failed = d->failed || rc < 0;
	return rc;
}

int db_limit_time(struct db *d, unsigned ms, err *e)
{
	return d->driver->limit_time(d, ms, e);
}

int db_prepare(struct db *d, str sql, struct db_stmt **ret, err *e)
{
	return d->driver->prepare(d, sql, ret, e);
}

void db_stream(struct db_stmt *s)
{
	s->stream = true;
}

void db_stmt_free(struct db_stmt *s)
{
	if (s)
		s->db->driver->stmt_free(s);
}

void db_stmt_auto(struct db_stmt **s)
{
	db_stmt_free(*s);
}

static void bind(struct db_stmt *s, const char *name, struct db_value v)
{
	s->db->driver->bind(s, name, &v);
}

void db_bind_int(struct db_stmt *s, const char *name, int64_t v)
{
	bind(s, name, (struct db_value){.kind = DB_KIND_INT, .n = v});
}

void db_bind_bool(struct db_stmt *s, const char *name, bool v)
{
	bind(s, name, (struct db_value){.kind = DB_KIND_BOOL, .n = v});
}

void db_bind_text(struct db_stmt *s, const char *name, str v)
{
	bind(s, name, (struct db_value){.kind = DB_KIND_TEXT, .s = v});
}

void db_bind_bytes(struct db_stmt *s, const char *name, str v)
{
	bind(s, name, (struct db_value){.kind = DB_KIND_BYTES, .s = v});
}

void db_bind_null(struct db_stmt *s, const char *name)
{
	bind(s, name, (struct db_value){.kind = DB_KIND_NULL});
}

int db_step(struct db_stmt *s, err *e)
{
	int rc = s->db->driver->step(s, e);

	s->db->failed = s->db->failed || rc < 0;
	return rc;
}

int db_run(struct db_stmt *s, err *e)
{
	int rc = db_step(s, e);

	db_reset(s);
	return rc < 0 ? rc : 0;
}

void db_reset(struct db_stmt *s)
{
	s->db->driver->reset(s);
}

int64_t db_changed(const struct db_stmt *s)
{
	return s->db->driver->changed(s);
}

size_t db_columns(const struct db_stmt *s)
{
	return s->db->driver->columns(s);
}

const char *db_column_name(const struct db_stmt *s, size_t i)
{
	return s->db->driver->column_name(s, i);
}

int64_t db_int(struct db_stmt *s, size_t i)
{
	return s->db->driver->column(s, i).n;
}

bool db_bool(struct db_stmt *s, size_t i)
{
	return db_int(s, i) != 0;
}

str db_text(struct db_stmt *s, size_t i)
{
	return s->db->driver->column(s, i).s;
}

str db_bytes(struct db_stmt *s, size_t i)
{
	return db_text(s, i);
}

bool db_is_null(struct db_stmt *s, size_t i)
{
	return s->db->driver->column(s, i).kind == DB_KIND_NULL;
}

enum db_kind db_kind(struct db_stmt *s, size_t i)
{
	return s->db->driver->column(s, i).kind;
}

struct db_value db_value(struct db_stmt *s, size_t i)
{
	return s->db->driver->column(s, i);
}

int db_begin(struct db *d, err *e)
{
	must(!d->in_transaction);
	/* SQLite: take the write lock at once, so that a second writer waits here and not half-way. */
	TRY(db_exec(d, d->engine == DB_SQLITE ? "BEGIN IMMEDIATE" : "BEGIN", e));
	d->in_transaction = true;
	d->failed = false;
	return 0;
}

int db_begin_reading(struct db *d, err *e)
{
	must(!d->in_transaction);
	TRY(db_exec(d, d->engine == DB_SQLITE ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ", e));
	d->in_transaction = true;
	return 0;
}

int db_commit(struct db *d, err *e)
{
	must(d->in_transaction);
	TRY(db_flush(d, e));
	TRY(db_exec(d, "COMMIT", e));
	d->in_transaction = false;
	return 0;
}

void db_rollback(struct db *d)
{
	err ignored;

	for (struct db_bulk *b = d->bulks; b; b = b->next) {
		buf_reset(&b->rows);
		b->at = 0;
	}
	if (d->in_transaction)
		(void)db_exec(d, "ROLLBACK", &ignored);
	d->in_transaction = false;
}

bool db_in_transaction(const struct db *d)
{
	return d->in_transaction;
}

bool db_failed(const struct db *d)
{
	return d->failed;
}

void db_watch(struct db *d, db_wanted *wanted, db_watcher *each, void *ctx)
{
	d->wanted = wanted;
	d->watch = each;
	d->watch_ctx = ctx;
	if (d->driver->watch)
		d->driver->watch(d, each != NULL);
}

int db_bulk_new(struct db *d, const char *table, const struct db_field *fields, size_t n, struct db_bulk **ret, err *e)
{
	must(n > 0 && n <= DB_BULK_FIELDS_MOST);
	(void)e;
	struct db_bulk *b = db_heap(sizeof(*b));

	b->db = d;
	b->table = db_heap_str(str_c(table));
	b->count = n;
	for (size_t i = 0; i < n; i++)
		b->fields[i] = (struct db_field){db_heap_str(str_c(fields[i].name)), fields[i].type};
	buf_init(&b->rows, (size_t)256 << 20);
	b->next = d->bulks;
	d->bulks = b;
	*ret = b;
	return 0;
}

static void put(struct db_bulk *b, struct db_value v)
{
	must(b->at < b->count);
	b->values[b->at++] = v;
}

void db_bulk_int(struct db_bulk *b, int64_t v)
{
	put(b, (struct db_value){.kind = DB_KIND_INT, .n = v});
}

void db_bulk_bool(struct db_bulk *b, bool v)
{
	put(b, (struct db_value){.kind = DB_KIND_BOOL, .n = v});
}

void db_bulk_text(struct db_bulk *b, str v)
{
	put(b, (struct db_value){.kind = DB_KIND_TEXT, .s = v});
}

void db_bulk_bytes(struct db_bulk *b, str v)
{
	put(b, (struct db_value){.kind = DB_KIND_BYTES, .s = v});
}

void db_bulk_null(struct db_bulk *b)
{
	put(b, (struct db_value){.kind = DB_KIND_NULL});
}

int db_bulk_row(struct db_bulk *b, err *e)
{
	must(b->at == b->count && b->db->in_transaction);
	b->at = 0;
	int rc = b->db->driver->bulk_row(b, e);

	b->db->failed = b->db->failed || rc < 0;
	return rc;
}

int db_flush(struct db *d, err *e)
{
	for (struct db_bulk *b = d->bulks; b; b = b->next)
		TRY(d->driver->bulk_flush(b, e));
	return 0;
}
