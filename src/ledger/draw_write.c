/* draw_write: what is hashed and published, as canonical JSON; part of draw.h. Members stand in the byte order of their names. */
#include "base/json.h"
#include "ledger/draw.h"

static void put_strs(struct json_out *o, const char *name, const str *s, size_t n)
{
	json_open(o, name, '[');
	for (size_t i = 0; i < n; i++)
		json_str(o, NULL, s[i]);
	json_close(o, ']');
}

void draw_put_unit(buf *b, const struct draw_unit *u)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "cap", u->cap);
	json_int(&o, "checked", u->checked);
	json_str(&o, "credit", u->attr[DRAW_CREDIT]);
	json_str(&o, "excluded", u->excluded);
	json_str(&o, "id", u->id);
	json_int(&o, "last", u->last);
	json_str(&o, "name", u->name);
	json_open(&o, "past", '[');
	for (size_t i = 0; i < u->past_count; i++)
		put_strs(&o, NULL, u->past[i], DRAW_PAIR);
	json_close(&o, ']');
	json_str(&o, "region", u->attr[DRAW_REGION]);
	json_str(&o, "risk", u->attr[DRAW_RISK]);
	json_str(&o, "type", u->attr[DRAW_TYPE]);
	json_close(&o, '}');
}

void draw_put_officer(buf *b, const struct draw_officer *f)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "cert_until", f->cert_until);
	json_str(&o, "department", f->department);
	json_str(&o, "id", f->id);
	json_close(&o, '}');
}

void draw_put_recusal(buf *b, const struct draw_recusal *r)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "officer", r->officer);
	json_str(&o, "unit", r->unit);
	json_close(&o, '}');
}

static void put_quota(struct json_out *o, const struct draw_quota *q)
{
	json_open(o, NULL, '{');
	if (q->den) {
		json_open(o, "rate", '[');
		json_int(o, NULL, (int64_t)q->num);
		json_int(o, NULL, (int64_t)q->den);
		json_close(o, ']');
	} else {
		json_int(o, "count", (int64_t)q->count);
	}
	json_open(o, "where", '{');
	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
		if (q->where[k].n)
			json_str(o, draw_attr_name((enum draw_attr)k), q->where[k]);
	}
	json_close(o, '}');
	json_close(o, '}');
}

static void put_lists(struct json_out *o, const struct draw_rule *r)
{
	json_open(o, "exclude", '[');
	for (size_t i = 0; i < r->exclude_count; i++) {
		json_open(o, NULL, '{');
		json_str(o, "id", r->excludes[i].id);
		json_str(o, "reason", r->excludes[i].reason);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_str(o, "method", str_c(draw_method_name(r->method)));
	json_str(o, "number", r->number);
	json_open(o, "officers", '{');
	json_int(o, "each", r->officers ? DRAW_PAIR : 0);
	json_int(o, "load", (int64_t)r->load);
	json_close(o, '}');
	json_open(o, "quotas", '[');
	for (size_t i = 0; i < r->quota_count; i++)
		put_quota(o, &r->quotas[i]);
	json_close(o, ']');
}

void draw_put_rule(buf *b, const struct draw_rule *r)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_open(&o, "beacon", '{');
	json_int(&o, "at", r->beacon_at);
	json_str(&o, "fallback", r->beacon_fallback);
	json_str(&o, "source", r->beacon_source);
	json_close(&o, '}');
	json_str(&o, "campaign", r->campaign);
	json_int(&o, "day", r->day);
	put_lists(&o, r);
	json_int(&o, "reserve", (int64_t)r->reserve);
	json_int(&o, "rest", r->rest);
	json_open(&o, "strata", '[');
	for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
		if (r->strata >> k & 1)
			json_str(&o, NULL, str_c(draw_attr_name((enum draw_attr)k)));
	}
	json_close(&o, ']');
	json_close(&o, '}');
}

/* --- the record ----------------------------------------------------------------------------------------------------------- */

