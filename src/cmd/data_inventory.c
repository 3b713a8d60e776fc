#include "cmd/data_inventory.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "catalogue/grades.h"
#include "catalogue/paths.h"
#include "cmd/data_show.h"
#include "exchange/sheet.h"
#include "judge/readonly.h"

#define MEMORY ((size_t)64 << 20)
#define OUT_MOST ((size_t)16 << 20)
#define OUT_STEP ((size_t)64 << 10)
#define QUERY_MS (10u * 60 * 1000)

/* Columns of the list and of the query, in one order. */
enum {
	STORE,
	PLACE,
	FIELD,
	KIND,
	CATEGORY,
	LEVEL,
	BY_35273,
	BY_45574,
	FORM,
	COUNT,
	PERSONS,
	UNDER14,
	SAMPLED,
	COLUMNS
};

struct total {
	uint64_t places;
	int64_t most; /* persons in one place */
	int64_t sum;
};

/* What lies together in one place: a table, a sheet, a file. */
struct group {
	struct group *next;
	str store, place, kinds;
	unsigned level; /* the highest of its items */
	bool sensitive[2];
	int64_t items, ordinary; /* kinds of personal data; of them sensitive by neither standard */
};

#define GROUPS_MOST 100000
#define KINDS_SHOWN 400

struct inventory {
	const struct args *args;
	arena mem;
	struct grades grades;
	int64_t day; /* of the run */
	struct sheet *sheet;
	struct json_out json;
	buf out;
	uint64_t rows;
	struct total totals[KIND_COUNT];
	struct group now;
	bool seen[KIND_COUNT]; /* in it */
	struct group *groups;  /* done, in the arena; the last first */
	size_t group_count;
	err *e;
};

static const char query[] =
	"SELECT a.key, i.path, i.part, i.name, i.kind, i.form, i.sure, i.persons, i.under14, i.sampled FROM data_item i"
	" JOIN asset a ON a.id = i.asset WHERE i.sure > 0 OR i.form NOT IN ('', 'plain', 'untold')"
	" ORDER BY a.key, i.path, i.part, i.name, i.kind";

struct row {
	str store, path, part, name, form;
	enum kind kind;
	const struct grade *grade;
	str sensitive; /* data_show_grade */
	int64_t count, persons, under14;
	bool sampled;
};

static str form_words(str form)
{
	static const struct {
		str key;
		const char *words;
	} forms[] = {
		{STR_INIT("plain"), "明文"},
		{STR_INIT("masked"), "已脱敏"},
		{STR_INIT("weak-mask"), "脱敏不足"},
		{STR_INIT("hashed"), "散列"},
		{STR_INIT("encoded"), "可逆编码"},
		{STR_INIT("encrypted"), "加密"},
		{STR_INIT("repeating"), "加密（相同值可辨）"},
	};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (str_eq(form, forms[i].key))
			return str_c(forms[i].words);
	return form;
}

/* One standard's answer, from the day it counts on: the two may differ, and both are shown. */
static str answer_of(const struct inventory *v, const struct grade *g, int standard)
{
	if (!g || v->grades.standards[standard].from > v->day)
		return (str){0};
	return g->sensitive[standard] ? STR("敏感") : STR("一般");
}

static const char *const levels[] = {"", "1级", "2级", "3级", "4级"};

static void put_place(buf *b, const struct row *r)
{
	buf_put(b, r->path);
	if (r->part.n) {
		buf_put_c(b, " › ");
		buf_put(b, r->part);
	}
}

static int put_sheet(struct inventory *v, const struct row *r)
{
	AUTO(buf_release) buf place;

	buf_init(&place, 8192);
	put_place(&place, r);
	const str cells[COLUMNS] = {[STORE] = r->store,
				    [PLACE] = buf_str(&place),
				    [FIELD] = r->name,
				    [KIND] = str_c(kind_infos[r->kind].zh),
				    [CATEGORY] = r->grade ? r->grade->category.zh : (str){0},
				    [LEVEL] = str_c(r->grade ? levels[r->grade->level] : ""),
				    [BY_35273] = answer_of(v, r->grade, GRADE_35273),
				    [BY_45574] = answer_of(v, r->grade, GRADE_45574),
				    [FORM] = form_words(r->form),
				    [SAMPLED] = r->sampled ? STR("抽样") : STR("全部")};

	TRY(sheet_row(v->sheet, cells, COLUMNS, v->e));
	sheet_int(v->sheet, COUNT, r->count);
	sheet_int(v->sheet, PERSONS, r->persons);
	sheet_int(v->sheet, UNDER14, r->under14);
	return 0;
}

