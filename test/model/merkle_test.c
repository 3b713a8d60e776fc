/*
 * merkle: roots and proofs against the text of RFC 6962 section 2.1 (its recursive definitions, written again here), every
 * proof of every tree of up to 70 leaves, and what must not verify. The published shape's vectors over SM3 are computed by
 * merkle_test.sh with another language.
 */
#include "model/merkle.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "test/tap.h"

#define MOST 70

static err e;
static digest leaves[MOST];

static bool same(const digest *a, const digest *b)
{
	return str_eq(digest_str(a), digest_str(b));
}

/* MTH of RFC 6962, as it is written there; leaves are hashed already. */
static digest mth(size_t from, size_t n)
{
	size_t k = 1;

	if (n == 0)
		return digest_sm3((str){0});
	if (n == 1)
		return leaves[from];
	while (2 * k < n)
		k *= 2;
	digest l = mth(from, k), r = mth(from + k, n - k);
	uint8_t b[65] = {1};

	memcpy(b + 1, l.b, 32);
	memcpy(b + 33, r.b, 32);
	return digest_sm3((str){b, sizeof(b)});
}

/* PATH and SUBPROOF. */
static void path(size_t m, size_t from, size_t n, struct merkle_path *p)
{
	size_t k = 1;

	if (n == 1)
		return;
	while (2 * k < n)
		k *= 2;
	path(m < k ? m : m - k, m < k ? from : from + k, m < k ? k : n - k, p);
	p->hash[p->count++] = m < k ? mth(from + k, n - k) : mth(from, k);
}

static void subproof(size_t m, size_t from, size_t n, bool b, struct merkle_path *p)
{
	size_t k = 1;

	if (m == n) {
		if (!b)
			p->hash[p->count++] = mth(from, n);
		return;
	}
	while (2 * k < n)
		k *= 2;
	if (m <= k) {
		subproof(m, from, k, b, p);
		p->hash[p->count++] = mth(from + k, n - k);
	} else {
		subproof(m - k, from + k, n - k, false, p);
		p->hash[p->count++] = mth(from, k);
	}
}

static int span(void *ctx, struct merkle_span s, digest *ret, err *)
{
	++*(unsigned *)ctx;
	*ret = mth((size_t)(s.n << s.level), (size_t)1 << s.level);
	return 0;
}

static bool paths_equal(const struct merkle_path *a, const struct merkle_path *b)
{
	bool equal = a->count == b->count;

	for (unsigned i = 0; equal && i < a->count; i++)
		equal = same(&a->hash[i], &b->hash[i]);
	return equal;
}

/* Any other byte, leaf, length or size does not verify. */
static unsigned forged(size_t n, size_t size, struct merkle_path p, const digest *root)
{
	unsigned bad = 0;
	digest other = leaves[(n + 1) % MOST];

	bad += merkle_inclusion_good(&other, n, size, &p, root);
	if (size > 1)
		bad += merkle_inclusion_good(&leaves[n], (n + 1) % size, size, &p, root);
	if (p.count == 0)
		return bad;
	for (unsigned i = 0; i < p.count; i++) {
		p.hash[i].b[n % 32] ^= 1;
		bad += merkle_inclusion_good(&leaves[n], n, size, &p, root);
		p.hash[i].b[n % 32] ^= 1;
	}
	p.count--;
	bad += merkle_inclusion_good(&leaves[n], n, size, &p, root);
	p.count += 2;
	bad += merkle_inclusion_good(&leaves[n], n, size, &p, root);
	return bad;
}

static void inclusion(const struct merkle_source *s)
{
	unsigned wrong = 0, refused = 0, bad = 0;

	for (size_t size = 1; size <= MOST; size++) {
		digest root = mth(0, size);

		for (size_t n = 0; n < size; n++) {
			struct merkle_path got = {0}, want = {0};

			path(n, 0, size, &want);
			wrong += merkle_inclusion(s, n, size, &got, &e) < 0 || !paths_equal(&got, &want);
			refused += !merkle_inclusion_good(&leaves[n], n, size, &got, &root);
			bad += forged(n, size, got, &root);
		}
	}
	is_int(wrong, 0, "inclusion proofs are those of the RFC");
	is_int(refused, 0, "and verify");
	is_int(bad, 0, "forged ones do not");
}

