/*
 * buf: a growing byte buffer that cannot be made without a ceiling. Overflow is sticky: puts past it are dropped and
 * buf_full() tells. Heap owned; buf_release frees.
 */
#pragma once

#include <stdarg.h>

#include "base/str.h"

typedef struct buf {
	uint8_t *p;
	size_t n;
	size_t size; /* allocated */
	size_t max;
	bool full;
} buf;

/* No allocation. max in bytes. */
void buf_init(buf *b, size_t max);
void buf_release(buf *b);
/* Empties it and keeps the memory; clears the overflow mark. */
void buf_reset(buf *b);
static inline str buf_str(const buf *b)
{
	return (str){b->p, b->n};
}
static inline bool buf_full(const buf *b)
{
	return b->full;
}
/* Drops the first n bytes (n <= b->n). */
void buf_drop(buf *b, size_t n);
/* Room for n more bytes: a pointer to write at (then buf_added), or NULL and `full` where the ceiling forbids. */
uint8_t *buf_room(buf *b, size_t n);
void buf_added(buf *b, size_t n);
void buf_put(buf *b, str s);
void buf_put_byte(buf *b, uint8_t c);
void buf_put_c(buf *b, const char *c);
/* Big-endian, the low `bytes` bytes of v. */
void buf_put_be(buf *b, uint64_t v, size_t bytes);
void buf_put_le(buf *b, uint64_t v, size_t bytes);
ATTR_PRINTF(2, 3) void buf_printf(buf *b, const char *fmt, ...);
ATTR_PRINTF(2, 0) void buf_vprintf(buf *b, const char *fmt, va_list ap);
/* Hostile bytes for a log or terminal: valid printable UTF-8 as it is, all else (controls, ESC, bidi controls, broken
 * bytes) as \xHH; quotes around; at most `most` bytes of s are shown, then "…". */
void buf_put_quoted(buf *b, str s, size_t most);
/* As the inside of a JSON string (RFC 8259 section 7); broken UTF-8 becomes U+FFFD. No quotes are put. */
void buf_put_json(buf *b, str s);
/* As HTML text or attribute value: & < > " ' escaped, controls and broken UTF-8 replaced by U+FFFD, hidden
 * characters (hidden.h) shown as \u202e. */
void buf_put_html(buf *b, str s);
/* Lower-case hexadecimal. */
void buf_put_hex(buf *b, str s);
/* One code point as UTF-8; surrogates and values past U+10FFFF as U+FFFD. */
void buf_put_utf8(buf *b, uint32_t cp);
/* Valid UTF-8 without NUL and without C0 controls other than tab and newline, of at most `most` bytes (never cut inside
 * a character): what a fact's text may hold. */
void buf_put_clean(buf *b, str s, size_t most);
/* A NUL behind the contents (not counted), for the libc border; "" when full. */
const char *buf_c(buf *b);
