/* MySQL and MariaDB. */
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/database/source.h"

/* Places in a large table from which a few rows each are read. */
#define PROBES 64

struct source {
	MYSQL *h;
	arena *mem;
	str database;
};

static enum source_end end_of(MYSQL *h)
{
	switch (mysql_errno(h)) {
	case 1045: /* access denied */
	case 1044:
	case 1142:
	case 1143:
		return SOURCE_DENIED;
	case 1205: /* lock wait */
	case 1969: /* max_statement_time */
	case 3024: /* max_execution_time */
		return SOURCE_SLOW;
	default:
		return SOURCE_FAILED;
	}
}

static enum source_end run(MYSQL *h, const char *sql)
{
	MYSQL_RES *r;

	if (mysql_query(h, sql))
		return end_of(h);
	r = mysql_store_result(h);
	if (r)
		mysql_free_result(r);
	return SOURCE_OK;
}

/* What an account that only reads may have been granted; anything else can change something. */
static bool is_reading(str grant)
{
	static const str reading[] = {STR_INIT("USAGE"),          STR_INIT("SELECT"),
				      STR_INIT("SHOW VIEW"),      STR_INIT("SHOW DATABASES"),
				      STR_INIT("PROCESS"),        STR_INIT("BINLOG MONITOR"),
				      STR_INIT("SLAVE MONITOR"),  STR_INIT("REPLICATION CLIENT"),
				      STR_INIT("REPLICA MONITOR")};

	grant = str_trim(grant);
	/* Of single columns: SELECT (a, b) */
	if (str_starts(grant, STR("SELECT (")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(reading); i++)
		if (str_eq(grant, reading[i]))
			return true;
	return false;
}

/* "GRANT SELECT, SHOW VIEW ON `shop`.* TO …"; a role is somebody else's rights, which are not shown here. */
static bool grant_reads(str line)
{
	size_t on = str_find(line, STR(" ON "));

	if (!str_starts(line, STR("GRANT ")))
		return str_starts(line, STR("SET DEFAULT ROLE"));
	if (on >= line.n || str_has(line, STR("WITH GRANT OPTION")) || str_starts(line, STR("GRANT PROXY")))
		return false;
	str rights = str_sub(line, 6, on - 6);

	while (rights.n) {
		/* A comma within the brackets of columns parts no rights. */
		size_t depth = 0, i = 0;

		for (; i < rights.n && (depth || rights.p[i] != ','); i++)
			depth += (rights.p[i] == '(') - (size_t)(rights.p[i] == ')');
		if (!is_reading(str_sub(rights, 0, i)))
			return false;
		rights = str_from(rights, i < rights.n ? i + 1 : i);
	}
	return true;
}

static enum source_end refuse_writers(MYSQL *h)
{
	enum source_end end = SOURCE_OK;
	MYSQL_RES *r;
	MYSQL_ROW row;

	if (mysql_query(h, "SHOW GRANTS") || !(r = mysql_store_result(h)))
		return end_of(h);
	while ((row = mysql_fetch_row(r)))
		if (!row[0] || !grant_reads(str_c(row[0])))
			end = SOURCE_CAN_WRITE;
	mysql_free_result(r);
	return end;
}

/* The limit of a statement's time has another name and unit in each of the two. */
static enum source_end set_up(MYSQL *h)
{
	bool maria = str_has(str_c(mysql_get_server_info(h)), STR("MariaDB"));
	const char *const sets[] = {"SET SESSION sql_mode = 'ANSI_QUOTES'", "SET SESSION lock_wait_timeout = 1",
				    "SET SESSION innodb_lock_wait_timeout = 1",
				    maria ? "SET SESSION max_statement_time = 5"
					  : "SET SESSION max_execution_time = 5000",
				    "SET SESSION TRANSACTION READ ONLY"};

	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		enum source_end end = run(h, sets[i]);

		if (end != SOURCE_OK)
			return end;
	}
	return SOURCE_OK;
}

enum way { WAY_VERIFIED, WAY_TLS, WAY_PLAIN };

