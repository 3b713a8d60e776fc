#include "base/str.h"

#include <string.h>

#include "base/ckd.h"
#include "base/must.h"

str str_c(const char *c)
{
	return c ? (str){(const uint8_t *)c, strlen(c)} : (str){0};
}

bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_ieq(str a, str b)
{
	return a.n == b.n && str_istarts(a, b);
}

int str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int r = n ? memcmp(a.p, b.p, n) : 0;

	return r ? r : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix);
}

bool str_istarts(str s, str prefix)
{
	if (s.n < prefix.n)
		return false;
	for (size_t i = 0; i < prefix.n; i++)
		if (byte_lower(s.p[i]) != byte_lower(prefix.p[i]))
			return false;
	return true;
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool str_iends(str s, str suffix)
{
	return s.n >= suffix.n && str_ieq(str_from(s, s.n - suffix.n), suffix);
}

size_t str_find(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	if (needle.n > s.n)
		return s.n;
	const uint8_t *hit = memmem(s.p, s.n, needle.p, needle.n);

	return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_ifind(str s, str needle)
{
	if (needle.n == 0)
		return 0;
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (byte_lower(s.p[i]) == byte_lower(needle.p[0]) && str_istarts(str_from(s, i), needle))
			return i;
	return s.n;
}

size_t str_find_byte(str s, uint8_t byte)
{
	const uint8_t *hit = s.n ? memchr(s.p, byte, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : s.n;
}

bool str_has(str s, str needle)
{
	return needle.n == 0 || str_find(s, needle) < s.n;
}

bool str_ihas(str s, str needle)
{
	return needle.n == 0 || str_ifind(s, needle) < s.n;
}

str str_sub(str s, size_t from, size_t n)
{
	if (from >= s.n)
		return (str){0};
	return (str){s.p + from, n < s.n - from ? n : s.n - from};
}

str str_from(str s, size_t from)
{
	return str_sub(s, from, s.n);
}

str str_trim(str s)
{
	while (s.n && byte_is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n && byte_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str_cut str_cut(str *s, uint8_t sep)
{
	size_t at = str_find_byte(*s, sep);
	struct str_cut r = {.head = str_sub(*s, 0, at), .ok = at < s->n};

	*s = r.ok ? str_from(*s, at + 1) : (str){0};
	return r;
}

static bool number(str s, uint64_t base, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int d = byte_hex(s.p[i]);

		if (d < 0 || (uint64_t)d >= base || ckd_mul(&v, v, base) || ckd_add(&v, v, (uint64_t)d) || v > max)
			return false;
	}
	*ret = v;
	return true;
}

bool str_to_u64(str s, uint64_t max, uint64_t *ret)
{
	return number(s, 10, max, ret);
}

bool str_hex_to_u64(str s, uint64_t max, uint64_t *ret)
{
	return number(s, 16, max, ret);
}

uint64_t str_hash(str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * 0x100000001b3u;
	return h;
}

uint32_t str_utf8_next(str s, size_t *at)
{
	must(*at < s.n);
	uint8_t c = s.p[*at];
	size_t left = s.n - *at;
	size_t len = c < 0x80                 ? 1
		     : c >= 0xc2 && c <= 0xdf ? 2
		     : c >= 0xe0 && c <= 0xef ? 3
		     : c >= 0xf0 && c <= 0xf4 ? 4
					      : 0;
	uint32_t v = len == 1 ? c : len == 2 ? c & 0x1fu : len == 3 ? c & 0x0fu : c & 0x07u;

	if (len == 0 || len > left)
		goto bad;
	for (size_t i = 1; i < len; i++) {
		if ((s.p[*at + i] & 0xc0) != 0x80)
			goto bad;
		v = v << 6 | (s.p[*at + i] & 0x3fu);
	}
	if ((len == 3 && (v < 0x800 || (v >= 0xd800 && v <= 0xdfff))) || (len == 4 && (v < 0x10000 || v > 0x10ffff)))
		goto bad;
	*at += len;
	return v;
bad:
	*at += 1;
	return 0xfffd;
}

bool str_is_utf8(str s)
{
	for (size_t at = 0; at < s.n;) {
		size_t was = at;

		if (s.p[at] < 0x80) {
			at++;
			continue;
		}
		/* U+FFFD itself is three bytes long; an error advances by one. */
		if (str_utf8_next(s, &at) == 0xfffd && at - was == 1)
			return false;
	}
	return true;
}

int byte_hex(uint8_t c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void bytes_copy(void *dst, size_t cap, str src)
{
	must(src.n <= cap);
	if (src.n)
		memcpy(dst, src.p, src.n);
}
