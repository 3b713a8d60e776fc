#include "detect/column.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/base64.h"
#include "test/tap.h"

#define TODAY 20779 /* 2026-11-22 */

static struct column *now;
static struct finder *finder;

static uint64_t random_of(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

/* Identity numbers of a region that was never issued (440000 to 659099 belong to places; 71 to nobody's county). */
static void put_id(char out[32], uint64_t *state, int born)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	snprintf(out, 32, "440199%04d%02d%02d%03d", born + (int)(random_of(state) % 5),
		 1 + (int)(random_of(state) % 12), 1 + (int)(random_of(state) % 28), (int)(random_of(state) % 1000));
	for (int i = 0; i < 17; i++)
		sum += (out[i] - '0') * weights[i];
	out[17] = "10X98765432"[sum % 11];
	out[18] = 0;
}

static struct column_verdict judge(const char *name, void (*value)(char *, size_t, uint64_t *, int), int rows)
{
	uint64_t state = 7;
	char v[300];

	column_free(now);
	now = column_new(str_c(name), (str){0}, TODAY);
	for (int i = 0; i < rows; i++) {
		value(v, sizeof(v), &state, i);
		column_add(now, finder, str_c(v));
	}
	return column_judge(now, NULL, 0);
}

static void ids(char *v, size_t n, uint64_t *s, int i)
{
	char id[32];

	put_id(id, s, 1970);
	snprintf(v, n, "%s", i % 10 == 9 ? "" : id);
}
static void children(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	(void)n;
	put_id(v, s, 2014);
}
static void mobiles(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "13%09llu", (unsigned long long)(random_of(s) % 1000000000));
}
static void counters(char *v, size_t n, uint64_t *s, int i)
{
	(void)s;
	snprintf(v, n, "%llu", 13800000000ull + (unsigned)i);
}
static void masked(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "138****%04llu", (unsigned long long)(random_of(s) % 10000));
}
static void weak(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "138%04llu**%02llu", (unsigned long long)(random_of(s) % 10000),
		 (unsigned long long)(random_of(s) % 100));
}
static void digests(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	for (size_t k = 0; k < 32 && k < n; k++)
		v[k] = "0123456789abcdef"[random_of(s) % 16];
	v[32] = 0;
}
static void put_base64(char *v, size_t n, const uint8_t *bytes, size_t count)
{
	buf b;

	buf_init(&b, 1000);
	base64_put(&b, (str){bytes, count});
	snprintf(v, n, "%s", buf_c(&b));
	buf_release(&b);
}
static void encrypted(char *v, size_t n, uint64_t *s, int i)
{
	uint8_t bytes[47];

	(void)i;
	for (size_t k = 0; k < sizeof(bytes); k++)
		bytes[k] = (uint8_t)random_of(s);
	put_base64(v, n, bytes, sizeof(bytes));
}
static void ecb(char *v, size_t n, uint64_t *s, int i)
{
	uint8_t bytes[48];

	for (size_t k = 0; k < sizeof(bytes); k++)
		bytes[k] =
			(uint8_t)((k < 16 ? (unsigned)i % 3 * 77 + (unsigned)k * 31 : (unsigned)random_of(s)) & 0xff);
	put_base64(v, n, bytes, sizeof(bytes));
}
static void encoded(char *v, size_t n, uint64_t *s, int i)
{
	char id[32];

	(void)i;
	put_id(id, s, 1970);
	put_base64(v, n, (const uint8_t *)id, 18);
}
/* Digits of an identity number as hexadecimal pairs, each made another by a key of four bytes (0: as they are). */
static void put_hex(char *v, size_t n, const char *text, const char *key, const char *before)
{
	size_t at = 0;

	for (size_t i = 0; text[i]; i++)
		at += (size_t)snprintf(v + at, n - at, "%s%02x", before,
				       (unsigned)(uint8_t)(text[i] ^ (*key ? key[i % 4] : 0)));
}
static void hexed(char *v, size_t n, uint64_t *s, int i)
{
	char id[32];

	(void)i;
	put_id(id, s, 1970);
	put_hex(v, n, id, "", "");
}
static void percented(char *v, size_t n, uint64_t *s, int i)
{
	char id[32];

	(void)i;
	put_id(id, s, 1970);
	put_hex(v, n, id, "", "%");
}
static void xored(char *v, size_t n, uint64_t *s, int i)
{
	char digits[32];

	(void)i;
	/* Sixteen and nineteen digits: the former have the length of MD5. */
	snprintf(digits, sizeof(digits), "6228480%09llu%s", (unsigned long long)(random_of(s) % 1000000000),
		 i % 2 ? "" : "123");
	put_hex(v, n, digits, "\xb9\x5c\x17\xe4", "");
}
static void one_sign(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "138*%07llu", (unsigned long long)(random_of(s) % 10000000));
}
static void birth_shown(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "******1990010%llu12%lluX", (unsigned long long)(random_of(s) % 10),
		 (unsigned long long)(random_of(s) % 10));
}
static void card_masked(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, "622848*********%04llu", (unsigned long long)(random_of(s) % 10000));
}
static void credit_codes(char *v, size_t n, uint64_t *s, int i)
{
	(void)s;
	(void)i;
	snprintf(v, n, "91440199700237578C");
}
static void keys(char *v, size_t n, uint64_t *s, int i)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789";
	size_t at = (size_t)snprintf(v, n, "AKID");

	(void)i;
	while (at < 36)
		v[at++] = letters[random_of(s) % (sizeof(letters) - 1)];
	v[at] = 0;
}
static void words(char *v, size_t n, uint64_t *s, int i)
{
	snprintf(v, n, "order %d of item %llu", i, (unsigned long long)(random_of(s) % 100));
}

