/* A row that cannot be read never costs a good one; but a list with such a row is not complete: what stood in it is not
 * known, and icp_filing has a gap. */
#include "collect/filing/list.h"

#include <stdio.h>

#include "base/i18n.h"
#include "collect/own.h"
#include "format/grid.h"
#include "format/heading.h"
#include "format/url.h"
#include "ident/domain.h"
#include "ident/icp.h"

#define ROWS_MOST 500000
/* The evidence: the recognised columns of each row, as read. */
#define EVIDENCE_MOST ((size_t)4 * 1024 * 1024)
#define DOMAINS_OF_ROW_MOST 64

enum column {
	COLUMN_NUMBER,
	COLUMN_SUBJECT_NUMBER,
	COLUMN_DOMAIN,
	COLUMN_URL,
	COLUMN_SUBJECT,
	COLUMN_USCC,
	COLUMN_SITE,
	COLUMN_STATUS,
	COLUMN_COUNT
};

static const char *const *const heads[COLUMN_COUNT] = {
	[COLUMN_NUMBER] = HEADING_WAYS("网站备案号", "网站备案许可证号", "服务备案号", "备案许可证号", "icp备案号",
				       "icp备案许可证号", "备案号", "备案编号", "filingnumber", "sitefilingnumber",
				       "icpnumber", "number"),
	[COLUMN_SUBJECT_NUMBER] = HEADING_WAYS("主体备案号", "主体备案许可证号", "主办单位备案号", "subjectnumber",
					       "subjectfilingnumber"),
	[COLUMN_DOMAIN] = HEADING_WAYS("域名", "网站域名", "网站域名列表", "服务域名", "服务内容", "域名ip", "domain",
				       "domainname"),
	[COLUMN_URL] = HEADING_WAYS("网站首页网址", "首页网址", "首页url", "网站首页url", "网址", "url", "homepage"),
	[COLUMN_SUBJECT] = HEADING_WAYS("主办单位名称", "主办单位", "主办者名称", "主体名称", "单位名称", "subject",
					"organiser", "organizer", "unit"),
	[COLUMN_USCC] = HEADING_WAYS("统一社会信用代码", "社会信用代码", "主办单位证件号码", "主办单位有效证件号码",
				     "uscc", "creditcode"),
	[COLUMN_SITE] = HEADING_WAYS("网站名称", "服务名称", "网站名", "site", "sitename"),
	[COLUMN_STATUS] = HEADING_WAYS("状态", "备案状态", "网站状态", "服务状态", "网站备案状态", "status"),
};

static const struct {
	str word;
	const char *status;
} states[] = {
	{STR_INIT("注销"), "cancelled"},   {STR_INIT("取消"), "cancelled"}, {STR_INIT("撤销"), "cancelled"},
	{STR_INIT("cancel"), "cancelled"}, {STR_INIT("审核中"), "pending"}, {STR_INIT("待"), "pending"},
	{STR_INIT("退回"), "pending"},     {STR_INIT("未通过"), "pending"}, {STR_INIT("未备案"), "pending"},
	{STR_INIT("pending"), "pending"},
};

struct kept {
	struct fact_icp_filing fact;
	struct kept *next;
};

struct list {
	const struct scope *scope;
	struct sink *out;
	arena *mem;
	struct heading_set heads;
	size_t columns[COLUMN_COUNT]; /* place in the row, SIZE_MAX: absent */
	bool headed;                  /* this sheet */
	bool any;                     /* some sheet was headed */
	uint64_t filings;             /* read */
	uint64_t bad;
	uint64_t first_bad;
	struct kept *first; /* kept until the evidence stands before them */
	struct kept **last;
	buf evidence; /* recognised columns as CSV */
	bool cut;     /* rows past a ceiling were not read */
};

/* ---- heading ---- */

