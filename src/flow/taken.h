/* taken: findings of others, from a file (exchange/import.h), become cases of the ledger. One transaction: all of a file or nothing. The same
 * file again changes nothing; nor does another file with the same findings. */
#pragma once

#include "exchange/import.h"
#include "ledger/case.h"

struct taken_ask {
	const char *path;
	const enum import_format *format; /* NULL: found out */
	str tool;                         /* where the file does not say; empty: the format's name */
	str uscc;                         /* where the rows name no unit */
	str unit;                         /* its name; empty: as registered */
	const struct person *actor;
};
struct taken_counts {
	struct case_counts cases;
	uint64_t bad; /* rows that were no finding */
};
/* fault and why may be NULL. E_USAGE: neither file nor ask names the unit. */
[[nodiscard]] int taken_import(struct ledger *l, const struct taken_ask *ask, struct taken_counts *ret,
			       int (*fault)(void *ctx, const struct import_fault *f, err *e),
			       int (*why)(void *ctx, const struct case_why *w, err *e), void *ctx, err *e);
