/* Sixty-four bytes at a time: which of them may begin or belong to something? */
#include "detect/find_avx2.h"
#include "detect/find_avx512.h"

/* Bits of many blocks are worked on together: the compiler makes vectors of it. (Of a few, each step would wait until what the one before
 * wrote can be read.) */
#define FIRST FIND_LANE_FIRST
#define END (FIRST + FIND_LANES)

/* Runs of so many digits, or letters and digits, end here. */
struct runs {
	struct find_lanes letter, digit2, digit3, digit4, digit6, digit8;
	struct find_lanes alnum2, alnum4, alnum8, alnum16, alnum17, alnum20;
};

/* The bits moved up by n, those of the block before moving in. */
static ATTR_INLINE uint64_t up(const struct find_lanes *of, size_t i, unsigned n)
{
	return of->of[i] << n | of->of[i - 1] >> (64 - n);
}

/* A run of as many as a, with one as long as b that ends n before. */
static ATTR_INLINE void longer(struct find_lanes *restrict ret, const struct find_lanes *restrict a,
			       const struct find_lanes *restrict b, unsigned n)
{
	for (size_t i = FIRST; i < END; i++)
		ret->of[i] = a->of[i] & up(b, i, n);
}

static ATTR_INLINE void runs_of(const struct find_classes *c, struct runs *r)
{
	for (size_t i = FIRST; i < END; i++)
		r->letter.of[i] = c->alnum.of[i] & ~c->digit.of[i];
	longer(&r->digit2, &c->digit, &c->digit, 1);
	longer(&r->digit3, &r->digit2, &c->digit, 2);
	longer(&r->digit4, &r->digit2, &r->digit2, 2);
	longer(&r->digit6, &r->digit4, &r->digit2, 4);
	longer(&r->digit8, &r->digit4, &r->digit4, 4);
	longer(&r->alnum2, &c->alnum, &c->alnum, 1);
	longer(&r->alnum4, &r->alnum2, &r->alnum2, 2);
	longer(&r->alnum8, &r->alnum4, &r->alnum4, 4);
	longer(&r->alnum16, &r->alnum8, &r->alnum8, 8);
	longer(&r->alnum17, &r->alnum16, &c->alnum, 16);
	longer(&r->alnum20, &r->alnum16, &r->alnum4, 16);
}

/*
 * Where a run of digits may be something: at its eighth digit in a row; at the third of three digits behind three and a joiner (numbers
 * are written in groups such as 138 1234 5678; dates are not); at the sixth behind one to three letters that begin a word (passports),
 * or behind a bracket; behind a word of seventeen with four digits at its end (vehicles). Runs with what is beyond ASCII are special.
 */
static ATTR_INLINE void triggers_of(const struct find_classes *c, const struct runs *r, struct find_block *restrict ret)
{
	for (size_t i = FIRST; i < END; i++) {
		ret->eighth[i - FIRST] = r->digit8.of[i] & ~up(&r->digit8, i, 1);
		ret->group[i - FIRST] = r->digit3.of[i] & up(&c->joiner, i, 3) & up(&r->digit3, i, 4);
		ret->packed[i - FIRST] = r->alnum20.of[i] & ~up(&r->alnum20, i, 1);
		ret->special[i - FIRST] = (c->lead.of[i] & up(&c->digit, i, 1)) | c->wide.of[i];
	}
	for (size_t i = FIRST; i < END; i++) {
		uint64_t sixth = r->digit6.of[i] & ~up(&r->digit6, i, 1);
		uint64_t one = ~up(&c->alnum, i, 7);
		uint64_t two = up(&r->letter, i, 7) & ~up(&c->alnum, i, 8);
		uint64_t three = up(&r->letter, i, 7) & up(&r->letter, i, 8) & ~up(&c->alnum, i, 9);

		ret->touched[i - FIRST] =
			(sixth & ((up(&r->letter, i, 6) & (one | two | three)) | up(&c->bracket, i, 6))) |
			(~c->alnum.of[i] & up(&r->alnum17, i, 1) & ~up(&r->alnum17, i, 2) & up(&r->digit4, i, 1));
	}
	memcpy(ret->escape, c->escape.of + FIRST, sizeof ret->escape);
	memcpy(ret->literal, c->at_sign.of + FIRST, sizeof ret->literal);
	memcpy(ret->newline, c->newline.of + FIRST, sizeof ret->newline);
}

