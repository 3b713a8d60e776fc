/* PostgreSQL, and what speaks its protocol (openGauss and Kingbase were not tried). */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/database/source.h"

struct source {
	PGconn *h;
	arena *mem;
};

/* What the session may do, before it does anything. */
static const char options[] = "-c default_transaction_read_only=on -c statement_timeout=5000 -c client_encoding=UTF8"
			      " -c search_path=pg_catalog";

/* What relatives of PostgreSQL may not know. Without row_security a table whose rows are hidden from this account would look empty: off
 * means that reading it is an error. */
static const char *const wishes[] = {"SET lock_timeout = 100", "SET idle_in_transaction_session_timeout = 10000",
				     "SET row_security = off"};

static void quiet(void *ctx, const char *words)
{
	(void)ctx;
	(void)words;
}

static enum source_end end_of(const PGresult *r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	/* 57014 query_canceled, 55P03 lock_not_available */
	if (state && (str_eq(str_c(state), STR("57014")) || str_eq(str_c(state), STR("55P03"))))
		return SOURCE_SLOW;
	if (state && str_eq(str_c(state), STR("42501")))
		return SOURCE_DENIED;
	return SOURCE_FAILED;
}

static str cell(const PGresult *r, int row, int column)
{
	if (PQgetisnull(r, row, column))
		return (str){0};
	return (str){(const uint8_t *)PQgetvalue(r, row, column), (size_t)PQgetlength(r, row, column)};
}

/* Anything by which this account could change what is kept here: a role above all, a table, a schema. */
static enum source_end refuse_writers(PGconn *h)
{
	static const char sql[] = "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole "
				  "OR rolcreatedb OR rolbypassrls)"
				  " UNION ALL SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
				  " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', "
				  "'information_schema', 'pg_toast')"
				  " AND n.nspname NOT LIKE 'pg_temp%' AND (has_table_privilege(c.oid, 'INSERT, UPDATE, "
				  "DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))"
				  " UNION ALL SELECT 1 FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg_%' AND "
				  "n.nspname <> 'information_schema'"
				  " AND has_schema_privilege(n.oid, 'CREATE') LIMIT 1";
	PGresult *r = PQexec(h, sql);
	enum source_end end = PQresultStatus(r) != PGRES_TUPLES_OK ? end_of(r)
			      : PQntuples(r)                       ? SOURCE_CAN_WRITE
								   : SOURCE_OK;

	PQclear(r);
	return end;
}

void source_product(str version, char ret[static 120])
{
	static const str others[] = {STR_INIT("openGauss"), STR_INIT("KingbaseES"), STR_INIT("GaussDB"),
				     STR_INIT("Vastbase"), STR_INIT("PostgreSQL")};
	size_t at = version.n;

	for (size_t i = 0; i < ARRAY_LEN(others) && at == version.n; i++)
		at = str_find(version, others[i]);
	str from = str_from(version, at < version.n ? at : 0), name = str_cut(&from, ' ').head;
	str number = str_cut(&from, ' ').head;

	while (number.n && (number.p[number.n - 1] == ',' || number.p[number.n - 1] == ')'))
		number.n--;
	snprintf(ret, 120, "%.*s%s%.*s", STR_ARG(str_sub(name, 0, 40)), number.n ? " " : "",
		 STR_ARG(str_sub(number, 0, 40)));
}

static enum source_end greet(PGconn *h, struct source_met *met)
{
	for (size_t i = 0; i < ARRAY_LEN(wishes); i++)
		PQclear(PQexec(h, wishes[i]));
	PGresult *r = PQexec(h, "SELECT version(), current_setting('transaction_read_only'), pg_is_in_recovery()");
	enum source_end end = SOURCE_FAILED;

	if (PQresultStatus(r) == PGRES_TUPLES_OK && str_eq(cell(r, 0, 1), STR("on"))) {
		source_product(cell(r, 0, 0), met->product);
		met->replica = str_eq(cell(r, 0, 2), STR("t"));
		end = refuse_writers(h);
	}
	PQclear(r);
	return end;
}

/* The library says why in words alone; its locale is ours, which is the C one. */
static enum source_end why(PGconn *h)
{
	str said = str_c(h ? PQerrorMessage(h) : "");