static void read_heading(struct list *l, const struct grid_row *row)
{
	heading_set_place(&l->heads, row->cells, row->count, l->columns);
	bool number = l->columns[COLUMN_NUMBER] != SIZE_MAX || l->columns[COLUMN_SUBJECT_NUMBER] != SIZE_MAX;
	bool domain = l->columns[COLUMN_DOMAIN] != SIZE_MAX || l->columns[COLUMN_URL] != SIZE_MAX;

	l->headed = number && domain;
	l->any |= l->headed;
}

/* ---- rows ---- */

static str cell(const struct list *l, const struct grid_row *row, enum column c)
{
	return l->columns[c] < row->count ? str_trim(row->cells[l->columns[c]]) : (str){0};
}

static void bad_row(struct list *l, uint64_t row)
{
	if (!l->bad++)
		l->first_bad = row;
}

static const char *status_of(str s)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_ihas(s, states[i].word))
			return states[i].status;
	return "filed";
}

/* An address, or the registered domain of a name or URL in A-labels. Empty: it is none. */
static str read_domain(arena *mem, str s)
{
	struct url u;
	addr ip;
	str name;
	buf b;

	if (str_ifind(s, STR("://")) < s.n) {
		if (url_parse(s, mem, &u) != PARSE_OK)
			return (str){0};
		s = u.host;
	} else {
		s = str_sub(s, 0, str_find_byte(s, '/'));
	}
	if (addr_parse(s, &ip)) {
		buf_init(&b, 64);
		addr_put(&b, ip);
		name = arena_str(mem, buf_str(&b));
		buf_release(&b);
		return name;
	}
	if (str_starts(s, STR("*.")))
		s = str_from(s, 2);
	return domain_to_ascii(mem, s, &name) && str_find_byte(name, '.') < name.n ? domain_registered(name) : (str){0};
}

static void put_evidence(struct list *l, const struct fact_icp_filing *f)
{
	const str fields[] = {f->number, f->domain, f->subject, f->uscc, f->site, f->status};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (i)
			buf_put_byte(&l->evidence, ',');
		buf_put(&l->evidence, fields[i]);
	}
	buf_put_byte(&l->evidence, '\n');
}

static void keep(struct list *l, const struct fact_icp_filing *f)
{
	size_t most = sizeof(struct kept) + f->number.n + f->domain.n + f->subject.n + f->uscc.n + f->site.n + 256;

	if (l->filings >= ROWS_MOST || !arena_fits(l->mem, most)) {
		l->cut = true;
		return;
	}
	struct kept *k = arena_new(l->mem, struct kept, 1);

	k->fact = *f;
	k->fact.number = arena_str(l->mem, f->number);
	k->fact.subject_number = str_sub(k->fact.number, 0, f->subject_number.n);
	k->fact.domain = arena_str(l->mem, f->domain);
	k->fact.subject = arena_str(l->mem, f->subject);
	k->fact.uscc = arena_str(l->mem, f->uscc);
	k->fact.site = arena_str(l->mem, f->site);
	*l->last = k;
	l->last = &k->next;
	l->filings++;
	put_evidence(l, f);
}

/* One filing for every domain of the row, or one without. False when a domain is none. */
static bool keep_domains(struct list *l, struct fact_icp_filing *f, str domains)
{
	size_t n = 0;

	for (str part = grid_part(&domains); part.n; part = grid_part(&domains)) {
		arena scratch;

		if (n++ >= DOMAINS_OF_ROW_MOST)
			return false;
		arena_init(&scratch, 65536);
		f->domain = read_domain(&scratch, part);
		bool ok = f->domain.n > 0;

		if (ok)
			keep(l, f);
		arena_clear(&scratch);
		if (!ok)
			return false;
	}
	if (!n)
		keep(l, f);
	return true;
}

