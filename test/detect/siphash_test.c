/* SipHash-2-4-128: the vectors of its authors' reference (key 00..0f, input 00 01 02 …). */
#include "detect/siphash_lanes.h"

#include "test/tap.h"

/* Values together, of all lengths that lanes take; and fewer than there are lanes. */
static void lanes(const uint8_t key[static 16], enum siphash_vectors v, const char *what)
{
	uint8_t text[160];
	bool same = true;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i * 37 + i / 7);
	for (size_t n = 0; n <= SIPHASH_LANE_MOST; n++) {
		struct siphash_lanes l = {0};
		size_t count = n % 5 ? SIPHASH_LANES : 1 + n % SIPHASH_LANES;

		for (size_t i = 0; i < count; i++)
			siphash_lane_put(&l, i, (uint8_t)(200 + i), (str){text + 1 + i, n}, i % 2);
		siphash_lanes_end(&l, count, key, siphash_lane_words(n), v);
		for (size_t i = 0; i < count; i++) {
			uint8_t want[16];

			siphash_tagged(key, (uint8_t)(200 + i), (str){text + 1 + i, n}, i % 2, want);
			same = same && memcmp(want, &l.print[0][i], 8) == 0 && memcmp(want + 8, &l.print[1][i], 8) == 0;
		}
	}
	ok(same, "%s: together they have the prints of each one", what);
}

int main(void)
{
	uint8_t key[16];
	uint8_t in[16];
	uint8_t out[16];
	static const uint8_t none[16] = {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6,
					 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55, 0x02, 0x93};
	static const uint8_t one[16] = {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44,
					0x34, 0x76, 0x59, 0x11, 0x9b, 0x22, 0xfc, 0x45};

	for (uint8_t i = 0; i < 16; i++)
		key[i] = in[i] = i;
	siphash(key, (str){in, 0}, out);
	ok(memcmp(out, none, 16) == 0, "no bytes");
	siphash(key, (str){in, 1}, out);
	ok(memcmp(out, one, 16) == 0, "one byte");
	for (size_t n = 0; n <= 16; n++) {
		uint8_t again[16];

		siphash(key, (str){in, n}, out);
		siphash(key, (str){in, n}, again);
		ok(memcmp(out, again, 16) == 0 && (n == 1 || memcmp(out, one, 16) != 0), "%zu bytes: its own print", n);
	}
	for (size_t n = 0; n <= 40; n++) {
		uint8_t whole[48] = {'K'};
		uint8_t tagged[16];

		for (size_t i = 1; i <= n; i++)
			whole[i] = (uint8_t)(i * 37);
		siphash(key, (str){whole, n + 1}, out);
		siphash_tagged(key, 'K', (str){whole + 1, n}, false, tagged);
		ok(memcmp(out, tagged, 16) == 0, "%zu bytes behind a tag", n);
		for (size_t i = 1; i <= n; i++)
			whole[i] = byte_lower(whole[i]);
		siphash(key, (str){whole, n + 1}, out);
		for (size_t i = 1; i <= n; i++)
			whole[i] = (uint8_t)(i * 37);
		siphash_tagged(key, 'K', (str){whole + 1, n}, true, tagged);
		ok(memcmp(out, tagged, 16) == 0, "%zu bytes in one case", n);
	}
	lanes(key, SIPHASH_PLAIN, "plain");
	if (CPU_HAS_AVX2())
		lanes(key, SIPHASH_AVX2, "AVX2");
	if (CPU_HAS_AVX512())
		lanes(key, SIPHASH_AVX512, "AVX-512");
	return tap_done();
}
