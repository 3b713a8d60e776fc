#include "detect/siphash_lanes.h"

#include <string.h>

#include "base/must.h"

#define BYTES 0x0101010101010101u /* times a byte: eight of it */
#define ROUNDS_WORD 2
#define ROUNDS_END 4

static ATTR_INLINE uint64_t swapped(uint64_t v)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(v) : v;
}

static ATTR_INLINE uint64_t read_le(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return swapped(v);
}

/* Eight bytes at once: those from 'A' to 'Z' get their bit of 0x20. */
static ATTR_INLINE uint64_t fold(uint64_t v)
{
	uint64_t low = v & (0x7f * BYTES);
	uint64_t capital = (low + (0x80 - 'A') * BYTES) & ~(low + (0x7f - 'Z') * BYTES) & ~v & (0x80 * BYTES);

	return v | capital >> 2;
}

/* The tag takes the place of the byte before the value; behind its last byte are noughts, and its length in the last place. */
void siphash_lane_put(struct siphash_lanes *l, size_t lane, uint8_t tag, str value, bool folded)
{
	size_t n = value.n + 1;
	size_t words = n / 8;
	uint64_t mask = 0xff;

	must(value.n <= SIPHASH_LANE_MOST && lane < SIPHASH_LANES);
	const uint8_t *p = value.p - 1;
	uint64_t first = tag;

	for (size_t i = 0; i <= words; i++) {
		uint64_t v = read_le(p + 8 * i);

		v = (folded ? fold(v) : v) & ~mask;
		if (i == words)
			v &= ((uint64_t)1 << (8 * (n % 8))) - 1;
		l->of[i][lane] = v | first;
		first = mask = 0;
	}
	l->of[words][lane] |= (uint64_t)n << 56;
}

static const uint64_t starts[4] = {0x736f6d6570736575, 0x646f72616e646f6d ^ 0xee, 0x6c7967656e657261,
				   0x7465646279746573};

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (64 - (n))))

struct state {
	uint64_t a, b, c, d;
};

static ATTR_INLINE void rounds_plain(struct state *s, unsigned n)
{
	while (n--) {
		s->a += s->b;
		s->c += s->d;
		s->b = ROTATE(s->b, 13) ^ s->a;
		s->d = ROTATE(s->d, 16) ^ s->c;
		s->a = ROTATE(s->a, 32);
		s->c += s->b;
		s->a += s->d;
		s->b = ROTATE(s->b, 17) ^ s->c;
		s->d = ROTATE(s->d, 21) ^ s->a;
		s->c = ROTATE(s->c, 32);
	}
}

static void end_plain(struct siphash_lanes *l, uint64_t k0, uint64_t k1, size_t words)
{
	for (size_t lane = 0; lane < SIPHASH_LANES; lane++) {
		struct state s = {k0 ^ starts[0], k1 ^ starts[1], k0 ^ starts[2], k1 ^ starts[3]};

		for (size_t i = 0; i < words; i++) {
			s.d ^= l->of[i][lane];
			rounds_plain(&s, ROUNDS_WORD);
			s.a ^= l->of[i][lane];
		}
		s.c ^= 0xee;
		rounds_plain(&s, ROUNDS_END);
		l->print[0][lane] = s.a ^ s.b ^ s.c ^ s.d;
		s.b ^= 0xdd;
		rounds_plain(&s, ROUNDS_END);
		l->print[1][lane] = s.a ^ s.b ^ s.c ^ s.d;
	}
}

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
	struct state512 s = {SET512(k0 ^ starts[0]), SET512(k1 ^ starts[1]), SET512(k0 ^ starts[2]),
			     SET512(k1 ^ starts[3])};

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
		struct state256 s = {SET256(k0 ^ starts[0]), SET256(k1 ^ starts[1]), SET256(k0 ^ starts[2]),
				     SET256(k1 ^ starts[3])};

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
#define end_avx512 end_plain
#define end_avx2 end_plain
#endif

void siphash_lanes_end(struct siphash_lanes *l, const uint8_t key[static 16], size_t words, enum siphash_vectors v)
{
	uint64_t k0 = read_le(key);
	uint64_t k1 = read_le(key + 8);

	must(words <= SIPHASH_WORDS);
	if (v == SIPHASH_AVX512)
		end_avx512(l, k0, k1, words);
	else if (v == SIPHASH_AVX2)
		end_avx2(l, k0, k1, words);
	else
		end_plain(l, k0, k1, words);
	for (size_t i = 0; i < SIPHASH_LANES; i++) {
		l->print[0][i] = swapped(l->print[0][i]);
		l->print[1][i] = swapped(l->print[1][i]);
	}
}
