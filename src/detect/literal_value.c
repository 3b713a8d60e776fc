/* Where a value stands that belongs to a name, in all the notations that files have; and what it looks like. */
#include "detect/literal_priv.h"

#define MEMBER_MOST 80 /* between a name and its "value" */
#define TAG_MOST 120
#define NAME_MOST 48
#define TYPE_MOST 24
#define GROUP_MOST 40 /* 密码(区分大小写) */

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`';
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static size_t over_blanks(str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

/* Backslashes and one quote: "x", \"x\", 'x'. */
static size_t over_quote(str s, size_t at)
{
	size_t i = at;

	while (i < s.n && i - at < 8 && s.p[i] == '\\')
		i++;
	return i < s.n && is_quote(s.p[i]) ? i + 1 : at;
}

static bool at_any(str s, size_t at, const str *list, size_t n, size_t *ret)
{
	for (size_t i = 0; i < n; i++)
		if (str_istarts(str_from(s, at), list[i])) {
			*ret = at + list[i].n;
			return true;
		}
	return false;
}

size_t literal_name_from(str s, size_t at)
{
	size_t from = at;

	while (from && at - from < NAME_MOST &&
	       (byte_is_alnum(s.p[from - 1]) || s.p[from - 1] == '_' || s.p[from - 1] == '-' || s.p[from - 1] == '.'))
		from--;
	return from;
}

/* ---- "name", "value": "x"; name="password" value="x"; --password', default='x' ---- */

static size_t member(str s, size_t at)
{
	static const str keys[] = {STR_INIT("value"), STR_INIT("defaultvalue"), STR_INIT("default")};
	size_t quote = over_quote(s, at);
	size_t i = over_blanks(s, quote);

	/* s:8:"password";s:10:"x" of PHP */
	if (quote > at && str_starts(str_from(s, quote), STR(";s:"))) {
		size_t colon = quote + 3 + str_find_byte(str_sub(s, quote + 3, 5), ':');

		return colon + 2 < s.n && s.p[colon] == ':' && s.p[colon + 1] == '"' ? colon + 2 : 0;
	}
	size_t end = quote + MEMBER_MOST < s.n ? quote + MEMBER_MOST : s.n;
	size_t k = 0;

	/* "name": … has its value itself. Without quotes "value" follows at once. */
	if (i >= s.n || s.p[i] == ':' || s.p[i] == '=' || (quote == at && s.p[at] != ' ' && s.p[at] != ','))
		return 0;
	if (quote == at)
		end = at + 4 < end ? at + 4 : end;
	for (i = quote; i < end; i++) {
		if (s.p[i] == '}' || s.p[i] == '>' || s.p[i] == '<' || s.p[i] == '{' || s.p[i] == '\n')
			return 0;
		if (!at_any(s, i, keys, ARRAY_LEN(keys), &k) || byte_is_alnum(s.p[i - 1]))
			continue;
		k = over_blanks(s, over_quote(s, k));
		if (k >= s.n || (s.p[k] != ':' && s.p[k] != '=' && s.p[k] != '('))
			continue;
		k = over_blanks(s, k + 1);
		return quote == at || over_quote(s, k) > k ? over_quote(s, k) : 0;
	}
	return 0;
}

/* value="x" name="password", {"value":"x","key":"password"}: the value before. name: where the quoted name begins. */
static size_t member_before(str s, size_t name)
{
	static const str keys[] = {STR_INIT("name=\""), STR_INIT("key\":\""), STR_INIT("name\":\""),
				   STR_INIT("key=\"")};
	str before = str_sub(s, 0, name);
	size_t i = 0;

	for (; i < ARRAY_LEN(keys); i++)
		if (str_ends(before, keys[i]))
			break;
	if (i == ARRAY_LEN(keys))
		return 0;
	size_t at = name - keys[i].n;

	while (at && (s.p[at - 1] == ' ' || s.p[at - 1] == ',' || s.p[at - 1] == '"') && name - at < 12)
		at--;
	size_t from = at;

	while (from && at - from < 64 && s.p[from - 1] != '"' && s.p[from - 1] > ' ')
		from--;
	str key = str_sub(s, 0, from);

	return at > from && (str_ends(key, STR("value=\"")) || str_ends(key, STR("value\":\""))) ? from : 0;
}

/* ---- <password type="x">y, <entry key="password">y ---- */

static size_t element(str s, size_t at, size_t name)
{
	str before = str_sub(s, 0, name);
	bool tag = name && (s.p[name - 1] == '<' || s.p[name - 1] == ':');
	bool quoted = str_ends(before, STR("name=\"")) || str_ends(before, STR("key=\"")) ||
		      str_ends(before, STR("name='")) || str_ends(before, STR("key='"));

	if (quoted && at + 1 < s.n && is_quote(s.p[at]) && s.p[at + 1] == '>')
		return at + 2;
	size_t colon = name;

	while (tag && colon && s.p[colon - 1] != '<' && name - colon < 20)
		colon--;
	if (!tag || !colon || s.p[colon - 1] != '<' || at >= s.n || s.p[at] != ' ')
		return 0;
	for (size_t i = at; i < s.n && i - at < TAG_MOST; i++) {
		if (s.p[i] == '<' || s.p[i] == '\n')
			return 0;
		if (s.p[i] == '>')
			return s.p[i - 1] != '/' ? i + 1 : 0;
	}
	return 0;
}

/* ---- setPassword("x"), password.equals("x") ---- */

bool literal_asks(str name)
{
	static const str verbs[] = {STR_INIT("get"),    STR_INIT("find"),   STR_INIT("load"),   STR_INIT("read"),
				    STR_INIT("fetch"),  STR_INIT("check"),  STR_INIT("valid"),  STR_INIT("encode"),
				    STR_INIT("encry"),  STR_INIT("decry"),  STR_INIT("hash"),   STR_INIT("verif"),
				    STR_INIT("create"), STR_INIT("make"),   STR_INIT("gen"),    STR_INIT("delete"),
				    STR_INIT("remove"), STR_INIT("descri"), STR_INIT("prompt"), STR_INIT("ask")};
	size_t dot = 0;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '.')
			dot = i + 1;
	name = str_from(name, dot);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (str_istarts(name, verbs[i]))
			return true;
	return false;
}

static size_t call(str s, size_t at, size_t name)
{
	static const str equals[] = {STR_INIT(".equals("), STR_INIT(".equalsIgnoreCase(")};
	size_t i = over_blanks(s, at);

	if (!at_any(s, at, equals, ARRAY_LEN(equals), &i)) {
		if (i >= s.n || s.p[i] != '(' || literal_asks(str_sub(s, name, at - name)))
			return 0;
		i++;
	}
	i = over_blanks(s, i);
	return i < s.n && is_quote(s.p[i]) ? i + 1 : 0;
}

/* ---- password: str = "x", var password string = "x", password[32] = "x" ---- */

static bool is_type_byte(uint8_t c)
{
	return byte_is_alpha(c) || c == '&' || c == '[' || c == ']' || c == '<' || c == '>' || c == '?' || c == '.' ||
	       c == '|' || c == ' ' || c == '\'';
}

static size_t over_type(str s, size_t at)
{
	size_t i = at;

	if (i < s.n && s.p[i] == '[') {
		while (i < s.n && i - at < 12 && s.p[i] != ']')
			i++;
		return i < s.n && s.p[i] == ']' ? i + 1 : at;
	}
	while (i < s.n && (s.p[i] == '?' || s.p[i] == '!'))
		i++;
	if (i < s.n && s.p[i] == ':')
		i = over_blanks(s, i + 1);
	else if (!str_starts(str_from(s, i), STR(" string ")) && !str_starts(str_from(s, i), STR(" String ")) &&
		 !str_starts(str_from(s, i), STR(" As String ")))
		return at;
	size_t type = i;

	while (i < s.n && i - type < TYPE_MOST && is_type_byte(s.p[i]))
		i++;
	bool assigned = i > type && i + 1 < s.n && s.p[i] == '=' && s.p[i + 1] != '=';
	size_t next = over_blanks(s, i + 1);

	return assigned && next < s.n && (is_quote(s.p[next]) || is_quote(s.p[next - 1])) ? i : at;
}

/* password[x], 密码（x）: digits, letters and signs within, and no sign behind. */
static size_t bracketed(str s, size_t at)
{
	static const struct {
		str open;
		str close;
	} brackets[] = {
		{STR_INIT("["), STR_INIT("]")}, {STR_INIT("("), STR_INIT(")")}, {STR_INIT("（"), STR_INIT("）")}};

	for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
		if (!str_starts(str_from(s, at), brackets[i].open))
			continue;
		size_t from = at + brackets[i].open.n;
		size_t n = str_find(str_sub(s, from, GROUP_MOST), brackets[i].close);
		str v = str_sub(s, from, n);
		struct literal_shape f = literal_shape(v);
		size_t behind = over_blanks(s, from + n + brackets[i].close.n);
		bool closed = n < GROUP_MOST && from + n < s.n;
		bool assigned = behind < s.n && (s.p[behind] == '=' || s.p[behind] == ':');

		return closed && v.n >= 6 && literal_printable(v) && literal_no_word(v) && f.lower + f.upper >= 3 &&
				       literal_signs(v) && !assigned
			       ? from
			       : 0;
	}
	return 0;
}

/* ---- Chinese: 密码(大写)：x, 初始密码统一为x, 密码【x】 ---- */

static size_t over_group(str s, size_t at)
{
	static const struct {
		str open;
		str close;
	} groups[] = {{STR_INIT("("), STR_INIT(")")}, {STR_INIT("（"), STR_INIT("）")}};

	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		if (!str_starts(str_from(s, at), groups[i].open))
			continue;
		size_t end = str_find(str_sub(s, at, GROUP_MOST), groups[i].close);
		bool closed = end < GROUP_MOST && at + end < s.n;

		return closed ? at + end + groups[i].close.n : at;
	}
	return at;
}

static size_t over_fillers(str s, size_t at)
{
	static const str words[] = {
		STR_INIT("统一"), STR_INIT("均"),   STR_INIT("都"),   STR_INIT("已"),   STR_INIT("被"),
		STR_INIT("重置"), STR_INIT("修改"), STR_INIT("改"),   STR_INIT("设置"), STR_INIT("设"),
		STR_INIT("还"),   STR_INIT("就"),   STR_INIT("现"),   STR_INIT("变更"), STR_INIT("更新"),
		STR_INIT("默认"), STR_INIT("初始"), STR_INIT("暂"),   STR_INIT("定"),   STR_INIT("仍"),
		STR_INIT("一律"), STR_INIT("分别"), STR_INIT("如下"), STR_INIT("更换"), STR_INIT("明文")};
	size_t digits = at;

	/* 密码1：x */
	while (at && s.p[at - 1] >= 0x80 && digits < s.n && digits - at < 2 && byte_is_digit(s.p[digits]))
		digits++;
	if (digits > at && digits < s.n && (s.p[digits] == ':' || str_starts(str_from(s, digits), STR("："))))
		return digits;

	for (size_t i = 0; i < 3 && at_any(s, at, words, ARRAY_LEN(words), &at); i++)
		;
	return at;
}

/* ---- the sign between them ---- */

/* ':' '=' '=>' '>' '：' "为" and what may stand around them; 0: no sign. */
static size_t behind_sign(str s, size_t at)
{
	static const str signs[] = {STR_INIT("："), STR_INIT("为"), STR_INIT("＝"), STR_INIT("是"), STR_INIT("成")};
	size_t i = at;
	bool sign = false;

	for (size_t skipped = 0; i < s.n && skipped < 20; skipped++) {
		uint8_t c = s.p[i];

		/* password = :name of a statement. */
		if (c == ':' && sign && i && is_blank(s.p[i - 1]))
			return 0;
		uint8_t next = i + 1 < s.n ? s.p[i + 1] : 0;

		if (!sign && (((c == '?' || c == '+') && next == '=') || (c == '<' && next == '-'))) {
			sign = true;
			i += 2;
		} else if (c == ':' || c == '=' || (c == '>' && (sign || i == at))) {
			sign = true;
			i++;
		} else if (c >= 0x80 && at_any(s, i, signs, ARRAY_LEN(signs), &i)) {
			sign = true;
		} else if (c == '*' && i + 1 < s.n && s.p[i + 1] == '*' && (!sign || s.p[i - 1] != '=')) {
			i += 2;
		} else if (is_quote(c) || is_blank(c) || c == '\\' || (c == ']' && !sign) || (c == '[' && sign)) {
			i++;
		} else {
			break;
		}
	}
	return sign ? i : 0;
}

/* An opening bracket or quote of Chinese text. */
static size_t over_opening(str s, size_t at)
{
	static const str openings[] = {STR_INIT("“"), STR_INIT("「"), STR_INIT("【"),
				       STR_INIT("‘"), STR_INIT("『"), STR_INIT("（")};

	at_any(s, at, openings, ARRAY_LEN(openings), &at);
	return at;
}

/* <b>x, <span style="…">x, <value>x, <![CDATA[x */
static size_t over_tags(str s, size_t at)
{
	for (size_t i = 0; i < 2 && at + 1 < s.n && s.p[at] == '<' && byte_is_alpha(s.p[at + 1]); i++) {
		size_t end = str_find_byte(str_sub(s, at, TAG_MOST), '>');

		if (end >= TAG_MOST || at + end >= s.n || s.p[at + end - 1] == '/')
			return at;
		at += end + 1;
	}
	return str_starts(str_from(s, at), STR("<![CDATA[")) ? at + 9 : at;
}

/* Some("x"), []byte("x"), {"value":"x"} */
static size_t over_constructor(str s, size_t at)
{
	static const str heads[] = {STR_INIT("Some("),         STR_INIT("]byte("),         STR_INIT("byte("),
				    STR_INIT("String::from("), STR_INIT("new String("),    STR_INIT("SecretStr("),
				    STR_INIT("{\"value\":"),   STR_INIT("{\\\"value\\\":")};
	size_t i = at;

	if (!at_any(s, at, heads, ARRAY_LEN(heads), &i))
		return 0;
	i = over_blanks(s, i);
	return over_quote(s, i) > i ? over_quote(s, i) : 0;
}

/* YAML's !!str x and &anchor x; ${NAME:x}; process.env.NAME || 'x'; N'x', b"x", @"x". */
static size_t over_wrapping(str s, size_t at)
{
	size_t i = at;
	bool anchor = i < s.n && s.p[i] == '&' && i && s.p[i - 1] == ' ';

	if (anchor || str_starts(str_from(s, i), STR("!!"))) {
		while (i < s.n && i - at < NAME_MOST && s.p[i] > ' ')
			i++;
		return i < s.n && s.p[i] == ' ' ? over_quote(s, over_blanks(s, i)) : at;
	}
	if (str_starts(str_from(s, i), STR("${"))) {
		i += 2;
		while (i < s.n && (byte_is_alnum(s.p[i]) || s.p[i] == '_' || s.p[i] == '.' || s.p[i] == '-'))
			i++;
		bool given = i < s.n && s.p[i] == ':' && i + 1 < s.n && s.p[i + 1] != '}';

		return given ? i + 1 + (s.p[i + 1] == '-') : at;
	}
	size_t inner = over_constructor(s, i);

	if (inner)
		return inner;
	if (str_starts(str_from(s, i), STR("process.env"))) {
		size_t or = str_find(str_sub(s, i, NAME_MOST + 16), STR(" || "));

		return or < NAME_MOST && i + or +4 < s.n ? over_quote(s, i + or +4) : at;
	}
	if (i + 1 < s.n && str_find_byte(STR("NbrufL@"), s.p[i]) < 7 && (s.p[i + 1] == '"' || s.p[i + 1] == '\''))
		return i + 2;
	return literal_code_within(s, at);
}

size_t literal_value_from(str s, size_t at)
{
	if (memchr(s.p + at, '\n', s.n - at))
		return literal_ahead(s, at);
	size_t name = literal_name_from(s, at);
	size_t i = literal_bridge(s, at);

	if (!i)
		i = member(s, at);
	if (!i)
		i = element(s, at, name);
	if (!i)
		i = call(s, at, name);
	if (!i)
		i = bracketed(s, at);
	if (!i)
		i = member_before(s, name);
	if (i)
		return over_tags(s, i);
	/* extra:<your-password> status=200: it stands for one. */
	if (name && at + 1 < s.n && s.p[name - 1] == '<' && s.p[at] == '>' && s.p[at + 1] == ' ' &&
	    str_find_byte(str_from(s, at + 1), '<') == s.n - at - 1)
		return 0;
	bool chinese = at && s.p[at - 1] >= 0x80;
	size_t sign = over_type(s, at);

	/* password</b>：x */
	if (str_starts(str_from(s, sign), STR("</")))
		sign += 1 + str_find_byte(str_sub(s, sign, 12), '>');
	sign = sign < s.n ? sign : at;
	/* password (default): x */
	if (str_starts(str_from(s, sign), STR(" (")) && over_group(s, sign + 1) > sign + 1)
		sign++;
	sign = over_fillers(s, over_group(s, sign));
	i = behind_sign(s, sign);
	/* "口令 x", 密码【x】: a blank or bracket will do behind a Chinese word. */
	if (!i && chinese) {
		size_t blank = over_blanks(s, at);
		size_t open = over_opening(s, blank);

		i = open > at ? open : 0;
	}
	if (!i || i >= s.n)
		return literal_code_from(s, at, name);
	i = over_blanks(s, over_tags(s, over_opening(s, i)));
	i = over_opening(s, over_wrapping(s, i));
	return i < s.n ? i : 0;
}

uint8_t literal_quote(str s, size_t from)
{
	uint8_t c = from ? s.p[from - 1] : 0;

	return is_quote(c) ? c : 0;
}

/* a=x&b=y, a=x,b=y: another name follows the separator. */
static bool next_pair(str s, size_t at)
{
	size_t i = over_blanks(s, at + 1);
	size_t from = i;

	while (i < s.n && (byte_is_alnum(s.p[i]) || s.p[i] == '_' || s.p[i] == '-' || s.p[i] == '.'))
		i++;
	if (i == from)
		return i >= s.n || s.p[i] <= ' ';
	return i < s.n && (s.p[i] == '=' || s.p[i] == ':');
}

static bool ends_bare(str s, size_t i, bool setting)
{
	uint8_t c = s.p[i];

	if (c == '&' || c == ',' || c == ';')
		return !setting || next_pair(s, i);
	if (c == ')' || c == '}' || c == '|')
		return !setting || c == '}';
	return is_blank(c) || c == '<' || c == '"' || c == '\'' || c >= 0x80;
}

size_t literal_value_end(str s, size_t from, bool setting)
{
	uint8_t quote = literal_quote(s, from);
	bool bracket = from && s.p[from - 1] == '[';
	size_t i = from;

	for (; i < s.n && i - from < LITERAL_VALUE_MOST; i++) {
		uint8_t c = s.p[i];

		if (c == '\n' || c == '\r' || c == 0 || (bracket && c == ']') || (quote && c == quote))
			break;
		if ((!quote && ends_bare(s, i, setting)) || (c == '\\' && str_starts(str_from(s, i), STR("\\r\\n"))))
			break;
	}
	/* JSON within JSON: \"password\":\"x\" */
	while (i > from && s.p[i - 1] == '\\')
		i--;
	str v = str_sub(s, from, i - from);

	/* "password=x\n" of a program. */
	if (!quote && v.n > 4 && i < s.n && is_quote(s.p[i]) && (str_ends(v, STR("\\n")) || str_ends(v, STR("\\r"))))
		i -= 2;
	/* User[name=a,pwd=x] */
	if (!quote && v.n > 1 && v.p[v.n - 1] == ']' && str_find_byte(v, '[') == v.n)
		i--;
	if (!quote && v.n > 4 && str_ends(v, STR("**")))
		i -= 2;
	if (!quote && v.n > 1 && v.p[v.n - 1] == '`')
		i--;
	return i;
}

