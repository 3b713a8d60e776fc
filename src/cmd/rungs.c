#include "cmd/rungs.h"

#include "base/i18n.h"
#include "base/json.h"
#include "cmd/proof.h"

static str option(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return str_c(v ? v : "");
}

int rungs_next(struct ledger *l, const struct terms *t, const struct term *x, const struct ladder_rung **ret, err *e)
{
	const struct ladder *ladder = ladders_find(&t->ladders, x->ladder);
	int64_t highest = -1;

	if (!ladder)
		return 0;
	TRY(rung_highest(l, x->id, &highest, e));
	for (size_t i = (size_t)(highest + 1); i < ladder->count; i++) {
		if (rung_offered(t->calendar, &x->d, ladder->rungs[i].after, ledger_now(l))) {
			*ret = &ladder->rungs[i];
			return 1;
		}
	}
	return 0;
}

static void put(struct desk *d, buf *b, struct json_out *o, const struct rung *r)
{
	if (!d->json) {
		buf_printf(b, "%.*s  %.*s  %.*s  #%lld  %.*s\n", STR_ARG(r->id),
			   STR_ARG(text2_in(life_state_words(r->state), i18n_lang())), STR_ARG(r->title),
			   (long long)r->term, STR_ARG(r->basis));
		return;
	}
	json_open(o, NULL, '{');
	json_str(o, "basis", r->basis);
	json_int(o, "ended_at", r->ended_at);
	json_str(o, "id", r->id);
	json_int(o, "proposed_at", r->proposed_at);
	json_str(o, "rung", r->rung);
	json_str(o, "state", str_c(life_state_key(r->state)));
	json_int(o, "term", r->term);
	json_str(o, "title", r->title);
	json_close(o, '}');
}

static int show(struct desk *d, str id, buf *b, err *e)
{
	struct rung r;
	struct json_out o;

	TRY(rung_find(d->ledger, id, &d->mem, &r, e));
	json_begin(&o, b);
	put(d, b, &o, &r);
	if (d->json)
		buf_put_c(b, "\n");
	return 0;
}

int rungs_propose(struct desk *d, const struct terms *t, buf *b, err *e)
{
	struct person actor;
	struct term x;
	struct rung r;
	uint64_t id = 0;
	struct rung_new n = {.reason = option(d, "reason"), .actor = &actor, .term = &x};

	if (args_count(d->args) != 3 || !str_to_u64(str_c(args_operand(d->args, 1)), INT64_MAX, &id))
		return err_set(e, E_USAGE, _("yicha deadline propose LIMIT MEASURE"));
	TRY(desk_actor(d, ~0u, &actor, e));
	TRY(term_get(d->ledger, (int64_t)id, &d->mem, &x, e));
	const struct ladder *ladder = ladders_find(&t->ladders, x.ladder);
	const struct ladder_rung *rung = ladder ? ladder_rung_find(ladder, str_c(args_operand(d->args, 2))) : NULL;

	if (!rung)
		return err_set(e, E_NOTFOUND, _("no measure \"%s\" follows this time limit"), args_operand(d->args, 2));
	n.rung = rung->key;
	n.position = rung - ladder->rungs;
	n.after = rung->after;
	n.title = rung->title.zh;
	n.basis = rung->basis.zh;
	TRY(ledger_begin(d->ledger, e));
	TRY(rung_propose(d->ledger, t->calendar, &n, &d->mem, &r, e));
	TRY(ledger_commit(d->ledger, e));
	return show(d, r.id, b, e);
}

int rungs_act(struct desk *d, enum life_event event, buf *b, err *e)
{
	struct person actor;
	struct rung r;
	struct rung_act a = {
		.event = event, .actor = &actor, .reason = option(d, "reason"), .basis = option(d, "basis")};

	if (args_count(d->args) != 2)
		return err_set(e, E_USAGE, _("name a measure by its number (r1)"));
	TRY(desk_actor(d, ~0u, &actor, e));
	TRY(rung_find(d->ledger, str_c(args_operand(d->args, 1)), &d->mem, &r, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(proof_take(d, "evidence", "evidence", actor.id, &a.evidence, &a.evidence_count, e));
	TRY(rung_move(d->ledger, &r, &a, e));
	TRY(ledger_commit(d->ledger, e));
	return show(d, r.id, b, e);
}

struct out {
	struct desk *d;
	buf *b;
	struct json_out o;
};

static int each(void *ctx, const struct rung *r, err *e)
{
	struct out *o = ctx;

	(void)e;
	put(o->d, o->b, &o->o, r);
	if (!o->d->json)
		cmd_put(o->b);
	return 0;
}

int rungs_list(struct desk *d, buf *b, err *e)
{
	struct out o = {.d = d, .b = b};

	json_begin(&o.o, b);
	if (d->json)
		json_open(&o.o, NULL, '[');
	TRY(rung_each(d->ledger, 0, each, &o, e));
	if (d->json) {
		json_close(&o.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}
