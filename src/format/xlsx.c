/* ECMA-376 part 1: 18.2 workbook, 18.3 worksheets, 18.4 shared strings; part 2: relationships. */
#include "format/xlsx.h"

#include "format/zip.h"

#define SMALL_PART_MOST ((size_t)4 * 1024 * 1024)
#define PATH_MOST 512

static enum parse unpack(const struct zip *z, str name, buf *out)
{
	const struct zip_entry *e = zip_find(z, name);

	return e ? zip_unpack(e, out) : PARSE_SHORT;
}

/* ---- shared strings ---- */

/* Text of <t> elements goes to texts; <rPh> (how it is pronounced) does not. One of these reads one string. */
struct strings {
	unsigned phonetic;
	bool in_text;
};

static void strings_event(struct strings *s, const struct xml_event *ev, buf *texts)
{
	switch (ev->kind) {
	case XML_OPEN:
		s->phonetic += str_eq(ev->name, STR("rPh"));
		s->in_text = !s->phonetic && str_eq(ev->name, STR("t"));
		break;
	case XML_CLOSE:
		if (s->phonetic && str_eq(ev->name, STR("rPh")))
			s->phonetic--;
		s->in_text = false;
		break;
	case XML_TEXT:
		if (s->in_text && ev->cdata)
			buf_put(texts, ev->text);
		else if (s->in_text)
			xml_text_put(texts, ev->text);
		break;
	case XML_KIND_COUNT:
		break;
	}
}

static size_t count_strings(str part)
{
	struct xml xml;
	struct xml_event ev;
	size_t n = 0;

	xml_init(&xml, part);
	while (xml_parse(&xml, &ev) == PARSE_OK)
		n += ev.kind == XML_OPEN && str_eq(ev.name, STR("si"));
	return n;
}

static enum parse read_strings(struct xlsx *x, str part, arena *mem)
{
	struct xml xml;
	struct xml_event ev;
	struct strings state = {0};
	size_t most = count_strings(part);
	enum parse p;
	bool open = false;

	if (most > XLSX_STRINGS_MOST || !arena_fits(mem, most * sizeof(*x->strings)))
		return PARSE_LIMIT;
	x->strings = arena_new(mem, struct xlsx_span, most);
	xml_init(&xml, part);
	while ((p = xml_parse(&xml, &ev)) == PARSE_OK) {
		bool item = ev.kind != XML_TEXT && str_eq(ev.name, STR("si"));

		if (item && ev.kind == XML_OPEN && !open && x->string_count < most) {
			state = (struct strings){0};
			x->strings[x->string_count].at = (uint32_t)x->texts.n;
			open = true;
		} else if (item && ev.kind == XML_CLOSE && open) {
			struct xlsx_span *s = &x->strings[x->string_count++];

			s->n = (uint32_t)(x->texts.n - s->at);
			open = false;
		} else if (open) {
			strings_event(&state, &ev, &x->texts);
		}
	}
	if (buf_full(&x->texts))
		return PARSE_LIMIT;
	return p == PARSE_SHORT ? PARSE_OK : PARSE_BAD;
}

/* ---- which part is the first sheet ---- */

/* The value of `want` of the first element `name` that has `key`=`value` (any when key is empty). */
static bool find_element(str part, str name, str key, str value, str want, str *ret)
{
	struct xml xml;
	struct xml_event ev;
	str v;

	xml_init(&xml, part);
	while (xml_parse(&xml, &ev) == PARSE_OK)
		if (ev.kind == XML_OPEN && str_eq(ev.name, name) &&
		    (!key.n || (xml_attribute(ev.attributes, key, &v) && str_eq(v, value))) &&
		    xml_attribute(ev.attributes, want, ret))
			return true;
	return false;
}

/* The sheet that stands first in the workbook; where that cannot be told, the usual name. */
static void sheet_path(const struct zip *z, buf *path)
{
	AUTO(buf_release) buf book, links;
	str id, target;

	buf_init(&book, SMALL_PART_MOST);
	buf_init(&links, SMALL_PART_MOST);
	if (unpack(z, STR("xl/workbook.xml"), &book) == PARSE_OK &&
	    unpack(z, STR("xl/_rels/workbook.xml.rels"), &links) == PARSE_OK &&
	    find_element(buf_str(&book), STR("sheet"), (str){0}, (str){0}, STR("id"), &id) &&
	    find_element(buf_str(&links), STR("Relationship"), STR("Id"), id, STR("Target"), &target)) {
		if (!str_starts(target, STR("/")))
			buf_put_c(path, "xl/");
		xml_text_put(path, str_starts(target, STR("/")) ? str_from(target, 1) : target);
		return;
	}
	buf_put_c(path, "xl/worksheets/sheet1.xml");
}

enum parse xlsx_parse(str bytes, arena *mem, struct xlsx *ret)
{
	AUTO(buf_release) buf path, part;
	struct zip z;

	*ret = (struct xlsx){0};
	buf_init(&path, PATH_MOST);
	buf_init(&part, XLSX_PART_MOST);
	buf_init(&ret->sheet, XLSX_PART_MOST);
	buf_init(&ret->texts, XLSX_PART_MOST);
	enum parse p = zip_parse(bytes, mem, &z);

