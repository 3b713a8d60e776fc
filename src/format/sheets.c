#include "format/sheets.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "format/head_row.h"
#include "format/xml_stream.h"
#include "format/zip_entry.h"

#define ROW_MOST ((size_t)8 << 20)
#define STYLES_MOST 65536
#define SECONDS_A_DAY 86400

struct span {
	size_t at;
	size_t n;
	bool shared;
};

struct sheets {
	const struct document *d;
	struct zip_entry_reader reader;
	buf strings; /* shared ones, one behind the other */
	size_t *string_ends;
	size_t string_count;
	size_t string_room;
	bool strings_cut;
	uint8_t *dates; /* by style: 1 day, 0 none */
	size_t date_count;
	bool date1904;
	buf row;
	struct span spans[SHEETS_COLUMNS_MOST];
	str cells[SHEETS_COLUMNS_MOST];
	size_t count;
	struct head_row head;
	bool cut;
};

/* ---- what both have ---- */

static void set_cell(struct sheets *s, size_t column, struct span span)
{
	if (column >= SHEETS_COLUMNS_MOST) {
		s->cut = true;
		return;
	}
	while (s->count <= column)
		s->spans[s->count++] = (struct span){0};
	s->spans[column] = span;
}

/* False: the receiver has enough. */
static bool give_row(struct sheets *s)
{
	bool names;

	if (!s->count)
		return true;
	s->cut |= buf_full(&s->row);
	for (size_t i = 0; i < s->count; i++)
		s->cells[i] =
			str_sub(buf_str(s->spans[i].shared ? &s->strings : &s->row), s->spans[i].at, s->spans[i].n);
	names = head_row_take(&s->head, s->cells, s->count, s->d->is_name);

	bool more = parts_row(s->d->parts, s->cells, s->count, names);

	s->count = 0;
	buf_reset(&s->row);
	return more;
}

static bool begin_sheet(struct sheets *s, str name)
{
	s->head = (struct head_row){0};
	s->count = 0;
	s->cut = false;
	buf_reset(&s->row);
	return parts_begin(s->d->parts, name, PIECE_TABLE);
}

static void end_sheet(struct sheets *s, bool broken)
{
	if (broken)
		parts_end(s->d->parts, PIECE_UNREADABLE, N_("the sheet is damaged"));
	else if (s->cut)
		parts_end(s->d->parts, PIECE_CUT, N_("a row is wider than what is read"));
	else if (s->strings_cut)
		parts_end(s->d->parts, PIECE_CUT, N_("more shared texts than are kept: some cells are empty"));
	else
		parts_end(s->d->parts, PIECE_WHOLE, "");
}

static struct sheets *sheets_new(const struct document *d)
{
	struct sheets *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->d = d;
	buf_init(&s->strings, d->memory_most / 2);
	buf_init(&s->row, ROW_MOST);
	return s;
}

static void sheets_free(struct sheets *s)
{
	buf_release(&s->strings);
	buf_release(&s->row);
	free(s->string_ends);
	free(s->dates);
	free(s);
}

static bool open_entry(struct sheets *s, const struct zip *z, str name, struct xml_stream *x)
{
	const struct zip_entry *e = zip_find(z, name);

	if (!e)
		return false;
	zip_entry_open(&s->reader, e);
	xml_stream_init(x, &s->reader.source);
	return true;
}

/* ---- XLSX: shared strings, styles ---- */

static bool add_string(struct sheets *s)
{
	if (s->string_count == s->string_room) {
		size_t room = s->string_room ? 2 * s->string_room : 1024;
		size_t *p =
			room * sizeof(*p) <= s->d->memory_most / 4 ? realloc(s->string_ends, room * sizeof(*p)) : NULL;

		if (!p) {
			s->strings_cut = true;
			return false;
		}
		s->string_ends = p;
		s->string_room = room;
	}
	s->string_ends[s->string_count++] = s->strings.n;
	s->strings_cut |= buf_full(&s->strings);
	return !s->strings_cut;
}

