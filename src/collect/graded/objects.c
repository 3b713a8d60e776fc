/* The list is walked twice: first for the evidence, which must stand before the facts that rest on it, then for these. */
#include "collect/graded/objects.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/map.h"
#include "collect/own.h"
#include "format/day.h"
#include "format/grid.h"
#include "format/heading.h"
#include "format/url.h"
#include "ident/domain.h"

#define ROWS_MOST 500000
#define EVIDENCE_MOST ((size_t)4 << 20)
/* Addresses of the scope that are kept one by one. */
#define ADDRESSES_MOST 200000
#define PARTS_MOST 20000
/* A row's objects have at most so many addresses looked for in the scope: its items are compared with each. */
#define COMPARED_MOST 20000000u

enum column {
#define GRADED(name, ...) G_##name,
#include "model/graded.def"
#undef GRADED
	G_uscc,
	G_unit,
	COLUMN_COUNT
};

static const char *const *const heads[COLUMN_COUNT] = {
#define GRADED(name, type, flags, most, width, words, ...) [G_##name] = HEADING_WAYS(__VA_ARGS__),
#include "model/graded.def"
#undef GRADED
	[G_uscc] = HEADING_WAYS("统一社会信用代码", "社会信用代码", "credit code", "uscc"),
	[G_unit] = HEADING_WAYS("单位名称", "责任单位", "责任单位名称", "运行单位", "company_name", "unit"),
};

/* Not in the evidence: who they are is nobody's business here. */
static bool is_personal(enum column c)
{
	return c == G_responsible || c == G_phone || c == G_chief || c == G_chief_phone;
}

struct objects {
	struct heading_set heads;
	const struct scope *scope;
	struct sink *out;
	buf evidence;
	uint32_t evidence_number;
	map addresses;
	size_t place[COLUMN_COUNT]; /* in the row, SIZE_MAX: absent */
	bool present[COLUMN_COUNT]; /* on some sheet */
	bool headed;                /* this sheet */
	bool any;                   /* some sheet was headed */
	bool second;                /* walk */
	bool date1904;
	bool cut;
	bool bad_dates, bad_addresses, bad_domains, too_many;
	bool lost; /* a whole row could not be read */
	uint64_t rows, bad, first_bad;
	uint64_t compared;
};

/* --- heading ------------------------------------------------------------------------------------------------------------------ */

static void read_heading(struct objects *o, const struct grid_row *row)
{
	heading_set_place(&o->heads, row->cells, row->count, o->place);
	o->headed = o->place[G_object] != SIZE_MAX &&
		    (o->place[G_grade] != SIZE_MAX || o->place[G_ips] != SIZE_MAX || o->place[G_filed] != SIZE_MAX);
	for (size_t c = 0; o->headed && c < COLUMN_COUNT; c++)
		o->present[c] |= o->place[c] != SIZE_MAX;
	o->any |= o->headed;
}

/* --- one row ------------------------------------------------------------------------------------------------------------------ */

struct row {
	str cell[COLUMN_COUNT];
	uint64_t number;
	bool bad;
};

static int64_t read_day(struct objects *o, struct row *r, enum column c)
{
	int64_t day = FACT_NULL;

	if (r->cell[c].n && !day_read(r->cell[c], o->date1904, &day)) {
		o->bad_dates = true;
		r->bad = true;
	}
	return day;
}

/* "三级", "第3.1级", "Grade 2": "3", "3.1", "2"; empty: none of them. */
static str read_grade(str s)
{
	static const struct {
		str word;
		str grade;
	} words[] = {
		{STR_INIT("3.1"), STR_INIT("3.1")}, {STR_INIT("3.2"), STR_INIT("3.2")},
		{STR_INIT("1"), STR_INIT("1")},     {STR_INIT("2"), STR_INIT("2")},
		{STR_INIT("3"), STR_INIT("3")},     {STR_INIT("4"), STR_INIT("4")},
		{STR_INIT("5"), STR_INIT("5")},     {STR_INIT("一"), STR_INIT("1")},
		{STR_INIT("二"), STR_INIT("2")},    {STR_INIT("三"), STR_INIT("3")},
		{STR_INIT("四"), STR_INIT("4")},    {STR_INIT("五"), STR_INIT("5")},
		{STR_INIT("3.0"), STR_INIT("3")},   {STR_INIT("2.0"), STR_INIT("2")},
		{STR_INIT("1.0"), STR_INIT("1")},
	};

	if (str_istarts(s, STR("grade")))
		s = str_trim(str_from(s, 5));
	if (str_starts(s, STR("第")))
		s = str_from(s, STR("第").n);
	if (str_ends(s, STR("级")))
		s = str_trim(str_sub(s, 0, s.n - STR("级").n));
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(s, words[i].word))
			return words[i].grade;
	return (str){0};
}

