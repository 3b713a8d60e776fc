/* Sixty-four bytes at a time: which of them may begin or belong to something? */
#include "detect/find_avx2.h"
#include "detect/find_avx512.h"

/* Bits of so many blocks are worked on together: the compiler makes vectors of it. (Of eight, each step would wait until what the one
 * before wrote can be read.) */
#define LANES FIND_LANES
typedef uint64_t lanes[LANES + 1]; /* [0]: of the block before */

/* Runs of so many digits, or letters and digits, end here. */
struct runs {
	lanes letter, digit2, digit3, digit4, digit6, digit8, alnum2, alnum4, alnum8, alnum16, alnum17, alnum20;
};

/* The bits moved up by n, those of the block before moving in. */
static ATTR_INLINE uint64_t up(const uint64_t *of, size_t i, unsigned n)
{
	return of[i] << n | of[i - 1] >> (64 - n);
}

/* A run of as many as a, with one as long as b that ends n before. */
static ATTR_INLINE void longer(uint64_t *restrict ret, const uint64_t *restrict a, const uint64_t *restrict b,
			       unsigned n)
{
	for (size_t i = 1; i <= LANES; i++)
		ret[i] = a[i] & up(b, i, n);
}

static ATTR_INLINE void runs_of(const struct find_classes *c, struct runs *r)
{
	for (size_t i = 1; i <= LANES; i++)
		r->letter[i] = c->alnum[i] & ~c->digit[i];
	longer(r->digit2, c->digit, c->digit, 1);
	longer(r->digit3, r->digit2, c->digit, 2);
	longer(r->digit4, r->digit2, r->digit2, 2);
	longer(r->digit6, r->digit4, r->digit2, 4);
	longer(r->digit8, r->digit4, r->digit4, 4);
	longer(r->alnum2, c->alnum, c->alnum, 1);
	longer(r->alnum4, r->alnum2, r->alnum2, 2);
	longer(r->alnum8, r->alnum4, r->alnum4, 4);
	longer(r->alnum16, r->alnum8, r->alnum8, 8);
	longer(r->alnum17, r->alnum16, c->alnum, 16);
	longer(r->alnum20, r->alnum16, r->alnum4, 16);
}

/*
 * Where a run of digits may be something: at its eighth digit in a row; at the third of three digits behind three and a joiner (numbers
 * are written in groups such as 138 1234 5678; dates are not); at the sixth behind one to three letters that begin a word (passports),
 * or behind a bracket; behind a word of seventeen with four digits at its end (vehicles). Runs with what is beyond ASCII are special.
 */
static ATTR_INLINE void triggers_of(const struct find_classes *c, const struct runs *r, struct find_block *ret)
{
	lanes eighth, group, touched, packed, special;

	for (size_t i = 1; i <= LANES; i++) {
		uint64_t sixth = r->digit6[i] & ~up(r->digit6, i, 1);

		eighth[i] = r->digit8[i] & ~up(r->digit8, i, 1);
		group[i] = r->digit3[i] & up(c->joiner, i, 3) & up(r->digit3, i, 4);
		touched[i] = (sixth & ((up(r->letter, i, 6) & ~up(c->alnum, i, 7)) | up(c->bracket, i, 6) |
				       (up(r->letter, i, 6) & up(r->letter, i, 7) &
					(~up(c->alnum, i, 8) | (up(r->letter, i, 8) & ~up(c->alnum, i, 9)))))) |
			     (~c->alnum[i] & up(r->alnum17, i, 1) & ~up(r->alnum17, i, 2) & up(r->digit4, i, 1));
		packed[i] = r->alnum20[i] & ~up(r->alnum20, i, 1);
		special[i] = (c->lead[i] & up(c->digit, i, 1)) | c->wide[i];
	}
	for (size_t i = 1; i <= LANES; i++)
		ret[i - 1] = (struct find_block){.any = eighth[i] | group[i] | touched[i] | packed[i] | special[i] |
							c->escape[i] | c->at_sign[i],
						 .eighth = eighth[i],
						 .group = group[i],
						 .touched = touched[i],
						 .special = special[i],
						 .escape = c->escape[i],
						 .packed = packed[i],
						 .literal = c->at_sign[i],
						 .newline = c->newline[i]};
}

/* What the eighth block has is before the next one. */
static ATTR_INLINE void carry(struct find_classes *c, struct runs *r)
{
	c->digit[0] = c->digit[LANES];
	c->joiner[0] = c->joiner[LANES];
	c->alnum[0] = c->alnum[LANES];
	c->bracket[0] = c->bracket[LANES];
	for (size_t i = 0; i < sizeof *r / sizeof(lanes); i++) {
		uint64_t *of = (uint64_t *)r + i * (LANES + 1);

		of[0] = of[LANES];
	}
}

static uint64_t sieve_at(const struct find_sieve *f, const uint8_t *p)
{
	bool high = *p >= 0x80;
	unsigned in = 0;

	for (unsigned set = high; set < (high ? FIND_SETS : 1); set++) {
		unsigned groups = 0xff;

		for (unsigned i = 0; i < find_sieve_bytes[set]; i++)
			groups &= f->exact[set][i][p[i] & (set ? 63 : 127)];
		in |= groups;
	}
	return in != 0;
}