static void put_pairs(struct json_out *o, const struct draw_record *r)
{
	json_open(o, "assigned", '[');
	for (size_t i = 0; i < r->result->pair_count; i++) {
		const struct draw_pair *p = &r->result->pairs[i];

		json_open(o, NULL, '{');
		json_open(o, "officers", '[');
		for (unsigned k = 0; k < DRAW_PAIR; k++) {
			if (p->officers[k] != DRAW_NONE)
				json_str(o, NULL, r->in->officers[p->officers[k]].id);
		}
		json_close(o, ']');
		json_str(o, "unit", r->in->units[p->unit].id);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_changes(struct json_out *o, const struct draw_record *r)
{
	json_open(o, "changes", '[');
	for (size_t i = 0; i < r->change_count; i++) {
		const struct draw_change *c = &r->changes[i];

		json_open(o, NULL, '{');
		json_int(o, "at", c->at);
		json_str(o, "by", c->by);
		json_str(o, "in", c->in);
		json_str(o, "kind", str_c(draw_change_name(c->kind)));
		put_strs(o, "officers", c->officers, c->officers[0].n ? DRAW_PAIR : 0);
		json_str(o, "out", c->out);
		json_str(o, "reason", c->reason);
		json_str(o, "unit", c->unit);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_head(struct json_out *o, const struct draw_record *r)
{
	json_open(o, "beacon", '{');
	put_strs(o, "typed", r->typed, 2);
	json_str(o, "used", r->in->fallback ? STR("fallback") : STR("source"));
	json_str(o, "value", r->in->beacon);
	json_close(o, '}');
	put_changes(o, r);
	json_open(o, "commits", '[');
	for (unsigned i = 0; i < 2; i++) {
		const struct draw_commit *c = &r->commits[i];

		json_open(o, NULL, '{');
		json_hex(o, "commit", digest_str(&c->commit));
		json_str(o, "person", c->person);
		json_hex(o, "random", (str){c->random, sizeof(c->random)});
		json_str(o, "role", i ? STR("draw-supervisor") : STR("draw-operator"));
		json_hex(o, "salt", (str){c->salt, sizeof(c->salt)});
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "digests", '{');
	json_hex(o, "officers", digest_str(&r->result->officers));
	json_hex(o, "pool", digest_str(&r->result->pool));
	json_hex(o, "rule", digest_str(&r->result->rule));
	json_hex(o, "seed", digest_str(&r->result->seed));
	json_close(o, '}');
}

static void put_excluded(struct json_out *o, const struct draw_record *r)
{
	json_open(o, "excluded", '[');
	for (size_t i = 0; i < r->in->unit_count; i++) {
		enum draw_why why = draw_why(&r->in->rule, &r->in->units[i]);

		if (why == DRAW_IN)
			continue;
		json_open(o, NULL, '{');
		json_str(o, "id", r->in->units[i].id);
		json_str(o, "why", str_c(draw_why_name(why)));
		json_close(o, '}');
	}
	json_close(o, ']');
}

/* One value after the other, without holding them all twice. */
static void put_pool(struct json_out *o, const struct draw_record *r)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, 1u << 16);
	json_open(o, "officers", '[');
	for (size_t i = 0; i < r->in->officer_count; i++) {
		buf_reset(&b);
		draw_put_officer(&b, &r->in->officers[i]);
		json_raw(o, NULL, buf_str(&b));
	}
	json_close(o, ']');
	json_open(o, "pool", '[');
	for (size_t i = 0; i < r->in->unit_count; i++) {
		buf_reset(&b);
		draw_put_unit(&b, &r->in->units[i]);
		json_raw(o, NULL, buf_str(&b));
	}
	json_close(o, ']');
	json_open(o, "recusals", '[');
	for (size_t i = 0; i < r->in->recusal_count; i++) {
		buf_reset(&b);
		draw_put_recusal(&b, &r->in->recusals[i]);
		json_raw(o, NULL, buf_str(&b));
	}
	json_close(o, ']');
}

static void put_picks(struct json_out *o, const char *name, const struct draw_record *r, const struct draw_pick *p,
		      size_t n)
{
	size_t bytes = r->in->rule.method == DRAW_RFC3797 ? 16 : 32;

	json_open(o, name, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(o, NULL, '{');
		json_str(o, "id", r->in->units[p[i].lot].id);
		json_hex(o, "ticket", (str){p[i].ticket.b, bytes});
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_strata(struct json_out *o, const struct draw_record *r)
{
	json_open(o, "strata", '[');
	for (size_t i = 0; i < r->result->stratum_count; i++) {
		const struct draw_stratum *s = &r->result->strata[i];

		json_open(o, NULL, '{');
		put_picks(o, "drawn", r, s->picks, s->quota);
		json_open(o, "key", '{');
		for (unsigned k = 0; k < DRAW_ATTR_COUNT; k++) {
			if (r->in->rule.strata >> k & 1)
				json_str(o, draw_attr_name((enum draw_attr)k), s->key[k]);
		}
		json_close(o, '}');
		json_int(o, "quota", (int64_t)s->quota);
		put_picks(o, "reserve", r, s->picks + s->quota, s->count - s->quota);
		json_int(o, "units", (int64_t)s->n);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void draw_put_record(buf *b, const struct draw_record *r)
{
	AUTO(buf_release) buf rule = {0};
	struct json_out o;
	size_t from = b->n;

	buf_init(&rule, SIZE_MAX / 2);
	draw_put_rule(&rule, &r->in->rule);
	json_begin(&o, b);
	json_open(&o, NULL, '{');
	put_pairs(&o, r);
	put_head(&o, r);
	put_excluded(&o, r);
	json_str(&o, "format", STR("yicha-draw-record-1"));
	json_open(&o, "held", '{');
	json_int(&o, "at", r->held_at);
	json_str(&o, "by", r->held_by);
	json_close(&o, '}');
	put_pool(&o, r);
	json_raw(&o, "rule", buf_str(&rule));
	json_bool(&o, "sample", r->sample);
	/* The seal covers everything before and behind it: the record without this member. */
	size_t at = b->n;

	put_strata(&o, r);
	json_close(&o, '}');
	AUTO(buf_release) buf sealed = {0};
	digest seal = digest_sm3(str_from(buf_str(b), from));
	digest_hex hex = digest_to_hex(&seal);

	buf_init(&sealed, SIZE_MAX / 2);
	buf_put(&sealed, str_from(buf_str(b), at));
	b->n = at;
	buf_printf(b, ",\"seal\":\"%s\"", hex.c);
	buf_put(b, buf_str(&sealed));
}
