#include "base/dump.h"

#define LOOKED_AT 512
#define LINE 16

bool dump_is_binary(str s)
{
	str head = str_sub(s, 0, LOOKED_AT);
	size_t odd = 0;

	for (size_t at = 0; at < head.n;) {
		size_t was = at;
		uint32_t cp = str_utf8_next(head, &at);

		/* A character that the cut runs through is not broken. */
		if (cp == 0xfffd && at - was == 1 && head.n < s.n && head.n - was < 4)
			break;
		if (cp == 0)
			return true;
		odd += (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7f && cp < 0xa0) ||
		       (cp == 0xfffd && at - was == 1);
	}
	return odd > head.n / 8;
}

void dump_put(buf *b, str s, size_t most)
{
	str head = str_sub(s, 0, most);

	for (size_t from = 0; from < head.n; from += LINE) {
		str line = str_sub(head, from, LINE);

		buf_printf(b, "%04zx ", from);
		for (size_t i = 0; i < LINE; i++) {
			if (i < line.n)
				buf_printf(b, " %02x", line.p[i]);
			else
				buf_put_c(b, "   ");
		}
		buf_put_c(b, "  ");
		for (size_t i = 0; i < line.n; i++)
			buf_put_byte(b, line.p[i] >= 0x20 && line.p[i] < 0x7f ? line.p[i] : '.');
		buf_put_byte(b, '\n');
	}
	if (head.n < s.n)
		buf_put_c(b, "…\n");
}
