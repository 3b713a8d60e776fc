/* person_priv: whoever was read before a transaction is the same in it: between his roles' being asked and his act somebody else may write. */
#pragma once

#include "ledger/ledger.h"

/* The last persons that were read outside of a transaction: who acts, who acts with him. */
#define PERSON_READ_MOST 16
struct person_read {
	size_t count; /* ever; the last ones are kept */
	struct {
		uint8_t id[64]; /* as long as an account may be */
		size_t n;
		digest row;
	} persons[PERSON_READ_MOST];
};
struct person_read *ledger_persons_read(struct ledger *l);
/* The transaction has begun: E_BUSY when one of them is not what he was. Forgets them. */
[[nodiscard]] int person_test_read(struct ledger *l, err *e);
