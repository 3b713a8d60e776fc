/* Secrets that stand behind their name: assignments of every notation, URLs, SQL, PEM blocks. */
#include "base/base64.h"
#include "detect/literal_priv.h"

#define PEM_HEAD_MOST 64
#define PEM_LEAST 32 /* base64 without a break; code that looks for the mark has none */
#define VALUE_MOST 512
#define PASSWORD_MOST 64
#define NEAR 64

static struct hit form(enum kind k, int base, unsigned why)
{
	return (struct hit){k, KIND_FORM, (uint8_t)base, why};
}

/* ---- PEM ---- */

static bool is_base64(uint8_t c)
{
	return byte_is_alnum(c) || c == '+' || c == '/' || c == '=';
}

/* The key's text behind the mark: base64, blanks, line breaks (escaped ones too), header lines. Returns its length; *ret_run the
 * longest piece of base64 without a break. */
static size_t body_of(str s, size_t *ret_run)
{
	size_t run = 0;
	size_t i = 0;

	*ret_run = 0;
	for (; i < s.n; i++) {
		uint8_t c = s.p[i];

		run = is_base64(c) ? run + 1 : 0;
		*ret_run = run > *ret_run ? run : *ret_run;
		if (!is_base64(c) && !byte_is_space(c) && c != '\\' && c != '-' && c != ':' && c != ',' && c != '"')
			break;
	}
	return i;
}

bool take_pem(str window, size_t at, size_t n, struct anchored *ret)
{
	str s = str_from(window, at);

	if (window.p[at] == 'P') {
		size_t line = str_find_byte(s, '\n');

		*ret = (struct anchored){at, line, form(KIND_PRIVATE_KEY, 86, FIND_WHY_FORM)};
		/* PuTTY-User-Key-File-3: ssh-ed25519 */
		return line > n + 4 && s.p[n] == '-' && byte_is_digit(s.p[n + 1]) && s.p[n + 2] == ':';
	}
	size_t mark = str_find(str_sub(s, 0, PEM_HEAD_MOST), STR("PRIVATE KEY"));

	if (mark >= PEM_HEAD_MOST || mark >= s.n)
		return false;
	size_t run = 0;
	size_t open = mark + 11;
	size_t end = open + body_of(str_from(s, open), &run);
	size_t foot = str_find(str_sub(s, open, end - open), STR("-----END"));

	if (run < PEM_LEAST) {
		*ret = (struct anchored){at, open + (str_starts(str_from(s, open), STR("-----")) ? 5 : 0),
					 form(KIND_PRIVATE_KEY, 45, FIND_WHY_FORM)};
		return true;
	}
	if (foot < end - open) {
		size_t close = str_find(str_from(s, open + foot + 8), STR("-----"));

		end = open + foot + 8 + close + 5;
	}
	if (end > s.n)
		end = s.n;
	while (end > open && (byte_is_space(s.p[end - 1]) || s.p[end - 1] == '"' || s.p[end - 1] == '\\'))
		end--;
	*ret = (struct anchored){at, end, form(KIND_PRIVATE_KEY, 95, FIND_WHY_FORM)};
	return true;
}

/* ---- values ---- */

/* Where a value begins behind a name: quotes, blanks, one of ':' '=' '=>' '>' '：' "为". 0: no sign that one follows. */
static size_t value_from(str s, size_t at)
{
	size_t i = at;
	bool sign = false;
	size_t quote = i < s.n && (s.p[i] == '"' || s.p[i] == '\'') ? 1 : 0;

	size_t bridge = literal_bridge(s, at);

	if (bridge)
		return bridge;
	/* name="password" value="x" */
	if (str_istarts(str_from(s, i + quote), STR(" value=")))
		i += quote + 6;

	for (size_t skipped = 0; i < s.n && skipped < 16; skipped++) {
		uint8_t c = s.p[i];

		if (c == ':' || c == '=' || (c == '>' && (sign || i == at))) {
			sign = true;
			i++;
		} else if (str_starts(str_from(s, i), STR("：")) || str_starts(str_from(s, i), STR("为")) ||
			   str_starts(str_from(s, i), STR("＝")) || str_starts(str_from(s, i), STR("是"))) {
			sign = true;
			i += 3;
		} else if (c == '"' || c == '\'' || c == ' ' || c == '\t' || c == '\\' || (c == ']' && !sign) ||
			   (c == '[' && sign)) {
			i++;
		} else {
			break;
		}
	}
	/* "口令 x": a blank will do behind a Chinese word. */
	if (!sign && i > at && at && s.p[at - 1] >= 0x80)
		sign = true;
	return sign && i < s.n ? i : 0;
}

