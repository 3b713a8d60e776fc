/* Secrets that stand behind their name: assignments of every notation, URLs, SQL, PEM blocks. */
#include "base/base64.h"
#include "detect/key_name.h"
#include "detect/literal_priv.h"
#include "detect/word.h"

#define PEM_HEAD_MOST 64
#define PEM_LEAST 32 /* base64 without a break; code that looks for the mark has none */
#define NEAR 64

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

		*ret = (struct anchored){at, line, literal_hit(KIND_PRIVATE_KEY, 86, FIND_WHY_FORM)};
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
					 literal_hit(KIND_PRIVATE_KEY, 45, FIND_WHY_FORM)};
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
	*ret = (struct anchored){at, end, literal_hit(KIND_PRIVATE_KEY, 95, FIND_WHY_FORM)};
	return true;
}

/* ---- keys behind a name ---- */

/* The name that ends `around`, quotes and signs aside. */
static str own_name(str around)
{
	size_t end = around.n;
	size_t from = 0;

	while (end && !byte_is_alnum(around.p[end - 1]) && around.p[end - 1] < 0x80)
		end--;
	for (from = end; from && (byte_is_alnum(around.p[from - 1]) || around.p[from - 1] >= 0x80 ||
				  str_find_byte(STR("_-. "), around.p[from - 1]) < 4);)
		from--;
	return str_sub(around, from, end - from);
}

/* By the words of Chinese names, and others that stand glued. */
static enum kind key_word_kind(str around)
{
	static const struct {
		str word;
		enum kind kind;
	} words[] = {
		{STR_INIT("短信"), KIND_SMS_KEY},
		{STR_INIT("sms"), KIND_SMS_KEY},
		{STR_INIT("yunpian"), KIND_SMS_KEY},
		{STR_INIT("sm4"), KIND_SYMMETRIC_KEY},
		{STR_INIT("aes"), KIND_SYMMETRIC_KEY},
		{STR_INIT("encrypt"), KIND_SYMMETRIC_KEY},
		{STR_INIT("3des"), KIND_SYMMETRIC_KEY},
		{STR_INIT("加密"), KIND_SYMMETRIC_KEY},
		{STR_INIT("加解密"), KIND_SYMMETRIC_KEY},
		{STR_INIT("对称"), KIND_SYMMETRIC_KEY},
		{STR_INIT("wechat"), KIND_WECHAT_SECRET},
		{STR_INIT("weixin"), KIND_WECHAT_SECRET},
		{STR_INIT("微信"), KIND_WECHAT_SECRET},
		{STR_INIT("wx"), KIND_WECHAT_SECRET},
		{STR_INIT("小程序"), KIND_WECHAT_SECRET},
		{STR_INIT("xcx"), KIND_WECHAT_SECRET},
		{STR_INIT("公众号"), KIND_WECHAT_SECRET},
		{STR_INIT("miniapp"), KIND_WECHAT_SECRET},
		{STR_INIT("huawei"), KIND_HUAWEI_KEY},
		{STR_INIT("华为"), KIND_HUAWEI_KEY},
		{STR_INIT("hwcloud"), KIND_HUAWEI_KEY},
		{STR_INIT("obs"), KIND_HUAWEI_KEY},
		{STR_INIT("七牛"), KIND_QINIU_KEY},
		{STR_INIT("qiniu"), KIND_QINIU_KEY},
		{STR_INIT("baidu"), KIND_BAIDU_KEY},
		{STR_INIT("bce"), KIND_BAIDU_KEY},
		{STR_INIT("jdcloud"), KIND_JDCLOUD_KEY},
		{STR_INIT("dingtalk"), KIND_WEBHOOK},
		{STR_INIT("钉钉"), KIND_WEBHOOK},
		{STR_INIT("feishu"), KIND_WEBHOOK},
		{STR_INIT("飞书"), KIND_WEBHOOK},
		{STR_INIT("wecom"), KIND_WEBHOOK},
		{STR_INIT("企业微信"), KIND_WEBHOOK},
		{STR_INIT("corpsecret"), KIND_WEBHOOK},
		{STR_INIT("_authtoken"), KIND_REPOSITORY_TOKEN},
		{STR_INIT("gitlab"), KIND_REPOSITORY_TOKEN},
		{STR_INIT("github"), KIND_REPOSITORY_TOKEN},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ihas(around, words[i].word))
			return words[i].kind;
	return KIND_CLOUD_SECRET;
}