static bool is_running(const struct objects *o, str s)
{
	static const str not_yet[] = {STR_INIT("调试"),  STR_INIT("上线"),        STR_INIT("试运行"),
				      STR_INIT("退网"),  STR_INIT("being built"), STR_INIT("online"),
				      STR_INIT("trial"), STR_INIT("retired"),     STR_INIT("building"),
				      STR_INIT("下线"),  STR_INIT("在建")};

	if (o->place[G_stage] == SIZE_MAX || str_has(s, STR("正式")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(not_yet); i++)
		if (str_ihas(s, not_yet[i]))
			return false;
	return true;
}

/* Mobile numbers of 11 digits, area code and number, or the short numbers of services. */
static bool is_phone(str s)
{
	char digits[24] = {0};
	size_t n = 0;

	if (str_starts(s, STR("+86")))
		s = str_from(s, 3);
	for (size_t i = 0; i < s.n; i++) {
		if (byte_is_digit(s.p[i]) && n < sizeof(digits))
			digits[n++] = (char)s.p[i];
		else if (byte_is_digit(s.p[i]) || !memchr("- ()", s.p[i], 4))
			return false;
	}
	if (n == 11 && digits[0] == '1')
		return digits[1] >= '3' && digits[1] <= '9';
	if (digits[0] == '0')
		return n >= 10 && n <= 12 && digits[1] != '0';
	return n == 10 && (digits[0] == '4' || digits[0] == '8') && digits[1] == '0' && digits[2] == '0';
}

/* --- addresses and names ------------------------------------------------------------------------------------------------------- */

static void put_address(struct objects *o, str object, addr a)
{
	AUTO(buf_release) buf key, ip;
	bool fresh = false;

	buf_init(&key, 1024);
	buf_init(&ip, 64);
	buf_put(&key, (str){a.b, sizeof(a.b)});
	buf_put(&key, object);
	if (!map_add(&o->addresses, buf_str(&key), &fresh)) {
		o->too_many = true;
		return;
	}
	if (!fresh)
		return;
	addr_put(&ip, a);
	sink_put(o->out, graded_address, .evidence = o->evidence_number, .object = object, .ip = buf_str(&ip));
}

/* The addresses of the range that the scope holds. */
static void put_range(struct objects *o, str object, struct addr_range r)
{
	for (size_t i = 0; i < o->scope->item_count; i++) {
		const struct scope_item *item = &o->scope->items[i];
		struct addr_range both = r;
		addr a;

		if (o->compared++ > COMPARED_MOST) {
			o->too_many = true;
			return;
		}
		if (item->kind == SCOPE_DOMAIN || (item->kind == SCOPE_SITE && !item->is_addr))
			continue;
		if (addr_cmp(item->range.lo, both.lo) > 0)
			both.lo = item->range.lo;
		if (addr_cmp(item->range.hi, both.hi) < 0)
			both.hi = item->range.hi;
		if (addr_cmp(both.lo, both.hi) > 0)
			continue;
		if (addr_range_count(both) > ADDRESSES_MOST) {
			o->too_many = true;
			continue;
		}
		for (uint64_t n = 0; addr_range_at(both, n, &a) && !o->too_many; n++)
			put_address(o, object, a);
	}
}

static void put_addresses(struct objects *o, struct row *r)
{
	str list = r->cell[G_ips];
	size_t n = 0;

	for (str part = grid_part(&list); part.n; part = grid_part(&list)) {
		struct addr_range range;

		if (n++ >= PARTS_MOST) {
			o->too_many = true;
			return;
		}
		if (addr_range_parse(part, &range)) {
			put_range(o, r->cell[G_object], range);
		} else {
			o->bad_addresses = true;
			r->bad = true;
		}
	}
}

static bool put_domain(struct objects *o, str object, str part)
{
	AUTO(arena_clear) arena scratch;
	struct url u;
	str name;

	arena_init(&scratch, 65536);
	if (str_ifind(part, STR("://")) < part.n) {
		if (url_parse(part, &scratch, &u) != PARSE_OK)
			return false;
		part = u.host;
	} else {
		part = str_sub(part, 0, str_find_byte(part, '/'));
	}
	if (str_starts(part, STR("*.")))
		part = str_from(part, 2);
	if (!domain_to_ascii(&scratch, part, &name))
		return false;
	sink_put(o->out, graded_domain, .evidence = o->evidence_number, .object = object, .name = name,
		 .domain = domain_registered(name));
	return true;
}

static void put_domains(struct objects *o, struct row *r)
{
	str list = r->cell[G_domains];
	size_t n = 0;

	for (str part = grid_part(&list); part.n && n < PARTS_MOST; part = grid_part(&list), n++)
		if (!put_domain(o, r->cell[G_object], part))
			o->bad_domains = r->bad = true;
}

static void put_services(struct objects *o, const struct row *r)
{
	str list = r->cell[G_services];
	size_t n = 0;

	for (str part = grid_part(&list); part.n && n < PARTS_MOST; part = grid_part(&list), n++) {
		AUTO(buf_release) buf key;

		buf_init(&key, 1024);
		heading_put_key(&key, part);
		sink_put(o->out, graded_service, .evidence = o->evidence_number, .object = r->cell[G_object],
			 .name = buf_str(&key));
	}
}

/* --- facts of a row ------------------------------------------------------------------------------------------------------------- */

static void put_dates(struct objects *o, struct row *r, bool running)
{
	uint32_t ev = o->evidence_number;
	str object = r->cell[G_object];
	int64_t changed = read_day(o, r, G_changed), drawn = read_day(o, r, G_topology_day);
	int64_t change_filed = read_day(o, r, G_change_filed), regraded = read_day(o, r, G_regraded);
	int64_t reviewed = read_day(o, r, G_reviewed), filed = read_day(o, r, G_filed);

	sink_put(o->out, graded_date, .evidence = ev, .object = object, .reviewed = reviewed, .filed = filed,
		 .expires = read_day(o, r, G_expires), .running = running);
	if (changed != FACT_NULL)
		sink_put(o->out, graded_change, .evidence = ev, .object = object, .changed = changed,
			 .filed = change_filed);
	if (regraded != FACT_NULL)
		sink_put(o->out, graded_regrade, .evidence = ev, .object = object, .regraded = regraded);
	if (drawn != FACT_NULL && changed != FACT_NULL)
		sink_put(o->out, graded_topology, .evidence = ev, .object = object, .drawn = drawn, .changed = changed);
}

static void put_tests(struct objects *o, struct row *r)
{
	uint32_t ev = o->evidence_number;
	str object = r->cell[G_object];
	int64_t conformity = read_day(o, r, G_conformity_day), risk = read_day(o, r, G_risk_day);
	int64_t conformity_filed = read_day(o, r, G_conformity_filed), risk_filed = read_day(o, r, G_risk_filed);

	if (conformity != FACT_NULL) {
		sink_put(o->out, graded_conformity, .evidence = ev, .object = object, .ended = conformity);
		sink_put(o->out, graded_conformity_report, .evidence = ev, .object = object, .ended = conformity,
			 .filed = conformity_filed);
	}
	if (risk != FACT_NULL) {
		sink_put(o->out, graded_risk, .evidence = ev, .object = object, .ended = risk);
		sink_put(o->out, graded_risk_report, .evidence = ev, .object = object, .ended = risk,
			 .filed = risk_filed);
	}
}

/* What art. 9 wants in a filing, and the papers of the tests that were made. */
static const struct {
	enum column column;
	enum column if_given; /* COLUMN_COUNT: always */
	const char *name;
} wanted[] = {
	{G_functions, COLUMN_COUNT, "functions"},
	{G_responsible, COLUMN_COUNT, "responsible"},
	{G_phone, COLUMN_COUNT, "phone"},
	{G_chief, COLUMN_COUNT, "chief"},
	{G_chief_phone, COLUMN_COUNT, "chief_phone"},
	{G_boundary, COLUMN_COUNT, "boundary"},
	{G_topology, COLUMN_COUNT, "topology"},
	{G_equipment, COLUMN_COUNT, "equipment"},
	{G_location, COLUMN_COUNT, "location"},
	{G_conformity_paper, G_conformity_day, "conformity_paper"},
	{G_risk_paper, G_risk_day, "risk_paper"},
};

static void put_missing(struct objects *o, const struct row *r)
{
	static const enum column phones[] = {G_phone, G_chief_phone};

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		enum column c = wanted[i].column, given = wanted[i].if_given;

		if (o->place[c] == SIZE_MAX || r->cell[c].n || (given != COLUMN_COUNT && !r->cell[given].n))
			continue;
		sink_put(o->out, graded_missing, .evidence = o->evidence_number, .object = r->cell[G_object],
			 .field = str_c(wanted[i].name), .zh = str_c(heads[c][0]));
	}
	for (size_t i = 0; i < ARRAY_LEN(phones); i++) {
		enum column c = phones[i];

		if (r->cell[c].n)
			sink_put(o->out, graded_phone, .evidence = o->evidence_number, .object = r->cell[G_object],
				 .field = str_c(c == G_phone ? "phone" : "chief_phone"), .zh = str_c(heads[c][0]),
				 .valid = is_phone(r->cell[c]));
	}
}

