/* The child parses and gives each finding as a piece of "evidence" of a batch (model/sink.h); the parent reads that as hostile input. Tables go
 * through rows.h, which has a cage of its own. */
#include "exchange/import.h"

#include "base/i18n.h"
#include "base/must.h"
#include "cage/cage.h"
#include "exchange/import_priv.h"
#include "exchange/rows.h"
#include "os/file.h"

#define INPUT_MOST ((size_t)256 << 20)
#define MEMORY_MOST ((size_t)2 << 30)
#define CPU_SECONDS 300
#define BATCH_MOST ((size_t)1 << 30)
#define GUESS_MOST ((size_t)4096)
#define ROW_MEMORY ((size_t)8 << 20)
#define CODED_MOST ((size_t)64 << 10)

static const char *const keys[IMPORT_FORMAT_COUNT] = {
	[IMPORT_TABLE] = "table",   [IMPORT_LINES] = "jsonl", [IMPORT_SARIF] = "sarif",
	[IMPORT_NUCLEI] = "nuclei", [IMPORT_NMAP] = "nmap",   [IMPORT_ZAP] = "zap"};

/* "table", "jsonl", "sarif", "nuclei", "nmap", "zap". */
static const char *import_format_key(enum import_format f)
{
	must((unsigned)f < IMPORT_FORMAT_COUNT);
	return keys[f];
}

bool import_format_parse(str key, enum import_format *ret)
{
	for (unsigned i = 0; i < IMPORT_FORMAT_COUNT; i++) {
		if (str_eq(key, str_c(keys[i]))) {
			*ret = (enum import_format)i;
			return true;
		}
	}
	return false;
}

enum import_format import_guess(str bytes)
{
	str head = str_sub(bytes, 0, GUESS_MOST);
	str line;

	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	head = str_trim(head);
	if (head.n && head.p[0] == '<')
		return str_has(head, STR("<nmaprun")) ? IMPORT_NMAP : IMPORT_ZAP;
	if (head.n == 0 || head.p[0] != '{')
		return IMPORT_TABLE;
	line = str_cut(&head, '\n').head;
	if (str_has(line, STR("\"template-id\"")))
		return IMPORT_NUCLEI;
	if (str_has(line, STR("\"rule\"")) && str_has(line, STR("\"asset\"")))
		return IMPORT_LINES;
	head = str_sub(bytes, 0, GUESS_MOST);
	if (str_has(head, STR("sarif")) || str_has(head, STR("\"runs\"")))
		return IMPORT_SARIF;
	return str_has(head, STR("\"site\"")) || str_ihas(head, STR("zap")) ? IMPORT_ZAP : IMPORT_LINES;
}

/* --- in the cage ---------------------------------------------------------------------------------------------------------- */

struct coding {
	struct sink *out;
	buf b;
};

#define TEXTS(f)                                                                                                       \
	{                                                                                                              \
		&(f)->tool, &(f)->rule, &(f)->asset, &(f)->place, &(f)->title, &(f)->severity, &(f)->clause,           \
			&(f)->says, &(f)->remedy, &(f)->basis, &(f)->uscc, &(f)->unit, &(f)->ref                       \
	}

static void put_text(buf *b, str s)
{
	buf_put_be(b, s.n, 4);
	buf_put(b, s);
}

static void code_finding(void *ctx, const struct import_finding *f)
{
	struct coding *c = ctx;
	const str *const texts[] = TEXTS(f);

	buf_reset(&c->b);
	buf_put_be(&c->b, (uint64_t)f->seen, 8);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		put_text(&c->b, *texts[i]);
	(void)sink_evidence(c->out, "finding", buf_str(&c->b));
}

static void code_fault(void *ctx, const struct import_fault *f)
{
	struct coding *c = ctx;

	buf_reset(&c->b);
	put_text(&c->b, f->ref);
	put_text(&c->b, str_c(f->field));
	put_text(&c->b, str_c(f->words));
	(void)sink_evidence(c->out, "fault", buf_str(&c->b));
}

