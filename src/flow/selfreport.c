#include "flow/selfreport.h"

#include <stdio.h>

#include "base/date.h"
#include "base/map.h"
#include "ledger/case.h"
#include "ledger/reading.h"

#define TEXT_MOST ((size_t)64 * 1024)
/* Problems of the checks written out; the rest is counted, the run's own report has them all. */
#define DETECTED_MOST 200
#define LAWS_MOST 2000

struct writing {
	const struct selfreport *r;
	struct values *v;
	buf b;
	map laws; /* already in the annex */
	int64_t today;
	int64_t first; /* of the answers, UTC seconds */
	int64_t last;
	uint64_t by_value[ANSWER_VALUE_COUNT]; /* suggested or confirmed; UNCHECKED: unknown */
	uint64_t by_state[SELFCHECK_STATE_COUNT];
	err *e;
};

static void put_date(struct values *v, const char *name, int64_t day)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 40);
	date_put(&b, day);
	/* 2026-11-22 → 2026年11月22日 */
	str s = buf_str(&b);
	uint64_t month = 0, d = 0;

	if (s.n == 10 && str_to_u64(str_sub(s, 5, 2), 12, &month) && str_to_u64(str_sub(s, 8, 2), 31, &d))
		values_printf(v, name, "%.*s年%llu月%llu日", STR_ARG(str_sub(s, 0, 4)), (unsigned long long)month,
			      (unsigned long long)d);
}

static int64_t day_of(int64_t at)
{
	return (at + DATE_CHINA_MINUTES * 60) / 86400;
}

static const char *severity_words(str severity)
{
	static const char *const words[][2] = {{"critical", "严重"}, {"high", "高"}, {"medium", "中"}, {"low", "低"}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_eq(severity, str_c(words[i][0])))
			return words[i][1];
	}
	return "未定";
}

static const char *state_words(enum selfcheck_state s)
{
	return s == SELFCHECK_CONFIRMED ? "已确认" : s == SELFCHECK_SUGGESTED ? "建议，未确认" : "未知";
}

static const char *unit_words(str unit)
{
	return str_eq(unit, STR("hours")) ? "小时" : str_eq(unit, STR("working-days")) ? "个工作日" : "日";
}

/* ---- law ---- */

static void put_law(struct writing *w, str key, str law, str article, int64_t from, str words, bool unread)
{
	bool fresh = false;

	if (!map_add(&w->laws, key, &fresh) || !fresh)
		return;
	struct values *v = values_add(w->v, "laws");

	values_put(v, "law", law);
	values_put(v, "article", article);
	buf_reset(&w->b);
	date_put(&w->b, from);
	buf_put_c(&w->b, "起施行的文本");
	values_put(v, "version", buf_str(&w->b));
	values_put(v, "words", words);
	if (unread)
		values_put(v, "unread", STR("「未核对原文」"));
}

static void put_basis(struct writing *w, const struct question *q, struct values *to)
{
	for (size_t i = 0; i < q->basis_count; i++) {
		const struct law_version *v = law_at(q->basis[i], w->today);

		if (v)
			put_law(w, q->basis[i]->key, q->basis[i]->law->name.zh, v->number, v->from, v->words,
				v->read != LAW_READ_TEXT);
	}
	buf_reset(&w->b);
	question_basis_put(&w->b, q, w->today, LANG_ZH);
	values_put(to, "basis", w->b.n ? buf_str(&w->b) : STR("无"));
}

/* ---- questions ---- */

static void put_problem(struct writing *w, const struct selfcheck_verdict *s)
{
	const struct question *q = s->question;
	struct values *v = values_add(w->v, "problems");

	values_put(v, "id", q->id);
	values_put(v, "title", q->title.zh);
	values_put(v, "severity", str_c(severity_words(q->severity)));
	values_put(v, "asks", q->asks.zh);
	values_put(v, "verdict", answer_words(s->value).zh);
	values_put(v, "state", str_c(state_words(s->state)));
	values_put(v, "explanation", s->state == SELFCHECK_CONFIRMED && s->why.n ? s->why : s->answer.explanation);
	put_basis(w, q, v);
	values_put(v, "remedy", q->remedy);
	values_printf(v, "days", "%lld%s%s", (long long)q->days, unit_words(q->days_unit),
		      q->days_sure ? "" : "（参考值，以主管部门要求为准）");
}

