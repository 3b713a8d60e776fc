#include "format/http1.h"

enum { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, CHUNK_DATA_END, CHUNK_TRAILER };

size_t http1_head_end(str s, size_t *at)
{
	for (;;) {
		const uint8_t *lf = *at < s.n ? memchr(s.p + *at, '\n', s.n - *at) : NULL;
		if (!lf) {
			*at = s.n;
			return 0;
		}
		size_t next = (size_t)(lf - s.p) + 1;
		if (next < s.n && s.p[next] == '\n')
			return next + 1;
		if (next + 1 < s.n && s.p[next] == '\r' && s.p[next + 1] == '\n')
			return next + 2;
		if (next + 1 >= s.n) {
			/* The line after may be the empty one: look at this line feed again when more is there. */
			*at = next - 1;
			return 0;
		}
		*at = next;
	}
}

/* The next line without its end; false when none is left. */
static bool line_take(str *s, str *ret)
{
	if (!s->n)
		return false;
	*ret = str_cut(s, '\n').head;
	if (ret->n && ret->p[ret->n - 1] == '\r')
		ret->n--;
	return true;
}

static enum parse status_parse(str line, struct http1_head *ret, bool *ret_http10)
{
	uint64_t code, minor;

	if (line.n < 12 || !str_starts(line, STR("HTTP/1.")) || line.p[8] != ' ')
		return PARSE_BAD;
	if (!str_to_u64(str_sub(line, 7, 1), 9, &minor) || !str_to_u64(str_sub(line, 9, 3), 999, &code) || code < 100)
		return PARSE_BAD;
	if (line.n > 12 && line.p[12] != ' ')
		return PARSE_BAD;
	ret->code = (int)code;
	ret->reason = str_from(line, 13);
	*ret_http10 = minor == 0;
	return PARSE_OK;
}

/* Walks the fields: start with *at = 0; false at the end. Lines without a colon are passed over. */
static bool http1_field_next(str block, size_t *at, str *ret_name, str *ret_value)
{
	while (*at < block.n) {
		str rest = str_from(block, *at), line;
		(void)line_take(&rest, &line);
		size_t end = block.n - rest.n;
		size_t colon = str_find_byte(line, ':');
		if (*at == 0 && str_starts(line, STR("HTTP/1.")))
			colon = line.n;
		/* Folded lines (RFC 9112 section 5.2) belong to the value. */
		while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t')) {
			str fold;
			(void)line_take(&rest, &fold);
			end = block.n - rest.n;
			if (fold.n)
				line.n = (size_t)(fold.p + fold.n - line.p);
		}
		*at = end;
		if (colon < line.n && colon > 0) {
			*ret_name = str_trim(str_sub(line, 0, colon));
			*ret_value = str_trim(str_from(line, colon + 1));
			return true;
		}
	}
	return false;
}

str http1_field(str block, str name)
{
	size_t at = 0;
	str n, v;

	while (http1_field_next(block, &at, &n, &v))
		if (str_ieq(n, name))
			return v;
	return (str){0};
}

/* Is the word among the comma-separated words of a field? */
static bool has_word(str list, str word)
{
	for (;;) {
		struct str_cut cut = str_cut(&list, ',');
		if (str_ieq(str_trim(cut.head), word))
			return true;
		if (!cut.ok)
			return false;
	}
}

struct framing {
	bool length;
	bool chunked;
	bool transfer; /* any transfer coding */
	bool close;
	bool keep;
};

static enum http1_coding coding_of(str v)
{
	if (!v.n || str_ieq(v, STR("identity")))
		return HTTP1_PLAIN;
	if (str_ieq(v, STR("gzip")) || str_ieq(v, STR("x-gzip")))
		return HTTP1_GZIP;
	return str_ieq(v, STR("deflate")) ? HTTP1_DEFLATE : HTTP1_UNKNOWN;
}

/* Two lengths that differ could be read in two ways (RFC 9112 section 6.3). */
static enum parse length_take(str v, struct framing *f, struct http1_head *ret)
{
	for (;;) {
		struct str_cut cut = str_cut(&v, ',');
		uint64_t n;
		if (!str_to_u64(str_trim(cut.head), INT64_MAX, &n) || (f->length && n != ret->length))
			return PARSE_BAD;
		f->length = true;
		ret->length = n;
		if (!cut.ok)
			return PARSE_OK;
	}
}

static enum parse field_take(str name, str v, struct framing *f, struct http1_head *ret)
{
	if (str_ieq(name, STR("content-length")))
		return length_take(v, f, ret);
	if (str_ieq(name, STR("transfer-encoding"))) {
		f->transfer = true;
		f->chunked = f->chunked || has_word(v, STR("chunked"));
	} else if (str_ieq(name, STR("content-encoding"))) {
		ret->coding = ret->coding == HTTP1_PLAIN ? coding_of(v) : HTTP1_UNKNOWN;
	} else if (str_ieq(name, STR("connection"))) {
		f->close = f->close || has_word(v, STR("close"));
		f->keep = f->keep || has_word(v, STR("keep-alive"));
	} else if (str_ieq(name, STR("location")) && !ret->location.n) {
		ret->location = v;
	} else if (str_ieq(name, STR("retry-after")) && !ret->retry_after.n) {
		ret->retry_after = v;
	}
	return PARSE_OK;
}

