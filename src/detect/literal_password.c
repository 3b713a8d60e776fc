/* Passwords behind their name: assignments of every notation, SQL, devices, Chinese sentences. */
#include "detect/literal_priv.h"

#define PASSWORD_MOST 64
#define STORED_MOST 200 /* as devices keep it */
#define WORD_BASE 20    /* not sure with the 45 points of a column's name */

static bool is_strong(str v)
{
	struct literal_shape f = literal_shape(v);

	return f.digits && (f.upper || f.lower) && (f.other || (f.upper && f.lower));
}

bool literal_expression(str v)
{
	struct literal_shape f = literal_shape(v);

	if (str_find_byte(v, '(') < v.n || str_find_byte(v, '[') < v.n || v.p[0] == '$' || v.p[0] == '&' ||
	    v.p[0] == '*')
		return true;
	size_t joiners = 0;

	for (size_t i = 0; i < v.n; i++)
		joiners += v.p[i] == '_' || v.p[i] == '.';
	if (f.digits || (literal_mixed(v) && !joiners))
		return false;
	return f.other == joiners && (joiners || (f.upper && f.lower && !(v.p[0] >= 'A' && v.p[0] <= 'Z')));
}

/* password: the field's name in a form, a text of a program: words and blanks follow. */
static bool is_prose(str window, size_t end)
{
	return end + 1 < window.n && window.p[end] == ' ' &&
	       (byte_is_alpha(window.p[end + 1]) || window.p[end + 1] >= 0x80);
}

/* Letters, with '-' '_' '.' between: a word of prose or code as likely as a password. */
static bool is_word(str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!byte_is_alpha(v.p[i]) && v.p[i] != '-' && v.p[i] != '_' && v.p[i] != '.')
			return false;
	return v.n < 30 && !literal_mixed(v);
}

int literal_password_base(str v, bool quoted, bool tight)
{
	struct literal_shape f = literal_shape(v);
	int base = quoted ? 76 : 72;

	if (v.n < 6 && !quoted)
		base -= 6;
	if (is_word(v))
		base -= tight ? 4 : quoted ? 12 : 24;
	else if (literal_mixed(v))
		base += 4;
	if (f.digits && (f.upper || f.lower) && f.other)
		base += 14;
	else if (f.digits && (f.upper || f.lower))
		base += 10;
	if (v.n > 40)
		base -= 10;
	return base;
}

static bool take_hashed(str v, size_t from, struct anchored *ret)
{
	struct literal_shape f = literal_shape(v);
	bool hex = (v.n == 32 || v.n == 40 || v.n == 64) && !f.other && f.digits && !(f.upper && f.lower);

	for (size_t i = 0; hex && i < v.n; i++)
		hex = byte_hex(v.p[i]) >= 0;
	if (!hex && !(v.n == 41 && v.p[0] == '*' && !f.lower && f.other == 1))
		return false;
	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD_HASH, 82, FIND_WHY_BEFORE)};
	return true;
}

/* ---- names ---- */

size_t literal_name_end(str s, size_t at)
{
	/* password_prod, passwordValue, PASSWORD_MYSQL, password.dev */
	static const str tails[] = {
		STR_INIT("prod"),   STR_INIT("dev"),   STR_INIT("test"),  STR_INIT("uat"),     STR_INIT("value"),
		STR_INIT("val"),    STR_INIT("str"),   STR_INIT("mysql"), STR_INIT("redis"),   STR_INIT("oracle"),
		STR_INIT("db"),     STR_INIT("admin"), STR_INIT("root"),  STR_INIT("plain"),   STR_INIT("new"),
		STR_INIT("old"),    STR_INIT("mail"),  STR_INIT("ftp"),   STR_INIT("pg"),      STR_INIT("master"),
		STR_INIT("slave"),  STR_INIT("local"), STR_INIT("again"), STR_INIT("confirm"), STR_INIT("default"),
		STR_INIT("online"), STR_INIT("text"),  STR_INIT("user"),  STR_INIT("base64"),  STR_INIT("ssh")};
	size_t i = at;

	while (i < s.n && byte_is_digit(s.p[i]))
		i++;
	if (i < s.n && (s.p[i] == '_' || s.p[i] == '-' || s.p[i] == '.'))
		i++;
	size_t tail = i;

	for (size_t k = 0; tail == i && k < ARRAY_LEN(tails); k++)
		if (str_istarts(str_from(s, i), tails[k]) &&
		    !(i + tails[k].n < s.n && byte_is_alpha(s.p[i + tails[k].n])))
			tail = i + tails[k].n;
	if (tail == i)
		tail = at;
	while (tail < s.n && byte_is_digit(s.p[tail]))
		tail++;
	if (tail < s.n && (byte_is_alpha(s.p[tail]) || s.p[tail] == '_' || s.p[tail] == '-' || s.p[tail] == '.') &&
	    !str_starts(str_from(s, tail), STR(".equals")))
		return 0;
	return tail;
}