static void put_verdict(struct writing *w, const struct selfcheck_verdict *s)
{
	const struct question *q = s->question;
	bool unknown = s->value == ANSWER_UNCHECKED;

	w->by_state[s->state]++;
	w->by_value[s->value]++;
	if (s->answer.version) {
		w->first = !w->first || s->answer.received < w->first ? s->answer.received : w->first;
		w->last = s->answer.received > w->last ? s->answer.received : w->last;
	}
	if (s->value == ANSWER_PARTLY || s->value == ANSWER_FAILS) {
		put_problem(w, s);
		return;
	}
	struct values *v = values_add(w->v, unknown ? "unknown" : "good");

	values_put(v, "id", q->id);
	values_put(v, "title", q->title.zh);
	if (unknown) {
		values_put(v, "why", s->why.n ? s->why : STR("未知"));
		return;
	}
	values_put(v, "verdict", answer_words(s->value).zh);
	values_put(v, "state", str_c(state_words(s->state)));
	values_put(v, "cites", s->cites.n ? s->cites : s->why.n ? s->why : STR("无"));
}

static void put_clause(struct writing *w, const struct clause *c)
{
	uint64_t asked = 0, confirmed = 0, by[ANSWER_VALUE_COUNT] = {0};

	for (size_t i = 0; i < w->r->verdict_count; i++) {
		const struct selfcheck_verdict *s = &w->r->verdicts[i];

		if (!str_eq(s->question->clause, c->id))
			continue;
		asked++;
		by[s->value]++;
		confirmed += s->state == SELFCHECK_CONFIRMED;
	}
	if (!asked)
		return;
	struct values *v = values_add(w->v, "clauses");

	values_put(v, "id", c->id);
	values_put(v, "title", c->title.zh);
	values_printf(v, "asked", "%llu", (unsigned long long)asked);
	values_printf(v, "conforms", "%llu", (unsigned long long)by[ANSWER_CONFORMS]);
	values_printf(v, "problems", "%llu", (unsigned long long)(by[ANSWER_PARTLY] + by[ANSWER_FAILS]));
	values_printf(v, "na", "%llu", (unsigned long long)by[ANSWER_NA]);
	values_printf(v, "unknown", "%llu", (unsigned long long)by[ANSWER_UNCHECKED]);
	values_printf(v, "confirmed", "%llu", (unsigned long long)confirmed);
}

static void put_sums(struct writing *w)
{
	const struct selfreport *r = w->r;
	uint64_t settled = 0, problems = w->by_value[ANSWER_PARTLY] + w->by_value[ANSWER_FAILS];
	uint64_t good = w->by_value[ANSWER_CONFORMS] + w->by_value[ANSWER_NA];

	for (size_t i = 0; i < r->questions->count; i++)
		settled += r->questions->list[i].settled;
	values_printf(w->v, "asked", "%zu", r->verdict_count);
	values_printf(w->v, "answered", "%llu",
		      (unsigned long long)(r->verdict_count - w->by_state[SELFCHECK_UNANSWERED]));
	values_printf(w->v, "conforms", "%llu", (unsigned long long)w->by_value[ANSWER_CONFORMS]);
	values_printf(w->v, "problems_n", "%llu", (unsigned long long)problems);
	values_printf(w->v, "na", "%llu", (unsigned long long)w->by_value[ANSWER_NA]);
	values_printf(w->v, "unknown_n", "%llu", (unsigned long long)w->by_value[ANSWER_UNCHECKED]);
	values_printf(w->v, "confirmed", "%llu", (unsigned long long)w->by_state[SELFCHECK_CONFIRMED]);
	values_printf(w->v, "suggested", "%llu", (unsigned long long)w->by_state[SELFCHECK_SUGGESTED]);
	values_printf(w->v, "settled", "%llu", (unsigned long long)settled);
	if (!problems)
		values_put(w->v, "no_problems", STR("是"));
	if (!good)
		values_put(w->v, "no_good", STR("是"));
	if (!w->by_value[ANSWER_UNCHECKED])
		values_put(w->v, "no_unknown", STR("是"));
	buf_reset(&w->b);
	if (w->first) {
		date_put(&w->b, day_of(w->first));
		buf_put_c(&w->b, "至");
		date_put(&w->b, day_of(w->last));
	}
	values_put(w->v, "period", w->b.n ? buf_str(&w->b) : STR("尚未填报"));
	values_put(w->v, "version", str_sub(str_c(r->questions->digest.c), 0, 12));
}