static void parse_file(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	static enum parse (*const parsers[IMPORT_FORMAT_COUNT])(str, arena *, struct import_out *) = {
		[IMPORT_LINES] = import_lines_parse,
		[IMPORT_SARIF] = import_sarif_parse,
		[IMPORT_NUCLEI] = import_nuclei_parse,
		[IMPORT_NMAP] = import_nmap_parse,
		[IMPORT_ZAP] = import_zap_parse};
	enum import_format format = *(const enum import_format *)ctx;
	struct coding c = {.out = out};
	arena row;
	struct import_out o = {code_finding, code_fault, &c, &row};

	arena_init(&row, ROW_MEMORY);
	buf_init(&c.b, CODED_MOST);
	enum parse p = parsers[format](bytes, mem, &o);

	buf_release(&c.b);
	arena_clear(&row);
	if (p == PARSE_OK)
		sink_end(out, COLLECTED_DONE, "");
	else
		sink_end(out, COLLECTED_FAILED, N_("the file is not of this format, or broken"));
}

/* --- outside -------------------------------------------------------------------------------------------------------------- */

static str take_text(cur *c)
{
	uint32_t n = cur_u32(c);
	str s = cur_take(c, n);

	if (!str_is_utf8(s) || str_find_byte(s, 0) < s.n)
		cur_fail(c);
	return c->bad ? (str){0} : s;
}

static int malformed(const char *path, err *e)
{
	return err_set(e, E_CAGE, _("%s could not be read: its reader gave a malformed answer"), path);
}

static int give(const char *path, str coded, const struct import_to *to, err *e)
{
	struct import_finding f = {0};
	str *const texts[] = TEXTS(&f);
	cur c = cur_of(coded);

	f.seen = (int64_t)cur_u64(&c);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = take_text(&c);
	if (!cur_done(&c) || f.seen < 0 || f.rule.n == 0 || f.asset.n == 0)
		return malformed(path, e);
	f.severity = import_severity(f.severity);
	return to->finding(to->ctx, &f, e);
}

static int give_fault(const char *path, str coded, const struct import_to *to, err *e)
{
	cur c = cur_of(coded);
	struct import_fault f = {.ref = take_text(&c)};
	str field = take_text(&c);
	str words = take_text(&c);
	AUTO(arena_clear) arena mem;

	if (!cur_done(&c))
		return malformed(path, e);
	if (!to->fault)
		return 0;
	arena_init(&mem, 1u << 16);
	f.field = arena_cstr(&mem, str_sub(field, 0, 60));
	f.words = arena_cstr(&mem, str_sub(words, 0, 200));
	return to->fault(to->ctx, &f, e);
}

static int walk(const char *path, str batch, const struct import_to *to, err *e)
{
	static struct batch_item item; /* large */
	cur c = cur_of(batch);

	while (batch_next(&c, &item)) {
		if (item.kind == BATCH_END)
			continue;
		if (item.kind != BATCH_EVIDENCE)
			return malformed(path, e);
		if (str_eq(item.media, STR("fault")))
			TRY(give_fault(path, item.bytes, to, e));
		else
			TRY(give(path, item.bytes, to, e));
	}
	return c.bad ? malformed(path, e) : 0;
}

/* Nothing of the file could be read: the first fault says where and why. */
struct refusal {
	const char *path;
	enum import_format format;
	err *e;
};

static int refuse(void *ctx, const struct import_fault *f, err *)
{
	struct refusal *r = ctx;

	return err_set(r->e, E_SYNTAX, _("%s cannot be read as %s: %.*s: %s"), r->path, import_format_key(r->format),
		       STR_ARG(f->ref), _(f->words));
}

static int ignore(void *, const struct import_finding *, err *)
{
	return 0;
}

/* --- tables --------------------------------------------------------------------------------------------------------------- */

enum {
	COL_RULE,
	COL_ASSET,
	COL_PLACE,
	COL_TITLE,
	COL_SEVERITY,
	COL_CLAUSE,
	COL_SAYS,
	COL_REMEDY,
	COL_BASIS,
	COL_USCC,
	COL_UNIT,
	COL_SEEN,
	COL_TOOL,
	COLS
};
#define HEADS(...)                                                                                                     \
	(const char *const[])                                                                                          \
	{                                                                                                              \
		__VA_ARGS__, NULL                                                                                      \
	}

struct tabling {
	const struct import_to *to;
	arena mem;
	struct import_out out;
	err *e;
	int rc;
};

static void from_row(void *ctx, const struct import_finding *f)
{
	struct tabling *t = ctx;

	t->rc = t->to->finding(t->to->ctx, f, t->e);
}

static void bad_row(void *ctx, const struct import_fault *f)
{
	struct tabling *t = ctx;

	t->rc = t->to->fault ? t->to->fault(t->to->ctx, f, t->e) : 0;
}