static void classes_plain(const uint8_t *p, const struct find_sieve *sieve, struct find_classes *ret, size_t lane)
{
	for (unsigned i = 0; i < 64; i++) {
		const uint8_t *b = p + i;
		uint8_t c = *b;

		ret->digit[lane] |= (uint64_t)byte_is_digit(c) << i;
		ret->joiner[lane] |= (uint64_t)(c == ' ' || c == '-') << i;
		ret->bracket[lane] |= (uint64_t)(c == ')') << i;
		ret->alnum[lane] |= (uint64_t)byte_is_alnum(c) << i;
		ret->lead[lane] |= (uint64_t)(c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef) << i;
		ret->escape[lane] |= (uint64_t)(c == '%' || (c == '\\' && b[1] == 'u') || (c == '&' && b[1] == '#'))
				     << i;
		ret->newline[lane] |= (uint64_t)(c == '\n') << i;
		ret->at_sign[lane] |= (uint64_t)(c == '@') << i;
		ret->sieve[lane] |= sieve_at(sieve, b) << i;
		ret->wide[lane] |= (uint64_t)(c == 0xef && b[2] >= 0x90 && b[2] <= 0x99) << i;
	}
}

/* Nothing beyond the text's end. */
static void classes_cut(struct find_classes *c, size_t lane, uint64_t in)
{
	c->digit[lane] &= in;
	c->joiner[lane] &= in;
	c->bracket[lane] &= in;
	c->alnum[lane] &= in;
	c->lead[lane] &= in;
	c->wide[lane] &= in;
	c->escape[lane] &= in;
	c->newline[lane] &= in;
	c->at_sign[lane] &= in;
	c->sieve[lane] &= in;
}

/* What is made of the classes of LANES blocks from `at` on. */
struct classing {
	const struct find_literals *literals;
	str text;
	struct find_block *blocks;
	size_t lines;
	struct find_classes c;
	struct runs r;
	uint16_t places[LANES * 64 + 2];
};

/* What the sieve let through, in one row: a loop for each block's would be left at a place that no processor guesses. */
static ATTR_INLINE void literals_mark(struct classing *g, size_t at)
{
	size_t n = 0;

	for (size_t i = 1; i <= LANES; i++) {
		uint64_t bits = g->c.sieve[i];
		size_t end = n + (size_t)__builtin_popcountll(bits);

		do {
			g->places[n] = (uint16_t)((i - 1) * 64 + ((unsigned)__builtin_ctzll(bits | 1ull << 63)));
			bits &= bits - 1;
			g->places[n + 1] = (uint16_t)((i - 1) * 64 + ((unsigned)__builtin_ctzll(bits | 1ull << 63)));
			bits &= bits - 1;
			n += 2;
		} while (n < end);
		n = end;
	}
	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = g->text.p + at + g->places[i];

		if ((int)find_bit(g->literals->fours, find_hash4(p)) |
		    (int)find_bit(g->literals->threes, find_hash3(p)))
			find_literals_mark(g->literals, g->text, at + g->places[i], g->blocks);
	}
}

static ATTR_INLINE void classes_use(struct classing *g, size_t at)
{
	for (size_t i = 1; g->text.n - at < LANES * (size_t)64 && i <= LANES; i++) {
		size_t from = at + (i - 1) * 64;
		size_t left = g->text.n > from ? g->text.n - from : 0;

		if (left < 64)
			classes_cut(&g->c, i, ((uint64_t)1 << left) - 1);
	}
	runs_of(&g->c, &g->r);
	triggers_of(&g->c, &g->r, g->blocks + at / 64);
	literals_mark(g, at);
	for (size_t i = 1; i <= LANES; i++)
		g->lines += (size_t)__builtin_popcountll(g->c.newline[i]);
	carry(&g->c, &g->r);
}

ATTR_AVX512 static void class_avx512(struct classing *g)
{
	struct avx512_sieve t = avx512_sieve_of(&g->literals->sieve);

	for (size_t at = 0; at < g->text.n; at += LANES * (size_t)64) {
		for (size_t i = 0; i < LANES && at + i * 64 < g->text.n; i++)
			avx512_classes(g->text.p + at + i * 64, &t, &g->c, i + 1);
		classes_use(g, at);
	}
}

ATTR_AVX2 static void class_avx2(struct classing *g)
{
	struct avx2_sieve t = avx2_sieve_of(&g->literals->sieve);

	for (size_t at = 0; at < g->text.n; at += LANES * (size_t)64) {
		for (size_t i = 0; i < LANES && at + i * 64 < g->text.n; i++)
			avx2_classes(g->text.p + at + i * 64, &t, &g->c, i + 1);
		classes_use(g, at);
	}
}

static void class_plain(struct classing *g)
{
	for (size_t at = 0; at < g->text.n; at += LANES * (size_t)64) {
		uint64_t digit = g->c.digit[0], joiner = g->c.joiner[0], alnum = g->c.alnum[0],
			 bracket = g->c.bracket[0];

		g->c = (struct find_classes){
			.digit = {digit}, .joiner = {joiner}, .alnum = {alnum}, .bracket = {bracket}};
		for (size_t i = 0; i < LANES && at + i * 64 < g->text.n; i++)
			classes_plain(g->text.p + at + i * 64, &g->literals->sieve, &g->c, i + 1);
		classes_use(g, at);
	}
}

size_t find_class(const uint8_t *p, size_t n, const struct find_literals *l, enum find_vectors v,
		  struct find_block *ret)
{
	struct classing g = {.literals = l, .text = {p, n}, .blocks = ret};

	if (v == FIND_VECTORS_AVX512)
		class_avx512(&g);
	else if (v == FIND_VECTORS_AVX2)
		class_avx2(&g);
	else
		class_plain(&g);
	return g.lines;
}
