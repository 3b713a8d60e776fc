/* draw_verify_changes: replacements after the draw: always the next of the order that was published; part of draw_verify.h. */
#include "base/i18n.h"
#include "exchange/draw_verify_priv.h"

/* Officers who were taken from a unit come back to it no more. */
struct gone {
	const uint32_t (*pairs)[2]; /* unit, officer */
	size_t n;
};

static struct verify_place *place_of(struct verify *v, str unit)
{
	for (size_t i = 0; i < v->place_count; i++) {
		if (str_eq(v->units[v->places[i].unit].id, unit))
			return &v->places[i];
	}
	return NULL;
}

static bool is_gone(const struct gone *g, uint32_t unit, uint32_t officer)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->pairs[i][0] == unit && g->pairs[i][1] == officer)
			return true;
	}
	return false;
}

/* The first of the unit's list with room, beside `other` (VERIFY_NONE: nobody). */
static uint32_t next_officer(struct verify *v, const struct verify_place *p, uint32_t other, const struct gone *g)
{
	const struct verify_unit *u = &v->units[p->unit];
	uint32_t group = other == VERIFY_NONE ? 0 : verify_group(u, v->officers[other].id);

	if (!verify_work(v, (uint64_t)p->edge_count * (g->n + 1)))
		return VERIFY_NONE;
	for (uint32_t i = 0; i < p->edge_count; i++) {
		uint32_t o = p->edges[i].officer;

		if (o != other && v->load_of[o] < v->load && (group == 0 || p->edges[i].group != group) &&
		    !is_gone(g, p->unit, o))
			return o;
	}
	return VERIFY_NONE;
}

static bool list_edges(struct verify *v, struct verify_place *p)
{
	if (!verify_work(v, 400 * (v->officer_count + 1)))
		return false;
	verify_edges(v, p);
	return true;
}

static bool change_unit(struct verify *v, struct verify_place *p, const struct gone *g)
{
	struct verify_stratum *s = &v->strata[v->units[p->unit].stratum];

	if (s->quota + s->used >= s->want)
		return verify_differs(v, _("%.*s was replaced from a reserve that is used up"),
				      STR_ARG(v->units[p->unit].id));
	for (unsigned k = 0; k < 2 && p->officers[k] != VERIFY_NONE; k++)
		v->load_of[p->officers[k]]--;
	p->officers[0] = p->officers[1] = VERIFY_NONE;
	p->unit = s->picks[s->quota + s->used++];
	if (v->each == 0)
		return true;
	if (!list_edges(v, p))
		return false;
	uint32_t first = next_officer(v, p, VERIFY_NONE, g);
	uint32_t second = first == VERIFY_NONE ? VERIFY_NONE : next_officer(v, p, first, g);

	if (second == VERIFY_NONE)
		return true;
	p->officers[0] = first;
	p->officers[1] = second;
	v->load_of[first]++;
	v->load_of[second]++;
	return true;
}

static bool change_officer(struct verify *v, struct verify_place *p, str out, struct gone *g, uint32_t pair[2], str *in)
{
	uint32_t officer = verify_find_officer(v, out);
	unsigned k = p->officers[0] == officer ? 0 : 1;

	if (officer == VERIFY_NONE || p->officers[k] != officer)
		return verify_differs(v, _("%.*s was replaced where he did not go"), STR_ARG(out));
	pair[0] = p->unit;
	pair[1] = officer;
	g->n++;
	if (!list_edges(v, p))
		return false;
	uint32_t next = next_officer(v, p, p->officers[1 - k], g);

	if (next == VERIFY_NONE)
		return verify_differs(v, _("nobody could replace %.*s"), STR_ARG(out));
	v->load_of[officer]--;
	v->load_of[next]++;
	p->officers[k] = next;
	*in = v->officers[next].id;
	return true;
}

static bool same_officers(struct verify *v, const struct json *list, const struct verify_place *p)
{
	const struct json *x = list ? list->first : NULL;
	size_t n = p->officers[0] == VERIFY_NONE ? 0 : 2;

	if (!list || list->count != n)
		return false;
	for (size_t k = 0; k < n; k++, x = x->next) {
		if (x->kind != JSON_STRING || !str_eq(x->text, v->officers[p->officers[k]].id))
			return false;
	}
	return true;
}

struct said {
	str by, in, kind, out, reason, unit;
	int64_t at;
};

static bool read_change(struct verify *v, const struct json *x, struct said *s)
{
	if (!verify_members(v, x, "at by in kind officers out reason unit", "change"))
		return false;
	if (!json_get_int(x, "at", &s->at) || s->at < 1 || s->at > 9007199254740991 ||
	    !json_get_text(x, "by", &s->by) || !verify_is_id(s->by) || !json_get_text(x, "in", &s->in) ||
	    !json_get_text(x, "kind", &s->kind) || !json_get_text(x, "out", &s->out) ||
	    !json_get_text(x, "reason", &s->reason) || s->reason.n == 0 || !json_get_text(x, "unit", &s->unit) ||
	    !(str_eq(s->kind, STR("unit")) || str_eq(s->kind, STR("officer"))))
		return verify_differs(v, _("a replacement is not in form"));
	return true;
}

static bool follow(struct verify *v, const struct json *x, struct gone *g, uint32_t pair[2])
{
	struct said s = {0};
	str in = {0};

	if (!read_change(v, x, &s))
		return false;
	bool unit = str_eq(s.kind, STR("unit"));
	struct verify_place *p = place_of(v, unit ? s.out : s.unit);

	if (!p)
		return verify_differs(v, _("%.*s was replaced and had not been drawn"), STR_ARG(unit ? s.out : s.unit));
	if (unit ? !change_unit(v, p, g) : !change_officer(v, p, s.out, g, pair, &in))
		return false;
	if (unit)
		in = v->units[p->unit].id;
	if (!str_eq(s.in, in))
		return verify_differs(v, _("%.*s is to be replaced by %.*s, and the record has %.*s"), STR_ARG(s.out),
				      STR_ARG(in), STR_ARG(s.in));
	if (!str_eq(s.unit, v->units[p->unit].id) || !same_officers(v, json_get_list(x, "officers"), p))
		return verify_differs(v, _("after the replacement of %.*s others go there"), STR_ARG(s.out));
	return true;
}

bool verify_changes(struct verify *v)
{
	const struct json *l = json_get_list(v->root, "changes");

	if (!l)
		return verify_differs(v, _("'%s' is no list"), "changes");
	uint32_t(*pairs)[2] = (uint32_t(*)[2])arena_take(v->mem, sizeof(*pairs), l->count + 1);
	struct gone g = {.pairs = (const uint32_t(*)[2])pairs};

	for (const struct json *x = l->first; x; x = x->next) {
		if (!verify_work(v, v->place_count) || !follow(v, x, &g, pairs[g.n]))
			return false;
		v->out->changes++;
	}
	return true;
}
