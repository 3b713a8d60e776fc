/* JSON objects on a line (application logs, journalctl -o json, PostgreSQL's jsonlog, container logs): members of the first and second
 * level are looked at, without keeping any and without recursion; what is broken or cut ends the reading where it is. */
#include "format/logline_priv.h"

#define DEPTH_MOST 64

struct walk {
	str s;
	size_t at;
};

static void blanks(struct walk *w)
{
	while (w->at < w->s.n && byte_is_space(w->s.p[w->at]))
		w->at++;
}

/* The inside of the string at the place, escapes as they are. */
static str string(struct walk *w)
{
	size_t from = ++w->at;
	str v;

	while (w->at < w->s.n && w->s.p[w->at] != '"')
		w->at += w->s.p[w->at] == '\\' ? 2 : 1;
	v = str_sub(w->s, from, w->at > w->s.n ? 0 : w->at - from);
	w->at++;
	return v;
}

/* A number, true, false, null. */
static str bare(struct walk *w)
{
	size_t from = w->at;

	while (w->at < w->s.n && w->s.p[w->at] != ',' && w->s.p[w->at] != '}' && w->s.p[w->at] != ']' &&
	       !byte_is_space(w->s.p[w->at]))
		w->at++;
	return str_sub(w->s, from, w->at - from);
}

struct seen {
	const struct logline_conf *conf;
	struct logline *ret;
	bool failed;
	bool timed;
};

static void see_number(str name, str value, struct logline *ret)
{
	if (str_eq(name, STR("__SEQNUM")))
		ret->numbered = str_to_u64(value, UINT64_MAX, &ret->number);
}

static void see_value(struct seen *x, str name, str value, bool is_text)
{
	struct logline *ret = x->ret;
	enum logline_field f = logwords_field(name);

	if (!x->timed && logwords_is_time(name)) {
		x->timed = logtime_read(value, x->conf->zone, &ret->time) || logtime_read_number(value, &ret->time);
		if (str_eq(name, STR("__REALTIME_TIMESTAMP")))
			ret->form = LOGLINE_JOURNAL;
		return;
	}
	see_number(name, value, ret);
	if (str_ieq(name, STR("level")) || str_ieq(name, STR("log_level")) || str_ieq(name, STR("severity")))
		return;
	if (f == LOGLINE_FIELD_COUNT || !logwords_is_value(value))
		return;
	/* A text of a program in which the record stands: {"log":"…"}. */
	ret->fields |= 1u << f;
	if (f == LOGLINE_WHAT && is_text && ret->event == LOGLINE_NO_EVENT)
		ret->event = logwords_act(value);
	if (f == LOGLINE_RESULT && (logwords_failed(value) || str_eq(value, STR("401")) || str_eq(value, STR("403"))))
		x->failed = true;
}

bool logjson_read(str line, const struct logline_conf *conf, struct logline *ret)
{
	struct walk w = {.s = line};
	struct seen x = {.conf = conf, .ret = ret};
	uint64_t lists = 0; /* bit d: level d is a list */
	size_t depth = 0;
	bool is_name = false;
	str name = {0};

	ret->form = LOGLINE_JSON;
	for (blanks(&w); w.at < w.s.n; blanks(&w)) {
		uint8_t c = w.s.p[w.at];

		if (c == '{' || c == '[') {
			if (++depth == DEPTH_MOST)
				break;
			lists = c == '[' ? lists | UINT64_C(1) << depth : lists & ~(UINT64_C(1) << depth);
			is_name = c == '{';
			w.at++;
		} else if (c == '}' || c == ']') {
			if (depth)
				depth--;
			is_name = false;
			w.at++;
		} else if (c == ',') {
			is_name = !(lists >> depth & 1);
			w.at++;
		} else if (c == ':') {
			is_name = false;
			w.at++;
		} else {
			size_t was = w.at;
			bool is_text = c == '"';
			str v = is_text ? string(&w) : bare(&w);

			if (w.at == was)
				w.at++;
			else if (is_name)
				name = v;
			else if (depth <= 2)
				see_value(&x, name, v, is_text);
		}
	}
	ret->event = logwords_outcome(ret->event, x.failed);
	ret->timed = x.timed;
	return x.timed;
}
