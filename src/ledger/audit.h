/*
 * audit: is the log what was signed, and is what it names still there? Every leaf's hash, the tree, each checkpoint's signature and
 * root, each key, document and piece of evidence against the leaf that names it, each row of the ledger's tables against the leaves that say how
 * it came to be what it is. What is wrong is located: table, row, leaf.
 */
#pragma once

#include "ledger/ledger.h"

#define AUDIT_NO_LEAF UINT64_MAX

struct audit_fault {
	const char *table; /* where the wrong row is: "log_leaf", "document" … */
	int64_t row;       /* its key there; -1: none */
	const char *key;   /* its key, where that is no number or several columns; NULL: none */
	uint64_t leaf;     /* the leaf that it is about, or the first of them; AUDIT_NO_LEAF */
	const char *words; /* what is wrong; in the user's language */
};
struct audit_options {
	str held; /* a checkpoint that somebody kept: the log must begin with what it stood for; empty: none */
	void (*fault)(void *ctx, const struct audit_fault *f);
	void (*uncovered)(void *ctx, str table); /* a table of the database that no leaf speaks of; may be NULL */
	void *ctx;
};
struct audit {
	uint64_t leaves;
	uint64_t checkpoints;
	uint64_t documents;
	uint64_t evidence;
	uint64_t keys;
	uint64_t rows;     /* of the ledger's tables, beside the log's own */
	uint64_t unsealed; /* pieces of evidence that no leaf names yet */
	uint64_t
		signed_leaves; /* up to the last checkpoint that is good: what lies behind may still be changed unseen */
	uint64_t faults;
	digest root; /* over the leaves as they are now */
};
/* Reads everything in bounded memory. Faults are told and counted, they are no error. E_SYNTAX: `held` is no checkpoint. */
[[nodiscard]] int audit_run(struct ledger *l, const struct audit_options *o, struct audit *ret, err *e);
