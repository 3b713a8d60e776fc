#include "cmd/draw_pool.h"

#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/yaml.h"
#include "format/charset.h"
#include "format/csv.h"
#include "ledger/registry.h"
#include "os/file.h"

#define FILE_MOST ((size_t)512 << 20)
#define COLUMNS_MOST 16

struct column {
	const char *names[4];
	bool need;
};

/* A table while it is read: where our columns lie, and the row. */
struct table {
	const char *path;
	const struct column *columns;
	size_t count;
	size_t at[COLUMNS_MOST]; /* SIZE_MAX: the file has it not */
	struct csv_row row;
	arena *mem;
};

static str cell(const struct table *t, size_t column)
{
	size_t at = t->at[column];

	return at < t->row.count ? str_trim(t->row.fields[at]) : (str){0};
}

static bool is_named(const struct column *c, str head)
{
	for (size_t i = 0; i < ARRAY_LEN(c->names) && c->names[i]; i++) {
		if (str_ieq(head, str_c(c->names[i])))
			return true;
	}
	return false;
}

static int find_columns(struct table *t, err *e)
{
	for (size_t i = 0; i < t->count; i++) {
		t->at[i] = SIZE_MAX;
		for (size_t k = 0; k < t->row.count; k++) {
			if (is_named(&t->columns[i], str_trim(t->row.fields[k])))
				t->at[i] = k;
		}
		if (t->columns[i].need && t->at[i] == SIZE_MAX)
			return err_set(e, E_SYNTAX, _("%s: no column '%s' in the first row"), t->path,
				       t->columns[i].names[0]);
	}
	return 0;
}

static int bad(const struct table *t, size_t column, err *e)
{
	return err_set(e, E_SYNTAX, _("%s:%llu: '%s' is not what belongs there"), t->path,
		       (unsigned long long)t->row.line, t->columns[column].names[0]);
}

/* Rows of the file, the first of which names the columns. A draw takes no file with a bad row: who is left out must be seen. */
static int read_table(struct table *t, int (*each)(void *ctx, struct table *t, err *e), void *ctx, err *e)
{
	AUTO(arena_clear) arena file = {0};
	AUTO(buf_release) buf text = {0};
	AUTO(buf_release) buf cells = {0};
	struct charset_choice choice;
	struct csv csv;
	enum parse p;
	str bytes = {0};
	bool headed = false;

	arena_init(&file, FILE_MOST + 4096);
	buf_init(&text, 2 * FILE_MOST);
	buf_init(&cells, CSV_ROW_MOST);
	TRY(os_file_read(t->path, FILE_MOST, &file, &bytes, e));
	choice = charset_choose(bytes, (str){0});
	if (charset_decode(choice.charset, str_from(bytes, choice.skip), &text) || buf_full(&text))
		return err_set(e, E_SYNTAX, _("%s: not a text in UTF-8 or GB18030"), t->path);
	csv_init(&csv, buf_str(&text));
	while ((p = csv_row_parse(&csv, &cells, &t->row)) != PARSE_SHORT) {
		if (p != PARSE_OK)
			return err_set(e, E_SYNTAX, _("%s:%llu: no row of a CSV table"), t->path,
				       (unsigned long long)t->row.line);
		TRY(headed ? each(ctx, t, e) : find_columns(t, e));
		headed = true;
	}
	if (!headed)
		return err_set(e, E_SYNTAX, _("%s: is empty"), t->path);
	return 0;
}

/* Room for one more at the end of a list that doubles. */
static void *more(arena *mem, void *list, size_t n, size_t size)
{
	if (n & (n - 1))
		return list;
	uint8_t *bigger = arena_take(mem, size, n ? 2 * n : 1);

	if (n)
		bytes_copy(bigger, 2 * n * size, (str){list, n * size});
	return bigger;
}

static int number(struct table *t, size_t column, int64_t missing, int64_t *ret, err *e)
{
	uint64_t n = 0;
	str s = cell(t, column);

	*ret = missing;
	if (s.n == 0)
		return 0;
	if (!str_to_u64(s, INT32_MAX, &n))
		return bad(t, column, e);
	*ret = (int64_t)n;
	return 0;
}