static int take_row(void *ctx, const struct rows_row *row, err *e)
{
	struct tabling *t = ctx;
	const str *c = row->cells;
	char room[32];
	int64_t day = 0;
	struct import_finding f = {.tool = c ? c[COL_TOOL] : (str){0},
				   .ref = import_ref(room, sizeof(room), row->line)};

	t->e = e;
	t->rc = 0;
	if (row->fault) {
		import_bad(&t->out, f.ref, "", row->fault);
		return t->rc;
	}
	f.rule = c[COL_RULE];
	f.asset = c[COL_ASSET];
	f.place = c[COL_PLACE];
	f.title = c[COL_TITLE];
	f.severity = c[COL_SEVERITY];
	f.clause = c[COL_CLAUSE];
	f.says = c[COL_SAYS];
	f.remedy = c[COL_REMEDY];
	f.basis = c[COL_BASIS];
	f.uscc = c[COL_USCC];
	f.unit = c[COL_UNIT];
	if (c[COL_SEEN].n && !import_time(c[COL_SEEN], &f.seen)) {
		if (!rows_date(row, c[COL_SEEN], &day)) {
			import_bad(&t->out, f.ref, "seen", N_("its time is none"));
			return t->rc;
		}
		f.seen = day * 86400 - 8 * 3600;
	}
	import_give(&t->out, &f);
	return t->rc;
}

static int read_table(const char *path, const struct import_to *to, err *e)
{
	static const char *const rule[] = {"规则", "检查项", "漏洞编号", "rule", "check", "id", NULL};
	static const char *const asset[] = {"资产", "对象", "地址", "asset", "host", "url", "target", NULL};
	static const char *const place[] = {"位置", "place", "path", "location", NULL};
	static const char *const title[] = {"名称", "标题", "问题", "漏洞名称", "title", "name", NULL};
	static const char *const severity[] = {"严重程度", "级别", "等级",  "危害等级",
					       "severity", "risk", "level", NULL};
	static const char *const clause[] = {"条款", "clause", NULL};
	static const char *const says[] = {"描述", "说明", "says", "description", "detail", NULL};
	static const char *const remedy[] = {"整改建议", "修复建议", "remedy", "solution", "remediation", NULL};
	static const char *const basis[] = {"依据", "basis", NULL};
	static const char *const uscc[] = {"统一社会信用代码", "uscc", NULL};
	static const char *const unit[] = {"单位名称", "单位", "unit", NULL};
	static const char *const seen[] = {"发现时间", "seen", "time", "date", NULL};
	static const char *const tool[] = {"工具", "tool", "scanner", NULL};
	static const struct rows_column columns[COLS] = {
		{"rule", rule, true},    {"asset", asset, true},        {"place", place, false},
		{"title", title, false}, {"severity", severity, false}, {"clause", clause, false},
		{"says", says, false},   {"remedy", remedy, false},     {"basis", basis, false},
		{"uscc", uscc, false},   {"unit", unit, false},         {"seen", seen, false},
		{"tool", tool, false}};
	struct tabling t = {.to = to, .out = {from_row, bad_row, &t, &t.mem}};

	arena_init(&t.mem, ROW_MEMORY);
	int rc = rows_read(path, columns, COLS, take_row, &t, e);

	arena_clear(&t.mem);
	return rc;
}

int import_read(const char *path, const enum import_format *format, const struct import_to *to, err *e)
{
	AUTO(os_fd_close) int fd = os_file_open(path, e);
	AUTO(sink_release) struct sink sink;
	struct cage_result result;
	enum import_format f = IMPORT_TABLE;
	struct cage_job job = {
		.fd = fd, .limits = {INPUT_MOST, MEMORY_MOST, CPU_SECONDS}, .parse = parse_file, .ctx = &f};

	sink_init(&sink, BATCH_MOST, (str){0});
	if (fd < 0)
		return fd;
	if (format) {
		f = *format;
	} else {
		uint8_t head[GUESS_MOST];
		size_t n = 0;

		TRY(os_file_head(fd, head, sizeof(head), &n, e));
		f = import_guess((str){head, n});
	}
	if (f == IMPORT_TABLE)
		return read_table(path, to, e);
	cage_run(&job, &sink, &result);
	sink_end(&sink, COLLECTED_DONE, "");
	if (result.status != COLLECTED_DONE) {
		struct refusal r = {path, f, e};

		TRY(walk(path, buf_str(&sink.b), &(struct import_to){ignore, refuse, &r}, e));
		return err_set(e, E_SYNTAX, "%s: %s", path, _(result.reason));
	}
	return walk(path, buf_str(&sink.b), to, e);
}
