#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hidden.h"
#include "base/must.h"

void buf_init(buf *b, size_t max)
{
	*b = (buf){.max = max};
}

void buf_release(buf *b)
{
	free(b->p);
	*b = (buf){.max = b->max};
}

void buf_reset(buf *b)
{
	b->n = 0;
	b->full = false;
}

void buf_drop(buf *b, size_t n)
{
	must(n <= b->n);
	if (n && n < b->n)
		memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

uint8_t *buf_room(buf *b, size_t n)
{
	if (b->full || n > b->max - b->n) {
		b->full = true;
		return NULL;
	}
	if (n > b->size - b->n) {
		size_t size = b->size ? b->size : 256;

		while (size - b->n < n)
			size = size > b->max / 2 ? b->max : size * 2;
		/* One byte more than ever used, for buf_c. */
		uint8_t *p = realloc(b->p, size + 1);

		if (!p) {
			b->full = true;
			return NULL;
		}
		b->p = p;
		b->size = size;
	}
	return b->p ? b->p + b->n : NULL;
}

void buf_added(buf *b, size_t n)
{
	must(n <= b->size - b->n);
	b->n += n;
}

void buf_put(buf *b, str s)
{
	uint8_t *p = s.n ? buf_room(b, s.n) : NULL;

	if (p) {
		bytes_copy(p, s.n, s);
		b->n += s.n;
	}
}

void buf_put_byte(buf *b, uint8_t c)
{
	uint8_t *p = buf_room(b, 1);

	if (p) {
		*p = c;
		b->n++;
	}
}

void buf_put_c(buf *b, const char *c)
{
	buf_put(b, str_c(c));
}

void buf_put_be(buf *b, uint64_t v, size_t bytes)
{
	for (size_t i = bytes; i > 0; i--)
		buf_put_byte(b, (uint8_t)(v >> (8 * (i - 1))));
}

void buf_put_le(buf *b, uint64_t v, size_t bytes)
{
	uint8_t *p = bytes ? buf_room(b, bytes) : NULL;

	for (size_t i = 0; p && i < bytes; i++)
		p[i] = (uint8_t)(i < 8 ? v >> (8 * i) : 0);
	b->n += p ? bytes : 0;
}

void buf_vprintf(buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);

	must(n >= 0);
	uint8_t *p = n ? buf_room(b, (size_t)n) : NULL;

	if (p) {
		/* size + 1 bytes are allocated: the NUL always fits. */
		vsnprintf((char *)p, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

void buf_printf(buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_put_quoted(buf *b, str s, size_t most)
{
	buf_put_byte(b, '"');
	for (size_t at = 0; at < s.n;) {
		size_t was = at;

		if (at >= most) {
			buf_put_c(b, "…");
			break;
		}
		uint32_t cp = str_utf8_next(s, &at);
		bool broken = cp == 0xfffd && at - was == 1;

		if (cp == '"' || cp == '\\')
			buf_put_byte(b, '\\');
		if (broken || cp < 0x20 || hidden_char(cp))
			for (size_t i = was; i < at; i++)
				buf_printf(b, "\\x%02x", s.p[i]);
		else
			buf_put(b, str_sub(s, was, at - was));
	}
	buf_put_byte(b, '"');
}

void buf_put_json(buf *b, str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp == '"' || cp == '\\')
			buf_printf(b, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_put_c(b, "\\n");
		else if (cp < 0x20 || cp == 0x7f || cp == 0x2028 || cp == 0x2029)
			buf_printf(b, "\\u%04x", cp);
		else
			buf_put_utf8(b, cp);
	}
}

void buf_put_html(buf *b, str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = str_utf8_next(s, &at);

		switch (cp) {
		case '&':
			buf_put_c(b, "&amp;");
			break;
		case '<':
			buf_put_c(b, "&lt;");
			break;
		case '>':
			buf_put_c(b, "&gt;");
			break;
		case '"':
			buf_put_c(b, "&quot;");
			break;
		case '\'':
			buf_put_c(b, "&#39;");
			break;
		default:
			if (hidden_char(cp))
				hidden_put(b, cp);
			else
				buf_put_utf8(b, cp < 0x20 && cp != '\n' && cp != '\t' ? 0xfffd : cp);
		}
	}
}

void buf_put_hex(buf *b, str s)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < s.n; i++) {
		buf_put_byte(b, (uint8_t)digit[s.p[i] >> 4]);
		buf_put_byte(b, (uint8_t)digit[s.p[i] & 15]);
	}
}

void buf_put_utf8(buf *b, uint32_t cp)
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	if (cp < 0x80) {
		buf_put_byte(b, (uint8_t)cp);
	} else if (cp < 0x800) {
		buf_put_be(b, 0xc080u | (cp & 0x7c0u) << 2 | (cp & 0x3fu), 2);
	} else if (cp < 0x10000) {
		buf_put_be(b, 0xe08080u | (cp & 0xf000u) << 4 | (cp & 0xfc0u) << 2 | (cp & 0x3fu), 3);
	} else {
		buf_put_be(b,
			   0xf0808080u | (cp & 0x1c0000u) << 6 | (cp & 0x3f000u) << 4 | (cp & 0xfc0u) << 2 |
				   (cp & 0x3fu),
			   4);
	}
}

void buf_put_clean(buf *b, str s, size_t most)
{
	size_t start = b->n;

	for (size_t at = 0; at < s.n;) {
		uint32_t cp = str_utf8_next(s, &at);
		size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

		if (b->n - start + len > most)
			break;
		if ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0x7f)
			cp = ' ';
		buf_put_utf8(b, cp);
	}
}

const char *buf_c(buf *b)
{
	/* buf_room always allocates one byte beyond `size`. */
	if (!b->p)
		return "";
	b->p[b->n] = 0;
	return (const char *)b->p;
}