static int day(struct table *t, size_t column, int64_t *ret, err *e)
{
	str s = cell(t, column);

	*ret = 0;
	return s.n == 0 || yaml_date_parse(s, ret) ? 0 : bad(t, column, e);
}

/* --- units ---------------------------------------------------------------------------------------------------------------- */

enum { U_ID, U_NAME, U_TYPE, U_RISK, U_CREDIT, U_REGION, U_CAP, U_CHECKED, U_LAST, U_PAST, U_EXCLUDED, U_COUNT };
static const struct column unit_columns[U_COUNT] = {
	[U_ID] = {{"id", "uscc", "统一社会信用代码"}, true},
	[U_NAME] = {{"name", "名称", "单位名称"}, true},
	[U_TYPE] = {{"type", "类型", "单位类型"}, false},
	[U_RISK] = {{"risk", "风险", "风险等级"}, false},
	[U_CREDIT] = {{"credit", "信用", "信用等级"}, false},
	[U_REGION] = {{"region", "地区", "所在地区"}, false},
	[U_CAP] = {{"cap", "年度检查上限"}, false},
	[U_CHECKED] = {{"checked", "本年已检查次数"}, false},
	[U_LAST] = {{"last", "上次检查日期"}, false},
	[U_PAST] = {{"past", "近两次检查人员"}, false},
	[U_EXCLUDED] = {{"excluded", "不参加抽取的原因"}, false},
};

/* "a,b;c,d" or "a+b c+d": pairs, the last inspection first. */
static int read_past(struct table *t, struct draw_unit *u, err *e)
{
	str s = cell(t, U_PAST);

	while (s.n && u->past_count < DRAW_PAST) {
		struct str_cut pair = str_cut(&s, ';');
		struct str_cut first = str_cut(&pair.head, '+');

		if (!first.ok)
			return bad(t, U_PAST, e);
		u->past[u->past_count][0] = arena_str(t->mem, str_trim(first.head));
		u->past[u->past_count++][1] = arena_str(t->mem, str_trim(pair.head));
	}
	return s.n ? bad(t, U_PAST, e) : 0;
}

static int add_unit(void *ctx, struct table *t, err *e)
{
	struct draw_input *in = ctx;
	struct draw_unit u = {0};

	u.id = arena_str(t->mem, cell(t, U_ID));
	u.name = arena_str(t->mem, cell(t, U_NAME));
	u.attr[DRAW_TYPE] = arena_str(t->mem, cell(t, U_TYPE));
	u.attr[DRAW_RISK] = arena_str(t->mem, cell(t, U_RISK));
	u.attr[DRAW_CREDIT] = arena_str(t->mem, cell(t, U_CREDIT));
	u.attr[DRAW_REGION] = arena_str(t->mem, cell(t, U_REGION));
	u.excluded = arena_str(t->mem, cell(t, U_EXCLUDED));
	if (!draw_id_ok(u.id))
		return bad(t, U_ID, e);
	TRY(number(t, U_CAP, -1, &u.cap, e));
	TRY(number(t, U_CHECKED, 0, &u.checked, e));
	TRY(day(t, U_LAST, &u.last, e));
	TRY(read_past(t, &u, e));
	in->units = more(t->mem, in->units, in->unit_count, sizeof(u));
	in->units[in->unit_count++] = u;
	return 0;
}

int draw_pool_units(const char *path, arena *mem, struct draw_input *in, err *e)
{
	struct table t = {.path = path, .columns = unit_columns, .count = U_COUNT, .mem = mem};

	return read_table(&t, add_unit, in, e);
}

/* --- officers ------------------------------------------------------------------------------------------------------------- */

enum { O_ID, O_DEPARTMENT, O_UNTIL, O_COUNT };
static const struct column officer_columns[O_COUNT] = {
	[O_ID] = {{"id", "officer", "执法人员"}, true},
	[O_DEPARTMENT] = {{"department", "部门"}, false},
	[O_UNTIL] = {{"cert_until", "执法证有效期"}, false},
};

