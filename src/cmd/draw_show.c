#include "cmd/draw_show.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "ledger/assign.h"

static void line_hex(buf *b, const char *words, const digest *d)
{
	buf_printf(b, "  %s ", words);
	buf_put_hex(b, digest_str(d));
	buf_put_byte(b, '\n');
}

static void put_key(buf *b, const struct draw_rule *rule, const struct draw_stratum *s)
{
	bool some = false;

	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
		if (!(rule->strata >> k & 1))
			continue;
		buf_printf(b, "%s%s=", some ? ", " : "", draw_attr_name((enum draw_attr)k));
		buf_put_clean(b, s->key[k], DRAW_TEXT_MOST);
		some = true;
	}
	if (!some)
		buf_put_c(b, _("all units"));
}

static void put_unit(buf *b, const struct draw_input *in, uint32_t unit)
{
	buf_printf(b, "%.*s ", STR_ARG(in->units[unit].id));
	buf_put_clean(b, in->units[unit].name, DRAW_TEXT_MOST);
}

static void put_strata(buf *b, const struct draw_input *in, const struct draw_result *r)
{
	for (size_t i = 0; i < r->stratum_count; i++) {
		const struct draw_stratum *s = &r->strata[i];

		put_key(b, &in->rule, s);
		buf_printf(b, _(": %llu of %llu units\n"), (unsigned long long)s->quota, (unsigned long long)s->n);
		for (size_t k = 0; k < s->count; k++) {
			digest_hex hex = digest_to_hex(&s->picks[k].ticket);

			buf_printf(b, "  %s %.12s ", k < s->quota ? _("drawn  ") : _("reserve"), hex.c);
			put_unit(b, in, s->picks[k].lot);
			buf_put_byte(b, '\n');
		}
	}
}

/* "units X, Y share only the officers Z". */
static void draw_show_hall(const struct draw_input *in, const struct draw_result *r, const struct draw_pair *p, buf *b)
{
	const struct assign_hall *h = p->hall;

	buf_put_c(b, _("nobody: the units"));
	for (size_t i = 0; i < h->unit_count; i++)
		buf_printf(b, " %.*s", STR_ARG(in->units[r->pairs[h->units[i]].unit].id));
	if (h->officer_count == 0) {
		buf_put_c(b, _(" have no officer who may go\n"));
		return;
	}
	buf_put_c(b, _(" share only the officers"));
	for (size_t i = 0; i < h->officer_count; i++)
		buf_printf(b, " %.*s", STR_ARG(in->officers[h->officers[i]].id));
	buf_put_c(b, _(", who have no place left\n"));
}

static void put_pairs(buf *b, const struct draw_input *in, const struct draw_result *r, const struct draw_standing *now)
{
	buf_put_c(b, _("who goes where:\n"));
	for (size_t i = 0; i < r->pair_count; i++) {
		const struct draw_pair *p = &now->pairs[i];

		buf_put_c(b, "  ");
		put_unit(b, in, p->unit);
		buf_put_c(b, ": ");
		if (p->hall) {
			draw_show_hall(in, r, p, b);
			continue;
		}
		for (unsigned k = 0; k < DRAW_PAIR && p->officers[k] != DRAW_NONE; k++)
			buf_printf(b, "%s%.*s", k ? " + " : "", STR_ARG(in->officers[p->officers[k]].id));
		buf_put_c(b, p->officers[0] == DRAW_NONE ? _("nobody has room\n") : "\n");
	}
}

static void put_changes(buf *b, const struct campaign *c)
{
	for (size_t i = 0; i < c->change_count; i++) {
		const struct draw_change *x = &c->changes[i];

		buf_printf(b, _("replaced: %.*s by %.*s ("), STR_ARG(x->out), STR_ARG(x->in));
		buf_put_clean(b, x->reason, DRAW_TEXT_MOST);
		buf_put_c(b, ")\n");
	}
}

static void put_seeds(buf *b, const struct campaign *c)
{
	for (unsigned i = 0; i < CAMPAIGN_SIDES; i++) {
		if (c->commits[i].person.n)
			buf_printf(b, _("  committed: %.*s%s\n"), STR_ARG(c->commits[i].person),
				   c->revealed[i] ? _(", revealed") : "");
	}
	for (unsigned i = 0; i < CAMPAIGN_SIDES; i++) {
		if (c->typed[i].n) {
			buf_printf(b, _("  public value typed by %.*s: "), STR_ARG(c->typed[i]));
			buf_put_clean(b, c->values[i], DRAW_TEXT_MOST);
			buf_put_byte(b, '\n');
		}
	}
}

