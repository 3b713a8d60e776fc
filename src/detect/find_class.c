/* Sixty-four bytes at a time: which of them may begin or belong to something? */
#include "base/digits.h"
#include "base/must.h"
#include "detect/find_avx2.h"
#include "detect/find_avx512.h"

#define FIRST FIND_LANE_FIRST
#define END (FIRST + FIND_LANES)
#define BEHIND 1 /* bytes behind a text's end that tell of its last run */

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

static void classes_plain(const uint8_t *p, const struct find_sieve *sieve, struct find_classes *ret,
			  struct find_block *b, size_t lane_at)
{
	size_t lane = FIRST + lane_at;

	for (unsigned i = 0; i < 64; i++) {
		const uint8_t *q = p + i;
		uint8_t c = *q;

		ret->digit.of[lane] |= (uint64_t)byte_is_digit(c) << i;
		ret->low.of[lane] |= (uint64_t)(c == '1' || c == '2' || c == '7') << i;
		ret->high.of[lane] |= (uint64_t)(c >= 0x80) << i;
		ret->joiner.of[lane] |= (uint64_t)(c == ' ' || c == '-') << i;
		ret->bracket.of[lane] |= (uint64_t)(c == ')') << i;
		ret->alnum.of[lane] |= (uint64_t)byte_is_alnum(c) << i;
		ret->lead.of[lane] |= (uint64_t)(c == 0xc2 || c == 0xe2 || (c == 0xe3 && q[2] == 0x80) ||
						 (c == 0xef && (q[1] == 0xbb || q[2] == 0x8d)))
				      << i;
		b->escape[lane_at] |= (uint64_t)(c == '%' || (c == '\\' && q[1] == 'u') || (c == '&' && q[1] == '#'))
				      << i;
		b->newline[lane_at] |= (uint64_t)(c == '\n') << i;
		b->literal[lane_at] |= (uint64_t)(c == '@') << i;
		ret->sieve.of[lane] |= sieve_at(sieve, q) << i;
		ret->wide.of[lane] |= (uint64_t)(c == 0xef && q[1] == 0xbc && q[2] >= 0x90 && q[2] <= 0x99) << i;
	}
}

/* Nothing beyond the text's end. */
static void classes_cut(struct find_classes *c, struct find_block *b, size_t i, uint64_t in)
{
	size_t lane = FIRST + i;

	c->digit.of[lane] &= in;
	c->joiner.of[lane] &= in;
	c->bracket.of[lane] &= in;
	c->alnum.of[lane] &= in;
	c->lead.of[lane] &= in;
	c->wide.of[lane] &= in;
	b->escape[i] &= in;
	b->newline[i] &= in;
	b->literal[i] &= in;
	c->sieve.of[lane] &= in;
	c->low.of[lane] &= in;
	c->high.of[lane] &= in;
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
	struct find_numbers numbers;
	uint16_t places[FIND_LANE_BYTES + 64];
};

/* The places of bits in one row, the first one being `first`: a loop for each block's would be left where no processor guesses. */
static size_t places_of(uint16_t *restrict ret, const uint64_t *bits_of, size_t first)
{
	size_t n = 0;

	for (size_t i = 0; i < FIND_LANES; i++) {
		uint64_t bits = bits_of[i];
		size_t end = n + (size_t)__builtin_popcountll(bits);

		do {
			ret[n] = (uint16_t)(first + i * 64 + (unsigned)__builtin_ctzll(bits | 1ull << 63));
			bits &= bits - 1;
			ret[n + 1] = (uint16_t)(first + i * 64 + (unsigned)__builtin_ctzll(bits | 1ull << 63));
			bits &= bits - 1;
			n += 2;
		} while (n < end);
		n = end;
	}
	return n;
}

/* Marks a byte of a run or code: the line that it is in is the run's. */
static void mark(struct find_block *blocks, size_t at)
{
	find_lane(blocks, number, at / 64) |= (uint64_t)1 << at % 64;
	find_lane(blocks, any, at / 64) |= (uint64_t)1 << at % 64;
}