/* Settings about passwords: min_password=8, reset-password. */
static bool about(str window, size_t at)
{
	static const str words[] = {STR_INIT("min"),    STR_INIT("max"),   STR_INIT("reset"), STR_INIT("forgot"),
				    STR_INIT("no"),     STR_INIT("has"),   STR_INIT("is"),    STR_INIT("show"),
				    STR_INIT("hide"),   STR_INIT("check"), STR_INIT("need"),  STR_INIT("allow"),
				    STR_INIT("change"), STR_INIT("验证"),  STR_INIT("重置"),  STR_INIT("忘记"),
				    STR_INIT("动态"),   STR_INIT("修改")};
	str before = str_sub(window, 0, at);

	if (before.n &&
	    (before.p[before.n - 1] == '_' || before.p[before.n - 1] == '-' || before.p[before.n - 1] == '.'))
		before.n--;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_iends(before, words[i]) &&
		    (before.n == words[i].n || !byte_is_alpha(before.p[before.n - words[i].n - 1])))
			return true;
	return false;
}

/* Does the name stand at the beginning of its line (blanks and "export " aside)? */
static bool at_line_start(str window, size_t name)
{
	size_t from = name;

	while (from && name - from < 16 && window.p[from - 1] != '\n' &&
	       (window.p[from - 1] == ' ' || window.p[from - 1] == '\t'))
		from--;
	return !from || window.p[from - 1] == '\n' || str_ends(str_sub(window, 0, from), STR("export"));
}

/* ---- values without a sign between ---- */

/* A word behind a blank, whole: no word of a language, and up to the end of the line. */
static size_t last_word(str window, size_t at)
{
	size_t from = at;

	while (from < window.n && (window.p[from] == ' ' || window.p[from] == '\t'))
		from++;
	size_t end = from;

	while (end < window.n && window.p[end] > ' ' && window.p[end] < 0x7f)
		end++;
	size_t line = end;

	while (line < window.n && window.p[line] == ' ')
		line++;
	bool whole = line == window.n || window.p[line] == '\r' || window.p[line] == '\n';

	return from > at && whole && literal_no_word(str_sub(window, from, end - from)) ? from : 0;
}

/* password cipher x, password irreversible-cipher x, password simple x, password 7 x. */
static size_t device_form(str rest)
{
	static const str forms[] = {
		STR_INIT(" cipher "), STR_INIT(" irreversible-cipher "), STR_INIT(" simple "),    STR_INIT(" hash "),
		STR_INIT(" ENC "),    STR_INIT(" encrypted "),           STR_INIT(" ciphertext ")};
	size_t at = str_starts(rest, STR(" level ")) && rest.n > 9 ? 8 : 0;

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (str_starts(str_from(rest, at), forms[i]))
			return at + forms[i].n;
	return rest.n > 4 && rest.p[0] == ' ' && byte_is_digit(rest.p[1]) && rest.p[2] == ' ' ? 3 : 0;
}

/* Of devices, .netrc, Dockerfiles, options: a blank is all that stands between. */
static size_t behind_blank(str window, size_t at, size_t behind)
{
	static const str heads[] = {STR_INIT("enable"),    STR_INIT("username "), STR_INIT("local-user "),
				    STR_INIT("set "),      STR_INIT("machine "),  STR_INIT("login "),
				    STR_INIT("user "),     STR_INIT("ENV "),      STR_INIT("super "),
				    STR_INIT("neighbor "), STR_INIT("peer "),     STR_INIT("default ")};
	size_t name = literal_name_from(window, at);
	str line = str_trim(str_sub(window, 0, name));
	bool option = window.p[name] == '-' && name + 2 < at + 2;

	if (!line.n && (name == at || str_starts(str_from(window, name), STR("pre-"))))
		return last_word(window, behind);
	/* sentinel auth-pass name x */
	if (str_starts(str_from(window, at), STR("auth-pass "))) {
		size_t word = behind + 1 + str_find_byte(str_sub(window, behind + 1, 64), ' ');

		return last_word(window, word);
	}
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_starts(line, heads[i]) || str_eq(line, str_trim(heads[i])))
			return i == 4 ? behind + 1 : last_word(window, behind);
	size_t from = behind + 1;

	if (!option || from >= window.n)
		return 0;
	from += window.p[from] == '\'' || window.p[from] == '"';
	str v = str_sub(window, from, literal_value_end(window, from, true) - from);

	/* -password pass:x of openssl */
	if (str_starts(v, STR("pass:")))
		from += 5;
	return v.n && literal_no_word(v) && v.p[0] != '-' && v.p[0] != '$' ? from : 0;
}