static void body_decide(struct http1_head *h, const struct framing *f, bool request_head, bool http10)
{
	bool none = request_head || h->code < 200 || h->code == 204 || h->code == 304;

	if (none)
		h->body = HTTP1_BODY_NONE;
	else if (f->chunked)
		h->body = HTTP1_BODY_CHUNKED;
	else if (f->length && !f->transfer)
		h->body = HTTP1_BODY_LENGTH;
	else
		h->body = HTTP1_BODY_CLOSE;
	h->keep = !f->close && (!http10 || f->keep) && h->body != HTTP1_BODY_CLOSE;
	/* Both lengths in one answer smell of a broken proxy: read as chunked, and do not go on with the connection. */
	if (f->length && f->transfer)
		h->keep = false;
}

enum parse http1_head_parse(str s, bool request_head, struct http1_head *ret)
{
	struct http1_head h = {0};
	struct framing f = {0};
	size_t at = 0, end;
	bool http10 = false;
	str line, name, v;

	end = http1_head_end(s, &at);
	if (!end)
		return s.n > HTTP1_HEAD_MOST ? PARSE_LIMIT : PARSE_SHORT;
	if (end > HTTP1_HEAD_MOST)
		return PARSE_LIMIT;
	s = str_sub(s, 0, end);
	if (str_find_byte(s, 0) < s.n || !line_take(&s, &line))
		return PARSE_BAD;
	if (status_parse(line, &h, &http10) != PARSE_OK)
		return PARSE_BAD;
	s.n -= s.n >= 2 && s.p[s.n - 2] == '\r' ? 2 : (s.n ? 1 : 0);
	h.fields = s;
	for (at = 0; http1_field_next(s, &at, &name, &v);) {
		if (++h.field_count > HTTP1_FIELDS_MOST)
			return PARSE_LIMIT;
		if (field_take(name, v, &f, &h) != PARSE_OK)
			return PARSE_BAD;
	}
	body_decide(&h, &f, request_head, http10);
	*ret = h;
	return PARSE_OK;
}

/* One byte of the line that gives a chunk's size. */
static enum parse size_byte(struct http1_chunks *c, uint8_t b)
{
	int digit = byte_hex(b);

	if (++c->line > HTTP1_CHUNK_LINE_MOST)
		return PARSE_BAD;
	if (b == '\n') {
		if (c->line == 1)
			return PARSE_BAD;
		c->line = 0;
		c->state = c->left ? CHUNK_DATA : CHUNK_TRAILER;
		return PARSE_OK;
	}
	if (c->state == CHUNK_EXTENSION)
		return PARSE_OK;
	if (digit >= 0) {
		if (c->left > UINT64_MAX >> 8)
			return PARSE_BAD;
		c->left = c->left << 4 | (uint64_t)digit;
		return PARSE_OK;
	}
	if (c->line == 1 || !(b == '\r' || b == ';' || b == ' ' || b == '\t'))
		return PARSE_BAD;
	c->state = CHUNK_EXTENSION;
	return PARSE_OK;
}

/* One byte of the line end behind a chunk's data. */
static enum parse data_end_byte(struct http1_chunks *c, uint8_t b)
{
	if (b == '\r' && c->line == 0) {
		c->line = 1;
		return PARSE_OK;
	}
	if (b != '\n')
		return PARSE_BAD;
	c->line = 0;
	c->state = CHUNK_SIZE;
	return PARSE_OK;
}

/* One byte of the trailers; `line` counts what the line holds besides its end. */
static enum parse trailer_byte(struct http1_chunks *c, uint8_t b)
{
	if (++c->trailer > HTTP1_TRAILER_MOST)
		return PARSE_BAD;
	if (b == '\n') {
		c->done = c->line == 0;
		c->line = 0;
	} else if (b != '\r') {
		c->line++;
	}
	return PARSE_OK;
}

enum parse http1_chunks_parse(struct http1_chunks *c, str *in, str *ret_data)
{
	*ret_data = (str){0};
	while (in->n && !c->done) {
		if (c->state == CHUNK_DATA) {
			*ret_data = str_sub(*in, 0, c->left < in->n ? (size_t)c->left : in->n);
			*in = str_from(*in, ret_data->n);
			c->left -= ret_data->n;
			if (!c->left)
				c->state = CHUNK_DATA_END;
			return PARSE_OK;
		}
		enum parse p = c->state == CHUNK_TRAILER    ? trailer_byte(c, in->p[0])
			       : c->state == CHUNK_DATA_END ? data_end_byte(c, in->p[0])
							    : size_byte(c, in->p[0]);
		if (p != PARSE_OK)
			return p;
		*in = str_from(*in, 1);
	}
	return c->done ? PARSE_OK : PARSE_SHORT;
}

static void put_line_safe(buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= ' ' && s.p[i] != 0x7f)
			buf_put_byte(b, s.p[i]);
}

void http1_request_put(buf *b, const struct http1_request *q)
{
	buf_put(b, q->head ? STR("HEAD ") : STR("GET "));
	for (size_t i = 0; i < q->path.n; i++)
		if (q->path.p[i] > ' ' && q->path.p[i] < 0x7f)
			buf_put_byte(b, q->path.p[i]);
	buf_put(b, STR(" HTTP/1.1\r\nHost: "));
	put_line_safe(b, q->host);
	buf_put(b, STR("\r\nUser-Agent: "));
	put_line_safe(b, q->agent);
	buf_put(b, STR("\r\nAccept: */*\r\nAccept-Language: "));
	put_line_safe(b, q->language);
	buf_put(b, STR("\r\nAccept-Encoding: gzip, deflate\r\nConnection: "));
	buf_put(b, q->keep ? STR("keep-alive\r\n\r\n") : STR("close\r\n\r\n"));
}