/* How many digits in a row end with bit b of the block at lane i. */
static size_t digits_before(const struct find_lanes *digit, size_t i, unsigned b)
{
	uint64_t no = ~(digit->of[i] << (63 - b));
	size_t n = no ? (size_t)__builtin_clzll(no) : 64;

	if (n <= b)
		return n;
	no = ~digit->of[i - 1];
	return b + 1u + (no ? (size_t)__builtin_clzll(no) : 64);
}

/* A run that may be something, seen from `at`; bit: of the lanes at `at`. */
static void number_at(struct classing *g, const struct find_numbers *n, size_t w, uint64_t bit, size_t at)
{
	/* Some groups are seen two bytes behind their end. */
	size_t last = at && byte_is_digit(g->text.p[at - 1]) ? at : at - 2;

	if (n->eighth[w] & bit) {
		/* Two bytes before, perhaps in the block before. */
		unsigned b = (unsigned)(at - 2) % 64;
		size_t digits = digits_before(&g->c.digit, FIRST + w - (at % 64 < 2), b);

		if (!find_run_nothing(g->text, at - 2, digits))
			mark(g->blocks, at - 2);
	}
	if (n->group[w] & bit && !find_run_group_nothing(g->text, last))
		mark(g->blocks, last);
	if (!(n->touched[w] & bit) || find_run_token_nothing(g->text, at))
		return;
	bool behind = !(g->c.alnum.of[FIRST + w] & bit);

	mark(g->blocks, at - behind);
}

/* Most runs of digits are nothing, and told so here, while their bytes are near. */
static ATTR_INLINE void numbers_mark(struct classing *g, struct find_block *b, size_t at)
{
	const struct find_numbers *n = &g->numbers;

	for (size_t i = 0; i < FIND_LANES; i++)
		b->any[i] = b->packed[i] | b->special[i] | b->escape[i] | b->literal[i];
	for (size_t i = 0; i < FIND_LANES; i++)
		for (uint64_t bits = n->eighth[i] | n->group[i] | n->touched[i]; bits; bits &= bits - 1)
			number_at(g, n, i, bits & -bits, at + i * 64 + (size_t)__builtin_ctzll(bits));
}

/* Of what the sieve let through. */
static ATTR_INLINE void literals_mark(struct classing *g, size_t at)
{
	const struct find_literals *l = g->literals;
	const uint8_t *p = g->text.p + at;
	bool avx512 = g->vectors == FIND_VECTORS_AVX512;
	size_t n = (avx512 ? avx512_places : places_of)(g->places, g->c.sieve.of + FIRST, 0);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t place = g->places[i];

		g->places[kept] = place;
		kept += (size_t)find_bit(l->windows, find_hash_window(p + place)) |
			(size_t)find_bit(l->threes, find_hash3(p + place));
	}
	for (size_t i = 0; i < kept; i++)
		find_literals_mark(l, g->text, at + g->places[i], g->blocks);
}

/* The classes of the blocks from `at` on are there. */
static void classes_end(struct classing *g, size_t at)
{
	for (size_t i = 0; g->text.n < at + FIND_LANE_BYTES && i < FIND_LANES; i++) {
		size_t left = g->text.n > at + i * 64 ? g->text.n - at - i * 64 : 0;

		if (left < 64)
			classes_cut(&g->c, g->blocks + at / FIND_LANE_BYTES, i, ((uint64_t)1 << left) - 1);
	}
}

static ATTR_INLINE void classes_use(struct classing *g, size_t at)
{
	struct find_block *b = g->blocks + at / FIND_LANE_BYTES;

	memset(b->number, 0, sizeof b->number);
	numbers_mark(g, b, at);
	literals_mark(g, at);
	b->lines = g->lines;
	for (size_t i = 0; i < FIND_LANES; i++)
		g->lines += (size_t)__builtin_popcountll(b->newline[i]);
	g->c.alnum.of[FIRST - 1] = g->c.alnum.of[END - 1];
	g->c.digit.of[FIRST - 2] = g->c.digit.of[END - 2];
	g->c.digit.of[FIRST - 1] = g->c.digit.of[END - 1];
}

static bool valid(struct classing *g, size_t at)
{
	return !g->utf8 || find_utf8_walk(g->utf8, g->text, at + FIND_LANE_BYTES, g->vectors);
}

