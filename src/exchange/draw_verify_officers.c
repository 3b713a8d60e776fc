/*
 * draw_verify_officers: is everybody where the method puts them? Part of draw_verify.h. The pairs in the record are a flow: from
 * each unit two, at most one through each of its groups, to officers who take at most their load. That a unit has not the officer
 * whose ticket is lower must have the reason that nobody else could spare them: no way leads, in what the flow leaves, from the officer
 * back to the unit. That a unit has nobody must have the reason that no flow gives it two.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "exchange/draw_verify_priv.h"

#define EDGES_MOST 4000000

/* --- the units' lists ----------------------------------------------------------------------------------------------------- */

static int recusal_is(const void *key, const void *r)
{
	const struct verify_recusal *a = key, *b = r;
	int by = str_cmp(a->officer, b->officer);

	return by ? by : str_cmp(a->unit, b->unit);
}

static bool went(const str pair[2], str officer)
{
	return str_eq(pair[0], officer) || str_eq(pair[1], officer);
}

uint32_t verify_group(const struct verify_unit *u, str officer)
{
	bool first = u->past_count > 0 && went(u->past[0], officer);
	bool second = u->past_count > 1 && went(u->past[1], officer);
	bool shared = u->past_count > 1 && (went(u->past[1], u->past[0][0]) || went(u->past[1], u->past[0][1]));

	if (!first && !second)
		return 0;
	return first || shared ? 1 : 2;
}

struct ranked {
	digest ticket;
	struct verify_edge edge;
};

static int by_ticket(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int by = memcmp(x->ticket.b, y->ticket.b, sizeof(x->ticket.b));

	return by ? by : (x->edge.officer > y->edge.officer) - (x->edge.officer < y->edge.officer);
}

void verify_edges(struct verify *v, struct verify_place *p)
{
	const struct verify_unit *u = &v->units[p->unit];
	struct ranked *all = arena_new(v->mem, struct ranked, v->officer_count);
	struct verify_edge *edges;
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->officer_count; i++) {
		const struct verify_officer *o = &v->officers[i];
		struct verify_recusal key = {o->id, u->id};
		uint8_t text[130];

		if (o->until && o->until < v->day)
			continue;
		if (v->recusal_count && bsearch(&key, v->recusals, v->recusal_count, sizeof(*v->recusals), recusal_is))
			continue;
		bytes_copy(text, 64, u->id);
		text[u->id.n] = '\n';
		bytes_copy(text + u->id.n + 1, 64, o->id);
		all[n].ticket = verify_ticket(v, STR("yicha-draw-1 officer"), (str){text, u->id.n + 1 + o->id.n});
		all[n++].edge = (struct verify_edge){i, verify_group(u, o->id)};
	}
	if (n)
		qsort(all, n, sizeof(*all), by_ticket);
	edges = arena_new(v->mem, struct verify_edge, n);
	for (uint32_t i = 0; i < n; i++)
		edges[i] = all[i].edge;
	p->edges = edges;
	p->edge_count = n;
}

/* --- the record's pairs --------------------------------------------------------------------------------------------------- */

static int by_draw(const void *a, const void *b, void *ctx)
{
	const struct verify *v = ctx;
	const struct verify_place *x = a, *y = b;
	int by = memcmp(v->units[x->unit].ticket, v->units[y->unit].ticket, 32);

	return by ? by : (x->unit > y->unit) - (x->unit < y->unit);
}

static void list_places(struct verify *v)
{
	size_t n = 0;

	v->places = arena_new(v->mem, struct verify_place, v->out->drawn);
	for (size_t i = 0; i < v->stratum_count; i++) {
		for (uint64_t k = 0; k < v->strata[i].quota; k++)
			v->places[n++] =
				(struct verify_place){v->strata[i].picks[k], {VERIFY_NONE, VERIFY_NONE}, NULL, 0};
	}
	v->place_count = n;
	if (n && !v->rfc3797)
		qsort_r(v->places, n, sizeof(*v->places), by_draw, v);
}

static const struct verify_edge *edge_of(const struct verify_place *p, uint32_t officer)
{
	for (uint32_t i = 0; i < p->edge_count; i++) {
		if (p->edges[i].officer == officer)
			return &p->edges[i];
	}
	return NULL;
}