static bool of_kind(enum kind k, str v)
{
	return k != KIND_CLOUD_SECRET && (k != KIND_WECHAT_SECRET || v.n == 32);
}

/* Its own name tells before what stands around it. */
enum kind literal_key_kind(str around, str v, bool secret)
{
	uint8_t space[96];
	str name = own_name(around);
	str plain = {space, word_plain(str_sub(name, 0, 64), space, sizeof space)};
	enum kind k = KIND_CLOUD_SECRET;

	if (key_name_kind(plain, &k) && of_kind(k, v))
		return k;
	k = key_word_kind(name);
	if (!of_kind(k, v))
		k = key_word_kind(around);
	if (of_kind(k, v))
		return k;
	return secret ? KIND_CLOUD_SECRET : KIND_SERVICE_TOKEN;
}

/* Behind "secret": key, _key, accesskey, id …: the rest of the name, at most 16 bytes. 0: no name ends here. */
static size_t rest_of_name(str s, size_t at)
{
	static const str rests[] = {
		STR_INIT("_access_key"), STR_INIT("-access-key"), STR_INIT(" access key"), STR_INIT(" key"),
		STR_INIT(".access-key"), STR_INIT(" id"),         STR_INIT("accesskey"),   STR_INIT("access_key"),
		STR_INIT("access-key"),  STR_INIT("key"),         STR_INIT("_key"),        STR_INIT("-key"),
		STR_INIT("secret"),      STR_INIT("_secret"),     STR_INIT("-secret"),     STR_INIT(".secret"),
		STR_INIT("id"),          STR_INIT("_id"),         STR_INIT("-id"),         STR_INIT("value"),
		STR_INIT("_value"),      STR_INIT(".key"),        STR_INIT("_base64"),     STR_INIT("_wechat"),
		STR_INIT("_weixin"),     STR_INIT("_wx"),         STR_INIT("_prod"),       STR_INIT("_dev"),
		STR_INIT("_test"),       STR_INIT("_aliyun"),     STR_INIT("_oss")};
	bool more = true;

	for (size_t k = 0; more && k < 3; k++) {
		more = false;
		for (size_t i = 0; !more && i < ARRAY_LEN(rests); i++)
			if (str_istarts(str_from(s, at), rests[i])) {
				at += rests[i].n;
				more = true;
			}
	}
	return literal_name_end(s, at);
}

static bool is_key_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '-' || c == '.' || c == '~';
}

static bool is_hex_key(str v, const struct literal_shape *f)
{
	for (size_t i = 0; i < v.n; i++)
		if (byte_hex(v.p[i]) < 0)
			return false;
	return v.n >= 16 && v.n % 8 == 0 && !(f->upper && f->lower);
}

static bool is_key(str v)
{
	struct literal_shape f = literal_shape(v);

	if (v.n < 12 || v.n > 300)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!is_key_byte(v.p[i]))
			return false;
	/* Identifiers of Huawei: 20 capitals and digits, few have no digit. */
	if (v.n == 20 && f.upper + f.digits == v.n && f.upper >= 8)
		return true;
	if (f.digits == v.n || f.digits < 2)
		return f.upper >= 4 && f.lower >= 4 && v.n >= 24 && (f.digits || literal_mixed(v));
	/* Of sixteen hexadecimal digits few may be letters. */
	return f.upper + f.lower >= 3 || is_hex_key(v, &f);
}

/* A key of RSA, EC or SM2 as base64 without its marks: PKCS#1, PKCS#8 or SEC 1 begin so. */
static bool take_bare_key(str window, size_t name, size_t from, struct anchored *ret)
{
	static const str heads[] = {STR_INIT("MII"), STR_INIT("MIG"), STR_INIT("MHc"), STR_INIT("MHQ")};
	str label = str_sub(window, name, from - name);
	size_t end = from;
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		known = known || str_starts(str_from(window, from), heads[i]);
	if (!known || !(str_ihas(label, STR("private")) || str_has(label, STR("私钥"))))
		return false;
	while (end < window.n && is_base64(window.p[end]))
		end++;
	*ret = (struct anchored){from, end - from, literal_hit(KIND_PRIVATE_KEY, 92, FIND_WHY_FORM | FIND_WHY_BEFORE)};
	return end - from >= 2 * PEM_LEAST;
}

/* Of signs that no base64 has: SECRET_KEY = 'x9(…^…' of a framework. */
static bool is_signed_key(str v)
{
	struct literal_shape f = literal_shape(v);

	return v.n >= 24 && v.n <= 128 && literal_printable(v) && f.digits >= 3 && f.upper + f.lower >= 8 &&
	       3 * f.other <= v.n && str_find(v, STR("(")) + 1 < v.n && !str_has(v, STR("://"));
}

