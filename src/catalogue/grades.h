/*
 * grades: catalogue/grades.yaml: how each standard classifies each kind of personal data, from which day on. Two standards may
 * answer differently: whoever uses an answer names its standard.
 */
#pragma once

#include "catalogue/law.h"

struct grade_standard {
	str key; /* gbt35273, gbt45574, gbt43697 */
	struct text2 name;
	int64_t from; /* day */
	enum law_read read;
};
struct grade {
	str kind; /* key of detect/kind.def */
	struct text2 category;
	bool sensitive[2]; /* by gbt35273, gbt45574 */
	unsigned level;    /* by gbt43697: 1 to 4 */
};
enum { GRADE_35273, GRADE_45574, GRADE_43697, GRADE_STANDARDS };

/* Several ordinary items of one place may be sensitive as a whole. */
struct grade_together {
	int64_t items;     /* from so many kinds on: told for review */
	struct text2 name; /* which standard says so, where */
	enum law_read read;
};

struct grades {
	struct grade_together together;
	struct grade_standard standards[GRADE_STANDARDS];
	struct grade *list;
	size_t count;
	str bytes; /* of the file, for digests */
};

/* Reads the file; text in mem. E_SYNTAX: path:line: why. */
[[nodiscard]] int grades_load(const char *path, arena *mem, struct grades *ret, err *e);
/* NULL: no standard says anything of that kind. */
const struct grade *grades_find(const struct grades *g, str kind);
/* Is it sensitive personal data by either standard in force on the day? *ret: whose (GRADE_…); the newer one's word first. */
bool grade_sensitive(const struct grades *g, const struct grade *k, int64_t day, int *ret);