static bool read_pair(struct verify *v, const struct json *list, struct verify_place *p)
{
	str unit = v->units[p->unit].id;
	const struct json *x = list ? list->first : NULL;
	const struct verify_edge *edge[2] = {NULL, NULL};

	if (!list || (list->count != 0 && list->count != v->each))
		return verify_differs(v, _("%.*s: officers go in pairs"), STR_ARG(unit));
	for (unsigned k = 0; x; x = x->next, k++) {
		uint32_t officer = x->kind == JSON_STRING ? verify_find_officer(v, x->text) : VERIFY_NONE;

		edge[k] = officer == VERIFY_NONE ? NULL : edge_of(p, officer);
		if (!edge[k])
			return verify_differs(v, _("%.*s: an officer goes there who may not"), STR_ARG(unit));
		p->officers[k] = officer;
		if (++v->load_of[officer] > v->load)
			return verify_differs(v, _("%.*s has more inspections than the load"),
					      STR_ARG(v->officers[officer].id));
	}
	if (edge[0] && edge[0] >= edge[1])
		return verify_differs(v, _("%.*s: its officers are one, or not in the order of their tickets"),
				      STR_ARG(unit));
	if (edge[0] && edge[0]->group && edge[0]->group == edge[1]->group)
		return verify_differs(v, _("%.*s: the same two went there before"), STR_ARG(unit));
	return true;
}

static bool read_pairs(struct verify *v)
{
	const struct json *l = json_get_list(v->root, "assigned");
	const struct json *x = l ? l->first : NULL;

	if (!l || l->count != v->place_count)
		return verify_differs(v, _("the units drawn are not those to whom somebody is assigned"));
	for (size_t i = 0; i < v->place_count; i++, x = x->next) {
		struct verify_place *p = &v->places[i];
		str unit = {0};

		if (!verify_members(v, x, "officers unit", "assigned"))
			return false;
		if (!json_get_text(x, "unit", &unit) || !str_eq(unit, v->units[p->unit].id))
			return verify_differs(v, _("place %zu of the draw belongs to %.*s, and the record has another"),
					      i + 1, STR_ARG(v->units[p->unit].id));
		if (!verify_work(v, 400 * (v->officer_count + 1)))
			return false;
		if (v->each)
			verify_edges(v, p);
		if (!read_pair(v, json_get_list(x, "officers"), p))
			return false;
		v->out->unstaffed += v->each && p->officers[0] == VERIFY_NONE;
	}
	return true;
}

/* --- what the flow leaves ------------------------------------------------------------------------------------------------- */

/*
 * Nodes: officers, then for each unit (place) itself and its groups 1 and 2, then the sink. A unit's edges without a group begin at
 * the unit, the others at the group, which one officer can pass. Edges of units that are settled already (all before `from`, and
 * slots below `slot` of `from`) are out of the network; so is what is not staffed and what comes at or after `to`.
 */
struct net {
	struct verify *v;
	size_t from, to;
	unsigned slot;
	uint32_t *queue, *came; /* came: the node before, for walking back */
	uint32_t *seen, round;
	uint32_t n;
	/* For each officer his places: place * 2 + slot. */
	uint32_t **at, *count;
};

static uint32_t node_of(const struct net *n, size_t place, uint32_t group)
{
	return (uint32_t)(n->v->officer_count + 3 * place + group);
}

static uint32_t sink_of(const struct net *n)
{
	return (uint32_t)(n->v->officer_count + 3 * n->v->place_count);
}

static bool settled(const struct net *n, size_t place, unsigned slot)
{
	return place < n->from || (place == n->from && slot < n->slot);
}

static void visit(struct net *n, uint32_t node, uint32_t from)
{
	if (n->seen[node] == n->round)
		return;
	n->seen[node] = n->round;
	n->came[node] = from;
	n->queue[n->n++] = node;
}

static uint32_t group_in(const struct net *n, size_t place, unsigned slot)
{
	const struct verify_place *p = &n->v->places[place];

	return p->officers[slot] == VERIFY_NONE
		       ? 0
		       : verify_group(&n->v->units[p->unit], n->v->officers[p->officers[slot]].id);
}

static bool has(const struct verify_place *p, uint32_t officer)
{
	return p->officers[0] == officer || p->officers[1] == officer;
}

/* From an officer: on to the sink if he has room; back to whom he serves. */
static void from_officer(struct net *n, uint32_t officer)
{
	if (n->count[officer] < n->v->load)
		visit(n, sink_of(n), officer);
	for (uint32_t i = 0; i < n->count[officer]; i++) {
		size_t place = n->at[officer][i] / 2;
		unsigned slot = n->at[officer][i] % 2;

		if (!settled(n, place, slot))
			visit(n, node_of(n, place, group_in(n, place, slot)), officer);
	}
}

