/* audit_priv: what the parts of the audit share: the tree (audit_tree.c), what leaves name (audit_named.c), rows (audit_rows.c), the rest (audit_around.c). */
#pragma once

#include "base/buf.h"
#include "ledger/audit.h"
#include "ledger/log.h"

struct audit_rows;
struct auditor {
	struct ledger *ledger;
	const struct audit_options *options;
	struct audit *sum;
	struct audit_rows *rows;
};
/* Tells a fault; printf's words. */
ATTR_PRINTF(5, 6)
void audit_fault(struct auditor *a, const char *table, int64_t row, uint64_t leaf, const char *fmt, ...);
void audit_fault_row(struct auditor *a, const struct audit_fault *f);
/* Acts of these kinds stand for a row each. */
struct audit_counts {
	uint64_t documents;
	uint64_t evidence;
	uint64_t keys;
};
[[nodiscard]] int audit_tree(struct auditor *a, struct audit_counts *ret, err *e);
/* Rows of the ledger's tables (audit_rows.c): made before the leaves are walked, given each leaf "log.rows", ended with the tables. In a transaction. */
[[nodiscard]] int audit_rows_begin(struct auditor *a, struct audit_rows **ret, err *e);
[[nodiscard]] int audit_rows_leaf(struct audit_rows *r, const struct log_leaf *leaf, err *e);
[[nodiscard]] int audit_rows_end(struct audit_rows *r, err *e);
void audit_rows_auto(struct audit_rows **r);
/* Triggers that are not ours, bytes that no document names, tables that no leaf speaks of (audit_around.c). */
[[nodiscard]] int audit_around(struct auditor *a, err *e);
[[nodiscard]] int audit_named(struct auditor *a, const struct audit_counts *counts, err *e);
