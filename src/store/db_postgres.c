/* db_postgres: the driver for a server. Parameters ":name" become $1, $2, …; statements are prepared at their first step,
 * when the types of their parameters are known; bulk rows go by COPY (PostgreSQL 15 documentation, chapters 34 and COPY). */
#include <libpq-fe.h>

#include "base/must.h"
#include "store/db_priv.h"

#define PARAMS_MOST 64
#define FETCH_ROWS 1000
/* COPY text that may wait before it is sent. */
#define COPY_WAIT ((size_t)1 << 20)

/* Object identifiers of types (pg_type.dat). */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

struct pg {
	struct db db;
	PGconn *h;
	unsigned statements;
};

struct pg_param {
	char name[64];
	bool bound;
	enum db_kind kind;
	buf text; /* value in text form, NUL behind */
};

struct pg_stmt {
	struct db_stmt s;
	char name[16];
	char *sql;
	bool prepared;
	bool reads; /* gives rows */
	Oid types[PARAMS_MOST];
	struct pg_param params[PARAMS_MOST];
	size_t param_count;
	PGresult *res;
	int row;
	bool cursor_open;
	bool own_transaction;
	int64_t changed;
	buf bytes; /* decoded bytea of the column asked last */
};

static struct pg *pg_of(const struct db_stmt *s)
{
	return (struct pg *)s->db;
}

static int pg_err(struct pg *d, const PGresult *r, err *e)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *first = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	str words = str_trim(str_c(first ? first : PQerrorMessage(d->h)));

	if (state && str_eq(str_c(state), STR("57014"))) /* query_canceled: statement_timeout */
		return err_set(e, E_LIMIT, "the query ran longer than it may");
	return err_set(e, E_STORE, "database: %.*s", STR_ARG(words));
}

static void notice(void *, const char *)
{
	/* "table exists, skipping": nothing the user can do about. */
}

static int pg_open(const char *where, struct db **ret, err *e)
{
	struct pg *d = db_heap(sizeof(*d));

	d->db = (struct db){.driver = &db_postgres, .engine = DB_POSTGRES};
	d->h = PQconnectdb(where);
	if (PQstatus(d->h) != CONNECTION_OK) {
		str words = str_trim(str_c(PQerrorMessage(d->h)));

		(void)err_set(e, E_STORE, "%.*s", STR_ARG(words));
		PQfinish(d->h);
		free(d);
		return E_STORE;
	}
	PQsetNoticeProcessor(d->h, notice, NULL);
	*ret = &d->db;
	int rc = db_exec(*ret,
			 "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET timezone = 'UTC'", e);

	if (rc < 0) {
		db_close(*ret);
		*ret = NULL;
	}
	return rc;
}

static void pg_close(struct db *db)
{
	struct pg *d = (struct pg *)db;

	PQfinish(d->h);
	free(d);
}

static void *pg_handle(struct db *db)
{
	return ((struct pg *)db)->h;
}

static int pg_exec(struct db *db, const char *sql, err *e)
{
	struct pg *d = (struct pg *)db;
	PGresult *r = PQexec(d->h, sql);
	ExecStatusType st = PQresultStatus(r);
	int rc = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_EMPTY_QUERY ? 0 : pg_err(d, r, e);

	PQclear(r);
	return rc;
}

static int pg_limit_time(struct db *db, unsigned ms, err *e)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "SET statement_timeout = %u", ms);
	return pg_exec(db, sql, e);
}

/* --- statements -------------------------------------------------------------------------------------------------- */

static size_t param_index(struct pg_stmt *s, str name)
{
	for (size_t i = 0; i < s->param_count; i++) {
		if (str_eq(str_c(s->params[i].name), name))
			return i;
	}
	must(s->param_count < PARAMS_MOST && name.n < sizeof(s->params[0].name));
	struct pg_param *p = &s->params[s->param_count];

	bytes_copy(p->name, sizeof(p->name), name);
	buf_init(&p->text, (size_t)1 << 28);
	return s->param_count++;
}

static bool is_name(uint8_t c)
{
	return byte_is_alnum(c) || c == '_';
}

