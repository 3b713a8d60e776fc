/* draw_pairs: officers for the units that were drawn, and what happens after the draw; part of draw.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/must.h"
#include "ledger/draw_priv.h"

void draw_tickets(struct sm3x *s, const digest *seed, str purpose)
{
	uint8_t block[SM3X_BLOCK] = {0};

	bytes_copy(block, 32, digest_str(seed));
	bytes_copy(block + 32, 32, purpose);
	sm3x_begin(s, (str){block, sizeof(block)});
}

/* --- who may go where, and in which order --------------------------------------------------------------------------------- */

static int recusal_cmp(const void *a, const void *b)
{
	const struct draw_recusal *x = a, *y = b;
	int by = str_cmp(x->officer, y->officer);

	return by ? by : str_cmp(x->unit, y->unit);
}

static bool may_go(const struct draw_input *in, const struct draw_officer *o, const struct draw_unit *u)
{
	struct draw_recusal key = {.officer = o->id, .unit = u->id};

	if (o->cert_until && o->cert_until < in->rule.day)
		return false;
	return in->recusal_count == 0 || !bsearch(&key, in->recusals, in->recusal_count, sizeof(key), recusal_cmp);
}

static bool in_pair(const str pair[DRAW_PAIR], str id)
{
	return str_eq(pair[0], id) || str_eq(pair[1], id);
}

/* Officers whom the unit's last inspections link go together no more: two pairs with one officer in both are one group. */
static uint32_t group_of(const struct draw_unit *u, str officer)
{
	bool linked = u->past_count == 2 && (in_pair(u->past[0], u->past[1][0]) || in_pair(u->past[0], u->past[1][1]));

	for (uint32_t i = 0; i < u->past_count; i++) {
		if (in_pair(u->past[i], officer))
			return linked ? 1 : i + 1;
	}
	return 0;
}

struct candidate {
	digest ticket;
	struct assign_edge edge;
};

/* Equal tickets: officers are sorted by id, their numbers decide. */
static int candidate_cmp(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int by = memcmp(x->ticket.b, y->ticket.b, sizeof(x->ticket.b));

	return by ? by : (x->edge.officer > y->edge.officer) - (x->edge.officer < y->edge.officer);
}

/* The officers who may go to the unit, in the order of SM3(seed block || unit || 0x0a || officer). */
static struct assign_unit candidates(const struct draw_input *in, const digest *seed, const struct draw_unit *u,
				     arena *mem)
{
	struct candidate *c = calloc(in->officer_count + 1, sizeof(*c));
	struct assign_unit ret = {0};
	struct assign_edge *edges;
	struct sm3x h;

	must(c);
	draw_tickets(&h, seed, STR("yicha-draw-1 officer"));
	for (uint32_t i = 0; i < in->officer_count; i++) {
		const struct draw_officer *o = &in->officers[i];
		uint8_t text[160];
		str tail = {text, u->id.n + 1 + o->id.n};

		if (!may_go(in, o, u))
			continue;
		bytes_copy(text, 64, u->id);
		text[u->id.n] = '\n';
		bytes_copy(text + u->id.n + 1, 64, o->id);
		sm3x_many(&h, &tail, 1, &c[ret.count].ticket);
		c[ret.count++].edge = (struct assign_edge){i, group_of(u, o->id)};
	}
	qsort(c, ret.count, sizeof(*c), candidate_cmp);
	edges = arena_new(mem, struct assign_edge, ret.count);
	for (size_t i = 0; i < ret.count; i++)
		edges[i] = c[i].edge;
	ret.edges = edges;
	free(c);
	return ret;
}

/* --- the draw of officers ------------------------------------------------------------------------------------------------- */

static int pick_cmp(const void *a, const void *b)
{
	const struct draw_pick *x = a, *y = b;
	int by = memcmp(x->ticket.b, y->ticket.b, sizeof(x->ticket.b));

	return by ? by : (x->lot > y->lot) - (x->lot < y->lot);
}

