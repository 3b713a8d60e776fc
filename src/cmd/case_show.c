#include "cmd/case_show.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"

#define OUT_MOST ((size_t)512 << 20)
#define TEXT_SHOWN ((size_t)400)

void case_out_init(struct case_out *o, const struct desk *d)
{
	*o = (struct case_out){.json = d->json, .now = ledger_now(d->ledger)};
	buf_init(&o->b, OUT_MOST);
}

void case_out_end(struct case_out *o)
{
	if (o->json)
		buf_put_c(&o->b, o->n ? "]\n" : "[]\n");
	cmd_put(&o->b);
	buf_release(&o->b);
}

void case_show_time(buf *b, int64_t at)
{
	if (at)
		date_put_time(b, at, DATE_CHINA_MINUTES);
	else
		buf_put_c(b, "–");
}

/* The last day on which it is in time. */
static void put_due(buf *b, int64_t due)
{
	if (due)
		date_put(b, (due - 1 + DATE_CHINA_MINUTES * 60) / 86400);
}

static void put_json(struct json_out *o, const struct case_row *c, int64_t now)
{
	json_str(o, "asset", c->asset);
	json_str(o, "basis", c->basis);
	json_str(o, "clause", c->clause);
	json_int(o, "closed_at", c->closed_at);
	json_int(o, "due", c->due);
	json_str(o, "evidence", c->evidence);
	json_str(o, "finding", c->finding);
	json_str(o, "id", c->id);
	json_str(o, "notice", c->notice);
	json_str(o, "object", c->object);
	json_int(o, "opened_at", c->opened_at);
	json_bool(o, "overdue", case_is_overdue(c, now));
	json_str(o, "place", c->place);
	json_str(o, "remedy", c->remedy);
	json_str(o, "reopened_from", c->reopened_from);
	json_int(o, "round", c->round);
	json_str(o, "rule", c->rule);
	json_str(o, "same_as", c->same_as);
	json_str(o, "says", c->says);
	json_int(o, "seen_first", c->seen_first);
	json_int(o, "seen_last", c->seen_last);
	json_str(o, "severity", c->severity);
	json_str(o, "state", str_c(life_state_key(c->state)));
}

static void put_json_end(struct json_out *o, const struct case_row *c)
{
	json_str(o, "tester", c->tester);
	json_str(o, "title", c->title);
	json_str(o, "tool", c->tool);
	json_str(o, "unit", c->unit);
	json_str(o, "uscc", c->uscc);
}

static void put_state(buf *b, const struct case_row *c, int64_t now)
{
	buf_put(b, text2_in(life_state_words(c->state), i18n_lang()));
	if (case_is_overdue(c, now))
		buf_printf(b, " (%s)", _("overdue"));
}

int case_show_line(void *ctx, const struct case_row *c, err *e)
{
	struct case_out *o = ctx;
	struct json_out j;

	(void)e;
	if (o->json) {
		buf_put_c(&o->b, o->n++ ? ",\n " : "[");
		json_begin(&j, &o->b);
		json_open(&j, NULL, '{');
		put_json(&j, c, o->now);
		put_json_end(&j, c);
		json_close(&j, '}');
		return 0;
	}
	o->n++;
	buf_printf(&o->b, "%-18.*s ", STR_ARG(c->id));
	put_state(&o->b, c, o->now);
	buf_printf(&o->b, "  %.*s  ", STR_ARG(c->severity));
	buf_put_clean(&o->b, c->title, 200);
	buf_put_c(&o->b, "  ");
	buf_put_clean(&o->b, c->asset, 200);
	buf_put_c(&o->b, c->place.n ? "  " : "");
	buf_put_clean(&o->b, c->place, 200);
	if (c->due) {
		buf_printf(&o->b, "  %s ", _("until"));
		put_due(&o->b, c->due);
	}
	buf_put_byte(&o->b, '\n');
	return 0;
}

int case_show_why(void *ctx, const struct case_why *w, err *e)
{
	buf *b = ctx;

	(void)e;
	if (w->row)
		buf_printf(b, _("%.*s: the same rule, asset and place as %.*s"), STR_ARG(w->ref), STR_ARG(w->as));
	else
		buf_printf(b, _("%.*s: is case %.*s, which is \"%.*s\""), STR_ARG(w->ref), STR_ARG(w->as),
			   STR_ARG(text2_in(life_state_words(w->state), i18n_lang())));
	buf_put_c(b, "  ");
	buf_put_clean(b, w->rule, 200);
	buf_put_c(b, "  ");
	buf_put_clean(b, w->asset, 200);
	buf_put_c(b, "  ");
	buf_put_clean(b, w->place, 200);
	buf_put_byte(b, '\n');
	return 0;
}

/* --- in full -------------------------------------------------------------------------------------------------------------- */

static void put_field(buf *b, const char *name, str value)
{
	if (value.n == 0)
		return;
	buf_printf(b, "  %s: ", name);
	buf_put_clean(b, value, TEXT_SHOWN);
	buf_put_byte(b, '\n');
}

