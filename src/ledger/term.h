/*
 * term: the time limits that run in the ledger (deadline.h computes them). A row says what is due by whom until when, with the trace
 * of its computation. An extension or a recomputation adds a row and keeps the old one; no row ever ends earlier than the one it
 * replaces. That a limit is over is derived from the clock, never a state.
 *
 *   struct term t = {.subject = notice_number, .kind = STR("rectify"), .ladder = STR("app-notice"), .party = uscc, .rule = …};
 *   TRY(term_put(l, calendar, &t, served_at, actor, &t_ret, e));     // within the caller's transaction
 */
#pragma once

#include "ledger/deadline.h"
#include "ledger/ledger.h"

struct term {
	int64_t id;
	str subject; /* notice's number, case's id, penalty case, list entry */
	str kind;    /* what is due: rectify, answer, decide, hear, serve, pay, list, remove … */
	str ladder; /* kind of ladder in catalogue/ladder.yaml that is climbed when it is over; empty: reminders only */
	str party;  /* uscc of the unit that must act; empty: the agency */
	struct deadline_rule rule;
	struct deadline d;
	str trace_zh;
	str trace_en;
	str calendar;       /* version of the holiday data */
	str reason;         /* why it replaces another; empty otherwise */
	int64_t superseded; /* id of the row that holds instead, 0: this one does */
	int64_t settled;    /* UTC seconds, 0: it runs */
};

/* Computes and writes a limit that runs from `start`; subject, kind, ladder, party and rule come from t. Needs a transaction; its act is
 * "term.put". ret (may be NULL) is filled in full, texts in mem. E_USAGE: the rule's count is out of bounds. */
[[nodiscard]] int term_put(struct ledger *l, const struct calendar *c, const struct term *t, int64_t start, str actor,
			   arena *mem, struct term *ret, err *e);
/* A limit that holds instead of `id`, by a rule counted from the end of the old one (calendar days: from its last day). Needs a
 * transaction; act "term.extend". E_DENIED: it is over, settled or replaced already, or the new one would not end later. Who may and that
 * two persons agreed is the caller's (life.def: extension). */
struct term_extension {
	int64_t id;
	struct deadline_rule rule;
	str reason;
	str actor;
};
[[nodiscard]] int term_extend(struct ledger *l, const struct calendar *c, const struct term_extension *x, arena *mem,
			      struct term *ret, err *e);
/* The duty was met or fell away at the ledger's moment: all running limits of this subject and kind (empty: every kind) end. Needs a
 * transaction; act "term.settle" when any did. */
[[nodiscard]] int term_settle(struct ledger *l, str subject, str kind, str actor, str reason, err *e);
/* Computes every running provisional limit again with the calendars there are now: one that ends later or is certain now gets a new row;
 * one that would end earlier keeps its end and says so in its trace. Needs a transaction; acts "term.recompute". *ret_changed: rows added. */
[[nodiscard]] int term_recompute(struct ledger *l, const struct calendar *c, str actor, size_t *ret_changed, err *e);

/* One limit; texts in mem. E_NOTFOUND. */
[[nodiscard]] int term_get(struct ledger *l, int64_t id, arena *mem, struct term *ret, err *e);
/* The running limit of a subject and kind: 1, 0 when there is none. */
[[nodiscard]] int term_find(struct ledger *l, str subject, str kind, arena *mem, struct term *ret, err *e);
/* Running limits, the first due first; and all limits of a subject, oldest first. Views live only during the call. */
[[nodiscard]] int term_running(struct ledger *l, int (*each)(void *ctx, const struct term *t, err *e), void *ctx,
			       err *e);
[[nodiscard]] int term_each(struct ledger *l, str subject, int (*each)(void *ctx, const struct term *t, err *e),
			    void *ctx, err *e);

/* Where a limit stands at a moment: derived. */
enum term_stage { TERM_AHEAD, TERM_THREE, TERM_ONE, TERM_TODAY, TERM_OVER, TERM_STAGE_COUNT };
/* TERM_THREE from three worked days before the last day on, TERM_ONE from one; hours: TERM_TODAY on the day they end. */
enum term_stage term_stage(const struct calendar *c, const struct deadline *d, int64_t now);
const char *term_stage_key(enum term_stage s);
struct text2 term_stage_words(enum term_stage s);