static void read_strings(struct sheets *s, const struct zip *z)
{
	struct xml_stream x;
	struct xml_event ev;
	bool in_text = false, phonetic = false;

	if (!open_entry(s, z, STR("xl/sharedStrings.xml"), &x))
		return;
	while (xml_stream_next(&x, &ev) == PARSE_OK) {
		if (ev.kind == XML_TEXT) {
			if (in_text && !phonetic && ev.cdata)
				buf_put(&s->strings, ev.text);
			else if (in_text && !phonetic)
				xml_text_put(&s->strings, ev.text);
			continue;
		}
		in_text = ev.kind == XML_OPEN && str_eq(ev.name, STR("t"));
		if (str_eq(ev.name, STR("rPh")))
			phonetic = ev.kind == XML_OPEN;
		if (ev.kind == XML_CLOSE && str_eq(ev.name, STR("si")) && !add_string(s))
			break;
	}
	s->strings_cut |= s->reader.broken;
	zip_entry_close(&s->reader);
}

/* Does a number format show a date? Letters of one outside of quotes, brackets and escapes. */
bool sheets_is_date_code(str code)
{
	uint8_t quote = 0;

	for (size_t i = 0; i < code.n; i++) {
		uint8_t c = code.p[i];

		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (c == '"' || c == '[') {
			quote = c == '[' ? ']' : c;
		} else if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
			return true;
		}
	}
	return false;
}

/* Ids of numbers formats that show days (18.8.30; 27 to 36 and 50 to 58 in Chinese and Japanese). */
bool sheets_is_date_id(uint64_t id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
	       id == 57 || id == 58;
}

static uint64_t number_attribute(str attributes, str name, uint64_t otherwise)
{
	uint64_t n;
	str v;

	return xml_attribute(attributes, name, &v) && str_to_u64(v, UINT32_MAX, &n) ? n : otherwise;
}

static void read_styles(struct sheets *s, const struct zip *z)
{
	AUTO(buf_release) buf code;
	static const size_t custom_most = 4096;
	uint8_t custom[512] = {0}; /* a bit a format of one's own, 164 and on */
	struct xml_stream x;
	struct xml_event ev;
	bool cells = false;
	str v;

	buf_init(&code, 1024);
	if (!open_entry(s, z, STR("xl/styles.xml"), &x))
		return;
	s->dates = calloc(STYLES_MOST, 1);
	while (s->dates && xml_stream_next(&x, &ev) == PARSE_OK) {
		if (str_eq(ev.name, STR("cellXfs")))
			cells = ev.kind == XML_OPEN;
		if (ev.kind != XML_OPEN)
			continue;
		uint64_t id = number_attribute(ev.attributes, STR("numFmtId"), 0);

		if (str_eq(ev.name, STR("numFmt")) && id < custom_most &&
		    xml_attribute(ev.attributes, STR("formatCode"), &v)) {
			buf_reset(&code);
			xml_text_put(&code, v);
			if (sheets_is_date_code(buf_str(&code)))
				custom[id / 8] |= (uint8_t)(1u << id % 8);
		} else if (cells && str_eq(ev.name, STR("xf")) && s->date_count < STYLES_MOST) {
			bool own = id >= 164 && id < custom_most && custom[id / 8] >> (id % 8) & 1;

			s->dates[s->date_count++] = own || sheets_is_date_id(id);
		}
	}
	zip_entry_close(&s->reader);
}

/* ---- XLSX: cells ---- */

struct cell {
	size_t column;
	bool shared;
	bool is_inline;
	bool plain; /* a number, by its type */
	bool day;
	bool in_value;
	size_t start;
};

static size_t column_of(str ref, size_t otherwise)
{
	size_t n = 0, i = 0;

	while (i < ref.n && i < 3 && ref.p[i] >= 'A' && ref.p[i] <= 'Z')
		n = n * 26 + (size_t)(ref.p[i++] - 'A') + 1;
	return n ? n - 1 : otherwise;
}

static struct cell open_cell(const struct sheets *s, str attributes, size_t next)
{
	struct cell c = {.column = next, .start = s->row.n, .plain = true};
	uint64_t style = number_attribute(attributes, STR("s"), SIZE_MAX);
	str v;

	if (xml_attribute(attributes, STR("r"), &v))
		c.column = column_of(v, next);
	if (xml_attribute(attributes, STR("t"), &v)) {
		c.shared = str_eq(v, STR("s"));
		c.is_inline = str_eq(v, STR("inlineStr"));
		c.plain = str_eq(v, STR("n"));
	}
	c.day = c.plain && style < s->date_count && s->dates[style];
	return c;
}

