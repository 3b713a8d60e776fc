/*
 * rung: what is done when a time limit of a notice has passed (catalogue/ladder.yaml): each rung is proposed by one person, approved by
 * another and carried out with proof (penalty.def: rung). Nothing happens by itself; rungs may be left out, none is climbed twice, and none
 * below one that was climbed already.
 */
#pragma once

#include "ledger/step.h"
#include "ledger/term.h"

struct rung {
	str id; /* r7 */
	enum life_state state;
	int64_t term;
	str rung; /* its key in the ladder: urge, publish, delist, disconnect, penalty … */
	int64_t position;
	str title;
	str basis;
	int64_t proposed_at;
	int64_t ended_at;
};
struct rung_new {
	const struct term *term;
	str rung;
	int64_t position; /* in its ladder, from 0 */
	unsigned after;   /* worked days after the last day from which it is offered */
	str title;
	str basis;
	str reason;
	const struct person *actor;
};
/* Is the rung offered at this moment: the limit is over by `after` worked days. */
bool rung_offered(const struct calendar *c, const struct deadline *d, unsigned after, int64_t now);
/* Does the unit still owe what is due? 1; 0: it has reported, and the case waits for the agency (limits of cases only). */
[[nodiscard]] int rung_owed(struct ledger *l, const struct term *t, err *e);
/* Needs a transaction. E_DENIED: the limit runs or is settled, the rung is not offered yet, was climbed, or lies below one that was. */
[[nodiscard]] int rung_propose(struct ledger *l, const struct calendar *c, const struct rung_new *n, arena *mem,
			       struct rung *ret, err *e);
struct rung_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
	const str *evidence;
	size_t evidence_count;
};
/* E_DENIED too when the limit was met meanwhile: what is not overdue any more is not escalated. */
[[nodiscard]] int rung_move(struct ledger *l, const struct rung *r, const struct rung_act *a, err *e);
[[nodiscard]] int rung_find(struct ledger *l, str id, arena *mem, struct rung *ret, err *e);
/* Of a time limit (0: of all), by number; views live only during the call. */
[[nodiscard]] int rung_each(struct ledger *l, int64_t term, int (*each)(void *ctx, const struct rung *r, err *e),
			    void *ctx, err *e);
/* Position of the highest rung that was proposed and not refused, -1: none. */
[[nodiscard]] int rung_highest(struct ledger *l, int64_t term, int64_t *ret, err *e);
