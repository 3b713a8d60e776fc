/* seal: evidence that collectors stored becomes part of the log: one leaf "evidence.seal" names a piece's hashes. */
#pragma once

#include "ledger/ledger.h"

/* Seals every piece that is not sealed yet; needs a transaction. *ret: how many. */
[[nodiscard]] int seal_all(struct ledger *l, str actor, uint64_t *ret, err *e);
/* The piece that this leaf names, by the store's number. E_NOTFOUND. */
[[nodiscard]] int seal_of_leaf(struct ledger *l, uint64_t leaf, int64_t *ret, err *e);