/* 1.1010119900307E+17: its digits, where it is a whole number of at most 20. */
static void spell_out(buf *row, size_t start)
{
	uint8_t digits[40];
	str s = str_from(buf_str(row), start);
	size_t e = str_find_byte(s, 'E'), n = 0, point = SIZE_MAX;
	uint64_t exponent;

	if (e >= s.n || e > 24 ||
	    !str_to_u64(str_from(s, e + 1 + (str_sub(s, e + 1, 1).n && s.p[e + 1] == '+')), 20, &exponent))
		return;
	for (size_t i = 0; i < e; i++) {
		if (s.p[i] == '.' && point == SIZE_MAX)
			point = n;
		else if (byte_is_digit(s.p[i]))
			digits[n++] = s.p[i];
		else
			return;
	}
	point = point == SIZE_MAX ? n : point;
	if (n > point + exponent || point + exponent >= sizeof(digits))
		return;
	while (n < point + exponent)
		digits[n++] = '0';
	row->n = start;
	buf_put(row, (str){digits, n});
}

/* Days since 1899-12-30 (1904-01-01) with a fraction; other text stays. */
static void put_day(struct sheets *s, size_t start)
{
	str v = str_from(buf_str(&s->row), start);
	str fraction = v;
	uint64_t days, part = 0, scale = 1;

	if (!str_to_u64(str_cut(&fraction, '.').head, 2958465, &days) || days < (s->date1904 ? 0 : 61))
		return;
	for (size_t i = 0; i < fraction.n && i < 9 && byte_is_digit(fraction.p[i]); i++, scale *= 10)
		part = part * 10 + (uint64_t)(fraction.p[i] - '0');
	int64_t day = (int64_t)days - (s->date1904 ? 24107 : 25569);

	s->row.n = start;
	if (part)
		date_put_time(&s->row, day * SECONDS_A_DAY + (int64_t)((part * SECONDS_A_DAY + scale / 2) / scale), 0);
	else
		date_put(&s->row, day);
}

static void close_cell(struct sheets *s, const struct cell *c)
{
	struct span span = {c->start, s->row.n - c->start, false};
	uint64_t i;

	if (c->shared && str_to_u64(str_from(buf_str(&s->row), c->start), UINT32_MAX, &i)) {
		size_t from = i && i <= s->string_count ? s->string_ends[i - 1] : 0;
		size_t until = i < s->string_count ? s->string_ends[i] : from;

		span = (struct span){from, until - from, true};
	} else if (c->day) {
		put_day(s, c->start);
		span.n = s->row.n - c->start;
	} else if (c->plain) {
		spell_out(&s->row, c->start);
		span.n = s->row.n - c->start;
	}
	set_cell(s, c->column, span);
}

static void take_cell_event(struct sheets *s, struct cell *c, const struct xml_event *ev)
{
	if (ev->kind != XML_TEXT)
		c->in_value = ev->kind == XML_OPEN &&
			      (str_eq(ev->name, STR("v")) ? !c->is_inline : str_eq(ev->name, STR("t")));
	else if (c->in_value && ev->cdata)
		buf_put(&s->row, ev->text);
	else if (c->in_value)
		xml_text_put(&s->row, ev->text);
}

static enum parse read_rows(struct sheets *s, struct xml_stream *x)
{
	struct cell cell = {0};
	struct xml_event ev;
	bool in_cell = false;
	size_t next = 0;
	enum parse p;

	while ((p = xml_stream_next(x, &ev)) == PARSE_OK) {
		if (ev.kind != XML_TEXT && str_eq(ev.name, STR("row"))) {
			next = 0;
			in_cell = false;
			if (!give_row(s))
				return PARSE_SHORT;
		} else if (ev.kind == XML_OPEN && str_eq(ev.name, STR("c"))) {
			cell = open_cell(s, ev.attributes, next);
			in_cell = true;
		} else if (in_cell && ev.kind == XML_CLOSE && str_eq(ev.name, STR("c"))) {
			close_cell(s, &cell);
			next = cell.column + 1;
			in_cell = false;
		} else if (in_cell) {
			take_cell_event(s, &cell, &ev);
		}
	}
	return p;
}

