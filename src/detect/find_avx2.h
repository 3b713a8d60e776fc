/*
 * find_avx2: the two passes over every byte with vectors of 32: classes of bytes (find_class.c) and whether bytes are UTF-8
 * (find_decode.c). Included by these two only; where the processor has no AVX2 their plain twins give the same.
 */
#pragma once

#include "detect/find_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define RUNS_NAME(what) what##_avx2
#define RUNS_TARGET ATTR_AVX2
#define RUNS_LANES 4
#define RUNS_BEFORE(last, now) __builtin_shufflevector(last, now, 3, 4, 5, 6)
#define RUNS_UP(x, before, n) ((x) << (n) | (before) >> (64 - (n)))
#include "detect/find_runs.h"

/* Bytes from..from+count as FF. */
ATTR_AVX2 static ATTR_INLINE __m256i avx2_range(__m256i v, char from, char count)
{
	__m256i x = _mm256_sub_epi8(v, _mm256_set1_epi8(from));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(count)), x);
}

ATTR_AVX2 static ATTR_INLINE __m256i avx2_is(__m256i v, uint8_t c)
{
	return _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)c));
}

ATTR_AVX2 static ATTR_INLINE uint64_t avx2_bits(__m256i v, unsigned shift)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(v) << shift;
}

ATTR_AVX2 static ATTR_INLINE __m256i avx2_table(const uint8_t t[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)t));
}

struct avx2_sieve {
	__m256i low[FIND_SETS][FIND_WINDOW];
	__m256i high[FIND_SETS][FIND_WINDOW];
};

struct avx2_halves {
	__m256i low;
	__m256i high;
};

ATTR_AVX2 static ATTR_INLINE __m256i avx2_look(__m256i low, __m256i high, struct avx2_halves h)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(low, h.low), _mm256_shuffle_epi8(high, h.high));
}

/* 64 bytes as two vectors. */
struct avx2_pair {
	__m256i a;
	__m256i b;
};

