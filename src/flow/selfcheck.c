#include "flow/selfcheck.h"

#include "base/date.h"
#include "base/i18n.h"

#define MARKS_MOST 3
#define WHY_MOST 2000
#define CITES_MOST 4000

const char *selfcheck_state_key(enum selfcheck_state s)
{
	static const char *const keys[SELFCHECK_STATE_COUNT] = {
		[SELFCHECK_UNANSWERED] = "unanswered",
		[SELFCHECK_OPEN] = "open",
		[SELFCHECK_SUGGESTED] = "suggested",
		[SELFCHECK_CONFIRMED] = "confirmed",
	};

	return keys[s];
}

struct look {
	struct ledger *l;
	int64_t today;
	arena *mem;
	const struct answer_document *documents;
	size_t document_count;
	size_t unread;  /* papers whose text is not known, as far as looked at */
	str unread_why; /* of the first */
	buf why;
	buf cites;
	err *e;
};

static void cite(struct look *k, const struct answer_document *d, const struct reading_mark *m)
{
	/* Kept with the conclusion: in no language. */
	buf_printf(&k->cites, "%s%.*s p. %lld: %.*s", k->cites.n ? "\n" : "", STR_ARG(d->name), (long long)m->page,
		   STR_ARG(m->excerpt));
	if (m->day != INT64_MIN) {
		buf_put_c(&k->cites, " (");
		date_put(&k->cites, m->day);
		buf_put_c(&k->cites, ")");
	}
}

/* The latest date on a paper that is not in the future. */
static int latest_date(struct look *k, str sha256, int64_t *ret)
{
	struct reading_mark *dates = arena_new(k->mem, struct reading_mark, 200);
	size_t n = 0;

	*ret = INT64_MIN;
	TRY(reading_marks(k->l, sha256, STR("date"), (str){0}, k->mem, dates, 200, &n, k->e));
	for (size_t i = 0; i < n; i++) {
		if (dates[i].day <= k->today && dates[i].day > *ret)
			*ret = dates[i].day;
	}
	return 0;
}

/* 1: a passage of the wanted age stands in this paper, cited. *ret_old: it stands there, with this latest date at the best. */
static int look_in(struct look *k, const struct question_passage *p, const struct answer_document *d, int64_t *ret_old)
{
	struct reading_mark marks[MARKS_MOST];
	size_t n = 0;

	TRY(reading_marks(k->l, d->sha256, STR("passage"), p->id, k->mem, marks, MARKS_MOST, &n, k->e));
	for (size_t i = 0; i < n; i++) {
		if (p->days && marks[i].day == INT64_MIN)
			TRY(latest_date(k, d->sha256, &marks[i].day));
		if (!p->days || marks[i].day >= k->today - p->days) {
			cite(k, d, &marks[i]);
			return 1;
		}
		*ret_old = marks[i].day > *ret_old ? marks[i].day : *ret_old;
	}
	return 0;
}

static void say_missing(struct look *k, const struct question_passage *p, bool found, int64_t day)
{
	str title = text2_in(p->title, i18n_lang());

	buf_put_c(&k->why, k->why.n ? "; " : "");
	if (!found) {
		buf_printf(&k->why, _("no passage in the papers: %.*s"), STR_ARG(title));
		return;
	}
	buf_printf(&k->why, _("no date within %u days: %.*s"), p->days, STR_ARG(title));
	if (day != INT64_MIN) {
		buf_put_c(&k->why, " (");
		date_put(&k->why, day);
		buf_put_c(&k->why, ")");
	}
}

/* 1: found in one of the papers; 0: not, said in k->why. */
static int look_for(struct look *k, const struct question_passage *p)
{
	int64_t old = INT64_MIN;
	bool found = false;

	for (size_t i = 0; i < k->document_count; i++) {
		int64_t day = INT64_MIN;
		int rc = look_in(k, p, &k->documents[i], &day);
		size_t n = 0;
		struct reading_mark any;

		if (rc != 0)
			return rc;
		TRY(reading_marks(k->l, k->documents[i].sha256, STR("passage"), p->id, k->mem, &any, 1, &n, k->e));
		found |= n > 0;
		old = day > old ? day : old;
	}
	say_missing(k, p, found, old);
	return 0;
}

static int count_unread(struct look *k)
{
	for (size_t i = 0; i < k->document_count; i++) {
		struct reading r = {0};
		int rc = reading_find(k->l, k->documents[i].sha256, k->mem, &r, k->e);

		TRY(rc);
		if (rc == 1 && str_eq(r.status, STR("done")))
			continue;
		if (!k->unread++)
			k->unread_why = rc == 1 ? r.reason : STR("");
	}
	return 0;
}

