/*
 * find_avx512: classes of bytes (find_class.c) with vectors of 64 and their tables of 64 and 128 bytes, the same bits as with AVX2
 * (find_avx2.h) but for the sieve's, which lets less through; and whether bytes are UTF-8 (find_decode.c).
 */
#pragma once

#include "detect/find_avx2.h"

#if defined(__x86_64__)

#define RUNS_NAME(what) what##_avx512
#define RUNS_TARGET ATTR_AVX512
#define RUNS_LANES 8
#define RUNS_BEFORE(last, now) __builtin_shufflevector(last, now, 7, 8, 9, 10, 11, 12, 13, 14)
#define RUNS_UP(x, before, n) ((bits_avx512)_mm512_shldi_epi64((__m512i)(x), (__m512i)(before), n))
#include "detect/find_runs.h"

struct avx512_sieve {
	__m512i kinds[2];
	__m512i ascii[FIND_WINDOW][2];
	__m512i words[FIND_WINDOW];
	__m512i single[4];
	__m512i special[3];
};

/* What an ASCII byte may be, a bit each. */
enum {
	KIND_DIGIT = 1,
	KIND_LETTER = 2,
	KIND_JOINER = 4,
	KIND_NEWLINE = 8,
	KIND_BRACKET = 16,
	KIND_RARE = 32,   /* '@' '%' */
	KIND_ESCAPE = 64, /* with the byte behind it */
	KIND_LOW = 128,   /* besides KIND_DIGIT */
};

ATTR_AVX512 static ATTR_INLINE __m512i avx512_load(const uint8_t *p)
{
	return _mm512_loadu_si512((const void *)p);
}

static const uint8_t avx512_kinds[128] = {
	['0'] = KIND_DIGIT,          ['1' ... '2'] = KIND_DIGIT | KIND_LOW,
	['3' ... '6'] = KIND_DIGIT,  ['7'] = KIND_DIGIT | KIND_LOW,
	['8' ... '9'] = KIND_DIGIT,  ['A' ... 'Z'] = KIND_LETTER,
	['a' ... 'z'] = KIND_LETTER, [' '] = KIND_JOINER,
	['-'] = KIND_JOINER,         ['\n'] = KIND_NEWLINE,
	[')'] = KIND_BRACKET,        ['@'] = KIND_RARE,
	['%'] = KIND_RARE,           ['\\'] = KIND_ESCAPE,
	['&'] = KIND_ESCAPE,
};

/* What three bytes beyond ASCII may be, a bit each, by six bits of each (find_classes.lead and wide): so a few more than are. */
enum {
	SPECIAL_ANY = 1, /* C2, E2 */
	SPECIAL_E3 = 2,
	SPECIAL_BB = 4,
	SPECIAL_8D = 8,
	SPECIAL_LEAD = SPECIAL_ANY | SPECIAL_E3 | SPECIAL_BB | SPECIAL_8D,
	SPECIAL_WIDE = 16,
};

#define SPECIAL_SECOND (SPECIAL_ANY | SPECIAL_E3 | SPECIAL_8D)
#define SPECIAL_THIRD (SPECIAL_ANY | SPECIAL_BB)
static const uint8_t avx512_special[3][64] = {
	{
		[0xc2 & 63] = SPECIAL_ANY,
		[0xe2 & 63] = SPECIAL_ANY,
		[0xe3 & 63] = SPECIAL_E3,
		[0xef & 63] = SPECIAL_BB | SPECIAL_8D | SPECIAL_WIDE,
	},
	{
		[0 ...(0xbb & 63) - 1] = SPECIAL_SECOND,
		[0xbb & 63] = SPECIAL_SECOND | SPECIAL_BB,
		[0xbc & 63] = SPECIAL_SECOND | SPECIAL_WIDE,
		[(0xbc & 63) + 1 ... 63] = SPECIAL_SECOND,
	},
	{
		[0x80 & 63] = SPECIAL_THIRD | SPECIAL_E3,
		[1 ...(0x8d & 63) - 1] = SPECIAL_THIRD,
		[0x8d & 63] = SPECIAL_THIRD | SPECIAL_8D,
		[(0x8d & 63) + 1 ...(0x90 & 63) - 1] = SPECIAL_THIRD,
		[0x90 & 63 ... 0x99 & 63] = SPECIAL_THIRD | SPECIAL_WIDE,
		[(0x99 & 63) + 1 ... 63] = SPECIAL_THIRD,
	},
};