static void put_row(struct objects *o, struct row *r)
{
	str grade = read_grade(r->cell[G_grade]);
	bool running = is_running(o, r->cell[G_stage]);

	sink_put(o->out, graded_object, .evidence = o->evidence_number, .object = r->cell[G_object],
		 .net_type = r->cell[G_net_type], .grade = grade, .level = grade.n ? grade.p[0] - '0' : FACT_NULL,
		 .running = running, .status = r->cell[G_review_status]);
	put_dates(o, r, running);
	put_tests(o, r);
	if (running)
		put_missing(o, r);
	put_addresses(o, r);
	put_domains(o, r);
	put_services(o, r);
	if (r->bad && !o->bad++)
		o->first_bad = r->number;
}

static void put_evidence(struct objects *o, const struct row *r)
{
	for (unsigned c = 0; c < COLUMN_COUNT; c++) {
		if (o->place[c] == SIZE_MAX || is_personal((enum column)c) || !r->cell[c].n)
			continue;
		buf_put_c(&o->evidence, heads[c][0]);
		buf_put_c(&o->evidence, ": ");
		buf_put(&o->evidence, r->cell[c]);
		buf_put_byte(&o->evidence, '\n');
	}
	buf_put_byte(&o->evidence, '\n');
}

static void tell_bad(struct objects *o, uint64_t number)
{
	if (!o->second)
		return;
	o->lost = true;
	if (!o->bad++)
		o->first_bad = number;
}