/* From the sink: back to every officer who serves somebody that is not settled. */
static void from_sink(struct net *n)
{
	for (uint32_t o = 0; o < n->v->officer_count; o++) {
		bool free = false;

		for (uint32_t i = 0; i < n->count[o] && !free; i++)
			free = !settled(n, n->at[o][i] / 2, n->at[o][i] % 2);
		if (free)
			visit(n, o, sink_of(n));
	}
}

/* From a unit or one of its groups: on to officers who are not there yet; between unit and group as the flow allows. */
static void from_place(struct net *n, size_t place, uint32_t group)
{
	const struct verify_place *p = &n->v->places[place];
	uint32_t node = node_of(n, place, group);

	for (uint32_t i = 0; i < p->edge_count; i++) {
		if (p->edges[i].group == group && !has(p, p->edges[i].officer))
			visit(n, p->edges[i].officer, node);
	}
	for (uint32_t g = 1; g <= 2; g++) {
		bool used = false, fixed = false;

		for (unsigned slot = 0; slot < 2; slot++) {
			bool here = p->officers[slot] != VERIFY_NONE && group_in(n, place, slot) == g;

			used = used || here;
			fixed = fixed || (here && settled(n, place, slot));
		}
		if (group == 0 && !used)
			visit(n, node_of(n, place, g), node);
		if (group == g && used && !fixed)
			visit(n, node_of(n, place, 0), node);
	}
}

/* Is there a way from the nodes in the queue to the target? */
static bool reaches(struct net *n, uint32_t target)
{
	for (uint32_t at = 0; at < n->n; at++) {
		uint32_t node = n->queue[at], place = 0;

		if (node == target)
			return true;
		if (!verify_work(n->v, 8))
			return false;
		if (node == sink_of(n)) {
			from_sink(n);
		} else if (node < n->v->officer_count) {
			if (!verify_work(n->v, n->count[node]))
				return false;
			from_officer(n, node);
		} else {
			place = (uint32_t)((node - n->v->officer_count) / 3);
			if (!verify_work(n->v, n->v->places[place].edge_count))
				return false;
			from_place(n, place, (uint32_t)((node - n->v->officer_count) % 3));
		}
	}
	return false;
}

static void begin(struct net *n, uint32_t node)
{
	n->round++;
	n->n = 0;
	visit(n, node, VERIFY_NONE);
}

/* --- why somebody else is not there --------------------------------------------------------------------------------------- */

static bool check_slot(struct net *n, size_t place, unsigned slot)
{
	const struct verify_place *p = &n->v->places[place];
	uint32_t before = slot ? group_in(n, place, 0) : 0;
	uint32_t i = 0;

	n->from = place;
	n->slot = slot;
	while (slot && p->edges[i].officer != p->officers[0])
		i++;
	for (i += slot; p->edges[i].officer != p->officers[slot]; i++) {
		const struct verify_edge *e = &p->edges[i];

		if (before && e->group == before)
			continue;
		/* The other one of the pair can always come first: never so, as the pair is in the order of tickets. */
		begin(n, e->officer);
		if (reaches(n, node_of(n, place, e->group)))
			return verify_differs(n->v, _("%.*s should have the officer %.*s: all others can spare him"),
					      STR_ARG(n->v->units[p->unit].id), STR_ARG(n->v->officers[e->officer].id));
		if (n->v->limit)
			return false;
	}
	return true;
}

/* --- why nobody is there -------------------------------------------------------------------------------------------------- */

static void leave(struct net *n, size_t place, unsigned slot)
{
	uint32_t officer = n->v->places[place].officers[slot];
	uint32_t i = 0, want = (uint32_t)(place * 2 + slot);

	while (n->at[officer][i] != want)
		i++;
	n->at[officer][i] = n->at[officer][--n->count[officer]];
	n->v->places[place].officers[slot] = VERIFY_NONE;
}

static void enter(struct net *n, size_t place, unsigned slot, uint32_t officer)
{
	n->v->places[place].officers[slot] = officer;
	n->at[officer][n->count[officer]++] = (uint32_t)(place * 2 + slot);
}