/* A region, a day, a sequence: one in eleven has a right check digit. */
static void works(char *v, size_t n, uint64_t *s, int i)
{
	put_id(v, s, 1980);
	if (i % 11)
		v[17] = v[17] == '7' ? '3' : '7';
	(void)n;
}
static void peoples(char *v, size_t n, uint64_t *s, int i)
{
	static const char *const of[] = {"汉族", "满族", "汉族", "回族", "壮族"};

	(void)s;
	snprintf(v, n, "%s", i % 20 == 19 ? "未知" : of[i % 5]);
}
static void degrees(char *v, size_t n, uint64_t *s, int i)
{
	static const char *const of[] = {"本科", "大专", "高中", "硕士研究生"};

	(void)s;
	snprintf(v, n, "%s", of[i % 4]);
}
static void cards(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	unsigned a = (unsigned)random_of(s), b = (unsigned)random_of(s);

	snprintf(v, n, "%02x:%02x:%02x:%02x:%02x:%02x", a & 255, a >> 8 & 255, a >> 16 & 255, b & 255, b >> 8 & 255,
		 b >> 16 & 255);
}
static void accounts(char *v, size_t n, uint64_t *s, int i)
{
	(void)i;
	snprintf(v, n, i % 3 ? "wxid_a%013llx" : "panda%04llu", (unsigned long long)random_of(s) % 10000 + 1000);
}

static void expect(const char *what, struct column_verdict v, enum kind kind, enum column_form form)
{
	bool right = v.kind == kind && v.form == form;

	ok(right, "%s", what);
	if (!right)
		printf("# kind %s form %s matching %llu of %llu\n",
		       v.kind == KIND_COUNT ? "none" : kind_infos[v.kind].key, column_form_name(v.form),
		       (unsigned long long)v.matching, (unsigned long long)v.rows);
}

static void test_join(void)
{
	struct column *head = column_new(STR("sfzh_a"), (str){0}, TODAY),
		      *tail = column_new(STR("sfzh_b"), (str){0}, TODAY);
	const struct column *both[] = {head, tail};

	column_free(now);
	now = NULL;
	for (int i = 0; i < 20; i++) {
		column_add(head, finder, STR("440199********1234"));
		column_add(tail, finder, STR("******19700101****"));
	}
	ok(column_judge(head, both, 1).form == COLUMN_MASKED, "a mask by itself is one");
	ok(column_judge(head, both, 2).form == COLUMN_WEAK_MASK, "two masks that join show the whole");
	column_free(head);
	column_free(tail);
}