static void take_object(struct objects *o, const struct grid_row *row)
{
	struct row r = {.number = row->number};

	if (o->rows++ >= ROWS_MOST) {
		o->cut = true;
		return;
	}
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		r.cell[c] = o->place[c] < row->count ? str_trim(row->cells[o->place[c]]) : (str){0};
	if (!r.cell[G_object].n)
		tell_bad(o, row->number);
	else if (!own_row(o->scope, r.cell[G_unit], r.cell[G_uscc]))
		return;
	else if (o->second)
		put_row(o, &r);
	else
		put_evidence(o, &r);
}

static void take_row(struct objects *o, const struct grid_row *row)
{
	if (row->nth == 1)
		o->headed = false;
	if (!o->headed && row->count) {
		if (row->nth <= GRID_HEAD_ROWS)
			read_heading(o, row);
	} else if (row->state != PARSE_OK) {
		tell_bad(o, row->number);
	} else {
		take_object(o, row);
	}
}

static enum parse walk(struct objects *o, str bytes)
{
	AUTO(grid_close) struct grid g;
	struct grid_row row;
	enum parse p = grid_open(&g, bytes);

	o->rows = 0;
	o->date1904 = grid_date1904(&g);
	while (p == PARSE_OK && !o->cut) {
		p = grid_next(&g, &row);
		if (p == PARSE_OK)
			take_row(o, &row);
	}
	return p == PARSE_SHORT ? PARSE_OK : p;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------ */

/* Tables that cannot be complete where the list lacks a column. */
static const struct {
	enum column column;
	enum fact_id table;
} needs[] = {
	{G_grade, FACT_graded_object},
	{G_reviewed, FACT_graded_date},
	{G_filed, FACT_graded_date},
	{G_changed, FACT_graded_change},
	{G_change_filed, FACT_graded_change},
	{G_regraded, FACT_graded_regrade},
	{G_topology_day, FACT_graded_topology},
	{G_changed, FACT_graded_topology},
	{G_conformity_day, FACT_graded_conformity},
	{G_conformity_day, FACT_graded_conformity_report},
	{G_conformity_filed, FACT_graded_conformity_report},
	{G_risk_day, FACT_graded_risk},
	{G_risk_day, FACT_graded_risk_report},
	{G_risk_filed, FACT_graded_risk_report},
	{G_phone, FACT_graded_phone},
	{G_ips, FACT_graded_address},
	{G_domains, FACT_graded_domain},
	{G_services, FACT_graded_service},
};

static const enum fact_id dated[] = {
	FACT_graded_date,     FACT_graded_change,      FACT_graded_regrade,
	FACT_graded_topology, FACT_graded_conformity,  FACT_graded_conformity_report,
	FACT_graded_risk,     FACT_graded_risk_report,
};
static const enum fact_id all[] = {
	FACT_graded_object,
	FACT_graded_date,
	FACT_graded_change,
	FACT_graded_regrade,
	FACT_graded_topology,
	FACT_graded_conformity,
	FACT_graded_conformity_report,
	FACT_graded_risk,
	FACT_graded_risk_report,
	FACT_graded_missing,
	FACT_graded_phone,
	FACT_graded_address,
	FACT_graded_domain,
	FACT_graded_service,
};

/* A table may have one gap: the first reason told holds. */
static void gap(struct objects *o, bool *told, enum fact_id table, const char *reason)
{
	if (told[table])
		return;
	told[table] = true;
	sink_gap(o->out, table, reason);
}

static void put_gaps(struct objects *o, bool *told)
{
	AUTO(buf_release) buf words;

	buf_init(&words, 256);
	for (size_t i = 0; i < ARRAY_LEN(needs); i++)
		if (!o->present[needs[i].column])
			gap(o, told, needs[i].table, N_("the list of graded filings has no column for it"));
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (!o->present[wanted[i].column])
			gap(o, told, FACT_graded_missing, N_("the list of graded filings has no column for it"));
	for (size_t i = 0; o->bad_dates && i < ARRAY_LEN(dated); i++)
		gap(o, told, dated[i], N_("the list of graded filings has dates that cannot be read"));
	if (o->bad_addresses)
		gap(o, told, FACT_graded_address, N_("the list of graded filings has addresses that cannot be read"));
	if (o->bad_domains)
		gap(o, told, FACT_graded_domain, N_("the list of graded filings has names that cannot be read"));
	if (o->too_many)
		gap(o, told, FACT_graded_address, N_("the list of graded filings has more addresses than are kept"));
	if (!o->scope->unit.service_count)
		gap(o, told, FACT_unit_service, N_("the scope names no licensed services (unit: services)"));
}

static void put_unit_services(struct objects *o)
{
	for (size_t i = 0; i < o->scope->unit.service_count; i++) {
		AUTO(buf_release) buf key;

		buf_init(&key, 1024);
		heading_put_key(&key, o->scope->unit.services[i]);
		sink_put(o->out, unit_service, .name = buf_str(&key), .shown = o->scope->unit.services[i]);
	}
}

static void finish(struct objects *o, enum parse p)
{
	bool told[FACT_COUNT] = {false};
	char words[160];

	if (p != PARSE_OK && !o->any) {
		sink_end(o->out, COLLECTED_FAILED,
			 N_("the list of graded filings is neither CSV nor a sound XLSX workbook"));
		return;
	}
	if (!o->any) {
		sink_end(o->out, COLLECTED_FAILED,
			 N_("the list of graded filings has no columns for object and grade, date or addresses"));
		return;
	}
	put_unit_services(o);
	if (p == PARSE_OK && !o->cut && !o->bad) {
		put_gaps(o, told);
		sink_end(o->out, COLLECTED_DONE, "");
		return;
	}
	if (p != PARSE_OK || o->cut)
		(void)snprintf(words, sizeof(words), "%s",
			       N_("the list of graded filings could not be read to its end"));
	else
		(void)snprintf(words, sizeof(words),
			       N_("rows of the list of graded filings that could not be read: %llu, first in row %llu"),
			       (unsigned long long)o->bad, (unsigned long long)o->first_bad);
	for (size_t i = 0; (o->lost || p != PARSE_OK || o->cut) && i < ARRAY_LEN(all); i++)
		gap(o, told, all[i], words);
	put_gaps(o, told);
	sink_end(o->out, COLLECTED_PARTIAL, words);
}

void objects_read(const void *ctx, str bytes, arena *mem, struct sink *out)
{
	struct objects o = {.scope = ctx, .out = out};

	buf_init(&o.evidence, EVIDENCE_MOST);
	map_init(&o.addresses, ADDRESSES_MOST, 0x9e3779b97f4a7c15u);
	heading_set_of(&o.heads, mem, heads, COLUMN_COUNT);
	enum parse p = walk(&o, bytes);

	o.evidence_number = sink_evidence_masked(out, "text/plain", buf_str(&o.evidence), bytes);
	o.second = true;
	o.cut = false;
	if (o.any)
		p = walk(&o, bytes);
	finish(&o, p);
	map_release(&o.addresses);
	buf_release(&o.evidence);
}
