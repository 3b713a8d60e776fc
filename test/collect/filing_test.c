/* The list of filings: what exports look like, what stands wrong in them, and the collector through gate and cage. */
#include "collect/filing/list.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "collect/collector.h"
#include "format/zip_write.h"
#include "gate/gate.h"
#include "test/tap.h"

extern const struct collector collector_filing;

#define ROWS_MOST 32
static struct sink sink;
static struct batch_item end;
static struct row {
	char number[80];
	char subject_number[80];
	char domain[80];
	char status[20];
	bool own;
	uint32_t evidence;
} rows[ROWS_MOST];
static size_t row_count;
static unsigned gaps;

static void text(char *to, size_t size, str s)
{
	(void)snprintf(to, size, "%.*s", STR_ARG(s));
}

static void decode(void)
{
	struct batch_item item;
	cur c = cur_of(buf_str(&sink.b));

	row_count = gaps = 0;
	end = (struct batch_item){0};
	while (batch_next(&c, &item)) {
		if (item.kind == BATCH_GAP)
			gaps++;
		if (item.kind == BATCH_END) {
			end = item;
			break;
		}
		if (item.kind != BATCH_FACT || row_count == ROWS_MOST)
			continue;
		struct row *r = &rows[row_count++];

		text(r->number, sizeof(r->number), item.values[0].text);
		text(r->subject_number, sizeof(r->subject_number), item.values[1].text);
		text(r->domain, sizeof(r->domain), item.values[2].text);
		text(r->status, sizeof(r->status), item.values[6].text);
		r->own = item.values[7].number != 0;
		r->evidence = item.evidence;
	}
	ok(!c.bad, "the batch is sound");
}

static const struct scope ours = {
	.unit = {.name = STR_INIT("粤海示例科技（深圳）有限公司"), .uscc = STR_INIT("91440300MA0000XY5L")}};

static void read_list(str bytes)
{
	arena mem;

	arena_init(&mem, (size_t)64 << 20);
	sink_reset(&sink);
	list_read(&ours, bytes, &mem, &sink);
	decode();
	arena_clear(&mem);
}

static void row_is(size_t i, const char *number, const char *domain, bool own)
{
	ok(i < row_count, "row %zu is there", i);
	is_str(str_c(rows[i].number), str_c(number), "row %zu: number", i);
	is_str(str_c(rows[i].domain), str_c(domain), "row %zu: domain", i);
	is_int(rows[i].own, own, "row %zu: own", i);
}

static void test_plain(void)
{
	read_list(STR("备案号,域名,主办单位名称,统一社会信用代码,网站名称,状态\n"
		      "粤ICP备2023012345号-1,a.example,粤海示例科技(深圳)有限公司,91440300MA0000XY5L,样本网站,正常\n"
		      "粤ICP备2023012345号-2,b.example,粤海示例科技(深圳)有限公司,91440300MA0000XY5L,样本网站,已注销\n"
		      "粤ICP备2022098765号-1,c.example,另一家示例有限公司,9144030071526726XG,样本网站,正常\n"
		      "粤B2-20230059-4,192.0.2.7,粤海示例科技（深圳）有限公司,,样本网站,审核中\n"));
	is_int(row_count, 4, "four filings");
	is_int(end.status, COLLECTED_DONE, "all read");
	row_is(0, "粤ICP备2023012345号-1", "a.example", true);
	is_str(str_c(rows[0].subject_number), STR("粤ICP备2023012345号"), "subject's number");
	is_str(str_c(rows[0].status), STR("filed"), "filed");
	is_str(str_c(rows[1].status), STR("cancelled"), "cancelled");
	row_is(2, "粤ICP备2022098765号-1", "c.example", false);
	row_is(3, "粤B2-20230059-4", "192.0.2.7", true);
	is_str(str_c(rows[3].status), STR("pending"), "not yet filed");
	ok(rows[0].evidence == 1 && rows[3].evidence == 1, "every row rests on the list's evidence");
}