/* ---- what the checks found ---- */

static void put_detected(struct writing *w, const struct casefile_problem *p)
{
	struct values *v = values_add(w->v, "detected");
	AUTO(buf_release) buf basis;

	buf_init(&basis, TEXT_MOST);
	for (size_t i = 0; i < p->basis_count; i++) {
		const struct casefile_basis *b = &p->basis[i];

		put_law(w, b->key, b->law.zh, b->number, b->from, b->words, b->unread);
		buf_printf(&basis, "%s%.*s %.*s%s", i ? "；" : "", STR_ARG(b->law.zh), STR_ARG(b->number),
			   b->unread ? "（未核对原文）" : "");
	}
	values_put(v, "title", p->title.zh);
	values_put(v, "says", p->says.zh.n ? p->says.zh : p->title.zh);
	values_printf(v, "asset", "%.*s%s%.*s", STR_ARG(p->asset), p->place.n ? "，" : "", STR_ARG(p->place));
	values_put(v, "severity", str_c(severity_words(p->severity)));
	values_put(v, "basis", basis.n ? buf_str(&basis) : STR("无"));
	values_put(v, "remedy", p->remedy.zh.n ? p->remedy.zh : STR("整改"));
}

static void put_run(struct writing *w)
{
	const struct casefile *c = w->r->casefile;
	uint64_t left_out = 0, marked = 0;
	size_t n = 0;

	if (!c) {
		values_put(w->v, "detected_words", STR("没有本单位的技术检测记录：由技术检测认定的事项一律为未知。"));
		return;
	}
	for (size_t i = 0; i < c->problem_count; i++) {
		if (c->problems[i].mark.n) {
			marked++;
		} else if (n == DETECTED_MOST) {
			left_out++;
		} else {
			put_detected(w, &c->problems[i]);
			n++;
		}
	}
	left_out += c->problems_left_out;
	buf_reset(&w->b);
	buf_printf(&w->b, "最近一次技术检测（编号%.*s，", STR_ARG(c->run));
	date_put(&w->b, day_of(c->began));
	buf_printf(&w->b, "）检测对象%llu个，检查结论：符合%llu项，问题%llu项，未知%llu项%s。以下列出%zu个问题",
		   (unsigned long long)c->assets, (unsigned long long)c->counts.by[VERDICT_PASS],
		   (unsigned long long)c->counts.by[VERDICT_FAIL], (unsigned long long)c->counts.by[VERDICT_UNKNOWN],
		   c->complete ? "" : "（检测未完成）", n);
	if (left_out)
		buf_printf(&w->b, "，另有%llu个见检测报告", (unsigned long long)left_out);
	if (marked)
		buf_printf(&w->b, "，已标记误报或者限期的%llu个未列", (unsigned long long)marked);
	buf_put_c(&w->b, "。");
	values_put(w->v, "detected_words", buf_str(&w->b));
}

/* ---- how far it was mended ---- */

struct cases {
	struct writing *w;
	uint64_t all;
	uint64_t closed;
};

static int put_case(void *ctx, const struct case_row *c, err *e)
{
	struct cases *k = ctx;
	struct values *v;

	(void)e;
	k->all++;
	k->closed += c->closed_at != 0;
	if (k->all > DETECTED_MOST)
		return 0;
	v = values_add(k->w->v, "rectified");
	values_put(v, "id", c->id);
	values_put(v, "title", c->title);
	values_put(v, "state", life_state_words(c->state).zh);
	values_printf(v, "round", "%lld", (long long)c->round);
	if (c->due)
		put_date(v, "due", day_of(c->due));
	return 0;
}