ATTR_AVX512 static ATTR_INLINE struct avx512_sieve avx512_sieve_of(const struct find_sieve *f)
{
	struct avx512_sieve t;

	t.kinds[0] = avx512_load(avx512_kinds);
	t.kinds[1] = avx512_load(avx512_kinds + 64);
	for (unsigned i = 0; i < FIND_WINDOW; i++) {
		t.ascii[i][0] = avx512_load(f->exact[0][i]);
		t.ascii[i][1] = avx512_load(f->exact[0][i] + 64);
		t.words[i] = avx512_load(f->exact[1][i]);
	}
	for (unsigned i = 0; i < find_sieve_bytes[2]; i++)
		t.single[i] = avx512_load(f->exact[2][i]);
	for (unsigned i = 0; i < ARRAY_LEN(t.special); i++)
		t.special[i] = avx512_load(avx512_special[i]);
	return t;
}

ATTR_AVX512 static ATTR_INLINE uint64_t avx512_equal(__m512i v, uint8_t c)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)c));
}

/* A table of 128 bytes, looked up by seven bits. */
ATTR_AVX512 static ATTR_INLINE __m512i avx512_look(const __m512i t[2], __m512i v)
{
	return _mm512_permutex2var_epi8(t[0], v, t[1]);
}

ATTR_AVX512 static ATTR_INLINE uint64_t avx512_any(__m512i a, __m512i b)
{
	return _mm512_test_epi8_mask(a, b);
}

ATTR_AVX512 static ATTR_INLINE uint64_t avx512_is(__m512i kinds, uint8_t kind)
{
	return _mm512_test_epi8_mask(kinds, _mm512_set1_epi8((char)kind));
}

/* What is beyond ASCII; v: the bytes from p, p + 1, … p + 5 on. */
ATTR_AVX512 static ATTR_INLINE void avx512_beyond(const __m512i v[FIND_WINDOW], const struct avx512_sieve *t,
						  struct find_classes *c, size_t lane, uint64_t high)
{
	__m512i one = _mm512_and_si512(_mm512_permutexvar_epi8(v[0], t->single[0]),
				       _mm512_permutexvar_epi8(v[1], t->single[1]));
	__m512i word = _mm512_and_si512(_mm512_permutexvar_epi8(v[0], t->words[0]),
					_mm512_permutexvar_epi8(v[1], t->words[1]));
	__m512i next = _mm512_and_si512(_mm512_permutexvar_epi8(v[2], t->words[2]),
					_mm512_permutexvar_epi8(v[3], t->words[3]));
	__m512i last = _mm512_and_si512(_mm512_permutexvar_epi8(v[4], t->words[4]),
					_mm512_permutexvar_epi8(v[5], t->words[5]));

	one = _mm512_and_si512(one, _mm512_and_si512(_mm512_permutexvar_epi8(v[2], t->single[2]),
						     _mm512_permutexvar_epi8(v[3], t->single[3])));
	c->sieve.of[lane] |=
		high & (avx512_any(_mm512_and_si512(word, next), last) | avx512_is(one, (uint8_t) ~(1 << FIND_HOUSES)) |
			(avx512_is(one, 1 << FIND_HOUSES) & (c->alnum.of[lane] << 1 | c->alnum.of[lane - 1] >> 63)));
	__m512i special = _mm512_and_si512(_mm512_permutexvar_epi8(v[0], t->special[0]),
					   _mm512_and_si512(_mm512_permutexvar_epi8(v[1], t->special[1]),
							    _mm512_permutexvar_epi8(v[2], t->special[2])));

	c->lead.of[lane] = high & avx512_is(special, SPECIAL_LEAD);
	c->wide.of[lane] = high & avx512_is(special, SPECIAL_WIDE);
}

ATTR_AVX512 static ATTR_INLINE __m512i avx512_halves(const uint8_t t[16], __m512i v)
{
	__m128i table = _mm_loadu_si128((const __m128i *)(const void *)t);

	return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), _mm512_and_si512(v, _mm512_set1_epi8(15)));
}

/* What is wrong with the last of four bytes in a row, as avx2_wrong. */
ATTR_AVX512 static ATTR_INLINE __m512i avx512_wrong(__m512i v3, __m512i v2, __m512i v1, __m512i v)
{
	__m512i a = avx512_halves(utf8_first_high, _mm512_srli_epi16(v1, 4));
	__m512i b = avx512_halves(utf8_first_low, v1);
	__m512i c = avx512_halves(utf8_second_high, _mm512_srli_epi16(v, 4));
	__m512i third = _mm512_or_si512(_mm512_subs_epu8(v2, _mm512_set1_epi8((char)(0xe0 - 0x80))),
					_mm512_subs_epu8(v3, _mm512_set1_epi8((char)(0xf0 - 0x80))));

	third = _mm512_and_si512(third, _mm512_set1_epi8((char)0x80));
	return _mm512_xor_si512(_mm512_and_si512(_mm512_and_si512(a, b), c), third);
}

/* Whether bytes are UTF-8, told on the way. */
struct avx512_walk {
	__m512i wrong;
	uint64_t high;
};

