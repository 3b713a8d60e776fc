/* Keys and tokens whose makers gave them a beginning of their own; web tokens; password hashes. Forms as published by their makers
 * until 2025. */
#include "detect/literal_priv.h"

enum alphabet { ALNUM, UPPER, URL_SAFE, HEX, DOTTED };

static bool is_of(uint8_t c, enum alphabet a)
{
	switch (a) {
	case ALNUM:
		return byte_is_alnum(c);
	case UPPER:
		return byte_is_digit(c) || (c >= 'A' && c <= 'Z');
	case URL_SAFE:
		return byte_is_alnum(c) || c == '_' || c == '-';
	case HEX:
		return byte_is_digit(c) || (c >= 'a' && c <= 'f');
	case DOTTED:
		return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
	}
	return false;
}

/* Beginning, least and most characters behind it. */
static const struct token {
	str head;
	uint8_t least;
	uint8_t most;
	uint8_t alphabet;
	uint8_t kind;
} tokens[] = {
	{STR_INIT("LTAI"), 12, 26, ALNUM, KIND_ALIYUN_KEY},
	{STR_INIT("AKIA"), 16, 16, UPPER, KIND_AWS_KEY},
	{STR_INIT("ASIA"), 16, 16, UPPER, KIND_AWS_KEY},
	{STR_INIT("AKID"), 28, 68, URL_SAFE, KIND_TENCENT_KEY},
	{STR_INIT("AKLT"), 16, 80, URL_SAFE, KIND_VOLCENGINE_KEY},
	{STR_INIT("ALTAK"), 16, 32, ALNUM, KIND_BAIDU_KEY},
	{STR_INIT("JDC_"), 20, 40, UPPER, KIND_JDCLOUD_KEY},
	{STR_INIT("ghp_"), 36, 60, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("gho_"), 36, 60, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghu_"), 36, 60, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghs_"), 36, 60, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("ghr_"), 36, 90, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("github_pat_"), 60, 100, URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("glpat-"), 20, 60, DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("glrt-"), 20, 60, DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("gldt-"), 20, 60, DOTTED, KIND_REPOSITORY_TOKEN},
	{STR_INIT("npm_"), 36, 36, ALNUM, KIND_REPOSITORY_TOKEN},
	{STR_INIT("pypi-AgEI"), 50, 250, URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("dckr_pat_"), 27, 40, URL_SAFE, KIND_REPOSITORY_TOKEN},
	{STR_INIT("xoxb-"), 20, 90, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxp-"), 20, 90, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxa-"), 20, 90, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxr-"), 20, 90, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("xoxs-"), 20, 90, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("sk-"), 20, 200, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("sk_live_"), 16, 120, ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("rk_live_"), 16, 120, ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("AIza"), 35, 35, URL_SAFE, KIND_SERVICE_TOKEN},
	{STR_INIT("hf_"), 30, 40, ALNUM, KIND_SERVICE_TOKEN},
	{STR_INIT("SG."), 60, 80, DOTTED, KIND_SERVICE_TOKEN},
	{STR_INIT("SEC"), 64, 64, HEX, KIND_WEBHOOK},
};

/* Made at random: both letters and digits, or both cases, and not a word of a language with '-' between. */
static bool is_random(str s)
{
	size_t digits = 0;
	size_t upper = 0;
	size_t lower = 0;

	for (size_t i = 0; i < s.n; i++) {
		digits += byte_is_digit(s.p[i]);
		upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
		lower += s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	return digits >= 2 && upper + lower >= 4 ? true
						 : digits + upper + lower >= 16 && upper >= 3 && (lower >= 3 || digits);
}

/* accessKeyIdLTAI…: a label without anything between. */
static bool behind_label(str before)
{
	static const str labels[] = {STR_INIT("key"), STR_INIT("id"), STR_INIT("ak"), STR_INIT("aws"),
				     STR_INIT("token")};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_iends(before, labels[i]) && before.p[before.n - 1] >= 'a')
			return true;
	return false;
}

bool take_token(str window, size_t at, size_t n, struct anchored *ret)
{
	str head = str_sub(window, at, n);

	if (at && (byte_is_alnum(window.p[at - 1]) || window.p[at - 1] == '_') && !behind_label(str_sub(window, 0, at)))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
		const struct token *t = &tokens[i];
		size_t end = at + n;

		if (!str_eq(t->head, head))
			continue;
		while (end < window.n && end - at - n <= t->most && is_of(window.p[end], t->alphabet))
			end++;
		while (t->alphabet == DOTTED && end > at + n && window.p[end - 1] == '.')
			end--;
		size_t body = end - at - n;

		if (body < t->least || body > t->most || (end < window.n && byte_is_alnum(window.p[end])))
			return false;
		str text = str_sub(window, at, end - at);

		/* 16 letters without a digit happen: one in thirty of AWS. */
		if (t->alphabet != UPPER && !is_random(str_from(text, n)))
			return false;
		bool example = str_ihas(text, STR("EXAMPLE")) || literal_placeholder(text);

		*ret = (struct anchored){at,
					 end - at,
					 {(enum kind)t->kind, KIND_FORM, example ? 30 : 92,
					  FIND_WHY_FORM | (example ? FIND_WHY_AGAINST : 0)}};
		return true;
	}
	return false;
}

