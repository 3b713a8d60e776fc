/* deadline_unit: what a time limit is counted in, and the rule that says so. The engine is ledger/deadline.h, the law's limits are in
 * catalogue/clocks.yaml. */
#pragma once

#include "base/i18n.h"

enum deadline_unit {
	DEADLINE_HOURS,
	DEADLINE_DAYS, /* calendar days */
	DEADLINE_WORKING_DAYS,
	DEADLINE_MONTHS,
	DEADLINE_YEARS,
	DEADLINE_UNIT_COUNT
};

struct deadline_rule {
	enum deadline_unit unit;
	unsigned count;     /* at least 1; at most DEADLINE_…_MOST (years: a twelfth of the months) */
	bool roll;          /* a last day of rest moves to the next worked day */
	struct text2 basis; /* the law that says so; may be empty */
};

/* hours, days, working-days, months, years; false: no such unit. */
[[nodiscard]] bool deadline_unit_parse(str s, enum deadline_unit *ret);
const char *deadline_unit_key(enum deadline_unit u);
/* The keys, NULL at the end: in the order of the enum. */
extern const char *const deadline_unit_keys[];
