#include "flow/bulletin.h"

#include "base/date.h"
#include "exchange/sheet.h"

#define COLUMNS 8
#define TEXT_MOST ((size_t)1 << 20)

static const char *const group_words[STATS_BY_COUNT] = {"全部", "检查条款", "单位类型", "地区", "严重程度", "单位"};

static const struct {
	const char *key;
	const char *words;
} kinds[] = {{"basic", "基础电信企业"},
	     {"value-added", "增值电信企业"},
	     {"internet", "互联网企业"},
	     {"domain", "域名从业机构"},
	     {"terminal", "终端生产企业"},
	     {"operator", "网络运行单位"},
	     {"critical", "严重"},
	     {"high", "高"},
	     {"medium", "中"},
	     {"low", "低"}};

int bulletin_make(struct ledger *l, int64_t since, int64_t until, arena *mem, struct bulletin *ret, err *e)
{
	*ret = (struct bulletin){
		.mem = mem, .since = since, .until = until, .at = ledger_now(l), .sample = ledger_is_sample(l)};
	TRY(ledger_setting(l, "agency.name", mem, &ret->agency, e));
	for (unsigned by = 0; by < STATS_BY_COUNT; by++)
		TRY(stats_count(l, (enum stats_by)by, since, until, mem, &ret->rows[by], &ret->counts[by], e));
	return 0;
}

/* --- words ---------------------------------------------------------------------------------------------------------------- */

ATTR_PRINTF(2, 3) static str print(arena *mem, const char *fmt, ...)
{
	AUTO(buf_release) buf b;
	va_list ap;

	buf_init(&b, TEXT_MOST);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	return arena_str(mem, buf_str(&b));
}

static str group(const struct bulletin *b, const struct stats_row *r, enum stats_by by)
{
	const struct clause *clause = by == STATS_CLAUSE && b->clauses ? clauses_find(b->clauses, r->key) : NULL;

	if (clause)
		return print(b->mem, "%.*s %.*s", STR_ARG(r->key), STR_ARG(clause->title.zh));
	if (by == STATS_UNIT && r->name.n)
		return r->name;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if ((by == STATS_TYPE || by == STATS_SEVERITY) && str_eq(r->key, str_c(kinds[i].key)))
			return str_c(kinds[i].words);
	}
	return r->key.n ? r->key : by == STATS_ALL ? STR("合计") : STR("未注明");
}

static str rate(arena *mem, uint64_t a, uint64_t of)
{
	unsigned r = stats_rate(a, of);

	return of ? print(mem, "%u.%u%%", r / 10, r % 10) : STR("—");
}

