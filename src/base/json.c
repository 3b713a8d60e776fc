#include "base/json.h"

#include <string.h>

#include "base/must.h"

void json_begin(struct json_out *o, buf *b)
{
	*o = (struct json_out){.b = b};
}

static void member(struct json_out *o, const char *name)
{
	unsigned at = o->depth;

	if (o->some[at])
		buf_put_byte(o->b, ',');
	if (name) {
		str s = str_c(name);

		must(s.n < sizeof(o->last[at]) && (!o->some[at] || strcmp(o->last[at], name) < 0));
		memcpy(o->last[at], name, s.n + 1);
		buf_put_byte(o->b, '"');
		buf_put(o->b, s);
		buf_put(o->b, STR("\":"));
	}
	o->some[at] = true;
}

void json_open(struct json_out *o, const char *name, char bracket)
{
	member(o, name);
	must(o->depth + 1 < JSON_DEPTH_MOST);
	o->depth++;
	o->some[o->depth] = false;
	buf_put_byte(o->b, (uint8_t)bracket);
}

void json_close(struct json_out *o, char bracket)
{
	must(o->depth > 0);
	o->depth--;
	buf_put_byte(o->b, (uint8_t)bracket);
}

/* RFC 8785 section 3.2.2.2: what JSON.stringify of ECMAScript writes. */
static void put_char(buf *b, uint32_t cp)
{
	static const char letters[] = "btn\0fr"; /* U+0008 … U+000D */

	if (cp == '"' || cp == '\\')
		buf_printf(b, "\\%c", (char)cp);
	else if (cp >= 8 && cp <= 13 && letters[cp - 8])
		buf_printf(b, "\\%c", letters[cp - 8]);
	else if (cp < 0x20)
		buf_printf(b, "\\u%04x", cp);
	else
		buf_put_utf8(b, cp);
}

/* Where the first character stands from `at` on that is not written as it is. */
static size_t plain_end(str value, size_t at)
{
	while (at < value.n) {
		uint8_t c = value.p[at];
		size_t next = at + 1;

		if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f)
			break;
		if (c >= 0x80 && str_han(value, at))
			next = at + 3;
		else if (c >= 0x80 && (next = at, str_utf8_next(value, &next) == 0xfffd))
			break;
		at = next;
	}
	return at;
}

void json_str(struct json_out *o, const char *name, str value)
{
	member(o, name);
	buf_put_byte(o->b, '"');
	for (size_t at = 0; at < value.n;) {
		size_t from = at;

		/* Most of it is plain, and goes in one piece. */
		at = plain_end(value, at);
		buf_put(o->b, str_sub(value, from, at - from));
		if (at < value.n)
			put_char(o->b, str_utf8_next(value, &at));
	}
	buf_put_byte(o->b, '"');
}

void json_int(struct json_out *o, const char *name, int64_t value)
{
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
	uint8_t digits[20];
	size_t n = 0;

	member(o, name);
	do
		digits[sizeof(digits) - ++n] = (uint8_t)('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		buf_put_byte(o->b, '-');
	buf_put(o->b, (str){digits + sizeof(digits) - n, n});
}

void json_bool(struct json_out *o, const char *name, bool value)
{
	member(o, name);
	buf_put_c(o->b, value ? "true" : "false");
}

void json_hex(struct json_out *o, const char *name, str bytes)
{
	member(o, name);
	buf_put_byte(o->b, '"');
	buf_put_hex(o->b, bytes);
	buf_put_byte(o->b, '"');
}

void json_raw(struct json_out *o, const char *name, str json)
{
	member(o, name);
	buf_put(o->b, json);
}
