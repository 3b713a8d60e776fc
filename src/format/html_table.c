/* Rows and columns after WHATWG HTML section 4.9 (colspan, rowspan), heads by <th>, <thead>, or by what the first cells say. */
#include "format/html_table.h"

#include <stdlib.h>

#define TEXT_MOST ((size_t)65536) /* of the cells of a row */
#define NAMES_MOST ((size_t)8192)
#define NAME_MOST ((size_t)120)
#define HEAD_WITHIN 4 /* rows from the top among which a head without <th> is looked for */

struct cell {
	size_t at;
	size_t end;
	size_t span;
	bool head;
	bool open;
	bool used;
};

struct table {
	size_t number;
	size_t rows;
	bool named;
	bool in_head;
	bool head_row; /* the row stands in <thead> */
	bool in_row;
	bool holds; /* the row holds a table */
	struct cell cells[HTML_TABLE_COLUMNS];
	unsigned down[HTML_TABLE_COLUMNS]; /* rows that a cell above still spans */
	size_t count;                      /* columns of the present row */
	size_t open;                       /* 1 + the open cell; 0: none */
	buf names;
	size_t name_at[HTML_TABLE_COLUMNS];
	size_t name_n[HTML_TABLE_COLUMNS];
};

struct html_tables {
	str page;
	enum charset charset;
	struct html h;
	bool (*is_name)(str text);
	struct table tables[HTML_TABLE_DEPTH];
	size_t depth;
	size_t passed; /* open tables that are deeper */
	size_t number;
	bool waiting; /* the token was read, its row goes out first */
	struct html_token token;
	buf text;
	buf decoded;
	struct html_cell out[HTML_TABLE_COLUMNS];
};

struct html_tables *html_tables_new(str page, enum charset charset, bool (*is_name)(str text))
{
	struct html_tables *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->page = page;
	t->charset = charset;
	t->is_name = is_name;
	html_init(&t->h, page);
	buf_init(&t->text, TEXT_MOST);
	buf_init(&t->decoded, TEXT_MOST);
	for (size_t i = 0; i < HTML_TABLE_DEPTH; i++)
		buf_init(&t->tables[i].names, NAMES_MOST);
	return t;
}

void html_tables_free(struct html_tables *t)
{
	if (!t)
		return;
	buf_release(&t->text);
	buf_release(&t->decoded);
	for (size_t i = 0; i < HTML_TABLE_DEPTH; i++)
		buf_release(&t->tables[i].names);
	free(t);
}

/* ---- cells ---- */

/* Blanks in a row are one; at both ends they are none. */
static void collapse(buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->n; i++) {
		bool blank = byte_is_space(b->p[i]);

		/* A no-break space (&nbsp;) separates as well. */
		if (b->p[i] == 0xc2 && i + 1 < b->n && b->p[i + 1] == 0xa0) {
			blank = true;
			i++;
		}
		if (!blank)
			b->p[to++] = b->p[i];
		else if (to > from && b->p[to - 1] != ' ')
			b->p[to++] = ' ';
	}
	b->n = to > from && b->p[to - 1] == ' ' ? to - 1 : to;
}

/* The text of a cell's raw bytes; returns where it begins in t->text. */
static size_t put_text(struct html_tables *t, str raw)
{
	size_t from = t->text.n;
	struct html h;
	struct html_token k;

	if (t->charset != CHARSET_UTF8 && raw.n) {
		buf_reset(&t->decoded);
		(void)charset_decode(t->charset, raw, &t->decoded);
		raw = buf_str(&t->decoded);
	}
	html_init(&h, raw);
	while (html_next(&h, &k)) {
		bool blank = k.tag == HTML_TAG_BR || k.tag == HTML_TAG_P || k.tag == HTML_TAG_DIV;

		if (k.kind == HTML_TEXT)
			html_decode(&t->text, k.text, false);
		else if (blank && (k.kind == HTML_OPEN || k.kind == HTML_CLOSE))
			buf_put_byte(&t->text, ' ');
	}
	collapse(&t->text, from);
	return from;
}