/* ":name" outside of strings, quoted names and "::" becomes "$n". */
static void rewrite(struct pg_stmt *s, str sql, buf *out)
{
	for (size_t i = 0; i < sql.n;) {
		uint8_t c = sql.p[i];

		if (c == '\'' || c == '"') {
			size_t end = i + 1 + str_find_byte(str_from(sql, i + 1), c);

			buf_put(out, str_sub(sql, i, end - i + 1));
			i = end + 1;
			continue;
		}
		bool name = c == ':' && i + 1 < sql.n && byte_is_alpha(sql.p[i + 1]) && (i == 0 || sql.p[i - 1] != ':');

		if (!name) {
			buf_put_byte(out, c);
			i++;
			continue;
		}
		size_t from = ++i;

		while (i < sql.n && is_name(sql.p[i]))
			i++;
		buf_printf(out, "$%zu", param_index(s, str_sub(sql, from, i - from)) + 1);
	}
}

static int pg_prepare(struct db *db, str sql, struct db_stmt **ret, err *e)
{
	struct pg *d = (struct pg *)db;

	if (sql.n > (1u << 20))
		return err_set(e, E_LIMIT, "statement longer than 1 MiB");
	struct pg_stmt *s = db_heap(sizeof(*s));
	AUTO(buf_release) buf out;

	buf_init(&out, (size_t)4 << 20);
	buf_init(&s->bytes, (size_t)1 << 28);
	s->s.db = db;
	sql = str_trim(sql);
	s->reads = str_istarts(sql, STR("SELECT")) || str_istarts(sql, STR("WITH"));
	rewrite(s, sql, &out);
	s->sql = db_heap_str(buf_str(&out));
	snprintf(s->name, sizeof(s->name), "s%u", ++d->statements);
	*ret = &s->s;
	return 0;
}

static void pg_reset(struct db_stmt *stmt)
{
	struct pg_stmt *s = (struct pg_stmt *)stmt;
	struct pg *d = pg_of(stmt);

	PQclear(s->res);
	s->res = NULL;
	s->row = 0;
	if (s->cursor_open) {
		char sql[32];

		s->cursor_open = false;
		snprintf(sql, sizeof(sql), "CLOSE %s", s->name);
		PQclear(PQexec(d->h, s->own_transaction ? "ROLLBACK" : sql));
		if (s->own_transaction)
			d->db.in_transaction = false;
		s->own_transaction = false;
	}
}

static void pg_stmt_free(struct db_stmt *stmt)
{
	struct pg_stmt *s = (struct pg_stmt *)stmt;

	pg_reset(stmt);
	if (s->prepared) {
		char sql[40];

		snprintf(sql, sizeof(sql), "DEALLOCATE %s", s->name);
		PQclear(PQexec(pg_of(stmt)->h, sql));
	}
	for (size_t i = 0; i < s->param_count; i++)
		buf_release(&s->params[i].text);
	buf_release(&s->bytes);
	free(s->sql);
	free(s);
}

static void pg_bind(struct db_stmt *stmt, const char *name, const struct db_value *v)
{
	struct pg_stmt *s = (struct pg_stmt *)stmt;
	struct pg_param *p = NULL;

	pg_reset(stmt);
	for (size_t i = 0; i < s->param_count && !p; i++) {
		if (str_eq(str_c(s->params[i].name), str_c(name)))
			p = &s->params[i];
	}
	if (!p)
		return;
	/* A parameter keeps the type of its first value; NULL has none of its own. */
	if (v->kind != DB_KIND_NULL && p->kind == DB_KIND_NULL)
		p->kind = v->kind;
	must(v->kind == DB_KIND_NULL || v->kind == p->kind);
	p->bound = v->kind != DB_KIND_NULL;
	buf_reset(&p->text);
	switch (v->kind) {
	case DB_KIND_NULL:
		break;
	case DB_KIND_INT:
		buf_printf(&p->text, "%lld", (long long)v->n);
		break;
	case DB_KIND_BOOL:
		buf_put_c(&p->text, v->n ? "t" : "f");
		break;
	case DB_KIND_TEXT:
		buf_put(&p->text, v->s);
		break;
	case DB_KIND_BYTES:
		buf_put_c(&p->text, "\\x");
		buf_put_hex(&p->text, v->s);
		break;
	}
}

static void types_of(struct pg_stmt *s)
{
	static const Oid oid[] = {[DB_KIND_NULL] = OID_TEXT,
				  [DB_KIND_INT] = OID_INT8,
				  [DB_KIND_BOOL] = OID_BOOL,
				  [DB_KIND_TEXT] = OID_TEXT,
				  [DB_KIND_BYTES] = OID_BYTEA};

	for (size_t i = 0; i < s->param_count; i++)
		s->types[i] = s->params[i].kind == DB_KIND_NULL ? 0 : oid[s->params[i].kind];
}

