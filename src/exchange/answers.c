#include "exchange/answers.h"

#include "base/map.h"
#include "exchange/sheet.h"

#define TEXT_MOST ((size_t)64 * 1024)
#define NAME_CHARACTERS 31

/* ---- writing ---- */

/* Columns as they stand in the workbook. What is read back is known by its head, so people may move them. */
enum out {
	OUT_ID,
	OUT_TITLE,
	OUT_ASKS,
	OUT_WHEN,
	OUT_METHOD,
	OUT_EVIDENCE,
	OUT_BASIS,
	OUT_CYCLE,
	OUT_VALUE,
	OUT_EXPLANATION,
	OUT_FILES,
	OUT_DAY,
	OUT_PERSON,
	OUT_UNIT,
	OUT_ROUND,
	OUT_VERSION,
	OUT_COUNT
};

static const struct {
	const char *both;
	const char *zh;
	const char *en;
	unsigned width;
} outs[OUT_COUNT] = {
	[OUT_ID] = {"编号 (Id)", "编号", "Id", 26},
	[OUT_TITLE] = {"事项 (Item)", "事项", "Item", 24},
	[OUT_ASKS] = {"要求 (What ought to be)", "要求", "What ought to be", 60},
	[OUT_WHEN] = {"适用条件 (Applies when)", "适用条件", "Applies when", 22},
	[OUT_METHOD] = {"方式 (How)", "方式", "How", 12},
	[OUT_EVIDENCE] = {"证明材料 (Evidence)", "证明材料", "Evidence", 30},
	[OUT_BASIS] = {"依据 (Basis)", "依据", "Basis", 44},
	[OUT_CYCLE] = {"周期 (Cycle)", "周期", "Cycle", 14},
	[OUT_VALUE] = {"答复 (Answer)", "答复", "Answer", 12},
	[OUT_EXPLANATION] = {"说明 (Explanation)", "说明", "Explanation", 40},
	[OUT_FILES] = {"证据文件 (Evidence files)", "证据文件", "Evidence files", 30},
	[OUT_DAY] = {"日期 (Date)", "日期", "Date", 12},
	[OUT_PERSON] = {"填报人 (Person)", "填报人", "Person", 12},
	[OUT_UNIT] = {"单位代码 (Unit)", "单位代码", "Unit", 22},
	[OUT_ROUND] = {"轮次 (Round)", "轮次", "Round", 10},
	[OUT_VERSION] = {"问卷版本 (Version)", "问卷版本", "Version", 14},
};

/* The digest's beginning, as the workbook names its questionnaire. */
#define VERSION_DIGITS 12

static const struct {
	const char *cycle;
	const char *zh;
} cycles[] = {{"once", "一次"},
	      {"yearly", "每年"},
	      {"two-yearly", "每两年"},
	      {"6 months", "六个月"},
	      {"90 days", "九十日"},
	      {"per change", "变更时"},
	      {"per event", "事件发生时"},
	      {"per release", "版本发布时"},
	      {"per contract", "签约时"},
	      {"per new project", "新建项目时"},
	      {"per new service", "新业务上线前"},
	      {"continuous", "持续"}};

static str cycle_words(str cycle, enum answers_lang lang)
{
	for (size_t i = 0; i < ARRAY_LEN(cycles) && lang != ANSWERS_EN; i++) {
		if (str_eq(cycle, str_c(cycles[i].cycle)))
			return str_c(cycles[i].zh);
	}
	return cycle;
}

struct writing {
	const struct answers_form *f;
	struct sheet *sheet;
	arena mem; /* of a row */
	buf b;
};

/* Both languages, Chinese first, or the one asked for. */
static str words(struct writing *w, struct text2 t)
{
	if (w->f->lang != ANSWERS_BOTH || str_eq(t.zh, t.en) || !t.zh.n || !t.en.n)
		return text2_in(t, w->f->lang == ANSWERS_EN ? LANG_EN : LANG_ZH);
	buf_reset(&w->b);
	buf_printf(&w->b, "%.*s\n%.*s", STR_ARG(t.zh), STR_ARG(t.en));
	return arena_str(&w->mem, buf_str(&w->b));
}

static str basis(struct writing *w, const struct question *q)
{
	buf_reset(&w->b);
	question_basis_put(&w->b, q, w->f->day, w->f->lang == ANSWERS_EN ? LANG_EN : LANG_ZH);
	return arena_str(&w->mem, buf_str(&w->b));
}

