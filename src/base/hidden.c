#include "base/hidden.h"

#define RANGE(from, to) (cp >= (from) && cp <= (to))

bool hidden_char(uint32_t cp)
{
	if (cp < 0x7f)
		return false;
	if (cp < 0x2000)
		return RANGE(0x7f, 0x9f) || cp == 0xad || cp == 0x34f || cp == 0x61c || cp == 0x115f || cp == 0x1160 ||
		       cp == 0x17b4 || cp == 0x17b5 || RANGE(0x180b, 0x180f);
	if (cp < 0xfe00)
		return RANGE(0x200b, 0x200f) || RANGE(0x2028, 0x202e) || RANGE(0x2060, 0x206f) || cp == 0x3164;
	/* Variation selectors stay: they choose the form of a Chinese character. */
	return cp == 0xfeff || cp == 0xffa0 || RANGE(0xfff0, 0xfffb) || RANGE(0x1d173, 0x1d17a) ||
	       RANGE(0xe0000, 0xe00ff) || RANGE(0xe01f0, 0xe0fff);
}

/* First bytes of the characters above: others, the common Chinese ones among them, need no look. */
static bool may_begin(uint8_t c)
{
	return c == 0x7f || c == 0xc2 || c == 0xcd || c == 0xd8 || c == 0xe1 || c == 0xe2 || c == 0xe3 || c == 0xef ||
	       c == 0xf0 || c == 0xf3;
}

size_t hidden_find(str s, uint32_t *ret_cp, size_t *ret_n)
{
	for (size_t at = 0; at < s.n;) {
		size_t was = at;

		if (!may_begin(s.p[at])) {
			at++;
			continue;
		}
		uint32_t cp = str_utf8_next(s, &at);

		if (hidden_char(cp)) {
			*ret_cp = cp;
			*ret_n = at - was;
			return was;
		}
	}
	return s.n;
}

void hidden_put(buf *b, uint32_t cp)
{
	if (cp < 0x10000)
		buf_printf(b, "\\u%04x", cp);
	else
		buf_printf(b, "\\u%04x\\u%04x", 0xd800 + ((cp - 0x10000) >> 10), 0xdc00 + (cp & 0x3ff));
}

void hidden_put_shown(buf *b, str s)
{
	uint32_t cp = 0;
	size_t n = 0;

	while (s.n) {
		size_t at = hidden_find(s, &cp, &n);

		buf_put(b, str_sub(s, 0, at));
		if (at < s.n)
			hidden_put(b, cp);
		s = str_from(s, at < s.n ? at + n : at);
	}
}