static void set_options(MYSQL *h, const struct scope_store *store, enum way way)
{
	unsigned seconds = 5, reading = 15, none = 0, tcp = MYSQL_PROTOCOL_TCP;
	my_bool off = 0, on = 1;

	mysql_options(h, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_options(h, MYSQL_OPT_READ_TIMEOUT, &reading);
	mysql_options(h, MYSQL_OPT_WRITE_TIMEOUT, &reading);
	mysql_options(h, MYSQL_OPT_PROTOCOL, &tcp);
	/* A server may ask its client for a file: never. */
	mysql_options(h, MYSQL_OPT_LOCAL_INFILE, &none);
	mysql_options(h, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(h, MYSQL_OPT_RECONNECT, &off);
	mysql_options(h, MYSQL_OPT_SSL_ENFORCE, way == WAY_PLAIN ? &off : &on);
	/* Only with this does the library refuse a server without TLS before it logs in: SSL_ENFORCE goes on in plain. */
	mysql_options(h, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, way == WAY_VERIFIED ? &on : &off);
	if (store->ca.n)
		mysql_ssl_set(h, NULL, NULL, (const char *)store->ca.p, NULL, NULL);
	mysql_options4(h, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "yicha");
}

static enum source_end why(MYSQL *h)
{
	switch (mysql_errno(h)) {
	case 2026: /* CR_SSL_CONNECTION_ERROR */
		return str_has(str_c(mysql_error(h)), STR("does not support")) ? SOURCE_PLAIN : SOURCE_UNTRUSTED;
	case 2059: /* CR_AUTH_PLUGIN_CANNOT_LOAD: caching_sha2_password lies in a file of its own */
	case 2061: /* CR_AUTH_PLUGIN_ERR: it wants TLS, or the server's key */
		return SOURCE_LOGIN;
	default:
		return end_of(h) == SOURCE_DENIED ? SOURCE_DENIED : SOURCE_UNREACHABLE;
	}
}

static MYSQL *dial(const struct source_conf *conf, enum way way, enum source_end *ret_end)
{
	const struct scope_store *store = conf->store;
	MYSQL *h = mysql_init(NULL);
	AUTO(buf_release) buf ip;

	*ret_end = SOURCE_FAILED;
	if (!h)
		return NULL;
	buf_init(&ip, 100);
	addr_put(&ip, store->ip);
	set_options(h, store, way);
	*ret_end = mysql_real_connect(h, buf_c(&ip), arena_cstr(conf->mem, store->user), conf->password,
				      arena_cstr(conf->mem, store->name), store->port, NULL, 0)
			   ? SOURCE_OK
			   : why(h);
	return h;
}

static void read_replica(MYSQL *h, struct source_met *met)
{
	MYSQL_RES *r;

	if (mysql_query(h, "SELECT @@read_only") || !(r = mysql_store_result(h)))
		return;
	MYSQL_ROW row = mysql_fetch_row(r);

	/* What may not be written to but by replication. */
	met->replica = row && row[0] && row[0][0] == '1';
	mysql_free_result(r);
}

static enum source_end my_open(const struct source_conf *conf, struct source **ret, struct source_met *met)
{
	const struct scope_store *store = conf->store;
	enum source_end end;
	MYSQL *h = dial(conf, WAY_VERIFIED, &end);

	/* It has TLS, and the scope names no roots to verify it by. */
	if (end == SOURCE_UNTRUSTED && !store->ca.n) {
		mysql_close(h);
		h = dial(conf, WAY_TLS, &end);
	}
	if (end == SOURCE_OK && !mysql_get_ssl_cipher(h))
		end = SOURCE_PLAIN;
	/* It offers no TLS: without it only where nobody hears it, or where the scope says so. */
	if (end == SOURCE_PLAIN && !store->tls && (conf->local || store->plain)) {
		mysql_close(h);
		h = dial(conf, WAY_PLAIN, &end);
	}
	explicit_bzero(conf->password, strlen(conf->password));
	if (h && h->passwd)
		explicit_bzero(h->passwd, strlen(h->passwd));
	if (end == SOURCE_OK) {
		met->line = !mysql_get_ssl_cipher(h) ? SOURCE_LINE_PLAIN
			    : store->ca.n            ? SOURCE_LINE_VERIFIED
						     : SOURCE_LINE_TLS;
		snprintf(met->product, sizeof(met->product), "%s%s",
			 str_has(str_c(mysql_get_server_info(h)), STR("MariaDB")) ? "" : "MySQL ",
			 mysql_get_server_info(h));
		end = set_up(h);
	}
	if (end == SOURCE_OK) {
		read_replica(h, met);
		end = refuse_writers(h);
	}
	if (end != SOURCE_OK) {
		if (h)
			mysql_close(h);
		return end;
	}
	*ret = arena_new(conf->mem, struct source, 1);
	**ret = (struct source){h, conf->mem, store->name};
	return SOURCE_OK;
}

static void my_close(struct source *s)
{
	mysql_close(s->h);
}

static str field(MYSQL_ROW row, const unsigned long *lengths, unsigned i)
{
	return row[i] ? (str){(const uint8_t *)row[i], lengths[i]} : (str){0};
}

static void put_text(buf *b, struct source *s, str text)
{
	char *out = malloc(2 * text.n + 1);
	unsigned long n = out ? mysql_real_escape_string(s->h, out, (const char *)text.p, (unsigned long)text.n) : 0;

	buf_put_byte(b, '\'');
	buf_put(b, (str){(const uint8_t *)out, n});
	buf_put_byte(b, '\'');
	free(out);
}

/* A name between double quotes (ANSI_QUOTES), those in it doubled. */
static void put_name(buf *b, str name)
{
	buf_put_byte(b, '"');
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '"')
			buf_put_byte(b, '"');
		buf_put_byte(b, name.p[i]);
	}
	buf_put_byte(b, '"');
}