/* All units drawn, in the order of their tickets (RFC 3797: of their selection). */
static struct draw_pair *in_order(const struct draw_input *in, struct draw_result *r, arena *mem)
{
	size_t n = 0;

	for (size_t i = 0; i < r->stratum_count; i++)
		n += r->strata[i].quota;
	struct draw_pick *all = arena_new(mem, struct draw_pick, n);
	struct draw_pair *pairs = arena_new(mem, struct draw_pair, n);

	n = 0;
	for (size_t i = 0; i < r->stratum_count; i++) {
		for (size_t k = 0; k < r->strata[i].quota; k++)
			all[n++] = r->strata[i].picks[k];
	}
	if (in->rule.method == DRAW_TICKETS)
		qsort(all, n, sizeof(*all), pick_cmp);
	for (size_t i = 0; i < n; i++)
		pairs[i] = (struct draw_pair){.unit = all[i].lot, .officers = {DRAW_NONE, DRAW_NONE}};
	r->pair_count = n;
	return pairs;
}

int draw_pairs(const struct draw_input *in, struct draw_result *r, arena *mem, err *e)
{
	static_assert(DRAW_PAIR == ASSIGN_EACH && DRAW_NONE == ASSIGN_NOBODY);
	r->pairs = in_order(in, r, mem);
	if (!in->rule.officers)
		return 0;
	if (r->pair_count > DRAW_EDGES_MOST / (in->officer_count + 1))
		return err_set(e, E_LIMIT, _("units drawn times officers are more than %d"), DRAW_EDGES_MOST);
	struct assign_unit *units = arena_new(mem, struct assign_unit, r->pair_count);

	for (size_t i = 0; i < r->pair_count; i++)
		units[i] = candidates(in, &r->seed, &in->units[r->pairs[i].unit], mem);
	uint32_t load = in->rule.load < UINT32_MAX ? (uint32_t)in->rule.load : UINT32_MAX;
	struct assign_given *given = assign_run(units, r->pair_count, (uint32_t)in->officer_count, load, mem);

	for (size_t i = 0; i < r->pair_count; i++) {
		memcpy(r->pairs[i].officers, given[i].officers, sizeof(given[i].officers));
		r->pairs[i].hall = given[i].hall;
	}
	return 0;
}

/* --- after the draw ------------------------------------------------------------------------------------------------------- */

const char *draw_change_name(enum draw_change_kind k)
{
	return k == DRAW_CHANGE_OFFICER ? "officer" : "unit";
}

void draw_stand(const struct draw_input *in, const struct draw_result *r, size_t changes, arena *mem,
		struct draw_standing *ret)
{
	struct draw_standing s = {.in = in, .result = r, .gone_size = changes};

	s.pairs = arena_new(mem, struct draw_pair, r->pair_count);
	s.load = arena_new(mem, uint32_t, in->officer_count);
	s.reserve = arena_new(mem, size_t, r->stratum_count);
	s.gone = arena_new(mem, struct draw_recusal, changes);
	for (size_t i = 0; i < r->pair_count; i++) {
		s.pairs[i] = r->pairs[i];
		for (unsigned k = 0; k < DRAW_PAIR; k++) {
			if (s.pairs[i].officers[k] != DRAW_NONE)
				s.load[s.pairs[i].officers[k]]++;
		}
	}
	*ret = s;
}

static struct draw_pair *pair_of(struct draw_standing *s, str unit)
{
	for (size_t i = 0; i < s->result->pair_count; i++) {
		if (str_eq(s->in->units[s->pairs[i].unit].id, unit))
			return &s->pairs[i];
	}
	return NULL;
}

static bool is_gone(const struct draw_standing *s, str officer, str unit)
{
	for (size_t i = 0; i < s->gone_count; i++) {
		if (str_eq(s->gone[i].officer, officer) && str_eq(s->gone[i].unit, unit))
			return true;
	}
	return false;
}