/* Masks of different persons do not join. */
static void test_strangers(void)
{
	struct column *a = column_new(STR("sfzh_a"), (str){0}, TODAY), *b = column_new(STR("sfzh_b"), (str){0}, TODAY);
	const struct column *both[] = {a, b};

	column_free(now);
	now = NULL;
	for (int i = 0; i < 20; i++) {
		column_add(a, finder, STR("440199********1234"));
		column_add(b, finder, STR("510199197001019***"));
	}
	ok(column_judge(a, both, 2).form == COLUMN_MASKED, "what shows in both is of two persons");
	column_free(a);
	column_free(b);
}

int main(void)
{
	finder = finder_new(&(struct finder_conf){.possible = true, .found = column_found, .ctx = &now});
	struct column_verdict v = judge("sfzh", ids, 200);

	expect("identity numbers in a column of their name", v, KIND_ID18, COLUMN_PLAIN);
	is_int(v.empty, 20, "empty ones are counted");
	ok(v.distinct > 170 && v.under14 == 0, "different ones, nobody under 14");
	expect("identity numbers in a column of any name", judge("c7", ids, 200), KIND_ID18, COLUMN_PLAIN);
	ok(judge("sfzh", children, 50).under14 > 25, "children are counted");
	expect("mobile numbers by name", judge("sjh", mobiles, 200), KIND_MOBILE, COLUMN_PLAIN);
	expect("mobile numbers, many, by themselves", judge("c3", mobiles, 500), KIND_MOBILE, COLUMN_PLAIN);
	expect("a counter is none", judge("order_id", counters, 500), KIND_COUNT, COLUMN_UNTOLD);
	ok(judge("c3", counters, 500).kind == KIND_COUNT, "a counter without a name is none either");
	expect("masked", judge("mobile", masked, 100), KIND_MOBILE, COLUMN_MASKED);
	expect("masked too little", judge("mobile", weak, 100), KIND_MOBILE, COLUMN_WEAK_MASK);
	expect("digests", judge("mobile_md5", digests, 100), KIND_MOBILE, COLUMN_HASHED);
	expect("encrypted", judge("mobile", encrypted, 200), KIND_MOBILE, COLUMN_ENCRYPTED);
	expect("equal blocks", judge("id_card_enc", ecb, 200), KIND_ID18, COLUMN_REPEATING);
	expect("base64 is no encryption", judge("note", encoded, 100), KIND_ID18, COLUMN_ENCODED);
	expect("words", judge("note", words, 100), KIND_COUNT, COLUMN_UNTOLD);
	expect("hexadecimal digits of the text", judge("sfzh", hexed, 50), KIND_ID18, COLUMN_ENCODED);
	expect("percent signs", judge("c1", percented, 50), KIND_ID18, COLUMN_ENCODED);
	expect("a short key", judge("bank_card", xored, 50), KIND_BANK_CARD, COLUMN_ENCODED);
	expect("one sign covered", judge("mobile", one_sign, 50), KIND_MOBILE, COLUMN_WEAK_MASK);
	expect("birth date and sequence show", judge("c1", birth_shown, 50), KIND_ID18, COLUMN_WEAK_MASK);
	expect("a card's mask tells itself", judge("c1", card_masked, 50), KIND_BANK_CARD, COLUMN_MASKED);
	expect("a credit code of hexadecimal letters", judge("c1", credit_codes, 50), KIND_USCC, COLUMN_PLAIN);
	expect("keys whose length base64 has", judge("k", keys, 50), KIND_TENCENT_KEY, COLUMN_PLAIN);
	expect("a secret of a digest's form", judge("wx_secret", digests, 50), KIND_WECHAT_SECRET, COLUMN_PLAIN);
	expect("numbers right by chance", judge("c1", works, 110), KIND_COUNT, COLUMN_UNTOLD);
	expect("numbers right by chance under their own name", judge("sfzh", works, 110), KIND_ID18, COLUMN_PLAIN);
	expect("peoples", judge("c1", peoples, 40), KIND_ETHNICITY, COLUMN_PLAIN);
	expect("degrees, some of which are surnames too", judge("c2", degrees, 40), KIND_EDUCATION, COLUMN_PLAIN);
	expect("addresses of cards", judge("c3", cards, 40), KIND_MAC, COLUMN_PLAIN);
	expect("accounts, some of them with their beginning", judge("c4", accounts, 40), KIND_WECHAT, COLUMN_PLAIN);
	test_join();
	test_strangers();
	finder_free(finder);
	return tap_done();
}
