#include "ledger/assign.h"

#include <string.h>

#include "base/must.h"

/*
 * The pairs of a unit are the independent sets of a partition matroid (groups) of rank two, the loads those of another: what is
 * sought is a common one, and a shortest exchange path enlarges it whenever that is possible (Lawler). Paths are sought over
 * officers: from an officer who is full to one who could take over from him at one of his units.
 */

struct slot {
	uint32_t officer;
	uint32_t group;
	bool fixed;
};

struct match {
	const struct assign_unit *units;
	size_t n;
	uint32_t officers;
	uint32_t load;
	struct slot (*slots)[ASSIGN_EACH]; /* of each unit */
	uint32_t *taken;                   /* loads */
	/* For each officer the places he has: unit * 2 + slot, at most load of them, so that nobody is searched for. */
	uint32_t *places;
	/* The search. */
	uint32_t *queue;
	uint32_t *from; /* place whose officer is relieved by this one; ASSIGN_NOBODY: comes to the unit in want */
	uint32_t *seen; /* == round: was reached */
	uint32_t *group;
	uint32_t round, reached;
};

static bool is_mine(const struct match *m, size_t unit, uint32_t officer)
{
	return m->slots[unit][0].officer == officer || m->slots[unit][1].officer == officer;
}

/* Could the officer of this edge stand in this slot, the other one left as it is? */
static bool fits(const struct match *m, size_t unit, unsigned slot, const struct assign_edge *edge)
{
	const struct slot *other = &m->slots[unit][1 - slot];

	return !is_mine(m, unit, edge->officer) &&
	       (other->officer == ASSIGN_NOBODY || assign_beside(edge->group, other->group));
}

static void seat(struct match *m, size_t unit, unsigned slot, uint32_t officer, uint32_t group)
{
	m->slots[unit][slot] = (struct slot){.officer = officer, .group = group};
	m->places[(size_t)officer * m->load + m->taken[officer]++] = (uint32_t)(unit * ASSIGN_EACH + slot);
}

static void unseat(struct match *m, size_t unit, unsigned slot)
{
	uint32_t officer = m->slots[unit][slot].officer, place = (uint32_t)(unit * ASSIGN_EACH + slot);
	uint32_t *p = m->places + (size_t)officer * m->load, i = 0;

	while (p[i] != place)
		i++;
	p[i] = p[--m->taken[officer]];
	m->slots[unit][slot] = (struct slot){.officer = ASSIGN_NOBODY};
}

static void reach(struct match *m, size_t unit, unsigned slot, uint32_t from)
{
	const struct assign_unit *u = &m->units[unit];

	for (size_t i = 0; i < u->count; i++) {
		const struct assign_edge *edge = &u->edges[i];

		if (m->seen[edge->officer] == m->round || !fits(m, unit, slot, edge))
			continue;
		m->seen[edge->officer] = m->round;
		m->from[edge->officer] = from;
		m->group[edge->officer] = edge->group;
		m->queue[m->reached++] = edge->officer;
	}
}

/* Walks back along the path and moves everybody by one. */
static void move(struct match *m, uint32_t officer, size_t unit, unsigned slot)
{
	for (;;) {
		uint32_t place = m->from[officer], group = m->group[officer];
		bool last = place == ASSIGN_NOBODY;
		size_t at = last ? unit : place / ASSIGN_EACH;
		unsigned in = last ? slot : place % ASSIGN_EACH;
		uint32_t relieved = m->slots[at][in].officer;

		if (!last)
			unseat(m, at, in);
		seat(m, at, in, officer, group);
		if (last)
			return;
		officer = relieved;
	}
}

/* Fills an empty slot of the unit, moving others where that helps. False: it cannot be; m->queue[0…reached) were reached. */
static bool augment(struct match *m, size_t unit, unsigned slot)
{
	m->round++;
	m->reached = 0;
	reach(m, unit, slot, ASSIGN_NOBODY);
	for (uint32_t next = 0; next < m->reached; next++) {
		uint32_t officer = m->queue[next];
		const uint32_t *p = m->places + (size_t)officer * m->load;

		if (m->taken[officer] < m->load) {
			move(m, officer, unit, slot);
			return true;
		}
		for (uint32_t i = 0; i < m->taken[officer]; i++) {
			if (!m->slots[p[i] / ASSIGN_EACH][p[i] % ASSIGN_EACH].fixed)
				reach(m, p[i] / ASSIGN_EACH, p[i] % ASSIGN_EACH, p[i]);
		}
	}
	return false;
}

/* Those who were reached are all full, and whoever they serve wants somebody of them: that is the proof. */
static struct assign_hall *hall(struct match *m, size_t unit, arena *mem)
{
	struct assign_hall *h = arena_new(mem, struct assign_hall, 1);
	bool *in = arena_new(mem, bool, m->n);
	bool *who = arena_new(mem, bool, m->officers);

