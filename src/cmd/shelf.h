/* shelf: what of the catalogue the commands of self-inspection and of inspections on site read. */
#pragma once

#include "catalogue/clauses.h"
#include "catalogue/questions.h"

struct shelf {
	arena mem;
	struct laws laws;
	struct questions questions;
	struct clauses clauses;
	bool found; /* something was wrong with what came in */
};

/* Release in every case. */
[[nodiscard]] int shelf_open(struct shelf *s, err *e);
/* For AUTO. */
void shelf_auto(struct shelf *s);
/* Is there such a question, or check of ours ("N3.2/redis-open")? E_NOTFOUND with the nearest question. An empty id is well. */
[[nodiscard]] int shelf_subject(struct shelf *s, str id, err *e);
