/*
 * publication: what the agency makes public about a penalty, a list entry or a campaign: drafted, reviewed, approved and published by
 * different persons (penalty.def). The text is written by the program from the ledger's rows and frozen when it is drafted. It may not hold any
 * technical detail of a problem that is not closed: when it is drafted and again when it is published it is searched for the addresses,
 * places, rules and words of every case that is still open.
 */
#pragma once

#include "ledger/step.h"

#define PUBLICATION_MOST ((size_t)1 << 20)

struct publication {
	str id; /* g3 */
	enum life_state state;
	str kind; /* penalty, listing, bulletin */
	str subject;
	str title;
	str text;
	int64_t drafted_at;
	int64_t published_at;
	int64_t withdrawn_at;
};
struct publication_new {
	str kind;
	str subject;
	str title;
	str text; /* bulletin: as stats.h wrote it; of a penalty and an entry the program writes it */
	str reason;
	const struct person *actor;
};
/* Needs a transaction. *ret in mem. E_DENIED: the penalty is not decided, the entry not listed, or the text tells a detail of an open
 * case (which one is said, the detail is not). */
[[nodiscard]] int publication_draft(struct ledger *l, const struct publication_new *n, arena *mem,
				    struct publication *ret, err *e);
struct publication_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
};
[[nodiscard]] int publication_move(struct ledger *l, const struct publication *p, const struct publication_act *a,
				   err *e);
[[nodiscard]] int publication_find(struct ledger *l, str id, arena *mem, struct publication *ret, err *e);
[[nodiscard]] int publication_each(struct ledger *l, int (*each)(void *ctx, const struct publication *p, err *e),
				   void *ctx, err *e);
/* 1: something about this subject is public now, 0: not. */
[[nodiscard]] int publication_stands(struct ledger *l, str subject, err *e);
/* E_DENIED when title or text holds an address, name, path, version, number of a hole, or the words of a case that is not closed, or of a duplicate
 * of one; however it is written (detail.h). */
[[nodiscard]] int publication_check(struct ledger *l, str title, str text, err *e);
