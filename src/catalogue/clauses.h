/* clauses: catalogue/clauses.yaml: the notice's clauses with their titles, in the notice's order. */
#pragma once

#include "catalogue/yaml.h"

struct clause {
	str id;
	struct text2 title;
};

struct clauses {
	arena mem;
	struct clause *list;
	size_t count;
};

/* Reads the file at path. Errors name file and line. Release also after an error. */
[[nodiscard]] int clauses_load(const char *path, struct clauses *ret, err *e);
void clauses_release(struct clauses *c);
/* NULL when there is no such clause. */
const struct clause *clauses_find(const struct clauses *c, str id);