	if (p != PARSE_OK)
		return p;
	sheet_path(&z, &path);
	p = unpack(&z, buf_str(&path), &ret->sheet);
	if (p != PARSE_OK)
		return p == PARSE_SHORT ? PARSE_BAD : p;
	p = unpack(&z, STR("xl/sharedStrings.xml"), &part);
	if (p == PARSE_OK)
		p = read_strings(ret, buf_str(&part), mem);
	else if (p == PARSE_SHORT)
		p = PARSE_OK; /* a workbook may have inline strings only */
	xml_init(&ret->xml, buf_str(&ret->sheet));
	return p;
}

void xlsx_release(struct xlsx *x)
{
	buf_release(&x->sheet);
	buf_release(&x->texts);
}

/* ---- rows ---- */

/* "BC12" → 54 (0-based); most when there is none. */
static size_t column_of(str ref, size_t most)
{
	size_t n = 0, i = 0;

	while (i < ref.n && i < 3 && ref.p[i] >= 'A' && ref.p[i] <= 'Z')
		n = n * 26 + (size_t)(ref.p[i++] - 'A') + 1;
	return n ? n - 1 : most;
}

enum cell_type { CELL_RAW, CELL_SHARED, CELL_INLINE };

struct cell {
	size_t column;
	enum cell_type type;
	bool in_value;
	struct strings inline_text;
	size_t start; /* in texts */
};

static struct cell open_cell(str attributes, size_t next, const buf *texts)
{
	struct cell c = {.column = next, .start = texts->n};
	str v;

	if (xml_attribute(attributes, STR("r"), &v))
		c.column = column_of(v, next);
	if (xml_attribute(attributes, STR("t"), &v))
		c.type = str_eq(v, STR("s")) ? CELL_SHARED : str_eq(v, STR("inlineStr")) ? CELL_INLINE : CELL_RAW;
	return c;
}

static void cell_event(struct cell *c, const struct xml_event *ev, buf *texts)
{
	if (c->type == CELL_INLINE) {
		strings_event(&c->inline_text, ev, texts);
		return;
	}
	if (ev->kind == XML_TEXT && c->in_value)
		xml_text_put(texts, ev->text);
	else if (ev->kind != XML_TEXT)
		c->in_value = ev->kind == XML_OPEN && str_eq(ev->name, STR("v"));
}

/* Views into texts are kept as offsets until the row is whole: texts may move. */
struct place {
	bool shared;
	size_t at;
	size_t n;
};

static void close_cell(const struct xlsx *x, const struct cell *c, buf *texts, struct place *places,
		       struct xlsx_row *ret)
{
	uint64_t i;

	if (c->column >= XLSX_COLUMNS_MOST) {
		ret->cut = true;
		return;
	}
	struct place *p = &places[c->column];

	*p = (struct place){.at = c->start, .n = texts->n - c->start};
	if (c->type == CELL_SHARED) {
		str text = str_sub(buf_str(texts), c->start, p->n);

		*p = (struct place){.shared = true};
		if (x->string_count && str_to_u64(text, x->string_count - 1, &i)) {
			p->at = x->strings[i].at;
			p->n = x->strings[i].n;
		}
	}
	if (c->column >= ret->count)
		ret->count = c->column + 1;
}

static enum parse read_cells(struct xlsx *x, buf *texts, struct xlsx_row *ret)
{
	struct place places[XLSX_COLUMNS_MOST] = {0};
	struct cell cell = {0};
	struct xml_event ev;
	bool in_cell = false;
	size_t next = 0;
	enum parse p;

	while ((p = xml_parse(&x->xml, &ev)) == PARSE_OK) {
		if (ev.kind == XML_CLOSE && str_eq(ev.name, STR("row")))
			break;
		if (ev.kind != XML_TEXT && str_eq(ev.name, STR("c"))) {
			if (ev.kind == XML_OPEN) {
				cell = open_cell(ev.attributes, next, texts);
			} else if (in_cell) {
				close_cell(x, &cell, texts, places, ret);
				next = cell.column + 1;
			}
			in_cell = ev.kind == XML_OPEN;
		} else if (in_cell) {
			cell_event(&cell, &ev, texts);
		}
	}
	ret->cut |= buf_full(texts);
	for (size_t i = 0; i < ret->count; i++)
		ret->cells[i] = str_sub(buf_str(places[i].shared ? &x->texts : texts), places[i].at, places[i].n);
	return p;
}

enum parse xlsx_row_parse(struct xlsx *x, buf *texts, struct xlsx_row *ret)
{
	struct xml_event ev;
	enum parse p;

	buf_reset(texts);
	ret->count = 0;
	ret->cut = false;
	while ((p = xml_parse(&x->xml, &ev)) == PARSE_OK) {
		str v;
		uint64_t n;

		if (ev.kind != XML_OPEN || !str_eq(ev.name, STR("row")))
			continue;
		x->row++;
		if (xml_attribute(ev.attributes, STR("r"), &v) && str_to_u64(v, UINT32_MAX, &n))
			x->row = n;
		ret->number = x->row;
		p = read_cells(x, texts, ret);
		if (p != PARSE_OK || ret->count)
			return p == PARSE_SHORT ? PARSE_BAD : p;
	}
	return p;
}
