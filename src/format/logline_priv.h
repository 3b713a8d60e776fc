/* logline_priv: what the readers of log records share. */
#pragma once

#include "format/logline.h"

#define HAS(f) (1u << LOGLINE_##f)

/* Which field a name (of a member, key or column) stands for; LOGLINE_FIELD_COUNT: none. */
enum logline_field logwords_field(str name);
/* Is it a name that times have? */
bool logwords_is_time(str name);
/* What the value of an act ("user.login", "导出") says happened. */
enum logline_event logwords_act(str value);
/* Takes success and failure into account: a login that failed. */
enum logline_event logwords_outcome(enum logline_event v, bool failed);
/* Does the text say that something failed? */
bool logwords_failed(str value);
/* key=value pairs and words of a message: adds fields, and the event where there is none yet. */
void logwords_read(str text, struct logline *ret);
/* Is there a value? Not "", "-", null, (null), ?, unknown. */
bool logwords_is_value(str value);

/* Members of one object on one line, two levels deep. */
bool logjson_read(str line, const struct logline_conf *conf, struct logline *ret);

/* Forms of databases; s begins with a time that takes t->n bytes. */
bool logdb_postgres(str s, const struct logtime *t, struct logline *ret);
bool logdb_mysql_error(str s, const struct logtime *t, struct logline *ret);
bool logdb_mysql_general(str s, const struct logtime *t, struct logline *ret);
bool logdb_mysql_audit(str s, const struct logtime *t, struct logline *ret);
