#include "detect/secret.h"

#define NAME_MOST ((size_t)64)
#define VALUE_MOST ((size_t)4096)

/* Forms as published by their makers until 2025. */
const struct secret_form secret_forms[] = {
	{STR_INIT("LTAI"), 12, 26, SECRET_ALNUM, KIND_ALIYUN_KEY},
	{STR_INIT("AKIA"), 16, 16, SECRET_UPPER, KIND_AWS_KEY},
	{STR_INIT("ASIA"), 16, 16, SECRET_UPPER, KIND_AWS_KEY},
	{STR_INIT("AKID"), 28, 68, SECRET_URL_SAFE, KIND_TENCENT_KEY},
	{STR_INIT("AKLT"), 16, 80, SECRET_URL_SAFE, KIND_VOLCENGINE_KEY},
	{STR_INIT("ALTAK"), 16, 32, SECRET_ALNUM, KIND_BAIDU_KEY},
	{STR_INIT("JDC_"), 20, 40, SECRET_UPPER, KIND_JDCLOUD_KEY},
	{STR_INIT("ghp_"), 36, 60, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("gho_"), 36, 60, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghu_"), 36, 60, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghs_"), 36, 60, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghr_"), 36, 90, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("github_pat_"), 60, 100, SECRET_URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("glpat-"), 20, 60, SECRET_DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("glrt-"), 20, 60, SECRET_DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("gldt-"), 20, 60, SECRET_DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("npm_"), 36, 36, SECRET_ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("pypi-AgEI"), 50, 250, SECRET_URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("dckr_pat_"), 27, 40, SECRET_URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("xoxb-"), 20, 90, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxp-"), 20, 90, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxa-"), 20, 90, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxr-"), 20, 90, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxs-"), 20, 90, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("sk-"), 20, 200, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("sk_live_"), 16, 120, SECRET_ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("rk_live_"), 16, 120, SECRET_ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("AIza"), 35, 35, SECRET_URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("hf_"), 30, 40, SECRET_ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("SG."), 60, 80, SECRET_DOTTED, KIND_SERVICE_TOKEN},
	{STR_INIT("SEC"), 64, 64, SECRET_HEX, KIND_WEBHOOK},
};
const size_t secret_form_count = ARRAY_LEN(secret_forms);

const struct secret_form secret_hashes[] = {
	{STR_INIT("$1$"), 24, 31, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$2a$"), 56, 56, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$2b$"), 56, 56, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$2y$"), 56, 56, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$5$"), 45, 80, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$6$"), 88, 125, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$y$"), 60, 120, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$8$"), 52, 64, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$9$"), 52, 64, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$apr1$"), 24, 31, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$argon2"), 60, 200, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("$sm3$"), 45, 80, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("{SSHA}"), 32, 60, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("{SHA}"), 27, 28, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("pbkdf2_sha256$"), 50, 120, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("pbkdf2:sha256:"), 50, 140, SECRET_HASH, KIND_PASSWORD_HASH},
	{STR_INIT("SCRAM-SHA-256$"), 80, 180, SECRET_HASH, KIND_PASSWORD_HASH},
};
const size_t secret_hash_count = ARRAY_LEN(secret_hashes);

static const str words[] = {
	STR_INIT("pass"), STR_INIT("pwd"),  STR_INIT("secret"),  STR_INIT("token"),      STR_INIT("apikey"),
	STR_INIT("_key"), STR_INIT("-key"), STR_INIT("private"), STR_INIT("credential"), STR_INIT("accesskey"),
	STR_INIT("salt"), STR_INIT("dsn"),  STR_INIT("密码"),    STR_INIT("口令"),
};

bool secret_name(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ihas(name, words[i]))
			return true;
	return str_ieq(name, STR("key")) || str_ieq(name, STR("auth"));
}

bool secret_byte(uint8_t c, enum secret_alphabet a)
{
	switch (a) {
	case SECRET_ALNUM:
		return byte_is_alnum(c);
	case SECRET_UPPER:
		return byte_is_digit(c) || (c >= 'A' && c <= 'Z');
	case SECRET_URL_SAFE:
		return byte_is_alnum(c) || c == '_' || c == '-';
	case SECRET_HEX:
		return byte_is_digit(c) || (c >= 'a' && c <= 'f');
	case SECRET_DOTTED:
		return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
	case SECRET_HASH:
		return byte_is_alnum(c) || c == '.' || c == '/' || c == '$' || c == '=' || c == ',' || c == '+' ||
		       c == ':' || c == '-' || c == '_';
	}
	return false;
}

static bool is_key_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '+' || c == '/' || c == '=';
}

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
}

