/* Which form a line has is told by its beginning; each reader then looks at what the form has. */
#include "format/logline.h"

#include <string.h>

#include "base/buf.h"
#include "format/logline_priv.h"

const char *logline_form_name(enum logline_form f)
{
	static const char *const all[] = {
#define LOGLINE_FORM(name, key) [LOGLINE_##name] = key,
		LOGLINE_FORMS(LOGLINE_FORM)
#undef LOGLINE_FORM
	};

	return all[f];
}

const char *logline_field_name(enum logline_field f)
{
	static const char *const all[] = {
#define LOGLINE_FIELD(name, key) [LOGLINE_##name] = key,
		LOGLINE_FIELDS(LOGLINE_FIELD)
#undef LOGLINE_FIELD
	};

	return all[f];
}

const char *logline_event_name(enum logline_event v)
{
	static const char *const all[] = {
#define LOGLINE_HAPPENING(name, key) [LOGLINE_##name] = key,
		LOGLINE_EVENTS(LOGLINE_HAPPENING)
#undef LOGLINE_HAPPENING
	};

	return all[v];
}

static bool done(struct logline *ret, enum logline_form form, const struct logtime *t)
{
	ret->form = form;
	if (t) {
		ret->timed = true;
		ret->time = *t;
	}
	return true;
}

static void add(struct logline *ret, enum logline_field f, str value)
{
	if (logwords_is_value(value))
		ret->fields |= 1u << f;
}

/* The text between the quotes at the beginning of *s, which moves on behind them. \" does not end it. */
static str quoted(str *s)
{
	size_t i = 1;
	str v;

	if (!s->n || s->p[0] != '"')
		return (str){0};
	while (i < s->n && s->p[i] != '"')
		i += s->p[i] == '\\' ? 2 : 1;
	v = str_sub(*s, 1, i - 1);
	*s = str_trim(str_from(*s, i + 1));
	return v;
}

/* --- access logs -------------------------------------------------------------------------------------------------- */

static enum logline_event event_of_request(str request, str status)
{
	enum logline_event v;
	bool failed = str_starts(status, STR("401")) || str_starts(status, STR("403"));
	str path = request;

	(void)str_cut(&path, ' ');
	path = str_sub(path, 0, str_find_byte(path, '?'));
	v = logwords_act(path);
	/* A page of that name that was only looked at is no act. */
	if (v == LOGLINE_LOGIN && !str_starts(request, STR("POST")))
		v = LOGLINE_NO_EVENT;
	if (v == LOGLINE_DELETE || v == LOGLINE_QUERY || v == LOGLINE_CONFIG || v == LOGLINE_GRANT)
		v = LOGLINE_NO_EVENT;
	if (str_starts(request, STR("DELETE ")))
		v = LOGLINE_DELETE;
	return logwords_outcome(v, failed);
}

/* [vhost] host ident user [time] "request" status bytes … */
static bool read_access(str line, const struct logline_conf *conf, struct logline *ret)
{
	size_t bracket = str_find_byte(str_sub(line, 0, 600), '[');
	str head = str_trim(str_sub(line, 0, bracket));
	str rest = str_from(line, bracket + 1);
	str host;
	str user;
	struct logtime t;

	if (bracket < 4 || bracket >= 600 || !logtime_read(rest, conf->zone, &t) || t.n >= rest.n || rest.p[t.n] != ']')
		return false;
	host = str_cut(&head, ' ').head;
	user = head;
	for (struct str_cut c = str_cut(&head, ' '); c.ok; c = str_cut(&head, ' '))
		user = head;
	rest = str_trim(str_from(rest, t.n + 1));
	if (!rest.n || rest.p[0] != '"')
		return false;
	str request = quoted(&rest);
	str status = str_sub(rest, 0, str_find_byte(rest, ' '));

	add(ret, LOGLINE_SOURCE, host);
	add(ret, LOGLINE_WHO, user);
	add(ret, LOGLINE_WHAT, request);
	add(ret, LOGLINE_OBJECT, request);
	if (status.n == 3 && byte_is_digit(status.p[0]))
		add(ret, LOGLINE_RESULT, status);
	ret->event = event_of_request(request, status);
	return done(ret, LOGLINE_ACCESS, &t);
}