/* ---- eyJ….eyJ….… ---- */

static size_t part_end(str s, size_t at)
{
	while (at < s.n && is_of(s.p[at], URL_SAFE))
		at++;
	return at;
}

bool take_jwt(str window, size_t at, size_t n, struct anchored *ret)
{
	if (at && is_of(window.p[at - 1], DOTTED))
		return false;
	size_t head = part_end(window, at + n);

	if (head - at < 12 || head + 4 > window.n || window.p[head] != '.' ||
	    !str_starts(str_from(window, head + 1), STR("ey")))
		return false;
	size_t body = part_end(window, head + 1);

	if (body >= window.n || window.p[body] != '.')
		return false;
	size_t end = part_end(window, body + 1);
	/* {"alg" … {"typ" … {"kid": the base64 of a member's name somewhere in the header. */
	str header = str_sub(window, at, head - at);
	bool known = str_has(header, STR("hbGci")) || str_has(header, STR("FsZy")) || str_has(header, STR("YWxn"));

	*ret = (struct anchored){at,
				 end - at,
				 {KIND_JWT, known ? KIND_VALID : KIND_FORM, end - body > 20 ? 92 : 60,
				  FIND_WHY_FORM | (known ? FIND_WHY_CHECK : 0)}};
	return end - body > 1;
}

/* ---- password hashes ---- */

static bool is_hash_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '.' || c == '/' || c == '$' || c == '=' || c == ',' || c == '+' || c == ':' ||
	       c == '-' || c == '_';
}

bool take_hash(str window, size_t at, size_t n, struct anchored *ret)
{
	static const struct {
		str head;
		uint8_t least; /* behind it: salt, '$' and digest */
		uint8_t most;
	} forms[] = {
		{STR_INIT("$1$"), 24, 31},
		{STR_INIT("$2a$"), 56, 56},
		{STR_INIT("$2b$"), 56, 56},
		{STR_INIT("$2y$"), 56, 56},
		{STR_INIT("$5$"), 45, 80},
		{STR_INIT("$6$"), 88, 125},
		{STR_INIT("$y$"), 60, 120},
		{STR_INIT("$apr1$"), 24, 31},
		{STR_INIT("$argon2"), 60, 200},
		{STR_INIT("$sm3$"), 45, 80},
		{STR_INIT("{SSHA}"), 32, 60},
		{STR_INIT("pbkdf2_sha256$"), 50, 120},
		{STR_INIT("pbkdf2:sha256:"), 50, 140},
		{STR_INIT("SCRAM-SHA-256$"), 80, 180},
	};
	size_t end = at + n;
	str head = str_sub(window, at, n);

	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	while (end < window.n && end - at <= 200 && is_hash_byte(window.p[end]))
		end++;
	/* In /etc/shadow the next field follows behind a ':'. */
	size_t colon = str_find_byte(str_sub(window, at + n, end - at - n), ':');

	if (head.p[0] == '$' && colon < end - at - n)
		end = at + n + colon;
	while (end > at + n && (window.p[end - 1] == ',' || window.p[end - 1] == ':'))
		end--;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t body = end - at - n;

		if (!str_eq(forms[i].head, head) || body < forms[i].least || body > forms[i].most)
			continue;
		*ret = (struct anchored){at, end - at, {KIND_PASSWORD_HASH, KIND_FORM, 92, FIND_WHY_FORM}};
		return is_random(str_sub(window, at + n, body));
	}
	return false;
}

/* ---- addresses of chat robots: who has one posts as the company ---- */

bool take_webhook(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t from = at;
	size_t end = at + n;

	while (from && at - from < 40 && is_of(window.p[from - 1], DOTTED))
		from--;
	str host = str_sub(window, from, at - from);
	bool known = str_ends(host, STR("dingtalk.com")) || str_ends(host, STR("feishu.cn")) ||
		     str_ends(host, STR("larksuite.com")) || str_ends(host, STR("qyapi.weixin.qq.com")) ||
		     str_starts(str_from(window, at), STR("hooks.slack.com"));

	if (!known)
		return false;
	while (end < window.n && end - at < 200 && (is_of(window.p[end], URL_SAFE) || window.p[end] == '/'))
		end++;
	str key = str_sub(window, at + n, end - at - n);

	if (key.n < 20 || !is_random(key) || literal_placeholder(key))
		return false;
	if (str_ends(str_sub(window, 0, from), STR("https://")))
		from -= 8;
	*ret = (struct anchored){from, end - from, {KIND_WEBHOOK, KIND_FORM, 92, FIND_WHY_FORM}};
	return true;
}
