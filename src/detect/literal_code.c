/* Values in the notations of programs where no ':' or '=' stands between them and their name, and what programs wrap around them. */
#include "detect/literal_priv.h"

#define BACK_MOST ((size_t)80)
#define CALL_MOST ((size_t)40)

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

/* Behind the quote that stands at `at`, blanks aside, with a letter before it in some languages (b'x', @"x"); 0: none. */
static size_t quoted(str s, size_t at)
{
	at = over_blanks(s, at);
	if (at + 1 < s.n && is_quote(s.p[at + 1]) && str_find_byte(STR("NbrufL@"), s.p[at]) < 7)
		at++;
	return at + 1 < s.n && is_quote(s.p[at]) ? at + 1 : 0;
}

static size_t behind(str s, size_t at, str word)
{
	return str_starts(str_from(s, at), word) ? at + word.n : 0;
}

/* Made up rather than a word or the name of something: for places where another name may stand as well. */
static bool is_made(str s, size_t from)
{
	str v = str_sub(s, from, str_find_byte(str_sub(s, from, LITERAL_VALUE_MOST), s.p[from - 1]));
	struct literal_shape f = literal_shape(v);
	size_t word = v.n;

	if (v.n < 8 || !literal_printable(v) || f.upper + f.lower < 2 || str_has(v, STR("://")) || v.p[0] == '/')
		return false;
	if (literal_signs(v) && (f.digits || (f.upper && f.lower)))
		return true;
	/* Address12 */
	while (word && v.n - word < 2 && byte_is_digit(v.p[word - 1]))
		word--;
	if (literal_shape(str_sub(v, 0, word)).digits == 0)
		return literal_mixed(str_sub(v, 0, word));
	return !f.other && (v.n >= 16 || (f.upper && f.lower));
}

/* String getKey() { return "x"; }, def key(): return 'x' */
static size_t returned(str s, size_t at)
{
	size_t i = behind(s, at, STR("()"));
	size_t word = i ? str_find(str_sub(s, i, CALL_MOST), STR("return ")) : 0;

	return i && word < CALL_MOST && i + word < s.n ? quoted(s, i + word + 7) : 0;
}

/* string Key { get; set; } = "x"; */
static size_t property(str s, size_t at)
{
	size_t i = behind(s, over_blanks(s, at), STR("{ get;"));
	size_t sign = i ? str_find(str_sub(s, i, CALL_MOST), STR("} =")) : 0;

	return i && sign < CALL_MOST && i + sign < s.n ? quoted(s, i + sign + 3) : 0;
}

/* strcpy(key, "x"); {key, "x"} */
static size_t copied(str s, size_t at, size_t name)
{
	static const str heads[] = {STR_INIT("cpy("), STR_INIT("cpy_s("), STR_INIT("define("), STR_INIT("assign("),
				    STR_INIT("{")};
	str before = str_sub(s, 0, name);

	if (at >= s.n || s.p[at] != ',')
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_ends(before, heads[i]))
			return quoted(s, at + 1);
	return 0;
}

/* "x".equals(key), "x" == key, assertEquals("x", key): the value before its name. */
static size_t compared(str s, size_t name)
{
	static const str signs[] = {STR_INIT(".equals("), STR_INIT(".equalsIgnoreCase("), STR_INIT(" == "),
				    STR_INIT(" === ")};
	str before = str_sub(s, 0, name);
	size_t end = 0;

	for (size_t i = 0; i < ARRAY_LEN(signs) && !end; i++)
		end = str_ends(before, signs[i]) ? name - signs[i].n : 0;
	if (!end && str_ends(before, STR(", ")) &&
	    str_has(str_sub(s, name > BACK_MOST ? name - BACK_MOST : 0, BACK_MOST), STR("ssert")))
		end = name - 2;
	if (end < 2 || !is_quote(s.p[end - 1]))
		return 0;
	size_t from = end - 1;

	while (from && end - from < BACK_MOST && s.p[from - 1] != s.p[end - 1])
		from--;
	return from && s.p[from - 1] == s.p[end - 1] && is_made(s, from) ? from : 0;
}

/* hset("h", "key", "x"), { "key", "x" }: among the arguments of a call or in braces. */
static size_t listed(str s, size_t at, size_t name)
{
	uint8_t quote = at < s.n ? s.p[at] : 0;

	if (!is_quote(quote) || !name || s.p[name - 1] != quote)
		return 0;
	size_t comma = over_blanks(s, at + 1);
	size_t from = comma < s.n && s.p[comma] == ',' ? quoted(s, comma + 1) : 0;
	size_t i = name - 1;
	size_t least = i > BACK_MOST ? i - BACK_MOST : 0;
	bool open = false;

	for (size_t k = i; from && k > least && !open; k--) {
		if (s.p[k - 1] == ')' || s.p[k - 1] == '}' || s.p[k - 1] == ';')
			break;
		open = s.p[k - 1] == '(' || s.p[k - 1] == '{';
	}
	return open && is_made(s, from) ? from : 0;
}

size_t literal_code_from(str s, size_t at, size_t name)
{
	size_t i = returned(s, at);

	if (!i)
		i = property(s, at);
	if (!i)
		i = at < s.n && s.p[at] == '{' ? quoted(s, at + 1) : 0;
	if (!i)
		i = copied(s, at, name);
	if (!i)
		i = compared(s, name);
	return i ? i : listed(s, at, name);
}

/* Functions that make of a text what they are given. */
static bool is_maker(str callee)
{
	static const str words[] = {STR_INIT("str"),     STR_INIT("hex"),    STR_INIT("decod"),   STR_INIT("base64"),
				    STR_INIT("byte"),    STR_INIT("secret"), STR_INIT("crypt"),   STR_INIT("from"),
				    STR_INIT("char"),    STR_INIT("buffer"), STR_INIT("literal"), STR_INIT("default"),
				    STR_INIT("optional")};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ihas(callee, words[i]))
			return true;
	return false;
}

/* bytes.fromhex("x"), std::string("x") */
static size_t made(str s, size_t at)
{
	size_t end = at;

	while (end < s.n && end - at < CALL_MOST &&
	       (byte_is_alnum(s.p[end]) || s.p[end] == '_' || s.p[end] == '.' || s.p[end] == ':'))
		end++;
	size_t from = end > at && end < s.n && s.p[end] == '(' ? quoted(s, end + 1) : 0;
	str callee = str_sub(s, at, end - at);

	return from && is_maker(callee) && !literal_asks(callee) && is_made(s, from) ? from : 0;
}

/* x or "x", x ?? "x", x ? "x" : "" */
static size_t otherwise(str s, size_t at)
{
	static const str words[] = {STR_INIT(" or "), STR_INIT(" ?? "), STR_INIT(" || "), STR_INIT(" ?: "),
				    STR_INIT(" ? ")};
	str rest = str_sub(s, at, CALL_MOST);

	if (!rest.n || !(byte_is_alpha(rest.p[0]) || rest.p[0] == '$' || rest.p[0] == '_'))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t word = str_find(rest, words[i]);
		size_t from = word < rest.n ? quoted(s, at + word + words[i].n) : 0;

		if (from && is_made(s, from))
			return from;
	}
	return 0;
}

size_t literal_code_within(str s, size_t at)
{
	size_t i = at < s.n && (s.p[at] == '(' || s.p[at] == '{') ? quoted(s, at + 1) : 0;

	size_t word = behind(s, at, STR("return "));

	if (!i && word)
		i = quoted(s, word);
	if (!i)
		i = made(s, at);
	if (!i)
		i = otherwise(s, at);
	return i ? i : at;
}