/* 2026/11/22 10:00:00 [error] 31#31: *1 message, client: 192.0.2.7, server: …, request: "…" */
static bool read_nginx_error(str s, const struct logtime *t, struct logline *ret)
{
	str rest = str_from(s, t->n);
	size_t close;

	if (s.p[4] != '/' || !str_starts(rest, STR(" [")))
		return false;
	close = str_find_byte(str_sub(rest, 0, 16), ']');
	if (close >= 16 || !str_has(str_sub(rest, close, 24), STR("#")))
		return false;
	ret->fields = HAS(WHAT) | HAS(RESULT);
	if (str_has(rest, STR(", client: ")))
		ret->fields |= HAS(SOURCE);
	if (str_has(str_sub(rest, 0, 200), STR("start worker processes")))
		ret->event = LOGLINE_LOG_START;
	return done(ret, LOGLINE_NGINX_ERROR, t);
}

/* [Sun Nov 22 10:00:00.123456 2026] [core:error] [pid 1] [client 192.0.2.7:567] message */
static bool read_apache_error(str line, const struct logline_conf *conf, struct logline *ret)
{
	struct logtime t;
	str s = str_from(line, 1);

	if (!byte_is_alpha(line.p[1]) || !logtime_read(s, conf->zone, &t) || t.n >= s.n || s.p[t.n] != ']' ||
	    !str_starts(str_from(s, t.n), STR("] [")))
		return false;
	ret->fields = HAS(WHAT) | HAS(RESULT);
	if (str_has(str_sub(s, t.n, 200), STR("[client ")))
		ret->fields |= HAS(SOURCE);
	return done(ret, LOGLINE_APACHE_ERROR, &t);
}

/* --- syslog ------------------------------------------------------------------------------------------------------- */

static bool has_address(str s, const char *before)
{
	size_t at = str_find(s, str_c(before));
	str v = str_from(s, at + strlen(before));

	return at < s.n && v.n && (byte_hex(v.p[0]) >= 0 || v.p[0] == ':');
}

static void read_sshd(str m, struct logline *ret)
{
	bool in = str_starts(m, STR("Accepted "));
	bool failed = str_starts(m, STR("Failed ")) || str_starts(m, STR("Invalid user")) ||
		      str_starts(m, STR("Connection closed by authenticating"));

	ret->fields |= HAS(WHAT);
	if (in || failed) {
		ret->event = in ? LOGLINE_LOGIN : LOGLINE_LOGIN_FAILED;
		ret->fields |= HAS(WHO) | HAS(RESULT);
	}
	if (has_address(m, " from ") || has_address(m, " user ") || has_address(m, "rhost="))
		ret->fields |= HAS(SOURCE);
	if (str_starts(m, STR("Disconnected from user ")) || str_has(m, STR("session closed for user")))
		ret->event = LOGLINE_LOGOUT;
	if (str_has(m, STR(" user ")))
		ret->fields |= HAS(WHO);
	if (str_starts(m, STR("Server listening")))
		ret->event = LOGLINE_LOG_START;
	if (str_starts(m, STR("Received signal 15")))
		ret->event = LOGLINE_LOG_STOP;
}

static void read_sudo(str m, struct logline *ret)
{
	ret->fields |= HAS(WHO) | HAS(WHAT);
	ret->event = LOGLINE_PRIVILEGE;
	if (str_has(m, STR("TTY=")))
		ret->fields |= HAS(SOURCE);
	if (str_has(m, STR("COMMAND=")) || logwords_failed(m))
		ret->fields |= HAS(RESULT);
}

/* What programs of the system say in words of their own. */
static void read_message(str program, str m, struct logline *ret)
{
	static const str accounts[] = {STR_INIT("useradd"),  STR_INIT("userdel"), STR_INIT("usermod"),
				       STR_INIT("groupadd"), STR_INIT("passwd"),  STR_INIT("chage")};

	if (str_starts(program, STR("sshd"))) {
		read_sshd(m, ret);
		return;
	}
	if (str_eq(program, STR("sudo")) || str_eq(program, STR("su"))) {
		read_sudo(m, ret);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++) {
		if (!str_eq(program, accounts[i]))
			continue;
		ret->event = LOGLINE_GRANT;
		ret->fields |= HAS(WHAT) | HAS(OBJECT) | HAS(RESULT);
		return;
	}
	if (str_starts(program, STR("rsyslogd")) && str_has(m, STR("] start")))
		ret->event = LOGLINE_LOG_START;
	else if (str_starts(program, STR("rsyslogd")) && str_has(m, STR("exiting on signal")))
		ret->event = LOGLINE_LOG_STOP;
	else if (str_starts(program, STR("kernel")) && str_has(str_sub(m, 0, 80), STR("Linux version")))
		ret->event = LOGLINE_LOG_START;
	logwords_read(m, ret);
}

