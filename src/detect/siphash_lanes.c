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

/* The words of the lanes, a column each. The tag takes the place of the byte before the value; behind its last byte are noughts, and its
 * length in the last place. */
static void columns_fill(const struct siphash_lanes *l, size_t words, uint64_t ret[][SIPHASH_LANES])
{
	for (size_t lane = 0; lane < SIPHASH_LANES; lane++) {
		uint64_t n = l->n[lane];

		for (size_t i = 0; i < words; i++) {
			uint64_t v = read_le(l->at[lane] + 8 * i);

			v = l->tag[lane] & SIPHASH_FOLDED ? fold(v) : v;
			ret[i][lane] = i ? v : (v & ~(uint64_t)0xff) | (uint8_t)l->tag[lane];
		}
		ret[words - 1][lane] = (ret[words - 1][lane] & (((uint64_t)1 << (8 * (n % 8))) - 1)) | n << 56;
	}
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

static void end_plain(struct siphash_lanes *l, const uint64_t k[2], size_t words, const uint64_t of[][SIPHASH_LANES])
{
	for (size_t lane = 0; lane < SIPHASH_LANES; lane++) {
		struct state s = {k[0] ^ siphash_starts[0], k[1] ^ siphash_starts[1], k[0] ^ siphash_starts[2],
				  k[1] ^ siphash_starts[3]};

		for (size_t i = 0; i < words; i++) {
			s.d ^= of[i][lane];
			rounds_plain(&s, ROUNDS_WORD);
			s.a ^= of[i][lane];
		}
		s.c ^= 0xee;
		rounds_plain(&s, ROUNDS_END);
		l->print[0][lane] = s.a ^ s.b ^ s.c ^ s.d;
		s.b ^= 0xdd;
		rounds_plain(&s, ROUNDS_END);
		l->print[1][lane] = s.a ^ s.b ^ s.c ^ s.d;
	}
}

void siphash_lanes_end(struct siphash_lanes *l, size_t count, const uint8_t key[static 16], size_t words,
		       enum siphash_vectors v)
{
	const uint64_t k[2] = {read_le(key), read_le(key + 8)};
	_Alignas(64) uint64_t of[SIPHASH_WORDS][SIPHASH_LANES] ATTR_UNSET;

	must(words && words <= SIPHASH_WORDS && count && count <= SIPHASH_LANES);
	/* Lanes that nobody asks for are like the first. */
	for (size_t i = count; i < SIPHASH_LANES; i++) {
		l->at[i] = l->at[0];
		l->n[i] = l->n[0];
		l->tag[i] = l->tag[0];
	}
	if (v == SIPHASH_AVX512) {
		end_avx512(l, k, words);
		return;
	}
	columns_fill(l, words, of);
	(v == SIPHASH_AVX2 ? end_avx2 : end_plain)(l, k, words, of);
	for (size_t i = 0; i < count; i++) {
		l->print[0][i] = swapped(l->print[0][i]);
		l->print[1][i] = swapped(l->print[1][i]);
	}
}
