/* form: catalogue/forms/<kind>.yaml, one file a kind of document: its title, number's prefix, blocks and the words that nobody has
 * confirmed yet. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "catalogue/yaml.h"

struct form_block {
	str kind; /* name of enum paper_kind in lower case: "text", "table" … */
	str text; /* with {name} */
	str value;
	str each; /* list that repeats it (blocks beside one another with the same list: together); empty: once */
	str when; /* name of a value that must be there and not empty; empty: always */
	/* table: head cells, then cells of the repeated row. Without each: any number of rows; without columns: no head. */
	const str *columns;
	const str *cells;
	size_t cell_count;
	const unsigned *widths;
	size_t column_count;
	unsigned line;
};

/* internal: an approval or report, nobody is bound by it. record: what happened, with places to sign, final when it is finished. binding: it
 * goes out in the agency's name: legal review, issue, confirmed words, service. */
enum form_issue { FORM_INTERNAL, FORM_RECORD, FORM_BINDING, FORM_ISSUE_COUNT };
extern const char *const form_issue_keys[]; /* NULL at the end */

/* What a paper can be drawn up about. FORM_CASES: confirmed cases of one unit, which its service notifies. */
enum form_subject {
	FORM_CASES,
	FORM_CASE,
	FORM_NOTICE,
	FORM_DRAW,
	FORM_VISIT,
	FORM_PENALTY,
	FORM_LISTING,
	FORM_UNIT,
	FORM_PERIOD,
	FORM_SUBJECT_COUNT
};
extern const char *const form_subject_keys[]; /* NULL at the end */

/* A time limit that the paper states, as the value {value} (its last day if it were served on the day of its issue) and {value_rule}.
 * Without a clock it is the paper's own and runs from its service; with one (catalogue/clocks.yaml) the subject's procedure runs it. */
struct form_limit {
	str value; /* deadline */
	str clock; /* penalty.plead; empty: its own */
	str when;  /* only where this value is there; empty: always */
	int64_t count;
	str unit; /* count 0: whoever drafts gives both */
};
/* A step of the procedure that may not be taken without this paper: penalty.tell, when it is issued or served. */
struct form_step {
	str step;
	bool served;
};
/* A list that must have so many rows: two officers. */
struct form_least {
	str list;
	int64_t least;
};

struct form {
	str kind; /* rectification-order, threat-notice, app-notice, inspection-approval … */
	str path; /* for messages */
	struct text2 title;
	str prefix; /* of the document's number: 责改; empty: the kind has no number */
	enum form_issue issue;
	bool binds;     /* issue is FORM_BINDING */
	unsigned about; /* bits of enum form_subject; 0: anything but cases */
	const struct form_limit *limits;
	size_t limit_count;
	const struct form_step *steps;
	size_t step_count;
	const struct form_least *needs;
	size_t need_count;
	const str *states; /* of the subject, in which the paper may be issued; none: any */
	size_t state_count;
	const str *laws; /* articles that every paper of the kind rests on */
	size_t law_count;
	bool head; /* with the agency's red head */
	const str *
		unconfirmed; /* words of the form that nobody read in a text: they block issue until a person confirms them */
	size_t unconfirmed_count;
	const struct form_block *blocks;
	size_t block_count;
};

/* The kinds of block, in the order of enum paper_kind; NULL at the end. */
extern const char *const form_block_kinds[];
/* A form's text. Every error says path:line. Memory of mem; src.path is borrowed. */
[[nodiscard]] int form_parse(struct yaml_source src, str kind, str bytes, arena *mem, struct form *ret, err *e);
/* Its own time limit, or NULL. */
const struct form_limit *form_limit_own(const struct form *f);
/* One form by kind from the catalogue's folder forms. E_NOTFOUND names the nearest; E_SYNTAX: path:line: why. */
[[nodiscard]] int form_load(const char *forms, str kind, arena *mem, struct form *ret, err *e);
/* All kinds there are, sorted. */
[[nodiscard]] int form_list(const char *forms, arena *mem, const str **ret, size_t *ret_n, err *e);
