#include "format/html.h"

#include "base/must.h"

/* Names as big-endian numbers of their first eight bytes, so that a search compares numbers and not strings. */
static const str tag_names[HTML_TAG_COUNT] = {
#define TAG(id, name) [HTML_TAG_##id] = STR_INIT(name),
#include "format/html_tags.def"
#undef TAG
};
static const str attr_names[HTML_ATTR_COUNT] = {
#define ATTR(id, name) [HTML_ATTR_##id] = STR_INIT(name),
#include "format/html_attrs.def"
#undef ATTR
};

/* Key of a literal at compile time: eight bytes, zero filled. */
#define AT(s, i) ((uint64_t)(uint8_t)((i) < sizeof(s) ? (s)[(i) < sizeof(s) ? (i) : 0] : 0) << (56 - 8 * (i)))
#define KEY(s) (AT(s, 0) | AT(s, 1) | AT(s, 2) | AT(s, 3) | AT(s, 4) | AT(s, 5) | AT(s, 6) | AT(s, 7))

static const uint64_t tag_keys[] = {
#define TAG(id, name) [HTML_TAG_##id] = KEY(name),
#include "format/html_tags.def"
#undef TAG
};
static const uint64_t attr_keys[] = {
#define ATTR(id, name) [HTML_ATTR_##id] = KEY(name),
#include "format/html_attrs.def"
#undef ATTR
};

static uint64_t key_of(str name)
{
	uint64_t k = 0;

	for (size_t i = 0; i < 8; i++)
		k = k << 8 | (i < name.n ? byte_lower(name.p[i]) : 0);
	return k;
}

/* Index of name among count sorted keys, or count. */
static size_t find_name(const uint64_t *keys, const str *names, size_t count, str name)
{
	uint64_t k = key_of(name);
	size_t lo = 0;
	size_t hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (keys[mid] < k)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < count && keys[lo] == k && str_ieq(names[lo], name) ? lo : count;
}

str html_tag_name(enum html_tag t)
{
	return tag_names[t];
}

enum html_tag html_tag_find(str name)
{
	return (enum html_tag)find_name(tag_keys, tag_names, HTML_TAG_OTHER, name);
}

void html_init(struct html *h, str utf8)
{
	*h = (struct html){.s = utf8, .raw = HTML_TAG_OTHER};
}

static uint8_t byte_at(const struct html *h, size_t i)
{
	return i < h->s.n ? h->s.p[i] : 0;
}

/* Offset of the first byte c at or after from, or the end. */
static size_t scan_to(struct html *h, size_t from, uint8_t c)
{
	size_t n = str_find_byte(str_from(h->s, from), c);

	h->work += n + 1;
	return from + n > h->s.n ? h->s.n : from + n;
}

static bool is_delimiter(uint8_t c)
{
	return byte_is_space(c) || c == '/' || c == '>';
}

/* Does "</name" or "<name" stand at i (where '<' is), with a delimiter behind? */
static bool tag_at(const struct html *h, size_t i, bool close, str name)
{
	size_t from = i + 1 + close;

	if (close && byte_at(h, i + 1) != '/')
		return false;
	return str_istarts(str_from(h->s, from), name) && is_delimiter(byte_at(h, from + name.n));
}

/* End of raw text: where the matching end tag begins, or the end of input. */
static size_t raw_end(struct html *h, str name)
{
	for (size_t i = h->at; i < h->s.n; i++) {
		i = scan_to(h, i, '<');
		if (i >= h->s.n || tag_at(h, i, true, name))
			return i;
	}
	return h->s.n;
}

/* The same for scripts, with the escaped states (section 13.2.5.15 on): after <!-- and <script, one </script> is the
 * inner one's. */
static size_t script_end(struct html *h)
{
	static const str name = STR_INIT("script");
	enum { PLAIN, ESCAPED, DOUBLE } state = PLAIN;

	for (size_t i = h->at; i < h->s.n; i++) {
		uint8_t c = h->s.p[i];

		if (state == PLAIN) {
			i = scan_to(h, i, '<');
			if (i >= h->s.n || tag_at(h, i, true, name))
				return i;
			if (str_starts(str_from(h->s, i), STR("<!--"))) {
				state = ESCAPED;
				/* The dashes may belong to the --> that ends it. */
				i++;
			}
			continue;
		}
		h->work++;
		if (c == '-' && str_starts(str_from(h->s, i), STR("-->"))) {
			state = PLAIN;
		} else if (c == '<' && tag_at(h, i, true, name)) {
			if (state == ESCAPED)
				return i;
			state = ESCAPED;
		} else if (c == '<' && state == ESCAPED && tag_at(h, i, false, name)) {
			state = DOUBLE;
		}
	}
	return h->s.n;
}

static bool is_raw(enum html_tag t)
{
	switch ((int)t) {
	case HTML_TAG_SCRIPT:
	case HTML_TAG_STYLE:
	case HTML_TAG_TITLE:
	case HTML_TAG_TEXTAREA:
	case HTML_TAG_NOSCRIPT:
	case HTML_TAG_IFRAME:
	case HTML_TAG_XMP:
	case HTML_TAG_NOEMBED:
	case HTML_TAG_NOFRAMES:
	case HTML_TAG_PLAINTEXT:
		return true;
	}
	return false;
}

