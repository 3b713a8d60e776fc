#include "collect/inventory/listed.h"

#include "base/i18n.h"
#include "detect/kind.h"
#include "format/charset.h"
#include "format/csv.h"
#include "format/heading.h"
#include "format/xlsx.h"

#define HEADING_ROWS 20
#define ROWS_MOST 200000
#define EVIDENCE_MOST ((size_t)4 << 20)
#define LEVEL_IMPORTANT 5
#define LEVEL_CORE 6

enum column { COLUMN_STORE, COLUMN_PLACE, COLUMN_FIELD, COLUMN_KIND, COLUMN_LEVEL, COLUMN_COUNT };

static const struct {
	str name;
	enum column column;
} names[] = {
	{STR_INIT("数据载体"), COLUMN_STORE},  {STR_INIT("系统"), COLUMN_STORE},
	{STR_INIT("信息系统"), COLUMN_STORE},  {STR_INIT("store"), COLUMN_STORE},
	{STR_INIT("system"), COLUMN_STORE},    {STR_INIT("位置"), COLUMN_PLACE},
	{STR_INIT("表名"), COLUMN_PLACE},      {STR_INIT("库表"), COLUMN_PLACE},
	{STR_INIT("文件"), COLUMN_PLACE},      {STR_INIT("path"), COLUMN_PLACE},
	{STR_INIT("table"), COLUMN_PLACE},     {STR_INIT("place"), COLUMN_PLACE},
	{STR_INIT("字段"), COLUMN_FIELD},      {STR_INIT("字段名"), COLUMN_FIELD},
	{STR_INIT("字段名称"), COLUMN_FIELD},  {STR_INIT("field"), COLUMN_FIELD},
	{STR_INIT("column"), COLUMN_FIELD},    {STR_INIT("数据项"), COLUMN_KIND},
	{STR_INIT("数据项名称"), COLUMN_KIND}, {STR_INIT("kind"), COLUMN_KIND},
	{STR_INIT("级别"), COLUMN_LEVEL},      {STR_INIT("数据级别"), COLUMN_LEVEL},
	{STR_INIT("分级"), COLUMN_LEVEL},      {STR_INIT("一般数据级别"), COLUMN_LEVEL},
	{STR_INIT("level"), COLUMN_LEVEL},     {STR_INIT("grade"), COLUMN_LEVEL},
};

struct listed {
	struct sink *out;
	arena *mem;
	size_t columns[COLUMN_COUNT]; /* place in the row, SIZE_MAX: absent */
	bool headed, cut, second;
	uint64_t seen, rows, bad;
	uint32_t evidence_number;
	buf evidence;
};

static void read_heading(struct listed *l, const str *cells, size_t n)
{
	AUTO(buf_release) buf key;

	buf_init(&key, 256);
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		l->columns[c] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		buf_reset(&key);
		heading_put_key(&key, cells[i]);
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			if (str_eq(buf_str(&key), names[k].name) && l->columns[names[k].column] == SIZE_MAX)
				l->columns[names[k].column] = i;
	}
	l->headed = l->columns[COLUMN_PLACE] != SIZE_MAX && l->columns[COLUMN_KIND] != SIZE_MAX;
}

static str cell(const struct listed *l, const str *cells, size_t n, enum column c)
{
	return l->columns[c] < n ? str_trim(cells[l->columns[c]]) : (str){0};
}

static str kind_key(str s)
{
	for (size_t k = 0; k < KIND_COUNT; k++) {
		const struct kind_info *i = &kind_infos[k];

		if (str_eq(s, str_c(i->zh)) || str_ieq(s, str_c(i->en)) || str_eq(s, str_c(i->key)))
			return str_c(i->key);
	}
	return (str){0};
}

/* "4级", "一般数据3级", "重要数据", "核心". */
static int64_t read_level(str s)
{
	if (str_has(s, STR("核心")) || str_ihas(s, STR("core")))
		return LEVEL_CORE;
	if (str_has(s, STR("重要")) || str_ihas(s, STR("important")))
		return LEVEL_IMPORTANT;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '1' && s.p[i] <= '4' && (i + 1 == s.n || !byte_is_digit(s.p[i + 1])))
			return s.p[i] - '0';
	return FACT_NULL;
}

