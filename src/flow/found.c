#include "flow/found.h"

#include "base/i18n.h"

#define TEXT_MOST ((size_t)1 << 16)
#define MEMORY ((size_t)1 << 20)

struct finding_out {
	struct session *session;
	struct ledger *ledger;
	struct case_take take;
	const struct check *check;
	str severity;
	str clause;
	buf says;
	buf remedy;
	buf basis;
	uint64_t marked;
};

int found_judgement(struct session *s, err *e)
{
	int found = store_judgement_latest(s->store, s->run.n, &s->mem, &s->judgement, e);

	TRY(found);
	return found ? 0 : session_judge(s, NULL, s->run.ended != 0, e);
}

static str object_name(const struct scope *s, str id)
{
	for (size_t i = 0; i < s->object_count; i++)
		if (str_eq(s->objects[i].id, id))
			return s->objects[i].name.n ? s->objects[i].name : id;
	return id;
}

/* The evidence's address; empty when there is none. */
static int evidence_of(struct ledger *l, int64_t id, digest_hex *ret, err *e)
{
	struct db_stmt *st = NULL;

	*ret = (digest_hex){0};
	if (id == 0)
		return 0;
	TRY(ledger_stmt(l, "SELECT sha256 FROM evidence WHERE id = :id", &st, e));
	db_bind_int(st, "id", id);
	int rc = db_step(st, e);

	if (rc == 1 && db_bytes(st, 0).n == sizeof(digest)) {
		digest d;

		bytes_copy(d.b, sizeof(d.b), db_bytes(st, 0));
		*ret = digest_to_hex(&d);
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}

static int on_problem(void *ctx, const struct store_problem *p, err *e)
{
	struct finding_out *f = ctx;
	const struct check *k = f->check;
	const struct store_run *run = &f->session->run;
	digest_hex evidence;

	if (str_eq(p->mark, str_c(finding_mark_name(MARK_FALSE_POSITIVE)))) {
		f->marked++;
		return 0;
	}
	buf_reset(&f->says);
	buf_reset(&f->remedy);
	store_problem_fill(p, text2_in(k->says, LANG_ZH), &f->says);
	store_problem_fill(p, text2_in(k->remedy, LANG_ZH), &f->remedy);
	TRY(evidence_of(f->ledger, p->evidence, &evidence, e));
	return case_take_add(&f->take,
			     &(struct case_seen){.rule = p->check,
						 .asset = p->asset_key,
						 .place = p->place,
						 .title = text2_in(k->title, LANG_ZH),
						 .severity = f->severity,
						 .clause = f->clause,
						 .object = object_name(&f->session->scope, p->object),
						 .says = buf_str(&f->says),
						 .remedy = buf_str(&f->remedy),
						 .basis = buf_str(&f->basis),
						 .evidence = str_c(evidence.c),
						 .uscc = run->uscc,
						 .unit = run->unit,
						 .days = k->days.value,
						 .days_unit = k->days.unit,
						 .seen_first = p->first_seen ? p->first_seen : run->began,
						 .seen_last = run->began,
						 .ref = p->finding},
			     e);
}

static int on_coverage(void *ctx, const struct store_coverage *c, err *e)
{
	struct finding_out *f = ctx;

	if (c->rows == 0)
		return 0;
	f->check = checks_find(&f->session->checks, c->check);
	f->severity = c->severity;
	f->clause = c->clause;
	if (!f->check)
		return err_set(e, E_NOTFOUND, "check %.*s, by which the run was judged, is gone: judge the run again",
			       STR_ARG(c->check));
	buf_reset(&f->basis);
	for (size_t i = 0; i < f->check->basis_count; i++)
		buf_printf(&f->basis, "%s%.*s", i ? " " : "", STR_ARG(f->check->basis[i]));
	return store_problem_each(f->session->store, f->session->judgement.id, c->n, INT64_MAX, on_problem, f, e);
}

static int take(struct finding_out *f, const struct person *actor, struct found_counts *ret,
		int (*why)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e)
{
	struct session *s = f->session;

	TRY(case_take_begin(f->ledger, &f->take, e));
	TRY(store_coverage_each(s->store, s->judgement.id, on_coverage, f, e));
	TRY(case_take_end(&f->take,
			  &(struct case_source){.source = s->run.id,
						.tool = STR("yicha"),
						.name = s->run.scope_path,
						.judgement = s->judgement.id,
						.actor = actor},
			  &ret->cases, e));
	ret->marked = f->marked;
	return why ? case_take_why(f->ledger, why, ctx, e) : 0;
}

int found_open(struct session *s, struct ledger *l, const struct person *actor, struct found_counts *ret,
	       int (*why)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e)
{
	struct finding_out f = {.session = s, .ledger = l};

	buf_init(&f.says, TEXT_MOST);
	buf_init(&f.remedy, TEXT_MOST);
	buf_init(&f.basis, TEXT_MOST);
	int rc = ledger_begin(l, e);

	if (rc == 0)
		rc = take(&f, actor, ret, why, ctx, e);
	if (rc == 0)
		rc = ledger_commit(l, e);
	if (rc < 0)
		ledger_rollback(l);
	buf_release(&f.says);
	buf_release(&f.remedy);
	buf_release(&f.basis);
	return rc;
}
