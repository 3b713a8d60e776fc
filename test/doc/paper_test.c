/* Papers: what stands on which sheet and where; the same bytes twice; hostile text. With PAPER_OUT the papers are written there
 * for paper_test.sh, which measures them. */
#include "base/must.h"
#include "base/width.h"
#include "doc/fill.h"
#include "doc/paper_block.h"
#include "format/xml.h"
#include "format/zip.h"
#include "os/env.h"
#include "os/file.h"
#include "test/tap.h"

#define DOCUMENT_MOST ((size_t)64 << 20)

/* Reading its configuration, fontconfig 2.14 loses some bytes; they are not ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static arena mem;

/* A font without a file: full characters and halves. */
static struct paper_char plain(void *ctx, enum paper_face face, uint32_t cp, int32_t size)
{
	(void)ctx;
	(void)face;
	return (struct paper_char){.cp = cp, .width = (int32_t)width_of_char(cp) * size / 2};
}

static struct paper_sheets lay(const struct paper *p)
{
	struct paper_sheets s = {0};
	err e = {0};

	must(paper_pages(p, (struct paper_meter){plain, NULL}, &mem, &s, &e) == 0);
	return s;
}

static str text_of(const struct paper_text *t)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 20);
	for (size_t i = 0; i < t->n; i++)
		buf_put_utf8(&b, t->chars[i].cp);
	return arena_str(&mem, buf_str(&b));
}

/* Which sheet the text stands on, from 1; 0: none. Its row by the baseline. */
static size_t sheet_of(const struct paper_sheets *s, str text, int *ret_row)
{
	for (size_t i = 0; i < s->n; i++) {
		for (const struct paper_text *t = s->list[i].texts; t; t = t->next) {
			if (!str_has(text_of(t), text))
				continue;
			*ret_row = (int)((int64_t)(t->y - PAPER_TOP) * PAPER_ROWS / PAPER_TEXT_HEIGHT);
			return i + 1;
		}
	}
	return 0;
}

static void put_lines(struct paper *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)paper_add(p, PAPER_TEXT, STR("正文"));
}

static void rows(void)
{
	struct paper p;
	struct paper_sheets s;
	int row = -1;

	paper_init(&p, &mem);
	put_lines(&p, 21);
	(void)paper_add(&p, PAPER_TEXT, STR("第二十二行"));
	(void)paper_add(&p, PAPER_TEXT, STR("第二十三行"));
	s = lay(&p);
	is_int(s.n, 2, "23 lines take two sheets");
	is_int(sheet_of(&s, STR("第二十二行"), &row), 1, "the 22nd stands on the first");
	is_int(row, 21, "in its last row");
	is_int(sheet_of(&s, STR("第二十三行"), &row), 2, "the 23rd on the second");
	is_int(row, 0, "in its first row");
	is_int(sheet_of(&s, STR("— 2 —"), &row), 2, "each has its number");
}

static void head(void)
{
	struct paper p;
	struct paper_sheets s;
	int row = -1;

	paper_init(&p, &mem);
	p.agency = STR("某省通信管理局");
	p.number = STR("某责改〔2026〕1号");
	(void)paper_add(&p, PAPER_TITLE, STR("责令整改通知书"));
	(void)paper_add(&p, PAPER_ADDRESSEE, STR("某某公司："));
	s = lay(&p);
	is_int(sheet_of(&s, p.number, &row), 1, "a number stands under the agency");
	is_int(row, 7, "two rows below it");
	(void)sheet_of(&s, STR("责令整改通知书"), &row);
	is_int(row, 10, "the title two rows below the red rule");
	(void)sheet_of(&s, STR("某某公司："), &row);
	is_int(row, 12, "the addressee a row below the title");
	ok(s.list[0].rules && s.list[0].rules->red && s.list[0].rules->x1 - s.list[0].rules->x0 == PAPER_TEXT_WIDTH,
	   "the rule is red and as wide as the text");
}