/* password is x: of letters with digits and signs, at the end of the sentence. */
static size_t behind_is(str window, size_t behind)
{
	str rest = str_from(window, behind);
	size_t from = behind + 4;

	if (str_starts(rest, STR(" is generated for "))) {
		size_t colon = str_find(str_sub(rest, 0, 80), STR(": "));

		return colon < 78 ? behind + colon + 2 : 0;
	}
	/* with password x please */
	if (!str_starts(rest, STR(" is "))) {
		str word = str_sub(window, behind + 1, literal_value_end(window, behind + 1, false) - behind - 1);
		struct literal_shape f = literal_shape(word);
		size_t sign = str_find_byte(word, '@');

		return word.n >= 8 && f.digits && f.upper + f.lower >= 3 && literal_signs(word) &&
				       str_find_byte(str_from(word, sign), '.') + sign >= word.n &&
				       byte_is_alnum(word.p[0])
			       ? behind + 1
			       : 0;
	}
	str v = str_sub(window, from, literal_value_end(window, from, false) - from);

	return v.n && (is_strong(v) || (literal_signs(v) && literal_no_word(v))) ? from : 0;
}

/* PASSWORD 'x', PASSWORD('x') of SQL; password x of .netrc; 密码x without anything between. 0: nothing. */
static size_t value_behind(str window, size_t at, size_t behind)
{
	str rest = str_from(window, behind);
	size_t from = 0;

	if (str_starts(rest, STR("('")) || str_starts(rest, STR(" '")))
		return window.p[at] == 'P' || rest.p[0] == '(' ? behind + 2 : 0;
	if (window.p[at] < 0x80 && rest.n > 1 && rest.p[0] == ' ') {
		from = device_form(rest);
		from = from ? behind + from : behind_blank(window, at, behind);
		return from ? from : behind_is(window, behind);
	}
	/* name=\"password\"\r\n\r\nx as a log writes it. */
	for (size_t i = 0; i < 4; i++)
		if (str_starts(str_from(rest, i), STR("\\r\\n\\r\\n")))
			return behind + i + 8;
	if (window.p[at] < 0x80)
		return 0;
	size_t n = 0;
	size_t digits = 0;

	while (n < rest.n && rest.p[n] > ' ' && rest.p[n] < 0x7f && rest.p[n] != ',' && rest.p[n] != ';')
		digits += byte_is_digit(rest.p[n++]);
	/* 密码AES256加密 goes on in Chinese. */
	bool ends = n == rest.n || rest.p[n] < 0x80 || str_starts(str_from(rest, n), STR("，")) ||
		    str_starts(str_from(rest, n), STR("。")) || str_starts(str_from(rest, n), STR("；")) ||
		    str_starts(str_from(rest, n), STR("（")) || str_starts(str_from(rest, n), STR("、"));

	str v = str_sub(rest, 0, n);

	return n >= 6 && digits < n && (digits || (literal_signs(v) && literal_no_word(v))) && ends ? behind : 0;
}

