/* onsitecases: what officers found on site and entered as "fails" or "partly" about a check or question becomes a case of the procedure. */
#pragma once

#include "catalogue/check.h"
#include "catalogue/questions.h"
#include "ledger/case.h"
#include "ledger/onsite.h"

/* Of a closed record; in a transaction. A problem is the same one when check or question, unit and place are. A second time changes nothing. */
[[nodiscard]] int onsitecases_take(struct ledger *l, const struct onsite *o, const struct questions *q,
				   const struct checks *checks, const struct person *actor, struct case_counts *ret,
				   err *e);