static bool read_filing(struct list *l, const struct grid_row *row)
{
	str number = cell(l, row, COLUMN_NUMBER);
	str domains = cell(l, row, COLUMN_DOMAIN);
	struct fact_icp_filing f = {.subject = cell(l, row, COLUMN_SUBJECT),
				    .uscc = cell(l, row, COLUMN_USCC),
				    .site = cell(l, row, COLUMN_SITE),
				    .status = str_c(status_of(cell(l, row, COLUMN_STATUS)))};
	struct icp icp = {0};

	if (!number.n)
		number = cell(l, row, COLUMN_SUBJECT_NUMBER);
	if (!domains.n)
		domains = cell(l, row, COLUMN_URL);
	bool ok = icp_read(number, &icp) && icp.form != ICP_MALFORMED;

	f.number = ok ? icp_number(&icp) : (str){0};
	f.subject_number = ok ? icp_subject(&icp) : (str){0};
	f.own = own_row(l->scope, f.subject, f.uscc);
	/* What can be read of a row is kept: a known domain is filed, whatever its number. */
	return keep_domains(l, &f, domains) && ok;
}

static void take_row(struct list *l, const struct grid_row *row)
{
	if (row->nth == 1)
		l->headed = false;
	if (!l->headed && row->count) {
		if (row->nth <= GRID_HEAD_ROWS)
			read_heading(l, row);
		return;
	}
	bool ok = row->count && read_filing(l, row);

	if (!ok || row->state != PARSE_OK)
		bad_row(l, row->number);
}

static enum parse read_rows(struct list *l, str bytes)
{
	AUTO(grid_close) struct grid g;
	struct grid_row row;
	enum parse p = grid_open(&g, bytes);

	while (p == PARSE_OK && !l->cut) {
		p = grid_next(&g, &row);
		if (p == PARSE_OK)
			take_row(l, &row);
	}
	return p == PARSE_SHORT ? PARSE_OK : p;
}

/* ---- the whole ---- */

static void put_facts(struct list *l, str bytes)
{
	uint32_t evidence = sink_evidence_masked(l->out, "text/csv", buf_str(&l->evidence), bytes);

	for (struct kept *k = l->first; k; k = k->next) {
		k->fact.evidence = evidence;
		sink_fact(l->out, FACT_icp_filing, &k->fact);
	}
}

static void finish(struct list *l, enum parse p)
{
	char words[160];

	if (!l->any && p == PARSE_OK) {
		sink_end(l->out, COLLECTED_FAILED,
			 N_("the list of filings has no columns for filing number and domain"));
		return;
	}
	if (p == PARSE_OK && !l->cut && !l->bad) {
		sink_end(l->out, COLLECTED_DONE, "");
		return;
	}
	if (p == PARSE_BAD && !l->any) {
		sink_end(l->out, COLLECTED_FAILED, N_("the list of filings is neither CSV nor a sound XLSX workbook"));
		return;
	}
	if (p != PARSE_OK || l->cut)
		(void)snprintf(words, sizeof(words), "%s", N_("the list of filings could not be read to its end"));
	else
		(void)snprintf(words, sizeof(words),
			       N_("rows of the list of filings that could not be read: %llu, first in row %llu"),
			       (unsigned long long)l->bad, (unsigned long long)l->first_bad);
	sink_gap(l->out, FACT_icp_filing, words);
	sink_end(l->out, COLLECTED_PARTIAL, words);
}

void list_read(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	struct list l = {.scope = ctx, .out = out, .mem = mem};

	l.last = &l.first;
	heading_set_of(&l.heads, mem, heads, COLUMN_COUNT);
	buf_init(&l.evidence, EVIDENCE_MOST);
	buf_put_c(&l.evidence, "number,domain,subject,uscc,site,status\n");
	if (grid_is_old(bytes)) {
		sink_end(out, COLLECTED_FAILED,
			 N_("the list of filings is an old .xls workbook: save it as XLSX or CSV"));
		buf_release(&l.evidence);
		return;
	}
	enum parse p = read_rows(&l, bytes);

	put_facts(&l, bytes);
	finish(&l, p);
	buf_release(&l.evidence);
}