ATTR_AVX2 static ATTR_INLINE struct avx2_pair avx2_load(const uint8_t *p)
{
	return (struct avx2_pair){_mm256_loadu_si256((const __m256i *)(const void *)p),
				  _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

ATTR_AVX2 static ATTR_INLINE uint64_t avx2_mask(__m256i a, __m256i b)
{
	return avx2_bits(a, 0) | avx2_bits(b, 32);
}

ATTR_AVX2 static ATTR_INLINE uint64_t avx2_equal(struct avx2_pair v, uint8_t c)
{
	return avx2_mask(avx2_is(v.a, c), avx2_is(v.b, c));
}

/* Halves the groups that are left by the bytes of v. */
ATTR_AVX2 static ATTR_INLINE void avx2_sift(struct avx2_pair *in, const __m256i *low, const __m256i *high,
					    struct avx2_pair v)
{
	__m256i half = _mm256_set1_epi8(15);
	__m256i l = _mm256_load_si256(low);
	__m256i h = _mm256_load_si256(high);

	in->a = _mm256_and_si256(in->a,
				 avx2_look(l, h,
					   (struct avx2_halves){_mm256_and_si256(v.a, half),
								_mm256_and_si256(_mm256_srli_epi16(v.a, 4), half)}));
	in->b = _mm256_and_si256(in->b,
				 avx2_look(l, h,
					   (struct avx2_halves){_mm256_and_si256(v.b, half),
								_mm256_and_si256(_mm256_srli_epi16(v.b, 4), half)}));
}

/* Where a literal's window may begin, in the groups of one set; by the window's bytes from..to. */
ATTR_AVX2 static ATTR_INLINE struct avx2_pair avx2_sieve_set(const uint8_t *p, const struct avx2_sieve *t, unsigned set,
							     unsigned from)
{
	__m256i all = _mm256_set1_epi8(-1);
	struct avx2_pair in = {all, all};

	for (unsigned i = from; i < find_sieve_bytes[set]; i++)
		avx2_sift(&in, &t->low[set][i], &t->high[set][i], avx2_load(p + i));
	return in;
}

/* Beyond ASCII a first byte tells little. */
ATTR_AVX2 static ATTR_INLINE uint64_t avx2_sieve_bits(const uint8_t *p, const struct avx2_sieve *t, bool ascii)
{
	struct avx2_pair in = avx2_sieve_set(p, t, 0, 0);

	if (!ascii) {
		struct avx2_pair words = avx2_sieve_set(p, t, 1, 1);
		struct avx2_pair single = avx2_sieve_set(p, t, 2, 1);

		in.a = _mm256_or_si256(in.a, _mm256_or_si256(words.a, single.a));
		in.b = _mm256_or_si256(in.b, _mm256_or_si256(words.b, single.b));
	}
	return ~avx2_mask(avx2_is(in.a, 0), avx2_is(in.b, 0));
}

/* 64 bytes; reads five more. */
ATTR_AVX2 static ATTR_INLINE void avx2_classes(const uint8_t *p, const struct avx2_sieve *t, struct find_classes *c,
					       struct find_block *b, size_t i)
{
	size_t lane = FIND_LANE_FIRST + i;
	struct avx2_pair v = avx2_load(p);
	struct avx2_pair next = avx2_load(p + 1);
	__m256i small = _mm256_set1_epi8(0x20);
	__m256i digit_a = avx2_range(v.a, '0', 9), digit_b = avx2_range(v.b, '0', 9);
	uint64_t high = avx2_mask(v.a, v.b);
	bool ascii = !high;
	uint64_t ef = ascii ? 0 : avx2_equal(v, 0xef);
	uint64_t e3 = ascii ? 0 : avx2_equal(v, 0xe3);

	c->digit.of[lane] = avx2_mask(digit_a, digit_b);
	c->low.of[lane] = avx2_equal(v, '1') | avx2_equal(v, '2') | avx2_equal(v, '7');
	c->high.of[lane] = high;
	c->alnum.of[lane] = avx2_mask(_mm256_or_si256(digit_a, avx2_range(_mm256_or_si256(v.a, small), 'a', 25)),
				      _mm256_or_si256(digit_b, avx2_range(_mm256_or_si256(v.b, small), 'a', 25)));
	c->joiner.of[lane] = avx2_mask(_mm256_or_si256(avx2_is(v.a, ' '), avx2_is(v.a, '-')),
				       _mm256_or_si256(avx2_is(v.b, ' '), avx2_is(v.b, '-')));
	b->newline[i] = avx2_equal(v, '\n');
	c->bracket.of[lane] = avx2_equal(v, ')');
	b->literal[i] = avx2_equal(v, '@');
	b->escape[i] = avx2_equal(v, '%') | (avx2_equal(v, '\\') & avx2_equal(next, 'u')) |
		       (avx2_equal(v, '&') & avx2_equal(next, '#'));
	c->lead.of[lane] = ascii ? 0 : avx2_equal(v, 0xc2) | avx2_equal(v, 0xe2);
	c->wide.of[lane] = 0;
	if (ef | e3) {
		struct avx2_pair third = avx2_load(p + 2);

		c->lead.of[lane] |=
			(e3 & avx2_equal(third, 0x80)) | (ef & (avx2_equal(next, 0xbb) | avx2_equal(third, 0x8d)));
		c->wide.of[lane] = ef & avx2_equal(next, 0xbc) &
				   avx2_mask(avx2_range(third.a, (char)0x90, 9), avx2_range(third.b, (char)0x90, 9));
	}
	c->sieve.of[lane] = avx2_sieve_bits(p, t, ascii);
}

ATTR_AVX2 static ATTR_INLINE struct avx2_sieve avx2_sieve_of(const struct find_sieve *f)
{
	struct avx2_sieve t;

	for (unsigned set = 0; set < FIND_SETS; set++)
		for (unsigned i = 0; i < FIND_WINDOW; i++) {
			t.low[set][i] = avx2_table(f->low[set][i]);
			t.high[set][i] = avx2_table(f->high[set][i]);
		}
	return t;
}

/* What is wrong with a byte and the one before it, told by three half bytes (Keiser and Lemire, "Validating UTF-8 in less than one
 * instruction per byte", 2021). */
enum {
	WRONG_SHORT = 1,
	WRONG_LONG = 2,
	WRONG_OVER3 = 4,
	WRONG_LARGE = 8,
	WRONG_SURROGATE = 16,
	WRONG_OVER2 = 32,
	WRONG_LARGER = 64, /* and four bytes for what fits three */
	WRONG_TWO = 128,
	WRONG_CARRY = WRONG_SHORT | WRONG_LONG | WRONG_TWO,
};

static const uint8_t utf8_first_high[16] = {WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_LONG,
					    WRONG_TWO,
					    WRONG_TWO,
					    WRONG_TWO,
					    WRONG_TWO,
					    WRONG_SHORT | WRONG_OVER2,
					    WRONG_SHORT,
					    WRONG_SHORT | WRONG_OVER3 | WRONG_SURROGATE,
					    WRONG_SHORT | WRONG_LARGE | WRONG_LARGER};
static const uint8_t utf8_first_low[16] = {WRONG_CARRY | WRONG_OVER3 | WRONG_OVER2 | WRONG_LARGER,
					   WRONG_CARRY | WRONG_OVER2,
					   WRONG_CARRY,
					   WRONG_CARRY,
					   WRONG_CARRY | WRONG_LARGE,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER | WRONG_SURROGATE,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER,
					   WRONG_CARRY | WRONG_LARGE | WRONG_LARGER};
enum { WRONG_MIDDLE = WRONG_LONG | WRONG_OVER2 | WRONG_TWO };
static const uint8_t utf8_second_high[16] = {WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_MIDDLE | WRONG_OVER3 | WRONG_LARGER,
					     WRONG_MIDDLE | WRONG_OVER3 | WRONG_LARGE,
					     WRONG_MIDDLE | WRONG_SURROGATE | WRONG_LARGE,
					     WRONG_MIDDLE | WRONG_SURROGATE | WRONG_LARGE,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT,
					     WRONG_SHORT};

ATTR_AVX2 static ATTR_INLINE __m256i avx2_wrong(const uint8_t *p)
{
	__m256i half = _mm256_set1_epi8(15);
	__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i v1 = _mm256_loadu_si256((const __m256i *)(const void *)(p - 1));
	__m256i v2 = _mm256_loadu_si256((const __m256i *)(const void *)(p - 2));
	__m256i v3 = _mm256_loadu_si256((const __m256i *)(const void *)(p - 3));
	__m256i a = _mm256_shuffle_epi8(avx2_table(utf8_first_high), _mm256_and_si256(_mm256_srli_epi16(v1, 4), half));
	__m256i b = _mm256_shuffle_epi8(avx2_table(utf8_first_low), _mm256_and_si256(v1, half));
	__m256i c = _mm256_shuffle_epi8(avx2_table(utf8_second_high), _mm256_and_si256(_mm256_srli_epi16(v, 4), half));
	__m256i third = _mm256_or_si256(_mm256_subs_epu8(v2, _mm256_set1_epi8((char)(0xe0 - 0x80))),
					_mm256_subs_epu8(v3, _mm256_set1_epi8((char)(0xf0 - 0x80))));

	third = _mm256_and_si256(third, _mm256_set1_epi8((char)0x80));
	return _mm256_xor_si256(_mm256_and_si256(_mm256_and_si256(a, b), c), third);
}

/* p[*at, n) from a character's beginning with at least three bytes before it: false where it is not UTF-8; *at is moved to where
 * less than a vector is left, and *high set where there is more than ASCII. A character cut there is not judged. */
ATTR_AVX2 static inline bool avx2_utf8(const uint8_t *p, size_t n, size_t *at, bool *high)
{
	size_t i = *at;
	__m256i seen = _mm256_setzero_si256();
	__m256i wrong = _mm256_setzero_si256();

	for (; i + 32 <= n; i += 32) {
		__m256i v = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(const void *)(p + i)),
					    _mm256_loadu_si256((const __m256i *)(const void *)(p + i - 3)));

		if (!_mm256_movemask_epi8(v))
			continue;
		seen = _mm256_or_si256(seen, v);
		wrong = _mm256_or_si256(wrong, avx2_wrong(p + i));
	}
	*at = i;
	*high = *high || _mm256_movemask_epi8(seen);
	return _mm256_testz_si256(wrong, wrong);
}
/* What stands in an e-mail address before its '@' besides letters and digits. */
ATTR_AVX2 static ATTR_INLINE uint64_t avx2_local(const uint8_t *p)
{
	struct avx2_pair v = avx2_load(p);

	return avx2_equal(v, '.') | avx2_equal(v, '_') | avx2_equal(v, '-') | avx2_equal(v, '+');
}
/* Separators, quotes and line ends (find_cuts). */
ATTR_AVX2 static inline void avx2_cuts(const uint8_t *p, uint8_t separator, size_t words, uint64_t *ret)
{
	for (size_t i = 0; i < words; i++) {
		uint64_t bits = 0;

		for (unsigned half = 0; half < 64; half += 32) {
			__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i * 64 + half));
			__m256i is = _mm256_or_si256(avx2_is(v, separator), avx2_is(v, '"'));

			bits |= avx2_bits(_mm256_or_si256(is, avx2_is(v, '\n')), half);
		}
		ret[i] = bits;
	}
}

#else
#define runs_avx2 runs_plain
#define state_avx2 state_plain
struct avx2_sieve {
	int none;
};
static inline void avx2_classes(const uint8_t *p, const struct avx2_sieve *t, struct find_classes *ret,
				struct find_block *b, size_t i)
{
	(void)b;
	(void)p;
	(void)t;
	(void)ret;
	(void)i;
}
static inline struct avx2_sieve avx2_sieve_of(const struct find_sieve *f)
{
	(void)f;
	return (struct avx2_sieve){0};
}
static inline bool avx2_utf8(const uint8_t *p, size_t n, size_t *at, bool *high)
{
	(void)p;
	(void)n;
	(void)at;
	(void)high;
	return true;
}
static inline uint64_t avx2_local(const uint8_t *p)
{
	(void)p;
	return 0;
}
static inline void avx2_cuts(const uint8_t *p, uint8_t separator, size_t words, uint64_t *ret)
{
	(void)p;
	(void)separator;
	(void)words;
	(void)ret;
}
#endif
