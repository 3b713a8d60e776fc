/*
 * log: the tamper-evident log: leaves in order, a Merkle tree of the form of RFC 6962 section 2.1 over SM3 (GB/T 32905). Checkpoints,
 * proofs and the verifier build on it.
 */
#pragma once

#include "ledger/ledger.h"

/* Appends one leaf (its bytes as they are); needs a transaction. *ret: its index. */
[[nodiscard]] int log_append(struct ledger *l, int64_t at, str kind, str subject, str data, uint64_t *ret, err *e);
/* Leaves there are. */
[[nodiscard]] int log_size(struct ledger *l, uint64_t *ret, err *e);
