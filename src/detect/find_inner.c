/* Values inside values: a line with \u5f20, %E5%BC%A0 or &#24352; in it is looked through as it reads; a run of base64 that is text is
 * looked through besides. Bounded: FIND_DEPTHS, and FIND_INNER_MOST bytes each. */
#include "detect/find_priv.h"

#include "format/charset.h"
#include "format/embedded.h"

#define PACKED_MOST ((size_t)16 << 10) /* of one run of base64 */
#define PACKED_TRIED 24                /* its first characters tell whether it can be text */
#define PACKED_TRIGGER 20              /* letters and digits in a row (find_block.packed) */

/* ---- escapes ---- */

/* What one escape stands for. */
struct escape {
	size_t took; /* bytes of it; 0: none */
	uint32_t cp;
};

static bool hex_at(const uint8_t *p, size_t n, size_t digits, uint32_t *ret)
{
	*ret = 0;
	if (n < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		int v = byte_hex(p[i]);

		if (v < 0)
			return false;
		*ret = *ret << 4 | (uint32_t)v;
	}
	return true;
}

static struct escape escape_u(const uint8_t *p, size_t n)
{
	uint32_t cp = 0;
	uint32_t low = 0;

	if (n < 6 || p[1] != 'u' || !hex_at(p + 2, n - 2, 4, &cp))
		return (struct escape){0, 0};
	if (cp >= 0xd800 && cp < 0xdc00 && n >= 12 && p[6] == '\\' && p[7] == 'u' && hex_at(p + 8, n - 8, 4, &low) &&
	    low >= 0xdc00 && low < 0xe000)
		return (struct escape){12, 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00)};
	return (struct escape){6, cp >= 0xd800 && cp < 0xe000 ? 0xfffd : cp};
}

/* %XX: of ASCII, or as many as make a character of UTF-8, else of GB18030. */
static struct escape escape_percent(const uint8_t *p, size_t n)
{
	uint8_t bytes[4];
	size_t count = 0;
	uint32_t v = 0;

	while (count < 4 && count * 3 < n && p[count * 3] == '%' && hex_at(p + count * 3 + 1, n - count * 3 - 1, 2, &v))
		bytes[count++] = (uint8_t)v;
	if (!count)
		return (struct escape){0, 0};
	if (bytes[0] < 0x80)
		return (struct escape){bytes[0] < 0x20 || bytes[0] == 0x7f ? 0 : 3, bytes[0]};
	size_t at = 0;
	uint32_t cp = str_utf8_next((str){bytes, count}, &at);

	if (cp != 0xfffd && at > 1)
		return (struct escape){at * 3, cp};
	cp = charset_step(CHARSET_GB18030, (str){bytes, count}, 0, &at);
	return (struct escape){cp != 0xfffd && at > 1 ? at * 3 : 0, cp};
}

/* &#24352; &#x5f20; */
static struct escape escape_entity(const uint8_t *p, size_t n)
{
	bool hex = n > 3 && (p[2] | 0x20) == 'x';
	size_t at = hex ? 3 : 2;
	size_t from = at;
	uint32_t cp = 0;

	if (n < 4 || p[1] != '#')
		return (struct escape){0, 0};
	for (; at < n && at < from + 7; at++) {
		int v = byte_hex(p[at]);

		if (v < 0 || (!hex && v > 9))
			break;
		cp = cp * (hex ? 16 : 10) + (uint32_t)v;
	}
	if (at == from || at >= n || p[at] != ';' || cp < 0x20 || cp > 0x10ffff)
		return (struct escape){0, 0};
	return (struct escape){at + 1, cp >= 0xd800 && cp < 0xe000 ? 0xfffd : cp};
}

static struct escape escape_at(const uint8_t *p, size_t n)
{
	return *p == '\\'  ? escape_u(p, n)
	       : *p == '%' ? escape_percent(p, n)
	       : *p == '&' ? escape_entity(p, n)
			   : (struct escape){0, 0};
}

/* Is there an escape in the line? */
static bool has_escape(const struct find_scan *s)
{
	for (size_t w = s->line_from / 64; w * 64 < s->line_to; w++) {
		for (uint64_t bits = find_lane(s->blocks, escape, w); bits; bits &= bits - 1) {
			size_t at = w * 64 + (size_t)__builtin_ctzll(bits);

			if (at >= s->line_from && at < s->line_to && escape_at(s->text.p + at, s->line_to - at).took)
				return true;
		}
	}
	return false;
}

static void inner_put(struct find_inner *in, size_t *n, uint32_t cp, size_t place)
{
	uint8_t c[4];
	size_t k = find_utf8_put(c, cp == '\n' ? ' ' : cp);

	for (size_t i = 0; i < k; i++) {
		in->p[*n] = c[i];
		in->places[(*n)++] = (uint32_t)place;
	}
}

