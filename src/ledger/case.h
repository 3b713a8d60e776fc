/*
 * case: a finding in the procedure, from suspicion to its end (life.def). Its id is the finding's number (store/store.h: the hash of
 * rule, asset and place), so that whoever sees the same problem again meets the same case; one seen again after it was closed is a new
 * case "<finding>-2" that names the old one (反复出现). Overdue is derived, never a state.
 */
#pragma once

#include "ledger/ledger.h"
#include "ledger/step.h"
#include "model/calendar.h"

struct case_row {
	str id;
	str finding;
	int64_t serial;
	enum life_state state;
	int64_t round; /* of rectification: 0 before the first report */
	str uscc;
	str unit; /* its name */
	str tool; /* yicha, nuclei … */
	str rule; /* check's id, CVE number, "tool:rule" */
	str title;
	str severity; /* critical, high, medium, low */
	str clause;   /* of the notice: N3.6; empty: none was said */
	str asset;
	str object;
	str place;
	str says;
	str remedy;
	str basis;    /* keys of laws, separated by blanks */
	str evidence; /* SHA-256s, separated by blanks */
	int64_t days; /* the check's own time limit, 0: none */
	str days_unit;
	int64_t seen_first; /* UTC seconds */
	int64_t seen_last;
	str run;
	int64_t judgement;
	str reopened_from; /* case */
	str same_as;       /* case that a duplicate repeats */
	str tester;        /* person whom the re-test was given to */
	str notice;        /* id of the notice that it was served in, or is being drafted in */
	int64_t opened_at;
	int64_t closed_at; /* when it came to its end, 0: not yet */
	int64_t due;       /* first moment that is late, 0: no deadline runs */
};
bool case_is_overdue(const struct case_row *c, int64_t now);
/* By id, or an unambiguous beginning of at least 4 digits: of several cases of one finding, the last. E_NOTFOUND. Text in mem. */
[[nodiscard]] int case_find(struct ledger *l, str id, arena *mem, struct case_row *ret, err *e);
struct case_filter {
	enum life_state state; /* AT_CASE_NONE: all */
	bool open;             /* not at an end */
	bool overdue;
	str uscc;   /* empty: all */
	str notice; /* empty: all */
};
/* By opening and id; views live only during the call. */
[[nodiscard]] int case_each(struct ledger *l, const struct case_filter *f,
			    int (*each)(void *ctx, const struct case_row *c, err *e), void *ctx, err *e);

/* --- findings become cases ------------------------------------------------------------------------------------------------ */

/* A finding as somebody saw it. */
struct case_seen {
	str rule;
	str asset;
	str place;
	str title;
	str severity;
	str clause;
	str object;
	str says;
	str remedy;
	str basis;
	str evidence;
	str uscc;
	str unit;
	int64_t days;
	str days_unit;
	int64_t seen_first; /* 0: when the source was first taken in */
	int64_t seen_last;
	str ref; /* where in the source: "17" */
};
struct case_source {
	str source; /* what makes it the same source: a run's id, a file's SHA-256 in hexadecimal */
	str tool;
	str name; /* of the file, for people */
	int64_t judgement;
	const struct person *actor;
};
struct case_counts {
	uint64_t found;
	uint64_t opened;     /* new cases, of these: */
	uint64_t reappeared; /* closed once */
	uint64_t repeated;   /* in the same source: rule, asset and place as a row before */
	uint64_t known;      /* the case is there */
};
/* Within a transaction: begin, add each, end. What is there already changes nothing but the time it was last seen; each new case is
 * an act. All comparing is one pass in the database when it ends. */
struct case_take {
	struct ledger *ledger;
	struct db_bulk *bulk;
	int64_t n;
};
[[nodiscard]] int case_take_begin(struct ledger *l, struct case_take *ret, err *e);
[[nodiscard]] int case_take_add(struct case_take *t, const struct case_seen *f, err *e);
[[nodiscard]] int case_take_end(struct case_take *t, const struct case_source *s, struct case_counts *ret, err *e);
/* After case_take_end, in the same transaction: what was no new case, and why: `as` is the case, or with `row` the ref of the row
 * in the same source. */
struct case_why {
	str ref;
	str rule;
	str asset;
	str place;
	bool row;
	str as;
	enum life_state state; /* of the case */
};
[[nodiscard]] int case_take_why(struct ledger *l, int (*each)(void *ctx, const struct case_why *w, err *e), void *ctx,
				err *e);
struct case_sighting {
	str source;
	str name; /* of a file */
	str tool;
	int64_t at;
	str ref;
};
/* Who saw this finding where; views live only during the call. */
[[nodiscard]] int case_sightings(struct ledger *l, str finding,
				 int (*each)(void *ctx, const struct case_sighting *s, err *e), void *ctx, err *e);

/* --- events --------------------------------------------------------------------------------------------------------------- */

struct case_act {
	enum life_event event;
	const struct person *actor;
	str reason;
	str basis;
	const str *evidence; /* SHA-256 in hexadecimal; kept with the case */
	size_t evidence_count;
	str same_as; /* duplicate: case */
	str tester;  /* assign: person */
	str notice;  /* notify */
	int64_t due; /* notify, remind, fail: first moment that is late; 0: as it is */
	str run;     /* retest, pass, fail: of the re-check */
	/* For the running time limits (term.h) of a new deadline; NULL: those are left as they are. */
	const struct calendar *calendar;
};
/* Moves the case, ends its time limits and closes its notice where it was the last one; needs a transaction. c is read before (case_find) and is as it was; the state it has now in *ret_to (may be
 * NULL). E_DENIED with words. E_BUSY: somebody else moved it meanwhile. */
[[nodiscard]] int case_move(struct ledger *l, const struct case_row *c, const struct case_act *a,
			    enum life_state *ret_to, err *e);

struct case_round {
	int64_t n;
	int64_t round;
	str tester;
	int64_t at;
	str result; /* pass, fail, unknown */
	str reason;
	str run;
	str evidence;
};
/* A test of the round that the case is in; needs a transaction; the act is DO_CASE_RETEST. */
[[nodiscard]] int case_retest(struct ledger *l, const struct case_row *c, const struct case_act *a, str result, err *e);
[[nodiscard]] int case_rounds(struct ledger *l, str id, int (*each)(void *ctx, const struct case_round *r, err *e),
			      void *ctx, err *e);

/* --- extensions ----------------------------------------------------------------------------------------------------------- */

struct case_extension {
	str id;
	str subject; /* case */
	enum life_state state;
	int64_t before; /* the deadline it had */
	int64_t until;  /* the one asked for: first moment that is late */
	int64_t asked_at;
};
/* The latest of a case: 1 and *ret (text in mem), or 0. */
[[nodiscard]] int case_extension(struct ledger *l, str id, arena *mem, struct case_extension *ret, err *e);
#define CASE_EXTENSION_DAYS                                                                                            \
	180 /* all extensions of a case together, unless the setting "extension.days" says otherwise */
#define CASE_EXTENSION_MOST 3650
/* Asks (until: first moment that is late), endorses, grants or refuses, by the event; needs a transaction. Asked while the
 * case is being rectified and its deadline has not passed, and for no more days than the agency allows; granted by a second person, the case has the new deadline. */
[[nodiscard]] int case_extend(struct ledger *l, const struct case_row *c, const struct case_act *a, int64_t until,
			      err *e);
