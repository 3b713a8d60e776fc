#include "flow/onsitecases.h"

#include <stdio.h>

#include "base/i18n.h"

#define MEMORY ((size_t)64 << 20)

struct taking {
	const struct onsite *o;
	const struct questions *questions;
	const struct checks *checks;
	arena mem;
	struct case_take take;
	err *e;
};

static str keys_of_question(struct taking *t, const struct question *q)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < q->basis_count; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(q->basis[i]->key));
	return arena_str(&t->mem, buf_str(&b));
}

static str keys_of_check(struct taking *t, const struct check *c)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < c->basis_count; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(c->basis[i]));
	return arena_str(&t->mem, buf_str(&b));
}

/* What the check or question says of such a problem. False: it is gone from the catalogue. */
static bool fill(struct taking *t, str subject, struct case_seen *s)
{
	const struct question *q = questions_find(t->questions, subject);
	const struct check *c = q ? NULL : checks_find(t->checks, subject);

	if (q) {
		s->title = q->title.zh;
		s->severity = q->severity;
		s->clause = q->clause;
		s->remedy = q->remedy;
		s->basis = keys_of_question(t, q);
		s->days = q->days;
		s->days_unit = q->days_unit;
	} else if (c) {
		s->title = c->title.zh;
		s->severity = str_c(severity_name(c->severity));
		s->clause = c->clause;
		s->remedy = c->remedy.zh;
		s->basis = keys_of_check(t, c);
		s->days = c->days.value;
		s->days_unit = c->days.unit;
	}
	return q || c;
}

static int take_item(struct taking *t, const struct onsite_item *i)
{
	enum answer_value value = ANSWER_UNCHECKED;
	struct case_seen s = {.rule = i->subject,
			      .place = i->place,
			      .object = t->o->location,
			      .says = i->says.n ? i->says : i->title,
			      .evidence = i->evidence,
			      .uscc = t->o->uscc,
			      .unit = t->o->unit,
			      .seen_first = i->at,
			      .seen_last = i->at};
	char asset[64], ref[32];

	if (!i->subject.n || !answer_parse(i->verdict, &value) || (value != ANSWER_FAILS && value != ANSWER_PARTLY))
		return 0;
	if (!fill(t, i->subject, &s))
		return err_set(t->e, E_NOTFOUND, _("no question or check %.*s%.*s"), STR_ARG(i->subject), 0, "");
	(void)snprintf(asset, sizeof(asset), "unit:%.*s", STR_ARG(t->o->uscc));
	(void)snprintf(ref, sizeof(ref), "%lld", (long long)i->n);
	s.asset = str_c(asset);
	s.ref = str_c(ref);
	return case_take_add(&t->take, &s, t->e);
}

static int take_all(struct taking *t, struct ledger *l, const struct person *actor, struct case_counts *ret)
{
	struct onsite_item *items = NULL;
	size_t n = 0;

	if (!t->o->closed)
		return err_set(t->e, E_USAGE, _("%.*s is not closed yet"), STR_ARG(t->o->id));
	TRY(onsite_items(l, t->o->id, &t->mem, &items, &n, t->e));
	TRY(case_take_begin(l, &t->take, t->e));
	for (size_t i = 0; i < n; i++)
		TRY(take_item(t, &items[i]));
	return case_take_end(
		&t->take,
		&(struct case_source){
			.source = t->o->number, .tool = STR("onsite"), .name = t->o->number, .actor = actor},
		ret, t->e);
}

int onsitecases_take(struct ledger *l, const struct onsite *o, const struct questions *q, const struct checks *checks,
		     const struct person *actor, struct case_counts *ret, err *e)
{
	struct taking t = {.o = o, .questions = q, .checks = checks, .e = e};

	*ret = (struct case_counts){0};
	arena_init(&t.mem, MEMORY);
	int rc = take_all(&t, l, actor, ret);

	arena_clear(&t.mem);
	return rc;
}