ATTR_AVX512 static void class_avx512(struct classing *g)
{
	struct state_avx512 state = {0};
	struct avx512_sieve t = avx512_sieve_of(&g->literals->sieve);
	struct avx512_walk walk = avx512_walk_of();

	if (g->utf8)
		find_utf8_begin(g->utf8, g->text);
	for (size_t at = 0; at <= g->text.n + BEHIND && !(g->utf8 && g->utf8->broken); at += FIND_LANE_BYTES) {
		struct find_block *b = g->blocks + at / FIND_LANE_BYTES;
		size_t i = 0;

		for (; i < FIND_LANES && at + i * 64 + 64 + 3 <= g->text.n; i++)
			avx512_classes(g->text.p + at + i * 64, &t, &g->c, b, i, &walk);
		if (g->utf8 && i)
			avx512_walked(&walk, at + i * 64 + 3, g->utf8);
		for (; i < FIND_LANES && at + i * 64 < g->text.n; i++)
			avx512_classes(g->text.p + at + i * 64, &t, &g->c, b, i, &walk);
		classes_end(g, at);
		runs_avx512(&g->c, &state, g->blocks + at / FIND_LANE_BYTES, &g->numbers);
		classes_use(g, at);
	}
}

ATTR_AVX2 static void class_avx2(struct classing *g)
{
	struct state_avx2 state = {0};
	struct avx2_sieve t = avx2_sieve_of(&g->literals->sieve);

	for (size_t at = 0; at <= g->text.n + BEHIND && valid(g, at); at += FIND_LANE_BYTES) {
		for (size_t i = 0; i < FIND_LANES && at + i * 64 < g->text.n; i++)
			avx2_classes(g->text.p + at + i * 64, &t, &g->c, g->blocks + at / FIND_LANE_BYTES, i);
		classes_end(g, at);
		runs_avx2(&g->c, &state, g->blocks + at / FIND_LANE_BYTES, &g->numbers);
		classes_use(g, at);
	}
}

