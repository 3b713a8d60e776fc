/* Logs of PostgreSQL (docs: error reporting and logging), MySQL and MariaDB (error log, general query log, audit plugin). */
#include "format/logline_priv.h"

static bool done(struct logline *ret, enum logline_form form, const struct logtime *t)
{
	ret->form = form;
	ret->timed = true;
	ret->time = *t;
	return true;
}

static void add(struct logline *ret, enum logline_field f, str value)
{
	if (logwords_is_value(value))
		ret->fields |= 1u << f;
}

/* What an SQL statement does, by its first words. */
static enum logline_event logdb_statement(str sql)
{
	static const struct {
		str word;
		enum logline_event event;
	} all[] = {
		{STR_INIT("SELECT"), LOGLINE_QUERY},      {STR_INIT("DELETE"), LOGLINE_DELETE},
		{STR_INIT("DROP"), LOGLINE_DELETE},       {STR_INIT("TRUNCATE"), LOGLINE_DELETE},
		{STR_INIT("GRANT"), LOGLINE_GRANT},       {STR_INIT("REVOKE"), LOGLINE_GRANT},
		{STR_INIT("CREATE USER"), LOGLINE_GRANT}, {STR_INIT("CREATE ROLE"), LOGLINE_GRANT},
		{STR_INIT("ALTER USER"), LOGLINE_GRANT},  {STR_INIT("ALTER ROLE"), LOGLINE_GRANT},
		{STR_INIT("DROP USER"), LOGLINE_GRANT},   {STR_INIT("DROP ROLE"), LOGLINE_GRANT},
		{STR_INIT("COPY"), LOGLINE_EXPORT},       {STR_INIT("ALTER SYSTEM"), LOGLINE_CONFIG},
		{STR_INIT("SET GLOBAL"), LOGLINE_CONFIG},
	};
	enum logline_event v = LOGLINE_NO_EVENT;
	size_t longest = 0;

	sql = str_trim(sql);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i].word.n > longest && str_istarts(sql, all[i].word)) {
			v = all[i].event;
			longest = all[i].word.n;
		}
	}
	if (v == LOGLINE_QUERY && str_ihas(str_sub(sql, 0, 4096), STR("into outfile")))
		v = LOGLINE_EXPORT;
	return v;
}

static enum logline_event event_of_message(str m)
{
	static const struct {
		str begin;
		enum logline_event event;
	} all[] = {
		{STR_INIT("connection authorized"), LOGLINE_LOGIN},
		{STR_INIT("connection authenticated"), LOGLINE_LOGIN},
		{STR_INIT("password authentication failed"), LOGLINE_LOGIN_FAILED},
		{STR_INIT("no pg_hba.conf entry"), LOGLINE_LOGIN_FAILED},
		{STR_INIT("disconnection:"), LOGLINE_LOGOUT},
		{STR_INIT("database system is ready"), LOGLINE_LOG_START},
		{STR_INIT("starting PostgreSQL"), LOGLINE_LOG_START},
		{STR_INIT("database system was"), LOGLINE_LOG_START},
		{STR_INIT("database system is shut down"), LOGLINE_LOG_STOP},
		{STR_INIT("received SIGHUP"), LOGLINE_CONFIG},
	};
	static const str before[] = {STR_INIT("statement: "), STR_INIT("execute <unnamed>: ")};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (str_starts(m, all[i].begin))
			return all[i].event;
	}
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		size_t at = str_find(str_sub(m, 0, 120), before[i]);

		if (at < str_sub(m, 0, 120).n)
			return logdb_statement(str_from(m, at + before[i].n));
	}
	return LOGLINE_NO_EVENT;
}

/* The next cell of csvlog: quoted with doubled quotes, or bare. */
static str csv_cell(str *s)
{
	size_t i = 1;
	str v;

	if (!s->n || s->p[0] != '"')
		return str_cut(s, ',').head;
	while (i < s->n && (s->p[i] != '"' || (i + 1 < s->n && s->p[i + 1] == '"')))
		i += s->p[i] == '"' ? 2 : 1;
	v = str_sub(*s, 1, i - 1);
	*s = str_from(*s, i + 1);
	(void)str_cut(s, ',');
	return v;
}