static unsigned span_of(const struct html_token *k, enum html_attr a)
{
	uint64_t n = 1;

	if (!str_to_u64(str_trim(html_attr(k, a)), 1000, &n) || !n)
		n = 1;
	return (unsigned)n;
}

static void close_cell(struct table *b, size_t at)
{
	if (b->open)
		b->cells[b->open - 1].end = at;
	b->open = 0;
}

static void open_cell(struct html_tables *t, struct table *b)
{
	const struct html_token *k = &t->token;
	unsigned across = span_of(k, HTML_ATTR_COLSPAN), down = span_of(k, HTML_ATTR_ROWSPAN);

	close_cell(b, k->at);
	b->in_row = true;
	while (b->count < HTML_TABLE_COLUMNS && b->down[b->count]) {
		b->down[b->count]--;
		b->cells[b->count++] = (struct cell){0};
	}
	if (b->count == HTML_TABLE_COLUMNS)
		return;
	b->cells[b->count] = (struct cell){.at = t->h.at,
					   .end = t->page.n,
					   .span = across,
					   .head = k->tag == HTML_TAG_TH,
					   .open = true,
					   .used = true};
	b->open = b->count + 1;
	for (unsigned i = 0; i < across && b->count < HTML_TABLE_COLUMNS; i++) {
		if (i)
			b->cells[b->count] = (struct cell){0};
		b->down[b->count++] = down - 1;
	}
}

/* ---- rows ---- */

static bool is_words(str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++)
		digits += byte_is_digit(s.p[i]);
	return s.n && s.n <= NAME_MOST && digits * 3 < s.n;
}

/* Is the row the head? One that is a title has one cell. */
static bool is_head(const struct html_tables *t, const struct table *b)
{
	size_t used = 0, heads = 0, known = 0, beside = 0;
	bool last = false;

	for (size_t i = 0; i < b->count; i++) {
		const struct html_cell *c = &t->out[i];

		if (!b->cells[i].used || !c->text.n)
			continue;
		if (!is_words(c->text) || b->cells[i].span > 1)
			return false;
		bool name = t->is_name && t->is_name(c->text);

		used++;
		heads += c->head;
		known += name;
		beside += name && last;
		last = name;
	}
	if (!used || b->named)
		return used && heads == used && b->rows < HEAD_WITHIN;
	if (heads == used || b->head_row)
		return true;
	return used > 1 && b->rows < HEAD_WITHIN && !heads && (beside || known * 2 > used);
}

static void take_names(const struct html_tables *t, struct table *b)
{
	buf_reset(&b->names);
	for (size_t i = 0; i < HTML_TABLE_COLUMNS; i++) {
		str name = i < b->count ? str_sub(t->out[i].text, 0, NAME_MOST) : (str){0};

		b->name_at[i] = b->names.n;
		b->name_n[i] = name.n;
		buf_put(&b->names, name);
		if (buf_full(&b->names))
			b->name_n[i] = 0;
	}
	b->named = true;
}

/* "手机号：" */
static str label_of(str s)
{
	s = str_trim(s);
	if (str_ends(s, STR("：")))
		return str_sub(s, 0, s.n - 3);
	return str_ends(s, STR(":")) ? str_sub(s, 0, s.n - 1) : (str){0};
}

static void name_cells(struct html_tables *t, const struct table *b)
{
	str before = {0};

	for (size_t i = 0; i < b->count; i++) {
		struct html_cell *c = &t->out[i];

		if (!c->raw.n)
			continue;
		str own = b->named && i < HTML_TABLE_COLUMNS ? str_sub(buf_str(&b->names), b->name_at[i], b->name_n[i])
							     : (str){0};
		str label = c->text.n > NAME_MOST ? (str){0} : label_of(c->text);

		if (!label.n && (c->head || (!b->named && t->is_name && is_words(c->text) && t->is_name(c->text))))
			label = c->text;
		c->name = own.n ? own : label.n ? (str){0} : before;
		c->by_row = !own.n && c->name.n;
		before = label;
	}
}