static void class_plain(struct classing *g)
{
	struct state_plain state = {0};

	for (size_t at = 0; at <= g->text.n + BEHIND && valid(g, at); at += FIND_LANE_BYTES) {
		for (size_t i = 0; i < FIND_LANES && at + i * 64 < g->text.n; i++) {
			classes_cut(&g->c, g->blocks + at / FIND_LANE_BYTES, i, 0);
			classes_plain(g->text.p + at + i * 64, &g->literals->sieve, &g->c,
				      g->blocks + at / FIND_LANE_BYTES, i);
		}
		classes_end(g, at);
		runs_plain(&g->c, &state, g->blocks + at / FIND_LANE_BYTES, &g->numbers);
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

/* ---- cells ---- */

static void few_take(const struct find_classes *c, const struct find_block *b, size_t i, struct find_few *ret)
{
	ret->sign[i] = b->literal[i];
	ret->escape[i] = b->escape[i];
	ret->high[i] = c->high.of[FIRST + i];
	ret->alnum[i] = c->alnum.of[FIRST + i];
	ret->sieve[i] = c->sieve.of[FIRST + i];
}

ATTR_AVX512 static ATTR_NOINLINE void many_avx512(str text, const struct find_sieve *f, struct find_few *ret)
{
	struct avx512_sieve t = avx512_sieve_of(f);
	struct avx512_walk walk = avx512_walk_of();
	struct find_classes c ATTR_UNSET;
	struct find_block b ATTR_UNSET;

	c.alnum.of[FIRST - 1] = 0;
	for (size_t i = 0; i < FIND_FEW && i * 64 < text.n; i++) {
		avx512_classes(text.p + i * 64, &t, &c, &b, i, &walk);
		if (text.n < (i + 1) * 64)
			classes_cut(&c, &b, i, ((uint64_t)1 << text.n % 64) - 1);
		few_take(&c, &b, i, ret);
	}
	ret->local = 0; /* it is no e-mail address that is told so simply */
}

ATTR_AVX512 static void few_avx512(str text, const struct find_sieve *f, struct find_few *ret)
{
	if (!text.n || text.n > 64 || !avx512_few(text.p, text.n, f, ret))
		many_avx512(text, f, ret);
}

ATTR_AVX2 static void few_avx2(str text, const struct find_sieve *f, struct find_few *ret)
{
	struct avx2_sieve t = avx2_sieve_of(f);
	struct find_classes c ATTR_UNSET;
	struct find_block b ATTR_UNSET;

	for (size_t i = 0; i < FIND_FEW && i * 64 < text.n; i++) {
		avx2_classes(text.p + i * 64, &t, &c, &b, i);
		if (text.n < (i + 1) * 64)
			classes_cut(&c, &b, i, ((uint64_t)1 << text.n % 64) - 1);
		few_take(&c, &b, i, ret);
	}
	if (ret->blocks && ret->sign[0])
		ret->local = ret->alnum[0] | avx2_local(text.p);
}

/* What stands in an e-mail address before its '@' besides letters and digits. */
static bool is_local(uint8_t c)
{
	return c == '.' || c == '_' || c == '-' || c == '+';
}

static void few_plain(str text, const struct find_sieve *f, struct find_few *ret)
{
	struct find_classes c ATTR_UNSET;
	struct find_block b ATTR_UNSET;

	for (size_t i = 0; i < FIND_FEW && i * 64 < text.n; i++) {
		classes_cut(&c, &b, i, 0);
		classes_plain(text.p + i * 64, f, &c, &b, i);
		if (text.n < (i + 1) * 64)
			classes_cut(&c, &b, i, ((uint64_t)1 << text.n % 64) - 1);
		few_take(&c, &b, i, ret);
	}
	ret->local = ret->blocks ? ret->alnum[0] : 0;
	for (size_t i = 0; i < text.n && i < 64; i++)
		ret->local |= (uint64_t)is_local(text.p[i]) << i;
}

void find_class_few(str text, const struct find_literals *l, enum find_vectors v, struct find_few *ret)
{
	must(text.n <= FIND_FEW * 64);
	ret->blocks = (text.n + 63) / 64;
	(v == FIND_VECTORS_AVX512 ? few_avx512 : v == FIND_VECTORS_AVX2 ? few_avx2 : few_plain)(text, &l->sieve, ret);
}

size_t find_first_digit(str text, enum find_vectors v)
{
	if (v == FIND_VECTORS_AVX512)
		return avx512_first_digit(text.p, text.n);
	for (size_t i = 0; i < text.n; i += 8) {
		uint64_t digits = bytes_no_digits(text.p + i) ^ 0x8080808080808080;

		if (digits) {
			size_t n = i + (size_t)__builtin_ctzll(digits) / 8;

			return n < text.n ? n : text.n;
		}
	}
	return text.n;
}

bool find_equal(const uint8_t *a, const uint8_t *b, size_t n, enum find_vectors v)
{
	return v == FIND_VECTORS_AVX512 ? avx512_same(a, b, n) : memcmp(a, b, n) == 0;
}

static uint64_t cuts_plain(const uint8_t *p, uint8_t separator)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64; i++)
		bits |= (uint64_t)(p[i] == separator || p[i] == '"' || p[i] == '\n') << i;
	return bits;
}

size_t find_cuts(str text, uint8_t separator, enum find_vectors v, uint16_t *ret)
{
	uint64_t bits[FIND_LANES];
	size_t n = 0;

	must(text.n <= UINT16_MAX);
	for (size_t at = 0; at < text.n; at += FIND_LANE_BYTES) {
		size_t left = text.n - at;
		size_t words = left < FIND_LANE_BYTES ? (left + 63) / 64 : FIND_LANES;

		if (v != FIND_VECTORS_NONE)
			avx2_cuts(text.p + at, separator, words, bits);
		for (size_t i = 0; v == FIND_VECTORS_NONE && i < words; i++)
			bits[i] = cuts_plain(text.p + at + i * 64, separator);
		if (left < FIND_LANE_BYTES) {
			memset(bits + words, 0, (FIND_LANES - words) * sizeof *bits);
			bits[words - 1] &= ~(uint64_t)0 >> (63 - (left - 1) % 64);
		}
		n += (v == FIND_VECTORS_AVX512 ? avx512_places : places_of)(ret + n, bits, at);
	}
	return n;
}