static const char *read_word(enum law_read r)
{
	static const char *const words[LAW_READ_COUNT] = {"text", "secondary", "memory"};

	return words[r];
}

/* Each standard's answer with its day and how its words are known. */
static void put_answers(struct inventory *v, const struct grade *g)
{
	struct json_out *o = &v->json;

	json_open(o, "grades", '[');
	for (int i = 0; g && i < GRADE_STANDARDS; i++) {
		const struct grade_standard *s = &v->grades.standards[i];
		AUTO(buf_release) buf day;

		buf_init(&day, 32);
		date_put(&day, s->from);
		json_open(o, NULL, '{');
		json_str(o, "from", buf_str(&day));
		if (i == GRADE_43697)
			json_int(o, "level", g->level);
		json_str(o, "name", s->name.zh);
		json_str(o, "read", str_c(read_word(s->read)));
		if (i != GRADE_43697)
			json_str(o, "says", g->sensitive[i] ? STR("sensitive") : STR("ordinary"));
		json_str(o, "standard", s->key);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_json(struct inventory *v, const struct row *r)
{
	struct json_out *o = &v->json;

	buf_put_c(&v->out, v->rows > 1 ? ",\n" : "[");
	json_begin(o, &v->out);
	json_open(o, NULL, '{');
	json_str(o, "category", r->grade ? r->grade->category.zh : (str){0});
	json_str(o, "form", r->form);
	json_str(o, "grade", r->sensitive);
	put_answers(v, r->grade);
	json_str(o, "kind", str_c(kind_infos[r->kind].key));
	json_int(o, "level", r->grade ? r->grade->level : 0);
	json_str(o, "name", r->name);
	json_str(o, "part", r->part);
	json_str(o, "path", r->path);
	json_int(o, "persons", r->persons);
	json_bool(o, "sampled", r->sampled);
	json_str(o, "store", r->store);
	json_int(o, "under14", r->under14);
	json_int(o, "values", r->count);
	json_close(o, '}');
	if (v->out.n > OUT_STEP)
		cmd_put(&v->out);
}

static void put_text(struct inventory *v, const struct row *r)
{
	bool zh = i18n_lang() == LANG_ZH;

	buf_printf(&v->out, "%.*s  %.*s%s%.*s  %.*s  %.*s  %lld  %.*s\n", STR_ARG(r->store), STR_ARG(r->path),
		   r->part.n ? "!" : "", STR_ARG(r->part), STR_ARG(r->name), STR_ARG(data_show_kind(r->kind)),
		   (long long)r->persons, STR_ARG(zh ? form_words(r->form) : r->form));
	if (v->out.n > OUT_STEP)
		cmd_put(&v->out);
}

static void group_end(struct inventory *v)
{
	struct group *g = &v->now;

	if (g->items && v->group_count++ < GROUPS_MOST) {
		struct group *row = arena_new(&v->mem, struct group, 1);

		*row = *g;
		row->next = v->groups;
		v->groups = row;
	}
	memset(v->seen, 0, sizeof(v->seen));
	*g = (struct group){0};
}

/* Rows come by place: what lies together is counted until another begins. */
static void group_take(struct inventory *v, const struct row *r)
{
	struct group *g = &v->now;
	AUTO(buf_release) buf b;

	buf_init(&b, 8192);
	put_place(&b, r);
	if (!str_eq(g->store, r->store) || !str_eq(g->place, buf_str(&b))) {
		group_end(v);
		if (v->group_count < GROUPS_MOST) {
			g->store = arena_str(&v->mem, r->store);
			g->place = arena_str(&v->mem, buf_str(&b));
		}
	}
	if (!r->grade || v->seen[r->kind])
		return;
	bool by[2] = {r->grade->sensitive[0] && v->grades.standards[0].from <= v->day,
		      r->grade->sensitive[1] && v->grades.standards[1].from <= v->day};

	v->seen[r->kind] = true;
	g->items++;
	g->ordinary += !by[0] && !by[1];
	g->level = r->grade->level > g->level ? r->grade->level : g->level;
	g->sensitive[0] |= by[0];
	g->sensitive[1] |= by[1];
	if (g->kinds.n > KINDS_SHOWN || v->group_count >= GROUPS_MOST)
		return;
	buf_reset(&b);
	buf_put(&b, g->kinds);
	buf_put_c(&b, g->kinds.n ? "、" : "");
	buf_put_c(&b, kind_infos[r->kind].zh);
	g->kinds = arena_str(&v->mem, buf_str(&b));
}

static int on_row(void *ctx, struct db_stmt *st, uint64_t n, err *e)
{
	struct inventory *v = ctx;
	struct row r = {.store = db_text(st, 0),
			.path = db_text(st, 1),
			.part = db_text(st, 2),
			.name = db_text(st, 3),
			.kind = kind_find(db_text(st, 4)),
			.form = db_text(st, 5),
			.count = db_int(st, 6),
			.persons = db_int(st, 7),
			.under14 = db_int(st, 8),
			.sampled = db_bool(st, 9)};

	(void)n;
	(void)e;
	/* A store of a later version may know more kinds. */
	if (r.kind == KIND_COUNT)
		return 0;
	struct total *t = &v->totals[r.kind];

	t->places++;
	t->sum += r.persons;
	t->most = r.persons > t->most ? r.persons : t->most;
	v->rows++;
	r.grade = grades_find(&v->grades, str_c(kind_infos[r.kind].key));
	group_take(v, &r);
	r.sensitive = data_show_grade(&v->grades, r.kind, v->day);
	if (v->sheet)
		return put_sheet(v, &r);
	if (args_flag(v->args, "json"))
		put_json(v, &r);
	else
		put_text(v, &r);
	return 0;
}

/* By kind: in how many places, and how many persons at the least (the most in one place) and at the most (all places together). */
static int put_totals(struct inventory *v)
{
	static const str heads[] = {STR_INIT("数据项"), STR_INIT("位置数"), STR_INIT("不同值（至少）"),
				    STR_INIT("不同值（至多）")};
	static const unsigned widths[] = {36, 12, 18, 18};

	TRY(sheet_page(v->sheet, STR("汇总"), heads, widths, ARRAY_LEN(heads), v->e));
	for (int k = 0; k < KIND_COUNT; k++) {
		const struct total *t = &v->totals[k];

		if (!t->places)
			continue;
		TRY(sheet_row(v->sheet, (const str[]){str_c(kind_infos[k].zh), {0}, {0}, {0}}, ARRAY_LEN(heads), v->e));
		sheet_int(v->sheet, 1, (int64_t)t->places);
		sheet_int(v->sheet, 2, t->most);
		sheet_int(v->sheet, 3, t->sum);
	}
	return 0;
}

/* By place: the highest of its items counts (就高从严), and several ordinary ones together may weigh more than each. */
static int put_groups(struct inventory *v)
{
	static const str heads[] = {STR_INIT("数据载体"),
				    STR_INIT("位置"),
				    STR_INIT("个人信息项"),
				    STR_INIT("项数"),
				    STR_INIT("其中两项标准均列为一般"),
				    STR_INIT("最高级别（GB/T 43697，未核对原文）"),
				    STR_INIT("GB/T 35273"),
				    STR_INIT("GB/T 45574"),
				    STR_INIT("汇聚提示")};
	static const unsigned widths[] = {40, 44, 60, 8, 12, 16, 12, 12, 60};
	AUTO(buf_release) buf note;

	buf_init(&note, 1024);
	buf_printf(&note, "%lld 项以上一般个人信息汇聚，可能整体构成敏感个人信息（%.*s，未核对原文，供复核）",
		   (long long)v->grades.together.items, STR_ARG(v->grades.together.name.zh));
	group_end(v);
	TRY(sheet_page(v->sheet, STR("按位置汇聚"), heads, widths, ARRAY_LEN(heads), v->e));
	for (const struct group *g = v->groups; g; g = g->next) {
		bool many = g->ordinary >= v->grades.together.items && !g->sensitive[0] && !g->sensitive[1];

		TRY(sheet_row(v->sheet,
			      (const str[]){g->store,
					    g->place,
					    g->kinds,
					    {0},
					    {0},
					    str_c(levels[g->level]),
					    g->sensitive[0] ? STR("含敏感") : STR("一般"),
					    g->sensitive[1] ? STR("含敏感") : STR("一般"),
					    many ? buf_str(&note) : (str){0}},
			      ARRAY_LEN(heads), v->e));
		sheet_int(v->sheet, 3, g->items);
		sheet_int(v->sheet, 4, g->ordinary);
	}
	if (v->group_count <= GROUPS_MOST)
		return 0;
	return sheet_row(v->sheet, (const str[]){STR("（其余位置未列出）")}, 1, v->e);
}

static int begin_sheet(struct inventory *v, const char *path)
{
	static const str heads[COLUMNS] = {[STORE] = STR_INIT("数据载体"),
					   [PLACE] = STR_INIT("位置"),
					   [FIELD] = STR_INIT("字段"),
					   [KIND] = STR_INIT("数据项"),
					   [CATEGORY] = STR_INIT("数据类别"),
					   [LEVEL] = STR_INIT("一般数据级别（GB/T 43697-2024 附录H，未核对原文）"),
					   [BY_35273] = STR_INIT("GB/T 35273-2020 附录B（2020-10-01起）"),
					   [BY_45574] = STR_INIT("GB/T 45574-2025 第6章（2025-11-01起）"),
					   [FORM] = STR_INIT("存储形态"),
					   [COUNT] = STR_INIT("数量"),
					   [PERSONS] = STR_INIT("不同值"),
					   [UNDER14] = STR_INIT("不满十四周岁"),
					   [SAMPLED] = STR_INIT("范围")};
	static const unsigned widths[COLUMNS] = {40, 44, 20, 20, 26, 14, 16, 16, 16, 10, 10, 14, 8};

	TRY(sheet_new(path, &v->sheet, v->e));
	return sheet_page(v->sheet, STR("数据分类分级清单"), heads, widths, COLUMNS, v->e);
}

static int write_all(struct inventory *v, struct store *s)
{
	const char *xlsx = args_value(v->args, "xlsx");

	if (xlsx)
		TRY(begin_sheet(v, xlsx));
	TRY(readonly_query(s, str_c(query), on_row, v, v->e));
	if (args_flag(v->args, "json") && !xlsx)
		buf_put_c(&v->out, v->rows ? "]\n" : "[]\n");
	cmd_put(&v->out);
	if (!xlsx)
		return 0;
	TRY(put_groups(v));
	TRY(put_totals(v));
	struct sheet *sheet = v->sheet;

	v->sheet = NULL;
	return sheet_end(sheet, v->e);
}

static int make(struct inventory *v)
{
	AUTO(store_auto) struct store *s = NULL;
	const char *id = args_value(v->args, "run"), *path;
	struct store_run run;

	TRY(paths_data(&v->mem, "catalogue/grades.yaml", &path, v->e));
	TRY(grades_load(path, &v->mem, &v->grades, v->e));
	TRY(store_open(cmd_store_path(v->args), false, &s, v->e));
	TRY(store_run_find(s, id ? str_c(id) : STR("latest"), &v->mem, &run, v->e));
	v->day = run.began / 86400;
	TRY(readonly_lock(s, run.n, 0, QUERY_MS, v->e));
	return write_all(v, s);
}

int data_inventory(const struct args *a)
{
	err e = {0};
	struct inventory v = {.args = a, .e = &e};

	arena_init(&v.mem, MEMORY);
	buf_init(&v.out, OUT_MOST);
	int rc = make(&v);

	sheet_drop(v.sheet);
	buf_release(&v.out);
	arena_clear(&v.mem);
	return cmd_finish(rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN);
}