ATTR_AVX512 static inline struct avx512_walk avx512_walk_of(void)
{
	return (struct avx512_walk){.wrong = _mm512_setzero_si512()};
}

/* All bytes before `to` were looked at; the text's last ones are told by find_utf8_walked. */
ATTR_AVX512 static inline void avx512_walked(const struct avx512_walk *walk, size_t to, struct find_utf8_walk *ret)
{
	ret->high = ret->high || walk->high;
	ret->broken = ret->broken || _mm512_test_epi8_mask(walk->wrong, walk->wrong);
	ret->at = to;
}

/* 64 bytes; reads five more. walk: of the fourth byte up to the third behind them. */
ATTR_AVX512 static ATTR_INLINE void avx512_classes(const uint8_t *p, const struct avx512_sieve *t,
						   struct find_classes *c, struct find_block *b, size_t i,
						   struct avx512_walk *walk)
{
	size_t lane = FIND_LANE_FIRST + i;
	const __m512i v[FIND_WINDOW] = {avx512_load(p),     avx512_load(p + 1), avx512_load(p + 2),
					avx512_load(p + 3), avx512_load(p + 4), avx512_load(p + 5)};
	uint64_t high = _mm512_movepi8_mask(v[0]);
	uint64_t any = high | _mm512_movepi8_mask(v[3]);
	__m512i kinds = _mm512_maskz_mov_epi8(~high, avx512_look(t->kinds, v[0]));
	uint64_t escape = avx512_is(kinds, KIND_ESCAPE);
	uint64_t rare = avx512_is(kinds, KIND_RARE);

	c->digit.of[lane] = avx512_is(kinds, KIND_DIGIT);
	c->alnum.of[lane] = avx512_is(kinds, KIND_DIGIT | KIND_LETTER);
	c->joiner.of[lane] = avx512_is(kinds, KIND_JOINER);
	b->newline[i] = avx512_is(kinds, KIND_NEWLINE);
	c->bracket.of[lane] = avx512_is(kinds, KIND_BRACKET);
	c->low.of[lane] = avx512_is(kinds, KIND_LOW);
	c->high.of[lane] = high;
	b->literal[i] = rare ? avx512_equal(v[0], '@') : 0;
	b->escape[i] = rare ? avx512_equal(v[0], '%') : 0;
	if (escape)
		b->escape[i] |= escape & ((avx512_equal(v[0], '\\') & avx512_equal(v[1], 'u')) |
					  (avx512_equal(v[0], '&') & avx512_equal(v[1], '#')));
	__m512i one = _mm512_and_si512(avx512_look(t->ascii[0], v[0]), avx512_look(t->ascii[1], v[1]));
	__m512i two = _mm512_and_si512(avx512_look(t->ascii[2], v[2]), avx512_look(t->ascii[3], v[3]));
	__m512i three = _mm512_and_si512(avx512_look(t->ascii[4], v[4]), avx512_look(t->ascii[5], v[5]));

	c->sieve.of[lane] = ~high & avx512_any(_mm512_and_si512(one, two), three);
	c->lead.of[lane] = c->wide.of[lane] = 0;
	if (!any)
		return;
	walk->high |= any;
	walk->wrong = _mm512_or_si512(walk->wrong, avx512_wrong(v[0], v[1], v[2], v[3]));
	if (high)
		avx512_beyond(v, t, c, lane, high);
}

/* What a cell of up to 64 bytes of ASCII holds; reads five more. False: it is more than ASCII. */
ATTR_AVX512 static ATTR_INLINE bool avx512_few(const uint8_t *p, size_t n, const struct find_sieve *f,
					       struct find_few *ret)
{
	const __m512i kinds[2] = {avx512_load(avx512_kinds), avx512_load(avx512_kinds + 64)};
	uint64_t in = ~(uint64_t)0 >> (64 - n);
	__m512i v = avx512_load(p);
	__m512i left = _mm512_set1_epi8(-1);

	if (_mm512_movepi8_mask(v) & in)
		return false;
	for (unsigned i = 0; i < FIND_WINDOW; i++) {
		const __m512i t[2] = {avx512_load(f->exact[0][i]), avx512_load(f->exact[0][i] + 64)};

		left = _mm512_and_si512(left, avx512_look(t, avx512_load(p + i)));
	}
	uint64_t alnum = avx512_is(avx512_look(kinds, v), KIND_DIGIT | KIND_LETTER);

	ret->blocks = 1;
	ret->high[0] = 0;
	ret->sieve[0] = in & _mm512_test_epi8_mask(left, left);
	ret->alnum[0] = in & alnum;
	ret->local = alnum | avx512_equal(v, '.') | avx512_equal(v, '_') | avx512_equal(v, '-') | avx512_equal(v, '+');
	ret->sign[0] = in & avx512_equal(v, '@');
	uint64_t escape = avx512_equal(v, '%') | avx512_equal(v, '\\') | avx512_equal(v, '&');

