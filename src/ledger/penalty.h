/*
 * penalty: a penalty case from clue to archive (penalty.def), by 行政处罚法 as revised in 2021. The law's time limits run as rows of term.h. Which
 * article applies is chosen by the day of the act (art. 37): the caller gives the version in force then and the one in force now.
 *
 * What the table of moves cannot say is tested here: two officers with valid certificates handle the case (art. 42), who handles it
 * neither reviews nor decides it; it is told before it is decided, and the unit had its days to answer (art. 44, 45, 62); a hearing was
 * offered, asked in time, told of seven working days before (art. 63, 64); a grave case was discussed together (art. 57); the fine is not
 * raised after the unit spoke (art. 45); the article's words were read or confirmed by a person.
 */
#pragma once

#include "ledger/step.h"
#include "ledger/term.h"

/* Art. 72(1): for each day late three of a hundred of the fine, never more than the fine. */
#define PENALTY_LATE_PERCENT 3
#define PENALTY_FINE_MOST 10000000000ll /* yuan */

struct penalty {
	str id; /* p12 */
	enum life_state state;
	str uscc;
	str unit;   /* its name */
	str title;  /* what it is about, without technical detail */
	str source; /* notice, cases or rung that it follows */
	int64_t act_day;
	bool continuing; /* the act went on: the time bar runs from its end (art. 36) */
	str law;         /* article's key */
	str law_number;  /* in force on the day of the act */
	str law_words;
	str law_penalty;
	int64_t law_read; /* enum law_read: 0 text */
	str law_now;      /* number and penalty in force when it was decided, where the law has changed since */
	str law_used;     /* "act", "now" */
	bool hearing;     /* the unit may ask for a hearing (art. 63) */
	bool major;       /* complex or grave: discussed together (art. 57) */
	bool revokes;     /* takes a licence away */
	str kinds;        /* 警告、罚款 */
	int64_t told_fine;
	int64_t fine;
	int64_t stayed;
	int64_t paid;
	int64_t late;
	str number; /* of the decision */
	int64_t opened_at;
	int64_t filed_at;
	int64_t told_at;
	int64_t decided_at;
	int64_t served_at;
	int64_t performed_at;
	int64_t ended_at;
};

/* The time limits (catalogue/clocks.yaml) and the calendar that they are computed with. */
struct penalty_clocks {
	const struct calendar *calendar;
	struct deadline_rule file;
	struct deadline_rule decide;
	struct deadline_rule plead;
	struct deadline_rule hearing_ask;
	struct deadline_rule hearing_notice;
	struct deadline_rule serve;
	struct deadline_rule pay;
	struct deadline_rule urge;
	struct deadline_rule bar;
	struct deadline_rule list; /* from the decision to the entry of the lists */
};

struct penalty_new {
	str uscc;
	str unit;
	str title;
	str source;
	int64_t act_day;
	bool continuing;
	str law;
	str law_number;
	str law_words;
	str law_penalty;
	int64_t law_read;
	str reason;
	const struct person *actor;
};
/* Needs a transaction. *ret in mem. E_DENIED: the time bar has passed, or the actor may not. */
[[nodiscard]] int penalty_open(struct ledger *l, const struct penalty_clocks *c, const struct penalty_new *n,
			       arena *mem, struct penalty *ret, err *e);

struct penalty_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
	const str *evidence; /* SHA-256 in hexadecimal */
	size_t evidence_count;
	const str *officers; /* ASSIGN: who handles it from now on */
	size_t officer_count;
	bool hearing;   /* TELL: a hearing is offered */
	bool major;     /* CONCLUDE */
	bool revokes;   /* TELL */
	bool waived;    /* SUBMIT: the unit waived to answer, in writing (art. 62) */
	str kinds;      /* TELL, DECIDE */
	int64_t fine;   /* TELL: proposed; DECIDE: yuan */
	str law_now;    /* DECIDE: number and penalty in force now, empty: the law has not changed since the act */
	str law_used;   /* DECIDE, with law_now: "act" or "now" (art. 37: the new one where it is lighter) */
	bool confirmed; /* DECIDE: the words of the law were read or confirmed by a person */
	int64_t at;     /* SERVE, PERFORM: when, UTC seconds, 0: now. HEAR: when the hearing was held */
	int64_t told;   /* HEAR: when its time and place were told, UTC seconds */
	int64_t paid;   /* PERFORM: yuan */
	int64_t stayed; /* PERFORM: days of a review or suit */
	bool published; /* PUBLISH: a publication about it stands */
	str number;     /* DECIDE: of the decision that was issued; empty: one is taken */
};
/* Moves the case and its time limits; needs a transaction. p is as it was read; E_DENIED with words; E_BUSY: moved meanwhile. */
[[nodiscard]] int penalty_move(struct ledger *l, const struct penalty_clocks *c, const struct penalty *p,
			       const struct penalty_act *a, err *e);

/* E_NOTFOUND. Text in mem. */
[[nodiscard]] int penalty_find(struct ledger *l, str id, arena *mem, struct penalty *ret, err *e);
/* Of a unit (empty: all), by number; views live only during the call. */
[[nodiscard]] int penalty_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct penalty *p, err *e),
			       void *ctx, err *e);
/* Its officers, in mem. */
[[nodiscard]] int penalty_officers(struct ledger *l, str id, arena *mem, str **ret, size_t *ret_n, err *e);

/* Art. 72(1): what is added to a fine paid `days` after its last day (0 and less: nothing). */
int64_t penalty_late(int64_t fine, int64_t days);
/* Days late on a day: after last_day, less the days of a review or suit. */
int64_t penalty_days_late(int64_t last_day, int64_t day, int64_t stayed);