static void values_of(struct pg_stmt *s, const char *ret[PARAMS_MOST])
{
	for (size_t i = 0; i < s->param_count; i++)
		ret[i] = s->params[i].bound ? buf_c(&s->params[i].text) : NULL;
}

static int take(struct pg_stmt *s, PGresult *r, err *e)
{
	ExecStatusType st = PQresultStatus(r);

	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) {
		int rc = pg_err(pg_of(&s->s), r, e);

		PQclear(r);
		return rc;
	}
	uint64_t n = 0;

	s->changed = str_to_u64(str_c(PQcmdTuples(r)), INT64_MAX, &n) ? (int64_t)n : 0;
	PQclear(s->res);
	s->res = r;
	s->row = 0;
	return 0;
}

static int fetch(struct pg_stmt *s, err *e)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "FETCH %d FROM %s", FETCH_ROWS, s->name);
	return take(s, PQexec(pg_of(&s->s)->h, sql), e);
}

static int open_cursor(struct pg_stmt *s, err *e)
{
	struct pg *d = pg_of(&s->s);
	const char *values[PARAMS_MOST];
	AUTO(buf_release) buf sql = {0};

	if (!d->db.in_transaction) {
		TRY(db_begin(&d->db, e));
		s->own_transaction = true;
	}
	s->cursor_open = true;
	buf_init(&sql, (size_t)4 << 20);
	buf_printf(&sql, "DECLARE %s NO SCROLL CURSOR FOR %s", s->name, s->sql);
	types_of(s);
	values_of(s, values);
	TRY(take(s, PQexecParams(d->h, buf_c(&sql), (int)s->param_count, s->types, values, NULL, NULL, 0), e));
	return fetch(s, e);
}

static int execute(struct pg_stmt *s, err *e)
{
	struct pg *d = pg_of(&s->s);
	const char *values[PARAMS_MOST];

	if (!s->prepared) {
		types_of(s);
		TRY(take(s, PQprepare(d->h, s->name, s->sql, (int)s->param_count, s->types), e));
		s->prepared = true;
	}
	values_of(s, values);
	return take(s, PQexecPrepared(d->h, s->name, (int)s->param_count, values, NULL, NULL, 0), e);
}

static int next_row(struct pg_stmt *s, err *e)
{
	if (!s->res)
		return s->s.stream && s->reads ? open_cursor(s, e) : execute(s, e);
	s->row++;
	/* The row just given was the last of a full fetch: there may be more. */
	if (s->cursor_open && s->row >= PQntuples(s->res) && PQntuples(s->res) == FETCH_ROWS)
		return fetch(s, e);
	return 0;
}

static int pg_step(struct db_stmt *stmt, err *e)
{
	struct pg_stmt *s = (struct pg_stmt *)stmt;
	int rc = next_row(s, e);

	if (rc == 0 && s->row < PQntuples(s->res))
		return 1;
	pg_reset(stmt);
	return rc;
}

static int64_t pg_changed(const struct db_stmt *stmt)
{
	return ((const struct pg_stmt *)stmt)->changed;
}

static size_t pg_columns(const struct db_stmt *stmt)
{
	const struct pg_stmt *s = (const struct pg_stmt *)stmt;

	return s->res ? (size_t)PQnfields(s->res) : 0;
}

static const char *pg_column_name(const struct db_stmt *stmt, size_t i)
{
	return PQfname(((const struct pg_stmt *)stmt)->res, (int)i);
}

static str unhex(struct pg_stmt *s, str hex)
{
	buf_reset(&s->bytes);
	for (size_t i = 2; i + 1 < hex.n; i += 2)
		buf_put_byte(&s->bytes, (uint8_t)(byte_hex(hex.p[i]) * 16 + byte_hex(hex.p[i + 1])));
	return buf_str(&s->bytes);
}

/* A numeric (a SUM) is as good as an integer as long as it is one; all else is text. */
static struct db_value number(str t)
{
	bool minus = str_starts(t, STR("-"));
	uint64_t n = 0;

	if (!str_to_u64(str_from(t, minus ? 1 : 0), (uint64_t)INT64_MAX + 1, &n))
		return (struct db_value){.kind = DB_KIND_TEXT, .s = t};
	return (struct db_value){.kind = DB_KIND_INT, .s = t, .n = minus ? (int64_t)(0 - n) : (int64_t)n};
}

