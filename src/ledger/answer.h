/*
 * answer: self-inspection as it was answered (N4.1): answers in versions, their evidence by hash, and what a second person concluded.
 * Nothing is overwritten. One unit answers one question once a round; what it said before stays.
 */
#pragma once

#include "ledger/ledger.h"
#include "model/answer.h"

#define ANSWER_EXPLANATION_MOST 4000
#define ANSWER_DOCUMENTS_MOST 64

struct answer {
	str unit;     /* uscc */
	str round;    /* "2026" */
	str question; /* id */
	int64_t version;
	enum answer_value value;
	str explanation;
	int64_t effective; /* day of the state of affairs; INT64_MIN: not said */
	int64_t received;  /* UTC seconds */
	str person;        /* who answered, as typed */
	str actor;         /* who handed it in */
	str questionnaire; /* which version was filled in */
	str missing;       /* evidence that was named and not handed in */
	int64_t leaf;
	/* The last conclusion about this version. */
	bool concluded;
	enum answer_value conclusion; /* ANSWER_UNCHECKED: unknown */
	str reason;
	str cites;
	str concluder;
	int64_t concluded_at;
};

struct answer_document {
	str sha256; /* 64 hexadecimal digits */
	str name;
};

/* Stores the answer as a new version and logs it ("self.answer"), unless the last version says the same with the same evidence:
 * then *ret_changed is false and nothing is written. Sets version, received, leaf. Needs a transaction. */
[[nodiscard]] int answer_put(struct ledger *l, struct answer *a, const struct answer_document *documents, size_t n,
			     bool *ret_changed, err *e);
/* The last versions of a round, by question. Text lives in mem. */
[[nodiscard]] int answer_list(struct ledger *l, str unit, str round, arena *mem, struct answer **ret, size_t *ret_n,
			      err *e);
[[nodiscard]] int answer_documents(struct ledger *l, const struct answer *a, arena *mem, struct answer_document **ret,
				   size_t *ret_n, err *e);
/* A second person's conclusion, logged ("self.conclude"). cites: the passage it rests on. E_DENIED when p handed the answer in or is
 * the one who answered. Needs a transaction. */
[[nodiscard]] int answer_conclude(struct ledger *l, const struct answer *a, enum answer_value value, str reason,
				  str cites, const struct person *p, err *e);
