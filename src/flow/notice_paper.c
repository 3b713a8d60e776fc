#include "flow/notice_paper.h"

#include "base/date.h"
#include "base/i18n.h"
#include "doc/fill.h"
#include "flow/notice_facts.h"

#define PAPER_MOST ((size_t)96 << 20)
#define TRACE_MOST ((size_t)64 << 10)
#define SECONDS_A_DAY 86400

static str date_text(arena *mem, int64_t day)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 64);
	date_put_chinese(&b, day);
	return arena_str(mem, buf_str(&b));
}

static int64_t day_of(int64_t at)
{
	return (at + DATE_CHINA_MINUTES * 60) / SECONDS_A_DAY;
}

/* The moment in China as 2026年11月22日 10时05分, as papers have it. */
static str moment_text(arena *mem, int64_t at)
{
	AUTO(buf_release) buf b;
	int64_t second = at + DATE_CHINA_MINUTES * 60;
	int64_t minute = (second - second / SECONDS_A_DAY * SECONDS_A_DAY) / 60;

	buf_init(&b, 64);
	date_put_chinese(&b, second / SECONDS_A_DAY);
	buf_printf(&b, "%lld时%02lld分", (long long)(minute / 60), (long long)(minute % 60));
	return arena_str(mem, buf_str(&b));
}

static str text_of(const struct json *v, const char *name)
{
	str s = {0};

	return json_get_text(v, name, &s) ? s : (str){0};
}

/* Lines as one sentence. */
static void put_joined(buf *b, str lines)
{
	lines = str_trim(lines);
	while (lines.n) {
		struct str_cut c = str_cut(&lines, '\n');

		buf_put(b, str_trim(c.head));
		buf_put_c(b, lines.n ? "；" : "");
	}
}

/* --- values --------------------------------------------------------------------------------------------------------------- */

/* "site:http://…" is our key; a paper says what it is of, and the address. */
static void put_asset(buf *b, const struct json *c)
{
	str key = text_of(c, "asset"), object = text_of(c, "object");
	size_t at = str_find_byte(key, ':');

	buf_put(b, object);
	if (object.n && key.n)
		buf_put_c(b, "，");
	buf_put(b, at < key.n ? str_from(key, at + 1) : key);
}

static void put_article(buf *b, const struct json *a)
{
	buf_put_c(b, "《");
	buf_put(b, text_of(a, "law"));
	buf_put_c(b, "》");
	buf_put(b, text_of(a, "number"));
}

static void put_basis(buf *b, const struct json *root, const struct json *c)
{
	const struct json *articles = json_get_list(root, "articles"), *list = json_get_list(c, "articles");
	bool some = false;

	for (const struct json *i = list ? list->first : NULL; i; i = i->next) {
		const struct json *a = articles ? articles->first : NULL;

		for (int64_t k = 0; a && k < i->whole; k++)
			a = a->next;
		if (!a)
			continue;
		buf_put_c(b, some ? "、" : "");
		put_article(b, a);
		some = true;
	}
	if (!some)
		buf_put_c(b, "见附页");
}

static str severity_text(str key)
{
	static const char *const words[][2] = {
		{"critical", "超危"}, {"high", "高危"}, {"medium", "中危"}, {"low", "低危"}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(key, str_c(words[i][0])))
			return str_c(words[i][1]);
	return key;
}

static void put_problem(struct values *all, const struct json *root, const struct json *c, arena *mem)
{
	struct values *v = values_add(all, "problems");
	static const char *const plain[] = {"title", "says", "place", "remedy", "clause", "rule"};
	AUTO(buf_release) buf b;
	int64_t first = 0, last = 0;

	buf_init(&b, TRACE_MOST);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		values_put(v, plain[i], text_of(c, plain[i]));
	values_put(v, "severity", severity_text(text_of(c, "severity")));
	values_put(v, "id", text_of(c, "id"));
	values_put(v, "evidence", text_of(c, "evidence").n ? text_of(c, "evidence") : STR("见案卷"));
	put_asset(&b, c);
	values_put(v, "asset", buf_str(&b));
	buf_reset(&b);
	put_basis(&b, root, c);
	values_put(v, "basis", buf_str(&b));
	if (!json_get_int(c, "seen_first", &first) || !json_get_int(c, "seen_last", &last))
		first = last = 0;
	values_put(v, "first_seen", moment_text(mem, first));
	values_put(v, "last_seen", moment_text(mem, last));
	values_put(v, "seen", moment_text(mem, last));
}

static void put_law(struct values *all, const struct json *a)
{
	struct values *v = values_add(all, "laws");

	values_put(v, "law", text_of(a, "law"));
	values_put(v, "law_number", text_of(a, "law_number"));
	values_put(v, "article", text_of(a, "number"));
	values_put(v, "words", text_of(a, "words"));
	values_put(v, "penalty", text_of(a, "penalty"));
	if (str_eq(text_of(a, "read"), STR("memory")))
		values_put(v, "unread", STR("（未核对原文）"));
}

static const char *join(arena *mem, str name, const char *end)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 200);
	buf_printf(&b, "%.*s%s", STR_ARG(name), end);
	return arena_cstr(mem, buf_str(&b));
}

