/* clocks: catalogue/clocks.yaml: the time limits of the procedure, each with the law that sets it and how its words are known. */
#pragma once

#include "catalogue/law.h"
#include "model/deadline_unit.h"

struct clock {
	str key; /* penalty.pay */
	struct text2 title;
	struct deadline_rule rule;
	str law; /* key of an article, may be empty */
	enum law_read read;
};
struct clocks {
	struct clock *list;
	size_t count;
};

/* Reads the file; text in mem. E_SYNTAX: path:line: why. */
[[nodiscard]] int clocks_load(const char *path, arena *mem, struct clocks *ret, err *e);
/* E_NOTFOUND names the nearest. */
[[nodiscard]] int clocks_get(const struct clocks *c, str key, const struct clock **ret, err *e);