/* Sends one more from the unit along the way that was found. Officers on it who leave one place for the next are moved from the end
 * of the way to its beginning, so that nobody stands twice. */
static void push(struct net *n)
{
	uint32_t officer = n->came[sink_of(n)];

	for (;;) {
		uint32_t node = n->came[officer];

		/* Between unit and group nothing stands. */
		size_t place = (node - n->v->officer_count) / 3;
		uint32_t before = n->came[node];

		while (before != VERIFY_NONE && before >= n->v->officer_count) {
			node = before;
			before = n->came[node];
		}
		struct verify_place *p = &n->v->places[place];
		unsigned slot = p->officers[0] == before ? 0 : 1;

		if (before == VERIFY_NONE)
			slot = p->officers[0] == VERIFY_NONE ? 0 : 1;
		else
			leave(n, place, slot);
		enter(n, place, slot, officer);
		if (before == VERIFY_NONE)
			return;
		officer = before;
	}
}

/* Only units before this one are in the network: those behind are taken out of it by their officers' lists. */
static bool check_nobody(struct net *n, size_t place)
{
	struct verify_place *p = &n->v->places[place];
	size_t officers = n->v->officer_count;
	AUTO(arena_clear) arena mem = {0};
	unsigned got = 0;

	arena_init(&mem, DRAW_VERIFY_MEMORY);
	/* The flow of the units before it is put aside, changed, and put back. */
	struct verify_place *aside = arena_new(&mem, struct verify_place, place + 1);

	if (!verify_work(n->v, n->v->place_count * 4 + officers))
		return false;
	memcpy(aside, n->v->places, (place + 1) * sizeof(*aside));
	memset(n->count, 0, officers * sizeof(*n->count));
	for (size_t i = 0; i < place; i++) {
		for (unsigned k = 0; k < 2; k++) {
			if (n->v->places[i].officers[k] != VERIFY_NONE)
				enter(n, i, k, n->v->places[i].officers[k]);
		}
	}
	n->from = 0;
	n->slot = 0;
	while (got < 2) {
		begin(n, node_of(n, place, 0));
		if (!reaches(n, sink_of(n)))
			break;
		push(n);
		got++;
	}
	str id = n->v->units[p->unit].id;

	memcpy(n->v->places, aside, (place + 1) * sizeof(*aside));
	memset(n->count, 0, officers * sizeof(*n->count));
	for (size_t i = 0; i < n->v->place_count; i++) {
		for (unsigned k = 0; k < 2; k++) {
			if (n->v->places[i].officers[k] != VERIFY_NONE)
				enter(n, i, k, n->v->places[i].officers[k]);
		}
	}
	if (n->v->limit)
		return false;
	return got < 2 ||
	       verify_differs(n->v, _("%.*s: two officers could be found, and the record has none"), STR_ARG(id));
}

static bool check_pairs(struct verify *v)
{
	struct net n = {.v = v};
	size_t nodes = v->officer_count + 3 * v->place_count + 1;
	size_t load = v->load < v->place_count ? (size_t)v->load : v->place_count;

	n.queue = arena_new(v->mem, uint32_t, nodes);
	n.came = arena_new(v->mem, uint32_t, nodes);
	n.seen = arena_new(v->mem, uint32_t, nodes);
	n.count = arena_new(v->mem, uint32_t, v->officer_count);
	n.at = arena_new(v->mem, uint32_t *, v->officer_count);
	for (size_t i = 0; i < v->officer_count; i++)
		n.at[i] = arena_new(v->mem, uint32_t, load + 1);
	for (size_t i = 0; i < v->place_count; i++) {
		for (unsigned k = 0; k < 2 && v->places[i].officers[k] != VERIFY_NONE; k++)
			enter(&n, i, k, v->places[i].officers[k]);
	}
	for (size_t i = 0; i < v->place_count; i++) {
		if (v->places[i].officers[0] == VERIFY_NONE ? !check_nobody(&n, i)
							    : !check_slot(&n, i, 0) || !check_slot(&n, i, 1))
			return false;
	}
	return true;
}

bool verify_officers(struct verify *v)
{
	list_places(v);
	v->load_of = arena_new(v->mem, uint32_t, v->officer_count);
	if (v->place_count > EDGES_MOST / (v->officer_count + 1) && v->each)
		return verify_differs(v, _("units drawn times officers are more than %d"), EDGES_MOST);
	if (!read_pairs(v))
		return false;
	return v->each == 0 || check_pairs(v);
}
