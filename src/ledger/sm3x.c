#include "ledger/sm3x.h"

#include <string.h>

#include "base/must.h"

#define LANES 8
#define WORDS 16

/* GCC's vectors: the compiler makes AVX2, SSE2, NEON or plain words of them. They are passed by pointer only: how a function
 * gets one depends on the processor that it was compiled for. */
typedef uint32_t lanes __attribute__((vector_size(4 * LANES)));

/* One block of each lane, as words. */
struct blocks {
	lanes w[WORDS];
};

#define ROTATE(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

/* Section 5.3.3: T_j rotated left by j. */
static const uint32_t constants[64] = {
	0x79cc4519, 0xf3988a32, 0xe7311465, 0xce6228cb, 0x9cc45197, 0x3988a32f, 0x7311465e, 0xe6228cbc,
	0xcc451979, 0x988a32f3, 0x311465e7, 0x6228cbce, 0xc451979c, 0x88a32f39, 0x11465e73, 0x228cbce6,
	0x9d8a7a87, 0x3b14f50f, 0x7629ea1e, 0xec53d43c, 0xd8a7a879, 0xb14f50f3, 0x629ea1e7, 0xc53d43ce,
	0x8a7a879d, 0x14f50f3b, 0x29ea1e76, 0x53d43cec, 0xa7a879d8, 0x4f50f3b1, 0x9ea1e762, 0x3d43cec5,
	0x7a879d8a, 0xf50f3b14, 0xea1e7629, 0xd43cec53, 0xa879d8a7, 0x50f3b14f, 0xa1e7629e, 0x43cec53d,
	0x879d8a7a, 0x0f3b14f5, 0x1e7629ea, 0x3cec53d4, 0x79d8a7a8, 0xf3b14f50, 0xe7629ea1, 0xcec53d43,
	0x9d8a7a87, 0x3b14f50f, 0x7629ea1e, 0xec53d43c, 0xd8a7a879, 0xb14f50f3, 0x629ea1e7, 0xc53d43ce,
	0x8a7a879d, 0x14f50f3b, 0x29ea1e76, 0x53d43cec, 0xa7a879d8, 0x4f50f3b1, 0x9ea1e762, 0x3d43cec5,
};

/* Sections 5.3.2 and 5.3.3. */
static ATTR_INLINE void compress(lanes v[8], const struct blocks *in)
{
	ATTR_UNSET lanes w[68];
	lanes a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];

	for (unsigned j = 0; j < WORDS; j++)
		w[j] = in->w[j];
	for (unsigned j = WORDS; j < 68; j++) {
		lanes x = w[j - 16] ^ w[j - 9] ^ ROTATE(w[j - 3], 15);

		w[j] = x ^ ROTATE(x, 15) ^ ROTATE(x, 23) ^ ROTATE(w[j - 13], 7) ^ w[j - 6];
	}
	for (unsigned j = 0; j < 64; j++) {
		lanes a12 = ROTATE(a, 12), sum = a12 + e + constants[j];
		lanes ss1 = ROTATE(sum, 7), ss2 = ss1 ^ a12;
		lanes ff = j < 16 ? a ^ b ^ c : (a & b) | (c & (a | b));
		lanes gg = j < 16 ? e ^ f ^ g : ((f ^ g) & e) ^ g;
		lanes tt1 = ff + d + ss2 + (w[j] ^ w[j + 4]), tt2 = gg + h + ss1 + w[j];

		d = c;
		c = ROTATE(b, 9);
		b = a;
		a = tt1;
		h = g;
		g = ROTATE(f, 19);
		f = e;
		e = tt2 ^ ROTATE(tt2, 9) ^ ROTATE(tt2, 17);
	}
	v[0] ^= a, v[1] ^= b, v[2] ^= c, v[3] ^= d, v[4] ^= e, v[5] ^= f, v[6] ^= g, v[7] ^= h;
}

static ATTR_INLINE uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Blocks that a tail has with its padding: 0x80, zeros, the length of all in bits. */
static ATTR_INLINE size_t blocks_of(str tail)
{
	return (tail.n + 8) / SM3X_BLOCK + 1;
}

