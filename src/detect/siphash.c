#include "detect/siphash.h"

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (64 - (n))))

struct state {
	uint64_t a, b, c, d;
};

static inline void rounds(struct state *s, int n)
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

static inline uint64_t read_le(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static inline void write_le(uint8_t *p, uint64_t v)
{
	for (size_t i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static inline void take(struct state *s, uint64_t word)
{
	s->d ^= word;
	rounds(s, 2);
	s->a ^= word;
}

void siphash(const uint8_t key[static 16], str data, uint8_t ret[static 16])
{
	uint64_t k0 = read_le(key, 8);
	uint64_t k1 = read_le(key + 8, 8);
	struct state s = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261,
			  k1 ^ 0x7465646279746573};
	size_t at = 0;

	for (; at + 8 <= data.n; at += 8)
		take(&s, read_le(data.p + at, 8));
	take(&s, (data.n ? read_le(data.p + at, data.n - at) : 0) | (uint64_t)data.n << 56);
	s.c ^= 0xee;
	rounds(&s, 4);
	write_le(ret, s.a ^ s.b ^ s.c ^ s.d);
	s.b ^= 0xdd;
	rounds(&s, 4);
	write_le(ret + 8, s.a ^ s.b ^ s.c ^ s.d);
}
