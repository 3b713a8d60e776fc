#include "flow/evidence.h"

#include <signal.h>
#include <stdio.h>

#include "base/i18n.h"
#include "cage/cage.h"
#include "detect/mask.h"
#include "detect/passage.h"
#include "format/charset.h"
#include "format/docx.h"
#include "format/xlsx.h"
#include "os/file.h"
#include "os/process.h"
#include "os/sandbox.h"

#define INPUT_MOST ((size_t)64 << 20)
#define MEMORY_MOST ((size_t)512 << 20)
#define CPU_SECONDS 30
/* What pdftotext may give: a book of a thousand pages has 3 MB. */
#define PDF_TEXT_MOST ((size_t)16 << 20)
/* Address space: its libraries alone are some 300 MB. */
#define PDF_MEMORY ((size_t)2 << 30)
#define BATCH_MOST ((size_t)8 << 20)
#define EXCERPT_MOST 900
#define DATES_MOST 200
#define SIGNS_MOST 100

static const char pdftotext[] = "/usr/bin/pdftotext";

enum kind { KIND_PDF, KIND_DOCX, KIND_XLSX, KIND_TEXT };
static const char *const kind_names[] = {"pdf", "docx", "xlsx", "text"};

/* ---- in the cage ---- */

struct question_ctx {
	enum kind kind;
	const struct questions *q;
	int64_t today;
};

/* Excerpts are one line, masked. */
static str shown(arena *mem, str excerpt)
{
	AUTO(buf_release) buf line, masked;
	bool blank = true;

	buf_init(&line, EXCERPT_MOST);
	buf_init(&masked, EXCERPT_MOST * 2);
	for (size_t i = 0; i < excerpt.n; i++) {
		bool b = byte_is_space(excerpt.p[i]);

		if (!b || !blank)
			buf_put_byte(&line, b ? ' ' : excerpt.p[i]);
		blank = b;
	}
	mask_put(&masked, buf_str(&line), EXCERPT_MOST);
	return arena_str(mem, buf_str(&masked));
}

static void put_hit(struct sink *out, arena *mem, const char *kind, str name, const struct passage_hit *h)
{
	sink_put(out, paper_mark, .kind = str_c(kind), .name = name, .page = (int64_t)h->page, .place = (int64_t)h->at,
		 .day = h->day, .excerpt = shown(mem, h->excerpt));
}

static void put_signs(const struct passage_text *t, arena *mem, struct sink *out)
{
	struct passage_sign *signs = arena_new(mem, struct passage_sign, SIGNS_MOST);
	size_t n = passage_signs(t, signs, SIGNS_MOST);

	for (size_t i = 0; i < n; i++)
		sink_put(out, paper_mark, .kind = STR("sign"), .name = signs[i].label, .page = (int64_t)signs[i].page,
			 .place = (int64_t)signs[i].at, .day = FACT_NULL, .filled = signs[i].filled,
			 .excerpt = shown(mem, signs[i].excerpt));
}

static void put_passages(const struct question_ctx *ctx, const struct passage_text *t, arena *mem, struct sink *out)
{
	struct passage_hit hits[PASSAGE_HITS_MOST];

	for (size_t i = 0; i < ctx->q->passage_count; i++) {
		const struct question_passage *p = &ctx->q->passages[i];
		struct passage_ask ask = {.id = p->id,
					  .any = {p->any.list, p->any.count},
					  .near_count = p->near_count,
					  .within = p->within,
					  .until = p->days ? ctx->today : INT64_MIN};

		for (size_t k = 0; k < p->near_count; k++)
			ask.near[k] = (struct passage_words){p->near[k].list, p->near[k].count};
		size_t n = passage_find(t, &ask, hits);

		/* Three places prove as much as sixteen. */
		for (size_t k = 0; k < n && k < 3; k++)
			put_hit(out, mem, "passage", p->id, &hits[k]);
	}
}

static void put_marks(const struct question_ctx *ctx, str text, arena *mem, struct sink *out)
{
	struct passage_text t;

	passage_init(&t, text, mem);
	put_passages(ctx, &t, mem, out);
	put_signs(&t, mem, out);
	for (size_t i = 0; i < t.date_count && i < DATES_MOST; i++) {
		struct passage_hit h = passage_of_date(&t, &t.dates[i]);

		put_hit(out, mem, "date", (str){0}, &h);
	}
	passage_release(&t);
}

