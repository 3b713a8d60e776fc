#include "detect/siphash_lanes.h"

#include <string.h>

#include "base/must.h"
#include "detect/siphash_vectors.h"

#define BYTES 0x0101010101010101u /* times a byte: eight of it */

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
		struct state s = {k0 ^ siphash_starts[0], k1 ^ siphash_starts[1], k0 ^ siphash_starts[2],
				  k1 ^ siphash_starts[3]};

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
