/*
 * fill: a form of the catalogue (catalogue/forms/<kind>.yaml) filled with values gives a paper. A form's texts hold {name}; a block
 * with `each: problems` is repeated for every element of that list, whose values come first. A value that a form needs and that
 * is not there (or is empty) is an error that names both: no paper leaves with a hole. {name?} may be missing, {name?words} says the
 * words then; {form_title} is the form's; in a repeated block {n} is 1, 2, 3 … and {n_zh} 一, 二, 三 …; {h_zh} numbers the headings
 * that are there. The paper's own: agency (needed where the form has a head), number, signer; sample or draft, not empty, mark every
 * page. A value's newlines begin paragraphs only where the value is a block's whole text; else they are blanks: nobody's name adds a
 * line to a notice. docs/papers.md has it all.
 */
#pragma once

#include "base/json.h"
#include "catalogue/form.h"
#include "doc/paper.h"

struct values; /* names to texts and to lists of values; memory of its arena */
struct values *values_new(arena *mem);
/* Copies. Putting a name twice replaces. */
void values_put(struct values *v, const char *name, str text);
ATTR_PRINTF(3, 4) void values_printf(struct values *v, const char *name, const char *fmt, ...);
/* A new element at the end of the list of this name. */
struct values *values_add(struct values *v, const char *list);

/* Forgets the elements of a list. */
void values_clear(struct values *v, str list);
/* Elements of a list. */
size_t values_count(const struct values *v, str list);
/* Has the list a row where this name has this text? */
bool values_has(const struct values *v, str list, str name, str text);
/* The text of a name, empty where there is none. */
str values_text(const struct values *v, str name);
/* Everything that was put, to be frozen: the members "lists" ([{"name": …, "rows": [[text, …], …]}, …]) and "texts" ([{"name", "value"}, …]) of
 * an open object; the list `but` is left out. */
void values_freeze(const struct values *v, str but, struct json_out *o);

/* Every name that the form asks for gets itself in 【】 as its value, lists two elements: to see a form. */
void fill_sample(const struct form *f, struct values *v);
/* E_SYNTAX: "catalogue/forms/x.yaml:12: nothing for {deadline}". ret: after paper_init, or zeroed (then its memory is the
 * values'); its marks sample and draft are kept. */
[[nodiscard]] int fill_paper(const struct form *f, const struct values *v, struct paper *ret, err *e);
