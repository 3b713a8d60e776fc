/* Sixty-four bytes at a time: which of them may begin or belong to something? */
#include "detect/find_avx2.h"

/* What the blocks before left over. */
struct carry {
	uint64_t digit, run, run2, run4, run6;
	uint64_t alnum, alnum2, alnum4, alnum8, alnum16, alnum20;
};

/* The bits moved up by n, those of the block before moving in. */
static ATTR_INLINE uint64_t up(uint64_t now, uint64_t before, unsigned n)
{
	return now << n | before >> (64 - n);
}

static ATTR_INLINE void block_of(const struct find_classes *c, struct carry *k, struct find_block *ret)
{
	uint64_t behind_digit = up(c->digit, k->digit, 1);
	uint64_t run = c->digit | (c->joiner & behind_digit);
	uint64_t run2 = run & up(run, k->run, 1);
	uint64_t run4 = run2 & up(run2, k->run2, 2);
	uint64_t run6 = run4 & up(run2, k->run2, 4);
	uint64_t a2 = c->alnum & up(c->alnum, k->alnum, 1);
	uint64_t a4 = a2 & up(a2, k->alnum2, 2);
	uint64_t a8 = a4 & up(a4, k->alnum4, 4);
	uint64_t a16 = a8 & up(a8, k->alnum8, 8);
	uint64_t a20 = a16 & up(a4, k->alnum4, 16);

	ret->number = run6 & ~up(run6, k->run6, 1);
	ret->packed = a20 & ~up(a20, k->alnum20, 1);
	ret->special = (c->lead & behind_digit) | c->wide;
	ret->escape = c->escape;
	ret->literal = c->literal;
	ret->newline = c->newline;
	ret->any = ret->number | ret->packed | ret->special | ret->escape | ret->literal;
	*k = (struct carry){c->digit, run, run2, run4, run6, c->alnum, a2, a4, a8, a16, a20};
}

/* Of the places where a literal may begin, those whose hash one has; all of '@'. */
static ATTR_INLINE uint64_t refine(uint64_t places, const struct find_prefix *f, const uint8_t *p)
{
	uint64_t ret = 0;

	for (uint64_t bits = places; bits; bits &= bits - 1) {
		unsigned at = (unsigned)__builtin_ctzll(bits);
		const uint8_t *q = p + at;
		uint32_t hash = find_hash(q);

		if (find_bit(f->hashes, hash))
			ret |= (uint64_t)(find_bit(f->shorts, hash) || find_bit(f->longs, find_hash6(q))) << at;
		else
			ret |= (uint64_t)(*q == '@') << at;
	}
	return ret;
}

static uint64_t prefix_at(const struct find_prefix *f, const uint8_t *p)
{
	uint8_t all = 0;

	for (unsigned set = 0; set < FIND_SETS; set++) {
		uint8_t in = 0xff;

		for (unsigned i = 0; i < FIND_TELLING; i++) {
			uint8_t c = p[find_telling[set][i]];

			in &= f->low[set][i][c & 15] & f->high[set][i][c >> 4];
		}
		all |= in;
	}
	return all != 0;
}

static void classes_plain(const uint8_t *p, const struct find_prefix *prefix, struct find_classes *ret)
{
	*ret = (struct find_classes){0};
	for (unsigned i = 0; i < 64; i++) {
		const uint8_t *b = p + i;
		uint8_t c = *b;
		uint64_t bit = (uint64_t)1 << i;

		ret->digit |= byte_is_digit(c) ? bit : 0;
		ret->joiner |= c == ' ' || c == '-' ? bit : 0;
		ret->alnum |= byte_is_alnum(c) ? bit : 0;
		ret->lead |= c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef ? bit : 0;
		ret->escape |= c == '%' || (c == '\\' && b[1] == 'u') || (c == '&' && b[1] == '#') ? bit : 0;
		ret->newline |= c == '\n' ? bit : 0;
		ret->literal |= prefix_at(prefix, b) << i;
		ret->wide |= c == 0xef && b[2] >= 0x90 && b[2] <= 0x99 ? bit : 0;
	}
}

/* Nothing beyond the text's end. */
static ATTR_INLINE void classes_cut(struct find_classes *c, size_t left)
{
	uint64_t in = ((uint64_t)1 << left) - 1;

	c->digit &= in;
	c->joiner &= in;
	c->alnum &= in;
	c->lead &= in;
	c->wide &= in;
	c->escape &= in;
	c->newline &= in;
	c->literal &= in;
}

ATTR_AVX2 static size_t class_vectors(const uint8_t *p, size_t n, const struct find_prefix *prefix,
				      struct find_block *ret)
{
	size_t lines = 0;
	struct carry k = {0};
	struct find_classes c;
	struct avx2_prefix t = avx2_prefix_of(prefix);

	for (size_t at = 0; at < n; at += 64) {
		avx2_classes(p + at, &t, &c);
		if (n - at < 64)
			classes_cut(&c, n - at);
		c.literal = refine(c.literal, prefix, p + at);
		block_of(&c, &k, &ret[at / 64]);
		lines += (size_t)__builtin_popcountll(c.newline);
	}
	return lines;
}

size_t find_class(const uint8_t *p, size_t n, const struct find_prefix *prefix, bool vector, struct find_block *ret)
{
	struct carry k = {0};
	struct find_classes c;

	size_t lines = 0;

	if (vector)
		return class_vectors(p, n, prefix, ret);
	for (size_t at = 0; at < n; at += 64) {
		classes_plain(p + at, prefix, &c);
		if (n - at < 64)
			classes_cut(&c, n - at);
		c.literal = refine(c.literal, prefix, p + at);
		block_of(&c, &k, &ret[at / 64]);
		lines += (size_t)__builtin_popcountll(c.newline);
	}
	return lines;
}
