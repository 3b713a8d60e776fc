/*
 * siphash_vectors: the lanes of siphash_lanes.c in vectors of 64 and of 32 bytes. Included there only.
 */
#pragma once

#include "detect/siphash_lanes.h"

#define ROUNDS_WORD 2
#define ROUNDS_END 4

static const uint64_t siphash_starts[4] = {0x736f6d6570736575, 0x646f72616e646f6d ^ 0xee, 0x6c7967656e657261,
					   0x7465646279746573};

#if defined(__x86_64__)
#include <immintrin.h>

#define SET512(v) _mm512_set1_epi64((long long)(v))

struct state512 {
	__m512i a, b, c, d;
};

ATTR_AVX512 static ATTR_INLINE void rounds512(struct state512 *s, unsigned n)
{
	while (n--) {
		s->a = _mm512_add_epi64(s->a, s->b);
		s->c = _mm512_add_epi64(s->c, s->d);
		s->b = _mm512_xor_si512(_mm512_rol_epi64(s->b, 13), s->a);
		s->d = _mm512_xor_si512(_mm512_rol_epi64(s->d, 16), s->c);
		s->a = _mm512_rol_epi64(s->a, 32);
		s->c = _mm512_add_epi64(s->c, s->b);
		s->a = _mm512_add_epi64(s->a, s->d);
		s->b = _mm512_xor_si512(_mm512_rol_epi64(s->b, 17), s->c);
		s->d = _mm512_xor_si512(_mm512_rol_epi64(s->d, 21), s->a);
		s->c = _mm512_rol_epi64(s->c, 32);
	}
}

ATTR_AVX512 static ATTR_INLINE __m512i all512(const struct state512 *s)
{
	return _mm512_xor_si512(_mm512_xor_si512(s->a, s->b), _mm512_xor_si512(s->c, s->d));
}

/* As fold. */
ATTR_AVX512 static ATTR_INLINE __m512i fold512(__m512i v, __mmask8 lanes)
{
	__mmask64 bytes = _mm512_movepi8_mask(_mm512_maskz_set1_epi64(lanes, -1));
	__mmask64 capital = _mm512_mask_cmple_epu8_mask(bytes, _mm512_sub_epi8(v, _mm512_set1_epi8('A')),
							_mm512_set1_epi8('Z' - 'A'));

	return _mm512_mask_add_epi8(v, capital, v, _mm512_set1_epi8(0x20));
}

/* Word i of eight values, as columns_fill. */
ATTR_AVX512 static ATTR_INLINE __m512i word512(const struct siphash_lanes *l, size_t half, size_t i, size_t words)
{
	__m512i at = _mm512_add_epi64(_mm512_load_si512((const void *)(l->at + half)), SET512(8 * i));
	__m512i v = _mm512_i64gather_epi64(at, NULL, 1);
	__m512i tag = _mm512_load_si512((const void *)(l->tag + half));
	__mmask8 folded = _mm512_test_epi64_mask(tag, SET512(SIPHASH_FOLDED));

	if (folded)
		v = fold512(v, folded);
	if (!i)
		v = _mm512_or_si512(_mm512_andnot_si512(SET512(0xff), v), _mm512_and_si512(SET512(0xff), tag));
	if (i + 1 < words)
		return v;
	__m512i n = _mm512_load_si512((const void *)(l->n + half));
	__m512i bits = _mm512_slli_epi64(_mm512_and_si512(n, SET512(7)), 3);
	__m512i kept = _mm512_sub_epi64(_mm512_sllv_epi64(SET512(1), bits), SET512(1));

	return _mm512_or_si512(_mm512_and_si512(v, kept), _mm512_slli_epi64(n, 56));
}

/* Both halves step by step beside each other: neither waits for the other. */
ATTR_AVX512 static ATTR_INLINE void both512(struct state512 s[2], unsigned n)
{
	while (n--) {
		rounds512(&s[0], 1);
		rounds512(&s[1], 1);
	}
}