/* 密钥标识：x, AK值=x: what is said of a key. */
static size_t over_nouns(str s, size_t at)
{
	static const str nouns[] = {STR_INIT("标识符"), STR_INIT("标识"), STR_INIT("值"),      STR_INIT("串"),
				    STR_INIT("字符串"), STR_INIT("明文"), STR_INIT("信息"),    STR_INIT("内容"),
				    STR_INIT("原文"),   STR_INIT("参数"), STR_INIT("配置"),    STR_INIT("编码"),
				    STR_INIT("对"),     STR_INIT("码"),   STR_INIT("key"),     STR_INIT("id"),
				    STR_INIT("secret"), STR_INIT("密钥"), STR_INIT("（密钥）")};
	size_t end = at;

	for (size_t i = 0; i < ARRAY_LEN(nouns) && end == at; i++)
		if (str_istarts(str_from(s, at), nouns[i]))
			end = at + nouns[i].n;
	return end < s.n && byte_is_alnum(s.p[end]) ? at : end;
}

static size_t secret_from(str window, size_t at, size_t behind)
{
	size_t from = literal_value_from(window, over_nouns(window, behind));
	size_t name = literal_name_from(window, at);

	/* aws configure set aws_secret_access_key x */
	if (!from && behind + 28 < window.n && window.p[behind] == ' ') {
		str v = str_sub(window, behind + 1, literal_value_end(window, behind + 1, false) - behind - 1);
		struct literal_shape f = literal_shape(v);

		if (v.n >= 28 && f.digits >= 3 && f.upper >= 3 && f.lower >= 3)
			return behind + 1;
	}
	/* --secret-key x */
	if (!from && window.p[name] == '-' && behind + 16 < window.n && window.p[behind] == ' ')
		from = behind + 1 + (window.p[behind + 1] == '\'' || window.p[behind + 1] == '"');
	/* 七牛云AccessKey x */
	if (!from && name && window.p[name - 1] >= 0x80 && behind + 16 < window.n && window.p[behind] == ' ')
		from = behind + 1;
	return from;
}

static bool is_quoted_string(str window, size_t from)
{
	uint8_t q = literal_quote(window, from);

	return q && q != '`';
}

bool take_secret(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t behind = rest_of_name(window, at + n);
	size_t from = behind ? secret_from(window, at, behind) : 0;
	size_t name = window.p[at] < 0x80 ? literal_name_from(window, at) : at;

	/* publicKeyToken names an assembly. */
	if (!from || str_ihas(str_sub(window, name, behind - name), STR("public")))
		return false;
	if (take_bare_key(window, at, from, ret))
		return true;
	bool quoted = literal_quote(window, from) != 0;
	str v = str_sub(window, from, literal_value_end(window, from, false) - from);
	size_t left = at > NEAR ? at - NEAR : 0;
	bool secret = behind > name && str_ihas(str_sub(window, name, behind - name), STR("secret"));

	/* Bearer x, Basic x */
	if (!(is_key(v) || (quoted && secret && is_signed_key(v))) || literal_placeholder(v) ||
	    (!quoted && literal_expression(v)))
		return false;
	/* Web tokens and keys with a beginning of their own are told by it. */
	if (str_starts(v, STR("eyJ")) || literal_is_token(v))
		return false;
	/* crypto_key: x509.Certificate */
	if (!is_quoted_string(window, from) && v.n < 40 && str_find_byte(v, '.') < v.n)
		return false;
	enum kind k = literal_key_kind(str_sub(window, left, from - left), v, secret);
	int base = v.n >= 16 ? 78 : 68;

	if (!quoted && k == KIND_SERVICE_TOKEN)
		base -= 6;
	*ret = (struct anchored){from, v.n, literal_hit(k, base, FIND_WHY_BEFORE)};
	return true;
}