/* host program[pid]: message, behind the time */
static bool read_syslog_rest(str rest, const struct logtime *t, struct logline *ret)
{
	str host = str_cut(&rest, ' ').head;
	size_t colon = str_find(str_sub(rest, 0, 128), STR(": "));
	str program = str_sub(rest, 0, colon);
	str m;

	if (!host.n || host.n > 255 || host.p[0] == '[')
		return false;
	if (colon >= 128 || colon >= rest.n) {
		program = (str){0};
		m = rest;
		if (str_ends(str_sub(rest, 0, 128), STR(":")))
			m = (str){0};
	} else {
		m = str_from(rest, colon + 2);
	}
	program = str_sub(program, 0, str_find_byte(program, '['));
	read_message(program, m, ret);
	return done(ret, LOGLINE_SYSLOG, t);
}

/* <34>1 2026-11-22T10:00:00.003Z host app procid msgid [data] message (RFC 5424 section 6) */
static bool read_syslog_new(str s, const struct logline_conf *conf, struct logline *ret)
{
	struct logtime t;
	str part[5];

	if (!logtime_read(s, conf->zone, &t) || t.n >= s.n || s.p[t.n] != ' ')
		return false;
	s = str_from(s, t.n + 1);
	for (size_t i = 0; i < 4; i++) {
		struct str_cut c = str_cut(&s, ' ');

		if (!c.ok || !c.head.n)
			return false;
		part[i] = c.head;
	}
	if (s.n && s.p[0] == '[')
		logwords_read(str_sub(s, 0, str_find(s, STR("] "))), ret);
	part[4] = s.n && s.p[0] == '[' ? str_from(s, str_find(s, STR("] ")) + 2) : s;
	if (str_starts(part[4], STR("- ")))
		part[4] = str_from(part[4], 2);
	read_message(part[1], part[4], ret);
	return done(ret, LOGLINE_SYSLOG, &t);
}

static bool read_priority(str line, const struct logline_conf *conf, struct logline *ret)
{
	size_t close = str_find_byte(str_sub(line, 0, 6), '>');
	struct logtime t;
	str s = str_from(line, close + 1);
	uint64_t priority = 0;

	if (close >= 6 || !str_to_u64(str_sub(line, 1, close - 1), 191, &priority))
		return false;
	if (str_starts(s, STR("1 ")))
		return read_syslog_new(str_from(s, 2), conf, ret);
	if (!logtime_read(s, conf->zone, &t) || t.n >= s.n || s.p[t.n] != ' ')
		return false;
	return read_syslog_rest(str_from(s, t.n + 1), &t, ret);
}

/* --- audit -------------------------------------------------------------------------------------------------------- */

static enum logline_event event_of_audit(str type, bool failed)
{
	static const struct {
		str type;
		enum logline_event event;
	} all[] = {
		{STR_INIT("USER_LOGIN"), LOGLINE_LOGIN},       {STR_INIT("USER_AUTH"), LOGLINE_LOGIN},
		{STR_INIT("USER_LOGOUT"), LOGLINE_LOGOUT},     {STR_INIT("USER_END"), LOGLINE_LOGOUT},
		{STR_INIT("USER_CMD"), LOGLINE_PRIVILEGE},     {STR_INIT("ADD_USER"), LOGLINE_GRANT},
		{STR_INIT("DEL_USER"), LOGLINE_GRANT},         {STR_INIT("ADD_GROUP"), LOGLINE_GRANT},
		{STR_INIT("USER_MGMT"), LOGLINE_GRANT},        {STR_INIT("GRP_MGMT"), LOGLINE_GRANT},
		{STR_INIT("USER_CHAUTHTOK"), LOGLINE_GRANT},   {STR_INIT("CHGRP_ID"), LOGLINE_GRANT},
		{STR_INIT("CONFIG_CHANGE"), LOGLINE_CONFIG},   {STR_INIT("USYS_CONFIG"), LOGLINE_CONFIG},
		{STR_INIT("DAEMON_START"), LOGLINE_LOG_START}, {STR_INIT("DAEMON_END"), LOGLINE_LOG_STOP},
		{STR_INIT("SYSTEM_BOOT"), LOGLINE_LOG_START},  {STR_INIT("SYSTEM_SHUTDOWN"), LOGLINE_LOG_STOP},
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (str_eq(type, all[i].type))
			return logwords_outcome(all[i].event, failed);
	}
	return LOGLINE_NO_EVENT;
}

