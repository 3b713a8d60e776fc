/* SM3 of many messages against OpenSSL's of one. */
#include "ledger/sm3x.h"

#include <string.h>

#include "test/tap.h"

#define MESSAGES 600
#define LONGEST 300

static uint64_t state = 42;

static uint64_t next(void)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return state;
}

static uint8_t bytes[SM3X_BLOCK * 3 + LONGEST];

static digest whole(size_t prefix, str tail)
{
	uint8_t all[sizeof(bytes)];

	memcpy(all, bytes, prefix);
	if (tail.n)
		memcpy(all + prefix, tail.p, tail.n);
	return digest_sm3((str){all, prefix + tail.n});
}

/* Messages of all lengths, mixed or alike. */
static void compare(size_t prefix, bool alike, bool plain)
{
	static digest got[MESSAGES];
	str tails[MESSAGES];
	struct sm3x s;
	size_t bad = 0;

	for (size_t i = 0; i < MESSAGES; i++)
		tails[i] = (str){bytes + next() % sizeof(bytes) / 4, alike ? i * LONGEST / MESSAGES : next() % 140};
	sm3x_begin(&s, (str){bytes, prefix});
	/* Every remainder of the number of lanes. */
	for (size_t from = 0, n = 1; from < MESSAGES; from += n, n = n % 17 + 1) {
		n = n < MESSAGES - from ? n : MESSAGES - from;
		(plain ? sm3x_many_plain : sm3x_many)(&s, tails + from, n, got + from);
	}
	for (size_t i = 0; i < MESSAGES; i++) {
		digest want = whole(prefix, tails[i]);

		bad += memcmp(want.b, got[i].b, sizeof(want.b)) != 0;
	}
	is_int(bad, 0, "prefix %zu, %s, %s: as OpenSSL", prefix, alike ? "lengths in order" : "lengths mixed",
	       plain ? "plain" : "as this processor can");
}

int main(void)
{
	struct sm3x s;
	digest d;
	digest_hex hex;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)next();
	/* GB/T 32905-2016 annex A.1. */
	sm3x_begin(&s, (str){0});
	sm3x_many(&s, &STR("abc"), 1, &d);
	hex = digest_to_hex(&d);
	is_str(str_c(hex.c), STR("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
	       "the standard's example");
	for (size_t prefix = 0; prefix <= 3 * SM3X_BLOCK; prefix += SM3X_BLOCK) {
		for (int k = 0; k < 4; k++)
			compare(prefix, k & 1, k & 2);
	}
	return tap_done();
}
