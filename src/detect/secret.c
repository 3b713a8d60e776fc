#include "detect/secret.h"

#define NAME_MOST ((size_t)64)
#define VALUE_MOST ((size_t)4096)

static const char *const kind_names[SECRET_KIND_COUNT] = {"private-key", "access-key", "token", "password"};

/* Beginnings of keys that their makers publish, with the least number of characters that follow. */
static const struct {
	str head;
	size_t least;
	enum secret_kind kind;
} heads[] = {
	{STR_INIT("AKIA"), 16, SECRET_ACCESS_KEY}, {STR_INIT("ASIA"), 16, SECRET_ACCESS_KEY},
	{STR_INIT("LTAI"), 12, SECRET_ACCESS_KEY}, {STR_INIT("AKID"), 28, SECRET_ACCESS_KEY},
	{STR_INIT("ghp_"), 30, SECRET_ACCESS_KEY}, {STR_INIT("glpat-"), 18, SECRET_ACCESS_KEY},
	{STR_INIT("sk-"), 20, SECRET_ACCESS_KEY},  {STR_INIT("xoxb-"), 20, SECRET_ACCESS_KEY},
	{STR_INIT("eyJ"), 20, SECRET_TOKEN},
};

static const str words[] = {
	STR_INIT("pass"), STR_INIT("pwd"),  STR_INIT("secret"),  STR_INIT("token"),      STR_INIT("apikey"),
	STR_INIT("_key"), STR_INIT("-key"), STR_INIT("private"), STR_INIT("credential"), STR_INIT("accesskey"),
	STR_INIT("salt"), STR_INIT("dsn"),  STR_INIT("密码"),    STR_INIT("口令"),
};

const char *secret_kind_name(enum secret_kind k)
{
	return kind_names[k];
}

bool secret_name(str name)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ihas(name, words[i]))
			return true;
	return str_ieq(name, STR("key")) || str_ieq(name, STR("auth"));
}

static bool is_key_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '+' || c == '/' || c == '=';
}

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c >= 0x80;
}

static bool key_at(str text, size_t at, struct secret *ret)
{
	if (at && byte_is_alnum(text.p[at - 1]))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		if (!str_starts(str_from(text, at), heads[i].head))
			continue;
		size_t n = heads[i].head.n;

		while (at + n < text.n && n < VALUE_MOST && is_key_byte(text.p[at + n]))
			n++;
		if (n < heads[i].head.n + heads[i].least)
			continue;
		*ret = (struct secret){heads[i].kind, at, n};
		return true;
	}
	return false;
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
	case 'A':
	case 'L':
	case 'g':
	case 's':
	case 'x':
	case 'e':
		return key_at(text, i, ret);
	default:
		return false;
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
