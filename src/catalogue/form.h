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

struct form {
	str kind; /* rectification-order, threat-notice, app-notice, inspection-approval … */
	str path; /* for messages */
	struct text2 title;
	str prefix; /* of the document's number: 责改; empty: the kind has no number */
	bool binds; /* binds somebody: needs legal review, issue, and confirmed words */
	bool head;  /* with the agency's red head */
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
/* One form by kind from the catalogue's folder forms. E_NOTFOUND names the nearest; E_SYNTAX: path:line: why. */
[[nodiscard]] int form_load(const char *forms, str kind, arena *mem, struct form *ret, err *e);
/* All kinds there are, sorted. */
[[nodiscard]] int form_list(const char *forms, arena *mem, const str **ret, size_t *ret_n, err *e);