/* ---- XLSX: the workbook ---- */

struct sheet {
	str name;
	str id; /* of its relationship */
	str path;
};

static size_t read_workbook(struct sheets *s, const struct zip *z, arena *mem, struct sheet *list)
{
	AUTO(buf_release) buf text;
	struct xml_stream x;
	struct xml_event ev;
	size_t n = 0;
	str v;

	buf_init(&text, 4096);
	if (!open_entry(s, z, STR("xl/workbook.xml"), &x))
		return 0;
	while (xml_stream_next(&x, &ev) == PARSE_OK) {
		if (ev.kind != XML_OPEN)
			continue;
		if (str_eq(ev.name, STR("workbookPr")) && xml_attribute(ev.attributes, STR("date1904"), &v))
			s->date1904 = str_eq(v, STR("1")) || str_eq(v, STR("true"));
		if (!str_eq(ev.name, STR("sheet")) || n == SHEETS_MOST)
			continue;
		buf_reset(&text);
		if (xml_attribute(ev.attributes, STR("name"), &v))
			xml_text_put(&text, v);
		list[n].name = arena_str(mem, buf_str(&text));
		if (xml_attribute(ev.attributes, STR("id"), &v))
			list[n].id = arena_str(mem, str_sub(v, 0, 256));
		n++;
	}
	zip_entry_close(&s->reader);
	return n;
}

/* Paths by relationships. */
static void find_paths(struct sheets *s, const struct zip *z, arena *mem, struct sheet *list, size_t n)
{
	AUTO(buf_release) buf path;
	struct xml_stream x;
	struct xml_event ev;
	str id, target;
	size_t links = 0;

	buf_init(&path, 600);
	if (!open_entry(s, z, STR("xl/_rels/workbook.xml.rels"), &x))
		return;
	while (links < 2 * SHEETS_MOST && xml_stream_next(&x, &ev) == PARSE_OK) {
		if (ev.kind != XML_OPEN || !xml_attribute(ev.attributes, STR("Id"), &id) ||
		    !xml_attribute(ev.attributes, STR("Target"), &target))
			continue;
		links++;
		buf_reset(&path);
		if (!str_starts(target, STR("/")))
			buf_put_c(&path, "xl/");
		xml_text_put(&path, str_sub(str_from(target, str_starts(target, STR("/"))), 0, 500));
		for (size_t i = 0; i < n; i++)
			if (!list[i].path.n && str_eq(list[i].id, id))
				list[i].path = arena_str(mem, buf_str(&path));
	}
	zip_entry_close(&s->reader);
}

static void read_sheet(struct sheets *s, const struct zip *z, str name, str path)
{
	struct xml_stream x;

	if (!open_entry(s, z, path, &x)) {
		parts_unread(s->d->parts, name, PIECE_UNREADABLE, N_("the sheet is damaged"));
		return;
	}
	if (begin_sheet(s, name)) {
		enum parse p = read_rows(s, &x);

		if (s->count)
			(void)give_row(s);
		end_sheet(s, p != PARSE_SHORT || s->reader.broken);
	}
	zip_entry_close(&s->reader);
}

/* Sheets of the archive that the workbook does not name are read too. */
static size_t read_others(struct sheets *s, const struct zip *z, const struct sheet *list, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < z->count && count < SHEETS_MOST; i++) {
		str name = z->entries[i].name;
		bool known = !str_starts(name, STR("xl/worksheets/")) || !str_ends(name, STR(".xml"));

		for (size_t k = 0; k < n && !known; k++)
			known = str_eq(list[k].path, name);
		if (known)
			continue;
		read_sheet(s, z, name, name);
		count++;
	}
	return count;
}

bool sheets_read_xlsx(const struct document *d, const struct zip *z, arena *mem)
{
	struct sheets *s = sheets_new(d);
	size_t n = 0;

	if (!s || !arena_fits(mem, (size_t)2 << 20)) {
		if (s)
			sheets_free(s);
		return false;
	}
	struct sheet *list = arena_new(mem, struct sheet, SHEETS_MOST);

	n = read_workbook(s, z, mem, list);
	find_paths(s, z, mem, list, n);
	read_strings(s, z);
	read_styles(s, z);
	for (size_t i = 0; i < n && !d->parts->out; i++)
		if (str_starts(list[i].path, STR("xl/worksheets/")))
			read_sheet(s, z, list[i].name, list[i].path);
	n += read_others(s, z, list, n);
	sheets_free(s);
	return n > 0;
}

