/* XML 1.0 (fifth edition) sections 2.4 to 2.7, 3.1, 4.1, as far as documents need it. */
#include "format/xml.h"

/* Longest reference: "&#x10FFFF;" with some leading zeros. */
#define REFERENCE_MOST 16

void xml_init(struct xml *x, str bytes)
{
	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	*x = (struct xml){.c = cur_of(bytes)};
}

static str local_name(str name)
{
	size_t colon = str_find_byte(name, ':');

	return colon < name.n ? str_from(name, colon + 1) : name;
}

/* Takes everything up to `end` and end itself; bad when it is not there. */
static str take_until(cur *c, str end)
{
	size_t n = str_find(cur_rest(c), end);

	if (n >= c->n) {
		cur_fail(c);
		return (str){0};
	}
	str s = cur_take(c, n);

	cur_skip(c, end.n);
	return s;
}

/* Length of a tag's inside up to its '>', which may stand in quotes; s.n when it does not end. */
static size_t tag_length(str s)
{
	uint8_t quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t ch = s.p[i];

		if (quote)
			quote = ch == quote ? 0 : quote;
		else if (ch == '"' || ch == '\'')
			quote = ch;
		else if (ch == '>')
			return i;
		else if (ch == '<')
			return s.n;
	}
	return s.n;
}

static enum parse read_tag(struct xml *x, struct xml_event *ret)
{
	size_t n = tag_length(cur_rest(&x->c));

	if (n >= x->c.n)
		return PARSE_BAD;
	str s = cur_take(&x->c, n);
	size_t name_n = 0;
	bool close = str_starts(s, STR("/"));

	cur_skip(&x->c, 1);
	s = str_from(s, close);
	bool empty = !close && str_ends(s, STR("/"));

	s = str_sub(s, 0, s.n - empty);
	while (name_n < s.n && !byte_is_space(s.p[name_n]))
		name_n++;
	if (!name_n)
		return PARSE_BAD;
	ret->kind = close ? XML_CLOSE : XML_OPEN;
	ret->name = local_name(str_sub(s, 0, name_n));
	ret->attributes = str_from(s, name_n);
	if (empty)
		x->pending = ret->name;
	return ret->name.n ? PARSE_OK : PARSE_BAD;
}

/* Comments and processing instructions are passed over; true when there was one. */
static bool skip_markup(cur *c)
{
	str s = cur_rest(c);

	if (str_starts(s, STR("<!--"))) {
		cur_skip(c, 4);
		(void)take_until(c, STR("-->"));
		return true;
	}
	if (str_starts(s, STR("<?"))) {
		(void)take_until(c, STR("?>"));
		return true;
	}
	return false;
}

enum parse xml_parse(struct xml *x, struct xml_event *ret)
{
	*ret = (struct xml_event){0};
	if (x->pending.n) {
		ret->kind = XML_CLOSE;
		ret->name = x->pending;
		x->pending = (str){0};
		return PARSE_OK;
	}
	while (cur_more(&x->c) && skip_markup(&x->c))
		;
	if (x->c.bad)
		return PARSE_BAD;
	if (!x->c.n)
		return PARSE_SHORT;
	if (str_starts(cur_rest(&x->c), STR("<![CDATA["))) {
		cur_skip(&x->c, 9);
		ret->kind = XML_TEXT;
		ret->cdata = true;
		ret->text = take_until(&x->c, STR("]]>"));
		return x->c.bad ? PARSE_BAD : PARSE_OK;
	}
	if (cur_peek(&x->c) == '<') {
		cur_skip(&x->c, 1);
		if (cur_peek(&x->c) == '!') {
			cur_fail(&x->c); /* <!DOCTYPE */
			return PARSE_BAD;
		}
		enum parse p = read_tag(x, ret);

		if (p != PARSE_OK)
			cur_fail(&x->c);
		return p;
	}
	ret->kind = XML_TEXT;
	ret->text = cur_take(&x->c, str_find_byte(cur_rest(&x->c), '<'));
	return PARSE_OK;
}

bool xml_attribute(str s, str name, str *ret)
{
	for (s = str_trim(s); s.n; s = str_trim(s)) {
		size_t eq = str_find_byte(s, '=');
		str key = str_trim(str_sub(s, 0, eq));
		str rest = str_trim(str_from(s, eq + 1));

		if (eq >= s.n || !rest.n || (rest.p[0] != '"' && rest.p[0] != '\''))
			return false;
		str value = str_from(rest, 1);
		size_t n = str_find_byte(value, rest.p[0]);

		if (n >= value.n)
			return false;
		if (str_eq(local_name(key), name)) {
			*ret = str_sub(value, 0, n);
			return true;
		}
		s = str_from(value, n + 1);
	}
	return false;
}

/* A reference without & and ;. */
static uint32_t reference(str s)
{
	static const struct {
		str name;
		uint32_t cp;
	} names[] = {
		{STR_INIT("lt"), '<'},   {STR_INIT("gt"), '>'},    {STR_INIT("amp"), '&'},
		{STR_INIT("quot"), '"'}, {STR_INIT("apos"), '\''},
	};
	uint64_t v;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(s, names[i].name))
			return names[i].cp;
	if (str_starts(s, STR("#x")) && str_hex_to_u64(str_from(s, 2), 0x10ffff, &v))
		return (uint32_t)v;
	if (str_starts(s, STR("#")) && str_to_u64(str_from(s, 1), 0x10ffff, &v))
		return (uint32_t)v;
	return 0xfffd;
}

void xml_text_put(buf *b, str s)
{
	while (s.n) {
		size_t n = str_find_byte(s, '&');

		buf_put(b, str_sub(s, 0, n));
		s = str_from(s, n);
		if (!s.n)
			return;
		size_t end = str_find_byte(str_sub(s, 0, REFERENCE_MOST), ';');

		if (end < s.n && end < REFERENCE_MOST && s.p[end] == ';') {
			buf_put_utf8(b, reference(str_sub(s, 1, end - 1)));
			s = str_from(s, end + 1);
		} else {
			buf_put_byte(b, '&');
			s = str_from(s, 1);
		}
	}
}