/* Wherever the text ends, the signature has text above it on its sheet and is not parted from its date. */
static void signatures(void)
{
	bool with_text = true, together = true, in_order = true;

	for (size_t lines = 1; lines < 70; lines++) {
		struct paper p;
		struct paper_sheets s;
		int text = -1, agency = -1, date = -1;

		paper_init(&p, &mem);
		put_lines(&p, lines - 1);
		(void)paper_add(&p, PAPER_TEXT, STR("最后一行"));
		paper_add(&p, PAPER_SIGNED, STR("某省通信管理局"))->value = STR("2026年11月22日");
		s = lay(&p);
		size_t on = sheet_of(&s, STR("最后一行"), &text);

		with_text = with_text && on == sheet_of(&s, STR("某省通信管理局"), &agency) && on == s.n;
		together = together && on == sheet_of(&s, STR("2026年11月22日"), &date);
		in_order = in_order && text + 3 == agency && agency + 1 == date;
		if (lines > 3)
			with_text = with_text && text > 0;
	}
	ok(with_text, "a signature stands under text, with more than one line of it");
	ok(together, "with its date");
	ok(in_order, "two rows are left for the seal");
}

static void tables(void)
{
	struct paper p;
	struct paper_sheets s;
	struct paper_block *b;
	str *cells = arena_new(&mem, str, (size_t)2 * 61);
	bool heads = true, whole = true;

	paper_init(&p, &mem);
	b = paper_add(&p, PAPER_TABLE, (str){0});
	cells[0] = STR("序号");
	cells[1] = STR("问题");
	for (size_t i = 1; i <= 60; i++) {
		cells[2 * i] = STR("行首");
		cells[2 * i + 1] =
			STR("问题的说明很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长行尾");
	}
	b->cells = cells;
	b->rows = 61;
	b->columns = 2;
	s = lay(&p);
	ok(s.n > 2, "a long table takes several sheets");
	for (size_t i = 0; i < s.n; i++) {
		size_t first = 0, last = 0;

		heads = heads && s.list[i].texts && str_eq(text_of(s.list[i].texts), STR("序号"));
		for (const struct paper_text *t = s.list[i].texts; t; t = t->next) {
			first += str_has(text_of(t), STR("行首"));
			last += str_has(text_of(t), STR("行尾"));
			whole = whole && t->y < PAPER_HEIGHT;
		}
		whole = whole && first == last;
	}
	ok(heads, "its head is repeated on each");
	ok(whole, "no row is parted");
}

static void imprint(void)
{
	struct paper p;
	struct paper_sheets s;
	int row = -1;
	int32_t lowest = 0;

	paper_init(&p, &mem);
	put_lines(&p, 3);
	(void)paper_add(&p, PAPER_IMPRINT, STR("抄送：某某"));
	paper_add(&p, PAPER_IMPRINT, STR("某办公室"))->value = STR("2026年11月22日印发");
	s = lay(&p);
	is_int(sheet_of(&s, STR("某办公室"), &row), 1, "the imprint stands on the last sheet");
	is_int(row, 21, "in its last row");
	for (const struct paper_rule *r = s.list[0].rules; r; r = r->next)
		lowest = r->y0 > lowest ? r->y0 : lowest;
	ok(lowest >= PAPER_TOP + PAPER_TEXT_HEIGHT - 50 && lowest <= PAPER_TOP + PAPER_TEXT_HEIGHT,
	   "its last rule is the text's edge");
	put_lines(&p, 18);
	s = lay(&p);
	is_int(sheet_of(&s, STR("某办公室"), &row), 2, "and on a sheet of its own where there is no room");
}

static void annex(void)
{
	struct paper p;
	struct paper_sheets s;
	int row = -1;

	paper_init(&p, &mem);
	put_lines(&p, 2);
	(void)paper_add(&p, PAPER_ANNEX, STR("附件1"));
	(void)paper_add(&p, PAPER_TITLE, STR("问题清单"));
	s = lay(&p);
	is_int(sheet_of(&s, STR("附件1"), &row), 2, "an annex begins a sheet");
	(void)sheet_of(&s, STR("问题清单"), &row);
	is_int(row, 2, "its title in the third row");
}

/* --- whole documents ------------------------------------------------------------------------------------------------------ */

static void write_out(const char *name, str bytes)
{
	const char *dir = os_env("PAPER_OUT");
	AUTO(buf_release) buf path;
	err e = {0};

	if (!dir)
		return;
	buf_init(&path, 4096);
	buf_printf(&path, "%s/%s", dir, name);
	if (os_file_write(buf_c(&path), bytes, &e) < 0)
		ok(false, "%s", e.text);
}