/* sms_key, encrypt.key, wx-mch-key, sm4_my: a key of what its name says. */
bool take_key(str window, size_t at, size_t n, struct anchored *ret)
{
	/* Also where nothing sets them apart: wxpaykey. */
	static const str words[] = {STR_INIT("api"),   STR_INIT("access"), STR_INIT("app"),    STR_INIT("sign"),
				    STR_INIT("aes"),   STR_INIT("sm4"),    STR_INIT("crypt"),  STR_INIT("priva"),
				    STR_INIT("mch"),   STR_INIT("sms"),    STR_INIT("secur"),  STR_INIT("auth"),
				    STR_INIT("hmac"),  STR_INIT("jwt"),    STR_INIT("cipher"), STR_INIT("huawei"),
				    STR_INIT("qiniu"), STR_INIT("wxpay"),  STR_INIT("alipay")};
	size_t from = literal_name_from(window, at);
	uint8_t space[96];

	/* apiKey=: a capital begins a word; the sign behind is no part of the name. */
	while (n && !byte_is_alpha(window.p[at + n - 1]))
		n--;
	str name = str_sub(window, from, at - from);
	str whole = str_sub(window, from, at + n - from);
	bool known = at && window.p[at - 1] >= 0x80;

	for (size_t i = 0; !known && i < ARRAY_LEN(words); i++)
		known = str_ihas(name, words[i]);
	known = known || key_name_is((str){space, word_plain(str_sub(whole, 0, 64), space, sizeof space)});
	return known && take_secret(window, at, n, ret);
}

/* Begins ak or sk a word (obsAk), or is it glued to whose it is (hwyak)? */
static bool pair_name(str window, size_t at, size_t n)
{
	bool glued = byte_is_alpha(window.p[at]) && at && byte_is_alnum(window.p[at - 1]);
	size_t from = literal_name_from(window, at);
	uint8_t space[96];

	if (!glued || (window.p[at] < 'a' && window.p[at - 1] >= 'a'))
		return true;
	return at - from <= 48 &&
	       key_name_is((str){space, word_plain(str_sub(window, from, at + n - from), space, sizeof space)});
}

/* ak: x, sk = x, hw_ak … */
bool take_pair(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t wide = n;

	while (wide && !byte_is_alpha(window.p[at + wide - 1]))
		wide--;
	size_t from = literal_value_from(window, over_nouns(window, at + wide));
	size_t left = at > NEAR ? at - NEAR : 0;

	if (!from || !pair_name(window, at, wide))
		return false;
	str v = str_sub(window, from, literal_value_end(window, from, false) - from);

	/* AK/SK: x/y */
	size_t slash = str_find_byte(v, '/');

	if (slash >= 16 && slash + 17 <= v.n && at >= 3 && str_ieq(str_sub(window, at - 3, 3), STR("ak/"))) {
		from += slash + 1;
		v = str_from(v, slash + 1);
	}
	if (!is_key(v) || v.n < 16 || v.n > 90 || literal_placeholder(v) || literal_is_token(v))
		return false;
	enum kind k = literal_key_kind(str_sub(window, left, from - left), v, true);

	*ret = (struct anchored){from, v.n, {.kind = k, .validity = KIND_FORM, .base = 76, .why = FIND_WHY_BEFORE}};
	return true;
}

/* "auth": "base64 of user:password", as Docker keeps it. */
bool take_docker(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = literal_value_from(window, at + n - (window.p[at + n - 1] == '='));
	str v = str_sub(window, from, from ? literal_value_end(window, from, false) - from : 0);
	buf plain;

	buf_init(&plain, 256);
	bool pair = v.n >= 8 && base64_get(&plain, v) && str_find_byte(buf_str(&plain), ':') + 1 < plain.n &&
		    literal_printable(buf_str(&plain));

	buf_release(&plain);
	*ret = (struct anchored){from, v.n, literal_hit(KIND_PASSWORD, 84, FIND_WHY_BEFORE)};
	return pair;
}

/* client-key-data: the base64 of a PEM block ("-----BEGIN" is LS0tLS1CRUdJTi). */
bool take_key_data(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = literal_value_from(window, at + n);
	size_t end = from;

	while (from && end < window.n && is_base64(window.p[end]))
		end++;
	if (end - from < 2 * PEM_LEAST || !str_starts(str_from(window, from), STR("LS0tLS1CRUdJ")))
		return false;
	*ret = (struct anchored){from, end - from, literal_hit(KIND_PRIVATE_KEY, 92, FIND_WHY_FORM | FIND_WHY_BEFORE)};
	return true;
}