/* The first in the unit's order who has room, is not there and may stand beside `beside`; DRAW_NONE. */
static uint32_t next_officer(const struct draw_standing *s, const struct assign_unit *list, const struct draw_unit *u,
			     uint32_t beside)
{
	uint32_t group = beside == DRAW_NONE ? 0 : group_of(u, s->in->officers[beside].id);

	for (size_t i = 0; i < list->count; i++) {
		const struct assign_edge *edge = &list->edges[i];

		if (edge->officer != beside && s->load[edge->officer] < s->in->rule.load &&
		    assign_beside(edge->group, group) && !is_gone(s, s->in->officers[edge->officer].id, u->id))
			return edge->officer;
	}
	return DRAW_NONE;
}

static void tell_officers(const struct draw_standing *s, const struct draw_pair *p, struct draw_change *c)
{
	for (unsigned k = 0; k < DRAW_PAIR; k++)
		c->officers[k] = p->officers[k] == DRAW_NONE ? (str){0} : s->in->officers[p->officers[k]].id;
}

static int change_officer(struct draw_standing *s, struct draw_change *c, arena *mem, err *e)
{
	struct draw_pair *p = pair_of(s, c->unit);
	unsigned k = 0;

	if (!p)
		return err_set(e, E_NOTFOUND, _("%.*s is not among the units drawn"), STR_ARG(c->unit));
	while (k < DRAW_PAIR && (p->officers[k] == DRAW_NONE || !str_eq(s->in->officers[p->officers[k]].id, c->out)))
		k++;
	if (k == DRAW_PAIR)
		return err_set(e, E_NOTFOUND, _("%.*s does not go to %.*s"), STR_ARG(c->out), STR_ARG(c->unit));
	const struct draw_unit *u = &s->in->units[p->unit];
	struct assign_unit list = candidates(s->in, &s->result->seed, u, mem);

	must(s->gone_count < s->gone_size);
	s->gone[s->gone_count++] = (struct draw_recusal){s->in->officers[p->officers[k]].id, u->id};
	uint32_t in = next_officer(s, &list, u, p->officers[1 - k]);

	if (in == DRAW_NONE)
		return err_set(e, E_DENIED, _("no other officer may go to %.*s"), STR_ARG(c->unit));
	s->load[p->officers[k]]--;
	s->load[in]++;
	p->officers[k] = in;
	c->unit = u->id;
	c->in = s->in->officers[in].id;
	tell_officers(s, p, c);
	return 0;
}

static int change_unit(struct draw_standing *s, struct draw_change *c, arena *mem, err *e)
{
	struct draw_pair *p = pair_of(s, c->out);

	if (!p)
		return err_set(e, E_NOTFOUND, _("%.*s is not among the units drawn"), STR_ARG(c->out));
	uint32_t stratum = s->result->lots[p->unit].stratum;
	const struct draw_stratum *st = &s->result->strata[stratum];

	if (st->quota + s->reserve[stratum] >= st->count)
		return err_set(e, E_DENIED, _("the reserve of this stratum is used up"));
	for (unsigned k = 0; k < DRAW_PAIR; k++) {
		if (p->officers[k] != DRAW_NONE)
			s->load[p->officers[k]]--;
		p->officers[k] = DRAW_NONE;
	}
	p->unit = st->picks[st->quota + s->reserve[stratum]++].lot;
	p->hall = NULL;
	const struct draw_unit *u = &s->in->units[p->unit];

	if (s->in->rule.officers) {
		struct assign_unit list = candidates(s->in, &s->result->seed, u, mem);
		uint32_t first = next_officer(s, &list, u, DRAW_NONE);
		uint32_t second = first == DRAW_NONE ? DRAW_NONE : next_officer(s, &list, u, first);

		if (second != DRAW_NONE) {
			p->officers[0] = first;
			p->officers[1] = second;
			s->load[first]++;
			s->load[second]++;
		}
	}
	c->unit = c->in = u->id;
	tell_officers(s, p, c);
	return 0;
}

int draw_change(struct draw_standing *s, struct draw_change *c, arena *mem, err *e)
{
	return c->kind == DRAW_CHANGE_OFFICER ? change_officer(s, c, mem, e) : change_unit(s, c, mem, e);
}