/* Puts block `at` of the tail (padding and all) into its lane; nothing behind the last one. */
static ATTR_INLINE void fill(struct blocks *in, unsigned lane, str tail, uint64_t prefix, size_t at)
{
	uint8_t block[SM3X_BLOCK] = {0};
	size_t from = at * SM3X_BLOCK, count = blocks_of(tail);
	uint32_t *word = (uint32_t *)__builtin_assume_aligned(in, sizeof(lanes)) + lane;
	uint64_t bits = (prefix + tail.n) * 8;

	if (from < tail.n)
		memcpy(block, tail.p + from, tail.n - from < SM3X_BLOCK ? tail.n - from : SM3X_BLOCK);
	if (tail.n >= from && tail.n - from < SM3X_BLOCK)
		block[tail.n - from] = 0x80;
	for (unsigned j = 0; j < WORDS; j++)
		word[j * LANES] = be32(block + 4 * j);
	if (at + 1 == count) {
		word[(WORDS - 2) * LANES] = (uint32_t)(bits >> 32);
		word[(WORDS - 1) * LANES] = (uint32_t)bits;
	}
}

static ATTR_INLINE void put(const lanes v[8], unsigned lane, digest *ret)
{
	for (unsigned j = 0; j < 8; j++) {
		for (unsigned k = 0; k < 4; k++)
			ret->b[4 * j + k] = (uint8_t)(v[j][lane] >> (24 - 8 * k));
	}
}

static ATTR_INLINE void start(lanes v[8], const struct sm3x *s)
{
	for (unsigned j = 0; j < 8; j++)
		v[j] = (lanes){0} + s->v[j];
}

/* At most LANES messages; a lane that has ended goes on with zeros, which nobody looks at. */
static ATTR_INLINE void few(const struct sm3x *s, const str *tails, unsigned n, digest *ret)
{
	struct blocks in = {0};
	lanes v[8];
	size_t most = 0;

	start(v, s);
	for (unsigned i = 0; i < n; i++)
		most = blocks_of(tails[i]) > most ? blocks_of(tails[i]) : most;
	for (size_t at = 0; at < most; at++) {
		for (unsigned i = 0; i < n; i++)
			fill(&in, i, tails[i], s->n, at);
		compress(v, &in);
		for (unsigned i = 0; i < n; i++) {
			if (blocks_of(tails[i]) == at + 1)
				put(v, i, &ret[i]);
		}
	}
}

static ATTR_INLINE void many(const struct sm3x *s, const str *tails, size_t n, digest *ret)
{
	for (size_t i = 0; i < n; i += LANES)
		few(s, tails + i, n - i < LANES ? (unsigned)(n - i) : LANES, ret + i);
}

ATTR_AVX2 static void many_avx2(const struct sm3x *s, const str *tails, size_t n, digest *ret)
{
	many(s, tails, n, ret);
}

void sm3x_many_plain(const struct sm3x *s, const str *tails, size_t n, digest *ret)
{
	many(s, tails, n, ret);
}

void sm3x_many(const struct sm3x *s, const str *tails, size_t n, digest *ret)
{
	if (CPU_HAS_AVX2())
		many_avx2(s, tails, n, ret);
	else
		many(s, tails, n, ret);
}

void sm3x_begin(struct sm3x *s, str prefix)
{
	/* Section 5.3.1. */
	static const uint32_t iv[8] = {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
				       0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e};

	must(prefix.n % SM3X_BLOCK == 0);
	memcpy(s->v, iv, sizeof(iv));
	s->n = prefix.n;
	for (size_t at = 0; at < prefix.n; at += SM3X_BLOCK) {
		struct blocks in = {0};
		lanes v[8];

		start(v, s);
		for (unsigned j = 0; j < WORDS; j++)
			in.w[j] += be32(prefix.p + at + 4 * (size_t)j);
		compress(v, &in);
		for (unsigned j = 0; j < 8; j++)
			s->v[j] = v[j][0];
	}
}
