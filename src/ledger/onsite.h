/*
 * onsite: an inspection on site (N4.2-2): who came, what was told, what was asked, read, tested and photographed, each linked to the check or
 * question that it is about, and how it was signed. At least two officers with valid certificates; technicians assist and record
 * nothing by themselves (国办发〔2024〕54号). What was recorded is never altered; a closed record takes no more.
 */
#pragma once

#include "ledger/ledger.h"
#include "model/answer.h"

#define ONSITE_PERSONS_MOST 16
#define ONSITE_ITEMS_MOST 2000
#define ONSITE_ASKED_MOST 200

enum onsite_kind { ONSITE_RECORD, ONSITE_INTERVIEW, ONSITE_EXAMINE, ONSITE_TEST, ONSITE_PHOTO, ONSITE_KIND_COUNT };
/* "record", "interview", "examine", "test", "photo"; 现场记录, 现场访谈, 资料查阅, 检查检测, 现场拍照. */
const char *onsite_kind_key(enum onsite_kind k);
struct text2 onsite_kind_words(enum onsite_kind k);

struct onsite_person {
	str person;
	str part; /* officer, technician, recused */
	str name;
	str cert;
	str institution;
};

struct onsite {
	str id; /* o1 */
	str uscc;
	str unit; /* its name */
	str location;
	str approval; /* number of the notice of inspection */
	str present;  /* who received them, and the post */
	str post;
	str recusal; /* what was answered to the question */
	bool closed;
	int64_t opened_at;
	int64_t closed_at;
	str opened_by;
	str statement; /* of the unit */
	bool signed_by_unit;
	str refusal; /* why it is not signed */
	str witness;
	str number; /* of the closed record */
};

struct onsite_opening {
	str uscc;
	str unit;
	str location;
	str approval;
	str present;
	str post;
	str recusal;
	bool shown; /* the certificates were shown: without it nothing is opened */
	const struct person *officers;
	size_t officer_count;
	const struct person *technicians;
	size_t technician_count;
	str recused; /* an officer among them whom the unit objected to and who stepped back; empty: none */
};
/* Needs a transaction; logged ("onsite.open"). actor: one of the officers. E_DENIED: fewer than two officers with valid certificates,
 * certificates not shown; E_USAGE: what was told and answered is missing. */
[[nodiscard]] int onsite_open(struct ledger *l, const struct onsite_opening *o, const struct person *actor, arena *mem,
			      struct onsite *ret, err *e);
/* By id or number. E_NOTFOUND. Text in mem. */
[[nodiscard]] int onsite_find(struct ledger *l, str id, arena *mem, struct onsite *ret, err *e);
/* Of a unit (empty: all), by n. */
[[nodiscard]] int onsite_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct onsite *o, err *e),
			      void *ctx, err *e);
[[nodiscard]] int onsite_persons(struct ledger *l, str id, arena *mem, struct onsite_person **ret, size_t *ret_n,
				 err *e);

struct onsite_asked {
	str question;
	str answer;
};
struct onsite_item {
	int64_t n;
	enum onsite_kind kind;
	str title;
	str subject; /* check or question */
	str says;
	str place;   /* where in the unit: a host, a room; part of what makes a problem the same one */
	str verdict; /* key of an answer_value; "unknown"; empty: none */
	str who;     /* interview: who was asked */
	str post;
	str phone;
	str helper;   /* the technician who ran the test; person's id */
	str recorder; /* interview: the second officer */
	str actor;
	int64_t at;
	int64_t until;
	str evidence; /* SHA-256s, separated by blanks */
	const struct onsite_asked *asked;
	size_t asked_count;
};
/* Adds an item; sets n, at. Needs a transaction; logged ("onsite.interview" …). E_DENIED: closed; the actor is not one of its officers; an
 * interview without a second one of them. */
[[nodiscard]] int onsite_add(struct ledger *l, const struct onsite *o, struct onsite_item *item,
			     const struct person *actor, err *e);
/* In order, text in mem; asked is filled. */
[[nodiscard]] int onsite_items(struct ledger *l, str id, arena *mem, struct onsite_item **ret, size_t *ret_n, err *e);

struct onsite_closing {
	str statement;
	bool signed_by_unit;
	str refusal; /* needed when it is not signed */
	str witness;
	str prefix; /* of the record's number */
};
/* Closes and numbers it. Needs a transaction; logged ("onsite.close"). E_DENIED: closed, nobody of its officers; E_USAGE: neither signed nor why
 * not, nothing recorded. */
[[nodiscard]] int onsite_close(struct ledger *l, const struct onsite *o, const struct onsite_closing *c,
			       const struct person *actor, arena *mem, str *ret_number, err *e);
