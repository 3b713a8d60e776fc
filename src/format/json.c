#include "format/json.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ckd.h"
#include "base/cur.h"
#include "base/i18n.h"

struct level {
	struct json *node;
	struct json *last;
};

struct reader {
	cur c;
	str all;
	enum json_form form;
	arena *mem;
	size_t depth;
	struct level stack[JSON_NESTED_MOST];
	enum parse bad;
	const char *words;
};

static bool fail(struct reader *r, enum parse p, const char *words)
{
	if (r->bad == PARSE_OK) {
		r->bad = p;
		r->words = words;
	}
	return false;
}

/* The input ended: with more bytes it may be right. */
static bool ended(struct reader *r)
{
	return fail(r, PARSE_SHORT, N_("it ends too early"));
}

static void *take(struct reader *r, size_t n)
{
	if (arena_fits(r->mem, n + 64))
		return arena_take(r->mem, 1, n);
	(void)fail(r, PARSE_LIMIT, N_("it is too large"));
	return NULL;
}

static void blanks(struct reader *r)
{
	while (r->form == JSON_ANY && r->c.n && (r->c.p[0] == ' ' || (r->c.p[0] >= 9 && r->c.p[0] <= 13)) &&
	       r->c.p[0] != 11 && r->c.p[0] != 12)
		cur_skip(&r->c, 1);
}

/* --- strings ------------------------------------------------------------------------------------------------------- */

static bool hex4(cur *c, uint32_t *ret)
{
	uint64_t v = 0;
	str s = cur_take(c, 4);

	if (s.n != 4 || !str_hex_to_u64(s, 0xffff, &v))
		return false;
	*ret = (uint32_t)v;
	return true;
}

/* Canonical: only what base/json.c writes so. U+0008 to U+000D but U+000B have letters. */
static bool escape_is_needed(str digits, uint32_t cp)
{
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] >= 'A' && digits.p[i] <= 'F')
			return false;
	}
	return cp < 0x20 && (cp < 8 || cp > 13 || cp == 11);
}

/* Behind "\u": RFC 8259 section 7, pairs of surrogates joined. */
static bool escaped_point(struct reader *r, cur *c, uint32_t *ret)
{
	str digits = str_sub(cur_rest(c), 0, 4);
	uint32_t lo = 0;

	if (!hex4(c, ret))
		return fail(r, PARSE_BAD, N_("\\u without four hexadecimal digits"));
	if (r->form == JSON_CANONICAL && !escape_is_needed(digits, *ret))
		return fail(r, PARSE_BAD, N_("a character is escaped without need"));
	if (*ret == 0)
		return fail(r, PARSE_BAD, N_("a NUL character"));
	if (*ret < 0xd800 || *ret > 0xdfff)
		return true;
	str next = cur_take(c, 2);

	if (*ret > 0xdbff || !str_eq(next, STR("\\u")) || !hex4(c, &lo) || lo < 0xdc00 || lo > 0xdfff)
		return fail(r, PARSE_BAD, N_("half a surrogate pair"));
	*ret = 0x10000 + ((*ret - 0xd800) << 10) + (lo - 0xdc00);
	return true;
}

static bool escape(struct reader *r, cur *c, buf *out)
{
	static const char to[] = "\"\\/\b\f\n\r\t";
	uint8_t k = cur_u8(c);
	size_t at = str_find_byte(STR("\"\\/bfnrt"), k);
	uint32_t cp = 0;

	if (at < sizeof(to) - 1) {
		buf_put_byte(out, (uint8_t)to[at]);
		return k != '/' || r->form == JSON_ANY || fail(r, PARSE_BAD, N_("a character is escaped without need"));
	}
	if (k != 'u')
		return fail(r, PARSE_BAD, N_("an escape that does not exist"));
	if (!escaped_point(r, c, &cp))
		return false;
	buf_put_utf8(out, cp);
	return true;
}

/* The characters of a string with escapes, in mem: never longer than it is written. */
static bool unescape(struct reader *r, str raw, str *ret)
{
	AUTO(buf_release) buf out;
	cur c = cur_of(raw);

	buf_init(&out, raw.n + 4);
	while (cur_more(&c)) {
		size_t plain = str_find_byte(cur_rest(&c), '\\');

		buf_put(&out, cur_take(&c, plain));
		if (!cur_more(&c))
			break;
		cur_skip(&c, 1);
		if (!escape(r, &c, &out))
			return false;
	}
	uint8_t *p = take(r, out.n + 1);

	if (!p)
		return false;
	bytes_copy(p, out.n + 1, buf_str(&out));
	*ret = (str){p, out.n};
	return true;
}

/* At the opening quote. */
static bool string(struct reader *r, str *ret)
{
	str rest = str_from(cur_rest(&r->c), 1);
	size_t n = 0;
	bool escapes = false;

	while (n < rest.n && rest.p[n] != '"' && rest.p[n] >= 0x20) {
		escapes |= rest.p[n] == '\\';
		n += rest.p[n] == '\\' ? 2 : 1;
	}
	if (n >= rest.n)
		return ended(r);
	cur_skip(&r->c, 1);
	str raw = cur_take(&r->c, n);

	if (rest.p[n] != '"')
		return fail(r, PARSE_BAD, N_("a control character in a string"));
	if (!str_is_utf8(raw))
		return fail(r, PARSE_BAD, N_("text that is no UTF-8"));
	cur_skip(&r->c, 1);
	*ret = raw;
	return !escapes || unescape(r, raw, ret);
}