	in[unit] = true;
	h->units = arena_new(mem, uint32_t, m->n);
	h->officers = arena_new(mem, uint32_t, m->officers);
	for (uint32_t i = 0; i < m->reached; i++) {
		uint32_t officer = m->queue[i];

		who[officer] = true;
		for (uint32_t k = 0; k < m->taken[officer]; k++)
			in[m->places[(size_t)officer * m->load + k] / ASSIGN_EACH] = true;
	}
	/* Whom a unit in the set has already counts as well: he serves it and nobody else in its place. */
	for (unsigned k = 0; k < ASSIGN_EACH; k++) {
		if (m->slots[unit][k].officer != ASSIGN_NOBODY)
			who[m->slots[unit][k].officer] = true;
	}
	for (uint32_t i = 0; i < m->n; i++) {
		if (in[i])
			h->units[h->unit_count++] = i;
	}
	for (uint32_t i = 0; i < m->officers; i++) {
		if (who[i])
			h->officers[h->officer_count++] = i;
	}
	return h;
}

/* Can this unit be staffed together with all that are? */
static struct assign_hall *staff(struct match *m, size_t unit, arena *mem)
{
	for (unsigned slot = 0; slot < ASSIGN_EACH; slot++) {
		if (augment(m, unit, slot))
			continue;
		struct assign_hall *h = hall(m, unit, mem);

		/* Its places are given up in any order: whom others moved to for its sake they may keep. */
		for (unsigned k = 0; k < slot; k++)
			unseat(m, unit, k);
		return h;
	}
	return NULL;
}

/* Puts the officer into the slot if all others stay staffed: the first of his places that is not fixed is filled anew. */
static bool force(struct match *m, size_t unit, unsigned slot, const struct assign_edge *edge)
{
	struct slot before = m->slots[unit][slot];
	uint32_t *p = m->places + (size_t)edge->officer * m->load, i = 0;
	uint32_t place = ASSIGN_NOBODY, group = 0;

	if (m->taken[edge->officer] == m->load) {
		while (i < m->load && m->slots[p[i] / ASSIGN_EACH][p[i] % ASSIGN_EACH].fixed)
			i++;
		if (i == m->load)
			return false;
		place = p[i];
		group = m->slots[place / ASSIGN_EACH][place % ASSIGN_EACH].group;
		unseat(m, place / ASSIGN_EACH, place % ASSIGN_EACH);
	}
	unseat(m, unit, slot);
	seat(m, unit, slot, edge->officer, edge->group);
	m->slots[unit][slot].fixed = true;
	if (place == ASSIGN_NOBODY || augment(m, place / ASSIGN_EACH, place % ASSIGN_EACH))
		return true;
	unseat(m, unit, slot);
	seat(m, unit, slot, before.officer, before.group);
	seat(m, place / ASSIGN_EACH, place % ASSIGN_EACH, edge->officer, group);
	return false;
}

static void swap(struct match *m, size_t unit)
{
	struct slot s[ASSIGN_EACH] = {m->slots[unit][0], m->slots[unit][1]};

	unseat(m, unit, 0);
	unseat(m, unit, 1);
	seat(m, unit, 0, s[1].officer, s[1].group);
	seat(m, unit, 1, s[0].officer, s[0].group);
}

/* Tries to have this edge in the slot, for good; the slots before it are fixed. */
static bool settle(struct match *m, size_t unit, unsigned slot, const struct assign_edge *edge)
{
	struct slot *s = m->slots[unit];

	if (slot == 0 && (s[1].officer == edge->officer ||
			  (s[0].officer != edge->officer && !assign_beside(edge->group, s[1].group))))
		swap(m, unit);
	if (s[slot].officer == edge->officer) {
		s[slot].fixed = true;
		return true;
	}
	return fits(m, unit, slot, edge) && force(m, unit, slot, edge);
}

static void settle_all(struct match *m, struct assign_given *given)
{
	for (size_t unit = 0; unit < m->n; unit++) {
		const struct assign_unit *u = &m->units[unit];
		size_t i = 0;

		if (given[unit].hall)
			continue;
		for (unsigned slot = 0; slot < ASSIGN_EACH; slot++) {
			while (i < u->count && !settle(m, unit, slot, &u->edges[i]))
				i++;
			must(i < u->count);
			given[unit].officers[slot] = u->edges[i++].officer;
		}
	}
}

struct assign_given *assign_run(const struct assign_unit *units, size_t n, uint32_t officers, uint32_t load, arena *mem)
{
	struct assign_given *given = arena_new(mem, struct assign_given, n);
	struct match m = {.units = units, .n = n, .officers = officers, .load = load < n ? load : (uint32_t)n};

	must(n < UINT32_MAX / ASSIGN_EACH);
	m.slots = (struct slot(*)[ASSIGN_EACH])arena_take(mem, sizeof(*m.slots), n);
	m.taken = arena_new(mem, uint32_t, officers);
	m.places = arena_new(mem, uint32_t, (size_t)officers * m.load);
	m.queue = arena_new(mem, uint32_t, officers);
	m.from = arena_new(mem, uint32_t, officers);
	m.seen = arena_new(mem, uint32_t, officers);
	m.group = arena_new(mem, uint32_t, officers);
	for (size_t i = 0; i < n; i++) {
		for (unsigned k = 0; k < ASSIGN_EACH; k++) {
			m.slots[i][k].officer = ASSIGN_NOBODY;
			given[i].officers[k] = ASSIGN_NOBODY;
		}
	}
	for (size_t i = 0; i < n; i++)
		given[i].hall = staff(&m, i, mem);
	settle_all(&m, given);
	return given;
}