	if (str_has(said, STR("does not support SSL")))
		return SOURCE_PLAIN;
	if (str_has(said, STR("certificate verify failed")) || str_has(said, STR("root certificate")))
		return SOURCE_UNTRUSTED;
	/* openGauss and Kingbase ask for SHA-256 by a number that PostgreSQL uses for another. */
	if (str_has(said, STR("authentication method")) || str_has(said, STR("SASL authentication")) ||
	    str_has(said, STR("authentication request")))
		return SOURCE_LOGIN;
	if (h && PQconnectionNeedsPassword(h) + PQconnectionUsedPassword(h) > 0)
		return SOURCE_DENIED;
	return SOURCE_UNREACHABLE;
}

static PGconn *dial(const struct source_conf *conf, enum source_end *ret_end)
{
	const struct scope_store *store = conf->store;
	bool must_tls = store->tls || (!conf->local && !store->plain);
	AUTO(buf_release) buf ip;
	char port[8];

	buf_init(&ip, 100);
	addr_put(&ip, store->ip);
	snprintf(port, sizeof(port), "%u", store->port);
	const char *const keys[] = {"hostaddr",   "port",        "dbname",          "user",    "password",
				    "sslmode",    "sslrootcert", "connect_timeout", "options", "application_name",
				    "gssencmode", "passfile",    "client_encoding", NULL};
	const char *const values[] = {buf_c(&ip),
				      port,
				      arena_cstr(conf->mem, store->name),
				      arena_cstr(conf->mem, store->user),
				      conf->password,
				      store->ca.n ? "verify-ca"
				      : must_tls  ? "require"
						  : "prefer",
				      store->ca.n ? (const char *)store->ca.p : "/dev/null/none",
				      "5",
				      options,
				      "yicha",
				      "disable",
				      "/dev/null/none", /* no file, and no warning that it is none */
				      "UTF8",
				      NULL};
	PGconn *h = PQconnectdbParams(keys, values, 0);

	*ret_end = h && PQstatus(h) == CONNECTION_OK ? SOURCE_OK : why(h);
	return h;
}

static enum source_end pg_open(const struct source_conf *conf, struct source **ret, struct source_met *met)
{
	enum source_end end;
	PGconn *h = dial(conf, &end);

	explicit_bzero(conf->password, strlen(conf->password));
	if (end == SOURCE_OK) {
		PQsetNoticeProcessor(h, quiet, NULL);
		met->line = !PQsslInUse(h)      ? SOURCE_LINE_PLAIN
			    : conf->store->ca.n ? SOURCE_LINE_VERIFIED
						: SOURCE_LINE_TLS;
		end = greet(h, met);
	}
	if (end != SOURCE_OK) {
		PQfinish(h);
		return end;
	}
	*ret = arena_new(conf->mem, struct source, 1);
	**ret = (struct source){h, conf->mem};
	return SOURCE_OK;
}

static void pg_close(struct source *s)
{
	PQfinish(s->h);
}

static enum source_end read_columns(struct source *s, struct source_table *t, const char *oid)
{
	static const char sql[] =
		"SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(col_description(a.attrelid, "
		"a.attnum), ''),"
		" has_column_privilege(a.attrelid, a.attnum, 'SELECT'), EXISTS (SELECT 1 FROM pg_index i WHERE"
		" i.indrelid = a.attrelid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnatts = 1 "
		"AND"
		" i.indkey[0] = a.attnum) FROM pg_attribute a WHERE a.attrelid = $1::oid"
		" AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum LIMIT 200";
	PGresult *r = PQexecParams(s->h, sql, 1, NULL, &oid, NULL, NULL, 0);

	if (PQresultStatus(r) != PGRES_TUPLES_OK) {
		enum source_end end = end_of(r);

		PQclear(r);
		return end;
	}
	int n = PQntuples(r);

	t->columns = arena_new(s->mem, struct source_column, (size_t)n + 1);
	for (int i = 0; i < n; i++)
		t->columns[t->column_count++] =
			(struct source_column){.name = arena_str(s->mem, cell(r, i, 0)),
					       .type = arena_str(s->mem, cell(r, i, 1)),
					       .comment = arena_str(s->mem, str_sub(cell(r, i, 2), 0, 200)),
					       .readable = str_eq(cell(r, i, 3), STR("t")),
					       .unique = str_eq(cell(r, i, 4), STR("t"))};
	PQclear(r);
	return SOURCE_OK;
}