static void consistency(const struct merkle_source *s)
{
	unsigned wrong = 0, refused = 0, bad = 0;

	for (size_t size = 1; size <= MOST; size++) {
		digest root = mth(0, size);

		for (size_t old = 1; old <= size; old++) {
			struct merkle_path got = {0}, want = {0};
			digest old_root = mth(0, old);

			subproof(old, 0, size, true, &want);
			wrong += merkle_consistency(s, old, size, &got, &e) < 0 || !paths_equal(&got, &want);
			refused += !merkle_consistency_good(old, &old_root, size, &root, &got);
			old_root.b[old % 32] ^= 1;
			bad += merkle_consistency_good(old, &old_root, size, &root, &got);
			old_root.b[old % 32] ^= 1;
			root.b[old % 32] ^= 1;
			bad += merkle_consistency_good(old, &old_root, size, &root, &got);
			root.b[old % 32] ^= 1;
			if (got.count) {
				got.hash[got.count - 1].b[7] ^= 1;
				bad += merkle_consistency_good(old, &old_root, size, &root, &got);
				got.count--;
				bad += merkle_consistency_good(old, &old_root, size, &root, &got);
			}
		}
	}
	is_int(wrong, 0, "consistency proofs are those of the RFC");
	is_int(refused, 0, "and verify");
	is_int(bad, 0, "forged ones do not");
}

static void growing(const struct merkle_source *s)
{
	struct merkle_range r = {0}, spans = {0};
	unsigned wrong = 0;
	digest none = digest_sm3((str){0}), root = merkle_range_root(&r);

	ok(same(&none, &root), "the empty tree");
	for (size_t n = 0; n < MOST; n++) {
		digest copy[MOST], want = mth(0, n + 1), got = {0};

		merkle_range_add(&r, &leaves[n]);
		root = merkle_range_root(&r);
		memcpy(copy, leaves, sizeof(copy));
		digest fold = merkle_fold(copy, n + 1);

		wrong += !same(&root, &want) || !same(&fold, &want);
		wrong += merkle_root(s, n + 1, &got, &e) < 0 || !same(&got, &want);
	}
	is_int(wrong, 0, "roots of growing trees");
	for (size_t n = 0; n < 64; n += 8) {
		digest d = mth(n, 8);

		merkle_range_add_span(&spans, 3, &d);
	}
	digest want = mth(0, 64);

	root = merkle_range_root(&spans);
	ok(same(&root, &want) && spans.size == 64 && spans.count == 1, "a tree grown by complete subtrees");
}

/* The vectors of Certificate Transparency's own tests, hashed with SM3: printed for merkle_test.sh. */
static void vectors(void)
{
	static const str data[] = {STR_INIT(""),
				   STR_INIT("\x00"),
				   STR_INIT("\x10"),
				   STR_INIT("\x20\x21"),
				   STR_INIT("\x30\x31"),
				   STR_INIT("\x40\x41\x42\x43"),
				   STR_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
				   STR_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f")};
	struct merkle_range r = {0};

	for (size_t i = 0; i < ARRAY_LEN(data); i++) {
		digest d = merkle_leaf(data[i]), root;

		merkle_range_add(&r, &d);
		root = merkle_range_root(&r);
		printf("# root %zu %s\n", i + 1, digest_to_hex(&root).c);
	}
}

int main(void)
{
	unsigned asked = 0;
	struct merkle_source s = {span, &asked};

	for (size_t i = 0; i < MOST; i++) {
		uint8_t b[2] = {(uint8_t)i, (uint8_t)(i * 7)};

		leaves[i] = merkle_leaf((str){b, sizeof(b)});
	}
	growing(&s);
	inclusion(&s);
	consistency(&s);
	vectors();
	return tap_done();
}