/* type=USER_LOGIN msg=audit(1700000000.123:456): pid=1 uid=0 auid=1000 … res=success */
static bool read_audit(str line, struct logline *ret)
{
	size_t at = str_find(str_sub(line, 0, 400), STR("msg=audit("));
	size_t type_at = str_find(str_sub(line, 0, at), STR("type="));
	struct logtime t;
	str type = str_from(line, type_at + 5);
	str s = str_from(line, at + 10);
	str time = str_sub(s, 0, str_find_byte(str_sub(s, 0, 40), ':'));
	str serial;

	if (at >= 400 || at >= line.n || type_at >= at || !logtime_read_number(time, &t))
		return false;
	type = str_sub(type, 0, str_find_byte(type, ' '));
	s = str_from(s, time.n + 1);
	serial = str_sub(s, 0, str_find_byte(str_sub(s, 0, 24), ')'));
	ret->numbered = str_to_u64(serial, UINT64_MAX, &ret->number);
	logwords_read(str_from(s, serial.n + 2), ret);
	ret->fields |= HAS(WHAT);
	ret->event = event_of_audit(type, str_has(s, STR("res=failed")) || str_has(s, STR("res=0")) ||
						  str_has(s, STR("success=no")));
	return done(ret, LOGLINE_AUDIT, &t);
}

/* --- rows, journal, programs -------------------------------------------------------------------------------------- */

/* The next cell of a row; quotes go away, doubled quotes within stay as they are. */
static str cell(str *s, uint8_t separator, bool *more)
{
	str v;

	if (s->n && s->p[0] == '"') {
		size_t i = 1;

		while (i < s->n && (s->p[i] != '"' || (i + 1 < s->n && s->p[i + 1] == '"')))
			i += s->p[i] == '"' ? 2 : 1;
		v = str_sub(*s, 1, i - 1);
		*s = str_from(*s, i + 1);
		size_t end = str_find_byte(*s, separator);

		*more = end < s->n;
		*s = str_from(*s, end + 1);
		return v;
	}
	struct str_cut c = str_cut(s, separator);

	*more = c.ok;
	return str_trim(c.head);
}

bool logline_columns_read(str line, struct logline_columns *ret)
{
	static const uint8_t separators[] = {',', '\t', '|', ';'};
	size_t best = 0;
	bool more = true;
	bool timed = false;
	size_t known = 0;

	*ret = (struct logline_columns){0};
	if (str_starts(line, STR("\xef\xbb\xbf")))
		line = str_from(line, 3);
	for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
		size_t n = 0;

		for (size_t k = 0; k < line.n; k++)
			n += line.p[k] == separators[i];
		if (n > best) {
			best = n;
			ret->separator = separators[i];
		}
	}
	if (best < 2 || line.n > 4096)
		return false;
	for (size_t i = 0; more && i < LOGLINE_COLUMNS_MOST; i++) {
		str name = cell(&line, ret->separator, &more);

		ret->field[i] = (uint8_t)logwords_field(name);
		known += ret->field[i] != LOGLINE_FIELD_COUNT;
		if (!timed && logwords_is_time(name)) {
			timed = true;
			ret->time = (uint8_t)i;
		}
		ret->count = i + 1;
	}
	if (!timed || !known)
		ret->count = 0;
	return ret->count > 0;
}

static bool any_time(str s, int zone, struct logtime *t)
{
	return logtime_read(s, zone, t) || logtime_read_number(s, t);
}