static void carry_lanes(struct find_lanes *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		l[i].of[FIRST - 1] = l[i].of[END - 1];
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

		ret->digit.of[lane] |= (uint64_t)byte_is_digit(c) << i;
		ret->joiner.of[lane] |= (uint64_t)(c == ' ' || c == '-') << i;
		ret->bracket.of[lane] |= (uint64_t)(c == ')') << i;
		ret->alnum.of[lane] |= (uint64_t)byte_is_alnum(c) << i;
		ret->lead.of[lane] |= (uint64_t)(c == 0xc2 || c == 0xe2 || (c == 0xe3 && b[2] == 0x80) ||
						 (c == 0xef && (b[1] == 0xbb || b[2] == 0x8d)))
				      << i;
		ret->escape.of[lane] |= (uint64_t)(c == '%' || (c == '\\' && b[1] == 'u') || (c == '&' && b[1] == '#'))
					<< i;
		ret->newline.of[lane] |= (uint64_t)(c == '\n') << i;
		ret->at_sign.of[lane] |= (uint64_t)(c == '@') << i;
		ret->sieve.of[lane] |= sieve_at(sieve, b) << i;
		ret->wide.of[lane] |= (uint64_t)(c == 0xef && b[1] == 0xbc && b[2] >= 0x90 && b[2] <= 0x99) << i;
	}
}

/* Nothing beyond the text's end. */
static void classes_cut(struct find_classes *c, size_t lane, uint64_t in)
{
	c->digit.of[lane] &= in;
	c->joiner.of[lane] &= in;
	c->bracket.of[lane] &= in;
	c->alnum.of[lane] &= in;
	c->lead.of[lane] &= in;
	c->wide.of[lane] &= in;
	c->escape.of[lane] &= in;
	c->newline.of[lane] &= in;
	c->at_sign.of[lane] &= in;
	c->sieve.of[lane] &= in;
}

/* What is made of the classes of FIND_LANES blocks from `at` on. */
struct classing {
	const struct find_literals *literals;
	str text;
	enum find_vectors vectors;
	struct find_utf8_walk *utf8;
	struct find_block *blocks;
	size_t lines;
	struct find_classes c;
	struct runs r;
	uint16_t places[FIND_LANE_BYTES + 2];
};

/* The places of bits in one row: a loop for each block's would be left where no processor guesses. */
static ATTR_INLINE size_t places_of(uint16_t *restrict ret, const uint64_t *bits_of)
{
	size_t n = 0;

	for (size_t i = 0; i < FIND_LANES; i++) {
		uint64_t bits = bits_of[i];
		size_t end = n + (size_t)__builtin_popcountll(bits);

		do {
			ret[n] = (uint16_t)(i * 64 + (unsigned)__builtin_ctzll(bits | 1ull << 63));
			bits &= bits - 1;
			ret[n + 1] = (uint16_t)(i * 64 + (unsigned)__builtin_ctzll(bits | 1ull << 63));
			bits &= bits - 1;
			n += 2;
		} while (n < end);
		n = end;
	}
	return n;
}

static void touched_set(struct find_block *blocks, size_t at)
{
	find_lane(blocks, touched, at / 64) |= (uint64_t)1 << at % 64;
	find_lane(blocks, any, at / 64) |= (uint64_t)1 << at % 64;
}

/* Most runs of digits are nothing, and told so here, while their bytes are near. */
static ATTR_INLINE void numbers_drop(struct classing *g, struct find_block *b, size_t at)
{
	_Alignas(64) uint64_t numbers[FIND_LANES];

	for (size_t i = 0; i < FIND_LANES; i++)
		numbers[i] = b->eighth[i] | b->group[i] | b->touched[i];
	size_t n = places_of(g->places, numbers);

	for (size_t i = 0; i < n; i++) {
		size_t place = g->places[i];
		size_t w = place / 64;
		uint64_t bit = (uint64_t)1 << place % 64;

		if (b->eighth[w] & bit && find_run_nothing(g->text, at + place))
			b->eighth[w] ^= bit;
		if (b->group[w] & bit && find_run_group_nothing(g->text, at + place))
			b->group[w] ^= bit;
		if (!(b->touched[w] & bit))
			continue;
		bool worth = !find_run_token_nothing(g->text, at + place);
		bool behind = !(g->c.alnum.of[FIRST + w] & bit);

		if (!worth || behind)
			b->touched[w] ^= bit;
		/* What is told behind a code belongs to its last byte: that one is of the code's line. */
		if (worth && behind)
			touched_set(g->blocks, at + place - 1);
	}
	for (size_t i = 0; i < FIND_LANES; i++)
		b->any[i] = b->eighth[i] | b->group[i] | b->touched[i] | b->packed[i] | b->special[i] | b->escape[i] |
			    b->literal[i];
}