/* A limit as if the paper were served on the day under it: served later, it ends later. {name}, {name_rule}, {name_trace}. */
static void put_limit(struct notice_office *o, str name, const struct deadline_rule *r, int64_t at, struct values *v)
{
	struct deadline d;
	AUTO(buf_release) buf trace;
	AUTO(buf_release) buf b;

	buf_init(&trace, TRACE_MOST);
	buf_init(&b, TRACE_MOST);
	if (!deadline_compute(o->calendar, at, r, &d))
		return;
	values_put(v, join(&o->mem, name, ""),
		   r->unit == DEADLINE_HOURS ? moment_text(&o->mem, d.due) : date_text(&o->mem, d.last_day));
	deadline_put_rule(&b, r, true);
	values_put(v, join(&o->mem, name, "_rule"), buf_str(&b));
	deadline_trace(o->calendar, r, &d, true, &trace);
	buf_reset(&b);
	put_joined(&b, buf_str(&trace));
	if (r->unit != DEADLINE_HOURS)
		buf_put_c(&b, "；在此日之后送达的，自实际送达的次日起算");
	values_put(v, join(&o->mem, name, "_trace"), buf_str(&b));
}

static int put_limits(struct notice_office *o, const struct notice *n, const struct form *f, int64_t at,
		      struct values *v, err *e)
{
	for (size_t i = 0; i < f->limit_count; i++) {
		const struct form_limit *l = &f->limits[i];
		struct deadline_rule own = {.count = (unsigned)n->count};
		const struct clock *c = NULL;

		if (l->when.n && !values_text(v, l->when).n)
			continue;
		if (l->clock.n) {
			TRY(clocks_get(&o->clocks, l->clock, &c, e));
			put_limit(o, l->value, &c->rule, at, v);
		} else if (n->count && deadline_unit_parse(n->count_unit, &own.unit)) {
			put_limit(o, l->value, &own, at, v);
		}
	}
	return 0;
}

static void put_cases(struct notice_office *o, const struct json *root, struct values *v)
{
	const struct json *cases = json_get_list(root, "cases");
	int64_t last = 0;

	if (!cases || !cases->count)
		return;
	for (const struct json *c = cases->first; c; c = c->next) {
		int64_t at = 0;

		put_problem(v, root, c, &o->mem);
		if (json_get_int(c, "seen_last", &at) && at > last)
			last = at;
	}
	values_put(v, "inspected", date_text(&o->mem, day_of(last)));
	values_printf(v, "problem_count", "%zu", cases->count);
}

static struct values *gather(struct notice_office *o, const struct notice *n, const struct json *root,
			     const struct notice_paper *p)
{
	struct values *v = values_new(&o->mem);
	const struct json *fields = json_get_list(root, "fields"), *articles = json_get_list(root, "articles");

	notice_facts_thaw(root, v, &o->mem);
	values_put(v, "number", n->number);
	values_put(v, "date", date_text(&o->mem, day_of(p->day)));
	put_cases(o, root, v);
	for (const struct json *a = articles ? articles->first : NULL; a; a = a->next)
		put_law(v, a);
	for (const struct json *f = fields ? fields->first : NULL; f; f = f->next)
		values_put(v, arena_cstr(&o->mem, text_of(f, "name")), text_of(f, "value"));
	return v;
}

/* The rows that the form demands are there. */
static int check_needs(const struct form *f, const struct values *v, err *e)
{
	for (size_t i = 0; i < f->need_count; i++) {
		const struct form_least *l = &f->needs[i];
		size_t n = values_count(v, l->list);

		if ((int64_t)n < l->least)
			return err_set(e, E_DENIED, _("%.*s: %zu of {%.*s}, at least %lld are needed"),
				       STR_ARG(f->kind), n, STR_ARG(l->list), (long long)l->least);
	}
	return 0;
}

/* --- the paper ------------------------------------------------------------------------------------------------------------ */

static int to_buf(void *ctx, str bytes, err *e)
{
	buf *b = ctx;

	buf_put(b, bytes);
	return buf_full(b) ? err_set(e, E_LIMIT, "a paper of more than %zu bytes", PAPER_MOST) : 0;
}

int notice_paper_make(struct notice_office *o, const struct notice *n, str facts, const struct notice_paper *p,
		      enum notice_format format, str *ret, err *e)
{
	const struct json *root = NULL;
	struct paper paper = {.draft = p->draft, .sample = ledger_is_sample(o->ledger)};
	struct form form;
	AUTO(buf_release) buf b;
	str hash = {0};

	buf_init(&b, PAPER_MOST);
	TRY(notice_facts_read(o, facts, &root, e));
	TRY(notice_facts_form(o, n->kind, &form, &hash, e));
	struct values *v = gather(o, n, root, p);

	TRY(put_limits(o, n, &form, p->day, v, e));
	TRY(check_needs(&form, v, e));
	TRY(fill_paper(&form, v, &paper, e));
	if (format == NOTICE_DOCX)
		TRY(paper_docx(&paper, to_buf, &b, e));
	else if (format == NOTICE_PDF)
		TRY(paper_pdf(&paper, to_buf, &b, NULL, e));
	*ret = arena_str(&o->mem, buf_str(&b));
	return 0;
}