static void fill_cells(struct html_tables *t, const struct table *b)
{
	size_t starts[HTML_TABLE_COLUMNS];

	buf_reset(&t->text);
	for (size_t i = 0; i < b->count; i++) {
		const struct cell *c = &b->cells[i];
		str raw = c->used ? str_sub(t->page, c->at, c->end > c->at ? c->end - c->at : 0) : (str){0};

		t->out[i] = (struct html_cell){.raw = raw, .at = c->at, .head = c->head};
		starts[i] = put_text(t, raw);
	}
	for (size_t i = 0; i < b->count; i++) {
		size_t end = i + 1 < b->count ? starts[i + 1] : t->text.n;

		t->out[i].text = str_sub(buf_str(&t->text), starts[i], end - starts[i]);
	}
}

/* False: there was none that is told. */
static bool close_row(struct html_tables *t, struct table *b, size_t at, struct html_row *ret)
{
	bool told = b->count && !b->holds;

	close_cell(b, at);
	for (size_t i = b->count; i < HTML_TABLE_COLUMNS; i++)
		b->down[i] -= b->down[i] > 0;
	b->in_row = b->holds = false;
	if (!told) {
		b->count = 0;
		return false;
	}
	fill_cells(t, b);
	bool head = is_head(t, b);

	if (head)
		take_names(t, b);
	else
		name_cells(t, b);
	*ret = (struct html_row){b->number, head, b->count, t->out};
	b->rows++;
	b->count = 0;
	return true;
}

/* ---- the page ---- */

static void begin_table(struct html_tables *t)
{
	size_t number = t->number++;

	if (t->depth)
		t->tables[t->depth - 1].holds = true;
	if (t->depth == HTML_TABLE_DEPTH || t->passed) {
		t->passed++;
		return;
	}
	struct table *b = &t->tables[t->depth++];

	buf_reset(&b->names);
	b->number = number;
	b->rows = b->count = b->open = 0;
	b->named = b->in_head = b->head_row = b->in_row = b->holds = false;
	for (size_t i = 0; i < HTML_TABLE_COLUMNS; i++)
		b->down[i] = 0;
}

/* Does the token end the row of the top table? */
static bool ends_row(const struct html_tables *t)
{
	const struct html_token *k = &t->token;
	const struct table *b = &t->tables[t->depth - 1];

	if (t->passed || !b->in_row)
		return false;
	return k->tag == HTML_TAG_TR || (k->kind == HTML_CLOSE && k->tag == HTML_TAG_TABLE) ||
	       k->tag == HTML_TAG_THEAD || k->tag == HTML_TAG_TBODY || k->tag == HTML_TAG_TFOOT;
}

static void take_token(struct html_tables *t)
{
	const struct html_token *k = &t->token;
	bool open = k->kind == HTML_OPEN;
	struct table *b = t->depth ? &t->tables[t->depth - 1] : NULL;

	if (k->kind != HTML_OPEN && k->kind != HTML_CLOSE)
		return;
	if (k->tag == HTML_TAG_TABLE && open) {
		begin_table(t);
	} else if (!b) {
		return;
	} else if (k->tag == HTML_TAG_TABLE) {
		t->depth -= !t->passed;
		t->passed -= t->passed > 0;
	} else if (t->passed) {
		return;
	} else if (k->tag == HTML_TAG_THEAD) {
		b->in_head = open;
	} else if (k->tag == HTML_TAG_TR) {
		b->in_row = open;
		b->holds = false;
		b->head_row = open && b->in_head;
	} else if (k->tag == HTML_TAG_TD || k->tag == HTML_TAG_TH) {
		if (open)
			open_cell(t, b);
		else
			close_cell(b, k->at);
	}
}

bool html_tables_next(struct html_tables *t, struct html_row *ret)
{
	for (;;) {
		if (!t->waiting && !html_next(&t->h, &t->token))
			break;
		t->waiting = false;
		if (t->depth && (t->token.kind == HTML_OPEN || t->token.kind == HTML_CLOSE) && ends_row(t) &&
		    close_row(t, &t->tables[t->depth - 1], t->token.at, ret)) {
			t->waiting = true;
			return true;
		}
		take_token(t);
	}
	while (t->depth) {
		struct table *b = &t->tables[--t->depth];

		if (b->in_row && close_row(t, b, t->page.n, ret))
			return true;
	}
	return false;
}
