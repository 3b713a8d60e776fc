/* ladder: catalogue/ladder.yaml: what follows when the time limit of a notice passes, rung by rung, one ladder a kind of notice. */
#pragma once

#include "catalogue/law.h"

struct ladder_rung {
	str key; /* urge, publish, delist, disconnect, penalty … */
	struct text2 title;
	struct text2 basis;
	unsigned after; /* worked days after the last day from which it is offered */
	enum law_read read;
};
struct ladder {
	str kind; /* of a notice: rectification-order … */
	struct ladder_rung *rungs;
	size_t count;
};
struct ladders {
	struct ladder *list;
	size_t count;
};

/* Reads the file; text in mem. E_SYNTAX: path:line: why. */
[[nodiscard]] int ladders_load(const char *path, arena *mem, struct ladders *ret, err *e);
/* NULL: no ladder of this kind. */
const struct ladder *ladders_find(const struct ladders *l, str kind);
/* NULL: no rung of this key. */
const struct ladder_rung *ladder_rung_find(const struct ladder *l, str key);
