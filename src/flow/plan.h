/* plan: the assets that a scope names, one after the other, in an order that does not change; memory does not depend on
 * their number. */
#pragma once

#include "base/buf.h"
#include "model/scope.h"

struct plan {
	const struct scope *scope;
	size_t item;  /* 0: the unit itself comes first, then items */
	uint64_t at;  /* address within a network */
	size_t store; /* stores of data come last */
};

void plan_init(struct plan *p, const struct scope *scope);
/* The next asset's key (put into an emptied buf) and its object's id; false at the end. */
bool plan_next(struct plan *p, buf *key, str *ret_object);