/* Of what the sieve let through. */
static ATTR_INLINE void literals_mark(struct classing *g, size_t at)
{
	size_t n = places_of(g->places, g->c.sieve.of + FIRST);

	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = g->text.p + at + g->places[i];

		if ((int)find_bit(g->literals->fours, find_hash4(p)) |
		    (int)find_bit(g->literals->threes, find_hash3(p)))
			find_literals_mark(g->literals, g->text, at + g->places[i], g->blocks);
	}
}

static ATTR_INLINE void classes_use(struct classing *g, size_t at)
{
	for (size_t i = 0; g->text.n - at < FIND_LANE_BYTES && i < FIND_LANES; i++) {
		size_t left = g->text.n > at + i * 64 ? g->text.n - at - i * 64 : 0;

		if (left < 64)
			classes_cut(&g->c, FIRST + i, ((uint64_t)1 << left) - 1);
	}
	runs_of(&g->c, &g->r);
	triggers_of(&g->c, &g->r, g->blocks + at / FIND_LANE_BYTES);
	numbers_drop(g, g->blocks + at / FIND_LANE_BYTES, at);
	literals_mark(g, at);
	for (size_t i = FIRST; i < END; i++)
		g->lines += (size_t)__builtin_popcountll(g->c.newline.of[i]);
	carry_lanes((struct find_lanes *)&g->c, sizeof g->c / sizeof(struct find_lanes));
	carry_lanes((struct find_lanes *)&g->r, sizeof g->r / sizeof(struct find_lanes));
}

static bool valid(struct classing *g, size_t at)
{
	return !g->utf8 || find_utf8_walk(g->utf8, g->text, at + FIND_LANE_BYTES, g->vectors);
}

ATTR_AVX512 static void class_avx512(struct classing *g)
{
	struct avx512_sieve t = avx512_sieve_of(&g->literals->sieve);

	for (size_t at = 0; at <= g->text.n && valid(g, at); at += FIND_LANE_BYTES) {
		for (size_t i = 0; i < FIND_LANES && at + i * 64 < g->text.n; i++)
			avx512_classes(g->text.p + at + i * 64, &t, &g->c, FIRST + i);
		classes_use(g, at);
	}
}

ATTR_AVX2 static void class_avx2(struct classing *g)
{
	struct avx2_sieve t = avx2_sieve_of(&g->literals->sieve);

	for (size_t at = 0; at <= g->text.n && valid(g, at); at += FIND_LANE_BYTES) {
		for (size_t i = 0; i < FIND_LANES && at + i * 64 < g->text.n; i++)
			avx2_classes(g->text.p + at + i * 64, &t, &g->c, FIRST + i);
		classes_use(g, at);
	}
}

static void class_plain(struct classing *g)
{
	for (size_t at = 0; at <= g->text.n && valid(g, at); at += FIND_LANE_BYTES) {
		for (size_t i = 0; i < FIND_LANES && at + i * 64 < g->text.n; i++) {
			classes_cut(&g->c, FIRST + i, 0);
			classes_plain(g->text.p + at + i * 64, &g->literals->sieve, &g->c, FIRST + i);
		}
		classes_use(g, at);
	}
}

size_t find_class(str text, const struct find_literals *l, enum find_vectors v, struct find_utf8_walk *utf8,
		  struct find_block *ret)
{
	struct classing g = {.literals = l, .text = text, .vectors = v, .utf8 = utf8, .blocks = ret};

	if (v == FIND_VECTORS_AVX512)
		class_avx512(&g);
	else if (v == FIND_VECTORS_AVX2)
		class_avx2(&g);
	else
		class_plain(&g);
	return g.lines;
}
