/* RFC 4180. Linear: a quoted field that does not close is given up at the row's ceiling, and its line is skipped. */
#include "format/csv.h"

static bool is_end(uint8_t c)
{
	return c == '\n' || c == '\r';
}

/* Bytes of the line end at s (CRLF is one). */
static size_t end_length(str s)
{
	return s.n > 1 && s.p[0] == '\r' && s.p[1] == '\n' ? 2 : 1;
}

static size_t line_length(str s)
{
	size_t n = 0;

	while (n < s.n && !is_end(s.p[n]))
		n++;
	return n;
}

void csv_init(struct csv *c, str text)
{
	static const uint8_t candidates[] = {',', ';', '\t'};
	str line = str_sub(text, 0, line_length(text));
	size_t most = 0;

	*c = (struct csv){.rest = text, .separator = ',', .line = 1};
	for (size_t k = 0; k < ARRAY_LEN(candidates); k++) {
		size_t n = 0;

		for (size_t i = 0; i < line.n; i++)
			n += line.p[i] == candidates[k];
		if (n > most) {
			most = n;
			c->separator = candidates[k];
		}
	}
}

/* One row being read; `at` goes forward over c->rest. */
struct reading {
	str s;
	size_t at;
	uint64_t lines; /* line ends passed inside quotes */
	uint8_t separator;
	buf *texts;
};

/* A quoted field: its bytes go to texts. at stands on the opening quote. */
static enum parse read_quoted(struct reading *r, str *ret)
{
	size_t start = r->texts->n;

	r->at++;
	while (r->at < r->s.n) {
		uint8_t ch = r->s.p[r->at];

		if (r->at > CSV_ROW_MOST)
			return PARSE_LIMIT;
		if (ch == '"') {
			if (r->at + 1 < r->s.n && r->s.p[r->at + 1] == '"') {
				buf_put_byte(r->texts, '"');
				r->at += 2;
				continue;
			}
			r->at++;
			*ret = (str){.p = NULL, .n = start}; /* made a view when texts has its final place */
			return PARSE_OK;
		}
		if (is_end(ch)) {
			size_t n = end_length(str_from(r->s, r->at));

			buf_put_byte(r->texts, '\n');
			r->lines++;
			r->at += n;
			continue;
		}
		buf_put_byte(r->texts, ch);
		r->at++;
	}
	return PARSE_BAD;
}

static bool at_end(const struct reading *r)
{
	return r->at >= r->s.n || is_end(r->s.p[r->at]);
}

/* One field; at stands behind it, on a separator or the line's end. */
static enum parse read_field(struct reading *r, str *ret, bool *ret_quoted)
{
	*ret_quoted = !at_end(r) && r->s.p[r->at] == '"';
	if (*ret_quoted) {
		enum parse p = read_quoted(r, ret);

		if (p != PARSE_OK)
			return p;
		return at_end(r) || r->s.p[r->at] == r->separator ? PARSE_OK : PARSE_BAD;
	}
	size_t start = r->at;

	while (!at_end(r) && r->s.p[r->at] != r->separator)
		r->at++;
	*ret = str_sub(r->s, start, r->at - start);
	return r->at > CSV_ROW_MOST ? PARSE_LIMIT : PARSE_OK;
}

static enum parse read_row(struct reading *r, struct csv_row *ret)
{
	size_t ends[CSV_FIELDS_MOST];
	bool quoted[CSV_FIELDS_MOST];

	for (;;) {
		if (ret->count == CSV_FIELDS_MOST)
			return PARSE_LIMIT;
		enum parse p = read_field(r, &ret->fields[ret->count], &quoted[ret->count]);

		if (p != PARSE_OK)
			return p;
		ends[ret->count] = r->texts->n;
		ret->count++;
		if (at_end(r))
			break;
		r->at++;
	}
	if (buf_full(r->texts))
		return PARSE_LIMIT;
	for (size_t i = 0; i < ret->count; i++)
		if (quoted[i])
			ret->fields[i] = str_sub(buf_str(r->texts), ret->fields[i].n, ends[i] - ret->fields[i].n);
	return PARSE_OK;
}

static void skip(struct csv *c, size_t n)
{
	c->rest = str_from(c->rest, n);
	if (c->rest.n) {
		c->rest = str_from(c->rest, end_length(c->rest));
		c->line++;
	}
}

enum parse csv_row_parse(struct csv *c, buf *texts, struct csv_row *ret)
{
	buf_reset(texts);
	while (c->rest.n && is_end(c->rest.p[0]))
		skip(c, 0);
	ret->line = c->line;
	ret->count = 0;
	if (!c->rest.n)
		return PARSE_SHORT;
	struct reading r = {.s = c->rest, .separator = c->separator, .texts = texts};
	enum parse p = read_row(&r, ret);

	if (p == PARSE_OK) {
		c->line += r.lines;
		skip(c, r.at);
	} else {
		/* Only its own line is lost, however far the quote ran. */
		ret->count = 0;
		skip(c, line_length(c->rest));
	}
	return p;
}