static void test_headings(void)
{
	read_list(STR("\xef\xbb\xbf备案信息导出表,,\n导出时间: 2026-11-22,,\n"
		      " 序号;x,主体备案/许可证号,\"网站 备案/许可证号\",网站域名（列表）,首页网址\n"
		      "1,粤ICP备2023012345号,粤ICP备2023012345号-1,\"www.a.example、b.example;c.com.cn\",http://"
		      "www.d.example/x\n"
		      "2,粤ICP备2023012345号,,,https://www.d.example:8443/x\n"));
	is_int(row_count, 4, "titles above the heading; three domains in one cell; a home page for a domain");
	row_is(0, "粤ICP备2023012345号-1", "a.example", true);
	row_is(1, "粤ICP备2023012345号-1", "b.example", true);
	row_is(2, "粤ICP备2023012345号-1", "c.com.cn", true);
	row_is(3, "粤ICP备2023012345号", "d.example", true);
	is_int(end.status, COLLECTED_DONE, "all read");
	read_list(STR("Domain;Filing "
		      "number;Status\nA.Example.;粤ICP备12345678号-1;cancelled\n例子.中国;粤ICP备12345678号-2;ok\n"));
	is_int(row_count, 2, "English headings and semicolons");
	row_is(0, "粤ICP备12345678号-1", "a.example", true);
	row_is(1, "粤ICP备12345678号-2", "xn--fsqu00a.xn--fiqs8s", true);
	is_str(str_c(rows[0].status), STR("cancelled"), "English status");
}

static void test_gb18030(void)
{
	/* 备案号,域名 / 粤ICP备12345678号-1,a.example in GBK, as Chinese spreadsheets save CSV */
	read_list(STR("\xb1\xb8\xb0\xb8\xba\xc5,\xd3\xf2\xc3\xfb\r\n\xd4\xc1"
		      "ICP\xb1\xb8"
		      "12345678\xba\xc5-1,a.example\r\n"));
	is_int(row_count, 1, "GB18030");
	row_is(0, "粤ICP备12345678号-1", "a.example", true);
}

static void test_bad_rows(void)
{
	read_list(STR("备案号,域名\n"
		      "粤ICP备12345678号-1,a.example\n"
		      "粤ICP备123号,b.example\n"
		      "粤ICP备12345678号-2,not a/domain at all,\n"
		      "\n"
		      ",\n"
		      "粤ICP备12345678号-3,\"c.example\n"
		      "粤ICP备12345678号-4,d.example\n"));
	is_int(end.status, COLLECTED_PARTIAL, "bad rows make it partial");
	is_int(gaps, 1, "a gap tells the judge");
	ok(str_ends(end.reason, STR(": 3, first in row 3")), "how many, and where the first: %.*s",
	   STR_ARG(end.reason));
	row_is(0, "粤ICP备12345678号-1", "a.example", true);
	row_is(1, "", "b.example", true);
	bool last = false;

	for (size_t i = 0; i < row_count; i++)
		last |= str_eq(str_c(rows[i].domain), STR("d.example"));
	ok(last, "the row behind an open quote is there");
}

#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define LIST(number, domain)                                                                                           \
	"<worksheet><sheetData><row>" CELL("备案号") CELL("域名") "</row><row>" CELL(number)                           \
		CELL(domain) "</row></sheetData></worksheet>"

/* Whoever has filings of two provinces puts them on two sheets; a third holds notes. */
static void test_sheets(void)
{
	static const char *const sheets[] = {
		LIST("粤ICP备12345678号-1", "a.example"),
		"<worksheet><sheetData><row>" CELL("notes") "</row></sheetData></worksheet>",
		LIST("京ICP备12345678号-1", "b.example")};
	struct zip_write z;
	buf book, links, file;
	char path[40];

	buf_init(&book, 4096);
	buf_init(&links, 4096);
	buf_init(&file, 65536);
	zip_write_begin(&z, &file);
	for (unsigned i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "xl/s%u.xml", i);
		zip_write_add(&z, str_c(path), str_c(sheets[i]));
		buf_printf(&book, "%s<sheet name=\"%u\" id=\"r%u\"/>", i ? "" : "<workbook>", i, i);
		buf_printf(&links, "%s<Relationship Id=\"r%u\" Target=\"s%u.xml\"/>", i ? "" : "<r>", i, i);
	}
	zip_write_add(&z, STR("xl/workbook.xml"), buf_str(&book));
	zip_write_add(&z, STR("xl/_rels/workbook.xml.rels"), buf_str(&links));
	zip_write_end(&z);
	read_list(buf_str(&file));
	is_int(end.status, COLLECTED_DONE, "a workbook of several sheets");
	is_int(row_count, 2, "every sheet with a head is read");
	row_is(0, "粤ICP备12345678号-1", "a.example", true);
	row_is(1, "京ICP备12345678号-1", "b.example", true);
	buf_release(&book);
	buf_release(&links);
	buf_release(&file);
}