static int add_officer(void *ctx, struct table *t, err *e)
{
	struct draw_input *in = ctx;
	struct draw_officer o = {0};

	o.id = arena_str(t->mem, cell(t, O_ID));
	o.department = arena_str(t->mem, cell(t, O_DEPARTMENT));
	if (!draw_id_ok(o.id))
		return bad(t, O_ID, e);
	TRY(day(t, O_UNTIL, &o.cert_until, e));
	in->officers = more(t->mem, in->officers, in->officer_count, sizeof(o));
	in->officers[in->officer_count++] = o;
	return 0;
}

int draw_pool_officers(const char *path, arena *mem, struct draw_input *in, err *e)
{
	struct table t = {.path = path, .columns = officer_columns, .count = O_COUNT, .mem = mem};

	return read_table(&t, add_officer, in, e);
}

enum { R_OFFICER, R_UNIT, R_COUNT };
static const struct column recusal_columns[R_COUNT] = {
	[R_OFFICER] = {{"officer", "执法人员"}, true},
	[R_UNIT] = {{"unit", "uscc", "统一社会信用代码"}, true},
};

static int add_recusal(void *ctx, struct table *t, err *e)
{
	struct draw_input *in = ctx;
	struct draw_recusal r = {arena_str(t->mem, cell(t, R_OFFICER)), arena_str(t->mem, cell(t, R_UNIT))};

	if (!draw_id_ok(r.officer) || !draw_id_ok(r.unit))
		return bad(t, draw_id_ok(r.officer) ? R_UNIT : R_OFFICER, e);
	in->recusals = more(t->mem, in->recusals, in->recusal_count, sizeof(r));
	in->recusals[in->recusal_count++] = r;
	return 0;
}

int draw_pool_recusals(const char *path, arena *mem, struct draw_input *in, err *e)
{
	struct table t = {.path = path, .columns = recusal_columns, .count = R_COUNT, .mem = mem};

	return read_table(&t, add_recusal, in, e);
}

/* --- from the ledger ------------------------------------------------------------------------------------------------------ */

struct persons {
	struct draw_input *in;
	arena *mem;
};

static int add_registered(void *ctx, const struct registry_unit *r, err *e)
{
	struct persons *all = ctx;
	struct draw_input *in = all->in;
	struct draw_unit u = {.cap = r->cap, .checked = r->used};

	(void)e;
	if (!r->active)
		return 0;
	u.id = arena_str(all->mem, r->uscc);
	u.name = arena_str(all->mem, r->name);
	u.attr[DRAW_CREDIT] = arena_str(all->mem, r->credit);
	u.attr[DRAW_REGION] = arena_str(all->mem, r->region);
	u.attr[DRAW_RISK] = arena_str(all->mem, r->risk);
	u.attr[DRAW_TYPE] = arena_str(all->mem, r->type);
	u.excluded = arena_str(all->mem, r->excluded);
	in->units = more(all->mem, in->units, in->unit_count, sizeof(u));
	in->units[in->unit_count++] = u;
	return 0;
}

int draw_pool_registry(struct ledger *l, int64_t year, arena *mem, struct draw_input *in, err *e)
{
	struct persons all = {in, mem};

	return registry_unit_each(l, year, add_registered, &all, e);
}

static int add_person(void *ctx, const struct person *p, err *e)
{
	struct persons *all = ctx;
	struct draw_input *in = all->in;

	(void)e;
	if (!p->active || !(p->roles & ROLE_BIT(ROLE_OFFICER)) || p->cert.n == 0)
		return 0;
	in->officers = more(all->mem, in->officers, in->officer_count, sizeof(*in->officers));
	in->officers[in->officer_count++] =
		(struct draw_officer){arena_str(all->mem, p->id), arena_str(all->mem, p->department), p->cert_until};
	return 0;
}

int draw_pool_persons(struct ledger *l, arena *mem, struct draw_input *in, err *e)
{
	struct persons all = {in, mem};

	return ledger_person_each(l, add_person, &all, e);
}
