/* Officers for units, against every possible assignment: who can be staffed is, with the earliest that all can spare. */
#include "ledger/assign.h"

#include "base/must.h"
#include "test/tap.h"

#define UNITS 5
#define OFFICERS 6
#define CASES 40000

static uint64_t state = 7;

static uint64_t below(uint64_t n)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return (state >> 16) % n;
}

struct instance {
	struct assign_unit units[UNITS];
	struct assign_edge edges[UNITS][OFFICERS];
	size_t n;
	uint32_t officers, load;
};

/* The pairs that a unit may have, and which are settled. */
struct search {
	const struct instance *in;
	bool staffed[UNITS];
	uint32_t fixed[UNITS][ASSIGN_EACH]; /* index of an edge, or ASSIGN_NOBODY */
	uint32_t load[OFFICERS];
};

static bool pair_fits(const struct search *s, size_t unit, uint32_t a, uint32_t b)
{
	const struct assign_edge *e = s->in->edges[unit];
	const uint32_t *fixed = s->fixed[unit];

	if (fixed[0] != ASSIGN_NOBODY && fixed[0] != a && fixed[0] != b)
		return false;
	if (fixed[1] != ASSIGN_NOBODY && fixed[1] != a && fixed[1] != b)
		return false;
	return assign_beside(e[a].group, e[b].group);
}

/* Is there any assignment of all that are to be staffed? */
static bool possible(struct search *s, size_t unit)
{
	const struct assign_edge *e = s->in->edges[unit];
	bool found = false;

	if (unit == s->in->n)
		return true;
	if (!s->staffed[unit])
		return possible(s, unit + 1);
	for (uint32_t a = 0; a < s->in->units[unit].count && !found; a++) {
		for (uint32_t b = a + 1; b < s->in->units[unit].count && !found; b++) {
			if (!pair_fits(s, unit, a, b) || s->load[e[a].officer] == s->in->load ||
			    s->load[e[b].officer] == s->in->load)
				continue;
			s->load[e[a].officer]++;
			s->load[e[b].officer]++;
			found = possible(s, unit + 1);
			s->load[e[a].officer]--;
			s->load[e[b].officer]--;
		}
	}
	return found;
}

static void make(struct instance *in)
{
	*in = (struct instance){.n = 1 + below(UNITS), .officers = 2 + (uint32_t)below(OFFICERS - 1)};
	in->load = 1 + (uint32_t)below(5);
	for (size_t u = 0; u < in->n; u++) {
		uint32_t order[OFFICERS];
		uint64_t scarce = below(3);

		for (uint32_t i = 0; i < in->officers; i++) {
			uint32_t at = (uint32_t)below(i + 1);

			order[i] = order[at];
			order[at] = i;
		}
		for (uint32_t i = 0; i < in->officers; i++) {
			if (below(4) >= scarce)
				in->edges[u][in->units[u].count++] =
					(struct assign_edge){order[i], below(2) ? (uint32_t)below(3) : 0};
		}
		in->units[u].edges = in->edges[u];
	}
}

/* By the definition in assign.h, with nothing but `possible`. */
static void solve(const struct instance *in, struct search *s)
{
	*s = (struct search){.in = in};
	for (size_t u = 0; u < UNITS; u++)
		s->fixed[u][0] = s->fixed[u][1] = ASSIGN_NOBODY;
	for (size_t u = 0; u < in->n; u++) {
		s->staffed[u] = true;
		s->staffed[u] = possible(s, 0);
	}
	for (size_t u = 0; u < in->n; u++) {
		uint32_t e = 0;

		for (unsigned slot = 0; s->staffed[u] && slot < ASSIGN_EACH; slot++) {
			do {
				must(e < in->units[u].count);
				s->fixed[u][slot] = e++;
			} while (!possible(s, 0));
		}
	}
}

/* The units that are named cannot be staffed by all officers there are, even if there were nobody else. */
static bool hall_holds(const struct instance *in, const struct assign_hall *h, size_t unit)
{
	struct search s = {.in = in};
	bool names_it = false;

	for (size_t u = 0; u < UNITS; u++)
		s.fixed[u][0] = s.fixed[u][1] = ASSIGN_NOBODY;
	for (size_t i = 0; i < h->unit_count; i++) {
		s.staffed[h->units[i]] = true;
		names_it = names_it || h->units[i] == unit;
	}
	return names_it && !possible(&s, 0);
}

static bool one(size_t *halls)
{
	AUTO(arena_clear) arena mem = {0};
	struct instance in;
	struct search s;
	bool same = true;

	arena_init(&mem, 1u << 20);
	make(&in);
	solve(&in, &s);
	struct assign_given *got = assign_run(in.units, in.n, in.officers, in.load, &mem);

	for (size_t u = 0; u < in.n; u++) {
		same = same && s.staffed[u] == (got[u].hall == NULL);
		if (!s.staffed[u] && got[u].hall) {
			same = same && hall_holds(&in, got[u].hall, u) && got[u].officers[0] == ASSIGN_NOBODY;
			(*halls)++;
		}
		for (unsigned k = 0; s.staffed[u] && k < ASSIGN_EACH; k++)
			same = same && got[u].officers[k] == in.edges[u][s.fixed[u][k]].officer;
	}
	return same;
}

/* Many units and officers: all loads tight, found at once. */
static void tight(void)
{
	AUTO(arena_clear) arena mem = {0};
	struct assign_unit units[300];
	static struct assign_edge edges[300][60];
	uint32_t load[60] = {0};
	size_t bad = 0;

	arena_init(&mem, 1u << 24);
	for (size_t u = 0; u < 300; u++) {
		for (uint32_t i = 0; i < 60; i++)
			edges[u][i] = (struct assign_edge){i, 0};
		units[u] = (struct assign_unit){edges[u], 60};
	}
	struct assign_given *got = assign_run(units, 300, 60, 10, &mem);

	for (size_t u = 0; u < 300; u++) {
		bad += got[u].hall != NULL;
		for (unsigned k = 0; k < ASSIGN_EACH && !got[u].hall; k++)
			load[got[u].officers[k]]++;
	}
	for (uint32_t i = 0; i < 60; i++)
		bad += load[i] != 10;
	is_int(bad, 0, "300 units fill 60 officers of ten places each");
}

int main(void)
{
	size_t bad = 0, halls = 0;

	for (size_t i = 0; i < CASES; i++)
		bad += !one(&halls);
	is_int(bad, 0, "%d cases are as every possible assignment says", CASES);
	ok(halls > 1000, "%zu units were not staffed, and those named have no way out", halls);
	tight();
	return tap_done();
}