static int64_t characters(str text)
{
	int64_t n = 0;
	size_t at = 0;

	while (at < text.n)
		n += str_utf8_next(text, &at) > ' ';
	return n;
}

static int64_t pages(str text)
{
	int64_t n = 1;

	for (size_t i = 0; i + 1 < text.n; i++)
		n += text.p[i] == '\f';
	return n;
}

static void read_docx(const struct question_ctx *ctx, str bytes, arena *mem, struct sink *out)
{
	struct docx d;
	enum parse p = docx_parse(bytes, mem, &d);

	if (p != PARSE_OK) {
		sink_end(out, COLLECTED_FAILED, N_("the document is malformed or too large"));
	} else {
		/* What stands in headers and notes is searched behind the last page. */
		buf_put(&d.text, buf_str(&d.edges));
		d.cut |= buf_full(&d.text) || d.text.n > PASSAGE_TEXT_MOST;
		sink_put(out, paper, .kind = STR("docx"), .pages = pages(buf_str(&d.text)),
			 .characters = characters(buf_str(&d.text)), .created = d.created, .modified = d.modified,
			 .pictures = (int64_t)d.pictures, .signed_digitally = d.signed_digitally, .hidden = d.hidden,
			 .cut = d.cut);
		put_marks(ctx, buf_str(&d.text), mem, out);
		sink_end(out, d.cut ? COLLECTED_PARTIAL : COLLECTED_DONE, d.cut ? N_("longer than what is read") : "");
	}
	docx_release(&d);
}

/* Cells as a text: tabs between them, a page a sheet. */
static bool put_sheets(struct xlsx *x, buf *text)
{
	AUTO(buf_release) buf cells;
	struct xlsx_row row;
	bool whole = true;

	buf_init(&cells, (size_t)4 << 20);
	for (size_t i = 0; i < x->sheet_count; i++) {
		if (i && xlsx_sheet_parse(x, i) != PARSE_OK) {
			whole = false;
			continue;
		}
		enum parse p;

		while ((p = xlsx_row_parse(x, &cells, &row)) == PARSE_OK) {
			for (size_t c = 0; c < row.count; c++) {
				buf_put(text, row.cells[c]);
				buf_put_byte(text, c + 1 < row.count ? '\t' : '\n');
			}
			whole &= !row.cut;
		}
		whole &= p == PARSE_SHORT;
		buf_put_byte(text, '\f');
	}
	return whole && !buf_full(text);
}

static void read_xlsx(const struct question_ctx *ctx, str bytes, arena *mem, struct sink *out)
{
	AUTO(buf_release) buf text;
	struct xlsx x;

	buf_init(&text, PDF_TEXT_MOST);
	if (xlsx_parse(bytes, mem, &x) != PARSE_OK) {
		sink_end(out, COLLECTED_FAILED, N_("the workbook is malformed or too large"));
	} else {
		bool whole = put_sheets(&x, &text) && text.n <= PASSAGE_TEXT_MOST;

		sink_put(out, paper, .kind = STR("xlsx"), .pages = (int64_t)x.sheet_count,
			 .characters = characters(buf_str(&text)), .cut = !whole);
		put_marks(ctx, buf_str(&text), mem, out);
		sink_end(out, whole ? COLLECTED_DONE : COLLECTED_PARTIAL,
			 whole ? "" : N_("a part of the workbook could not be read"));
	}
	xlsx_release(&x);
}

static void read_text(const struct question_ctx *ctx, str bytes, arena *mem, struct sink *out)
{
	AUTO(buf_release) buf text;
	struct charset_choice c = charset_choose(bytes, (str){0});
	bool pdf = ctx->kind == KIND_PDF;

	buf_init(&text, PDF_TEXT_MOST * 2);
	(void)charset_decode(pdf ? CHARSET_UTF8 : c.charset, str_from(bytes, pdf ? 0 : c.skip), &text);
	int64_t n = characters(buf_str(&text));
	bool cut = buf_full(&text) || text.n > PASSAGE_TEXT_MOST;

	sink_put(out, paper, .kind = pdf ? STR("pdf") : STR("text"), .pages = pages(buf_str(&text)), .characters = n,
		 .cut = cut);
	put_marks(ctx, buf_str(&text), mem, out);
	if (n == 0)
		sink_end(out, COLLECTED_PARTIAL, N_("there is no text in it (a scan?): a person must look at it"));
	else
		sink_end(out, cut ? COLLECTED_PARTIAL : COLLECTED_DONE, cut ? N_("longer than what is read") : "");
}