static void test_no_list(void)
{
	read_list(STR("name,price\nx,1\n"));
	is_int(end.status, COLLECTED_FAILED, "no such columns");
	read_list(STR(""));
	is_int(end.status, COLLECTED_FAILED, "an empty file");
	read_list(STR("\xd0\xcf\x11\xe0 old workbook"));
	is_int(end.status, COLLECTED_FAILED, "an .xls");
	read_list(STR("PK\x03\x04 broken"));
	is_int(end.status, COLLECTED_FAILED, "a broken workbook");
}

/* ---- through gate and cage ---- */

static bool done;

static void job_done(struct collect_job *job)
{
	(void)job;
	done = true;
}

static void collect(str path)
{
	struct scope scope = {.authorisation = {.until = INT64_MAX / 1000}, .filing = path};
	struct gate_conf conf = {.scope = &scope};
	struct asset asset = {.kind = ASSET_UNIT};
	struct gate *gate;
	arena mem;
	err e;

	scope.unit = ours.unit;
	arena_init(&mem, 1 << 20);
	sink_reset(&sink);
	done = false;
	if (gate_new(&conf, &gate, &e) < 0) {
		ok(false, "gate: %s", e.text);
		return;
	}
	struct collect_job job = {
		.asset = &asset, .scope = &scope, .gate = gate, .sink = &sink, .mem = &mem, .done = job_done};

	collector_filing.start(&job);
	ok(done, "the job ended");
	decode();
	gate_free(gate);
	arena_clear(&mem);
}

static void test_collector(void)
{
	char dir[TAP_PATH];
	char link[TAP_PATH + 20], real[TAP_PATH + 20];

	collect(STR("fuzz/corpus/xlsx/filings.xlsx"));
	is_int(end.status, COLLECTED_PARTIAL, "a workbook through gate and cage: %.*s", STR_ARG(end.reason));
	row_is(0, "粤ICP备2023012345号-1", "a.example", false);
	collect(STR("fuzz/corpus/csv/plain.csv"));
	is_int(end.status, COLLECTED_DONE, "a CSV: %.*s", STR_ARG(end.reason));
	row_is(0, "粤ICP备2023012345号-1", "a.example", true);
	collect((str){0});
	is_int(end.status, COLLECTED_SKIPPED, "no list in the scope");
	collect(STR("fuzz/corpus/csv/none.csv"));
	is_int(end.status, COLLECTED_FAILED, "a list that is not there");
	if (!mkdtemp(tap_temporary(dir, "filing")))
		return;
	(void)snprintf(link, sizeof(link), "%s/list.csv", dir);
	(void)snprintf(real, sizeof(real), "%s/other", dir);
	int fd = open(real, O_CREAT | O_WRONLY, 0600);

	if (fd >= 0 && symlink("other", link) == 0)
		collect(str_c(link));
	ok(end.status == COLLECTED_REFUSED || end.status == COLLECTED_FAILED, "a symbolic link is not followed: %.*s",
	   STR_ARG(end.reason));
	(void)close(fd);
	(void)unlink(link);
	(void)unlink(real);
	(void)rmdir(dir);
}

int main(void)
{
	sink_init(&sink, (size_t)8 << 20, STR("key"));
	test_plain();
	test_headings();
	test_gb18030();
	test_bad_rows();
	test_sheets();
	test_no_list();
	test_collector();
	sink_release(&sink);
	return tap_done();
}
