/* A row that cannot be read never costs a good one; but a list with such a row is not complete: what stood in it is not
 * known, and icp_filing has a gap. */
#include "collect/filing/list.h"

#include <stdio.h>

#include "base/i18n.h"
#include "format/charset.h"
#include "format/csv.h"
#include "format/heading.h"
#include "format/url.h"
#include "format/xlsx.h"
#include "ident/domain.h"
#include "ident/icp.h"
#include "ident/uscc.h"

/* Rows looked through for the heading: exports have a title or two above it. */
#define HEADING_ROWS 20
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

/* Names without blanks and punctuation, in small letters. The first that fits wins. */
static const struct {
	str name;
	enum column column;
} names[] = {
	{STR_INIT("网站备案号"), COLUMN_NUMBER},
	{STR_INIT("网站备案许可证号"), COLUMN_NUMBER},
	{STR_INIT("服务备案号"), COLUMN_NUMBER},
	{STR_INIT("备案许可证号"), COLUMN_NUMBER},
	{STR_INIT("icp备案号"), COLUMN_NUMBER},
	{STR_INIT("icp备案许可证号"), COLUMN_NUMBER},
	{STR_INIT("备案号"), COLUMN_NUMBER},
	{STR_INIT("备案编号"), COLUMN_NUMBER},
	{STR_INIT("filingnumber"), COLUMN_NUMBER},
	{STR_INIT("sitefilingnumber"), COLUMN_NUMBER},
	{STR_INIT("icpnumber"), COLUMN_NUMBER},
	{STR_INIT("number"), COLUMN_NUMBER},
	{STR_INIT("主体备案号"), COLUMN_SUBJECT_NUMBER},
	{STR_INIT("主体备案许可证号"), COLUMN_SUBJECT_NUMBER},
	{STR_INIT("主办单位备案号"), COLUMN_SUBJECT_NUMBER},
	{STR_INIT("subjectnumber"), COLUMN_SUBJECT_NUMBER},
	{STR_INIT("subjectfilingnumber"), COLUMN_SUBJECT_NUMBER},
	{STR_INIT("域名"), COLUMN_DOMAIN},
	{STR_INIT("网站域名"), COLUMN_DOMAIN},
	{STR_INIT("网站域名列表"), COLUMN_DOMAIN},
	{STR_INIT("服务域名"), COLUMN_DOMAIN},
	{STR_INIT("服务内容"), COLUMN_DOMAIN},
	{STR_INIT("域名ip"), COLUMN_DOMAIN},
	{STR_INIT("domain"), COLUMN_DOMAIN},
	{STR_INIT("domainname"), COLUMN_DOMAIN},
	{STR_INIT("网站首页网址"), COLUMN_URL},
	{STR_INIT("首页网址"), COLUMN_URL},
	{STR_INIT("首页url"), COLUMN_URL},
	{STR_INIT("网站首页url"), COLUMN_URL},
	{STR_INIT("网址"), COLUMN_URL},
	{STR_INIT("url"), COLUMN_URL},
	{STR_INIT("homepage"), COLUMN_URL},
	{STR_INIT("主办单位名称"), COLUMN_SUBJECT},
	{STR_INIT("主办单位"), COLUMN_SUBJECT},
	{STR_INIT("主办者名称"), COLUMN_SUBJECT},
	{STR_INIT("主体名称"), COLUMN_SUBJECT},
	{STR_INIT("单位名称"), COLUMN_SUBJECT},
	{STR_INIT("subject"), COLUMN_SUBJECT},
	{STR_INIT("organiser"), COLUMN_SUBJECT},
	{STR_INIT("organizer"), COLUMN_SUBJECT},
	{STR_INIT("unit"), COLUMN_SUBJECT},
	{STR_INIT("统一社会信用代码"), COLUMN_USCC},
	{STR_INIT("社会信用代码"), COLUMN_USCC},
	{STR_INIT("主办单位证件号码"), COLUMN_USCC},
	{STR_INIT("主办单位有效证件号码"), COLUMN_USCC},
	{STR_INIT("uscc"), COLUMN_USCC},
	{STR_INIT("creditcode"), COLUMN_USCC},
	{STR_INIT("网站名称"), COLUMN_SITE},
	{STR_INIT("服务名称"), COLUMN_SITE},
	{STR_INIT("网站名"), COLUMN_SITE},
	{STR_INIT("site"), COLUMN_SITE},
	{STR_INIT("sitename"), COLUMN_SITE},
	{STR_INIT("状态"), COLUMN_STATUS},
	{STR_INIT("备案状态"), COLUMN_STATUS},
	{STR_INIT("网站状态"), COLUMN_STATUS},
	{STR_INIT("服务状态"), COLUMN_STATUS},
	{STR_INIT("网站备案状态"), COLUMN_STATUS},
	{STR_INIT("status"), COLUMN_STATUS},
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
	const struct list_unit *unit;
	struct sink *out;
	arena *mem;
	size_t columns[COLUMN_COUNT]; /* place in the row, SIZE_MAX: absent */
	bool headed;
	uint64_t rows;    /* seen */
	uint64_t filings; /* read */
	uint64_t bad;
	uint64_t first_bad;
	struct kept *first; /* kept until the evidence stands before them */
	struct kept **last;
	buf evidence; /* recognised columns as CSV */
	bool cut;     /* rows past a ceiling were not read */
};