static bool next_raw(struct html *h, struct html_token *ret)
{
	enum html_tag t = h->raw;
	size_t end = t == HTML_TAG_PLAINTEXT ? h->s.n : t == HTML_TAG_SCRIPT ? script_end(h) : raw_end(h, tag_names[t]);

	h->raw = HTML_TAG_OTHER;
	if (end == h->at)
		return false;
	ret->kind = HTML_RAW;
	ret->tag = t;
	ret->at = h->at;
	ret->text = str_sub(h->s, h->at, end - h->at);
	h->at = end;
	return true;
}

/* <!-- … -->, <!doctype>, <?…>, </…> without a name: up to what ends it, or the end of input. */
static void next_comment(struct html *h, struct html_token *ret)
{
	size_t from = h->at + 2;
	size_t end;

	ret->kind = HTML_COMMENT;
	ret->at = h->at;
	if (!str_starts(str_from(h->s, h->at), STR("<!--"))) {
		end = scan_to(h, from, '>');
		ret->text = str_sub(h->s, from, end - from);
		h->at = end < h->s.n ? end + 1 : end;
		return;
	}
	from += 2;
	/* <!--> and <!---> are whole comments. */
	size_t skip = byte_at(h, from) == '>' ? 1 : str_starts(str_from(h->s, from), STR("->")) ? 2 : 0;

	if (skip) {
		ret->text = (str){0};
		h->at = from + skip;
		return;
	}
	for (end = from; end < h->s.n; end++) {
		end = scan_to(h, end, '>');
		str before = str_sub(h->s, from, end - from);

		if (end >= h->s.n || str_ends(before, STR("--")) || str_ends(before, STR("--!")))
			break;
	}
	ret->text = str_sub(h->s, from, end - from);
	h->at = end < h->s.n ? end + 1 : h->s.n;
}

static size_t skip_space(const struct html *h, size_t i)
{
	while (i < h->s.n && byte_is_space(h->s.p[i]))
		i++;
	return i;
}

/* One attribute from *at on; false when the tag is not closed before the end of input. */
static bool next_attr(struct html *h, size_t *at, struct html_token *t)
{
	size_t i = *at;
	size_t name_from = i;

	/* A '=' at the start belongs to the name. */
	i++;
	while (i < h->s.n && !is_delimiter(h->s.p[i]) && h->s.p[i] != '=')
		i++;
	str name = str_sub(h->s, name_from, i - name_from);
	str value = {0};

	i = skip_space(h, i);
	if (byte_at(h, i) == '=') {
		i = skip_space(h, i + 1);
		uint8_t quote = byte_at(h, i);
		size_t from = i;

		if (quote == '"' || quote == '\'') {
			from++;
			i = scan_to(h, from, quote);
			if (i >= h->s.n)
				return false;
			value = str_sub(h->s, from, i - from);
			i++;
		} else {
			while (i < h->s.n && !byte_is_space(h->s.p[i]) && h->s.p[i] != '>')
				i++;
			value = str_sub(h->s, from, i - from);
		}
	}
	h->work += i - *at;
	*at = i;
	size_t a = find_name(attr_keys, attr_names, HTML_ATTR_COUNT, name);

	if (t->kind == HTML_OPEN && a < HTML_ATTR_COUNT && !(t->has >> a & 1)) {
		t->has |= 1u << a;
		t->attr[a] = value;
	}
	return i < h->s.n;
}

/* A tag whose name begins at `from`; false when input ends inside it (it is dropped then, section 13.2.5 eof-in-tag). */
static bool next_tag(struct html *h, size_t from, bool close, struct html_token *ret)
{
	size_t i = from;

	while (i < h->s.n && !is_delimiter(h->s.p[i]))
		i++;
	h->work += i - h->at;
	ret->kind = close ? HTML_CLOSE : HTML_OPEN;
	ret->name = str_sub(h->s, from, i - from);
	ret->tag = html_tag_find(ret->name);
	ret->at = h->at;
	ret->has = 0;
	ret->self_closing = false;
	while (i < h->s.n) {
		uint8_t c = h->s.p[i];

		h->work++;
		if (c == '>') {
			h->at = i + 1;
			if (!close && is_raw(ret->tag))
				h->raw = ret->tag;
			return true;
		}
		ret->self_closing = c == '/';
		if (byte_is_space(c) || c == '/')
			i++;
		else if (!next_attr(h, &i, ret))
			break;
	}
	h->at = h->s.n;
	return false;
}

/* Text from h->at on: ends where a tag or comment begins. */
static size_t text_end(struct html *h)
{
	for (size_t i = h->at; i < h->s.n; i++) {
		i = scan_to(h, i, '<');
		uint8_t c = byte_at(h, i + 1);

		if (i >= h->s.n || byte_is_alpha(c) || c == '!' || c == '?')
			return i;
		if (c == '/' && i + 2 < h->s.n)
			return i;
	}
	return h->s.n;
}

bool html_next(struct html *h, struct html_token *ret)
{
	if (h->raw != HTML_TAG_OTHER && next_raw(h, ret))
		return true;
	if (h->at >= h->s.n)
		return false;
	size_t end = text_end(h);

	if (end > h->at) {
		ret->kind = HTML_TEXT;
		ret->tag = HTML_TAG_OTHER;
		ret->at = h->at;
		ret->text = str_sub(h->s, h->at, end - h->at);
		h->at = end;
		return true;
	}
	uint8_t c = byte_at(h, h->at + 1);

	if (byte_is_alpha(c))
		return next_tag(h, h->at + 1, false, ret);
	if (c == '/' && byte_is_alpha(byte_at(h, h->at + 2)))
		return next_tag(h, h->at + 2, true, ret);
	next_comment(h, ret);
	must(h->at > ret->at);
	return true;
}
