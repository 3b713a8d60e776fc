/*
 * log: the tamper-evident log: leaves in order, a Merkle tree (model/merkle.h) over them. Appending costs one node in the mean:
 * the roots of each 256, 65,536 … leaves are kept (table log_node), so that root and proofs read some hundred rows of a log
 * of any length. checkpoint.h signs it, audit.h tests it.
 */
#pragma once

#include "base/buf.h"
#include "ledger/ledger.h"
#include "model/merkle.h"

/* Longest leaf; what is longer belongs into a document, by its hash. */
#define LOG_LEAF_MOST ((size_t)1 << 20)
/* Levels between one kept subtree and the next: 256 hashes are read to make one. */
#define LOG_TILE_LEVELS 8
#define LOG_TILE 256

/* Appends one leaf (its bytes as they are); needs a transaction. *ret: its index. */
[[nodiscard]] int log_append(struct ledger *l, int64_t at, str kind, str subject, str data, uint64_t *ret, err *e);
/* Leaves there are. */
[[nodiscard]] int log_size(struct ledger *l, uint64_t *ret, err *e);

/* --- many acts in one transaction --------------------------------------------------------------------------------------- */

/* Acts that go in one after the other without asking the database between them (an import, a sealing). From begin to end the
 * log may not be appended otherwise. Needs a transaction. */
struct log_group;
[[nodiscard]] int log_group_begin(struct ledger *l, struct log_group **ret, err *e);
/* As ledger_act. */
[[nodiscard]] int log_group_act(struct log_group *g, const struct ledger_act *act, uint64_t *ret_leaf, err *e);
/* Sends what waits; the transaction's commit makes it durable. */
[[nodiscard]] int log_group_end(struct log_group *g, err *e);
/* For AUTO: forgets a group (the transaction must then be rolled back); log_group_end leaves nothing to do. */
void log_group_auto(struct log_group **g);

/* --- reading -------------------------------------------------------------------------------------------------------- */

struct log_leaf {
	uint64_t n;
	int64_t at; /* UTC seconds */
	str kind;
	str subject;
	str data; /* the leaf: canonical JSON */
	digest hash;
};
struct log_query {
	uint64_t from;
	uint64_t to; /* one behind the last; 0: all */
	str subject; /* empty: of every subject */
	str kind;    /* empty: of every kind */
};
/* In order, in bounded memory; views live only during the call. each returns 0, or a negative code that ends the walk. */
[[nodiscard]] int log_each(struct ledger *l, const struct log_query *q,
			   int (*each)(void *ctx, const struct log_leaf *leaf, err *e), void *ctx, err *e);
/* E_NOTFOUND. Text in mem. */
[[nodiscard]] int log_leaf_get(struct ledger *l, uint64_t n, arena *mem, struct log_leaf *ret, err *e);

/* Where merkle_root, merkle_inclusion and merkle_consistency find the hashes of this log: as they are stored, not tested. */
struct merkle_source log_source(struct ledger *l);