ATTR_AVX512 static void end_avx512(struct siphash_lanes *l, const uint64_t k[2], size_t words)
{
	struct state512 s[2];

	s[0] = (struct state512){SET512(k[0] ^ siphash_starts[0]), SET512(k[1] ^ siphash_starts[1]),
				 SET512(k[0] ^ siphash_starts[2]), SET512(k[1] ^ siphash_starts[3])};
	s[1] = s[0];
	for (size_t i = 0; i < words; i++) {
		__m512i a = word512(l, 0, i, words);
		__m512i b = word512(l, 8, i, words);

		s[0].d = _mm512_xor_si512(s[0].d, a);
		s[1].d = _mm512_xor_si512(s[1].d, b);
		both512(s, ROUNDS_WORD);
		s[0].a = _mm512_xor_si512(s[0].a, a);
		s[1].a = _mm512_xor_si512(s[1].a, b);
	}
	for (unsigned i = 0; i < 2; i++)
		s[i].c = _mm512_xor_si512(s[i].c, SET512(0xee));
	both512(s, ROUNDS_END);
	for (unsigned i = 0; i < 2; i++) {
		_mm512_store_si512((void *)(l->print[0] + 8 * i), all512(&s[i]));
		s[i].b = _mm512_xor_si512(s[i].b, SET512(0xdd));
	}
	both512(s, ROUNDS_END);
	for (unsigned i = 0; i < 2; i++)
		_mm512_store_si512((void *)(l->print[1] + 8 * i), all512(&s[i]));
}

#define SET256(v) _mm256_set1_epi64x((long long)(v))
#define ROTATE256(x, n) _mm256_or_si256(_mm256_slli_epi64(x, n), _mm256_srli_epi64(x, 64 - (n)))

struct state256 {
	__m256i a, b, c, d;
};

ATTR_AVX2 static ATTR_INLINE void rounds256(struct state256 *s, unsigned n)
{
	while (n--) {
		s->a = _mm256_add_epi64(s->a, s->b);
		s->c = _mm256_add_epi64(s->c, s->d);
		s->b = _mm256_xor_si256(ROTATE256(s->b, 13), s->a);
		s->d = _mm256_xor_si256(ROTATE256(s->d, 16), s->c);
		s->a = _mm256_shuffle_epi32(s->a, 0xb1);
		s->c = _mm256_add_epi64(s->c, s->b);
		s->a = _mm256_add_epi64(s->a, s->d);
		s->b = _mm256_xor_si256(ROTATE256(s->b, 17), s->c);
		s->d = _mm256_xor_si256(ROTATE256(s->d, 21), s->a);
		s->c = _mm256_shuffle_epi32(s->c, 0xb1);
	}
}

ATTR_AVX2 static ATTR_INLINE __m256i all256(const struct state256 *s)
{
	return _mm256_xor_si256(_mm256_xor_si256(s->a, s->b), _mm256_xor_si256(s->c, s->d));
}

ATTR_AVX2 static void end_avx2(struct siphash_lanes *l, const uint64_t k[2], size_t words,
			       const uint64_t of[][SIPHASH_LANES])
{
	for (size_t part = 0; part < SIPHASH_LANES; part += 4) {
		struct state256 s = {SET256(k[0] ^ siphash_starts[0]), SET256(k[1] ^ siphash_starts[1]),
				     SET256(k[0] ^ siphash_starts[2]), SET256(k[1] ^ siphash_starts[3])};

		for (size_t i = 0; i < words; i++) {
			__m256i word = _mm256_load_si256((const __m256i *)(const void *)(of[i] + part));

			s.d = _mm256_xor_si256(s.d, word);
			rounds256(&s, ROUNDS_WORD);
			s.a = _mm256_xor_si256(s.a, word);
		}
		s.c = _mm256_xor_si256(s.c, SET256(0xee));
		rounds256(&s, ROUNDS_END);
		_mm256_store_si256((__m256i *)(void *)(l->print[0] + part), all256(&s));
		s.b = _mm256_xor_si256(s.b, SET256(0xdd));
		rounds256(&s, ROUNDS_END);
		_mm256_store_si256((__m256i *)(void *)(l->print[1] + part), all256(&s));
	}
}
#else
static void end_avx512(struct siphash_lanes *l, const uint64_t k[2], size_t words)
{
	(void)l, (void)k, (void)words;
}
static void end_avx2(struct siphash_lanes *l, const uint64_t k[2], size_t words, const uint64_t of[][SIPHASH_LANES])
{
	(void)l, (void)k, (void)words, (void)of;
}
#endif