/* Authorization: Basic …, Bearer … (web tokens are told by themselves). */
bool take_bearer(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = literal_value_from(window, at + n);
	bool basic = from && str_istarts(str_from(window, from), STR("Basic "));

	if (!basic && !(from && str_istarts(str_from(window, from), STR("Bearer "))))
		return false;
	from += basic ? 6 : 7;
	size_t end = from;

	while (end < window.n && end - from < LITERAL_VALUE_MOST && is_key_byte(window.p[end]))
		end++;
	str v = str_sub(window, from, end - from);

	if (v.n < 8 || literal_placeholder(v) || str_starts(v, STR("eyJ")))
		return false;
	struct literal_shape f = literal_shape(v);

	*ret = (struct anchored){from, v.n,
				 literal_hit(basic ? KIND_PASSWORD : KIND_SERVICE_TOKEN, f.digits || f.upper ? 78 : 50,
					     FIND_WHY_BEFORE)};
	return true;
}

/* ---- URLs ---- */

static bool all_digits(str v)
{
	return v.n && literal_shape(v).digits == v.n;
}

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
		else if (c == ':' && !colon)
			colon = i;
		else if (c == '/' || (c == ';' && colon && all_digits(str_sub(window, colon + 1, i - colon - 1))) ||
			 c == '?' || c == '"' || c == '\'' || c == '<' || c == '>' || c <= ' ' || c >= 0x80)
			break;
	}
	if (!colon || !sign || sign < colon + 2)
		return false;
	str v = str_sub(window, colon + 1, sign - colon - 1);
	str host = str_sub(window, sign + 1, 40);
	/* USERNAME:[PASSWORD]@ of a manual */
	if (str_find_byte(v, '[') < v.n || str_find_byte(v, ']') < v.n)
		return false;
	bool hidden = literal_placeholder(v) || str_istarts(v, STR("pass")) || str_istarts(v, STR("pwd")) ||
		      str_istarts(v, STR("secret")) || str_ieq(v, STR("pw")) || str_ihas(host, STR("example.")) ||
		      str_starts(host, STR("host")) || str_starts(host, STR("foo.")) || v.n < 3;

	if (hidden && !(v.n >= 3 && !str_has(v, STR("*")) && !str_has(v, STR("$")) && !str_has(v, STR("{")) &&
			!str_has(v, STR("<")) && !str_has(v, STR("xx")) && !str_has(v, STR("%"))))
		return false;
	/* A word of a manual (user:password@host) is a password too where somebody runs it; possible, not sure. */
	*ret = (struct anchored){colon + 1, v.n, literal_hit(KIND_URL_PASSWORD, hidden ? 45 : 86, FIND_WHY_FORM)};
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

	*ret = (struct anchored){slash + 1, v.n, literal_hit(KIND_URL_PASSWORD, 86, FIND_WHY_FORM)};
	return !literal_placeholder(v);
}

/* user:password@tcp(host:port)/x, as drivers for Go want it */
static bool take_dsn(str window, size_t at, struct anchored *ret)
{
	size_t from = at;
	size_t colon = at;

	while (from && at - from < 100 && window.p[from - 1] > ' ' && window.p[from - 1] < 0x7f &&
	       !(window.p[from - 1] == '"' || window.p[from - 1] == '\'' || window.p[from - 1] == '=' ||
		 window.p[from - 1] == '`'))
		from--;
	colon = from + str_find_byte(str_sub(window, from, at - from), ':');
	if (colon >= at)
		return false;
	str v = str_sub(window, colon + 1, at - colon - 1);

	*ret = (struct anchored){colon + 1, v.n, literal_hit(KIND_URL_PASSWORD, 88, FIND_WHY_FORM)};
	return colon > from && v.n >= 3 && !literal_placeholder(v) && v.p[0] != '%' && v.p[0] != '$';
}

bool take_at(str window, size_t at, size_t n, struct anchored *ret)
{
	return take_email(window, at, n, ret) ||
	       (str_starts(str_from(window, at), STR("@tcp(")) && take_dsn(window, at, ret));
}

/* 华为云AK标识=x, 七牛 SK：x: behind a maker's name. */
bool take_cloud_pair(str window, size_t at, size_t n, struct anchored *ret)
{
	static const str between[] = {STR_INIT("云"), STR_INIT(" "), STR_INIT("OBS"),  STR_INIT("OSS"), STR_INIT("COS"),
				      STR_INIT("的"), STR_INIT("_"), STR_INIT("账号"), STR_INIT("平台")};
	size_t i = at + n;

	for (size_t k = 0; k < 4 * ARRAY_LEN(between); k++) {
		str word = between[k % ARRAY_LEN(between)];

		i += str_starts(str_from(window, i), word) ? word.n : 0;
	}
	str key = str_sub(window, i, 2);

	return (str_ieq(key, STR("ak")) || str_ieq(key, STR("sk"))) && take_pair(window, i, 2, ret);
}