/* ---- heading ---- */

static bool read_heading(struct list *l, const str *cells, size_t n)
{
	AUTO(buf_release) buf key;

	buf_init(&key, 256);
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		l->columns[c] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		buf_reset(&key);
		heading_put_key(&key, cells[i]);
		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			if (!str_eq(buf_str(&key), names[k].name))
				continue;
			if (l->columns[names[k].column] == SIZE_MAX)
				l->columns[names[k].column] = i;
			break;
		}
	}
	bool number = l->columns[COLUMN_NUMBER] != SIZE_MAX || l->columns[COLUMN_SUBJECT_NUMBER] != SIZE_MAX;
	bool domain = l->columns[COLUMN_DOMAIN] != SIZE_MAX || l->columns[COLUMN_URL] != SIZE_MAX;

	l->headed = number && domain;
	return l->headed;
}

/* ---- rows ---- */

static str cell(const struct list *l, const str *cells, size_t n, enum column c)
{
	return l->columns[c] < n ? str_trim(cells[l->columns[c]]) : (str){0};
}

static void bad_row(struct list *l, uint64_t row)
{
	if (!l->bad++)
		l->first_bad = row;
}

/* Company names are written with brackets of both widths. */
static void put_name(buf *b, str s)
{
	size_t at = 0;

	while (at < s.n) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp == 0xff08 || cp == 0xff09)
			cp = cp == 0xff08 ? '(' : ')';
		if (cp > ' ' && cp != 0x3000)
			buf_put_utf8(b, cp);
	}
}