/* 账号/密码: admin/x; user/password = admin/x: where the second begins. */
static size_t behind_account(str window, size_t at, size_t from)
{
	static const str accounts[] = {STR_INIT("账号"),         STR_INIT("帐号"),     STR_INIT("账户"),
				       STR_INIT("用户名"),       STR_INIT("用户"),     STR_INIT("登录名"),
				       STR_INIT("user"),         STR_INIT("username"), STR_INIT("account"),
				       STR_INIT("account and "), STR_INIT("帐户")};
	str before = str_sub(window, 0, at);
	bool pair = false;

	if (str_ends(before, STR("/")) || str_ends(before, STR("|")))
		before.n--;
	else if (str_ends(before, STR("、")) || str_ends(before, STR("和")) || str_ends(before, STR("及")))
		before.n -= 3;
	for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
		pair = pair || (str_iends(before, accounts[i]) && (window.p[at] >= 0x80 || before.n < at));
	size_t i = from;

	while (pair && i < window.n && i - from < 40 &&
	       (byte_is_alnum(window.p[i]) || window.p[i] == '_' || window.p[i] == '-' || window.p[i] == '.'))
		i++;
	size_t sign = i;

	while (i < window.n && i - sign < 5) {
		str rest = str_from(window, i);
		bool wide = str_starts(rest, STR("、")) || str_starts(rest, STR("和")) || str_starts(rest, STR("，"));

		if (!wide && window.p[i] != ' ' && window.p[i] != '/' && window.p[i] != ',')
			break;
		i += wide ? 3 : 1;
	}
	bool second = i > sign && sign > from && i + 4 <= window.n && window.p[i] > ' ' && window.p[i] < 0x7f;

	return second ? i : from;
}

/* ---- what is no password ---- */

/* 1.2.3, ^1.7.1, 10.0.0.8 */
static bool is_version(str v)
{
	size_t dots = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!byte_is_digit(v.p[i]) && v.p[i] != '.' &&
		    !(i == 0 && (v.p[i] == '^' || v.p[i] == '~' || v.p[i] == 'v')))
			return false;
		dots += v.p[i] == '.';
	}
	return dots > 0;
}

/* $DB_PASSWORD, @db.password@, {cipher}…, !vault, ENC(…) */
static bool is_reference(str v)
{
	size_t i = 1;

	if (v.p[0] == '{' || v.p[0] == '@' || str_has(v, STR("@entry=")) || str_istarts(v, STR("ENC(")) ||
	    str_istarts(v, STR("ENC[")))
		return true;
	if (v.p[0] != '$' && v.p[0] != '!')
		return str_has(v, STR("->"));
	if (v.p[0] == '$' && str_find_byte(v, '/') < v.n)
		return true;
	while (i < v.n && (byte_is_alpha(v.p[i]) || v.p[i] == '_'))
		i++;
	return i == v.n;
}

/* What was found may be one: not a path, an address, an expression. */
static bool may_be(str v, bool quoted, bool setting)
{
	/* mm: tlb: …: another name. */
	if (!quoted && (v.p[v.n - 1] == ':' || (!setting && literal_expression(v))))
		return false;
	if (setting && v.p[v.n - 1] == ')' && byte_is_alpha(v.p[0]) && str_find_byte(v, '(') < v.n &&
	    !literal_shape(str_sub(v, 0, str_find_byte(v, '('))).digits && !is_strong(v))
		return false;
	return !str_has(v, STR("://")) && v.p[0] != '/' && v.p[0] != '.' && !is_version(v) && !is_reference(v);
}

/* ---- password … x ---- */

struct value {
	size_t from;
	bool stored; /* up to the next blank, whatever it is made of */
};

static struct value value_of(str window, size_t at, size_t behind)
{
	struct value v = {literal_value_from(window, behind), false};

	if (v.from) {
		v.from = behind_account(window, at, v.from);
		return v;
	}
	v.from = value_behind(window, at, behind);
	v.stored = v.from && window.p[at] < 0x80 && device_form(str_from(window, behind)) > 4;
	return v;
}

static size_t blank_from(str s, size_t at)
{
	while (at < s.n && s.p[at] > ' ')
		at++;
	return at;
}

/* "PWD="+dir: the quote ends the text that the name stands in. */
static bool is_joined(str window, size_t name, size_t from)
{
	return name && window.p[name - 1] == window.p[from - 1] && str_starts(str_from(window, from), STR("+"));
}