/* --- numbers and words --------------------------------------------------------------------------------------------- */

static size_t digits(str s, size_t at)
{
	size_t n = at;

	while (n < s.n && byte_is_digit(s.p[n]))
		n++;
	return n - at;
}

static bool to_int64(str s, int64_t *ret)
{
	bool minus = s.p[0] == '-';
	int64_t v = 0;

	for (size_t i = minus; i < s.n; i++) {
		int64_t d = s.p[i] - '0';

		if (ckd_mul(&v, v, (int64_t)10) || (minus ? ckd_sub(&v, v, d) : ckd_add(&v, v, d)))
			return false;
	}
	*ret = v;
	return true;
}

/* RFC 8259 section 6. "-0" is not whole: it is not how 0 is written. */
static bool number(struct reader *r, struct json *v)
{
	str s = cur_rest(&r->c);
	size_t n = s.p[0] == '-';
	size_t whole = digits(s, n);
	bool is_whole = true;

	if (whole == 0 || (whole > 1 && s.p[n] == '0'))
		return n + whole < s.n || whole ? fail(r, PARSE_BAD, N_("a malformed number")) : ended(r);
	n += whole;
	if (n < s.n && s.p[n] == '.') {
		size_t k = digits(s, n + 1);

		if (k == 0)
			return fail(r, PARSE_BAD, N_("a malformed number"));
		n += 1 + k;
		is_whole = false;
	}
	if (n < s.n && (s.p[n] | 0x20) == 'e') {
		size_t sign = n + 1 < s.n && (s.p[n + 1] == '+' || s.p[n + 1] == '-');
		size_t k = digits(s, n + 1 + sign);

		if (k == 0)
			return fail(r, PARSE_BAD, N_("a malformed number"));
		n += 1 + sign + k;
		is_whole = false;
	}
	v->text = cur_take(&r->c, n);
	is_whole = is_whole && !str_eq(v->text, STR("-0")) && to_int64(v->text, &v->whole);
	v->kind = is_whole ? JSON_INT : JSON_NUMBER;
	return is_whole || r->form == JSON_ANY || fail(r, PARSE_BAD, N_("a number that is not whole"));
}

static bool word(struct reader *r, struct json *v)
{
	static const struct {
		const char *word;
		enum json_kind kind;
		bool truth;
	} words[] = {{"true", JSON_BOOL, true}, {"false", JSON_BOOL, false}, {"null", JSON_NULL, false}};
	str rest = cur_rest(&r->c);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		str w = str_c(words[i].word);

		if (rest.n < w.n && str_starts(w, rest))
			return ended(r);
		if (!str_starts(rest, w))
			continue;
		cur_skip(&r->c, w.n);
		v->kind = words[i].kind;
		v->truth = words[i].truth;
		return v->kind != JSON_NULL || r->form == JSON_ANY ||
		       fail(r, PARSE_BAD, N_("null is no canonical value"));
	}
	return fail(r, PARSE_BAD, N_("no value"));
}

/* --- objects and lists --------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

/* Canonical members stand in the order of their names: then twice the same is a fault of the order. */
static bool names_are_good(struct reader *r, const struct json *object)
{
	bool sorted = true;
	size_t n = 0;

	for (const struct json *m = object->first; m && m->next; m = m->next)
		sorted = sorted && str_cmp(m->name, m->next->name) < 0;
	if (sorted)
		return true;
	if (r->form == JSON_CANONICAL)
		return fail(r, PARSE_BAD, N_("members that are not in the order of their names"));
	str *names = take(r, object->count * sizeof(str) + 16);

	if (!names)
		return false;
	for (const struct json *m = object->first; m; m = m->next)
		names[n++] = m->name;
	qsort(names, n, sizeof(*names), by_name);
	for (size_t i = 1; i < n; i++) {
		if (str_eq(names[i - 1], names[i]))
			return fail(r, PARSE_BAD, N_("a name twice in one object"));
	}
	return true;
}

static bool colon(struct reader *r)
{
	blanks(r);
	if (!cur_more(&r->c))
		return ended(r);
	return cur_u8(&r->c) == ':' || fail(r, PARSE_BAD, N_("no colon behind a name"));
}

/* The next node, linked to the object or list that is open, its name read. */
static struct json *node_new(struct reader *r)
{
	struct level *in = r->depth ? &r->stack[r->depth - 1] : NULL;
	str name = {0};

	if (in && in->node->kind == JSON_OBJECT) {
		if (cur_peek(&r->c) != '"') {
			(void)(cur_more(&r->c) ? fail(r, PARSE_BAD, N_("no name of a member")) : ended(r));
			return NULL;
		}
		if (!string(r, &name) || !colon(r))
			return NULL;
		blanks(r);
	}
	struct json *v = take(r, sizeof(*v));