/* A row that names nobody is the unit's own: the list is its export. A code decides before a name. */
static bool is_own(const struct list *l, str subject, str uscc)
{
	AUTO(buf_release) buf a, b;
	char code[USCC_LENGTH + 1];

	buf_init(&a, 1024);
	buf_init(&b, 1024);
	if (uscc_normalise(uscc, code))
		return str_eq(str_c(code), l->unit->uscc);
	if (!subject.n)
		return true;
	put_name(&a, subject);
	put_name(&b, l->unit->name);
	return str_eq(buf_str(&a), buf_str(&b));
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

/* Between domains of one cell: blanks, commas, semicolons, 、 and their wide forms. */
static bool is_between(uint32_t cp)
{
	return cp <= ' ' || cp == ',' || cp == ';' || cp == '|' || cp == 0x3001 || cp == 0xff0c || cp == 0xff1b ||
	       cp == 0x3000;
}

static str next_part(str *s)
{
	size_t at = 0, from;

	for (;;) {
		from = at;
		if (at >= s->n || !is_between(str_utf8_next(*s, &at)))
			break;
	}
	size_t to = from;

	for (at = from; at < s->n; to = at)
		if (is_between(str_utf8_next(*s, &at)))
			break;
	str part = str_sub(*s, from, to - from);

	*s = str_from(*s, to);
	return part;
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

	for (str part = next_part(&domains); part.n; part = next_part(&domains)) {
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

static bool read_filing(struct list *l, const str *cells, size_t n)
{
	str number = cell(l, cells, n, COLUMN_NUMBER);
	str domains = cell(l, cells, n, COLUMN_DOMAIN);
	struct fact_icp_filing f = {.subject = cell(l, cells, n, COLUMN_SUBJECT),
				    .uscc = cell(l, cells, n, COLUMN_USCC),
				    .site = cell(l, cells, n, COLUMN_SITE),
				    .status = str_c(status_of(cell(l, cells, n, COLUMN_STATUS)))};
	struct icp icp = {0};

	if (!number.n)
		number = cell(l, cells, n, COLUMN_SUBJECT_NUMBER);
	if (!domains.n)
		domains = cell(l, cells, n, COLUMN_URL);
	bool ok = icp_read(number, &icp) && icp.form != ICP_MALFORMED;

	f.number = ok ? icp_number(&icp) : (str){0};
	f.subject_number = ok ? icp_subject(&icp) : (str){0};
	f.own = is_own(l, f.subject, f.uscc);
	/* What can be read of a row is kept: a known domain is filed, whatever its number. */
	return keep_domains(l, &f, domains) && ok;
}

static bool is_empty(const str *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_trim(cells[i]).n)
			return false;
	return true;
}

static void take_row(struct list *l, uint64_t number, const str *cells, size_t n)
{
	if (is_empty(cells, n))
		return;
	l->rows++;
	if (!l->headed) {
		if (l->rows <= HEADING_ROWS)
			(void)read_heading(l, cells, n);
		return;
	}
	if (!read_filing(l, cells, n))
		bad_row(l, number);
}

/* ---- the two formats ---- */

static enum parse read_csv(struct list *l, str bytes)
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
			take_row(l, row.line, row.fields, row.count);
		else
			bad_row(l, row.line);
	}
	return PARSE_OK;
}

static enum parse read_xlsx(struct list *l, str bytes)
{
	AUTO(buf_release) buf texts;
	AUTO(xlsx_release) struct xlsx x;
	struct xlsx_row row;
	enum parse p = xlsx_parse(bytes, l->mem, &x);

	buf_init(&texts, CSV_ROW_MOST);
	while (p == PARSE_OK && !l->cut) {
		p = xlsx_row_parse(&x, &texts, &row);
		if (p == PARSE_OK)
			take_row(l, row.number, row.cells, row.count);
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

	if (!l->headed && p == PARSE_OK) {
		sink_end(l->out, COLLECTED_FAILED,
			 N_("the list of filings has no columns for filing number and domain"));
		return;
	}
	if (p == PARSE_OK && !l->cut && !l->bad) {
		sink_end(l->out, COLLECTED_DONE, "");
		return;
	}
	if (p == PARSE_BAD && !l->headed) {
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
	struct list l = {.unit = ctx, .out = out, .mem = mem};
	enum parse p;

	l.last = &l.first;
	buf_init(&l.evidence, EVIDENCE_MOST);
	buf_put_c(&l.evidence, "number,domain,subject,uscc,site,status\n");
	if (str_starts(bytes, STR("\xd0\xcf\x11\xe0"))) {
		sink_end(out, COLLECTED_FAILED,
			 N_("the list of filings is an old .xls workbook: save it as XLSX or CSV"));
		buf_release(&l.evidence);
		return;
	}
	p = str_starts(bytes, STR("PK\x03\x04")) ? read_xlsx(&l, bytes) : read_csv(&l, bytes);
	put_facts(&l, bytes);
	finish(&l, p);
	buf_release(&l.evidence);
}