static str made(const struct paper *p, bool pdf)
{
	AUTO(buf_release) buf b;
	err e = {0};
	str fallbacks;

	buf_init(&b, DOCUMENT_MOST);
	int rc = pdf ? paper_pdf(p, out_to_buf, &b, &fallbacks, &e) : paper_docx(p, out_to_buf, &b, &e);

	ok(rc == 0, "%s is made%s%s", pdf ? "a PDF" : "a DOCX", rc ? ": " : "", e.text);
	return arena_str(&mem, buf_str(&b));
}

static void both(const struct paper *p, const char *name)
{
	char file[64];

	for (int pdf = 0; pdf < 2; pdf++) {
		str one = made(p, pdf), two = made(p, pdf);

		ok(str_eq(one, two), "%s: the same bytes twice", name);
		(void)snprintf(file, sizeof file, "%s.%s", name, pdf ? "pdf" : "docx");
		write_out(file, one);
	}
}

/* The text that a reader must get back: all texts in order, blanks aside. */
static void write_text(const struct paper *p, const char *file)
{
	AUTO(buf_release) buf b;

	buf_init(&b, DOCUMENT_MOST);
	buf_put(&b, p->agency);
	buf_put(&b, p->number);
	for (const struct paper_block *k = p->first; k; k = k->next) {
		bool note = k->kind == PAPER_NOTE;

		buf_put(&b, note ? STR("（") : (str){0});
		buf_put(&b, k->text);
		buf_put(&b, note ? STR("）") : k->kind == PAPER_FIELD ? STR("：") : (str){0});
		buf_put(&b, k->value);
	}
	write_out(file, buf_str(&b));
}

/* Text as it comes from the net, short enough to be looked at. */
static void strange(void)
{
	struct paper p;

	paper_init(&p, &mem);
	p.title = STR("<&>");
	(void)paper_add(&p, PAPER_TITLE, STR("<w:t>&amp;\"题\"</w:t>"));
	(void)paper_add(
		&p, PAPER_TEXT,
		STR("名称\x01\x1b[31m\xe2\x80\xae"
		    "gnp.exe\xe2\x81\xa6堃喆犇䶮𠮷\xee\x80\x80\xf4\x8f\xbf\xbe完《（“a&b<c>d”）》——……e-mail@例.cn"));
	both(&p, "strange");
	write_text(&p, "strange.txt");
}

/* 28 x 22 characters on two sheets, for the measuring. */
static void grid(void)
{
	struct paper p;
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 16);
	for (size_t i = 0; i < (size_t)PAPER_COLUMNS * (PAPER_ROWS + 3); i++)
		buf_put_utf8(&b, U'国');
	paper_init(&p, &mem);
	p.title = STR("国");
	(void)paper_add(&p, PAPER_ADDRESSEE, buf_str(&b));
	both(&p, "grid");
}

