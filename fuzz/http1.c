/* HTTP/1.1 heads and chunked bodies: looking for the end piecewise finds what looking at once finds, and pieces of a
 * chunked body add up to the same bytes however they are cut. */
#include "format/http1.h"

#include "base/must.h"

static void head(str s)
{
	struct http1_head h;
	size_t at = 0, whole = 0, piece = 0;

	size_t end = http1_head_end(s, &whole);
	for (size_t n = 1; n <= s.n && !piece && n < 600; n++)
		piece = http1_head_end(str_sub(s, 0, n), &at);
	must(s.n >= 600 || piece == end);
	if (http1_head_parse(s, false, &h) == PARSE_OK) {
		must(h.code >= 100 && h.code <= 999 && h.field_count <= HTTP1_FIELDS_MOST);
		must(h.fields.n <= end && (h.body != HTTP1_BODY_CLOSE || !h.keep));
		(void)http1_field(h.fields, STR("server"));
	}
}

static uint64_t chunked(str s, size_t step, enum parse *ret)
{
	struct http1_chunks c = {0};
	uint64_t sum = 0;
	enum parse p = PARSE_SHORT;

	while (s.n && !c.done && (p == PARSE_SHORT || p == PARSE_OK)) {
		str in = str_sub(s, 0, step), data;
		size_t had = in.n;
		do {
			p = http1_chunks_parse(&c, &in, &data);
			for (size_t i = 0; i < data.n; i++)
				sum = sum * 31 + data.p[i];
		} while (p == PARSE_OK && !c.done && in.n);
		s = str_from(s, had - in.n);
	}
	*ret = c.done ? PARSE_OK : (p == PARSE_BAD ? PARSE_BAD : PARSE_SHORT);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = {data, size};
	enum parse a, b;

	head(s);
	uint64_t x = chunked(s, 1, &a), y = chunked(s, SIZE_MAX, &b);
	must(a == b && x == y);
	return 0;
}
