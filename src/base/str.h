/*
 * str: a borrowed view of bytes, {p, n}, for all text and bytes. No NUL contract. Passed by value; whoever made the
 * bytes owns them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

typedef struct str {
	const uint8_t *p;
	size_t n;
} str;

/* A view of a string literal (not of a char pointer). */
#define STR(lit) ((str){(const uint8_t *)("" lit), sizeof(lit) - 1})
/* For static initialisers. */
#define STR_INIT(lit)                                                                                                  \
	{                                                                                                              \
		(const uint8_t *)("" lit), sizeof(lit) - 1                                                             \
	}
/* printf("%.*s", STR_ARG(s)): for text already known to be harmless; hostile bytes go through buf_put_quoted. */
#define STR_ARG(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), (const char *)((s).n ? (s).p : (const uint8_t *)"")

/* View of a C string; NULL gives the empty view. */
ATTR_PURE str str_c(const char *c);
ATTR_PURE bool str_eq(str a, str b);
/* ASCII letters compare alike, all other bytes as they are. */
ATTR_PURE bool str_ieq(str a, str b);
/* Byte order, as memcmp, the shorter first. */
ATTR_PURE int str_cmp(str a, str b);
ATTR_PURE bool str_starts(str s, str prefix);
ATTR_PURE bool str_istarts(str s, str prefix);
ATTR_PURE bool str_ends(str s, str suffix);
ATTR_PURE bool str_iends(str s, str suffix);
/* Offset of the first occurrence, or s.n when absent. */
ATTR_PURE size_t str_find(str s, str needle);
ATTR_PURE size_t str_ifind(str s, str needle);
ATTR_PURE size_t str_find_byte(str s, uint8_t byte);
ATTR_PURE bool str_has(str s, str needle);
ATTR_PURE bool str_ihas(str s, str needle);
/* The view [from, from+n), clamped to s: never out of bounds. */
ATTR_PURE str str_sub(str s, size_t from, size_t n);
ATTR_PURE str str_from(str s, size_t from);
/* Without ASCII white space at both ends. */
ATTR_PURE str str_trim(str s);
/* Cuts *s at the first byte `sep`: returns what stands before it and leaves the rest in *s; ok tells whether sep was
 * there (if not, the whole of *s is returned and *s becomes empty). */
struct str_cut {
	str head;
	bool ok;
};
struct str_cut str_cut(str *s, uint8_t sep);
/* Decimal number of digits only (no sign, no blank), at most max; false leaves *ret untouched. */
[[nodiscard]] bool str_to_u64(str s, uint64_t max, uint64_t *ret);
/* Hexadecimal likewise. */
[[nodiscard]] bool str_hex_to_u64(str s, uint64_t max, uint64_t *ret);
/* FNV-1a, for tables of trusted or bounded size only. */
ATTR_PURE uint64_t str_hash(str s);
/* Is s valid UTF-8 (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF)? */
ATTR_PURE bool str_is_utf8(str s);
/* Reads one code point at *at and advances; invalid bytes give U+FFFD and advance by one. at < s.n is required. */
uint32_t str_utf8_next(str s, size_t *at);

/* The character from U+4E00 to U+9FFF (most of Chinese text) whose three bytes stand at `at` with one more behind them; 0: another,
 * or the last. */
static inline uint32_t str_han(str s, size_t at)
{
	const uint8_t *p = s.p + at;

	if (s.n < at + 4)
		return 0;
	uint32_t v = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
	uint32_t c = (v & 15) << 12 | (v >> 2 & 0xfc0) | (v >> 16 & 0x3f);

	return (v & 0xc0c0f0) == 0x8080e0 && c - 0x4e00 <= 0x9fff - 0x4e00 ? c : 0;
}

/* Does a character of nobody's writing begin there: for private use (U+E000 to U+F8FF), or U+FFFD for what was none? Bytes that are no
 * text, read in a Chinese encoding, are full of them. */
static inline bool str_odd(str s, size_t at)
{
	const uint8_t *p = s.p + at;

	return p[0] >= 0xee && p[0] <= 0xef && at + 2 < s.n &&
	       (p[0] == 0xee || p[1] < 0xa4 || (p[1] == 0xbf && p[2] == 0xbd));
}

static inline bool byte_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}
static inline bool byte_is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool byte_is_alnum(uint8_t c)
{
	return byte_is_digit(c) || byte_is_alpha(c);
}
static inline bool byte_is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline uint8_t byte_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}
/* 0..15, or -1 for a byte that is no hexadecimal digit. */
ATTR_CONST int byte_hex(uint8_t c);

/* Copies src into dst[0..cap): must fit (a bug otherwise). Regions may not overlap. */
void bytes_copy(void *dst, size_t cap, str src);
