/* sheet and rows: what is written is read back; hostile and careless tables. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exchange/rows.h"
#include "exchange/sheet.h"
#include "format/xlsx.h"
#include "os/file.h"
#include "test/tap.h"

static char folder[TAP_PATH];
static char path_bytes[2][512];

static const char *in_folder(const char *name, int which)
{
	(void)snprintf(path_bytes[which], sizeof(path_bytes[0]), "%s/%s", folder, name);
	return path_bytes[which];
}

static const char *const heads_code[] = {"统一社会信用代码", "Credit code", NULL};
static const char *const heads_name[] = {"单位名称", "Name", NULL};
static const char *const heads_day[] = {"日期", "Date", NULL};
static const struct rows_column columns[] = {
	{"uscc", heads_code, true}, {"name", heads_name, true}, {"day", heads_day, false}};

struct got {
	buf text;
	size_t rows, faults;
	struct rows_faults bad;
};

static int each(void *ctx, const struct rows_row *row, err *e)
{
	struct got *g = ctx;
	int64_t day = 0;

	(void)e;
	if (row->fault) {
		g->faults++;
		rows_bad(&g->bad, row, ROWS_WHOLE, "%s", row->fault);
		return 0;
	}
	g->rows++;
	bool dated = rows_date(row, row->cells[2], &day);

	buf_printf(&g->text, "%.*s:%llu|%.*s|%.*s|%lld;", STR_ARG(row->page), (unsigned long long)row->line,
		   STR_ARG(row->cells[0]), STR_ARG(row->cells[1]), dated ? (long long)day : -1LL);
	return 0;
}

static struct got got;

static int read_again(const char *path, err *e)
{
	buf_reset(&got.text);
	got.rows = got.faults = 0;
	rows_faults_release(&got.bad);
	rows_faults_init(&got.bad, columns);
	return rows_read(path, columns, ARRAY_LEN(columns), each, &got, e);
}

static int write_pages(const char *path, bool csv, err *e)
{
	const str heads[] = {STR("统一社会信用代码 *"), STR("单位名称（全称）"), STR("日 期"), STR("选项")};
	const unsigned widths[] = {20, 40, 12, 10};
	str many[300];
	struct sheet *s = NULL;
	size_t open[] = {1, 2};

	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = i % 2 ? STR("较长的选项, 带逗号") : STR("选项");
	TRY(sheet_new(path, &s, e));
	TRY(sheet_page(s, STR("单位"), heads, widths, 4, e));
	TRY(sheet_open_columns(s, open, 2, e));
	TRY(sheet_row(s, (const str[]){STR("00123"), STR("=HYPERLINK(\"http://x\")"), {0}}, 3, e));
	sheet_date(s, 2, 20780);
	TRY(sheet_row(s, (const str[]){STR("-1+1"), STR("a \"b\",\nc"), STR("2026-11-22 10:00")}, 3, e));
	TRY(sheet_row(s, (const str[]){{0}, {0}}, 2, e));
	TRY(sheet_row(s, (const str[]){STR("x"), STR("甲公司\x01"), {0}}, 3, e));
	sheet_int(s, 1, 911);
	TRY(sheet_choices(s, 3, (const str[]){STR("是"), STR("否")}, 2, e));
	TRY(sheet_choices(s, 2, many, ARRAY_LEN(many), e));
	if (!csv) {
		TRY(sheet_page(s, STR("第二页"), heads, NULL, 4, e));
		TRY(sheet_row(s, (const str[]){STR("second"), STR("page"), STR("2026年1月2日")}, 3, e));
		TRY(sheet_page(s, STR("Third"), (const str[]){STR("Credit code"), STR("Other")}, NULL, 2, e));
		TRY(sheet_row(s, (const str[]){STR("x"), STR("y")}, 2, e));
	}
	return sheet_end(s, e);
}

static void test_xlsx(void)
{
	err e = {0};
	arena mem;
	str a = {0}, b = {0};

	arena_init(&mem, 1 << 22);
	is_int(write_pages(in_folder("a.xlsx", 0), false, &e), 0, "a workbook is written: %s", e.text);
	sleep(1);
	is_int(write_pages(in_folder("b.xlsx", 1), false, &e), 0, "and again");
	is_int(os_file_read(path_bytes[0], 1 << 20, &mem, &a, &e), 0, "read");
	is_int(os_file_read(path_bytes[1], 1 << 20, &mem, &b, &e), 0, "read");
	ok(a.n && str_eq(a, b), "the same calls a second later give the same bytes");
	is_int(read_again(path_bytes[0], &e), 0, "rows: %s", e.text);
	is_str(buf_str(&got.text),
	       STR("单位:2|00123|=HYPERLINK(\"http://x\")|20780;单位:3|-1+1|a \"b\",\nc|20779;单位:5|x|911|-1;"
		   "第二页:2|second|page|20455;"),
	       "both pages, numbers of rows, dates");
	is_int(got.faults, 1, "the page that lacks a needed column is told");
	buf_reset(&got.text);
	rows_faults_put(&got.bad, &got.text, 5);
	ok(str_starts(buf_str(&got.text), STR("Third row 1: this sheet")), "with its name");
	str raw = {0};
	struct xlsx x;

	is_int(xlsx_parse(a, &mem, &x), PARSE_OK, "parsed");
	raw = buf_str(&x.sheet);
	ok(!str_has(raw, STR("<f>")), "no formula anywhere");
	ok(str_has(raw, STR("sheetProtection")) && str_has(raw, STR("dataValidation")), "locked, with a drop-down");
	ok(str_has(raw, STR("<autoFilter ref=\"A1:D5\"/>")), "filtered");
	xlsx_release(&x);
	arena_clear(&mem);
}

static void test_csv(void)
{
	err e = {0};
	arena mem;
	str a = {0};

	arena_init(&mem, 1 << 22);
	is_int(write_pages(in_folder("a.csv", 0), true, &e), 0, "CSV is written: %s", e.text);
	is_int(os_file_read(path_bytes[0], 1 << 20, &mem, &a, &e), 0, "read");
	ok(str_has(a, STR("'=HYPERLINK")) && str_has(a, STR("'-1+1")), "what looks like a formula is disarmed");
	is_int(read_again(path_bytes[0], &e), 0, "rows: %s", e.text);
	is_str(buf_str(&got.text),
	       STR(":2|00123|=HYPERLINK(\"http://x\")|20780;:3|-1+1|a \"b\",\nc|20779;:6|x|911|-1;"), "the same rows");
	arena_clear(&mem);
}

static void read_text(const char *name, str text, const char *words)
{
	err e = {0};

	ok(os_file_write(in_folder(name, 0), text, &e) == 0 && read_again(path_bytes[0], &e) == 0, "%s: %s", words,
	   e.text);
}

static void test_careless(void)
{
	err e = {0};

	read_text("t.csv", STR("title\n\nName,Credit code\nA,\"1\nB,2\nC,3\n"),
		  "a title, another order, a broken quote");
	is_str(buf_str(&got.text), STR(":5|2|B|-1;:6|3|C|-1;"), "the good rows");
	is_int(got.faults, 1, "and the bad one");
	read_text("g.csv", STR("\xc3\xfb\xb3\xc6,Credit code,Name\n,1,\xb9\xab\xcb\xbe\n"), "GB18030");
	is_str(buf_str(&got.text), STR(":2|1|公司|-1;"), "is read");
	read_text("w.csv", STR("Credit code,Name,Date\n\xe3\x80\x80 7\xc2\xa0,\xef\xbb\xbf N ,2026/2/29\n"),
		  "wide blanks");
	is_str(buf_str(&got.text), STR(":2|7|N|-1;"), "are trimmed; 29 February 2026 is no date");
	is_int(os_file_write(in_folder("m.csv", 0), STR("Name,Town\nA,B\n"), &e), 0, "written");
	is_int(read_again(path_bytes[0], &e), E_SYNTAX, "a needed column is missing");
	ok(str_has(str_c(e.text), STR("统一社会信用代码")) && str_has(str_c(e.text), STR("Name, Town")), "named: %s",
	   e.text);
	is_int(os_file_write(in_folder("e.csv", 0), STR(""), &e), 0, "written");
	is_int(read_again(path_bytes[0], &e), E_SYNTAX, "an empty file: %s", e.text);
	is_int(os_file_write(in_folder("z.xlsx", 0), STR("PK\x03\x04junk"), &e), 0, "written");
	is_int(read_again(path_bytes[0], &e), E_SYNTAX, "a broken workbook: %s", e.text);
	is_int(read_again(in_folder("none", 0), &e), E_NOTFOUND, "no file: %s", e.text);
}

static void test_dates(void)
{
	static const struct {
		str text;
		int64_t day;
	} good[] = {
		{STR_INIT("1970-01-01"), 0},
		{STR_INIT("2026/1/2"), 20455},
		{STR_INIT("20260102"), 20455},
		{STR_INIT("2026.01.02"), 20455},
		{STR_INIT("2026年1月2日"), 20455},
		{STR_INIT("46024"), 20455},
		{STR_INIT("46024.75"), 20455},
		{STR_INIT("2024-02-29"), 19782},
		{STR_INIT("2026-01-02 08:00:00"), 20455},
		{STR_INIT("1900-03-01"), -25508},
	};
	static const str bad[] = {STR_INIT(""),           STR_INIT("2026-13-01"), STR_INIT("2026-00-10"),
				  STR_INIT("2026-02-30"), STR_INIT("202601"),     STR_INIT("2026-01-02x"),
				  STR_INIT("1899-12-31"), STR_INIT("3026-01-01"), STR_INIT("长期")};
	struct rows_row row = {.date1904 = true};
	int64_t day = 0;
	bool yes = false;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		day = -1;
		ok(rows_date(NULL, good[i].text, &day) && day == good[i].day, "%.*s", STR_ARG(good[i].text));
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!rows_date(NULL, bad[i], &day), "no date: %.*s", STR_ARG(bad[i]));
	ok(rows_date(&row, STR("44562"), &day) && day == 20455, "days since 1904");
	ok(rows_yes(STR("是"), &yes) && yes && rows_yes(STR("NO"), &yes) && !yes && !rows_yes(STR("也许"), &yes),
	   "yes and no");
}

static void test_faults(void)
{
	err e = {0};
	struct rows_row row = {.page = STR("p"), .line = 7};
	struct rows_faults f;

	rows_faults_init(&f, columns);
	rows_bad(&f, &row, 0, "no code: %s", "=1+1");
	for (size_t i = 0; i < ROWS_FAULTS_MOST + 5; i++)
		rows_bad(&f, &row, ROWS_WHOLE, "again");
	is_int(f.count, ROWS_FAULTS_MOST + 6, "all are counted");
	is_int(rows_faults_write(&f, in_folder("f.xlsx", 0), &e), 0, "the report is written: %s", e.text);
	is_int(os_file_exists(path_bytes[0]), 1, "there");
	rows_faults_release(&f);
	struct sheet *s = NULL;

	is_int(sheet_new(in_folder("drop.xlsx", 0), &s, &e), 0, "begun");
	sheet_drop(s);
	ok(!os_file_exists(path_bytes[0]), "dropped: nothing is there");
	ok(sheet_new(in_folder("no/such/f.csv", 0), &s, &e) < 0, "no folder");
}

int main(void)
{
	err e = {0};
	arena mem;
	str *names;
	size_t n = 0;

	if (!mkdtemp(tap_temporary(folder, "sheet")))
		return 1;
	buf_init(&got.text, 1 << 16);
	rows_faults_init(&got.bad, columns);
	test_xlsx();
	test_csv();
	test_careless();
	test_dates();
	test_faults();
	arena_init(&mem, 1 << 16);
	is_int(os_dir_list(folder, &mem, &names, &n, &e), 0, "the folder");
	is_int(n, 10, "has only what was finished");
	for (size_t i = 0; i < n; i++)
		(void)os_file_remove(in_folder(arena_cstr(&mem, names[i]), 0), &e);
	(void)rmdir(folder);
	arena_clear(&mem);
	rows_faults_release(&got.bad);
	buf_release(&got.text);
	return tap_done();
}