bool literal_printable(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	return true;
}

struct literal_shape literal_shape(str s)
{
	struct literal_shape f = {0};

	for (size_t i = 0; i < s.n; i++) {
		f.digits += byte_is_digit(s.p[i]);
		f.upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
		f.lower += s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	f.other = s.n - f.digits - f.upper - f.lower;
	return f;
}

bool literal_signs(str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (str_find_byte(STR("!@#$%^&*"), v.p[i]) < 8)
			return true;
	return false;
}

/* Words of several letters without a vowel, in BxRviQmhbrqCca; long ones count twice. */
static size_t mute_words(str v)
{
	size_t mute = 0;
	size_t vowels = 0;
	size_t from = 0;

	for (size_t i = 0; i <= v.n; i++) {
		if (i == v.n || (i && v.p[i] >= 'A' && v.p[i] <= 'Z')) {
			mute += vowels || i - from < 2 ? 0 : i - from >= 4 ? 2 : 1;
			vowels = 0;
			from = i;
		}
		vowels += i < v.n && str_find_byte(STR("aeiouy"), byte_lower(v.p[i])) < 6;
	}
	return mute;
}

/* Consonants that may stand behind each in words of English, in pinyin, and in what programmers abbreviate. */
static const str pairs[26] = {STR_INIT(""),
			      STR_INIT("bcdjlrst"),
			      STR_INIT("cfhklmnrst"),
			      STR_INIT("bdghlmnprstvw"),
			      STR_INIT(""),
			      STR_INIT("fglrst"),
			      STR_INIT("ghlmnrst"),
			      STR_INIT("mnrstw"),
			      STR_INIT(""),
			      STR_INIT("dknps"),
			      STR_INIT("hklnsw"),
			      STR_INIT("bcdfgklmnpstvw"),
			      STR_INIT("bdgklmnpqstvx"),
			      STR_INIT("cdfghjklmnpqrstvwxz"),
			      STR_INIT(""),
			      STR_INIT("cdfghklmnprstw"),
			      STR_INIT("lq"),
			      STR_INIT("bcdfghjklmnpqrstvwx"),
			      STR_INIT("cdfghklmnpqrstvw"),
			      STR_INIT("bcdfhklmnprstvwx"),
			      STR_INIT(""),
			      STR_INIT("cdmnprs"),
			      STR_INIT("dhklnrst"),
			      STR_INIT("cmlpst"),
			      STR_INIT(""),
			      STR_INIT("hkz")};

static bool is_consonant(uint8_t c)
{
	return c >= 'a' && c <= 'z' && str_find_byte(STR("aeiouy"), c) == 6;
}

/* Pairs of consonants within its words that no word has: gb, hd, fh. */
static size_t odd_pairs(str v)
{
	size_t odd = 0;

	for (size_t i = 1; i < v.n; i++) {
		uint8_t first = byte_lower(v.p[i - 1]);

		odd += is_consonant(v.p[i]) && is_consonant(first) &&
		       str_find_byte(pairs[first - 'a'], v.p[i]) == pairs[first - 'a'].n;
	}
	return odd;
}

/* Capitals where no name has them, or letters that no word has: iDPftSQWk. */
bool literal_mixed(str v)
{
	size_t odd = 0;

	for (size_t i = 1; i < v.n; i++) {
		bool upper = v.p[i] >= 'A' && v.p[i] <= 'Z';
		bool before = v.p[i - 1] >= 'A' && v.p[i - 1] <= 'Z';

		odd += upper && (before || (i > 1 && v.p[i - 2] >= 'A' && v.p[i - 2] <= 'Z'));
	}
	struct literal_shape f = literal_shape(v);

	if (f.lower >= 2 && odd >= 2 && v.n >= 7)
		return true;
	if (v.n < 8 || f.other || f.lower < 1 || f.upper < 1)
		return false;
	return (odd && mute_words(v) >= 2 && v.n >= 9) || odd + odd_pairs(v) >= 2;
}

bool literal_no_word(str v)
{
	struct literal_shape f = literal_shape(v);

	return f.upper + f.lower && (f.digits || (literal_signs(v) && f.upper && f.lower) || literal_mixed(v));
}
