#include "detect/siphash.h"

#include <string.h>

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (64 - (n))))
#define BYTES 0x0101010101010101u /* times a byte: eight of it */

struct state {
	uint64_t a, b, c, d;
};

static ATTR_INLINE void round_once(struct state *s)
{
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

static ATTR_INLINE void write_le(uint8_t *p, uint64_t v)
{
	v = swapped(v);
	memcpy(p, &v, sizeof v);
}

/* The n bytes (below eight) at p + at, of which all before it may be read. */
static ATTR_INLINE uint64_t read_last(const uint8_t *p, size_t at, size_t n)
{
	uint64_t v = 0;

	if (!n)
		return 0;
	if (at + n >= 8)
		return read_le(p + at + n - 8) >> (64 - 8 * n);
	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[at + i] << (8 * i);
	return v;
}

/* Eight bytes at once: those from 'A' to 'Z' get their bit of 0x20. */
static ATTR_INLINE uint64_t fold(uint64_t v)
{
	uint64_t low = v & (0x7f * BYTES);
	uint64_t capital = (low + (0x80 - 'A') * BYTES) & ~(low + (0x7f - 'Z') * BYTES) & ~v & (0x80 * BYTES);

	return v | capital >> 2;
}

static ATTR_INLINE struct state start(const uint8_t key[static 16])
{
	uint64_t k0 = read_le(key);
	uint64_t k1 = read_le(key + 8);

	return (struct state){k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261,
			      k1 ^ 0x7465646279746573};
}

static ATTR_INLINE void take(struct state *s, uint64_t word)
{
	s->d ^= word;
	round_once(s);
	round_once(s);
	s->a ^= word;
}

static ATTR_INLINE void rounds4(struct state *s)
{
	round_once(s);
	round_once(s);
	round_once(s);
	round_once(s);
}

static ATTR_INLINE void end(struct state *s, uint8_t ret[static 16])
{
	s->c ^= 0xee;
	rounds4(s);
	write_le(ret, s->a ^ s->b ^ s->c ^ s->d);
	s->b ^= 0xdd;
	rounds4(s);
	write_le(ret + 8, s->a ^ s->b ^ s->c ^ s->d);
}

void siphash(const uint8_t key[static 16], str data, uint8_t ret[static 16])
{
	struct state s = start(key);
	size_t at = 0;

	for (; at + 8 <= data.n; at += 8)
		take(&s, read_le(data.p + at));
	take(&s, read_last(data.p, at, data.n - at) | (uint64_t)data.n << 56);
	end(&s, ret);
}

/* The tag stands before the data, so its words are those of the data moved up by a byte. */
void siphash_tagged(const uint8_t key[static 16], uint8_t tag, str data, bool folded, uint8_t ret[static 16])
{
	struct state s = start(key);
	uint64_t before = tag;
	size_t at = 0;

	for (; at + 8 <= data.n; at += 8) {
		uint64_t word = read_le(data.p + at);

		word = folded ? fold(word) : word;
		take(&s, word << 8 | before);
		before = word >> 56;
	}
	uint64_t last = read_last(data.p, at, data.n - at);

	last = folded ? fold(last) : last;
	if (data.n - at == 7) {
		take(&s, last << 8 | before);
		before = last >> 56;
		last = 0;
	}
	take(&s, last << 8 | before | (uint64_t)(data.n + 1) << 56);
	end(&s, ret);
}