static enum source_end pg_tables(struct source *s, struct source_table **ret, size_t *ret_n)
{
	static const char sql[] = "SELECT n.nspname, c.relname, CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint "
				  "ELSE pg_relation_size(c.oid) / 8192 * 40 END, c.relkind, c.oid, CASE WHEN "
				  "c.relpages > 0 AND c.reltuples > 0 THEN "
				  "(c.reltuples / c.relpages + 1)::bigint ELSE 100 END FROM pg_class c"
				  " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'f')"
				  " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND "
				  "n.nspname NOT LIKE 'pg_temp%'"
				  " ORDER BY 1, 2 LIMIT 5000";
	PGresult *r = PQexec(s->h, sql);
	enum source_end end = PQresultStatus(r) == PGRES_TUPLES_OK ? SOURCE_OK : end_of(r);
	int n = end == SOURCE_OK ? PQntuples(r) : 0;

	*ret = arena_new(s->mem, struct source_table, (size_t)n + 1);
	for (int i = 0; i < n && end == SOURCE_OK; i++) {
		struct source_table *t = &(*ret)[i];

		t->schema = arena_str(s->mem, cell(r, i, 0));
		t->name = arena_str(s->mem, cell(r, i, 1));
		t->rows = source_int(cell(r, i, 2), -1);
		t->block_rows = source_int(cell(r, i, 5), 100);
		t->foreign = PQgetvalue(r, i, 3)[0] == 'f';
		end = read_columns(s, t, PQgetvalue(r, i, 4));
		*ret_n = (size_t)i + 1;
	}
	PQclear(r);
	return end;
}

static void put_name(buf *b, struct source *s, str name)
{
	char *quoted = PQescapeIdentifier(s->h, (const char *)name.p, name.n);

	buf_put_c(b, quoted ? quoted : "\"\"");
	PQfreemem(quoted);
}

/* Values as text, cut by the server; bytes in hexadecimal. */
static void put_select(buf *b, struct source *s, const struct source_table *t, int64_t most)
{
	const char *comma = "SELECT ";

	for (size_t i = 0; i < t->column_count; i++) {
		const struct source_column *c = &t->columns[i];

		buf_put_c(b, comma);
		comma = ", ";
		if (!c->readable) {
			buf_put_c(b, "NULL");
			continue;
		}
		bool bytes = str_eq(c->type, STR("bytea"));

		buf_put_c(b, bytes ? "encode(substring(" : "left((");
		put_name(b, s, c->name);
		buf_printf(b, bytes ? " from 1 for %d), 'hex')" : ")::text, %d)", bytes ? 512 : SOURCE_VALUE_MOST);
	}
	buf_put_c(b, " FROM ONLY ");
	put_name(b, s, t->schema);
	buf_put_byte(b, '.');
	put_name(b, s, t->name);
	/* Blocks spread over the table: a little more than wanted, for blocks that are less full than others. */
	if (t->rows > most)
		buf_printf(b, " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (1)",
			   100.0 * 1.3 * (double)most / (double)t->rows);
	buf_printf(b, " LIMIT %lld", (long long)most + (t->rows > most ? 0 : 1));
}

static enum source_end pg_sample(struct source *s, const struct source_table *t, int64_t most, source_row *row,
				 void *ctx, bool *ret_whole)
{
	AUTO(buf_release) buf sql;
	enum source_end end = SOURCE_OK;
	str cells[SOURCE_COLUMNS_MOST];
	int64_t n = 0;
	bool go_on = true;

	*ret_whole = t->rows <= most;
	buf_init(&sql, (size_t)1 << 20);
	put_select(&sql, s, t, most);
	if (!PQsendQuery(s->h, buf_c(&sql)) || !PQsetSingleRowMode(s->h))
		return SOURCE_FAILED;
	for (PGresult *r; (r = PQgetResult(s->h)); PQclear(r)) {
		ExecStatusType st = PQresultStatus(r);

		if (st != PGRES_SINGLE_TUPLE && st != PGRES_TUPLES_OK)
			end = end_of(r);
		for (int i = 0; st == PGRES_SINGLE_TUPLE && go_on && i < PQntuples(r); i++) {
			for (size_t c = 0; c < t->column_count; c++)
				cells[c] = cell(r, i, (int)c);
			if (++n > most)
				*ret_whole = go_on = false;
			else
				go_on = row(ctx, cells, t->column_count);
		}
	}
	return end;
}

const struct source_kind source_postgresql = {"postgresql", pg_open, pg_tables, pg_sample, pg_close};
