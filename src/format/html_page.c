#include "format/html_page.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "format/html_table.h"

#define TABLES_MOST ((size_t)32768) /* further ones stay with the page */
#define GATHER ((size_t)64 * 1024)
#define RECORD_MOST ((size_t)64 * 1024)

struct page {
	str bytes;
	enum charset charset;
	bool (*is_name)(str text);
	struct parts *to;
	uint8_t named[TABLES_MOST / 8];
	buf out;
	/* The open part. */
	bool open;
	size_t table;
	uint64_t names; /* a hash of them */
	/* Labels and values of rows "label, value": together they are one row. */
	buf record;
	size_t count;
	struct {
		size_t label, label_n, value, value_n;
	} fields[HTML_TABLE_COLUMNS];
	size_t record_table;
	str cells[HTML_TABLE_COLUMNS];
};

static bool is_named(const struct page *p, size_t table)
{
	return table < TABLES_MOST && p->named[table / 8] >> (table % 8) & 1;
}

static bool says_names(const struct html_row *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->cells[i].name.n && r->cells[i].text.n)
			return true;
	return false;
}

/* Does the row go out as one of a table? */
static bool is_told(const struct page *p, const struct html_row *r)
{
	return is_named(p, r->table) && (r->names || says_names(r));
}

static bool mark_tables(struct page *p)
{
	struct html_tables *t = html_tables_new(p->bytes, p->charset, p->is_name);
	struct html_row r;
	bool any = false;

	while (t && html_tables_next(t, &r)) {
		if (r.names || r.table >= TABLES_MOST || !says_names(&r))
			continue;
		p->named[r.table / 8] |= (uint8_t)(1u << r.table % 8);
		any = true;
	}
	html_tables_free(t);
	return any;
}

/* ---- the page without them ---- */

static void put(struct page *p, str s)
{
	while (s.n) {
		str some = str_sub(s, 0, GATHER - p->out.n);

		buf_put(&p->out, some);
		s = str_from(s, some.n);
		if (p->out.n < GATHER)
			return;
		(void)parts_bytes(p->to, buf_str(&p->out));
		buf_reset(&p->out);
	}
}

static void put_blank(struct page *p, str s)
{
	uint8_t blank[512];

	while (s.n) {
		str some = str_sub(s, 0, sizeof(blank));

		for (size_t i = 0; i < some.n; i++)
			blank[i] = some.p[i] == '\n' ? '\n' : ' ';
		put(p, (str){blank, some.n});
		s = str_from(s, some.n);
	}
}

static void give_rest(struct page *p)
{
	struct html_tables *t = html_tables_new(p->bytes, p->charset, p->is_name);
	struct html_row r;
	size_t done = 0;

	if (!parts_begin(p->to, (str){0}, PIECE_BYTES)) {
		html_tables_free(t);
		return;
	}
	while (t && html_tables_next(t, &r))
		for (size_t i = 0; i < r.count && is_told(p, &r); i++) {
			const struct html_cell *c = &r.cells[i];

			if (!c->raw.n || c->at < done)
				continue;
			put(p, str_sub(p->bytes, done, c->at - done));
			put_blank(p, c->raw);
			done = c->at + c->raw.n;
		}
	put(p, str_from(p->bytes, done));
	if (p->out.n)
		(void)parts_bytes(p->to, buf_str(&p->out));
	parts_end(p->to, t ? PIECE_WHOLE : PIECE_UNREADABLE,
		  t ? "" : N_("unpacking needs more memory than is allowed"));
	html_tables_free(t);
}

/* ---- the tables ---- */

static void end_table(struct page *p)
{
	if (p->open)
		parts_end(p->to, PIECE_WHOLE, "");
	p->open = false;
}