struct history {
	struct case_out *o;
	struct json_out *j; /* NULL: as text */
};

static int put_step(void *ctx, const struct step_row *r, err *e)
{
	struct history *h = ctx;
	buf *b = &h->o->b;

	(void)e;
	if (h->j) {
		json_open(h->j, NULL, '{');
		json_str(h->j, "actor", r->actor);
		json_int(h->j, "at", r->at);
		json_str(h->j, "basis", r->basis);
		json_str(h->j, "event", r->event);
		json_str(h->j, "evidence", r->evidence);
		json_str(h->j, "from", r->was);
		json_int(h->j, "leaf", r->leaf);
		json_str(h->j, "reason", r->reason);
		json_str(h->j, "role", r->role);
		json_str(h->j, "to", r->became);
		json_close(h->j, '}');
		return 0;
	}
	buf_put_c(b, "  ");
	case_show_time(b, r->at);
	buf_printf(b, "  %.*s  %.*s (%.*s)  #%lld", STR_ARG(r->event), STR_ARG(r->actor), STR_ARG(r->role),
		   (long long)r->leaf);
	if (r->reason.n) {
		buf_put_c(b, "  ");
		buf_put_clean(b, r->reason, TEXT_SHOWN);
	}
	buf_put_byte(b, '\n');
	return 0;
}

static int put_round(void *ctx, const struct case_round *r, err *e)
{
	struct history *h = ctx;
	buf *b = &h->o->b;

	(void)e;
	if (h->j) {
		json_open(h->j, NULL, '{');
		json_int(h->j, "at", r->at);
		json_str(h->j, "evidence", r->evidence);
		json_str(h->j, "reason", r->reason);
		json_str(h->j, "result", r->result);
		json_int(h->j, "round", r->round);
		json_str(h->j, "run", r->run);
		json_str(h->j, "tester", r->tester);
		json_close(h->j, '}');
		return 0;
	}
	buf_printf(b, "  %s %lld: %.*s (%.*s) ", _("re-test, round"), (long long)r->round, STR_ARG(r->result),
		   STR_ARG(r->tester));
	buf_put_clean(b, r->reason, TEXT_SHOWN);
	buf_put_byte(b, '\n');
	return 0;
}

static int put_sighting(void *ctx, const struct case_sighting *s, err *e)
{
	struct history *h = ctx;
	buf *b = &h->o->b;

	(void)e;
	if (h->j) {
		json_open(h->j, NULL, '{');
		json_int(h->j, "at", s->at);
		json_str(h->j, "name", s->name);
		json_str(h->j, "ref", s->ref);
		json_str(h->j, "source", s->source);
		json_str(h->j, "tool", s->tool);
		json_close(h->j, '}');
		return 0;
	}
	buf_printf(b, "  %s ", _("seen"));
	case_show_time(b, s->at);
	buf_printf(b, "  %.*s %.*s ", STR_ARG(s->tool), STR_ARG(s->source));
	buf_put_clean(b, s->name, TEXT_SHOWN);
	buf_put_c(b, " ");
	buf_put_clean(b, s->ref, 100);
	buf_put_byte(b, '\n');
	return 0;
}

static int full_json(struct desk *d, struct case_out *o, const struct case_row *c, err *e)
{
	struct json_out j;
	struct history h = {o, &j};

	buf_put_c(&o->b, o->n++ ? ",\n " : "[");
	json_begin(&j, &o->b);
	json_open(&j, NULL, '{');
	put_json(&j, c, o->now);
	json_open(&j, "steps", '[');
	TRY(step_each(d->ledger, c->id, put_step, &h, e));
	json_close(&j, ']');
	json_open(&j, "tested", '[');
	TRY(case_rounds(d->ledger, c->id, put_round, &h, e));
	json_close(&j, ']');
	put_json_end(&j, c);
	json_open(&j, "was_seen", '[');
	TRY(case_sightings(d->ledger, c->finding, put_sighting, &h, e));
	json_close(&j, ']');
	json_close(&j, '}');
	return 0;
}

int case_show_full(struct desk *d, struct case_out *o, const struct case_row *c, err *e)
{
	struct history h = {o, NULL};
	buf *b = &o->b;

	if (o->json)
		return full_json(d, o, c, e);
	TRY(case_show_line(o, c, e));
	put_field(b, _("unit"), c->unit);
	put_field(b, _("code"), c->uscc);
	put_field(b, _("rule"), c->rule);
	put_field(b, _("object"), c->object);
	put_field(b, _("found"), c->says);
	put_field(b, _("remedy"), c->remedy);
	put_field(b, _("basis"), c->basis);
	put_field(b, _("evidence"), c->evidence);
	put_field(b, _("reappeared; before:"), c->reopened_from);
	put_field(b, _("the same as"), c->same_as);
	put_field(b, _("notice"), c->notice);
	put_field(b, _("re-test by"), c->tester);
	TRY(step_each(d->ledger, c->id, put_step, &h, e));
	TRY(case_rounds(d->ledger, c->id, put_round, &h, e));
	return case_sightings(d->ledger, c->finding, put_sighting, &h, e);
}