static enum source_end read_columns(struct source *s, struct source_table *t)
{
	AUTO(buf_release) buf sql;
	MYSQL_RES *r;
	MYSQL_ROW row;
	size_t keys = 0;

	buf_init(&sql, 8192);
	buf_put_c(
		&sql,
		"SELECT column_name, data_type, column_comment, privileges, column_key FROM information_schema.columns"
		" WHERE table_schema = ");
	put_text(&sql, s, t->schema);
	buf_put_c(&sql, " AND table_name = ");
	put_text(&sql, s, t->name);
	buf_put_c(&sql, " ORDER BY ordinal_position LIMIT 200");
	if (mysql_query(s->h, buf_c(&sql)) || !(r = mysql_store_result(s->h)))
		return end_of(s->h);
	t->columns = arena_new(s->mem, struct source_column, (size_t)mysql_num_rows(r) + 1);
	while ((row = mysql_fetch_row(r))) {
		const unsigned long *n = mysql_fetch_lengths(r);
		struct source_column *c = &t->columns[t->column_count++];

		*c = (struct source_column){.name = arena_str(s->mem, field(row, n, 0)),
					    .type = arena_str(s->mem, field(row, n, 1)),
					    .comment = arena_str(s->mem, str_sub(field(row, n, 2), 0, 200)),
					    .readable = str_has(field(row, n, 3), STR("select")),
					    .unique = str_eq(field(row, n, 4), STR("UNI"))};
		if (str_eq(field(row, n, 4), STR("PRI"))) {
			keys++;
			t->key = str_ends(c->type, STR("int")) ? c->name : (str){0};
		}
	}
	mysql_free_result(r);
	if (keys != 1)
		t->key = (str){0};
	for (size_t i = 0; i < t->column_count; i++)
		t->columns[i].unique |= t->key.n && str_eq(t->columns[i].name, t->key);
	t->places = t->key.n ? PROBES : 1;
	return SOURCE_OK;
}

static enum source_end my_tables(struct source *s, struct source_table **ret, size_t *ret_n)
{
	AUTO(buf_release) buf sql;
	enum source_end end = SOURCE_OK;
	MYSQL_RES *r;
	MYSQL_ROW row;

	buf_init(&sql, 4096);
	buf_put_c(&sql, "SELECT table_schema, table_name, coalesce(table_rows, -1), coalesce(engine, '') FROM "
			"information_schema.tables"
			" WHERE table_type = 'BASE TABLE' AND table_schema = ");
	put_text(&sql, s, s->database);
	buf_put_c(&sql, " ORDER BY table_name LIMIT 5000");
	if (mysql_query(s->h, buf_c(&sql)) || !(r = mysql_store_result(s->h)))
		return end_of(s->h);
	*ret = arena_new(s->mem, struct source_table, (size_t)mysql_num_rows(r) + 1);
	while (end == SOURCE_OK && (row = mysql_fetch_row(r))) {
		const unsigned long *n = mysql_fetch_lengths(r);
		struct source_table *t = &(*ret)[(*ret_n)++];
		str engine = field(row, n, 3);

		*t = (struct source_table){.schema = arena_str(s->mem, field(row, n, 0)),
					   .name = arena_str(s->mem, field(row, n, 1))};
		t->rows = source_int(field(row, n, 2), -1);
		t->foreign = str_ieq(engine, STR("FEDERATED")) || str_ieq(engine, STR("CONNECT")) ||
			     str_ieq(engine, STR("SPIDER"));
		end = read_columns(s, t);
	}
	mysql_free_result(r);
	return end;
}

