#include "format/grid.h"

#include "format/charset.h"

/* Of a workbook's directory and the places of its shared strings. */
#define MEMORY_MOST ((size_t)256 << 20)

static void open_csv(struct grid *g, str bytes)
{
	struct charset_choice choice = charset_choose(bytes, (str){0});

	buf_init(&g->text, bytes.n * 3 + 16);
	(void)charset_decode(choice.charset, str_from(bytes, choice.skip), &g->text);
	csv_init(&g->csv, buf_str(&g->text));
	g->sheet_count = 1;
}

enum parse grid_open(struct grid *g, str bytes)
{
	*g = (struct grid){.workbook = str_starts(bytes, STR("PK\x03\x04"))};
	arena_init(&g->mem, MEMORY_MOST);
	buf_init(&g->texts, CSV_ROW_MOST);
	if (!g->workbook) {
		open_csv(g, bytes);
		return PARSE_OK;
	}
	enum parse p = xlsx_parse(bytes, &g->mem, &g->xlsx);

	g->sheet_count = g->xlsx.sheet_count;
	return p;
}

void grid_close(struct grid *g)
{
	if (g->workbook)
		xlsx_release(&g->xlsx);
	buf_release(&g->text);
	buf_release(&g->texts);
	arena_clear(&g->mem);
}

bool grid_is_old(str bytes)
{
	return str_starts(bytes, STR("\xd0\xcf\x11\xe0"));
}

str grid_sheet_name(const struct grid *g, size_t sheet)
{
	return g->workbook ? g->xlsx.sheets[sheet].name : (str){0};
}

bool grid_date1904(const struct grid *g)
{
	return g->workbook && g->xlsx.date1904;
}

static bool is_blank(str s)
{
	size_t at = 0;

	while (at < s.n) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp > ' ' && cp != 0x3000 && cp != 0xa0 && cp != 0xfeff)
			return false;
	}
	return true;
}

static bool is_empty(const struct grid_row *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!is_blank(r->cells[i]))
			return false;
	return true;
}

static enum parse next_csv(struct grid *g, struct grid_row *ret)
{
	struct csv_row *row = &g->csv_row;
	enum parse p = csv_row_parse(&g->csv, &g->texts, row);

	if (p == PARSE_SHORT)
		return p;
	ret->number = row->line;
	ret->state = p;
	ret->cells = row->fields;
	ret->count = p == PARSE_OK ? row->count : 0;
	return PARSE_OK;
}

static enum parse next_xlsx(struct grid *g, struct grid_row *ret)
{
	struct xlsx_row *row = &g->xlsx_row;
	enum parse p = xlsx_row_parse(&g->xlsx, &g->texts, row);

	if (p != PARSE_OK) {
		ret->number = g->xlsx.row + 1;
		return p;
	}
	ret->number = row->number;
	ret->state = row->cut ? PARSE_LIMIT : PARSE_OK;
	ret->cells = row->cells;
	ret->count = row->count;
	return p;
}

static enum parse open_next(struct grid *g)
{
	enum parse p = xlsx_sheet_parse(&g->xlsx, ++g->sheet);

	g->given = 0;
	g->over = p != PARSE_OK;
	return p;
}

enum parse grid_next(struct grid *g, struct grid_row *ret)
{
	for (;;) {
		if (g->over && g->sheet + 1 >= g->sheet_count)
			return PARSE_SHORT;
		enum parse p = g->over ? open_next(g) : PARSE_OK;

		*ret = (struct grid_row){.sheet = g->sheet, .number = 1};
		if (p != PARSE_OK)
			return p;
		p = g->workbook ? next_xlsx(g, ret) : next_csv(g, ret);
		g->over = p != PARSE_OK;
		if (p == PARSE_SHORT || (p == PARSE_OK && ret->state == PARSE_OK && is_empty(ret)))
			continue;
		ret->nth = ++g->given;
		return p;
	}
}

static bool is_between(uint32_t cp)
{
	return cp <= ' ' || cp == ',' || cp == ';' || cp == '|' || cp == 0x3001 || cp == 0xff0c || cp == 0xff1b ||
	       cp == 0x3000;
}

str grid_part(str *cell)
{
	size_t at = 0, from = 0;

	while (at < cell->n) {
		from = at;
		if (!is_between(str_utf8_next(*cell, &at)))
			break;
		from = at;
	}
	size_t to = from;

	for (at = from; at < cell->n; to = at)
		if (is_between(str_utf8_next(*cell, &at)))
			break;
	str part = str_sub(*cell, from, to - from);

	*cell = str_from(*cell, to);
	return part;
}