static void take_entry(struct listed *l, const str *cells, size_t n)
{
	static const str arrow = STR_INIT(" › ");
	str place = cell(l, cells, n, COLUMN_PLACE);
	size_t at = str_find(place, arrow);
	struct fact_data_listed f = {.evidence = l->evidence_number,
				     .store = cell(l, cells, n, COLUMN_STORE),
				     .path = str_sub(place, 0, at),
				     .part = at < place.n ? str_from(place, at + arrow.n) : (str){0},
				     .name = cell(l, cells, n, COLUMN_FIELD),
				     .kind = kind_key(cell(l, cells, n, COLUMN_KIND)),
				     .level = read_level(cell(l, cells, n, COLUMN_LEVEL))};

	if (!place.n) {
		l->bad++;
	} else if (l->second) {
		sink_fact(l->out, FACT_data_listed, &f);
	} else {
		buf_printf(&l->evidence, "%.*s,%.*s,%.*s,%.*s\n", STR_ARG(f.store), STR_ARG(place), STR_ARG(f.name),
			   STR_ARG(f.kind));
	}
}

static void take_row(struct listed *l, const str *cells, size_t n)
{
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		filled += str_trim(cells[i]).n > 0;
	if (!filled)
		return;
	l->seen++;
	if (!l->headed) {
		if (l->seen <= HEADING_ROWS)
			read_heading(l, cells, n);
		return;
	}
	l->cut = l->cut || ++l->rows > ROWS_MOST;
	if (!l->cut)
		take_entry(l, cells, n);
}

static enum parse walk_csv(struct listed *l, str bytes)
{
	AUTO(buf_release) buf text, texts;
	struct charset_choice choice = charset_choose(bytes, (str){0});
	struct csv csv;
	struct csv_row row;
	enum parse p;

	buf_init(&text, bytes.n * 3 + 16);
	buf_init(&texts, CSV_ROW_MOST);
	(void)charset_decode(choice.charset, str_from(bytes, choice.skip), &text);
	csv_init(&csv, buf_str(&text));
	while ((p = csv_row_parse(&csv, &texts, &row)) != PARSE_SHORT && !l->cut) {
		if (p == PARSE_OK)
			take_row(l, row.fields, row.count);
		else
			l->bad++;
	}
	return PARSE_OK;
}

static enum parse walk_xlsx(struct listed *l, str bytes)
{
	AUTO(buf_release) buf texts;
	AUTO(xlsx_release) struct xlsx x;
	struct xlsx_row row;
	enum parse p = xlsx_parse(bytes, l->mem, &x);

	buf_init(&texts, CSV_ROW_MOST);
	while (p == PARSE_OK && !l->cut) {
		p = xlsx_row_parse(&x, &texts, &row);
		if (p == PARSE_OK)
			take_row(l, row.cells, row.count);
	}
	return p == PARSE_SHORT ? PARSE_OK : p;
}

/* Walked twice: first for the evidence, which must stand before the facts that rest on it. */
static enum parse walk(struct listed *l, str bytes)
{
	l->headed = l->cut = false;
	l->seen = l->rows = l->bad = 0;
	return str_starts(bytes, STR("PK\x03\x04")) ? walk_xlsx(l, bytes) : walk_csv(l, bytes);
}

void listed_read(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	struct listed l = {.out = out, .mem = mem};

	(void)ctx;
	buf_init(&l.evidence, EVIDENCE_MOST);
	enum parse p = walk(&l, bytes);

	if (p != PARSE_OK || !l.headed) {
		buf_release(&l.evidence);
		sink_end(out, COLLECTED_FAILED,
			 N_("the list of data could not be read: it needs columns for place and kind of data"));
		return;
	}
	l.evidence_number = sink_evidence_masked(out, "text/csv", buf_str(&l.evidence), bytes);
	l.second = true;
	(void)walk(&l, bytes);
	buf_release(&l.evidence);
	if (l.cut || l.bad)
		sink_gap(out, FACT_data_listed, N_("rows of the list of data could not be read"));
	sink_end(out, l.cut || l.bad ? COLLECTED_PARTIAL : COLLECTED_DONE,
		 l.cut || l.bad ? N_("rows of the list of data could not be read") : "");
}