/* What is masked may be cut: half of what the form asks is enough here. */
static bool form_at(str s, const struct secret_form *f, size_t *ret_n)
{
	size_t n = f->head.n;
	bool hash = f->alphabet == SECRET_HASH;

	if (!str_starts(s, f->head))
		return false;
	while (n < s.n && n < VALUE_MOST && (hash ? secret_byte(s.p[n], SECRET_HASH) : is_key_byte(s.p[n])))
		n++;
	*ret_n = n;
	return n >= f->head.n + f->least / 2;
}

static bool key_at(str text, size_t at, struct secret *ret)
{
	str s = str_from(text, at);
	size_t n = 0;
	bool found = false;

	if (at && byte_is_alnum(text.p[at - 1]))
		return false;
	for (size_t i = 0; i < secret_form_count && !found; i++)
		found = secret_forms[i].head.p[0] == s.p[0] && form_at(s, &secret_forms[i], &n);
	for (size_t i = 0; i < secret_hash_count && !found; i++)
		found = secret_hashes[i].head.p[0] == s.p[0] && form_at(s, &secret_hashes[i], &n);
	*ret = (struct secret){SECRET_ACCESS_KEY, at, n};
	if (found)
		return true;
	/* A web token. */
	n = str_starts(s, STR("eyJ")) ? 3 : 0;
	while (n && n < s.n && n < VALUE_MOST && is_key_byte(s.p[n]))
		n++;
	*ret = (struct secret){SECRET_TOKEN, at, n};
	return n >= 23;
}

/* -----BEGIN … PRIVATE KEY----- up to its end mark, or to the end of the text. */
static bool pem_at(str text, size_t at, struct secret *ret)
{
	str s = str_from(text, at);

	if (!str_starts(s, STR("-----BEGIN ")))
		return false;
	size_t mark = str_find(str_sub(s, 0, NAME_MOST), STR("PRIVATE KEY-----"));

	if (mark >= NAME_MOST || mark >= s.n)
		return false;
	size_t from = mark + 16;
	size_t end = str_find(str_from(s, from), STR("-----END"));

	*ret = (struct secret){SECRET_PRIVATE_KEY, at + from, end};
	return true;
}

/* The name that ends before `at`, blanks and a closing quote skipped; bounded. */
static str name_before(str text, size_t at)
{
	size_t end = at;

	for (size_t i = 0;
	     i < 4 && end && (text.p[end - 1] == ' ' || text.p[end - 1] == '"' || text.p[end - 1] == '\''); i++)
		end--;
	size_t from = end;

	while (from && end - from < NAME_MOST && is_name_byte(text.p[from - 1]))
		from--;
	return str_sub(text, from, end - from);
}

/* name = value, name: value, "name": "value", <name>… at the sign between them. */
static bool assignment_at(str text, size_t at, struct secret *ret)
{
	if (!secret_name(name_before(text, at)))
		return false;
	size_t i = at + 1;

	while (i < text.n && i < at + 8 &&
	       (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '>' || text.p[i] == '='))
		i++;
	uint8_t quote = i < text.n ? text.p[i] : 0;
	size_t from = i;

	if (quote == '"' || quote == '\'')
		from++;
	else
		quote = 0;
	for (i = from; i < text.n && i - from < VALUE_MOST; i++) {
		uint8_t c = text.p[i];

		if (c == '\n' || c == '\r' ||
		    (quote ? c == quote : c == ' ' || c == '&' || c == ',' || c == ';' || c == '<'))
			break;
	}
	*ret = (struct secret){SECRET_PASSWORD, from, i - from};
	return i > from;
}

/* scheme://user:password@ at its "://". */
static bool url_at(str text, size_t at, struct secret *ret)
{
	size_t colon = 0;

	for (size_t i = at + 3; i < text.n && i < at + 300; i++) {
		uint8_t c = text.p[i];

		if (c == ':' && !colon)
			colon = i;
		if (c == '@' && colon && i > colon + 1) {
			*ret = (struct secret){SECRET_PASSWORD, colon + 1, i - colon - 1};
			return true;
		}
		if (c == '/' || byte_is_space(c) || c == '@' || c == '"')
			break;
	}
	return false;
}

/* First characters of all forms. */
static const str initials = STR_INIT("AJLSeghnprsdx$p{");

static bool secret_at(str text, size_t i, struct secret *ret)
{
	switch (text.p[i]) {
	case '-':
		return pem_at(text, i, ret);
	case ':':
		if (str_starts(str_from(text, i), STR("://")))
			return url_at(text, i, ret);
		return assignment_at(text, i, ret);
	case '=':
		return assignment_at(text, i, ret);
	default:
		return (!i || !byte_is_alnum(text.p[i - 1])) && str_find_byte(initials, text.p[i]) < initials.n &&
		       key_at(text, i, ret);
	}
}

bool secret_find(str text, size_t *at, struct secret *ret)
{
	for (size_t i = *at; i < text.n; i++) {
		if (!secret_at(text, i, ret))
			continue;
		*at = ret->at + ret->n;
		return true;
	}
	*at = text.n;
	return false;
}
