/*
 * merkle: the tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SM3 (GB/T 32905): a leaf is SM3(0x00 || data), a node
 * SM3(0x01 || left || right), the empty tree SM3(""). Pure. A *span* is a complete subtree: 2^level leaves from a
 * multiple of that; every proof and every root is made of the hashes of some spans, which the caller looks up.
 */
#pragma once

#include "base/err.h"
#include "model/digest.h"

/* Levels of a tree of 2^63 leaves; no proof is longer. */
#define MERKLE_LEVELS 64

digest merkle_leaf(str data);
digest merkle_node(const digest *left, const digest *right);

/* A growing tree: the roots of its complete subtrees, the greatest first ("compact range"). {0} is the empty one. Adding
 * costs one node in the mean. */
struct merkle_range {
	uint64_t size;
	unsigned count;
	digest hash[MERKLE_LEVELS];
};
void merkle_range_add(struct merkle_range *r, const digest *leaf);
/* A complete subtree of 2^level leaves at once; r->size must be a multiple of that. */
void merkle_range_add_span(struct merkle_range *r, unsigned level, const digest *span);
digest merkle_range_root(const struct merkle_range *r);
/* The root over n hashes in a row, in place: hashes are overwritten. n > 0. */
digest merkle_fold(digest *hashes, size_t n);

struct merkle_span {
	unsigned level;
	uint64_t n; /* leaves [n << level, (n + 1) << level) */
};
struct merkle_path {
	unsigned count;
	digest hash[MERKLE_LEVELS];
};
/* Where the hash of a span comes from. */
struct merkle_source {
	int (*span)(void *ctx, struct merkle_span s, digest *ret, err *e);
	void *ctx;
};
/* Root of the first `size` leaves. */
[[nodiscard]] int merkle_root(const struct merkle_source *s, uint64_t size, digest *ret, err *e);
/* Proof that leaf n (< size) is in the tree of `size` leaves (RFC 6962 section 2.1.1). */
[[nodiscard]] int merkle_inclusion(const struct merkle_source *s, uint64_t n, uint64_t size, struct merkle_path *ret,
				   err *e);
/* Proof that the tree of `old` leaves (0 < old <= size) is a beginning of that of `size` (RFC 6962 section 2.1.2). */
[[nodiscard]] int merkle_consistency(const struct merkle_source *s, uint64_t old, uint64_t size,
				     struct merkle_path *ret, err *e);

/* RFC 9162 section 2.1.3.2: does the path lead from leaf n to the root? */
[[nodiscard]] bool merkle_inclusion_good(const digest *leaf, uint64_t n, uint64_t size, const struct merkle_path *path,
					 const digest *root);
/* RFC 9162 section 2.1.4.2. old == 0 is consistent with everything. */
[[nodiscard]] bool merkle_consistency_good(uint64_t old, const digest *old_root, uint64_t size, const digest *root,
					   const struct merkle_path *path);