/* time,user,database,pid,from,session,line,tag,start,vxid,xid,severity,sqlstate,message,… */
static bool read_csv(str s, const struct logtime *t, struct logline *ret)
{
	str cells[14];
	str rest = str_from(s, t->n + 1);

	for (size_t i = 1; i < ARRAY_LEN(cells); i++)
		cells[i] = csv_cell(&rest);
	if (cells[12].n != 5 || !cells[11].n || !byte_is_digit(cells[3].n ? cells[3].p[0] : 0))
		return false;
	add(ret, LOGLINE_WHO, cells[1]);
	add(ret, LOGLINE_SOURCE, cells[4]);
	add(ret, LOGLINE_WHAT, cells[13]);
	add(ret, LOGLINE_RESULT, cells[12]);
	add(ret, LOGLINE_OBJECT, cells[2]);
	ret->event = event_of_message(cells[13]);
	return done(ret, LOGLINE_POSTGRES_CSV, t);
}

static size_t severity_at(str s, size_t *ret_n)
{
	static const str all[] = {STR_INIT("LOG:  "),     STR_INIT("ERROR:  "),     STR_INIT("FATAL:  "),
				  STR_INIT("WARNING:  "), STR_INIT("STATEMENT:  "), STR_INIT("DETAIL:  "),
				  STR_INIT("NOTICE:  "),  STR_INIT("PANIC:  "),     STR_INIT("HINT:  "),
				  STR_INIT("CONTEXT:  "), STR_INIT("INFO:  "),      STR_INIT("DEBUG:  ")};
	str head = str_sub(s, 0, 300);
	size_t colon = str_find(head, STR(":  "));

	if (colon >= head.n)
		return s.n;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		size_t n = all[i].n - 3;

		if (colon >= n && str_eq(str_sub(s, colon - n, all[i].n), all[i])) {
			*ret_n = all[i].n;
			return colon - n;
		}
	}
	return s.n;
}

/* 2026-11-22 10:00:00.123 UTC [123] app@shop LOG:  message, with whatever log_line_prefix puts before it */
bool logdb_postgres(str s, const struct logtime *t, struct logline *ret)
{
	str rest = str_from(s, t->n);
	size_t n = 0;
	size_t at;

	if (rest.n && rest.p[0] == ',')
		return read_csv(s, t, ret);
	at = severity_at(rest, &n);
	if (at >= rest.n || !rest.n || (rest.p[0] != ' ' && rest.p[0] != ':'))
		return false;
	str head = str_sub(rest, 0, at);
	str m = str_from(rest, at + n);
	size_t who = str_find_byte(head, '@');

	ret->fields = HAS(WHAT) | HAS(RESULT);
	if ((who > 0 && who < head.n && head.p[who - 1] != ' ') || str_has(head, STR("user=")) ||
	    str_has(str_sub(m, 0, 200), STR("user=")) || str_has(str_sub(m, 0, 200), STR("for user \"")))
		ret->fields |= HAS(WHO);
	if (str_has(head, STR("client=")) || str_has(head, STR("host=")) || str_has(str_sub(m, 0, 200), STR("host=")) ||
	    str_has(str_sub(m, 0, 200), STR("for host \"")))
		ret->fields |= HAS(SOURCE);
	ret->event = event_of_message(m);
	return done(ret, LOGLINE_POSTGRES, t);
}

static str token(str *s)
{
	size_t n = 0;

	*s = str_trim(*s);
	while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t')
		n++;
	str v = str_sub(*s, 0, n);

	*s = str_from(*s, n);
	return v;
}

/* 2026-11-22 10:00:00 0 [Note] message; 2026-11-22T02:00:00.1Z 0 [System] [MY-010116] [Server] message */
bool logdb_mysql_error(str s, const struct logtime *t, struct logline *ret)
{
	static const str levels[] = {STR_INIT("[Note]"), STR_INIT("[Warning]"), STR_INIT("[ERROR]"),
				     STR_INIT("[Error]"), STR_INIT("[System]")};
	str rest = str_from(s, t->n);
	uint64_t thread = 0;
	str level = token(&rest);

	if (level.n && level.p[0] != '[' && !str_to_u64(level, UINT64_MAX, &thread))
		return false;
	if (level.n && level.p[0] != '[')
		level = token(&rest);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		if (!str_eq(level, levels[i]))
			continue;
		ret->fields = HAS(WHAT) | HAS(RESULT);
		if (str_has(rest, STR("Access denied for user"))) {
			ret->fields |= HAS(WHO) | HAS(SOURCE);
			ret->event = LOGLINE_LOGIN_FAILED;
		}
		if (str_has(rest, STR("ready for connections")) || str_has(rest, STR(" starting as process ")))
			ret->event = LOGLINE_LOG_START;
		if (str_has(rest, STR("Shutdown complete")))
			ret->event = LOGLINE_LOG_STOP;
		return done(ret, LOGLINE_MYSQL_ERROR, t);
	}
	return false;
}

