/*
 * papers: the papers around the procedure that no command of its own writes: approvals, receipts, reports of rectification and re-test.
 * What the ledger knows of a unit, a notice, a case, a penalty case or an entry of a list is gathered as the values of a form; what it cannot
 * know (a cause, an opinion) the caller gives. A form that binds somebody is printed as a draft here: it is issued by its own procedure.
 */
#pragma once

#include "doc/fill.h"
#include "ledger/ledger.h"

/* Puts what is known about the subject: a unit's code, a notice's, penalty case's or entry's id or number, a case's number. E_NOTFOUND says
 * what could be named. */
[[nodiscard]] int papers_gather(struct ledger *l, str subject, struct values *v, arena *mem, err *e);

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