/* ---- ODS ---- */

/* The cell that is open. */
struct ods_cell {
	bool open;
	size_t start;
	size_t column;
	size_t repeated;
	size_t value_n; /* its value stands before the text that is shown */
	unsigned paragraphs;
};

static struct ods_cell ods_open(struct sheets *s, str attributes, size_t column)
{
	struct ods_cell c = {.open = true, .start = s->row.n, .column = column};
	str v, type;

	c.repeated = (size_t)number_attribute(attributes, STR("number-columns-repeated"), 1);
	if (!xml_attribute(attributes, STR("value-type"), &type))
		return c;
	if ((str_eq(type, STR("float")) && xml_attribute(attributes, STR("value"), &v)) ||
	    (str_eq(type, STR("date")) && xml_attribute(attributes, STR("date-value"), &v))) {
		xml_text_put(&s->row, v);
		spell_out(&s->row, c.start);
		c.value_n = s->row.n - c.start;
	}
	return c;
}

static void ods_close(struct sheets *s, struct ods_cell *c, size_t *next)
{
	struct span span = {c->start, c->value_n ? c->value_n : s->row.n - c->start, false};

	c->open = false;
	/* The same again and again is once what is looked for, but the columns behind keep their place. */
	if (span.n)
		set_cell(s, c->column, span);
	*next = c->column + (c->repeated ? c->repeated : 1);
}

struct ods {
	bool in_table;
	unsigned text; /* open p */
	size_t next;
	struct ods_cell cell;
};

/* False: enough. */
static bool ods_event(struct sheets *s, struct ods *o, const struct xml_event *ev, buf *name)
{
	bool open = ev->kind == XML_OPEN;
	str v;

	if (str_eq(ev->name, STR("table")) && (open ? !o->in_table : o->in_table)) {
		buf_reset(name);
		if (open && xml_attribute(ev->attributes, STR("name"), &v))
			xml_text_put(name, str_sub(v, 0, 1000));
		if (open)
			o->in_table = begin_sheet(s, buf_str(name));
		else
			end_sheet(s, false);
		o->in_table = open && o->in_table;
	} else if (!o->in_table) {
		return true;
	} else if (str_eq(ev->name, STR("table-row"))) {
		o->next = 0;
		/* A receiver that has enough of this sheet may want the next. */
		return open || give_row(s) || !s->d->parts->out;
	} else if (str_eq(ev->name, STR("table-cell")) || str_eq(ev->name, STR("covered-table-cell"))) {
		if (open)
			o->cell = ods_open(s, ev->attributes, o->next);
		else if (o->cell.open)
			ods_close(s, &o->cell, &o->next);
	} else if (str_eq(ev->name, STR("p")) && o->cell.open) {
		if (open && o->cell.paragraphs++)
			buf_put_byte(&s->row, '\n');
		o->text = open;
	} else if (open && o->text && (str_eq(ev->name, STR("s")) || str_eq(ev->name, STR("tab")))) {
		buf_put_byte(&s->row, ' ');
	}
	return true;
}

bool sheets_read_ods(const struct document *d, const struct zip *z)
{
	AUTO(buf_release) buf name;
	struct sheets *s = sheets_new(d);
	struct xml_stream x;
	struct xml_event ev;
	struct ods o = {0};
	enum parse p = PARSE_OK;
	bool some = s && open_entry(s, z, STR("content.xml"), &x);

	buf_init(&name, 4096);
	while (some && (p = xml_stream_next(&x, &ev)) == PARSE_OK) {
		if (ev.kind != XML_TEXT && !ods_event(s, &o, &ev, &name))
			break;
		if (ev.kind == XML_TEXT && o.in_table && o.cell.open && o.text)
			xml_text_put(&s->row, ev.text);
	}
	if (o.in_table)
		end_sheet(s, p != PARSE_OK);
	if (some)
		zip_entry_close(&s->reader);
	if (s)
		sheets_free(s);
	return some;
}