static int write_question(struct writing *w, const struct question *q, err *e)
{
	const struct answers_form *f = w->f;
	enum lang lang = f->lang == ANSWERS_EN ? LANG_EN : LANG_ZH;
	str cells[OUT_COUNT] = {0};

	arena_clear(&w->mem);
	cells[OUT_ID] = q->id;
	cells[OUT_TITLE] = words(w, q->title);
	cells[OUT_ASKS] = words(w, q->asks);
	cells[OUT_WHEN] = words(w, q->when);
	cells[OUT_METHOD] = str_c(i18n_text_in(lang, question_method_words(q->method)));
	cells[OUT_EVIDENCE] = q->evidence;
	cells[OUT_BASIS] = basis(w, q);
	cells[OUT_CYCLE] = cycle_words(q->cycle, f->lang);
	cells[OUT_UNIT] = f->unit;
	cells[OUT_ROUND] = f->round;
	cells[OUT_VERSION] = str_sub(str_c(f->questions->digest.c), 0, VERSION_DIGITS);
	return sheet_row(w->sheet, cells, OUT_COUNT, e);
}

/* A sheet's name holds 31 characters. */
static str page_name(struct writing *w, const struct clause *c)
{
	str title = text2_in(c->title, w->f->lang == ANSWERS_EN ? LANG_EN : LANG_ZH);
	size_t at = 0, n = 0;

	buf_reset(&w->b);
	buf_printf(&w->b, "%.*s %.*s", STR_ARG(c->id), STR_ARG(title));
	while (at < w->b.n && n < NAME_CHARACTERS) {
		(void)str_utf8_next(buf_str(&w->b), &at);
		n++;
	}
	return str_trim(str_sub(buf_str(&w->b), 0, at));
}

static int begin_page(struct writing *w, const struct clause *c, err *e)
{
	static const size_t open[] = {OUT_VALUE, OUT_EXPLANATION, OUT_FILES, OUT_DAY, OUT_PERSON};
	enum answers_lang lang = w->f->lang;
	str heads[OUT_COUNT], choices[ANSWER_VALUE_COUNT];
	unsigned widths[OUT_COUNT];

	for (size_t i = 0; i < OUT_COUNT; i++) {
		heads[i] = str_c(lang == ANSWERS_BOTH ? outs[i].both : lang == ANSWERS_ZH ? outs[i].zh : outs[i].en);
		widths[i] = outs[i].width;
	}
	for (unsigned i = 0; i < ANSWER_VALUE_COUNT; i++)
		choices[i] = text2_in(answer_words((enum answer_value)i), lang == ANSWERS_EN ? LANG_EN : LANG_ZH);
	TRY(sheet_page(w->sheet, page_name(w, c), heads, widths, OUT_COUNT, e));
	TRY(sheet_open_columns(w->sheet, open, ARRAY_LEN(open), e));
	return sheet_choices(w->sheet, OUT_VALUE, choices, ANSWER_VALUE_COUNT, e);
}

static int write_all(struct writing *w, err *e)
{
	const struct answers_form *f = w->f;

	for (size_t c = 0; c < f->clauses->count; c++) {
		const struct clause *clause = &f->clauses->list[c];
		bool begun = false;

		for (size_t i = 0; i < f->questions->count; i++) {
			const struct question *q = &f->questions->list[i];

			if (!str_eq(q->clause, clause->id) || q->settled)
				continue;
			if (!begun)
				TRY(begin_page(w, clause, e));
			begun = true;
			TRY(write_question(w, q, e));
		}
	}
	return 0;
}

int answers_write(const struct answers_form *f, const char *path, err *e)
{
	AUTO(sheet_auto) struct sheet *sheet = NULL;
	struct writing w = {.f = f};

	TRY(sheet_new(path, &sheet, e));
	w.sheet = sheet;
	arena_init(&w.mem, (size_t)1 << 20);
	buf_init(&w.b, TEXT_MOST);
	int rc = write_all(&w, e);

	buf_release(&w.b);
	arena_clear(&w.mem);
	TRY(rc);
	sheet = NULL;
	return sheet_end(w.sheet, e);
}

/* ---- reading ---- */

