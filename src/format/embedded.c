/* RFC 4648 sections 4 and 5. Escapes: JSON's \/, \n and \u002b, percent signs, XML's &#10;. */
#include "format/embedded.h"

/* Other than a value of six bits. */
enum { NOTHING = 64, LINE_END, PAD, VALUE_END, STRANGER };

static unsigned digit_of(uint8_t c)
{
	int d = c >= 'A' && c <= 'Z'   ? c - 'A'
		: c >= 'a' && c <= 'z' ? c - 'a' + 26
		: byte_is_digit(c)     ? c - '0' + 52
		: c == '+' || c == '-' ? 62
		: c == '/' || c == '_' ? 63
				       : STRANGER;

	return (unsigned)d;
}

/* ---- is it one? ---- */

static bool is_bzip2(str s)
{
	return str_starts(s, STR("BZh")) && s.p[3] >= '1' && s.p[3] <= '9' && s.p[4] == '1' && s.p[5] == 'A';
}

static bool is_gzip(str s)
{
	return str_starts(s, STR("\x1f\x8b\x08")) && s.p[3] < 0x20;
}

static bool is_zip(str s)
{
	return str_starts(s, STR("PK\x03\x04")) && s.p[5] == 0;
}

bool embedded_is(str text)
{
	static const str marks[] = {
		STR_INIT("%PDF-"),
		STR_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		STR_INIT("SQLite format 3\0"),
		STR_INIT("7z\xbc\xaf\x27\x1c"),
		STR_INIT("Rar!\x1a\x07"),
		STR_INIT("\xfd"
			 "7zXZ\0"),
		STR_INIT("\x28\xb5\x2f\xfd"),
		STR_INIT("{\\rtf1"),
	};
	/* The first characters of all of them. */
	static const uint8_t firsts[256] = {['U'] = 1, ['J'] = 1, ['0'] = 1, ['N'] = 1, ['/'] = 1,
					    ['K'] = 1, ['H'] = 1, ['Q'] = 1, ['e'] = 1, ['_'] = 1};
	uint8_t head[EMBEDDED_TRIED / 4 * 3];
	uint32_t v = 0;

	if (text.n < EMBEDDED_TRIED || !firsts[text.p[0]])
		return false;
	for (size_t i = 0, n = 0; i < EMBEDDED_TRIED; i++) {
		unsigned d = digit_of(text.p[i]);

		if (d >= NOTHING)
			return false;
		v = v << 6 | d;
		if (i % 4)
			head[n++] = (uint8_t)(v >> (6 - i % 4 * 2));
	}
	str s = {head, sizeof(head)};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (str_starts(s, marks[i]))
			return true;
	return is_zip(s) || is_gzip(s) || is_bzip2(s);
}

/* ---- characters ---- */

void embedded_begin(struct embedded *e)
{
	e->bits = e->bit_n = 0;
	e->escape = e->base = e->digits = 0;
	e->number = 0;
	e->taken = 0;
	e->width = e->column = e->line_n = 0;
	e->ended = false;
}

static unsigned plain(const struct embedded *e, uint32_t c)
{
	switch (c) {
	case '\n':
		return LINE_END;
	case 0:
	case '\r':
		return NOTHING;
	case ' ':
	case '\t':
		/* Lines may be indented. */
		return e->width && !e->column ? NOTHING : STRANGER;
	case '=':
		return PAD;
	case '"':
	case '\'':
	case '<':
	case '>':
	case ',':
	case ';':
	case ')':
	case ']':
	case '}':
		return VALUE_END;
	case '-':
		/* A list's, or a line of hyphens. */
		return e->width && !e->column ? STRANGER : 62;
	default:
		return c < 0x80 ? digit_of((uint8_t)c) : STRANGER;
	}
}

/* A number's last digit came. */
static unsigned numbered(struct embedded *e)
{
	e->escape = 0;
	return plain(e, e->number);
}

static unsigned add_digit(struct embedded *e, uint8_t c, uint8_t most)
{
	int v = byte_hex(c);

	if (v < 0 || v >= e->base || e->digits >= most)
		return STRANGER;
	e->number = e->number * e->base + (uint32_t)v;
	e->digits++;
	return NOTHING;
}

/* Behind a backslash; JSON within JSON has several. */
static unsigned slashed(struct embedded *e, uint8_t c)
{
	if (c == '\\')
		return NOTHING;
	e->escape = c == 'u' ? 'u' : 0;
	e->base = 16;
	return c == 'u' || c == 'r' ? NOTHING : c == 'n' ? LINE_END : c == '/' ? 63 : VALUE_END;
}

static unsigned entity(struct embedded *e, uint8_t c)
{
	if (!e->base) {
		e->base = 10;
		return c == '#' ? NOTHING : VALUE_END;
	}
	if (!e->digits && (c | 0x20) == 'x' && e->base == 10) {
		e->base = 16;
		return NOTHING;
	}
	return c == ';' && e->digits ? numbered(e) : add_digit(e, c, 5);
}

static unsigned escaped(struct embedded *e, uint8_t c)
{
	if (!c)
		return NOTHING;
	if (e->escape == '\\')
		return slashed(e, c);
	if (e->escape == '&')
		return entity(e, c);
	uint8_t most = e->escape == 'u' ? 4 : 2;
	unsigned got = add_digit(e, c, most);

	return got == NOTHING && e->digits == most ? numbered(e) : got;
}

static unsigned meaning(struct embedded *e, uint8_t c)
{
	if (e->escape)
		return escaped(e, c);
	if (c != '\\' && c != '%' && c != '&')
		return plain(e, c);
	e->escape = c;
	e->base = c == '%' ? 16 : 0;
	e->digits = 0;
	e->number = 0;
	return NOTHING;
}

/* ---- lines ---- */

static size_t commit(struct embedded *e, uint8_t *out)
{
	size_t n = e->line_n;

	memcpy(out, e->line, n);
	e->line_n = 0;
	return n;
}

static size_t end_line(struct embedded *e, uint8_t *out)
{
	size_t n = commit(e, out);

	if (!e->width) {
		/* Whoever breaks lines does it behind groups of four. */
		e->ended = e->column % 4 != 0 || e->column > EMBEDDED_LINE_MOST;
		e->width = e->column;
	} else {
		e->ended = e->column < e->width;
	}
	e->column = 0;
	return n;
}

static size_t put_digit(struct embedded *e, unsigned digit, uint8_t *out)
{
	e->column++;
	if (e->width && e->column > e->width) {
		e->ended = true;
		return 0;
	}
	e->bits = e->bits << 6 | digit;
	e->bit_n += 6;
	if (e->bit_n < 8)
		return 0;
	e->bit_n -= 8;
	uint8_t b = (uint8_t)(e->bits >> e->bit_n);

	if (!e->width) {
		*out = b;
		return 1;
	}
	e->line[e->line_n++] = b;
	return 0;
}

size_t embedded_take(struct embedded *e, str in, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n && !e->ended; i++) {
		unsigned m = meaning(e, in.p[i]);

		e->taken++;
		if (m < NOTHING) {
			n += put_digit(e, m, out + n);
		} else if (m == LINE_END) {
			n += end_line(e, out + n);
		} else if (m != NOTHING) {
			e->ended = true;
			/* A line that goes on otherwise is not its. */
			if (m != STRANGER)
				n += commit(e, out + n);
		}
	}
	return n;
}

size_t embedded_end(struct embedded *e, uint8_t *out)
{
	size_t n = e->ended ? 0 : commit(e, out);

	e->ended = true;
	return n;
}