	ret->escape[0] = in & escape;
	return true;
}

ATTR_AVX512 static inline size_t avx512_first_digit(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 64) {
		__m512i v = _mm512_sub_epi8(avx512_load(p + i), _mm512_set1_epi8('0'));
		uint64_t digits = _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(9));

		if (!digits)
			continue;
		size_t at = i + (size_t)__builtin_ctzll(digits);

		return at < n ? at : n;
	}
	return n;
}

/* Nothing is read beyond. */
ATTR_AVX512 static inline bool avx512_same(const uint8_t *a, const uint8_t *b, size_t n)
{
	for (; n > 64; n -= 64, a += 64, b += 64)
		if (_mm512_cmpneq_epi8_mask(avx512_load(a), avx512_load(b)))
			return false;
	uint64_t in = n ? ~(uint64_t)0 >> (64 - n) : 0;

	return !_mm512_mask_cmpneq_epi8_mask(in, _mm512_maskz_loadu_epi8(in, a), _mm512_maskz_loadu_epi8(in, b));
}

/* The places of bits in one row, as places_of; writes up to 63 more than it returns. */
ATTR_AVX512 static inline size_t avx512_places(uint16_t *ret, const uint64_t *bits_of, size_t first)
{
	uint8_t count[64];
	size_t n = 0;

	for (uint8_t i = 0; i < 64; i++)
		count[i] = i;
	__m512i all = avx512_load(count);

	for (size_t i = 0; i < FIND_LANES; i++) {
		__m512i base = _mm512_set1_epi16((short)(first + i * 64));
		__m512i in = _mm512_maskz_compress_epi8(bits_of[i], all);
		size_t bits = (size_t)__builtin_popcountll(bits_of[i]);

		_mm512_storeu_si512(ret + n, _mm512_add_epi16(base, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(in))));
		if (bits > 32)
			_mm512_storeu_si512(
				ret + n + 32,
				_mm512_add_epi16(base, _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(in, 1))));
		n += bits;
	}
	return n;
}

/* As avx2_utf8. */
ATTR_AVX512 static inline bool avx512_utf8(const uint8_t *p, size_t n, size_t *at, bool *high)
{
	size_t i = *at;
	uint64_t seen = 0;
	__m512i wrong = _mm512_setzero_si512();

	for (; i + 64 <= n; i += 64) {
		uint64_t any = _mm512_movepi8_mask(avx512_load(p + i)) | _mm512_movepi8_mask(avx512_load(p + i - 3));

		if (!any)
			continue;
		seen |= any;
		wrong = _mm512_or_si512(wrong, avx512_wrong(avx512_load(p + i - 3), avx512_load(p + i - 2),
							    avx512_load(p + i - 1), avx512_load(p + i)));
	}
	*at = i;
	*high = *high || seen;
	return !_mm512_test_epi8_mask(wrong, wrong);
}
#else
#define runs_avx512 runs_plain
#define state_avx512 state_plain
struct avx512_sieve {
	int none;
};
struct avx512_walk {
	int none;
};
static inline struct avx512_walk avx512_walk_of(void)
{
	return (struct avx512_walk){0};
}
static inline void avx512_walked(const struct avx512_walk *walk, size_t to, struct find_utf8_walk *ret)
{
	(void)walk;
	(void)to;
	(void)ret;
}
static inline void avx512_classes(const uint8_t *p, const struct avx512_sieve *t, struct find_classes *ret,
				  struct find_block *b, size_t i, struct avx512_walk *walk)
{
	(void)b;
	(void)walk;
	(void)p;
	(void)t;
	(void)ret;
	(void)i;
}
static inline struct avx512_sieve avx512_sieve_of(const struct find_sieve *f)
{
	(void)f;
	return (struct avx512_sieve){0};
}
static inline size_t avx512_places(uint16_t *ret, const uint64_t *bits_of, size_t first)
{
	(void)first;
	(void)ret;
	(void)bits_of;
	return 0;
}
static inline bool avx512_few(const uint8_t *p, size_t n, const struct find_sieve *f, struct find_few *ret)
{
	(void)p;
	(void)n;
	(void)f;
	(void)ret;
	return false;
}
static inline size_t avx512_first_digit(const uint8_t *p, size_t n)
{
	(void)p;
	return n;
}
static inline bool avx512_same(const uint8_t *a, const uint8_t *b, size_t n)
{
	(void)a;
	(void)b;
	return !n;
}
static inline bool avx512_utf8(const uint8_t *p, size_t n, size_t *at, bool *high)
{
	(void)p;
	(void)n;
	(void)at;
	(void)high;
	return true;
}
#endif
