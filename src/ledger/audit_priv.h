/* audit_priv: what the two halves of the audit share: the tree (audit_tree.c) and what leaves name (audit_named.c). */
#pragma once

#include "base/buf.h"
#include "ledger/audit.h"

struct auditor {
	struct ledger *ledger;
	const struct audit_options *options;
	struct audit *sum;
};
/* Tells a fault; printf's words. */
ATTR_PRINTF(5, 6)
void audit_fault(struct auditor *a, const char *table, int64_t row, uint64_t leaf, const char *fmt, ...);
/* Acts of these kinds stand for a row each. */
struct audit_counts {
	uint64_t documents;
	uint64_t evidence;
	uint64_t keys;
};
[[nodiscard]] int audit_tree(struct auditor *a, struct audit_counts *ret, err *e);
[[nodiscard]] int audit_named(struct auditor *a, const struct audit_counts *counts, err *e);
