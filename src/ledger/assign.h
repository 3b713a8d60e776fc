/*
 * assign: officers for the units that were drawn, two for each, as a matching with an exact answer (docs/draw.md). A unit has a list of
 * the officers who may go, in ticket order; of a *group* (those who went there together the last times) at most one may go
 * again; no officer takes more than the load. A unit is staffed if it and all units before it can be; then each unit in turn gets
 * the earliest officers of its list with whom all that are staffed stay so.
 */
#pragma once

#include "base/arena.h"

#define ASSIGN_EACH 2
#define ASSIGN_NOBODY UINT32_MAX

struct assign_edge {
	uint32_t officer;
	uint32_t group; /* 0: none; the number means something within its unit only */
};

struct assign_unit {
	const struct assign_edge *edges; /* who may go, in ticket order */
	size_t count;
};

/* Why nobody was found: these units would need more places than these officers have left for them. */
struct assign_hall {
	uint32_t *units;
	size_t unit_count;
	uint32_t *officers;
	size_t officer_count;
};

struct assign_given {
	uint32_t officers[ASSIGN_EACH]; /* in the unit's ticket order; ASSIGN_NOBODY */
	struct assign_hall *hall;       /* NULL when staffed */
};

/* One given for each unit, in mem. */
struct assign_given *assign_run(const struct assign_unit *units, size_t n, uint32_t officers, uint32_t load,
				arena *mem);
/* May this edge stand beside the unit's other officer? */
static inline bool assign_beside(uint32_t group, uint32_t other)
{
	return group == 0 || group != other;
}