bool take_password(str window, size_t at, size_t n, struct anchored *ret)
{
	bool chinese = window.p[at] >= 0x80;
	size_t behind = chinese ? at + n : literal_name_end(window, at + n);
	/* requirepass x, masterauth x: Redis separates by a blank. */
	bool redis = n >= 10 && (byte_lower(window.p[at]) == 'r' || byte_lower(window.p[at]) == 'm') &&
		     behind == at + n && behind + 1 < window.n && window.p[behind] == ' ';
	struct value value = behind ? value_of(window, at, behind) : (struct value){0};

	if (!value.from && redis)
		value.from = behind + 1;
	if (!value.from)
		return take_account(window, at, n, ret);
	if (about(window, at))
		return false;
	size_t from = value.from;
	size_t name = literal_name_from(window, at);
	bool quoted = literal_quote(window, from) != 0;
	bool first = !chinese && !quoted && at_line_start(window, name);
	bool tight = from == behind + 1;
	bool equals = tight && window.p[from - 1] == '=';
	size_t end = value.stored ? blank_from(window, from) : literal_value_end(window, from, first && equals);
	/* key=value to the line's end: a setting, whatever it looks like. */
	bool setting = equals && end >= window.n;
	str v = str_sub(window, from, end - from);

	if (quoted && is_joined(window, name, from))
		return false;
	if (v.n > 1 && !quoted && v.p[v.n - 1] == '.')
		v.n--;
	if (v.n < 4 || v.n > STORED_MOST || literal_placeholder(v))
		return false;
	if (value.stored) {
		*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 84, FIND_WHY_BEFORE)};
		return (literal_shape(v).digits || literal_no_word(v)) && literal_printable(v);
	}
	if (!literal_printable(v))
		return false;
	if (take_hashed(v, from, ret))
		return true;
	if (v.n > PASSWORD_MOST || !may_be(v, quoted, setting || (chinese && !literal_mixed(v) && is_strong(v))))
		return false;
	if (!quoted && !tight && !is_strong(v) && is_prose(window, end))
		return false;
	if (!chinese && !quoted && v.p[0] == '#')
		return false;
	struct literal_shape f = literal_shape(v);

	if (chinese && !quoted && !f.digits && !f.other && !literal_mixed(v))
		return false;
	int base = literal_password_base(v, quoted, tight);

	/* A word in the midst of a line, or of a manual (--password=something): its name does not make it sure. */
	bool line = at_line_start(window, name) && end >= window.n && (equals || v.p[0] > 'Z');

	if (!quoted && !chinese && is_word(v) && (window.p[name] == '-' || !(line || equals)))
		base = WORD_BASE;
	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, base, FIND_WHY_BEFORE)};
	return true;
}

/* ---- names so short that they are other words too ---- */

/* dbpass, userpass, dlmm: what such a name may be glued to. */
static bool known_before(str before, bool mm)
{
	static const str words[] = {STR_INIT("db"),     STR_INIT("user"),  STR_INIT("root"),    STR_INIT("admin"),
				    STR_INIT("login"),  STR_INIT("store"), STR_INIT("key"),     STR_INIT("auth"),
				    STR_INIT("ftp"),    STR_INIT("mail"),  STR_INIT("sys"),     STR_INIT("ssh"),
				    STR_INIT("my"),     STR_INIT("sql"),   STR_INIT("redis"),   STR_INIT("smtp"),
				    STR_INIT("host"),   STR_INIT("mqtt"),  STR_INIT("proxy"),   STR_INIT("bind"),
				    STR_INIT("wifi"),   STR_INIT("vpn"),   STR_INIT("default"), STR_INIT("init"),
				    STR_INIT("svn"),    STR_INIT("git"),   STR_INIT("app"),     STR_INIT("server"),
				    STR_INIT("remote"), STR_INIT("old"),   STR_INIT("new"),     STR_INIT("sudo"),
				    STR_INIT("become"), STR_INIT("yh"),    STR_INIT("super"),   STR_INIT("test")};
	static const str pinyin[] = {
		STR_INIT("dl"),   STR_INIT("yh"),  STR_INIT("cs"),  STR_INIT("jy"),   STR_INIT("zf"),  STR_INIT("mr"),
		STR_INIT("xt"),   STR_INIT("sj"),  STR_INIT("gl"),  STR_INIT("zh"),   STR_INIT("dr"),  STR_INIT("fw"),
		STR_INIT("xtdl"), STR_INIT("sjk"), STR_INIT("gly"), STR_INIT("ht"),   STR_INIT("hy"),  STR_INIT("yx"),
		STR_INIT("czy"),  STR_INIT("kf"),  STR_INIT("jk"),  STR_INIT("yhdl"), STR_INIT("csdl")};

	for (size_t i = 0; !mm && i < ARRAY_LEN(words); i++)
		if (str_iends(before, words[i]))
			return true;
	for (size_t i = 0; mm && i < ARRAY_LEN(pinyin); i++)
		if (str_iends(before, pinyin[i]) &&
		    !(before.n > pinyin[i].n && byte_is_alpha(before.p[before.n - pinyin[i].n - 1])))
			return true;
	return false;
}