/* The text in `in` of n bytes is looked through as a text of its own. */
static void inner_scan(struct find_scan *s, size_t n, bool whole, bool unpacked)
{
	struct find_scan *t = &s->f->scans[s->depth + 1];
	struct find_inner *in = &s->f->inner[s->depth];
	uint64_t line = find_line_of(s, s->line_from);

	memset(in->p + n, 0, FIND_PAD);
	s->f->inner_used = true;
	*t = (struct find_scan){.f = s->f,
				.depth = s->depth + 1,
				.whole = whole,
				.unpacked = unpacked || s->unpacked,
				.blocks = t->blocks,
				.places = t->places,
				.place_high = t->place_high,
				.line = line,
				.column = s->column,
				.text = {.p = in->p, .n = n, .all = n, .outer = &s->text, .places = in->places}};
	find_scan_text(t, 0);
}

bool find_inner_line(struct find_scan *s)
{
	size_t n = s->line_to - s->line_from;

	if (s->depth + 1 >= FIND_DEPTHS || n > FIND_INNER_MOST || !has_escape(s))
		return false;
	struct find_inner *in = &s->f->inner[s->depth];
	const uint8_t *p = s->text.p;
	size_t to = 0;

	for (size_t at = s->line_from; at < s->line_to;) {
		struct escape e = escape_at(p + at, s->line_to - at);

		if (e.took) {
			inner_put(in, &to, e.cp, at);
			at += e.took;
		} else {
			in->p[to] = p[at];
			in->places[to++] = (uint32_t)at++;
		}
	}
	in->places[to] = (uint32_t)s->line_to;
	inner_scan(s, to, s->whole, false);
	return true;
}

/* ---- base64 ---- */

static int packed_value(uint8_t c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : byte_is_digit(c)     ? c - '0' + 52
	       : c == '+' || c == '-' ? 62
	       : c == '/' || c == '_' ? 63
				      : -1;
}

/* Whole groups of four, and what is left of the last. */
static size_t unpack(const uint8_t *p, size_t n, uint8_t *ret)
{
	uint32_t v = 0;
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		v = v << 6 | (uint32_t)packed_value(p[i]);
		if (i % 4 == 0)
			continue;
		ret[to++] = (uint8_t)(v >> (6 - i % 4 * 2));
	}
	return to;
}

static bool is_text(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 && p[i] != '\n' && p[i] != '\r' && p[i] != '\t') || p[i] == 0x7f)
			return false;
	/* A character cut at the end is forgiven. */
	for (unsigned cut = 0; cut < 4 && cut < n; cut++)
		if (str_is_utf8((str){p, n - cut}))
			return true;
	return false;
}

/* A file's beginning; its bytes are the stream's, not those of a text within it. */
static void tell_file(struct find_scan *s, size_t from)
{
	struct finder *f = s->f;
	struct find_packed told = {.offset = find_offset(f, &s->text, from)};

	if (!f->conf.packed || s->unpacked)
		return;
	told.ahead = str_from((str){f->in, f->in_n}, (size_t)(told.offset - f->origin));
	f->conf.packed(f->conf.ctx, &told);
}

void find_packed_at(struct find_scan *s, size_t at)
{
	const uint8_t *p = s->text.p;
	size_t least = s->packed_done > s->line_from ? s->packed_done : s->line_from;
	size_t from = at;
	size_t to = at;
	uint8_t head[PACKED_TRIED];

	if (at < s->packed_done || s->depth + 1 >= FIND_DEPTHS)
		return;
	while (from > least && packed_value(p[from - 1]) >= 0)
		from--;
	while (to < s->line_to && to - from < PACKED_MOST && packed_value(p[to]) >= 0)
		to++;
	s->packed_done = to;
	if (to - from >= EMBEDDED_LEAST && embedded_is((str){p + from, to - from}))
		tell_file(s, from);
	/* A path, or a name before it: what is text begins behind the last '/' or '-' that is followed by twenty of the others. */
	if (!is_text(head, unpack(p + from, PACKED_TRIED - 4, head)))
		from = at + 1 - PACKED_TRIGGER;
	if (from < least || to - from < PACKED_TRIGGER || !is_text(head, unpack(p + from, PACKED_TRIED - 4, head)))
		return;
	struct find_inner *in = &s->f->inner[s->depth];
	size_t n = unpack(p + from, to - from, in->p);

	if (!is_text(in->p, n))
		return;
	for (size_t i = 0; i < n; i++)
		in->places[i] = (uint32_t)(from + i / 3 * 4 + i % 3);
	in->places[n] = (uint32_t)to;
	inner_scan(s, n, false, true);
}
