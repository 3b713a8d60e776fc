/*
 * papers: the papers around the procedure that no command of its own writes: approvals, receipts, reports of rectification and re-test.
 * What the ledger knows of a unit, a notice, a case, a penalty case or an entry of a list is gathered as the values of a form; what it cannot
 * know (a cause, an opinion) the caller gives. A form that binds somebody is printed as a draft here: it is issued by its own procedure.
 */
#pragma once

#include "catalogue/law.h"
#include "doc/fill.h"
#include "ledger/ledger.h"
#include "ledger/life.h"

struct papers_subject {
	enum form_subject kind; /* never FORM_CASES */
	str id;
	str uscc; /* whom it is about; empty: nobody in particular */
	str unit;
	enum life_state state; /* where it stands; LIFE_STATE_COUNT: the table has no states of it */
	str law;               /* article that it rests on, and the day that chooses its version; empty: none */
	int64_t law_day;
	const struct laws *laws; /* to be set by the caller: their words for the bases of problems; NULL: their keys */
};
/* What is named: a unit's code, a notice's, penalty case's, visit's or entry's id or number, a draw's number (with the unit, by uscc), a
 * case's number, a period like 2026-01-01..2026-06-30. E_NOTFOUND; E_DENIED: the unit was not drawn. Text in mem. */
[[nodiscard]] int papers_find(struct ledger *l, str subject, str uscc, arena *mem, struct papers_subject *ret, err *e);
/* Puts what the ledger knows about it. */
[[nodiscard]] int papers_gather(struct ledger *l, const struct papers_subject *s, struct values *v, arena *mem, err *e);
/* An officer with a valid certificate as a row of the list. E_DENIED: none. */
[[nodiscard]] int papers_officer(struct ledger *l, str id, struct values *v, arena *mem, err *e);

struct papers_made {
	str docx; /* SHA-256 in hexadecimal, of the stored documents */
	str pdf;
	str docx_bytes;
	str pdf_bytes;
};
/* Fills the form, writes both documents, stores them and logs the act "paper.make" (subject as given). Needs no transaction of the
 * caller. Text and bytes in mem. */
[[nodiscard]] int papers_make(struct ledger *l, const struct form *f, str subject, const struct values *v,
			      const struct person *actor, struct papers_made *ret, arena *mem, err *e);