	if (!v || !in)
		return v;
	v->name = name;
	if (in->last)
		in->last->next = v;
	else
		in->node->first = v;
	in->last = v;
	in->node->count++;
	return v;
}

/* Reads a value, of an object or list its opening bracket only. */
static bool value(struct reader *r, struct json **ret)
{
	struct json *v = node_new(r);

	if (!v)
		return false;
	*ret = v;
	v->raw = cur_rest(&r->c);
	if (!cur_more(&r->c))
		return ended(r);
	uint8_t c = cur_peek(&r->c);

	if (c == '{' || c == '[') {
		if (r->depth == JSON_NESTED_MOST)
			return fail(r, PARSE_LIMIT, N_("it is nested too deeply"));
		cur_skip(&r->c, 1);
		v->kind = c == '{' ? JSON_OBJECT : JSON_LIST;
		r->stack[r->depth++] = (struct level){.node = v};
		return true;
	}
	if (c == '"') {
		v->kind = JSON_STRING;
		if (!string(r, &v->text))
			return false;
	} else if (!(c == '-' || byte_is_digit(c) ? number(r, v) : word(r, v))) {
		return false;
	}
	v->raw.n -= r->c.n;
	return true;
}

/* After a value: closes what ends here. False: at the end, or bad; otherwise the next value begins. */
static bool goes_on(struct reader *r, bool opened)
{
	for (; r->depth; opened = false) {
		struct json *in = r->stack[r->depth - 1].node;

		blanks(r);
		if (!cur_more(&r->c))
			return ended(r);
		uint8_t c = cur_peek(&r->c);

		if (c == (in->kind == JSON_OBJECT ? '}' : ']')) {
			cur_skip(&r->c, 1);
			in->raw.n -= r->c.n;
			if (in->kind == JSON_OBJECT && !names_are_good(r, in))
				return false;
			r->depth--;
			continue;
		}
		if (opened)
			return true;
		if (c != ',')
			return fail(r, PARSE_BAD, N_("neither a comma nor the closing bracket"));
		cur_skip(&r->c, 1);
		blanks(r);
		return true;
	}
	return false;
}

enum parse json_parse(str bytes, enum json_form form, arena *mem, struct json_doc *ret)
{
	struct reader r = {.all = bytes, .form = form, .mem = mem};
	struct json *root = NULL;

	if (form == JSON_ANY && str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	r.c = cur_of(bytes);
	for (bool more = true; more && r.bad == PARSE_OK;) {
		struct json *v = NULL;

		blanks(&r);
		more = value(&r, &v);
		root = root ? root : v;
		more = more && goes_on(&r, v->kind >= JSON_LIST);
	}
	blanks(&r);
	if (r.bad == PARSE_OK && r.c.n)
		(void)fail(&r, PARSE_BAD, N_("something behind the value"));
	*ret = (struct json_doc){.at = r.all.n - r.c.n, .words = r.words};
	if (r.bad == PARSE_OK)
		ret->root = root;
	return r.bad;
}

/* --- what is asked of it ------------------------------------------------------------------------------------------- */

const struct json *json_get(const struct json *v, const char *name)
{
	str n = str_c(name);

	if (!v || v->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *m = v->first; m; m = m->next) {
		if (str_eq(m->name, n))
			return m;
	}
	return NULL;
}

static const struct json *get_kind(const struct json *v, const char *name, enum json_kind kind)
{
	const struct json *m = json_get(v, name);

	return m && m->kind == kind ? m : NULL;
}

bool json_get_text(const struct json *v, const char *name, str *ret)
{
	const struct json *m = get_kind(v, name, JSON_STRING);

	if (m)
		*ret = m->text;
	return m != NULL;
}

bool json_get_int(const struct json *v, const char *name, int64_t *ret)
{
	const struct json *m = get_kind(v, name, JSON_INT);

	if (m)
		*ret = m->whole;
	return m != NULL;
}

bool json_get_bool(const struct json *v, const char *name, bool *ret)
{
	const struct json *m = get_kind(v, name, JSON_BOOL);

	if (m)
		*ret = m->truth;
	return m != NULL;
}

bool json_get_hex(const struct json *v, const char *name, uint8_t *ret, size_t n)
{
	const struct json *m = get_kind(v, name, JSON_STRING);

	if (!m || m->text.n % 2 || m->text.n / 2 != n)
		return false;
	for (size_t i = 0; i < m->text.n; i++) {
		if (byte_hex(m->text.p[i]) < 0 || byte_lower(m->text.p[i]) != m->text.p[i])
			return false;
	}
	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)(byte_hex(m->text.p[2 * i]) << 4 | byte_hex(m->text.p[2 * i + 1]));
	return true;
}

const struct json *json_get_list(const struct json *v, const char *name)
{
	return get_kind(v, name, JSON_LIST);
}

const struct json *json_get_object(const struct json *v, const char *name)
{
	return get_kind(v, name, JSON_OBJECT);
}
