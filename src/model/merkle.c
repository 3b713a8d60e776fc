#include "model/merkle.h"

#include "base/must.h"

digest merkle_leaf(str data)
{
	return digest_sm3_parts((const str[]){STR("\0"), data}, 2);
}

digest merkle_node(const digest *left, const digest *right)
{
	return digest_sm3_parts((const str[]){STR("\1"), digest_str(left), digest_str(right)}, 3);
}

static bool equal(const digest *a, const digest *b)
{
	return str_eq(digest_str(a), digest_str(b));
}

/* Times that v can be halved. v > 0. */
static unsigned trailing(uint64_t v)
{
	return (unsigned)__builtin_ctzll(v);
}

/* --- growing ------------------------------------------------------------------------------------------------------- */

void merkle_range_add_span(struct merkle_range *r, unsigned level, const digest *span)
{
	must(level < 63 && (r->size & ((1ull << level) - 1)) == 0 && r->count < MERKLE_LEVELS);
	digest h = *span;

	/* As a counter carries: two of a size make one of the next. */
	for (uint64_t s = r->size >> level; s & 1; s >>= 1)
		h = merkle_node(&r->hash[--r->count], &h);
	r->hash[r->count++] = h;
	r->size += 1ull << level;
}

void merkle_range_add(struct merkle_range *r, const digest *leaf)
{
	merkle_range_add_span(r, 0, leaf);
}

digest merkle_range_root(const struct merkle_range *r)
{
	if (r->count == 0)
		return digest_sm3((str){0});
	digest h = r->hash[r->count - 1];

	for (unsigned i = r->count - 1; i > 0; i--)
		h = merkle_node(&r->hash[i - 1], &h);
	return h;
}

digest merkle_fold(digest *hashes, size_t n)
{
	must(n > 0);
	/* Level by level; an odd one at the end goes up as it is, which is the shape of the tree. */
	for (; n > 1; n = (n + 1) / 2) {
		for (size_t i = 0; i < n / 2; i++)
			hashes[i] = merkle_node(&hashes[2 * i], &hashes[2 * i + 1]);
		if (n % 2)
			hashes[n / 2] = hashes[n - 1];
	}
	return hashes[0];
}

/* --- spans --------------------------------------------------------------------------------------------------------- */

/* The root over the leaves [from, to), from a multiple of the least power of two that is not less than to - from. */
static int over(const struct merkle_source *s, uint64_t from, uint64_t to, digest *ret, err *e)
{
	struct merkle_range r = {0};

	/* The greatest complete subtrees in a row; their sizes fall. */
	while (from < to) {
		unsigned level = 63 - (unsigned)__builtin_clzll(to - from);
		digest h = {0};

		TRY(s->span(s->ctx, (struct merkle_span){level, from >> level}, &h, e));
		r.hash[r.count++] = h;
		from += 1ull << level;
	}
	*ret = merkle_range_root(&r);
	return 0;
}

int merkle_root(const struct merkle_source *s, uint64_t size, digest *ret, err *e)
{
	return over(s, 0, size, ret, e);
}

/* The greatest power of two below n. n > 1. */
static uint64_t split(uint64_t n)
{
	return 1ull << (63 - (unsigned)__builtin_clzll(n - 1));
}

struct sibling {
	uint64_t from;
	uint64_t to;
};

/* What the way down to [.., n) or leaf n leaves aside, from the root on: PATH and SUBPROOF of RFC 6962. */
static int gather(const struct merkle_source *s, const struct sibling *aside, unsigned count, struct merkle_path *ret,
		  err *e)
{
	ret->count = 0;
	while (count > 0) {
		count--;
		TRY(over(s, aside[count].from, aside[count].to, &ret->hash[ret->count], e));
		ret->count++;
	}
	return 0;
}

int merkle_inclusion(const struct merkle_source *s, uint64_t n, uint64_t size, struct merkle_path *ret, err *e)
{
	struct sibling aside[MERKLE_LEVELS];
	unsigned count = 0;

	must(n < size);
	for (uint64_t from = 0, to = size; to - from > 1;) {
		uint64_t middle = from + split(to - from);

		must(count < MERKLE_LEVELS);
		if (n < middle) {
			aside[count++] = (struct sibling){middle, to};
			to = middle;
		} else {
			aside[count++] = (struct sibling){from, middle};
			from = middle;
		}
	}
	return gather(s, aside, count, ret, e);
}

int merkle_consistency(const struct merkle_source *s, uint64_t old, uint64_t size, struct merkle_path *ret, err *e)
{
	struct sibling aside[MERKLE_LEVELS];
	unsigned count = 0;
	bool whole = true; /* the old tree is a complete subtree here: its root is known to the verifier */
	uint64_t from = 0, to = size;

	must(old > 0 && old <= size);
	while (old != to) {
		uint64_t middle = from + split(to - from);

		must(count < MERKLE_LEVELS - 1);
		if (old <= middle) {
			aside[count++] = (struct sibling){middle, to};
			to = middle;
		} else {
			aside[count++] = (struct sibling){from, middle};
			from = middle;
			whole = false;
		}
	}
	if (!whole)
		aside[count++] = (struct sibling){from, to};
	return gather(s, aside, count, ret, e);
}

/* --- verifying ----------------------------------------------------------------------------------------------------- */

bool merkle_inclusion_good(const digest *leaf, uint64_t n, uint64_t size, const struct merkle_path *path,
			   const digest *root)
{
	if (n >= size || path->count > MERKLE_LEVELS)
		return false;
	uint64_t fn = n, sn = size - 1;
	digest r = *leaf;

	for (unsigned i = 0; i < path->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = merkle_node(&path->hash[i], &r);
			if (!(fn & 1)) {
				unsigned k = fn ? trailing(fn) : 63;

				fn >>= k;
				sn >>= k;
			}
		} else {
			r = merkle_node(&r, &path->hash[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && equal(&r, root);
}

bool merkle_consistency_good(uint64_t old, const digest *old_root, uint64_t size, const digest *root,
			     const struct merkle_path *path)
{
	if (old > size || path->count > MERKLE_LEVELS)
		return false;
	if (old == size || old == 0)
		return path->count == 0 && (old == 0 || equal(old_root, root));
	bool power = (old & (old - 1)) == 0;
	unsigned at = power ? 0 : 1;

	if (path->count < at)
		return false;
	uint64_t fn = old - 1, sn = size - 1;
	unsigned k = ~fn ? trailing(~fn) : 0;

	fn >>= k;
	sn >>= k;
	digest fr = power ? *old_root : path->hash[0], sr = fr;

	for (; at < path->count; at++) {
		const digest *c = &path->hash[at];

		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = merkle_node(c, &fr);
			sr = merkle_node(c, &sr);
			if (!(fn & 1) && fn) {
				unsigned z = trailing(fn);

				fn >>= z;
				sn >>= z;
			}
		} else {
			sr = merkle_node(&sr, c);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && equal(&fr, old_root) && equal(&sr, root);
}