/* The quote that stands directly before a value, or 0. */
static uint8_t quote_before(str s, size_t from)
{
	uint8_t c = from ? s.p[from - 1] : 0;

	return c == '"' || c == '\'' || c == '`' ? c : 0;
}

static size_t value_end(str s, size_t from, size_t most)
{
	uint8_t quote = quote_before(s, from);
	bool bracket = from && s.p[from - 1] == '[';
	size_t i = from;

	for (; i < s.n && i - from < most; i++) {
		uint8_t c = s.p[i];

		if (bracket && c == ']')
			break;

		if (c == '\n' || c == '\r' || c == 0 || (quote && c == quote))
			break;
		if (!quote && (c == ' ' || c == '\t' || c == '&' || c == ',' || c == ';' || c == '<' || c == '"' ||
			       c == '\'' || c == ')' || c == '}' || c == '|'))
			break;
		if (!quote && c >= 0x80)
			break;
	}
	/* JSON within JSON: \"password\":\"x\" */
	if (i > from && s.p[i - 1] == '\\')
		i--;
	return i;
}

static bool printable(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	return true;
}

struct shape {
	size_t digits;
	size_t upper;
	size_t lower;
	size_t other;
};

static struct shape shape_of(str s)
{
	struct shape f = {0};

	for (size_t i = 0; i < s.n; i++) {
		f.digits += byte_is_digit(s.p[i]);
		f.upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
		f.lower += s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	f.other = s.n - f.digits - f.upper - f.lower;
	return f;
}

/* Capitals where no name has them: iDPftSQWk. */
static bool is_mixed(str v)
{
	size_t odd = 0;

	for (size_t i = 1; i < v.n; i++) {
		bool upper = v.p[i] >= 'A' && v.p[i] <= 'Z';
		bool before = v.p[i - 1] >= 'A' && v.p[i - 1] <= 'Z';

		odd += upper && (before || (i > 1 && v.p[i - 2] >= 'A' && v.p[i - 2] <= 'Z'));
	}
	return odd >= 2 && v.n >= 7 && shape_of(v).lower >= 2;
}

/* A name of a program's own (userPassword, config.password, get_pw()), not a value: only where nothing quotes it. */
static bool is_expression(str v)
{
	struct shape f = shape_of(v);

	if (str_find_byte(v, '(') < v.n || str_find_byte(v, '[') < v.n || v.p[0] == '$' || v.p[0] == '&' ||
	    v.p[0] == '*')
		return true;
	if (f.digits || is_mixed(v))
		return false;
	size_t joiners = 0;

	for (size_t i = 0; i < v.n; i++)
		joiners += v.p[i] == '_' || v.p[i] == '.';
	return f.other == joiners && (joiners || (f.upper && f.lower && !(v.p[0] >= 'A' && v.p[0] <= 'Z')));
}

/* password: the field's name in a form, a text of a program: words and blanks follow. */
static bool is_prose(str window, size_t end)
{
	return end + 1 < window.n && window.p[end] == ' ' &&
	       (byte_is_alpha(window.p[end + 1]) || window.p[end + 1] >= 0x80);
}

static int password_base(str v, bool quoted, bool tight)
{
	struct shape f = shape_of(v);
	int base = quoted ? 76 : 72;

	if (v.n < 6 && !quoted)
		base -= 6;
	/* A word alone is as likely a word of prose or of code. */
	if (is_mixed(v))
		base += 4;
	else if (!f.digits && !f.other && v.n < 20)
		base -= tight ? 4 : quoted ? 12 : 24;
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
	struct shape f = shape_of(v);
	bool hex = (v.n == 32 || v.n == 40 || v.n == 64) && !f.other && f.digits && !(f.upper && f.lower);

	for (size_t i = 0; hex && i < v.n; i++)
		hex = byte_hex(v.p[i]) >= 0;
	if (!hex && !(v.n == 41 && v.p[0] == '*' && !f.lower && f.other == 1))
		return false;
	*ret = (struct anchored){from, v.n, form(KIND_PASSWORD_HASH, 82, FIND_WHY_BEFORE)};
	return true;
}

/* Letters glued to the end of the name: password1, passwords? passwordEncoder is no password. */
static size_t name_end(str s, size_t at)
{
	while (at < s.n && byte_is_digit(s.p[at]))
		at++;
	if (at < s.n && (byte_is_alpha(s.p[at]) || s.p[at] == '_' || s.p[at] == '-' || s.p[at] == '.'))
		return 0;
	return at;
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

/* PASSWORD 'x', PASSWORD('x') of SQL; password x of .netrc; 密码x without anything between. 0: nothing. */
static size_t value_behind(str window, size_t at, size_t behind)
{
	str rest = str_from(window, behind);

	if (str_starts(rest, STR("('")) || str_starts(rest, STR(" '")))
		return window.p[at] == 'P' || rest.p[0] == '(' ? behind + 2 : 0;
	if (rest.n > 1 && rest.p[0] == ' ' && str_has(str_sub(window, 0, at), STR("machine ")))
		return behind + 1;
	if (window.p[at] < 0x80)
		return 0;
	size_t n = 0;
	size_t digits = 0;

	while (n < rest.n && rest.p[n] > ' ' && rest.p[n] < 0x7f && rest.p[n] != ',' && rest.p[n] != ';')
		digits += byte_is_digit(rest.p[n++]);
	/* 密码AES256加密 goes on in Chinese. */
	bool ends = n == rest.n || rest.p[n] < 0x80 || str_starts(str_from(rest, n), STR("，")) ||
		    str_starts(str_from(rest, n), STR("。")) || str_starts(str_from(rest, n), STR("；"));

	return n >= 6 && digits && digits < n && ends ? behind : 0;
}

bool take_password(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t behind = window.p[at] < 0x80 ? name_end(window, at + n) : at + n;
	/* requirepass x, masterauth x: Redis separates by a blank. */
	bool redis = n >= 10 && (window.p[at] == 'r' || window.p[at] == 'm') && behind == at + n && behind < window.n &&
		     window.p[behind] == ' ';
	size_t from = redis ? behind + 1 : behind ? value_from(window, behind) : 0;

	if (!from && behind)
		from = value_behind(window, at, behind);
	if (!from || about(window, at))
		return false;
	bool quoted = quote_before(window, from) != 0;
	size_t end = value_end(window, from, VALUE_MOST);
	str v = str_sub(window, from, end - from);

	if (v.n > 1 && !quoted && v.p[v.n - 1] == '.')
		v.n--;
	if (v.n < 4 || v.n > 200 || !printable(v) || literal_placeholder(v))
		return false;
	if (take_hashed(v, from, ret))
		return true;
	bool chinese = window.p[at] >= 0x80;
	bool tight = from == at + n + 1;
	/* key=value to the line's end: a setting, whatever it looks like. */
	bool setting = tight && window.p[from - 1] == '=' && end >= window.n && str_find_byte(v, '.') == v.n &&
		       str_find_byte(v, '(') == v.n;

	if (v.n > PASSWORD_MOST ||
	    (!quoted && ((!setting && !chinese && is_expression(v)) || (!tight && is_prose(window, end)))))
		return false;
	if (str_has(v, STR("://")) || v.p[0] == '/' || (v.p[0] == '#' && !chinese && !quoted) || v.p[0] == '.')
		return false;
	if (chinese && !quoted && !shape_of(v).digits && !shape_of(v).other && !is_mixed(v))
		return false;

	*ret = (struct anchored){from, v.n, form(KIND_PASSWORD, password_base(v, quoted, tight), FIND_WHY_BEFORE)};
	return true;
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

/* mm: 密码 by its initials, or millimetres; pass: a password, or what was passed. */
bool take_brief(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t name = 0;

	while (name < n && byte_is_alpha(window.p[at + name]))
		name++;
	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	if (!take_password(window, at, name, ret) || ret->hit.kind != KIND_PASSWORD)
		return false;
	str v = str_sub(window, ret->from, ret->n);
	struct shape f = shape_of(v);
	bool mixed = (f.digits && f.upper && f.lower) || is_mixed(v);

	/* PASS: ar-strip-2 of a test. */
	for (size_t i = 0; i < v.n; i++)
		mixed = mixed || ((f.digits || f.upper) && str_find_byte(STR("!@#$%^&*"), v.p[i]) < 8);
	return ret->n >= 6 && f.upper + f.lower >= 3 && (mixed || (byte_lower(window.p[at]) == 'm' && f.digits));
}

/* CREATE USER … IDENTIFIED BY 'x', IDENTIFIED BY PASSWORD '*…' */
bool take_identified(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t i = at + n;
	size_t by = str_ifind(str_sub(window, i, 60), STR(" BY '"));

	/* IDENTIFIED WITH mysql_native_password BY 'x' */
	if (by < 60 && i + by < window.n)
		i += by + 3;
	if (str_istarts(str_from(window, i), STR(" PASSWORD")))
		i += 9;
	while (i < window.n && window.p[i] == ' ')
		i++;
	if (i >= window.n || (window.p[i] != '\'' && window.p[i] != '"'))
		return false;
	size_t end = value_end(window, i + 1, VALUE_MOST);
	str v = str_sub(window, i + 1, end - i - 1);

	if (!v.n || v.n > PASSWORD_MOST || !printable(v) || literal_placeholder(v))
		return false;
	if (!take_hashed(v, i + 1, ret))
		*ret = (struct anchored){i + 1, v.n, form(KIND_PASSWORD, 90, FIND_WHY_FORM | FIND_WHY_BEFORE)};
	return true;
}

/* ---- keys behind a name ---- */

/* Which maker or use do the words around a key's name speak of? */
enum kind literal_key_kind(str around, str v, bool secret)
{
	static const struct {
		str word;
		enum kind kind;
	} words[] = {
		{STR_INIT("sms"), KIND_SMS_KEY},
		{STR_INIT("短信"), KIND_SMS_KEY},
		{STR_INIT("yunpian"), KIND_SMS_KEY},
		{STR_INIT("sm4"), KIND_SYMMETRIC_KEY},
		{STR_INIT("aes"), KIND_SYMMETRIC_KEY},
		{STR_INIT("des_"), KIND_SYMMETRIC_KEY},
		{STR_INIT("encrypt"), KIND_SYMMETRIC_KEY},
		{STR_INIT("wechat"), KIND_WECHAT_SECRET},
		{STR_INIT("weixin"), KIND_WECHAT_SECRET},
		{STR_INIT("微信"), KIND_WECHAT_SECRET},
		{STR_INIT("wx"), KIND_WECHAT_SECRET},
		{STR_INIT("miniapp"), KIND_WECHAT_SECRET},
		{STR_INIT("huawei"), KIND_HUAWEI_KEY},
		{STR_INIT("obs"), KIND_HUAWEI_KEY},
		{STR_INIT("hwcloud"), KIND_HUAWEI_KEY},
		{STR_INIT("hw_"), KIND_HUAWEI_KEY},
		{STR_INIT("baidu"), KIND_BAIDU_KEY},
		{STR_INIT("bce"), KIND_BAIDU_KEY},
		{STR_INIT("qiniu"), KIND_QINIU_KEY},
		{STR_INIT("jdcloud"), KIND_JDCLOUD_KEY},
		{STR_INIT("dingtalk"), KIND_WEBHOOK},
		{STR_INIT("ding_"), KIND_WEBHOOK},
		{STR_INIT("feishu"), KIND_WEBHOOK},
		{STR_INIT("lark"), KIND_WEBHOOK},
		{STR_INIT("wecom"), KIND_WEBHOOK},
		{STR_INIT("corpsecret"), KIND_WEBHOOK},
		{STR_INIT("_authtoken"), KIND_REPOSITORY_TOKEN},
		{STR_INIT("gitlab"), KIND_REPOSITORY_TOKEN},
		{STR_INIT("github"), KIND_REPOSITORY_TOKEN},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		bool wechat = words[i].kind == KIND_WECHAT_SECRET;

		if (str_ihas(around, words[i].word) && (!wechat || v.n == 32))
			return words[i].kind;
	}
	return secret ? KIND_CLOUD_SECRET : KIND_SERVICE_TOKEN;
}

/* Behind "secret": key, _key, accesskey, id …: the rest of the name, at most 16 bytes. 0: no name ends here. */
static size_t rest_of_name(str s, size_t at)
{
	static const str rests[] = {
		STR_INIT("accesskey"), STR_INIT("access_key"), STR_INIT("access-key"), STR_INIT("key"),
		STR_INIT("_key"),      STR_INIT("-key"),       STR_INIT("secret"),     STR_INIT("_secret"),
		STR_INIT("-secret"),   STR_INIT(".secret"),    STR_INIT("id"),         STR_INIT("_id"),
		STR_INIT("-id"),       STR_INIT("value"),      STR_INIT("_value"),     STR_INIT(".key"),
		STR_INIT("_base64"),   STR_INIT("_wechat"),    STR_INIT("_weixin"),    STR_INIT("_wx"),
		STR_INIT("_prod"),     STR_INIT("_dev"),       STR_INIT("_test"),      STR_INIT("_aliyun"),
		STR_INIT("_oss")};
	bool more = true;

	for (size_t k = 0; more && k < 3; k++) {
		more = false;
		for (size_t i = 0; !more && i < ARRAY_LEN(rests); i++)
			if (str_istarts(str_from(s, at), rests[i])) {
				at += rests[i].n;
				more = true;
			}
	}
	return name_end(s, at);
}

static bool is_key_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '-' || c == '.' || c == '~';
}

static bool is_key(str v)
{
	struct shape f = shape_of(v);

	if (v.n < 12 || v.n > 300)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!is_key_byte(v.p[i]))
			return false;
	if (f.digits == v.n || f.digits < 2)
		return f.upper >= 4 && f.lower >= 4 && v.n >= 24 && (f.digits || is_mixed(v));
	return f.upper + f.lower >= 3;
}

bool take_secret(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t behind = rest_of_name(window, at + n);
	size_t from = behind ? value_from(window, behind) : 0;

	if (!from)
		return false;
	bool quoted = quote_before(window, from) != 0;
	str v = str_sub(window, from, value_end(window, from, VALUE_MOST) - from);
	size_t left = at > NEAR ? at - NEAR : 0;
	bool secret = str_ihas(str_sub(window, at, behind - at), STR("secret"));

	/* Bearer x, Basic x */
	if (!is_key(v) || literal_placeholder(v) || (!quoted && is_expression(v)))
		return false;
	/* Web tokens and keys with a beginning of their own are told by it. */
	if (str_starts(v, STR("eyJ")) || literal_is_token(v))
		return false;
	enum kind k = literal_key_kind(str_sub(window, left, from - left), v, secret);
	int base = v.n >= 16 ? 78 : 68;

	if (!quoted && k == KIND_SERVICE_TOKEN)
		base -= 6;
	*ret = (struct anchored){from, v.n, form(k, base, FIND_WHY_BEFORE)};
	return true;
}

/* ak: x, sk = x, hw_ak … */
bool take_pair(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t wide =
		window.p[at + n - 1] == '=' || window.p[at + n - 1] == ':' || window.p[at + n - 1] == '"' ? n - 1 : n;
	size_t from = value_from(window, at + wide);
	size_t left = at > NEAR ? at - NEAR : 0;

	if (!from || (byte_is_alpha(window.p[at]) && at && byte_is_alnum(window.p[at - 1])))
		return false;
	str v = str_sub(window, from, value_end(window, from, VALUE_MOST) - from);

	if (!is_key(v) || v.n < 16 || v.n > 64 || literal_placeholder(v) || literal_is_token(v))
		return false;
	enum kind k = literal_key_kind(str_sub(window, left, from - left), v, true);

	*ret = (struct anchored){from, v.n, {.kind = k, .validity = KIND_FORM, .base = 76, .why = FIND_WHY_BEFORE}};
	return true;
}

/* "auth": "base64 of user:password", as Docker keeps it. */
bool take_docker(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = value_from(window, at + n);
	str v = str_sub(window, from, from ? value_end(window, from, 200) - from : 0);
	buf plain;

	buf_init(&plain, 256);
	bool pair = v.n >= 8 && base64_get(&plain, v) && str_find_byte(buf_str(&plain), ':') + 1 < plain.n &&
		    printable(buf_str(&plain));

	buf_release(&plain);
	*ret = (struct anchored){from, v.n, form(KIND_PASSWORD, 84, FIND_WHY_BEFORE)};
	return pair;
}

/* redis-cli … -a x, curl -u name:x */
static bool take_login(str window, size_t at, bool pair, struct anchored *ret)
{
	str rest = str_sub(window, at, 100);
	size_t from = at + (pair ? str_find_byte(rest, ':') + 1 : str_find(rest, STR(" -a ")) + 4);

	if (from >= at + rest.n || (pair && str_find_byte(str_sub(rest, 0, from - at), ' ') < from - at))
		return false;
	if (window.p[from] == '\'' || window.p[from] == '"')
		from++;
	str v = str_sub(window, from, value_end(window, from, PASSWORD_MOST) - from);

	*ret = (struct anchored){from, v.n, form(KIND_PASSWORD, 84, FIND_WHY_FORM)};
	return v.n >= 4 && printable(v) && !literal_placeholder(v) && v.p[0] != '$' && v.p[0] != '-' && v.p[0] != '/';
}

/* sshpass -p x, mysql -u root -px */
bool take_flag(str window, size_t at, size_t n, struct anchored *ret)
{
	static const str flags[] = {STR_INIT("redis-cli"), STR_INIT("curl -u ")};
	bool ssh = window.p[at] == 's';

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (str_starts(str_from(window, at), flags[i]))
			return take_login(window, at + flags[i].n, i == 1, ret);
	size_t flag = str_find(str_sub(window, at + n, 60), STR(" -p"));
	size_t from = ssh ? at + n : at + n + flag + 3;

	if (!ssh && (flag >= 60 || from >= window.n || window.p[from] == ' '))
		return false;
	while (from < window.n && (window.p[from] == ' ' || window.p[from] == '\'' || window.p[from] == '"'))
		from++;
	str v = str_sub(window, from, value_end(window, from, PASSWORD_MOST) - from);

	if (v.n < 4 || !printable(v) || literal_placeholder(v) || v.p[0] == '$' || v.p[0] == '-')
		return false;
	*ret = (struct anchored){from, v.n, form(KIND_PASSWORD, 84, FIND_WHY_FORM)};
	return true;
}

/* client-key-data: the base64 of a PEM block ("-----BEGIN" is LS0tLS1CRUdJTi). */
bool take_key_data(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = value_from(window, at + n);
	size_t end = from;

	while (from && end < window.n && is_base64(window.p[end]))
		end++;
	if (end - from < 2 * PEM_LEAST || !str_starts(str_from(window, from), STR("LS0tLS1CRUdJ")))
		return false;
	*ret = (struct anchored){from, end - from, form(KIND_PRIVATE_KEY, 92, FIND_WHY_FORM | FIND_WHY_BEFORE)};
	return true;
}

/* Authorization: Basic …, Bearer … (web tokens are told by themselves). */
bool take_bearer(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = value_from(window, at + n);
	bool basic = from && str_istarts(str_from(window, from), STR("Basic "));

	if (!basic && !(from && str_istarts(str_from(window, from), STR("Bearer "))))
		return false;
	from += basic ? 6 : 7;
	size_t end = from;

	while (end < window.n && end - from < VALUE_MOST && is_key_byte(window.p[end]))
		end++;
	str v = str_sub(window, from, end - from);

	if (v.n < 8 || literal_placeholder(v) || str_starts(v, STR("eyJ")))
		return false;
	struct shape f = shape_of(v);

	*ret = (struct anchored){
		from, v.n,
		form(basic ? KIND_PASSWORD : KIND_SERVICE_TOKEN, f.digits || f.upper ? 78 : 50, FIND_WHY_BEFORE)};
	return true;
}

/* ---- URLs ---- */

/* scheme://user:password@host */
bool take_url(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at + n;
	size_t colon = 0;
	size_t sign = 0;

	if (!at || !byte_is_alnum(window.p[at - 1]))
		return false;
	for (size_t i = from; i < window.n && i - from < 200; i++) {
		uint8_t c = window.p[i];

		if (c == '@')
			sign = i;
		else if (c == ':' && !colon && !sign)
			colon = i;
		else if (c == '/' || c == '?' || c == '"' || c == '\'' || c == '<' || c == '>' || c <= ' ' || c >= 0x80)
			break;
	}
	if (!colon || !sign || sign < colon + 2)
		return false;
	str v = str_sub(window, colon + 1, sign - colon - 1);
	str host = str_sub(window, sign + 1, 40);
	bool hidden = literal_placeholder(v) || str_istarts(v, STR("pass")) || str_istarts(v, STR("pwd")) ||
		      str_istarts(v, STR("secret")) || str_ieq(v, STR("pw")) || str_ihas(host, STR("example.")) ||
		      str_starts(host, STR("host")) || str_starts(host, STR("foo.")) || v.n < 3;

	if (hidden && !(v.n >= 3 && !str_has(v, STR("*")) && !str_has(v, STR("$")) && !str_has(v, STR("{")) &&
			!str_has(v, STR("<")) && !str_has(v, STR("xx")) && !str_has(v, STR("%"))))
		return false;
	/* A word of a manual (user:password@host) is a password too where somebody runs it; possible, not sure. */
	*ret = (struct anchored){colon + 1, v.n, form(KIND_URL_PASSWORD, hidden ? 45 : 86, FIND_WHY_FORM)};
	return true;
}

/* jdbc:oracle:thin:user/password@host */
bool take_jdbc(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t sign = at + n;
	size_t slash = 0;

	while (sign < window.n && sign - at < 160 && window.p[sign] > ' ' && window.p[sign] != '@' &&
	       window.p[sign] != '"') {
		if (window.p[sign] == '/' && !slash)
			slash = sign;
		sign++;
	}
	if (!slash || sign >= window.n || window.p[sign] != '@' || sign < slash + 2)
		return false;
	str v = str_sub(window, slash + 1, sign - slash - 1);

	*ret = (struct anchored){slash + 1, v.n, form(KIND_URL_PASSWORD, 86, FIND_WHY_FORM)};
	return !literal_placeholder(v);
}
