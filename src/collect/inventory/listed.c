#include "collect/inventory/listed.h"

#include "base/i18n.h"
#include "detect/kind.h"
#include "format/grid.h"
#include "format/heading.h"

#define ROWS_MOST 200000
#define EVIDENCE_MOST ((size_t)4 << 20)
#define LEVEL_IMPORTANT 5
#define LEVEL_CORE 6

enum column { COLUMN_STORE, COLUMN_PLACE, COLUMN_FIELD, COLUMN_KIND, COLUMN_LEVEL, COLUMN_COUNT };

static const char *const *const heads[COLUMN_COUNT] = {
	[COLUMN_STORE] = HEADING_WAYS("数据载体", "系统", "信息系统", "store", "system"),
	[COLUMN_PLACE] = HEADING_WAYS("位置", "表名", "库表", "文件", "path", "table", "place"),
	[COLUMN_FIELD] = HEADING_WAYS("字段", "字段名", "字段名称", "field", "column"),
	[COLUMN_KIND] = HEADING_WAYS("数据项", "数据项名称", "kind"),
	[COLUMN_LEVEL] = HEADING_WAYS("级别", "数据级别", "分级", "一般数据级别", "level", "grade"),
};

struct listed {
	struct sink *out;
	struct heading_set heads;
	size_t columns[COLUMN_COUNT]; /* place in the row, SIZE_MAX: absent */
	bool headed;                  /* this sheet */
	bool any;                     /* some sheet was headed */
	bool cut, second;
	uint64_t rows, bad;
	uint32_t evidence_number;
	buf evidence;
};

static void read_heading(struct listed *l, const struct grid_row *row)
{
	heading_set_place(&l->heads, row->cells, row->count, l->columns);
	l->headed = l->columns[COLUMN_PLACE] != SIZE_MAX && l->columns[COLUMN_KIND] != SIZE_MAX;
	l->any |= l->headed;
}

static str cell(const struct listed *l, const struct grid_row *row, enum column c)
{
	return l->columns[c] < row->count ? str_trim(row->cells[l->columns[c]]) : (str){0};
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

static void take_entry(struct listed *l, const struct grid_row *row)
{
	static const str arrow = STR_INIT(" › ");
	str place = cell(l, row, COLUMN_PLACE);
	size_t at = str_find(place, arrow);
	struct fact_data_listed f = {.evidence = l->evidence_number,
				     .store = cell(l, row, COLUMN_STORE),
				     .path = str_sub(place, 0, at),
				     .part = at < place.n ? str_from(place, at + arrow.n) : (str){0},
				     .name = cell(l, row, COLUMN_FIELD),
				     .kind = kind_key(cell(l, row, COLUMN_KIND)),
				     .level = read_level(cell(l, row, COLUMN_LEVEL))};

	if (!place.n) {
		l->bad++;
	} else if (l->second) {
		sink_fact(l->out, FACT_data_listed, &f);
	} else {
		buf_printf(&l->evidence, "%.*s,%.*s,%.*s,%.*s\n", STR_ARG(f.store), STR_ARG(place), STR_ARG(f.name),
			   STR_ARG(f.kind));
	}
}

static void take_row(struct listed *l, const struct grid_row *row)
{
	if (row->nth == 1)
		l->headed = false;
	if (!l->headed && row->count) {
		if (row->nth <= GRID_HEAD_ROWS)
			read_heading(l, row);
		return;
	}
	l->bad += row->state != PARSE_OK;
	l->cut = l->cut || ++l->rows > ROWS_MOST;
	if (!l->cut && row->count)
		take_entry(l, row);
}

/* Walked twice: first for the evidence, which must stand before the facts that rest on it. */
static enum parse walk(struct listed *l, str bytes)
{
	AUTO(grid_close) struct grid g;
	struct grid_row row;
	enum parse p = grid_open(&g, bytes);

	l->cut = false;
	l->rows = l->bad = 0;
	while (p == PARSE_OK && !l->cut) {
		p = grid_next(&g, &row);
		if (p == PARSE_OK)
			take_row(l, &row);
	}
	return p == PARSE_SHORT ? PARSE_OK : p;
}

void listed_read(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	struct listed l = {.out = out};

	(void)ctx;
	heading_set_of(&l.heads, mem, heads, COLUMN_COUNT);
	buf_init(&l.evidence, EVIDENCE_MOST);
	enum parse p = walk(&l, bytes);

	if (p != PARSE_OK || !l.any) {
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
