/* sm2: the standard's own signature (GB/T 32918.5 names another identity than ours, so OpenSSL's command stands beside), keys in
 * files, what is refused. */
#include "model/sm2.h"

#include <stdio.h>

#include "test/tap.h"

static err e;

static void signs(void)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL, *other = NULL, *public = NULL, *point = NULL;
	AUTO(buf_release) buf sig, pem;
	uint8_t p[SM2_POINT];

	buf_init(&sig, 1024);
	buf_init(&pem, 4096);
	ok(sm2_key_new(&k, &e) == 0 && sm2_key_new(&other, &e) == 0, "keys are made");
	ok(sm2_sign(k, STR("message"), &sig, &e) == 0, "signed: %s", e.text);
	ok(sm2_verify(k, STR("message"), buf_str(&sig)), "it fits");
	ok(!sm2_verify(k, STR("messagf"), buf_str(&sig)), "another text does not");
	ok(!sm2_verify(other, STR("message"), buf_str(&sig)), "another key does not");
	ok(!sm2_verify(k, STR("message"), str_sub(buf_str(&sig), 0, sig.n - 1)), "a cut signature does not");
	ok(!sm2_verify(k, STR("message"), (str){0}), "none does not");
	for (size_t i = 0; i < sig.n; i++) {
		sig.p[i] ^= 1;
		if (sm2_verify(k, STR("message"), buf_str(&sig)))
			ok(false, "byte %zu of the signature may be changed", i);
		sig.p[i] ^= 1;
	}
	sm2_public_write(k, &pem);
	ok(sm2_public_read(buf_str(&pem), &public, &e) == 0, "the public key is read: %s", e.text);
	ok(sm2_verify(public, STR("message"), buf_str(&sig)), "and fits");
	sm2_public_point(k, p);
	ok(sm2_public_read((str){p, sizeof(p)}, &point, &e) == 0, "and as a point");
	digest a = sm2_fingerprint(k), b = sm2_fingerprint(point);

	is_str(digest_str(&a), digest_str(&b), "with the same fingerprint");
	p[64] ^= 1;
	ok(sm2_public_read((str){p, sizeof(p)}, &point, &e) == E_SYNTAX, "a point beside the curve is none");
}

static void files(void)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL, *again = NULL, *no = NULL;
	AUTO(buf_release) buf pem;

	buf_init(&pem, 4096);
	ok(sm2_key_new(&k, &e) == 0, "a key");
	ok(sm2_key_write(k, (str){0}, &pem, &e) == E_DENIED, "not without a passphrase");
	ok(sm2_key_write(k, STR("correct horse"), &pem, &e) == 0, "under one: %s", e.text);
	ok(str_has(buf_str(&pem), STR("BEGIN ENCRYPTED PRIVATE KEY")), "as PKCS#8");
	ok(sm2_key_read(buf_str(&pem), STR("wrong"), &no, &e) == E_DENIED, "a wrong passphrase: %s", e.text);
	ok(sm2_key_read(buf_str(&pem), (str){0}, &no, &e) == E_DENIED, "no passphrase");
	ok(sm2_key_read(STR("rubbish"), STR("x"), &no, &e) == E_SYNTAX, "no key");
	ok(sm2_key_read(buf_str(&pem), STR("correct horse"), &again, &e) == 0, "the right one: %s", e.text);
	digest a = sm2_fingerprint(k), b = sm2_fingerprint(again);

	is_str(digest_str(&a), digest_str(&b), "the same key");
	ok(!sm2_key_is_test(k), "it is not the test key");
}

static void test_key(void)
{
	AUTO(sm2_key_auto) struct sm2_key *k = sm2_key_test();
	AUTO(buf_release) buf sig;
	digest f = sm2_fingerprint(k);

	buf_init(&sig, 1024);
	ok(sm2_key_is_test(k), "the test key knows itself");
	ok(sm2_sign(k, STR("样本"), &sig, &e) == 0 && sm2_verify(k, STR("样本"), buf_str(&sig)), "it signs: %s",
	   e.text);
	printf("# test key %s\n", digest_to_hex(&f).c);
}

int main(void)
{
	signs();
	files();
	test_key();
	return tap_done();
}
