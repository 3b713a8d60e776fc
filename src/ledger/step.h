/*
 * step: one event of a case, a notice or an extension: tried against the table (life.h) with what its persons did before, and written down
 * as a row of the history and an act of the log ("case.confirm", subject: its id). The caller changes the subject's own row in the same
 * transaction.
 */
#pragma once

#include "ledger/ledger.h"
#include "ledger/life.h"
#include "ledger/log.h"

/* Pieces of evidence that one act names. */
#define STEP_EVIDENCE_MOST 64

struct step {
	enum life_event event;
	enum life_state from;
	str subject; /* id */
	const struct person *actor;
	str unit; /* uscc that the subject is about: its staff stand on its side, and on no other */
	str reason;
	str basis;
	const str *evidence; /* SHA-256 in hexadecimal */
	size_t evidence_count;
	bool has_evidence; /* the subject has some already: none need be given */
	str also;          /* canonical JSON: what else the act says, as its member "also"; empty: nothing */
	/* What was done in other subjects that counts here: a notice's cases. */
	const struct life_past *past;
	size_t past_count;
	bool first; /* the subject is new: there is no history to read */
	/* Many at once: the log's group and the rows of step_bulk; the subjects are new. NULL: one by one. */
	struct log_group *group;
	struct db_bulk *rows;
};
/* Needs a transaction. E_DENIED with words (life_try, person_may); nothing is written then. */
[[nodiscard]] int step_take(struct ledger *l, const struct step *s, enum life_state *ret_to, err *e);
/* For .rows; lives as long as the database. */
[[nodiscard]] int step_bulk(struct ledger *l, struct db_bulk **ret, err *e);
/* May this be taken? As step_take without writing. */
[[nodiscard]] int step_may(struct ledger *l, const struct step *s, enum life_state *ret_to, err *e);

/* Runs the caller's change of the subject's row: st is an UPDATE … SET state = :state … WHERE id = :id AND state = :was, whose other
 * columns are bound. E_BUSY: the row is not in that state any more. */
[[nodiscard]] int step_change(struct db_stmt *st, str id, enum life_state from, enum life_state to, err *e);
/* The id of a subject by its number: "r7". */
str step_id(arena *mem, char letter, int64_t n);

/* Who did what with the subject, oldest first, in mem. */
[[nodiscard]] int step_past(struct ledger *l, str subject, arena *mem, struct life_past **ret, size_t *ret_n, err *e);

struct step_row {
	str subject;
	int64_t n;
	str event; /* "case.confirm" */
	str was;   /* keys of states */
	str became;
	str actor;
	str role;
	int64_t at;
	str reason;
	str basis;
	str evidence; /* SHA-256s, separated by blanks */
	int64_t leaf;
};
/* The history; views live only during the call. */
[[nodiscard]] int step_each(struct ledger *l, str subject, int (*each)(void *ctx, const struct step_row *r, err *e),
			    void *ctx, err *e);