static struct db_value pg_column(struct db_stmt *stmt, size_t at)
{
	struct pg_stmt *s = (struct pg_stmt *)stmt;
	int i = (int)at;
	struct db_value v = {0};

	if (PQgetisnull(s->res, s->row, i))
		return v;
	v.s = (str){(const uint8_t *)PQgetvalue(s->res, s->row, i), (size_t)PQgetlength(s->res, s->row, i)};
	switch (PQftype(s->res, i)) {
	case OID_BOOL:
		v.kind = DB_KIND_BOOL;
		v.n = str_eq(v.s, STR("t"));
		break;
	case OID_BYTEA:
		v.kind = DB_KIND_BYTES;
		v.s = unhex(s, v.s);
		break;
	case OID_TEXT:
		v.kind = DB_KIND_TEXT;
		break;
	default:
		v = number(v.s);
		break;
	}
	return v;
}

/* --- COPY -------------------------------------------------------------------------------------------------------- */

static void put_copy_text(buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\\':
			buf_put_c(b, "\\\\");
			break;
		case '\n':
			buf_put_c(b, "\\n");
			break;
		case '\r':
			buf_put_c(b, "\\r");
			break;
		case '\t':
			buf_put_c(b, "\\t");
			break;
		default:
			buf_put_byte(b, s.p[i]);
			break;
		}
	}
}

static int copy(struct db_bulk *b, err *e)
{
	struct pg *d = (struct pg *)b->db;
	AUTO(buf_release) buf sql;

	buf_init(&sql, 8192);
	buf_printf(&sql, "COPY %s(", b->table);
	for (size_t i = 0; i < b->count; i++)
		buf_printf(&sql, "%s%s", i ? "," : "", b->fields[i].name);
	buf_put_c(&sql, ") FROM STDIN");
	PGresult *r = PQexec(d->h, buf_c(&sql));
	int rc = PQresultStatus(r) == PGRES_COPY_IN ? 0 : pg_err(d, r, e);

	PQclear(r);
	if (rc < 0)
		return rc;
	if (PQputCopyData(d->h, (const char *)b->rows.p, (int)b->rows.n) != 1 || PQputCopyEnd(d->h, NULL) != 1)
		rc = pg_err(d, NULL, e);
	while ((r = PQgetResult(d->h))) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK && rc == 0)
			rc = pg_err(d, r, e);
		PQclear(r);
	}
	return rc;
}

static int pg_bulk_flush(struct db_bulk *b, err *e)
{
	if (b->rows.n == 0)
		return 0;
	int rc = buf_full(&b->rows) ? err_set(e, E_LIMIT, "row too long") : copy(b, e);

	buf_reset(&b->rows);
	return rc;
}

static int pg_bulk_row(struct db_bulk *b, err *e)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct db_value *v = &b->values[i];

		if (i)
			buf_put_byte(&b->rows, '\t');
		switch (v->kind) {
		case DB_KIND_NULL:
			buf_put_c(&b->rows, "\\N");
			break;
		case DB_KIND_INT:
			buf_printf(&b->rows, "%lld", (long long)v->n);
			break;
		case DB_KIND_BOOL:
			buf_put_byte(&b->rows, v->n ? 't' : 'f');
			break;
		case DB_KIND_TEXT:
			put_copy_text(&b->rows, v->s);
			break;
		case DB_KIND_BYTES:
			buf_put_c(&b->rows, "\\\\x");
			buf_put_hex(&b->rows, v->s);
			break;
		}
	}
	buf_put_byte(&b->rows, '\n');
	return b->rows.n >= COPY_WAIT ? pg_bulk_flush(b, e) : 0;
}

const struct db_driver db_postgres = {
	.open = pg_open,
	.close = pg_close,
	.handle = pg_handle,
	.exec = pg_exec,
	.limit_time = pg_limit_time,
	.prepare = pg_prepare,
	.stmt_free = pg_stmt_free,
	.bind = pg_bind,
	.step = pg_step,
	.reset = pg_reset,
	.changed = pg_changed,
	.columns = pg_columns,
	.column_name = pg_column_name,
	.column = pg_column,
	.bulk_row = pg_bulk_row,
	.bulk_flush = pg_bulk_flush,
};
