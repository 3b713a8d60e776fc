/* The literals that kinds of text are anchored at, and who judges each. */
#include "detect/literal_priv.h"

#define CLOSING_MOST 24 /* </param-name> */

const struct literal literals[] = {
#define LITERAL(text, fold, take) {STR_INIT(text), fold, LITERAL_ANY},
#define BESIDE(text, beside, take) {STR_INIT(text), false, LITERAL_##beside},
#define STATEMENT(text, take) {STR_INIT(text), true, LITERAL_LIST_BEHIND},
#include "detect/literal.def"
#include "detect/named.def"
#undef LITERAL
#undef BESIDE
#undef STATEMENT
};

static literal_fn *const takes[] = {
#define LITERAL(text, fold, take) take,
#define BESIDE(text, beside, take) take,
#define STATEMENT(text, take) take,
#include "detect/literal.def"
#include "detect/named.def"
#undef LITERAL
#undef BESIDE
#undef STATEMENT
};

const size_t literal_count = ARRAY_LEN(literals);

bool literal_take(size_t i, str window, size_t at, struct anchored *ret)
{
	return i < literal_count && at + literals[i].text.n <= window.n &&
	       takes[i](window, at, literals[i].text.n, ret);
}

bool literal_take_ahead(size_t i, str window, size_t at, size_t line, struct anchored *ret)
{
	static literal_fn *const named[] = {take_password, take_brief, take_secret, take_key, take_pair};
	bool known = false;

	for (size_t k = 0; k < ARRAY_LEN(named); k++)
		known = known || takes[i] == named[k];
	return known && literal_take(i, window, at, ret) && ret->from > line && ret->from + ret->n <= window.n;
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

static size_t over_blanks(str s, size_t at)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
		at++;
	return at;
}

/* define('name', 'value'), set("name", "value"): the name's quotes directly behind a bracket; among VALUES of a statement wherever it
 * stands. */
static size_t argument(str s, size_t at)
{
	size_t name = at;
	size_t i = over_blanks(s, at + 1);

	while (name && at - name < 64 &&
	       (byte_is_alnum(s.p[name - 1]) || s.p[name - 1] == '_' || s.p[name - 1] == '-' || s.p[name - 1] == '.' ||
		s.p[name - 1] >= 0x80))
		name--;
	if (name < 2 || s.p[name - 1] != s.p[at] || i >= s.n || s.p[i] != ',')
		return 0;
	if (s.p[name - 2] != '(' && !(s.p[at] == '\'' && str_ihas(str_sub(s, 0, name), STR(" values"))))
		return 0;
	i = over_blanks(s, i + 1);
	return i + 1 < s.n && is_quote(s.p[i]) ? i + 1 : 0;
}

/* name</th><td>value */
static size_t next_cell(str s, size_t at)
{
	size_t end = str_find_byte(str_sub(s, at, CLOSING_MOST), '>');
	size_t i = over_blanks(s, at + end + 1);

	if (end >= CLOSING_MOST || i + 1 >= s.n || s.p[i] != '<' || s.p[i + 1] == '/')
		return 0;
	end = str_find_byte(str_sub(s, i, 80), '>');
	return end < 80 && i + end + 1 < s.n ? i + end + 1 : 0;
}

size_t literal_bridge(str s, size_t at)
{
	if (at + 2 >= s.n)
		return 0;
	if (is_quote(s.p[at]))
		return argument(s, at);
	if (s.p[at] == ' ' && is_quote(s.p[at + 1]))
		return at + 2;
	return s.p[at] == '<' && s.p[at + 1] == '/' ? next_cell(s, at) : 0;
}

static bool same_all(str s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] != s.p[0])
			return false;
	return true;
}

/* login_password, db.pwd, challengePassword: the name of one. */
static bool is_name(str v)
{
	bool joined = false;
	size_t digits = 0;

	if (!str_ihas(v, STR("passw")) && !str_ihas(v, STR("pwd")) && !str_ihas(v, STR("pass_")))
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		bool joiner = c == '_' || c == '.' || c == ':' || c == '-';

		if (!joiner && !byte_is_alnum(c))
			return false;
		joined = joined || joiner;
		digits += byte_is_digit(c);
	}
	return joined ? digits <= 2 : !digits;
}

/* A long key with four X in a row by chance: no fifth, and digits all over the rest. */
static bool is_random_run(str v)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++)
		digits += byte_is_digit(v.p[i]);
	return v.n >= 20 && 8 * digits >= v.n && !str_ihas(v, STR("xxxxx")) && byte_lower(v.p[v.n - 1]) != 'x';
}

bool literal_placeholder(str value)
{
	static const str whole[] = {
		STR_INIT("null"),  STR_INIT("none"),   STR_INIT("nil"),    STR_INIT("undefined"), STR_INIT("true"),
		STR_INIT("false"), STR_INIT("string"), STR_INIT("str"),    STR_INIT("password"),  STR_INIT("passwd"),
		STR_INIT("pwd"),   STR_INIT("secret"), STR_INIT("token"),  STR_INIT("varchar"),   STR_INIT("text"),
		STR_INIT("char"),  STR_INIT("bytes"),  STR_INIT("object"), STR_INIT("required"),  STR_INIT("optional"),
		STR_INIT("yes"),   STR_INIT("no"),     STR_INIT("hidden"), STR_INIT("masked"),    STR_INIT("redacted"),
		STR_INIT("empty"), STR_INIT("bool"),   STR_INIT("int"),    STR_INIT("any"),       STR_INIT("void"),
	};
	static const str parts[] = {
		STR_INIT("${"),         STR_INIT("{{"),          STR_INIT("#{"),         STR_INIT("$("),
		STR_INIT("<%"),         STR_INIT("%s"),          STR_INIT("***"),        STR_INIT("your_"),
		STR_INIT("your-"),      STR_INIT("yourpass"),    STR_INIT("changeit"),   STR_INIT("changeme"),
		STR_INIT("change_me"),  STR_INIT("change-me"),   STR_INIT("example"),    STR_INIT("replace"),
		STR_INIT("..."),        STR_INIT("placeholder"), STR_INIT("todo"),       STR_INIT("process.env"),
		STR_INIT("getenv"),     STR_INIT("•••"),         STR_INIT("yoursecret"), STR_INIT("redacted"),
		STR_INIT("youraccess"), STR_INIT("yourkey"),     STR_INIT("yourapp"),    STR_INIT("my_pass"),
		STR_INIT("dummy"),      STR_INIT("@@"),
	};

	size_t capitals = 0;

	if (value.n < 3 || same_all(value) || is_name(value))
		return true;
	/* --password=PASS, <PASSWORD>: a word in capitals stands for what is to be put there. */
	while (capitals < value.n &&
	       ((value.p[capitals] >= 'A' && value.p[capitals] <= 'Z') || value.p[capitals] == '_'))
		capitals++;
	if (capitals == value.n && value.n <= 12)
		return true;
	if ((value.p[0] == '<' && value.p[value.n - 1] == '>') || (value.p[0] == '%' && value.p[value.n - 1] == '%') ||
	    (value.p[0] == '[' && value.p[value.n - 1] == ']') || (value.p[0] == '{' && value.p[value.n - 1] == '}'))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		if (str_ieq(value, whole[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (str_ihas(value, parts[i]))
			return true;
	/* In one case: random keys have xXXx. */
	if (str_has(value, STR("xxxx")) || str_has(value, STR("XXXX")))
		return !is_random_run(value);
	return false;
}
