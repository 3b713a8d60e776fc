/*
 * notice: what a paper says (ledger/notice.h has its life): every form of the catalogue whose `issue` is binding or record. The facts of its
 * cases or of its subject (papers.h), the words of the law by the version in force when each
 * problem was seen, and what the form asks for are gathered once, as canonical JSON, and frozen as a document of the ledger: what
 * was reviewed is what is printed, and a form or a law that changed meanwhile shows. Papers are made from that and nothing else.
 */
#pragma once

#include "catalogue/clocks.h"
#include "catalogue/form.h"
#include "catalogue/law.h"
#include "ledger/deadline.h"
#include "ledger/notice.h"

/* What the commands of notices work with. */
struct notice_office {
	struct ledger *ledger; /* borrowed */
	struct laws laws;
	const char *forms;
	struct calendar *calendar;
	struct clocks clocks;
	arena mem;
};
[[nodiscard]] int notice_office_open(struct ledger *l, struct notice_office *ret, err *e);
void notice_office_close(struct notice_office *o);

struct notice_field {
	str name; /* as the form has it: {contact} */
	str value;
};
struct notice_ask {
	str kind;
	str uscc;
	const str *cases; /* numbers or beginnings */
	size_t case_count;
	str subject;     /* what else it is about (papers_find); empty: the cases */
	const str *laws; /* articles that it rests on beside those of its form and subject */
	size_t law_count;
	const str *officers; /* who goes, instead of those whom the subject names */
	size_t officer_count;
	int64_t count; /* time limit from the day after service; 0: the shortest of the cases' own, or the form's */
	str count_unit;
	const struct notice_field *fields;
	size_t field_count;
	str corrects;
};
/* Is it about confirmed cases (FORM_CASES), or about one subject? E_NOTFOUND names the nearest form. */
[[nodiscard]] int notice_office_is_about_cases(struct notice_office *o, str kind, bool *ret, err *e);
/* Gathers, freezes and drafts (a record: begins it); needs a transaction. E_SYNTAX: the form asks for a value that nobody gave, E_USAGE: no time limit. */
[[nodiscard]] int notice_office_draft(struct notice_office *o, const struct notice_ask *ask, const struct person *actor,
				      struct notice *ret, err *e);
/* Gathers again for a draft that came back (fields as before, with those given here) and sends it to review; needs a transaction. */
[[nodiscard]] int notice_office_submit(struct notice_office *o, const struct notice *n,
				       const struct notice_field *fields, size_t field_count,
				       const struct notice_act *act, err *e);

/* The words that must be confirmed before issue: of the law where nobody read them in the text, and the form's. Lists in o->mem. */
struct notice_unsure {
	struct notice_words words;
	str text;
	bool confirmed;
};
[[nodiscard]] int notice_office_unsure(struct notice_office *o, const struct notice *n, struct notice_unsure **ret,
				       size_t *ret_n, err *e);
/* Takes the number, makes and stores both papers, issues; needs a transaction. E_DENIED while words are not confirmed or the form
 * changed after it was frozen. */
[[nodiscard]] int notice_office_issue(struct notice_office *o, const struct notice *n, struct notice_act *act, err *e);
/* Of a record: likewise, without review. A record of a visit has the visit's number. */
[[nodiscard]] int notice_office_finish(struct notice_office *o, const struct notice *n, struct notice_act *act, err *e);
/* Service: the deadline from the day after, by the engine; a running time limit for each case. act->at: the moment of service. Needs a
 * transaction. *ret_due (may be NULL): first moment that is late. */
[[nodiscard]] int notice_office_serve(struct notice_office *o, const struct notice *n, struct notice_act *act,
				      int64_t *ret_due, err *e);

enum notice_format { NOTICE_DOCX, NOTICE_PDF };
/* The paper's bytes in o->mem: of an issued one as it was stored, of a draft with 草稿 across it. */
[[nodiscard]] int notice_office_paper(struct notice_office *o, const struct notice *n, enum notice_format format,
				      str *ret, err *e);
