/* Keys and tokens whose makers gave them a beginning of their own; web tokens; password hashes. Forms as published by their makers
 * until 2025. */
#include "detect/literal_priv.h"
#include "detect/secret.h"

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
						 : digits + upper + lower >= 12 && upper >= 3 && (lower >= 3 || digits);
}

/* Behind four capitals and more of a maker's own (LTAI, AKID) twelve signs may have one digit, or none. */
static bool is_key_body(const struct secret_form *t, str body)
{
	bool capitals = t->alphabet == SECRET_ALNUM && t->head.n >= 4 && t->head.p[t->head.n - 1] != '_';
	struct literal_shape f = literal_shape(body);

	if (t->alphabet == SECRET_UPPER || is_random(body))
		return true;
	return capitals && body.n >= 12 && f.upper + f.lower >= 4 && (f.digits || (f.upper && f.lower)) &&
	       !str_ihas(body, STR("key")) && !str_ihas(body, STR("your"));
}

bool literal_is_token(str value)
{
	for (size_t i = 0; i < secret_form_count; i++) {
		const struct secret_form *t = &secret_forms[i];
		size_t n = t->head.n;

		if (!str_starts(value, t->head) || value.n < n + t->least || value.n > n + t->most)
			continue;
		while (n < value.n && secret_byte(value.p[n], (enum secret_alphabet)t->alphabet))
			n++;
		if (n == value.n && is_key_body(t, str_from(value, t->head.n)))
			return true;
	}
	return false;
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
	for (size_t i = 0; i < secret_form_count; i++) {
		const struct secret_form *t = &secret_forms[i];
		size_t end = at + n;

		if (!str_eq(t->head, head))
			continue;
		while (end < window.n && end - at - n <= t->most &&
		       secret_byte(window.p[end], (enum secret_alphabet)t->alphabet))
			end++;
		while (t->alphabet == SECRET_DOTTED && end > at + n && window.p[end - 1] == '.')
			end--;
		size_t body = end - at - n;

		if (body < t->least || body > t->most || (end < window.n && byte_is_alnum(window.p[end])))
			return false;
		str text = str_sub(window, at, end - at);

		/* 16 letters without a digit happen: one in thirty of AWS. */
		if (!is_key_body(t, str_from(text, n)))
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

/* "LTAI…", "x"; LTAI… x; LTAI…/x: nothing but signs between them. */
bool literal_beside(str window, const struct anchored *key, struct anchored *ret)
{
	static const bool ids[KIND_COUNT] = {
		[KIND_ALIYUN_KEY] = true,     [KIND_TENCENT_KEY] = true, [KIND_AWS_KEY] = true,
		[KIND_VOLCENGINE_KEY] = true, [KIND_BAIDU_KEY] = true,   [KIND_JDCLOUD_KEY] = true,
		[KIND_HUAWEI_KEY] = true,     [KIND_QINIU_KEY] = true};
	size_t end = key->from + key->n;
	size_t from = end;

	if (!ids[key->hit.kind] || key->hit.base < FIND_SURE)
		return false;
	while (from < window.n && from - end < 6 && str_find_byte(STR("\"' ,/:|;\t\\"), window.p[from]) < 10)
		from++;
	size_t to = from;

	while (to < window.n && to - from < 90 &&
	       (byte_is_alnum(window.p[to]) || str_find_byte(STR("+/=_-"), window.p[to]) < 5))
		to++;
	str v = str_sub(window, from, to - from);
	size_t upper = 0;
	size_t lower = 0;

	for (size_t i = 0; i < v.n; i++) {
		upper += v.p[i] >= 'A' && v.p[i] <= 'Z';
		lower += v.p[i] >= 'a' && v.p[i] <= 'z';
	}
	*ret = (struct anchored){from, v.n, {KIND_CLOUD_SECRET, KIND_FORM, 86, FIND_WHY_FORM | FIND_WHY_BEFORE}};
	return from > end && v.n >= 28 && v.n <= 88 && is_random(v) && upper >= 3 && lower >= 3 && !literal_is_token(v);
}

/* ---- eyJ….eyJ….… ---- */

static size_t part_end(str s, size_t at)
{
	while (at < s.n && secret_byte(s.p[at], SECRET_URL_SAFE))
		at++;
	return at;
}

bool take_jwt(str window, size_t at, size_t n, struct anchored *ret)
{
	if (at && secret_byte(window.p[at - 1], SECRET_DOTTED))
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

bool take_hash(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t end = at + n;
	str head = str_sub(window, at, n);

	if (at && byte_is_alnum(window.p[at - 1]))
		return false;
	while (end < window.n && end - at <= 200 && secret_byte(window.p[end], SECRET_HASH))
		end++;
	/* In /etc/shadow the next field follows behind a ':'. */
	size_t colon = str_find_byte(str_sub(window, at + n, end - at - n), ':');

	if (head.p[0] == '$' && colon < end - at - n)
		end = at + n + colon;
	while (end > at + n && (window.p[end - 1] == ',' || window.p[end - 1] == ':'))
		end--;
	for (size_t i = 0; i < secret_hash_count; i++) {
		const struct secret_form *f = &secret_hashes[i];
		size_t body = end - at - n;

		if (!str_eq(f->head, head) || body < f->least || body > f->most)
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

	while (from && at - from < 40 && secret_byte(window.p[from - 1], SECRET_DOTTED))
		from--;
	str host = str_sub(window, from, at - from);
	bool known = str_ends(host, STR("dingtalk.com")) || str_ends(host, STR("feishu.cn")) ||
		     str_ends(host, STR("larksuite.com")) || str_ends(host, STR("qyapi.weixin.qq.com")) ||
		     str_starts(str_from(window, at), STR("hooks.slack.com"));

	if (!known)
		return false;
	while (end < window.n && end - at < 200 &&
	       (secret_byte(window.p[end], SECRET_URL_SAFE) || window.p[end] == '/'))
		end++;
	str key = str_sub(window, at + n, end - at - n);

	if (key.n < 20 || !is_random(key) || literal_placeholder(key))
		return false;
	if (str_ends(str_sub(window, 0, from), STR("https://")))
		from -= 8;
	*ret = (struct anchored){from, end - from, {KIND_WEBHOOK, KIND_FORM, 92, FIND_WHY_FORM}};
	return true;
}
