/* The passes over all bytes: with every kind of vectors they see what plain code sees. */
#include "detect/find_priv.h"
#include "test/tap.h"

static void random_bytes(uint8_t *p, size_t n, uint64_t *seed, unsigned how)
{
	static const char *const bits[] = {"手机",     "１",   "\xe2\x80\x8b",
					   "粤",       "号",   "LTAI",
					   "passWORD", "姓名", "sk-",
					   "88",       "-",    "1",
					   "3",        " ",    "-",
					   "\n",       "%",    "\\u",
					   "&#",       "@",    "𠮷",
					   "a",        "Z",    "-----BEGIN"};

	for (size_t i = 0; i < n;) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		if (how == 0) {
			p[i++] = (uint8_t)(*seed >> 56);
			continue;
		}
		str s = str_c(bits[(*seed >> 40) % ARRAY_LEN(bits)]);

		for (size_t k = 0; k < s.n && i < n; k++)
			p[i++] = s.p[k];
		if (how == 2 && (*seed >> 33) % 64 == 0 && i)
			p[i - 1] ^= (uint8_t)(*seed >> 48);
	}
}

static void twins(void)
{
	static uint8_t text[4096 + FIND_PAD];
	static struct find_block a[2], b[2];
	struct find_literals l;
	uint64_t seed = 1;
	bool same = true;

	if (!CPU_HAS_AVX2()) {
		tap_skip("this processor has no AVX2");
		return;
	}
	find_literals_init(&l, FIND_VECTORS_AVX2);
	for (unsigned round = 0; round < 3000 && same; round++) {
		size_t n = (size_t)(seed >> 50) % 4096;

		memset(text, 0x81, sizeof text);
		random_bytes(text, n, &seed, round % 3);
		memset(a, 0, sizeof a);
		memset(b, 0, sizeof b);
		find_class((str){text, n}, &l, FIND_VECTORS_AVX2, NULL, a);
		find_class((str){text, n}, &l, FIND_VECTORS_NONE, NULL, b);
		bool valid = str_is_utf8((str){text, n});
		enum find_utf8 v = find_utf8(text, n, FIND_VECTORS_AVX2);

		same = memcmp(a, b, sizeof a) == 0 && v == find_utf8(text, n, FIND_VECTORS_NONE) &&
		       valid == (v != FIND_BROKEN);
		if (CPU_HAS_AVX512()) {
			find_class((str){text, n}, &l, FIND_VECTORS_AVX512, NULL, b);
			same = same && memcmp(a, b, sizeof a) == 0 && v == find_utf8(text, n, FIND_VECTORS_AVX512);
		}
		if (!same)
			printf("# round %u, %zu bytes\n", round, n);
	}
	ok(same, "vectors and plain code see the same in 3,000 texts");
}

int main(void)
{
	twins();
	return tap_done();
}
