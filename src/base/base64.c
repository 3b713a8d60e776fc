#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(buf *b, str s)
{
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (i + k < s.n ? s.p[i + k] : 0u);
		for (size_t k = 0; k < 4; k++) {
			bool pad = i + k > s.n;

			buf_put_byte(b, pad ? '=' : (uint8_t)alphabet[v >> (18 - 6 * k) & 63]);
		}
	}
}

static int digit(uint8_t c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+'             ? 62
	       : c == '/'             ? 63
				      : -1;
}

bool base64_get(buf *b, str s)
{
	size_t was = b->n, pad = str_ends(s, STR("==")) ? 2 : str_ends(s, STR("=")) ? 1 : 0;

	if (s.n % 4)
		return false;
	for (size_t i = 0; i < s.n; i += 4) {
		size_t left = i + 4 == s.n ? 4 - pad : 4;
		uint32_t v = 0;
		int bad = 0;

		for (size_t k = 0; k < 4; k++) {
			int d = k < left ? digit(s.p[i + k]) : 0;

			bad |= d < 0;
			v = v << 6 | (uint32_t)(d & 63);
		}
		if (bad || (v & ((1u << (8 * (4 - left))) - 1)) != 0) {
			b->n = was;
			return false;
		}
		buf_put_be(b, v >> (8 * (4 - left)), left - 1);
	}
	return true;
}