static bool read_rows(str line, const struct logline_conf *conf, struct logline *ret)
{
	const struct logline_columns *c = conf->columns;
	struct logtime t = {0};
	bool timed = false;
	bool more = true;

	for (size_t i = 0; more && i < c->count; i++) {
		str v = cell(&line, c->separator, &more);

		if (i == c->time) {
			str day = v;

			timed = any_time(v, conf->zone, &t);
			/* A day alone: its beginning. */
			if (!timed && v.n >= 8 && v.n <= 10) {
				uint8_t room[24];
				buf b = {.p = room, .size = sizeof(room), .max = sizeof(room)};

				buf_put(&b, day);
				buf_put_c(&b, " 00:00:00");
				timed = logtime_read(buf_str(&b), conf->zone, &t);
			}
		}
		if (c->field[i] >= LOGLINE_FIELD_COUNT || !logwords_is_value(v))
			continue;
		ret->fields |= 1u << c->field[i];
		if (c->field[i] == LOGLINE_WHAT && ret->event == LOGLINE_NO_EVENT)
			ret->event = logwords_act(v);
		if (c->field[i] == LOGLINE_RESULT)
			ret->event = logwords_outcome(ret->event, logwords_failed(v));
	}
	return timed && done(ret, LOGLINE_ROWS, &t);
}

/* journalctl -o export: the line of the time stands for its record. */
static bool read_journal(str line, struct logline *ret)
{
	static const str name = STR_INIT("__REALTIME_TIMESTAMP=");
	struct logtime t;

	if (!str_starts(line, name) || !logtime_read_number(str_from(line, name.n), &t))
		return false;
	ret->fields = HAS(WHAT);
	return done(ret, LOGLINE_JOURNAL, &t);
}

static bool read_program(str s, const struct logtime *t, struct logline *ret)
{
	str rest = str_from(s, t->n);

	if (rest.n && rest.p[0] != ' ' && rest.p[0] != ']' && rest.p[0] != '\t' && rest.p[0] != ',' &&
	    rest.p[0] != '|' && rest.p[0] != ':')
		return false;
	logwords_read(rest, ret);
	return done(ret, LOGLINE_PROGRAM, t);
}

/* Forms that begin with a time. */
static bool read_stamped(str s, const struct logline_conf *conf, struct logline *ret)
{
	struct logtime t;
	str rest;

	if (!logtime_read(s, conf->zone, &t))
		return false;
	if (read_nginx_error(s, &t, ret) || logdb_mysql_audit(s, &t, ret) || logdb_mysql_error(s, &t, ret) ||
	    logdb_mysql_general(s, &t, ret) || logdb_postgres(s, &t, ret))
		return true;
	rest = str_from(s, t.n);
	/* Nov 22 10:00:00 host program: …, and rsyslog's 2026-11-22T10:00:00+08:00 host program[1]: … */
	if (rest.n > 1 && rest.p[0] == ' ') {
		size_t colon = str_find(str_sub(rest, 1, 200), STR(": "));
		size_t open = str_find_byte(str_sub(rest, 1, 200), '[');
		str host = str_sub(rest, 1, str_find_byte(str_sub(rest, 1, 200), ' '));
		bool named = byte_is_alpha(s.p[0]) && s.n > 3 && s.p[3] == ' ';
		bool iso = s.n > 10 && s.p[10] == 'T' && t.zoned && open > host.n + 1 && open < colon && colon < 200 &&
			   host.n && host.p[0] != '[';

		if ((named && !t.yeared) || iso)
			return read_syslog_rest(str_from(rest, 1), &t, ret);
	}
	return read_program(s, &t, ret);
}

static bool read_any(str line, const struct logline_conf *conf, struct logline *ret)
{
	uint8_t c = line.p[0];

	if (conf->columns && conf->columns->count)
		return read_rows(line, conf, ret);
	if (c == '{')
		return logjson_read(line, conf, ret);
	if (c == '<')
		return read_priority(line, conf, ret);
	if (c == '_')
		return read_journal(line, ret);
	if (str_starts(line, STR("type=")) || str_starts(line, STR("node=")))
		return read_audit(line, ret);
	if (c == '[' && line.n > 1)
		return read_apache_error(line, conf, ret) || read_stamped(str_from(line, 1), conf, ret);
	if (read_stamped(line, conf, ret))
		return true;
	return read_access(line, conf, ret);
}

bool logline_parse(str line, const struct logline_conf *conf, struct logline *ret)
{
	*ret = (struct logline){.form = LOGLINE_OTHER};
	line = str_sub(line, 0, LOGLINE_MOST);
	while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == ' '))
		line.n--;
	if (str_starts(line, STR("\xef\xbb\xbf")))
		line = str_from(line, 3);
	if (line.n < 8)
		return false;
	if (!read_any(line, conf, ret)) {
		*ret = (struct logline){.form = LOGLINE_OTHER};
		return false;
	}
	return true;
}