static int put_cases(struct writing *w)
{
	struct cases k = {.w = w};
	struct case_filter f = {.state = AT_CASE_NONE, .uscc = w->r->unit};

	TRY(case_each(w->r->ledger, &f, put_case, &k, w->e));
	if (!k.all)
		values_put(w->v, "rectified_words", STR("没有进入整改程序的问题。"));
	else
		values_printf(w->v, "rectified_words", "进入整改程序的问题%llu个，已办结%llu个。",
			      (unsigned long long)k.all, (unsigned long long)k.closed);
	return 0;
}

/* ---- papers ---- */

static int put_paper(struct writing *w, const struct answer_document *d)
{
	struct reading r = {0};
	int rc = reading_find(w->r->ledger, d->sha256, w->r->mem, &r, w->e);
	struct values *v;

	TRY(rc);
	v = values_add(w->v, "papers");
	values_put(v, "name", d->name);
	values_put(v, "sha256", d->sha256);
	if (rc == 1 && str_eq(r.status, STR("done")))
		values_printf(v, "reading", "已读取，%lld页，%lld字", (long long)r.pages, (long long)r.characters);
	else
		values_printf(v, "reading", "未能读取%s%s", rc == 1 && r.reason.n ? "：" : "",
			      rc == 1 ? i18n_text_in(LANG_ZH, arena_cstr(w->r->mem, r.reason)) : "");
	return 0;
}

static int put_papers(struct writing *w)
{
	map seen;
	bool fresh = false;
	int rc = 0;

	map_init(&seen, 100000, 0);
	for (size_t i = 0; i < w->r->verdict_count && rc == 0; i++) {
		const struct answer *a = &w->r->verdicts[i].answer;
		struct answer_document *list = NULL;
		size_t n = 0;

		if (a->version)
			rc = answer_documents(w->r->ledger, a, w->r->mem, &list, &n, w->e);
		for (size_t k = 0; k < n && rc == 0; k++) {
			if (map_add(&seen, list[k].sha256, &fresh) && fresh)
				rc = put_paper(w, &list[k]);
		}
	}
	if (rc == 0 && !seen.n)
		values_put(w->v, "no_papers", STR("是"));
	map_release(&seen);
	return rc;
}

static int put_all(struct writing *w)
{
	const struct selfreport *r = w->r;
	str agency = {0};

	TRY(ledger_setting(r->ledger, "agency.name", r->mem, &agency, w->e));
	values_put(w->v, "agency", agency);
	values_put(w->v, "unit", r->unit_name.n ? r->unit_name : r->unit);
	values_put(w->v, "unit_code", r->unit);
	values_put(w->v, "round", r->round);
	put_date(w->v, "date", w->today);
	for (size_t i = 0; i < r->verdict_count; i++)
		put_verdict(w, &r->verdicts[i]);
	for (size_t i = 0; i < r->clauses->count; i++)
		put_clause(w, &r->clauses->list[i]);
	put_sums(w);
	put_run(w);
	TRY(put_cases(w));
	TRY(put_papers(w));
	if (ledger_is_sample(r->ledger))
		values_put(w->v, "sample", STR("是"));
	/* What nobody confirmed is no report yet. */
	if (w->by_state[SELFCHECK_SUGGESTED])
		values_put(w->v, "draft", STR("是"));
	return 0;
}

int selfreport_values(const struct selfreport *r, struct values *v, uint64_t *ret_unconfirmed, err *e)
{
	struct writing w = {.r = r, .v = v, .today = day_of(ledger_now(r->ledger)), .e = e};

	buf_init(&w.b, TEXT_MOST);
	map_init(&w.laws, LAWS_MOST, 0);
	int rc = put_all(&w);

	buf_release(&w.b);
	map_release(&w.laws);
	if (ret_unconfirmed)
		*ret_unconfirmed = w.by_state[SELFCHECK_SUGGESTED];
	return rc;
}
