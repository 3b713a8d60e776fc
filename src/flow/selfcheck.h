/*
 * selfcheck: a unit's self-inspection (N4.1): the filled-in workbook comes in with its evidence, the papers are read, a verdict is
 * suggested with the passage it rests on, and a second person concludes. Nothing passes in silence: what was not answered, not
 * proved or not read is unknown, with the reason.
 */
#pragma once

#include "catalogue/clauses.h"
#include "exchange/answers.h"
#include "ledger/answer.h"
#include "ledger/reading.h"

struct selfcheck_import {
	const char *path;     /* the workbook */
	const char *evidence; /* folder of the papers that it names; NULL: none */
	const struct person *actor;
	const struct questions *questions;
};
struct selfcheck_counts {
	uint64_t rows;
	uint64_t answered; /* rows with an answer */
	uint64_t changed;  /* stored now: new or other than before */
	uint64_t papers;   /* different files of evidence */
	uint64_t read;     /* whose text was read now */
	char unit[24];
	char round[64];
};
/* Stores what is good and puts the rest into faults (release in every case). A second import of the same changes nothing. */
[[nodiscard]] int selfcheck_import(struct ledger *l, const struct selfcheck_import *in, struct rows_faults *faults,
				   struct selfcheck_counts *ret, err *e);

enum selfcheck_state {
	SELFCHECK_UNANSWERED, /* unknown: nobody answered */
	SELFCHECK_OPEN,       /* unknown: answered, nothing can be suggested */
	SELFCHECK_SUGGESTED,
	SELFCHECK_CONFIRMED,
	SELFCHECK_STATE_COUNT
};
const char *selfcheck_state_key(enum selfcheck_state s);

struct selfcheck_verdict {
	const struct question *question;
	enum selfcheck_state state;
	enum answer_value value; /* ANSWER_UNCHECKED: unknown */
	str why;                 /* in the user's language */
	str cites;               /* "制度.pdf p. 3: …": the passage, or empty */
	struct answer answer;    /* version 0: none */
};
/* What stands about every question that is asked, in the order of the questionnaires, on a day. In mem. */
[[nodiscard]] int selfcheck_verdicts(struct ledger *l, const struct questions *q, str unit, str round, arena *mem,
				     struct selfcheck_verdict **ret, size_t *ret_n, err *e);

/* One question's conclusion by a second person. value: NULL takes the suggestion. E_DENIED, E_USAGE with words. In a transaction. */
[[nodiscard]] int selfcheck_confirm(struct ledger *l, const struct selfcheck_verdict *v, const enum answer_value *value,
				    str reason, const struct person *p, err *e);
