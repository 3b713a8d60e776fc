/* notice_facts: what a notice says, gathered and frozen; read back for its papers. Parts of flow/notice.h. */
#pragma once

#include "doc/fill.h"
#include "flow/notice.h"
#include "format/json.h"

/* Writes the facts as canonical JSON. form: read already; form_hash: of its file. */
struct notice_gather {
	struct notice_office *office;
	const struct form *form;
	str form_hash;
	const struct case_row *cases;
	size_t case_count;
	int64_t count;
	str count_unit;
	str about; /* kind of the subject and its id; empty: the cases */
	str subject;
	struct values *known; /* what the ledger knows of the subject; NULL: none */
	str law;              /* article that the subject rests on, by its version of law_day */
	int64_t law_day;
	const str *laws; /* articles named by who drafts, by today's version */
	size_t law_count;
	const str *officers; /* named by who drafts */
	size_t officer_count;
	const struct notice_field *fields; /* sorted by name, each once */
	size_t field_count;
};
[[nodiscard]] int notice_facts_put(const struct notice_gather *g, buf *ret, err *e);
/* The form of a kind and the SHA-256 of its file, in the office's memory. */
[[nodiscard]] int notice_facts_form(struct notice_office *o, str kind, struct form *ret, str *ret_hash, err *e);
/* Puts what was frozen of the subject back. */
void notice_facts_thaw(const struct json *root, struct values *v, arena *mem);
/* Reads frozen facts: E_STORE when they are not what was written. */
[[nodiscard]] int notice_facts_read(struct notice_office *o, str bytes, const struct json **ret, err *e);
/* SHA-256 in hexadecimal over words and where they stand, in the office's memory. */
str notice_facts_hash(struct notice_office *o, str what, str words);