/* mm: 密码 by its initials, or millimetres; pass: a password, or what was passed. */
bool take_brief(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t name = 0;
	bool mm = byte_lower(window.p[at]) == 'm';

	while (name < n && byte_is_alpha(window.p[at + name]))
		name++;
	/* -Dpass=x of Java is not glued. */
	bool defined = at >= 2 && window.p[at - 2] == '-' && window.p[at - 1] == 'D';
	bool glued = at && byte_is_alnum(window.p[at - 1]) && !defined;
	/* keystorePass: a capital begins a word. */
	bool camel = glued && window.p[at] == 'P' && window.p[at - 1] >= 'a';
	bool known = glued && known_before(str_sub(window, 0, at), mm);

	/* Some pass 'x' on, others pass x: a sign must stand between, or "pass" be no word of its own. */
	size_t next = at + name;

	while (next < window.n && window.p[next] == ' ')
		next++;
	if (next > at + name && next < window.n && str_find_byte(STR("=:<?+{"), window.p[next]) == 6 &&
	    !(at && window.p[at - 1] == '<') && !(known && (window.p[next] == '"' || window.p[next] == '\'')) &&
	    !at_line_start(window, at))
		return false;
	/* negm_mm : f<x> */
	if (name == 2 && next > at + name && next + 1 < window.n && window.p[next] == ':' && window.p[next + 1] != '=')
		return false;
	/* PASS: name of a test */
	if (str_starts(str_from(window, at), STR("PASS:")))
		return false;
	if ((glued && !camel && !known) || !take_password(window, at, name, ret) || ret->hit.kind != KIND_PASSWORD)
		return false;
	str v = str_sub(window, ret->from, ret->n);
	struct literal_shape f = literal_shape(v);
	bool mixed = (f.digits && f.upper && f.lower) || literal_mixed(v);

	/* PASS: ar-strip-2 of a test. */
	for (size_t i = 0; i < v.n; i++)
		mixed = mixed || ((f.digits || f.upper) && str_find_byte(STR("!@#$%^&*"), v.p[i]) < 8);
	/* y_mm = y_mp1m */
	bool word = str_find_byte(v, '_') < v.n;

	for (size_t i = 0; i < v.n; i++)
		word = word && (v.p[i] == '_' || byte_is_digit(v.p[i]) || (v.p[i] >= 'a' && v.p[i] <= 'z'));

	return ret->n >= 6 && f.upper + f.lower >= 3 && !word && (mixed || ((mm || known || camel) && f.digits));
}

/* Where it stands the line is read, but it is nothing itself. */
bool take_nothing(str window, size_t at, size_t n, struct anchored *ret)
{
	(void)window;
	(void)at;
	(void)n;
	(void)ret;
	return false;
}

/* ---- SQL ---- */

static bool is_statement(str before)
{
	static const str words[] = {STR_INIT("user "), STR_INIT("grant "), STR_INIT("connect to "), STR_INIT("role ")};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ihas(before, words[i]))
			return true;
	return false;
}

/* CREATE USER … IDENTIFIED BY 'x', IDENTIFIED BY PASSWORD '*…', IDENTIFIED BY x of Oracle. */
bool take_identified(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t i = at + n;
	size_t by = str_ifind(str_sub(window, i, 60), STR(" BY '"));

	/* IDENTIFIED WITH mysql_native_password BY 'x' */
	if (by < 60 && i + by < window.n)
		i += by + 3;
	if (str_istarts(str_from(window, i), STR(" PASSWORD")))
		i += 9;
	if (str_istarts(str_from(window, i), STR(" VALUES")))
		i += 7;
	while (i < window.n && window.p[i] == ' ')
		i++;
	bool quoted = i < window.n && (window.p[i] == '\'' || window.p[i] == '"');
	bool stated = is_statement(str_sub(window, 0, at));
	size_t from = i + quoted;
	str v = str_sub(window, from, literal_value_end(window, from, false) - from);

	if (v.n < (quoted ? 1 : 6) || v.n > PASSWORD_MOST || !literal_printable(v) || literal_placeholder(v) ||
	    (!quoted && (!stated || !literal_no_word(v) || !byte_is_alnum(v.p[0]))))
		return false;
	/* identified by "name": prose. */
	if (!stated && window.p[at] == 'i' && !literal_shape(v).digits)
		return false;
	if (!take_hashed(v, from, ret))
		*ret = (struct anchored){from, v.n,
					 literal_hit(KIND_PASSWORD, quoted ? 90 : 80, FIND_WHY_FORM | FIND_WHY_BEFORE)};
	return true;
}
