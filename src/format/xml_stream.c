#include "format/xml_stream.h"

#include <string.h>

#define CHUNK ((size_t)256 * 1024)

void xml_stream_init(struct xml_stream *x, struct source *in)
{
	*x = (struct xml_stream){.in = in};
	/* An empty beginning: the first chunk is fetched by the first call. */
	xml_init(&x->xml, (str){0});
	str head = source_peek(in, 3);

	if (str_starts(head, STR("\xef\xbb\xbf")))
		source_used(in, 3);
}

/* Up to behind the last whole close tag; 0: there is none. */
static size_t last_close(str s)
{
	while (s.n) {
		const uint8_t *end = memrchr(s.p, '>', s.n);

		if (!end)
			return 0;
		size_t n = (size_t)(end - s.p);
		const uint8_t *open = memrchr(s.p, '<', n);

		if (!open)
			return 0;
		size_t at = (size_t)(open - s.p);

		if (s.p[at + 1] == '/' && !memchr(open, '>', n - at))
			return n + 1;
		s = str_sub(s, 0, at);
	}
	return 0;
}

static enum parse next_chunk(struct xml_stream *x)
{
	source_used(x->in, x->chunk);
	x->chunk = 0;
	for (size_t want = CHUNK;; want *= 4) {
		str s = source_peek(x->in, want);
		size_t n = s.n < want ? s.n : last_close(s);

		if (!s.n)
			return PARSE_SHORT;
		if (n) {
			x->chunk = n;
			x->xml = (struct xml){.c = cur_of(str_sub(s, 0, n))};
			return PARSE_OK;
		}
		if (want > XML_STREAM_CHUNK_MOST)
			return PARSE_LIMIT;
	}
}

enum parse xml_stream_next(struct xml_stream *x, struct xml_event *ret)
{
	for (;;) {
		enum parse p = xml_parse(&x->xml, ret);

		if (p != PARSE_SHORT)
			return p;
		p = next_chunk(x);
		if (p != PARSE_OK)
			return p;
	}
}
