/*
 * campaign: the procedure of a draw (N4.2): plan, pool, two commitments, two reveals, a public value typed by two persons, the draw,
 * replacements. Each step is an act in the log; what the draw *is* stands in draw.h. A draw has a number from the moment it is
 * planned; it can be aborted before it is held, never held again, and keeps its number. Two persons: the operator (抽取操作员) and the
 * supervisor (抽取监督员).
 */
#pragma once

#include "ledger/draw.h"
#include "ledger/ledger.h"

enum campaign_state {
	CAMPAIGN_PLANNED,   /* the rule is fixed */
	CAMPAIGN_POOLED,    /* the pool and the officers are fixed */
	CAMPAIGN_COMMITTED, /* both sides have committed to their secrets */
	CAMPAIGN_REVEALED,  /* both have shown them, before the public value was known */
	CAMPAIGN_SEEDED,    /* both have typed the same public value */
	CAMPAIGN_HELD,
	CAMPAIGN_ABORTED,
	CAMPAIGN_STATE_COUNT
};
/* English, one word; translatable. */
const char *campaign_state_name(enum campaign_state s);

enum campaign_standing { CAMPAIGN_POOL, CAMPAIGN_DRAWN, CAMPAIGN_RESERVE, CAMPAIGN_EXCLUDED, CAMPAIGN_REPLACED };

enum campaign_side { CAMPAIGN_OPERATOR, CAMPAIGN_SUPERVISOR, CAMPAIGN_SIDES };

struct campaign {
	enum campaign_state state;
	struct draw_input in;
	struct draw_commit commits[CAMPAIGN_SIDES]; /* person empty: not yet */
	bool revealed[CAMPAIGN_SIDES];
	str typed[CAMPAIGN_SIDES];  /* person; empty: not yet */
	str values[CAMPAIGN_SIDES]; /* what they typed */
	bool fallbacks[CAMPAIGN_SIDES];
	int64_t held_at;
	str held_by;
	str reason; /* of an abort */
	struct draw_change *changes;
	size_t change_count;
};

/* Text in mem. E_NOTFOUND. */
[[nodiscard]] int campaign_load(struct ledger *l, str number, arena *mem, struct campaign *ret, err *e);
struct campaign_row {
	str number;
	str campaign;
	enum campaign_state state;
	int64_t units;
	int64_t drawn;
	int64_t held_at;
};
/* All draws by number. */
[[nodiscard]] int campaign_each(struct ledger *l, int (*each)(void *ctx, const struct campaign_row *r, err *e),
				void *ctx, err *e);

/* Every step: `by` must hold the role (E_DENIED), the draw must stand where the step belongs (E_DENIED, with words). */

/* Fixes the rule; r->number is set (in mem). E_USAGE where the rule makes no sense. Operator. */
[[nodiscard]] int campaign_plan(struct ledger *l, const struct person *by, struct draw_rule *r, arena *mem, err *e);
/* Fixes units, officers and recusals; sorts them. The digests are in *ret. Operator. */
[[nodiscard]] int campaign_pool(struct ledger *l, const struct person *by, str number, struct draw_input *pool,
				struct draw_result *ret, arena *mem, err *e);
/* The operator's or the supervisor's commitment: draw_commitment of what they keep. */
[[nodiscard]] int campaign_commit(struct ledger *l, const struct person *by, str number, const digest *commit, err *e);
/* E_DENIED where it is not what was committed to, or comes at or after the beacon's time. */
[[nodiscard]] int campaign_reveal(struct ledger *l, const struct person *by, str number, const uint8_t random[32],
				  const uint8_t salt[16], err *e);
/* The public value, by both; blanks are made one. If the two differ, both are struck out and must be typed again (E_DENIED). */
[[nodiscard]] int campaign_beacon(struct ledger *l, const struct person *by, str number, bool fallback, str value,
				  err *e);
/* The draw itself. Operator. */
[[nodiscard]] int campaign_hold(struct ledger *l, const struct person *by, str number, err *e);
/* The next of the published order; c: kind, unit, out, reason are given. Operator. */
[[nodiscard]] int campaign_replace(struct ledger *l, const struct person *by, str number, struct draw_change *c,
				   arena *mem, err *e);
/* Ends a draw that was not held. Supervisor. */
[[nodiscard]] int campaign_abort(struct ledger *l, const struct person *by, str number, str reason, err *e);
/* Appends the published record of a draw that was held. E_DENIED: it was not. */
[[nodiscard]] int campaign_record(struct ledger *l, str number, arena *mem, buf *b, err *e);
/* The draw's result again, from what it was made of. E_DENIED before both values are there. */
[[nodiscard]] int campaign_result(const struct campaign *c, arena *mem, struct draw_result *ret, err *e);
/* The officers of the unit's last draws, for the pool of the next one: u->past. */
[[nodiscard]] int campaign_past(struct ledger *l, struct draw_unit *u, arena *mem, err *e);