static void notice(void)
{
	struct paper p;

	paper_init(&p, &mem);
	p.agency = STR("某省通信管理局");
	p.number = STR("某责改〔2026〕12号");
	p.title = STR("责令整改通知书");
	p.sample = true;
	(void)paper_add(&p, PAPER_TITLE, STR("关于某某网络科技有限公司网络安全和数据安全问题的责令整改通知书"));
	(void)paper_add(&p, PAPER_ADDRESSEE, STR("某某网络科技有限公司："));
	(void)paper_add(
		&p, PAPER_TEXT,
		STR("经2026年11月20日远程检测，发现你单位网站http://www.example.cn/index.html首页底部未标明备案号，"
		    "端口6379/tcp上的Redis服务无需口令即可访问，证据SHA-256为"
		    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08。"));
	(void)paper_add(&p, PAPER_HEADING1, STR("一、整改要求"));
	(void)paper_add(&p, PAPER_HEADING2, STR("（一）限期"));
	paper_add(&p, PAPER_FIELD, STR("期限"))->value = STR("2026年12月22日");
	(void)paper_add(&p, PAPER_ATTACHED, STR("附件：1. 问题清单\n2. 送达回证"));
	paper_add(&p, PAPER_SIGNED, STR("某省通信管理局"))->value = STR("2026年11月22日");
	(void)paper_add(&p, PAPER_NOTE, STR("此件公开发布"));
	(void)paper_add(&p, PAPER_IMPRINT, STR("抄送：某市通信管理办公室"));
	paper_add(&p, PAPER_IMPRINT, STR("某省通信管理局办公室"))->value = STR("2026年11月22日印发");
	both(&p, "notice");
	write_text(&p, "notice.txt");
}

/* What a name from the net may hold: markup, controls, turned text, a flood, signs that no font has. */
static str hostile_text(void)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 18);
	buf_put(&b, STR("]]><w:t>&amp;<b>\"'</b>\x01\x02\x1b[31m\xe2\x80\xae"
			"gnp.exe\xe2\x81\xa6\xff\xfe\xc0\x80"));
	buf_put_utf8(&b, 0xfffe);
	buf_put_utf8(&b, 0x10ffff);
	buf_put_utf8(&b, 0x1f600);
	buf_put_utf8(&b, 0x20bb7);
	buf_put_utf8(&b, 0xe000);
	for (size_t i = 0; i < 10000; i++)
		buf_put_utf8(&b, i % 7 ? 0x4e00 + (uint32_t)i : 'a');
	for (size_t i = 0; i < 3000; i++)
		buf_put_byte(&b, 'x');
	return arena_str(&mem, buf_str(&b));
}

/* Every part is XML that our own reader takes. */
static void well_formed(str docx)
{
	struct zip z;
	bool good = zip_parse(docx, &mem, &z) == PARSE_OK;
	AUTO(buf_release) buf part;

	buf_init(&part, DOCUMENT_MOST);
	for (size_t i = 0; good && i < z.count; i++) {
		buf_reset(&part);
		good = zip_unpack(&z.entries[i], &part) == PARSE_OK && str_is_utf8(buf_str(&part));
		struct xml x;
		struct xml_event event;
		enum parse rc;
		int depth = 0;

		xml_init(&x, buf_str(&part));
		while ((rc = xml_parse(&x, &event)) == PARSE_OK)
			depth += event.kind == XML_OPEN ? 1 : event.kind == XML_CLOSE ? -1 : 0;
		good = good && rc == PARSE_SHORT && depth == 0;
	}
	ok(good, "all parts of the DOCX are well-formed XML");
}

static void hostile(void)
{
	str text = hostile_text(), cells[6] = {STR("列"), STR("列"), text, STR("一"), STR("一"), text};
	struct paper p;

	paper_init(&p, &mem);
	p.agency = STR("某省</w:t>通信管理局");
	p.number = text;
	p.title = text;
	p.draft = p.sample = true;
	for (enum paper_kind k = PAPER_TITLE; k < PAPER_KIND_COUNT; k++) {
		struct paper_block *b = paper_add(&p, k, text);

		b->value = text; /* not cleaned by paper_add */
		if (k == PAPER_TABLE) {
			b->cells = cells;
			b->rows = 3;
			b->columns = 2;
		}
	}
	both(&p, "hostile");
	well_formed(made(&p, false));
}

static void limits(void)
{
	struct paper p;
	err e = {0};
	AUTO(buf_release) buf b;
	AUTO(buf_release) buf text;

	buf_init(&b, DOCUMENT_MOST);
	buf_init(&text, 1u << 20);
	while (text.n < 1u << 19)
		buf_put(&text, STR("字"));
	paper_init(&p, &mem);
	for (size_t i = 0; i < 20; i++)
		(void)paper_add(&p, PAPER_TEXT, buf_str(&text));
	is_int(paper_pdf(&p, out_to_buf, &b, NULL, &e), E_LIMIT, "a paper of a book's length is refused (PDF)");
	is_int(paper_docx(&p, out_to_buf, &b, &e), E_LIMIT, "and as DOCX");
}

int main(void)
{
	arena_init(&mem, (size_t)1 << 30);
	rows();
	head();
	signatures();
	tables();
	imprint();
	annex();
	grid();
	notice();
	strange();
	hostile();
	limits();
	arena_clear(&mem);
	return tap_done();
}
