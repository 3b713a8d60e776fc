/*
 * logline: what one line of a log is: which server's form, when, and whether it says who did what from where with what result. Only
 * that such a word stands there is told, never the word. Pure and linear; a line is looked at for LOGLINE_MOST bytes.
 *
 * Forms: Apache and nginx access logs (common, combined, with a virtual host before it) and error logs, syslog (RFC 3164 without a
 * year, RFC 5424, rsyslog with RFC 3339 times), Linux audit, PostgreSQL (stderr, csvlog; jsonlog is JSON), MySQL and MariaDB (error
 * log, general log, audit plugin), the journal (export, JSON), JSON a line, rows with a head row of names, and lines of programs that
 * begin with a time (log4j, logback, Python).
 */
#pragma once

#include "format/logtime.h"

#define LOGLINE_MOST 65536

/* LOGLINE_FORM(name, key, words) */
#define LOGLINE_FORMS(FORM)                                                                                            \
	FORM(OTHER, "")                                                                                                \
	FORM(ACCESS, "access")                                                                                         \
	FORM(NGINX_ERROR, "nginx-error")                                                                               \
	FORM(APACHE_ERROR, "apache-error")                                                                             \
	FORM(SYSLOG, "syslog")                                                                                         \
	FORM(AUDIT, "audit")                                                                                           \
	FORM(POSTGRES, "postgresql")                                                                                   \
	FORM(POSTGRES_CSV, "postgresql-csv")                                                                           \
	FORM(MYSQL_ERROR, "mysql-error")                                                                               \
	FORM(MYSQL_GENERAL, "mysql-general")                                                                           \
	FORM(MYSQL_AUDIT, "mysql-audit")                                                                               \
	FORM(JSON, "json")                                                                                             \
	FORM(JOURNAL, "journal")                                                                                       \
	FORM(ROWS, "rows")                                                                                             \
	FORM(PROGRAM, "program")                                                                                       \
	FORM(EVTX, "evtx")

enum logline_form {
#define LOGLINE_FORM(name, key) LOGLINE_##name,
	LOGLINE_FORMS(LOGLINE_FORM)
#undef LOGLINE_FORM
		LOGLINE_FORM_COUNT
};
/* Its key above. */
const char *logline_form_name(enum logline_form f);

/* What a record says: LOGLINE_FIELD(name, key) */
#define LOGLINE_FIELDS(FIELD)                                                                                          \
	FIELD(WHO, "who")       /* account or person */                                                                \
	FIELD(SOURCE, "source") /* address, terminal or device it came from */                                         \
	FIELD(WHAT, "what")     /* the act, or a message */                                                            \
	FIELD(RESULT, "result") /* success, failure, status, level */                                                  \
	FIELD(OBJECT, "object") /* the data or thing it was done to */                                                 \
	FIELD(COUNT, "count")   /* how much of it */                                                                   \
	FIELD(RECEIVER, "receiver")

enum logline_field {
#define LOGLINE_FIELD(name, key) LOGLINE_##name,
	LOGLINE_FIELDS(LOGLINE_FIELD)
#undef LOGLINE_FIELD
		LOGLINE_FIELD_COUNT
};
const char *logline_field_name(enum logline_field f);

/* What happened, as far as it is recognised: LOGLINE_HAPPENING(name, key) */
#define LOGLINE_EVENTS(HAPPENING)                                                                                      \
	HAPPENING(NO_EVENT, "")                                                                                        \
	HAPPENING(LOGIN, "login")                                                                                      \
	HAPPENING(LOGIN_FAILED, "login-failed")                                                                        \
	HAPPENING(LOGOUT, "logout")                                                                                    \
	HAPPENING(PRIVILEGE, "privilege") /* sudo, su, an administrator's act */                                       \
	HAPPENING(GRANT, "grant")         /* rights or accounts given, changed, taken */                               \
	HAPPENING(EXPORT, "export")       /* export, download, dump */                                                 \
	HAPPENING(DELETE, "delete")                                                                                    \
	HAPPENING(QUERY, "query")                                                                                      \
	HAPPENING(CONFIG, "config")                                                                                    \
	HAPPENING(LOG_START, "start") /* of what writes the log */                                                     \
	HAPPENING(LOG_STOP, "stop")                                                                                    \
	HAPPENING(LOG_CLEAR, "clear")

enum logline_event {
#define LOGLINE_HAPPENING(name, key) LOGLINE_##name,
	LOGLINE_EVENTS(LOGLINE_HAPPENING)
#undef LOGLINE_HAPPENING
		LOGLINE_EVENT_COUNT
};
const char *logline_event_name(enum logline_event v);

#define LOGLINE_COLUMNS_MOST 64
/* What the columns of a file of rows mean: read from its first line. */
struct logline_columns {
	size_t count; /* 0: it has no head row */
	uint8_t separator;
	uint8_t time;                        /* which column is the time */
	uint8_t field[LOGLINE_COLUMNS_MOST]; /* enum logline_field, LOGLINE_FIELD_COUNT: something else */
};

struct logline_conf {
	int zone;                              /* minutes east of UTC, for times without one */
	const struct logline_columns *columns; /* NULL or count 0: none */
};

struct logline {
	enum logline_form form; /* LOGLINE_OTHER: no record of its own (a message's further lines, garbage) */
	bool timed;
	struct logtime time;
	unsigned fields; /* bits 1u << enum logline_field */
	enum logline_event event;
	bool numbered; /* it has a serial number (audit, journal) */
	uint64_t number;
};

/* Reads one line without its end. False: LOGLINE_OTHER. */
bool logline_parse(str line, const struct logline_conf *conf, struct logline *ret);
/* Is the line a head row (of at least three columns, one a time, another known)? */
bool logline_columns_read(str line, struct logline_columns *ret);