static const struct rows_column columns[ANSWERS_COLUMN_COUNT] = {
	[ANSWERS_ID] = {"id", (const char *const[]){"编号", "Id", NULL}, true},
	[ANSWERS_VALUE] = {"answer", (const char *const[]){"答复", "Answer", NULL}, true},
	[ANSWERS_EXPLANATION] = {"explanation", (const char *const[]){"说明", "Explanation", NULL}, false},
	[ANSWERS_FILES] = {"files", (const char *const[]){"证据文件", "Evidence files", NULL}, false},
	[ANSWERS_DAY] = {"date", (const char *const[]){"日期", "Date", NULL}, false},
	[ANSWERS_PERSON] = {"person", (const char *const[]){"填报人", "Person", NULL}, false},
	[ANSWERS_UNIT] = {"unit", (const char *const[]){"单位代码", "Unit", NULL}, true},
	[ANSWERS_ROUND] = {"round", (const char *const[]){"轮次", "Round", NULL}, true},
	[ANSWERS_VERSION] = {"version", (const char *const[]){"问卷版本", "Version", NULL}, false},
};

struct reading {
	const struct questions *q;
	struct rows_faults *faults;
	map seen;
	int (*each)(void *ctx, const struct answers_row *row, err *e);
	void *ctx;
};

static bool read_value(struct reading *r, const struct rows_row *row, struct answers_row *a)
{
	str value = row->cells[ANSWERS_VALUE];

	a->value = ANSWER_UNCHECKED;
	if (value.n && !answer_parse(value, &a->value)) {
		rows_bad(r->faults, row, ANSWERS_VALUE, _("no such answer: %.*s"), STR_ARG(str_sub(value, 0, 60)));
		return false;
	}
	a->day = INT64_MIN;
	if (row->cells[ANSWERS_DAY].n && !rows_date(row, row->cells[ANSWERS_DAY], &a->day)) {
		rows_bad(r->faults, row, ANSWERS_DAY, _("no date: %.*s"),
			 STR_ARG(str_sub(row->cells[ANSWERS_DAY], 0, 60)));
		return false;
	}
	if (a->value == ANSWER_NA && !a->explanation.n) {
		rows_bad(r->faults, row, ANSWERS_EXPLANATION, _("why does it not apply?"));
		return false;
	}
	if (a->value != ANSWER_UNCHECKED && !a->person.n) {
		rows_bad(r->faults, row, ANSWERS_PERSON, _("who answered?"));
		return false;
	}
	return true;
}

static int read_row(void *ctx, const struct rows_row *row, err *e)
{
	struct reading *r = ctx;
	bool fresh = false;

	if (row->fault) {
		rows_bad(r->faults, row, ROWS_WHOLE, "%s", _(row->fault));
		return 0;
	}
	struct answers_row a = {.row = row,
				.question = questions_find(r->q, row->cells[ANSWERS_ID]),
				.unit = row->cells[ANSWERS_UNIT],
				.round = row->cells[ANSWERS_ROUND],
				.version = row->cells[ANSWERS_VERSION],
				.explanation = row->cells[ANSWERS_EXPLANATION],
				.files = row->cells[ANSWERS_FILES],
				.person = row->cells[ANSWERS_PERSON]};

	if (!a.question) {
		str nearest = questions_nearest(r->q, row->cells[ANSWERS_ID]);

		rows_bad(r->faults, row, ANSWERS_ID,
			 nearest.n ? _("no such question; did you mean %.*s?") : _("no such question%.*s"),
			 STR_ARG(nearest));
		return 0;
	}
	if (!map_add(&r->seen, a.question->id, &fresh) || !fresh) {
		rows_bad(r->faults, row, ANSWERS_ID, _("answered here for the second time"));
		return 0;
	}
	a.given = row->cells[ANSWERS_VALUE].n || a.explanation.n || a.files.n || a.person.n;
	return read_value(r, row, &a) ? r->each(r->ctx, &a, e) : 0;
}

int answers_read(const char *path, const struct questions *q, struct rows_faults *faults,
		 int (*each)(void *ctx, const struct answers_row *row, err *e), void *ctx, err *e)
{
	struct reading r = {.q = q, .faults = faults, .each = each, .ctx = ctx};

	rows_faults_init(faults, columns);
	map_init(&r.seen, q->count + 1, 0);
	int rc = rows_read(path, columns, ANSWERS_COLUMN_COUNT, read_row, &r, e);

	map_release(&r.seen);
	return rc;
}
