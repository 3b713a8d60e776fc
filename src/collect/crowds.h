/* crowds: the different values of a store by kind, of those kinds whose values belong to one person each (identity numbers, telephone
 * numbers, accounts), for counting persons over all stores: rows of data_mark (detect/crowd.h). */
#pragma once

#include "detect/crowd.h"
#include "detect/kind.h"
#include "model/sink.h"

/* Marks of one kind in one store: standard error of what is counted over all stores some 3 %. */
#define CROWDS_MARKS 1024

struct crowds {
	struct crowd *of[KIND_COUNT]; /* NULL: none yet */
};

/* Does a value of the kind belong to one person? */
bool crowds_counts(enum kind k);
/* The crowd of a kind; ends the process's work when there is no memory (must). */
struct crowd *crowds_of(struct crowds *c, enum kind k);
/* Puts data_mark. */
void crowds_put(struct crowds *c, struct sink *out);
void crowds_release(struct crowds *c);