static bool is_bytes(str type)
{
	return str_has(type, STR("blob")) || str_has(type, STR("binary"));
}

static void put_select(buf *b, const struct source_table *t)
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
		buf_put_c(b, is_bytes(c->type) ? "HEX(SUBSTRING(" : "LEFT(");
		put_name(b, c->name);
		buf_printf(b, is_bytes(c->type) ? ", 1, %d))" : ", %d)", is_bytes(c->type) ? 512 : SOURCE_VALUE_MOST);
	}
	buf_put_c(b, " FROM ");
	put_name(b, t->schema);
	buf_put_byte(b, '.');
	put_name(b, t->name);
}

/* Rows of one statement; *seen counts on. */
static enum source_end rows_of(struct source *s, const char *sql, int64_t most, int64_t *seen, bool *go_on,
			       source_row *row_of, void *ctx)
{
	str cells[SOURCE_COLUMNS_MOST];
	MYSQL_RES *r;
	MYSQL_ROW row;

	if (mysql_query(s->h, sql) || !(r = mysql_use_result(s->h)))
		return end_of(s->h);
	unsigned columns = mysql_num_fields(r);

	while ((row = mysql_fetch_row(r))) {
		const unsigned long *n = mysql_fetch_lengths(r);

		for (unsigned c = 0; c < columns && c < SOURCE_COLUMNS_MOST; c++)
			cells[c] = field(row, n, c);
		if (*go_on && ++*seen <= most)
			*go_on = row_of(ctx, cells, columns);
	}
	enum source_end end = mysql_errno(s->h) ? end_of(s->h) : SOURCE_OK;

	mysql_free_result(r);
	return end;
}

static bool key_range(struct source *s, const struct source_table *t, int64_t *lo, int64_t *hi)
{
	AUTO(buf_release) buf sql;
	MYSQL_RES *r;
	bool known = false;

	buf_init(&sql, 4096);
	buf_put_c(&sql, "SELECT MIN(");
	put_name(&sql, t->key);
	buf_put_c(&sql, "), MAX(");
	put_name(&sql, t->key);
	buf_put_c(&sql, ") FROM ");
	put_name(&sql, t->schema);
	buf_put_byte(&sql, '.');
	put_name(&sql, t->name);
	if (mysql_query(s->h, buf_c(&sql)) || !(r = mysql_store_result(s->h)))
		return false;
	MYSQL_ROW row = mysql_fetch_row(r);

	if (row && row[0] && row[1]) {
		*lo = source_int(str_c(row[0]), INT64_MIN);
		*hi = source_int(str_c(row[1]), INT64_MIN);
		known = *lo<*hi && * lo> INT64_MIN / 2 && *hi < INT64_MAX / 2;
	}
	mysql_free_result(r);
	return known;
}

static enum source_end my_sample(struct source *s, const struct source_table *t, int64_t most, source_row *row,
				 void *ctx, bool *ret_whole)
{
	AUTO(buf_release) buf sql;
	int64_t lo = 0, hi = 0, seen = 0, each = most / PROBES + 1;
	enum source_end end = SOURCE_OK;
	bool go_on = true;

	buf_init(&sql, (size_t)1 << 20);
	if (t->rows <= most || !t->key.n || !key_range(s, t, &lo, &hi)) {
		put_select(&sql, t);
		buf_printf(&sql, " LIMIT %lld", (long long)most + 1);
		end = rows_of(s, buf_c(&sql), most, &seen, &go_on, row, ctx);
		*ret_whole = seen <= most;
		return end;
	}
	*ret_whole = false;
	/* Each probe reads a few rows behind a place of the key: a seek, whatever the table's size. Places are even, rows not met twice. */
	for (int64_t i = 0; end == SOURCE_OK && go_on && i < PROBES; i++) {
		int64_t step = (hi - lo) / PROBES, from = lo + i * step;

		buf_reset(&sql);
		put_select(&sql, t);
		buf_put_c(&sql, " WHERE ");
		put_name(&sql, t->key);
		buf_printf(&sql, " >= %lld AND ", (long long)from);
		put_name(&sql, t->key);
		buf_printf(&sql, " < %lld ORDER BY ", (long long)(i == PROBES - 1 ? hi + 1 : from + step));
		put_name(&sql, t->key);
		buf_printf(&sql, " LIMIT %lld", (long long)each);
		end = rows_of(s, buf_c(&sql), most, &seen, &go_on, row, ctx);
	}
	return end;
}

const struct source_kind source_mysql = {"mysql", my_open, my_tables, my_sample, my_close};
