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

ATTR_AVX512 static void end_avx512(struct siphash_lanes *l, uint64_t k0, uint64_t k1, size_t words)
{
	struct state512 s = {SET512(k0 ^ siphash_starts[0]), SET512(k1 ^ siphash_starts[1]),
			     SET512(k0 ^ siphash_starts[2]), SET512(k1 ^ siphash_starts[3])};

	for (size_t i = 0; i < words; i++) {
		__m512i word = _mm512_load_si512((const void *)l->of[i]);

		s.d = _mm512_xor_si512(s.d, word);
		rounds512(&s, ROUNDS_WORD);
		s.a = _mm512_xor_si512(s.a, word);
	}
	s.c = _mm512_xor_si512(s.c, SET512(0xee));
	rounds512(&s, ROUNDS_END);
	_mm512_store_si512((void *)l->print[0], all512(&s));
	s.b = _mm512_xor_si512(s.b, SET512(0xdd));
	rounds512(&s, ROUNDS_END);
	_mm512_store_si512((void *)l->print[1], all512(&s));
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

ATTR_AVX2 static void end_avx2(struct siphash_lanes *l, uint64_t k0, uint64_t k1, size_t words)
{
	for (size_t half = 0; half < SIPHASH_LANES; half += 4) {
		struct state256 s = {SET256(k0 ^ siphash_starts[0]), SET256(k1 ^ siphash_starts[1]),
				     SET256(k0 ^ siphash_starts[2]), SET256(k1 ^ siphash_starts[3])};

		for (size_t i = 0; i < words; i++) {
			__m256i word = _mm256_load_si256((const __m256i *)(const void *)(l->of[i] + half));

			s.d = _mm256_xor_si256(s.d, word);
			rounds256(&s, ROUNDS_WORD);
			s.a = _mm256_xor_si256(s.a, word);
		}
		s.c = _mm256_xor_si256(s.c, SET256(0xee));
		rounds256(&s, ROUNDS_END);
		_mm256_store_si256((__m256i *)(void *)(l->print[0] + half), all256(&s));
		s.b = _mm256_xor_si256(s.b, SET256(0xdd));
		rounds256(&s, ROUNDS_END);
		_mm256_store_si256((__m256i *)(void *)(l->print[1] + half), all256(&s));
	}
}
#else
static void end_avx512(struct siphash_lanes *l, uint64_t k0, uint64_t k1, size_t words)
{
	(void)l, (void)k0, (void)k1, (void)words;
}
static void end_avx2(struct siphash_lanes *l, uint64_t k0, uint64_t k1, size_t words)
{
	(void)l, (void)k0, (void)k1, (void)words;
}
#endif
