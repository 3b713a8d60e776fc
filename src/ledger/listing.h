/*
 * listing: entries of the two lists of telecom operators (电信业务经营不良名单, 失信名单; 工业和信息化部令第42号 ch. 7): proposed, told to the unit, entered within
 * 30 days of the decision, repaired or removed at the end of their period: always by approval, never by themselves. When the period
 * is over a running time limit "remove" makes it a task (`yicha deadline due`, `yicha listing tasks`).
 */
#pragma once

#include "ledger/step.h"
#include "ledger/term.h"

struct listing {
	str id; /* b4 */
	enum life_state state;
	str list;   /* "bad" 不良名单, "dishonest" 失信名单 */
	str ground; /* "penalty", "report" (no annual report), "defiance" (a decision not obeyed) */
	str uscc;
	str unit;
	str licence; /* number of the licence */
	str reason;  /* 列入事由, without technical detail */
	str penalty; /* penalty case */
	str body;    /* 列入单位 */
	int64_t proposed_at;
	int64_t listed_at;
	int64_t ended_at;
};

/* The periods (catalogue/clocks.yaml). */
struct listing_clocks {
	const struct calendar *calendar;
	struct deadline_rule object;    /* for the unit to object */
	struct deadline_rule bad;       /* until an entry of the bad list may end */
	struct deadline_rule dishonest; /* of the dishonest list */
};

struct listing_new {
	str list;
	str ground;
	str uscc;
	str unit;
	str licence;
	str reason;
	str basis;
	str penalty;
	str body;
	const struct person *actor;
};
/* Needs a transaction. *ret in mem. E_DENIED: no decided penalty of this unit stands behind it, it stands on this list for that already,
 * or a licence was taken away (which leads to the dishonest list at once). */
[[nodiscard]] int listing_propose(struct ledger *l, const struct listing_clocks *c, const struct listing_new *n,
				  arena *mem, struct listing *ret, err *e);
struct listing_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
	const str *evidence;
	size_t evidence_count;
	bool confirmed; /* LIST, EXPIRE: the words of the law behind it were read, or confirmed by a person */
};
/* Moves the entry and its time limits; needs a transaction. */
[[nodiscard]] int listing_move(struct ledger *l, const struct listing_clocks *c, const struct listing *x,
			       const struct listing_act *a, err *e);
/* E_NOTFOUND. Text in mem. */
[[nodiscard]] int listing_find(struct ledger *l, str id, arena *mem, struct listing *ret, err *e);
/* Of a unit (empty: all), by number; views live only during the call. */
[[nodiscard]] int listing_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct listing *x, err *e),
			       void *ctx, err *e);