/* Which of the two kinds of package it is stands in the package: its reader says. */
static void parse(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	const struct question_ctx *c = ctx;

	if (c->kind == KIND_DOCX)
		read_docx(c, bytes, mem, out);
	else if (c->kind == KIND_XLSX)
		read_xlsx(c, bytes, mem, out);
	else
		read_text(c, bytes, mem, out);
}

/* ---- outside ---- */

#define MEDIA_DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define MEDIA_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* The names of a package's entries stand in clear at its end. */
static str media_of_package(str bytes)
{
	if (str_has(bytes, STR("word/document.xml")))
		return STR(MEDIA_DOCX);
	return str_has(bytes, STR("xl/workbook.xml")) ? STR(MEDIA_XLSX) : STR("application/zip");
}

str evidence_media(str bytes)
{
	static const struct {
		str magic;
		const char *media;
	} magics[] = {{STR_INIT("\x89PNG\r\n"), "image/png"}, {STR_INIT("\xff\xd8\xff"), "image/jpeg"},
		      {STR_INIT("GIF8"), "image/gif"},        {STR_INIT("BM"), "image/bmp"},
		      {STR_INIT("II*"), "image/tiff"},        {STR_INIT("MM"), "image/tiff"}};

	/* A PDF may have something before its head. */
	if (str_has(str_sub(bytes, 0, 1024), STR("%PDF-")))
		return STR("application/pdf");
	if (str_starts(bytes, STR("PK\x03\x04")))
		return media_of_package(bytes);
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		if (str_starts(bytes, magics[i].magic))
			return str_c(magics[i].media);
	}
	return bytes.n && str_find_byte(str_sub(bytes, 0, 65536), 0) >= (bytes.n < 65536 ? bytes.n : 65536)
		       ? STR("text/plain")
		       : STR("application/octet-stream");
}