/* What the evidence lets one suggest of an answer "conforms". */
static int look_at_evidence(struct look *k, struct selfcheck_verdict *v)
{
	const struct question *q = v->question;
	bool all = true;

	if (!k->document_count) {
		buf_put_c(&k->why, _("no evidence was handed in"));
		return 0;
	}
	TRY(count_unread(k));
	for (size_t i = 0; i < q->passage_count; i++) {
		int rc = look_for(k, q->passages[i]);

		TRY(rc);
		all &= rc == 1;
	}
	if (!q->passage_count)
		buf_put_c(&k->why, _("a person must look at the evidence"));
	else if (all)
		v->state = SELFCHECK_SUGGESTED;
	if (k->unread && (!all || !q->passage_count)) {
		buf_printf(&k->why, _("; %zu papers were not read"), k->unread);
		if (k->unread_why.n)
			buf_printf(&k->why, ": %s", _(arena_cstr(k->mem, k->unread_why)));
	}
	v->value = v->state == SELFCHECK_SUGGESTED ? ANSWER_CONFORMS : ANSWER_UNCHECKED;
	return 0;
}

static int suggest(struct look *k, struct selfcheck_verdict *v)
{
	v->state = SELFCHECK_OPEN;
	v->value = ANSWER_UNCHECKED;
	switch (v->answer.value) {
	case ANSWER_CONFORMS:
		return look_at_evidence(k, v);
	case ANSWER_PARTLY:
	case ANSWER_FAILS:
		buf_put_c(&k->why, _("the unit says so"));
		break;
	case ANSWER_NA:
		buf_printf(&k->why, _("the unit says: %.*s"), STR_ARG(v->answer.explanation));
		break;
	case ANSWER_UNCHECKED:
	case ANSWER_VALUE_COUNT:
		buf_put_c(&k->why, _("the unit has not examined it"));
		return 0;
	}
	v->state = SELFCHECK_SUGGESTED;
	v->value = v->answer.value;
	return 0;
}

static int look_at(struct look *k, struct selfcheck_verdict *v)
{
	struct answer_document *documents = NULL;

	buf_reset(&k->why);
	buf_reset(&k->cites);
	k->unread = 0;
	if (!v->answer.version) {
		v->state = SELFCHECK_UNANSWERED;
		v->value = ANSWER_UNCHECKED;
		v->why = str_c(_("not answered"));
		return 0;
	}
	if (v->answer.concluded) {
		v->state = SELFCHECK_CONFIRMED;
		v->value = v->answer.conclusion;
		v->why = v->answer.reason;
		v->cites = v->answer.cites;
		return 0;
	}
	TRY(answer_documents(k->l, &v->answer, k->mem, &documents, &k->document_count, k->e));
	k->documents = documents;
	TRY(suggest(k, v));
	v->why = arena_str(k->mem, buf_str(&k->why));
	v->cites = arena_str(k->mem, buf_str(&k->cites));
	return 0;
}

static const struct answer *answer_of(const struct answer *list, size_t n, str question)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].question, question))
			return &list[i];
	}
	return NULL;
}

int selfcheck_verdicts(struct ledger *l, const struct questions *q, str unit, str round, arena *mem,
		       struct selfcheck_verdict **ret, size_t *ret_n, err *e)
{
	struct look k = {.l = l, .today = (ledger_now(l) + DATE_CHINA_MINUTES * 60) / 86400, .mem = mem, .e = e};
	struct answer *answers = NULL;
	size_t n = 0;
	int rc = 0;

	*ret_n = 0;
	*ret = arena_new(mem, struct selfcheck_verdict, q->count + 1);
	TRY(answer_list(l, unit, round, mem, &answers, &n, e));
	buf_init(&k.why, WHY_MOST);
	buf_init(&k.cites, CITES_MOST);
	for (size_t i = 0; i < q->count && rc == 0; i++) {
		const struct answer *a = answer_of(answers, n, q->list[i].id);
		struct selfcheck_verdict *v = &(*ret)[*ret_n];

		if (q->list[i].settled)
			continue;
		*v = (struct selfcheck_verdict){.question = &q->list[i]};
		if (a)
			v->answer = *a;
		rc = look_at(&k, v);
		(*ret_n)++;
	}
	buf_release(&k.why);
	buf_release(&k.cites);
	return rc;
}

int selfcheck_confirm(struct ledger *l, const struct selfcheck_verdict *v, const enum answer_value *value, str reason,
		      const struct person *p, err *e)
{
	str id = v->question->id;

	if (!v->answer.version)
		return err_set(e, E_USAGE, _("%.*s was not answered: there is nothing to confirm"), STR_ARG(id));
	if (!value && v->state != SELFCHECK_SUGGESTED)
		return err_set(e, E_USAGE, _("nothing is suggested for %.*s (%.*s): say --verdict and --reason"),
			       STR_ARG(id), STR_ARG(v->why));
	if (value && (v->state != SELFCHECK_SUGGESTED || *value != v->value) && !reason.n)
		return err_set(e, E_USAGE, _("%.*s: another verdict than the suggested one needs a --reason"),
			       STR_ARG(id));
	return answer_conclude(l, &v->answer, value ? *value : v->value, reason, v->cites, p, e);
}