/* 261122 10:00:00\t    4 Connect\troot@localhost on db; 2026-11-22T02:00:00.1Z\t   4 Query\tselect 1 */
bool logdb_mysql_general(str s, const struct logtime *t, struct logline *ret)
{
	static const str commands[] = {STR_INIT("Connect"),    STR_INIT("Query"),      STR_INIT("Quit"),
				       STR_INIT("Init DB"),    STR_INIT("Prepare"),    STR_INIT("Execute"),
				       STR_INIT("Field List"), STR_INIT("Close stmt"), STR_INIT("Change user"),
				       STR_INIT("Statistics"), STR_INIT("Ping"),       STR_INIT("Shutdown")};
	str rest = str_from(s, t->n);
	uint64_t thread = 0;

	if (!rest.n || rest.p[0] != '\t' || !str_to_u64(token(&rest), UINT64_MAX, &thread))
		return false;
	rest = str_trim(rest);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!str_starts(rest, commands[i]))
			continue;
		str m = str_trim(str_from(rest, commands[i].n));

		ret->fields = HAS(WHAT);
		if (i == 0) {
			bool denied = str_istarts(m, STR("Access denied"));

			ret->fields |= HAS(WHO) | HAS(SOURCE) | HAS(RESULT);
			ret->event = denied ? LOGLINE_LOGIN_FAILED : LOGLINE_LOGIN;
		}
		if (i == 1 || i == 5)
			ret->event = logdb_statement(m);
		if (i == 2)
			ret->event = LOGLINE_LOGOUT;
		return done(ret, LOGLINE_MYSQL_GENERAL, t);
	}
	return false;
}

static enum logline_event event_of_operation(str operation, str sql, bool failed)
{
	if (str_eq(operation, STR("CONNECT")))
		return failed ? LOGLINE_LOGIN_FAILED : LOGLINE_LOGIN;
	if (str_eq(operation, STR("FAILED_CONNECT")))
		return LOGLINE_LOGIN_FAILED;
	if (str_eq(operation, STR("DISCONNECT")))
		return LOGLINE_LOGOUT;
	if (str_starts(operation, STR("QUERY")))
		return logdb_statement(sql);
	return LOGLINE_NO_EVENT;
}

/* 20261122 10:00:00,server,user,host,connection,query,operation,database,'object',retcode */
bool logdb_mysql_audit(str s, const struct logtime *t, struct logline *ret)
{
	static const str operations[] = {STR_INIT("CONNECT"),   STR_INIT("FAILED_CONNECT"), STR_INIT("DISCONNECT"),
					 STR_INIT("QUERY"),     STR_INIT("QUERY_DDL"),      STR_INIT("QUERY_DML"),
					 STR_INIT("QUERY_DCL"), STR_INIT("READ"),           STR_INIT("WRITE"),
					 STR_INIT("CREATE"),    STR_INIT("ALTER"),          STR_INIT("RENAME"),
					 STR_INIT("DROP")};
	str rest = str_from(s, t->n);
	str cells[8];

	if (!rest.n || rest.p[0] != ',')
		return false;
	rest = str_from(rest, 1);
	for (size_t i = 0; i < ARRAY_LEN(cells) - 1; i++)
		cells[i] = str_cut(&rest, ',').head;
	size_t last = rest.n;

	while (last && rest.p[last - 1] != ',')
		last--;
	cells[7] = last ? str_sub(rest, 0, last - 1) : (str){0};
	str code = str_from(rest, last);

	for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
		if (!str_eq(cells[5], operations[i]))
			continue;
		add(ret, LOGLINE_WHO, cells[1]);
		add(ret, LOGLINE_SOURCE, cells[2]);
		add(ret, LOGLINE_WHAT, cells[5]);
		add(ret, LOGLINE_OBJECT, cells[6]);
		add(ret, LOGLINE_RESULT, code);
		str sql = cells[7];

		if (sql.n && sql.p[0] == '\'')
			sql = str_from(sql, 1);
		ret->event = event_of_operation(cells[5], sql, code.n && !str_eq(code, STR("0")));
		return done(ret, LOGLINE_MYSQL_AUDIT, t);
	}
	return false;
}