static bool kind_of(str media, enum kind *ret)
{
	static const struct {
		const char *media;
		enum kind kind;
	} kinds[] = {{"application/pdf", KIND_PDF},
		     {MEDIA_DOCX, KIND_DOCX},
		     {MEDIA_XLSX, KIND_XLSX},
		     {"text/plain", KIND_TEXT}};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (str_eq(media, str_c(kinds[i].media))) {
			*ret = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static void run_cage(int fd, size_t input_most, const struct question_ctx *ctx, struct sink *sink,
		     struct cage_result *ret)
{
	struct cage_job job = {.fd = fd, .limits = {input_most, MEMORY_MOST, CPU_SECONDS}, .parse = parse, .ctx = ctx};

	cage_run(&job, sink, ret);
}

static void run_file(int fd, const struct question_ctx *ctx, struct sink *sink, struct cage_result *ret)
{
	run_cage(fd, INPUT_MOST, ctx, sink, ret);
}

static void say(struct cage_result *r, enum collected_status status, const char *reason)
{
	r->status = status;
	(void)snprintf(r->reason, sizeof(r->reason), "%s", reason);
}

/* The program's output is the cage's input; both are bounded, and both end. */
static void run_pdf(int fd, const struct question_ctx *ctx, struct sink *sink, struct cage_result *ret)
{
	static const char *const argv[] = {pdftotext, "-enc", "UTF-8", "-layout", "-", "-", NULL};
	struct sandbox_limits limits = {.memory = PDF_MEMORY, .cpu_seconds = CPU_SECONDS};
	int ends[2];
	err e = {0};

	if (!os_file_exists(pdftotext)) {
		say(ret, COLLECTED_SKIPPED,
		    N_("pdftotext is not installed (package poppler-utils): the paper was not read"));
		return;
	}
	if (os_pipe(ends, &e) < 0) {
		say(ret, COLLECTED_FAILED, N_("the file was not read: no process could be started"));
		return;
	}
	int pid = os_spawn_locked(argv, fd, ends[1], &limits, &e);

	os_fd_close(&ends[1]);
	if (pid >= 0)
		run_cage(ends[0], PDF_TEXT_MOST, ctx, sink, ret);
	os_fd_close(&ends[0]);
	/* Who reads no more ends it. */
	int status = pid < 0 ? -1 : os_wait(pid, &e);

	if (pid < 0)
		say(ret, COLLECTED_FAILED, N_("the file was not read: no process could be started"));
	else if (status == 126)
		say(ret, COLLECTED_FAILED, N_("the file was not read: its reader could not be locked up"));
	else if (status == 128 + SIGXCPU || status == 128 + SIGKILL)
		say(ret, COLLECTED_FAILED, N_("the file could not be read: time ceiling reached"));
	else if (status != 0 && ret->status != COLLECTED_FAILED)
		say(ret, COLLECTED_FAILED, N_("the PDF is malformed, encrypted or may not be read"));
}

static void take_paper(const struct batch_item *i, arena *mem, struct reading *ret)
{
	const struct fact_value *v = i->values;

	ret->kind = arena_str(mem, v[0].text);
	ret->pages = v[1].number;
	ret->characters = v[2].number;
	ret->created = arena_str(mem, v[3].text);
	ret->modified = arena_str(mem, v[4].text);
	ret->signed_digitally = v[6].number;
	ret->hidden = v[7].number;
}

static struct reading_mark take_mark(const struct batch_item *i, arena *mem)
{
	const struct fact_value *v = i->values;

	return (struct reading_mark){.kind = arena_str(mem, v[0].text),
				     .name = arena_str(mem, v[1].text),
				     .page = v[2].number,
				     .place = v[3].number,
				     .day = v[4].number,
				     .filled = v[5].number,
				     .excerpt = arena_str(mem, v[6].text)};
}

void evidence_read(int fd, str media, const struct questions *q, int64_t today, arena *mem, struct reading *ret,
		   struct reading_mark marks[static EVIDENCE_MARKS_MOST], size_t *ret_n)
{
	struct question_ctx ctx = {.q = q, .today = today};
	struct cage_result result = {.status = COLLECTED_SKIPPED};
	struct batch_item item;
	struct sink sink;

	*ret_n = 0;
	ret->kind = str_starts(media, STR("image/")) ? STR("image") : STR("other");
	sink_init(&sink, BATCH_MOST, (str){0});
	if (kind_of(media, &ctx.kind)) {
		ret->kind = str_c(kind_names[ctx.kind]);
		(ctx.kind == KIND_PDF ? run_pdf : run_file)(fd, &ctx, &sink, &result);
	} else {
		say(&result, COLLECTED_SKIPPED, N_("kept by its hash; a person must look at it"));
	}
	if (result.status == COLLECTED_DONE || result.status == COLLECTED_PARTIAL)
		sink_end(&sink, result.status, "");
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item)) {
		if (item.kind == BATCH_FACT && item.table == FACT_paper)
			take_paper(&item, mem, ret);
		else if (item.kind == BATCH_FACT && item.table == FACT_paper_mark && *ret_n < EVIDENCE_MARKS_MOST)
			marks[(*ret_n)++] = take_mark(&item, mem);
	}
	ret->status = str_c(collected_status_name(result.status));
	ret->reason = arena_str(mem, str_c(result.reason));
	sink_release(&sink);
}

int evidence_read_bytes(str bytes, const struct questions *q, int64_t today, arena *mem, struct reading *ret,
			struct reading_mark marks[static EVIDENCE_MARKS_MOST], size_t *ret_n, err *e)
{
	AUTO(os_fd_close) int fd = os_file_of(bytes, e);

	TRY(fd);
	evidence_read(fd, evidence_media(bytes), q, today, mem, ret, marks, ret_n);
	return 0;
}

str evidence_reader(const struct questions *q, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 100);
	buf_printf(&b, "%d:%s", EVIDENCE_READER, q->digest.c);
	return arena_str(mem, buf_str(&b));
}
