/*
 * stats: what became of the cases, from the ledger's rows: closure rate, on-time rate, median days, recurrence, in all and by
 * clause, kind of unit, region, severity or unit. Counted are problems that were confirmed (suspicions, false alarms, repetitions, void
 * and transferred ones are not). A problem was answered in time when the report that led to its present state came before the first late moment.
 */
#pragma once

#include "ledger/ledger.h"

enum stats_by { STATS_ALL, STATS_CLAUSE, STATS_TYPE, STATS_REGION, STATS_SEVERITY, STATS_UNIT, STATS_BY_COUNT };
/* "all", "clause", "type", "region", "severity", "unit"; false: none of them. */
[[nodiscard]] bool stats_by_parse(str s, enum stats_by *ret);
const char *stats_by_key(enum stats_by b);

struct stats_row {
	str key;  /* of the group; empty: not said */
	str name; /* STATS_UNIT: the unit's */
	uint64_t total;
	uint64_t closed;
	uint64_t timed;    /* had a time limit that was met or is over */
	uint64_t on_time;  /* of these, answered in it */
	uint64_t overdue;  /* not closed, not answered, and late now */
	uint64_t recurred; /* seen again after it was closed once */
	uint64_t measured; /* closed, and told to the unit before */
	int64_t median; /* seconds from the service to the closing; of an even number the mean of the two in the middle; -1: none */
};
/* Rows in byte order of their keys, in mem; STATS_ALL gives one (also when there is no case). Cases opened from `since` to before
 * `until` (UTC seconds, 0: no bound). */
[[nodiscard]] int stats_count(struct ledger *l, enum stats_by by, int64_t since, int64_t until, arena *mem,
			      struct stats_row **ret, size_t *ret_n, err *e);
/* a of b as per mille, rounded half up; 0 of 0 is 0. */
unsigned stats_rate(uint64_t a, uint64_t b);
