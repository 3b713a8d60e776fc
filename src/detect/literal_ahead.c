/* Values in the line behind that of their name: blocks of YAML, "name" and "value" of JSON, XML and containers each in its own line, 「密码：」 above it. */
#include "detect/literal_priv.h"

#define TAIL_MOST ((size_t)48)
#define LINE_MOST ((size_t)300)

static size_t over_blanks(str s, size_t at)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	return at;
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* What stands between a name and the end of its line. */
struct tail {
	bool sign;  /* ':' '=' */
	bool block; /* '|' '>' of YAML, '\\', '{': what follows is its own */
	bool ends;  /* nothing else */
};

static struct tail tail_of(str s)
{
	static const str signs[] = {STR_INIT(":"),  STR_INIT("="),  STR_INIT("："),
				    STR_INIT("＝"), STR_INIT("为"), STR_INIT("是")};
	struct tail t = {0};
	size_t i = 0;

	while (i < s.n && (is_quote(s.p[i]) || s.p[i] == '*'))
		i++;
	if (str_starts(str_from(s, i), STR("</"))) {
		size_t close = str_find_byte(str_from(s, i), '>');

		i += close < s.n - i ? close + 1 : 0;
	} else if (i < s.n && (s.p[i] == ',' || s.p[i] == '>')) {
		t.sign = s.p[i] == '>';
		i++;
	}
	i = over_blanks(s, i);
	for (size_t k = 0; k < ARRAY_LEN(signs) && !t.sign; k++)
		if (str_starts(str_from(s, i), signs[k])) {
			t.sign = true;
			i += signs[k].n;
		}
	while (i < s.n && s.p[i] == '*')
		i++;
	i = over_blanks(s, i);
	if (i < s.n && (t.sign ? str_find_byte(STR("|>\\{"), s.p[i]) < 4 : s.p[i] == '{')) {
		t.block = true;
		i++;
		while (i < s.n && str_find_byte(STR("+-0123456789"), s.p[i]) < 12)
			i++;
	}
	t.ends = !str_trim(str_from(s, i)).n;
	return t;
}

/* name: DB_PASSWORD, "key": "password", <name>password: the name is itself what a sign stands before. */
static bool is_named(str s, size_t name)
{
	while (name && (s.p[name - 1] == ' ' || is_quote(s.p[name - 1])))
		name--;
	return name && (s.p[name - 1] == ':' || s.p[name - 1] == '=' || s.p[name - 1] == '>');
}

/* value: x, "value": "x", <value>x, <string>x. 0: the line does not begin so. */
static size_t keyed(str s, size_t at)
{
	static const str words[] = {STR_INIT("value"),        STR_INIT("param-value"), STR_INIT("parametervalue"),
				    STR_INIT("defaultvalue"), STR_INIT("string"),      STR_INIT("default")};
	bool tag = at < s.n && s.p[at] == '<';
	size_t from = at + (tag || (at < s.n && is_quote(s.p[at])));
	size_t end = from;

	while (end < s.n && (byte_is_alpha(s.p[end]) || s.p[end] == '-'))
		end++;
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		known = known || str_ieq(str_sub(s, from, end - from), words[i]);
	if (tag)
		return known && end < s.n && s.p[end] == '>' ? end + 1 : 0;
	end = over_blanks(s, end + (end < s.n && is_quote(s.p[end])));
	if (!known || end >= s.n || (s.p[end] != ':' && s.p[end] != '='))
		return 0;
	end = over_blanks(s, end + 1);
	return end < s.n && is_quote(s.p[end]) ? end + 1 : end;
}

static size_t indent_of(str s, size_t line)
{
	size_t at = over_blanks(s, line);

	/* "- name:" of a list stands at its name. */
	return at - line + (str_starts(str_from(s, at), STR("- ")) ? 2 : 0);
}

/* user: x, user=x: another name. base64 may end in '='. */
static bool is_pair(str v)
{
	size_t i = 0;

	while (i < v.n && (byte_is_alnum(v.p[i]) || v.p[i] == '_' || v.p[i] == '-' || v.p[i] == '.'))
		i++;
	size_t rest = i;

	while (rest < v.n && v.p[rest] == '=')
		rest++;
	return i && i < v.n && (v.p[i] == ':' || v.p[i] == '=') && (rest < v.n || rest == i || rest - i > 2);
}

/* Nothing but one word stands in the line, further in than its name, or it can be no other. */
static size_t bare(str s, size_t at, size_t line, struct tail t, bool chinese)
{
	size_t next = over_blanks(s, line + 1);
	bool quoted = next < s.n && is_quote(s.p[next]);
	size_t from = next + quoted;
	str v = str_trim(str_from(s, from));
	size_t first = at;

	while (first && s.p[first - 1] != '\n')
		first--;
	bool deeper = next - line - 1 > indent_of(s, first);

	if (!quoted && !literal_printable(v))
		return 0;
	if (v.n < 4 || str_find_byte(STR("-#{[<!&*|>@"), v.p[0]) < 11 || is_pair(v) || v.p[v.n - 1] == ':')
		return 0;
	struct literal_shape f = literal_shape(v);
	bool strong = f.digits && f.upper + f.lower >= 2;
	bool key = v.n >= 16 && f.digits >= 2 && f.upper >= 2 && f.lower >= 2;

	if (deeper && (t.block || quoted))
		return from;
	return strong && (deeper || chinese || key || literal_signs(v)) ? from : 0;
}

size_t literal_ahead(str s, size_t at)
{
	size_t line = at + str_find_byte(str_sub(s, at, TAIL_MOST + 1), '\n');

	if (line >= s.n || line - at > TAIL_MOST)
		return 0;
	struct tail t = tail_of(str_sub(s, at, line - at));
	size_t name = literal_name_from(s, at);
	size_t next = over_blanks(s, line + 1);
	size_t value = t.ends && (t.block || t.sign || is_named(s, name)) ? keyed(s, next) : 0;

	if (!t.ends || value)
		return value;
	return t.sign && !is_named(s, name) ? bare(s, at, line, t, at && s.p[at - 1] >= 0x80) : 0;
}

bool literal_goes_on(str text, size_t at, size_t line, size_t *ret_end)
{
	size_t to = line + 1;

	if (line - at > TAIL_MOST || to >= text.n)
		return false;
	/* Behind a line's end only ASCII counts. */
	while (to < text.n && to - line <= LINE_MOST && text.p[to] < 0x80 && text.p[to] != '\n')
		to++;
	*ret_end = to;
	return to - line > 4 && to - line <= LINE_MOST;
}