static void begin_table(struct page *p, size_t table, const str *names, size_t n)
{
	uint64_t hash = n;
	char own[32];

	for (size_t i = 0; i < n; i++)
		hash = hash * 31 + str_hash(names[i]);
	if (p->open && p->table == table && p->names == hash)
		return;
	end_table(p);
	p->table = table;
	p->names = hash;
	buf b;

	buf_init(&b, sizeof(own));
	buf_printf(&b, "table %zu", table + 1);
	p->open = parts_begin(p->to, buf_str(&b), PIECE_TABLE);
	buf_release(&b);
	if (p->open && n)
		(void)parts_row(p->to, names, n, true);
}

static str field(const struct page *p, size_t at, size_t n)
{
	return str_sub(buf_str(&p->record), at, n);
}

static void give_record(struct page *p)
{
	if (!p->count)
		return;
	for (size_t i = 0; i < p->count; i++)
		p->cells[i] = field(p, p->fields[i].label, p->fields[i].label_n);
	begin_table(p, p->record_table, p->cells, p->count);
	for (size_t i = 0; i < p->count; i++)
		p->cells[i] = field(p, p->fields[i].value, p->fields[i].value_n);
	if (p->open)
		(void)parts_row(p->to, p->cells, p->count, false);
	p->count = 0;
	buf_reset(&p->record);
}

/* A label that comes again begins another record. */
static void add_field(struct page *p, const struct html_cell *c)
{
	bool again = p->count == HTML_TABLE_COLUMNS || p->record.n + c->name.n + c->text.n > RECORD_MOST;

	for (size_t i = 0; i < p->count && !again; i++)
		again = str_eq(field(p, p->fields[i].label, p->fields[i].label_n), c->name);
	if (again)
		give_record(p);
	size_t at = p->record.n;

	buf_put(&p->record, c->name);
	buf_put(&p->record, c->text);
	p->fields[p->count].label = at;
	p->fields[p->count].label_n = c->name.n;
	p->fields[p->count].value = at + c->name.n;
	p->fields[p->count++].value_n = c->text.n;
}

static void give_row(struct page *p, const struct html_row *r)
{
	str names[HTML_TABLE_COLUMNS];
	bool by_row = false;

	if (p->count && (p->record_table != r->table || r->names))
		give_record(p);
	for (size_t i = 0; i < r->count; i++) {
		p->cells[i] = r->cells[i].text;
		by_row |= r->cells[i].by_row;
	}
	if (r->names) {
		begin_table(p, r->table, p->cells, r->count);
	} else if (!by_row) {
		for (size_t i = 0; i < r->count && !(p->open && p->table == r->table); i++)
			names[i] = r->cells[i].name;
		if (!p->open || p->table != r->table)
			begin_table(p, r->table, names, r->count);
		if (p->open)
			(void)parts_row(p->to, p->cells, r->count, false);
	} else {
		p->record_table = r->table;
		for (size_t i = 0; i < r->count; i++)
			if (r->cells[i].name.n && r->cells[i].text.n)
				add_field(p, &r->cells[i]);
	}
}

static void give_tables(struct page *p)
{
	struct html_tables *t = html_tables_new(p->bytes, p->charset, p->is_name);
	struct html_row r;

	while (t && !p->to->out && html_tables_next(t, &r))
		if (is_told(p, &r))
			give_row(p, &r);
	give_record(p);
	end_table(p);
	html_tables_free(t);
}

bool html_page_read(str page, bool (*is_name)(str text), struct parts *to)
{
	struct charset_choice c = charset_choose(page, (str){0});
	struct page *p = c.charset == CHARSET_UTF16LE || c.charset == CHARSET_UTF16BE ? NULL : calloc(1, sizeof(*p));

	if (!p)
		return false;
	p->bytes = page;
	p->charset = c.charset;
	p->is_name = is_name;
	p->to = to;
	buf_init(&p->out, GATHER);
	buf_init(&p->record, 2 * RECORD_MOST);
	bool any = mark_tables(p);

	if (any) {
		give_rest(p);
		give_tables(p);
	}
	buf_release(&p->out);
	buf_release(&p->record);
	free(p);
	return any;
}
