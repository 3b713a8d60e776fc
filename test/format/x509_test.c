#include "format/x509.h"

#include "test/tap.h"

static uint8_t file[1 << 16];

/* A certificate of the fuzz corpus (made by test/format/x509_make.sh). */
static bool load(const char *name, struct x509 *x)
{
	char path[200];

	snprintf(path, sizeof(path), "fuzz/corpus/x509/%s.der", name);
	FILE *f = fopen(path, "rb");

	if (!ok(f != NULL, "%s", path))
		return false;
	str s = {file, fread(file, 1, sizeof(file), f)};

	fclose(f);
	return ok(x509_parse(s, x) == PARSE_OK, "%s parses", name);
}

static void is_name(str name, const char *want)
{
	buf b AUTO(buf_release);

	buf_init(&b, 1000);
	x509_name_put(&b, name);
	is_str(buf_str(&b), str_c(want), "name");
}

static void is_signature(const struct x509 *x, const char *want)
{
	buf b AUTO(buf_release);

	buf_init(&b, 100);
	x509_signature_put(&b, x->signature);
	is_str(buf_str(&b), str_c(want), "signature algorithm");
}

static void test_rsa(void)
{
	struct x509 x;

	if (!load("rsa", &x))
		return;
	is_name(x.subject, "CN=www.a.example, O=样本公司\\, 深圳, C=CN");
	is_name(x.issuer, "CN=www.a.example, O=样本公司\\, 深圳, C=CN");
	is_signature(&x, "sha256WithRSAEncryption");
	is_str(str_c(x.key_type), STR("rsa"), "key");
	is_int(x.key_bits, 2048, "bits");
	ok(x.dated, "dated");
	is_int(x.not_before, 1704067200, "2024-01-01T00:00:00Z, UTCTime");
	is_int(x.not_after, 2556144000 + 365 * 86400, "2052-01-01T00:00:00Z, GeneralizedTime");
	is_str(x.serial, STR("\x12\x34\x56"), "serial");
	ok(x.has_alt_names && !x.ca, "names, no authority");
	ok(x509_good_for_name(&x, STR("WWW.A.example")), "its name, in any case");
	ok(x509_good_for_name(&x, STR("www.a.example.")), "with the root's dot");
	ok(!x509_good_for_name(&x, STR("a.example")), "not its parent");
	ok(x509_good_for_name(&x, STR("x.b.example")), "wildcard: one label");
	ok(!x509_good_for_name(&x, STR("x.y.b.example")), "not two");
	ok(!x509_good_for_name(&x, STR("b.example")), "not none");
	ok(!x509_good_for_name(&x, STR(".b.example")), "not an empty one");
	ok(!x509_good_for_name(&x, STR("x.example")), "no wildcard above the second level");
	ok(!x509_good_for_name(&x, STR("foo1.c.example")), "a star inside a label is no wildcard");
	ok(x509_good_for_name(&x, STR("xn--fiq228c.example")), "A-label");
	ok(!x509_good_for_name(&x, STR("192.0.2.7")), "an address is no name");
	ok(x509_good_for_ip(&x, STR("\xc0\x00\x02\x07")), "an address");
	ok(!x509_good_for_ip(&x, STR("\xc0\x00\x02\x08")), "not another");
	ok(x509_good_for_ip(&x, STR("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01")), "an IPv6 address");
}

static void test_others(void)
{
	struct x509 x;

	if (load("cn-only", &x)) {
		ok(!x.has_alt_names, "no subjectAltName");
		ok(!x509_good_for_name(&x, STR("www.a.example")), "the common name is not looked at (RFC 9525)");
		is_str(str_c(x.key_type), STR("ec"), "P-384");
		is_int(x.key_bits, 384, "bits");
		is_signature(&x, "ecdsa-with-SHA384");
	}
	if (load("sm2", &x)) {
		is_str(str_c(x.key_type), STR("sm2"), "SM2 key");
		is_int(x.key_bits, 256, "bits");
		is_signature(&x, "sm2-sm3");
	}
	if (load("ed25519-ca", &x)) {
		is_str(str_c(x.key_type), STR("ed25519"), "Ed25519 key");
		is_signature(&x, "ed25519");
		ok(x.ca, "an authority");
	}
	if (load("rsa1024-sha1", &x)) {
		is_int(x.key_bits, 1024, "short key");
		is_signature(&x, "sha1WithRSAEncryption");
		ok(x.not_after < 1704067200, "long expired");
	}
}

static void test_broken(void)
{
	struct x509 x;
	str all;

	if (!load("rsa", &x))
		return;
	all = (str){file, (size_t)(x.key_info.p - file) + x.key_info.n};
	for (size_t n = 0; n < all.n; n += 7)
		if (x509_parse(str_sub(all, 0, n), &x) != PARSE_BAD)
			ok(false, "cut after %zu bytes", n);
	ok(x509_parse(STR(""), &x) == PARSE_BAD, "nothing");
	ok(x509_parse(STR("-----BEGIN CERTIFICATE-----"), &x) == PARSE_BAD, "PEM");
	ok(x509_parse(STR("\x30\x80\0\0"), &x) == PARSE_BAD, "indefinite length");
	ok(x509_parse(STR("\x30\x84\xff\xff\xff\xff"), &x) == PARSE_BAD, "a length past the end");
}

static void is_time(uint8_t tag, const char *text, bool good, int64_t want)
{
	int64_t at = -1;
	bool got = der_time((struct der){.tag = tag, .body = str_c(text)}, &at);

	ok(got == good && (!good || at == want), "%s gives %lld", text, (long long)at);
}

static void is_oid(str body, const char *want)
{
	buf b AUTO(buf_release);

	buf_init(&b, 300);
	der_oid_put(&b, body);
	is_str(buf_str(&b), str_c(want), "OID");
}

static void test_der(void)
{
	is_time(DER_UTC_TIME, "700101000000Z", true, 0);
	is_time(DER_UTC_TIME, "491231235959Z", true, 2524607999);
	is_time(DER_UTC_TIME, "500101000000Z", true, -631152000);
	is_time(DER_UTC_TIME, "2402290000Z", true, 1709164800);
	is_time(DER_UTC_TIME, "240229080000+0800", true, 1709164800);
	is_time(DER_UTC_TIME, "230229000000Z", false, 0);
	is_time(DER_UTC_TIME, "241301000000Z", false, 0);
	is_time(DER_UTC_TIME, "240101000000", false, 0);
	is_time(DER_UTC_TIME, "240101000000Zx", false, 0);
	is_time(DER_GENERALIZED_TIME, "99991231235959Z", true, 253402300799);
	is_time(DER_GENERALIZED_TIME, "20000229000000Z", true, 951782400);
	is_time(DER_GENERALIZED_TIME, "19000229000000Z", false, 0);
	is_time(DER_INTEGER, "20000229000000Z", false, 0);
	is_oid(STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), "1.2.840.113549.1.1.11");
	is_oid(STR("\x55\x1d\x11"), "2.5.29.17");
	is_oid(STR("\x88\x37\x03"), "2.999.3");
	is_oid(STR("\x55\x9d"), "?");
	is_oid(STR(""), "?");
	is_oid(STR("\x55\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "2.5?");
}

int main(void)
{
	test_rsa();
	test_others();
	test_broken();
	test_der();
	return tap_done();
}