void draw_show_text(const struct campaign *c, const struct draw_result *r, const struct draw_standing *now, buf *b)
{
	const struct draw_rule *rule = &c->in.rule;

	buf_printf(b, _("draw %.*s: "), STR_ARG(rule->number));
	buf_put_clean(b, rule->campaign, DRAW_TEXT_MOST);
	buf_printf(b, ", %s\n", _(campaign_state_name(c->state)));
	buf_put_c(b, _("  public value: "));
	buf_put_clean(b, rule->beacon_source, DRAW_TEXT_MOST);
	buf_put_c(b, _(", not before "));
	date_put_time(b, rule->beacon_at, DATE_CHINA_MINUTES);
	buf_put_byte(b, '\n');
	if (c->reason.n)
		buf_printf(b, _("  aborted: %.*s\n"), STR_ARG(c->reason));
	line_hex(b, _("rule    "), &r->rule);
	if (c->in.unit_count) {
		line_hex(b, _("pool    "), &r->pool);
		line_hex(b, _("officers"), &r->officers);
		buf_printf(b, _("  %zu units, %zu officers, %zu recusals\n"), c->in.unit_count, c->in.officer_count,
			   c->in.recusal_count);
	}
	put_seeds(b, c);
	if (c->state != CAMPAIGN_HELD)
		return;
	line_hex(b, _("seed    "), &r->seed);
	put_strata(b, &c->in, r);
	put_pairs(b, &c->in, r, now);
	put_changes(b, c);
}

static void json_pairs(struct json_out *o, const struct campaign *c, const struct draw_result *r,
		       const struct draw_standing *now)
{
	json_open(o, "standing", '[');
	for (size_t i = 0; c->state == CAMPAIGN_HELD && i < r->pair_count; i++) {
		const struct draw_pair *p = &now->pairs[i];

		json_open(o, NULL, '{');
		json_open(o, "officers", '[');
		for (unsigned k = 0; k < DRAW_PAIR && p->officers[k] != DRAW_NONE; k++)
			json_str(o, NULL, c->in.officers[p->officers[k]].id);
		json_close(o, ']');
		json_str(o, "unit", c->in.units[p->unit].id);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void draw_show_json(const struct campaign *c, const struct draw_result *r, const struct draw_standing *now, buf *b)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "campaign", c->in.rule.campaign);
	json_int(&o, "changes", (int64_t)c->change_count);
	json_str(&o, "number", c->in.rule.number);
	json_int(&o, "officers", (int64_t)c->in.officer_count);
	json_hex(&o, "pool_root", digest_str(&r->pool));
	json_str(&o, "reason", c->reason);
	json_hex(&o, "rule_digest", digest_str(&r->rule));
	if (c->state == CAMPAIGN_HELD)
		json_hex(&o, "seed", digest_str(&r->seed));
	json_pairs(&o, c, r, now);
	json_str(&o, "state", str_c(campaign_state_name(c->state)));
	json_int(&o, "units", (int64_t)c->in.unit_count);
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

void draw_show_verified(enum draw_verify answer, const struct draw_verified *r, str why, buf *b)
{
	if (answer != DRAW_VERIFY_GOOD) {
		buf_put_c(b, answer == DRAW_VERIFY_DIFFERS ? _("NOT right: ") : _("not verified: "));
		buf_put_clean(b, why, 1000);
		buf_put_byte(b, '\n');
		return;
	}
	buf_put_c(b, _("right: the result follows from the rule, the pool, both secrets and the public value\n"));
	if (r->sample)
		buf_put_c(b, _("  a sample: nobody was inspected\n"));
	buf_printf(b, _("  draw %.*s: "), STR_ARG(r->number));
	buf_put_clean(b, r->campaign, DRAW_TEXT_MOST);
	buf_printf(b, _("\n  %zu units, %zu left out, %zu strata; %zu drawn, %zu without officers, %zu replacements\n"),
		   r->units, r->excluded, r->strata, r->drawn, r->unstaffed, r->changes);
	buf_put_c(b, _("  these must be what was announced before the draw, and stand in the log:\n"));
	line_hex(b, _("rule    "), &r->rule);
	line_hex(b, _("pool    "), &r->pool);
	line_hex(b, _("officers"), &r->officers);
	for (unsigned i = 0; i < 2; i++) {
		line_hex(b, _("secret  "), &r->commits[i]);
		buf_printf(b, "           %.*s\n", STR_ARG(r->persons[i]));
	}
	buf_put_c(b, _("  and these after it:\n"));
	line_hex(b, _("seed    "), &r->seed);
	line_hex(b, _("seal    "), &r->seal);
}

void draw_show_unit(const struct draw_verify_unit *u, buf *b)
{
	if (!u->found) {
		buf_printf(b, _("%.*s is not in the pool\n"), STR_ARG(u->id));
		return;
	}
	buf_printf(b, "%.*s ", STR_ARG(u->id));
	buf_put_clean(b, u->name, DRAW_TEXT_MOST);
	buf_put_byte(b, '\n');
	if (u->why.n) {
		buf_printf(b, _("  was left out (%.*s)\n"), STR_ARG(u->why));
		return;
	}
	buf_put_c(b, _("  ticket         "));
	buf_put_hex(b, (str){u->ticket, sizeof(u->ticket)});
	buf_put_c(b, _("\n  highest drawn  "));
	buf_put_hex(b, (str){u->highest, sizeof(u->highest)});
	buf_printf(b, _("\n  place %llu of %llu in its stratum, of which %llu were drawn\n"),
		   (unsigned long long)u->place, (unsigned long long)u->stratum, (unsigned long long)u->quota);
}