/* Days with one digit behind the point, rounded half up. */
static str days(arena *mem, int64_t seconds)
{
	int64_t tenths = (seconds * 10 + 43200) / 86400;

	return seconds < 0 ? STR("—") : print(mem, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static str period(const struct bulletin *b)
{
	AUTO(buf_release) buf t;

	buf_init(&t, 200);
	if (b->since)
		date_put_chinese(&t, date_china_day(b->since));
	buf_put_c(&t, b->since ? "至" : "截至");
	date_put_chinese(&t, date_china_day(b->until ? b->until - 1 : b->at));
	return arena_str(b->mem, buf_str(&t));
}

static void put_cells(const struct bulletin *b, enum stats_by by, const struct stats_row *r, str cells[COLUMNS])
{
	cells[0] = group(b, r, by);
	cells[1] = print(b->mem, "%llu", (unsigned long long)r->total);
	cells[2] = print(b->mem, "%llu", (unsigned long long)r->closed);
	cells[3] = rate(b->mem, r->closed, r->total);
	cells[4] = rate(b->mem, r->on_time, r->timed);
	cells[5] = days(b->mem, r->median);
	cells[6] = print(b->mem, "%llu", (unsigned long long)r->overdue);
	cells[7] = print(b->mem, "%llu", (unsigned long long)r->recurred);
}

static void put_heads(enum stats_by by, str cells[COLUMNS])
{
	cells[0] = str_c(group_words[by]);
	cells[1] = STR("问题数");
	cells[2] = STR("已整改");
	cells[3] = STR("闭环率");
	cells[4] = STR("按期率");
	cells[5] = STR("中位天数");
	cells[6] = STR("逾期未改");
	cells[7] = STR("反复出现");
}

static str summary(const struct bulletin *b)
{
	const struct stats_row *r = &b->rows[STATS_ALL][0];

	return print(
		b->mem,
		"%.*s，共确认问题%llu个，已完成整改%llu个，闭环率%.*s；有整改期限的%llu个，按期反馈%llu个，按期率%.*s；"
		"从送达到办结的中位时间为%.*s日；逾期未整改%llu个，整改后再次出现%llu个。",
		STR_ARG(period(b)), (unsigned long long)r->total, (unsigned long long)r->closed,
		STR_ARG(rate(b->mem, r->closed, r->total)), (unsigned long long)r->timed,
		(unsigned long long)r->on_time, STR_ARG(rate(b->mem, r->on_time, r->timed)),
		STR_ARG(days(b->mem, r->median)), (unsigned long long)r->overdue, (unsigned long long)r->recurred);
}

/* 一、二、三 … */
static str numbered(const struct bulletin *b, unsigned n, str words)
{
	static const char *const numbers[] = {"一", "二", "三", "四", "五", "六", "七", "八"};

	return print(b->mem, "%s、%.*s", numbers[n], STR_ARG(words));
}

/* --- paper ---------------------------------------------------------------------------------------------------------------- */

static void put_table(const struct bulletin *b, enum stats_by by, struct paper *p)
{
	static const unsigned widths[COLUMNS] = {26, 10, 10, 12, 12, 10, 10, 10};
	size_t rows = b->counts[by] + 1;
	str *cells = arena_new(b->mem, str, rows * COLUMNS);
	struct paper_block *t = paper_add(p, PAPER_TABLE, (str){0});

	put_heads(by, cells);
	for (size_t i = 0; i < b->counts[by]; i++)
		put_cells(b, by, &b->rows[by][i], &cells[(i + 1) * COLUMNS]);
	t->cells = cells;
	t->rows = rows;
	t->columns = COLUMNS;
	t->widths = widths;
}

static void put_late(const struct bulletin *b, struct paper *p)
{
	size_t n = 0;

	for (size_t i = 0; i < b->counts[STATS_UNIT]; i++) {
		const struct stats_row *r = &b->rows[STATS_UNIT][i];

		if (r->overdue)
			paper_add(p, PAPER_TEXT,
				  print(b->mem, "%zu. %.*s（%.*s）：%llu个。", ++n, STR_ARG(group(b, r, STATS_UNIT)),
					STR_ARG(r->key), (unsigned long long)r->overdue));
	}
	if (!n)
		paper_add(p, PAPER_TEXT, STR("无。"));
}

void bulletin_paper(const struct bulletin *b, bool draft, struct paper *ret)
{
	unsigned n = 0;
	AUTO(buf_release) buf date;

	buf_init(&date, 64);
	paper_init(ret, b->mem);
	ret->agency = b->agency;
	ret->sample = b->sample;
	ret->draft = draft;
	ret->title = STR("关于行政检查发现问题整改情况的通报");
	paper_add(ret, PAPER_TITLE, ret->title);
	paper_add(ret, PAPER_HEADING1, numbered(b, n++, STR("总体情况")));
	paper_add(ret, PAPER_TEXT, summary(b));
	for (unsigned by = STATS_CLAUSE; by < STATS_UNIT; by++) {
		if (b->counts[by] == 0)
			continue;
		paper_add(ret, PAPER_HEADING1, numbered(b, n++, print(b->mem, "按%s统计", group_words[by])));
		put_table(b, (enum stats_by)by, ret);
	}
	paper_add(ret, PAPER_HEADING1, numbered(b, n++, STR("逾期未整改单位")));
	put_late(b, ret);
	date_put_chinese(&date, date_china_day(b->at));
	struct paper_block *signed_by = paper_add(ret, PAPER_SIGNED, b->agency);

	signed_by->value = arena_str(b->mem, buf_str(&date));
}

str bulletin_text(const struct bulletin *b)
{
	struct paper p;
	AUTO(buf_release) buf t;

	buf_init(&t, TEXT_MOST);
	bulletin_paper(b, false, &p);
	for (const struct paper_block *k = p.first; k; k = k->next) {
		if (k->kind != PAPER_TABLE) {
			buf_put(&t, k->text);
			buf_put_c(&t, k->value.n ? "　" : "");
			buf_put(&t, k->value);
			buf_put_c(&t, "\n");
		}
		for (size_t i = 0; k->kind == PAPER_TABLE && i < k->rows * k->columns; i++) {
			buf_put(&t, k->cells[i]);
			buf_put_c(&t, (i + 1) % k->columns ? "　" : "\n");
		}
	}
	return arena_str(b->mem, buf_str(&t));
}

/* --- workbook ------------------------------------------------------------------------------------------------------------- */

static int put_page(const struct bulletin *b, struct sheet *s, enum stats_by by, err *e)
{
	static const unsigned widths[COLUMNS] = {36, 10, 10, 10, 10, 10, 10, 10};
	str heads[COLUMNS];

	put_heads(by, heads);
	TRY(sheet_page(s, by == STATS_ALL ? STR("总体情况") : print(b->mem, "按%s", group_words[by]), heads, widths,
		       COLUMNS, e));
	for (size_t i = 0; i < b->counts[by]; i++) {
		const struct stats_row *r = &b->rows[by][i];
		str cells[COLUMNS];

		put_cells(b, by, r, cells);
		TRY(sheet_row(s, cells, COLUMNS, e));
		sheet_int(s, 1, (int64_t)r->total);
		sheet_int(s, 2, (int64_t)r->closed);
		sheet_int(s, 6, (int64_t)r->overdue);
		sheet_int(s, 7, (int64_t)r->recurred);
	}
	return 0;
}

int bulletin_sheet(const struct bulletin *b, const char *path, err *e)
{
	struct sheet *s = NULL;
	int rc;

	TRY(sheet_new(path, &s, e));
	rc = 0;
	for (unsigned by = 0; by < STATS_BY_COUNT && rc == 0; by++)
		rc = put_page(b, s, (enum stats_by)by, e);
	if (rc < 0) {
		sheet_drop(s);
		return rc;
	}
	return sheet_end(s, e);
}
