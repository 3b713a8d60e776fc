/* ECMA-376 part 1: 18.2 workbook, 18.3 worksheets, 18.4 shared strings; part 2: relationships. */
#include "format/xlsx.h"

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

/* ---- which parts are sheets ---- */

/* The value of `want` of the first element `name` that has `key`=`value`. */
static bool find_element(str part, str name, str key, str value, str want, str *ret)
{
	struct xml xml;
	struct xml_event ev;
	str v;

	xml_init(&xml, part);
	while (xml_parse(&xml, &ev) == PARSE_OK)
		if (ev.kind == XML_OPEN && str_eq(ev.name, name) && xml_attribute(ev.attributes, key, &v) &&
		    str_eq(v, value) && xml_attribute(ev.attributes, want, ret))
			return true;
	return false;
}

static str decoded(str raw, str prefix, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, PATH_MOST);
	buf_put(&b, prefix);
	xml_text_put(&b, raw);
	return arena_fits(mem, b.n + 32) ? arena_str(mem, buf_str(&b)) : (str){0};
}

static void add_sheet(struct xlsx *x, str attributes, str links, arena *mem)
{
	struct xlsx_sheet *s = &x->sheets[x->sheet_count];
	str id, target, name = {0};

	if (x->sheet_count == XLSX_SHEETS_MOST || !xml_attribute(attributes, STR("id"), &id) ||
	    !find_element(links, STR("Relationship"), STR("Id"), id, STR("Target"), &target))
		return;
	(void)xml_attribute(attributes, STR("name"), &name);
	bool whole = str_starts(target, STR("/"));

	s->name = decoded(name, (str){0}, mem);
	s->path = decoded(whole ? str_from(target, 1) : target, whole ? (str){0} : STR("xl/"), mem);
	x->sheet_count++;
}

/* The workbook's sheets; where that cannot be told, the usual name of the first. */
static void find_sheets(struct xlsx *x, arena *mem)
{
	AUTO(buf_release) buf book, links;
	struct xml xml;
	struct xml_event ev;
	str v;

	buf_init(&book, SMALL_PART_MOST);
	buf_init(&links, SMALL_PART_MOST);
	if (unpack(&x->zip, STR("xl/workbook.xml"), &book) == PARSE_OK &&
	    unpack(&x->zip, STR("xl/_rels/workbook.xml.rels"), &links) == PARSE_OK) {
		xml_init(&xml, buf_str(&book));
		while (xml_parse(&xml, &ev) == PARSE_OK) {
			if (ev.kind != XML_OPEN)
				continue;
			if (str_eq(ev.name, STR("workbookPr")) && xml_attribute(ev.attributes, STR("date1904"), &v))
				x->date1904 = str_eq(v, STR("1")) || str_eq(v, STR("true"));
			else if (str_eq(ev.name, STR("sheet")))
				add_sheet(x, ev.attributes, buf_str(&links), mem);
		}
	}
	if (!x->sheet_count)
		x->sheets[x->sheet_count++].path = STR("xl/worksheets/sheet1.xml");
}

enum parse xlsx_sheet_parse(struct xlsx *x, size_t i)
{
	buf_reset(&x->sheet);
	x->row = 0;
	enum parse p = unpack(&x->zip, x->sheets[i].path, &x->sheet);

	xml_init(&x->xml, buf_str(&x->sheet));
	return p == PARSE_SHORT ? PARSE_BAD : p;
}

enum parse xlsx_parse(str bytes, arena *mem, struct xlsx *ret)
{
	AUTO(buf_release) buf part;

	*ret = (struct xlsx){0};
	buf_init(&part, XLSX_PART_MOST);
	buf_init(&ret->sheet, XLSX_PART_MOST);
	buf_init(&ret->texts, XLSX_PART_MOST);
	enum parse p = zip_parse(bytes, mem, &ret->zip);

	if (p != PARSE_OK)
		return p;
	if (!arena_fits(mem, XLSX_SHEETS_MOST * (sizeof(*ret->sheets) + 2 * PATH_MOST)))
		return PARSE_LIMIT;
	ret->sheets = arena_new(mem, struct xlsx_sheet, XLSX_SHEETS_MOST);
	find_sheets(ret, mem);
	p = unpack(&ret->zip, STR("xl/sharedStrings.xml"), &part);
	if (p == PARSE_OK)
		p = read_strings(ret, buf_str(&part), mem);
	else if (p == PARSE_SHORT)
		p = PARSE_OK; /* a workbook may have inline strings only */
	return p == PARSE_OK ? xlsx_sheet_parse(ret, 0) : p;
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
