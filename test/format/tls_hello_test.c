#include "format/tls_hello.h"

#include "test/tap.h"

static struct tls_hello hello_of(uint16_t version, enum tls_offer offer)
{
	return (struct tls_hello){.version = version, .offer = offer, .name = STR("www.a.example"), .seed = 7};
}

/* Walks a hello by its own lengths; gives the suites' bytes. */
static bool hello_walk(str s, str *suites, str *extensions)
{
	cur c = cur_of(s);

	cur_skip(&c, 3);
	uint16_t record = cur_u16(&c);
	cur r = cur_sub(&c, record);

	cur_skip(&r, 1);
	uint32_t message = cur_u24(&r);
	cur m = cur_sub(&r, message);

	cur_skip(&m, 34);
	uint8_t session = cur_u8(&m);

	cur_skip(&m, session);
	uint16_t n = cur_u16(&m);

	*suites = cur_take(&m, n);
	cur_skip(&m, 2);
	*extensions = (str){0};
	if (cur_more(&m)) {
		uint16_t e = cur_u16(&m);

		*extensions = cur_take(&m, e);
	}
	return cur_done(&m) && cur_done(&r) && cur_done(&c);
}

static bool has_suite(str suites, uint16_t want)
{
	cur c = cur_of(suites);

	while (cur_more(&c))
		if (cur_u16(&c) == want)
			return true;
	return false;
}

static void test_write(void)
{
	for (uint16_t v = TLS_SSL3; v <= TLS_1_3; v++) {
		buf b AUTO(buf_release);
		str suites = {0};
		str extensions = {0};
		struct tls_hello h = hello_of(v, TLS_OFFER_ALL);

		buf_init(&b, 4096);
		tls_hello_put(&b, &h);
		ok(!buf_full(&b) && hello_walk(buf_str(&b), &suites, &extensions), "hello of %s is whole",
		   tls_version_name(v));
		ok((v == TLS_SSL3) == (extensions.n == 0), "extensions from TLS 1.0 on");
		ok((v > TLS_SSL3) == str_has(extensions, STR("www.a.example")), "and the name");
		ok((v == TLS_1_3) == has_suite(suites, 0x1301), "suites of 1.3 in 1.3 alone");
		ok((v < TLS_1_3) == has_suite(suites, 0x0005), "RC4 below it");
	}
	buf b AUTO(buf_release);
	str suites = {0};
	str extensions;
	struct tls_hello h = hello_of(TLS_1_2, TLS_OFFER_NAKED);

	buf_init(&b, 4096);
	h.name = STR("192.0.2.1");
	tls_hello_put(&b, &h);
	ok(hello_walk(buf_str(&b), &suites, &extensions), "hello of naked suites");
	ok(!str_has(extensions, STR("192.0.2.1")), "an address is no server name");
	ok(has_suite(suites, 0x0034) && has_suite(suites, 0x0002) && has_suite(suites, 0x0003), "anon, NULL, export");
	ok(!has_suite(suites, 0x002f) && !has_suite(suites, 0x000a), "nothing else");
	buf_reset(&b);
	h.offer = TLS_OFFER_BROKEN;
	tls_hello_put(&b, &h);
	ok(hello_walk(buf_str(&b), &suites, &extensions), "hello of broken suites");
	ok(has_suite(suites, 0x000a) && has_suite(suites, 0x0005) && has_suite(suites, 0xfefe), "3DES, RC4, DES");
	ok(!has_suite(suites, 0xc02f) && !has_suite(suites, 0x0018), "nothing else");
}

#define RANDOM32 "01234567890123456789012345678901"

static void test_read(void)
{
	struct tls_answer a;

#define HELLO12 "\x16\x03\x03\0\x2a\x02\0\0\x26\x03\x03" RANDOM32 "\0\x00\x05\0"
	is_int(tls_answer_parse(STR(HELLO12), &a), PARSE_OK, "ServerHello without extensions");
	ok(a.kind == TLS_ANSWER_HELLO && a.version == TLS_1_2 && a.suite == 5 && !a.retry, "its version and suite");
	for (size_t n = 0; n < sizeof(HELLO12) - 1; n++)
		if (tls_answer_parse(str_sub(STR(HELLO12), 0, n), &a) != PARSE_SHORT)
			ok(false, "cut after %zu bytes: more is needed", n);
	is_int(tls_answer_parse(
		       STR("\x16\x03\x03\0\x32\x02\0\0\x2e\x03\x03" RANDOM32 "\0\x13\x01\0\0\x06\0\x2b\0\x02\x03\x04"),
		       &a),
	       PARSE_OK, "ServerHello of 1.3");
	is_int(a.version, TLS_1_3, "its version stands in supported_versions");
	is_int(tls_answer_parse(STR("\x16\x03\x03\0\x02\x02\0\x16\x03\x03\0\x28\0\x26\x03\x03" RANDOM32 "\0\x00\x05\0"),
				&a),
	       PARSE_OK, "a ServerHello in two records");
	is_int(a.suite, 5, "its suite");
	is_int(tls_answer_parse(STR("\x15\x03\x01\0\x02\x02\x28"), &a), PARSE_OK, "alert");
	ok(a.kind == TLS_ANSWER_ALERT && a.alert == 40, "handshake_failure");
	is_int(tls_answer_parse(STR("\x15\x03\x01\0\x02\x01\x70"), &a), PARSE_SHORT, "a warning is not the end");
	is_int(tls_answer_parse(STR("\x15\x03\x01\0\x02\x01\x70" HELLO12), &a), PARSE_OK,
	       "ServerHello behind a warning");
	ok(a.kind == TLS_ANSWER_HELLO, "is read");
	is_int(tls_answer_parse(STR("HTTP/1.1 400 Bad Request\r\n"), &a), PARSE_OK, "plain HTTP");
	ok(a.kind == TLS_ANSWER_OTHER, "is no TLS");
	is_int(tls_answer_parse(STR("\x16\x03\x03\0\x04\x0b\0\0\0"), &a), PARSE_BAD, "another message first");
	is_int(tls_answer_parse(STR("\x16\x03\x03\0\x04\x02\xff\xff\xff"), &a), PARSE_LIMIT, "a message too long");
	is_int(tls_answer_parse(STR("\x16\x03\x03\0\x2a\x02\0\0\x26\x03\x03" RANDOM32 "\xff\x00\x05\0"), &a), PARSE_BAD,
	       "a session id past the end");
}

static void test_chain(void)
{
	buf flat AUTO(buf_release);
	str chain[2];

	buf_init(&flat, 4096);
	/* ServerHello cut over two records, then Certificate with "one" and "second". */
#define CERTIFICATE "\x0b\0\0\x12\0\0\x0f\0\0\x03one\0\0\x06second"
	str s = STR("\x16\x03\x03\0\x02\x02\0\x16\x03\x03\0\x28\0\x26\x03\x03" RANDOM32
		    "\0\x00\x05\0\x16\x03\x03\0\x16" CERTIFICATE);

	is_int(tls_chain_read(s, &flat, chain, 2), 2, "two certificates");
	is_str(chain[0], STR("one"), "the server's own");
	is_str(chain[1], STR("second"), "the next");
	buf_reset(&flat);
	is_int(tls_chain_read(s, &flat, chain, 1), 1, "at most so many");
	buf_reset(&flat);
	is_int(tls_chain_read(str_sub(s, 0, s.n - 1), &flat, chain, 2), 0, "none of a message that is not whole");
	buf_reset(&flat);
	is_int(tls_chain_read(STR("\x15\x03\x01\0\x02\x02\x28"), &flat, chain, 2), 0, "none behind an alert");
}

static void test_suites(void)
{
	static const struct {
		uint16_t suite;
		bool weak;
		bool naked;
		const char *name;
	} t[] = {
		{0x0005, true, false, "TLS_RSA_WITH_RC4_128_SHA"},
		{0x000a, true, false, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
		{0x0009, true, false, "TLS_RSA_WITH_DES_CBC_SHA"},
		{0x003b, true, true, "TLS_RSA_WITH_NULL_SHA256"},
		{0x00a6, true, true, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"},
		{0x0008, true, true, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
		{0xc02f, false, false, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
		{0x00c6, false, false, "TLS_SM4_GCM_SM3"},
		{0x0033, false, false, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
		{0x1234, false, false, "0x1234"},
	};

	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		buf b AUTO(buf_release);

		buf_init(&b, 100);
		tls_suite_put(&b, t[i].suite);
		is_str(buf_str(&b), str_c(t[i].name), "name of 0x%04x", t[i].suite);
		ok(tls_suite_weak(t[i].suite) == t[i].weak, "weak or not");
		ok(tls_suite_naked(t[i].suite) == t[i].naked, "naked or not");
	}
	is_str(str_c(tls_version_name(0x7f17)), STR(""), "a draft's version has no name");
}

int main(void)
{
	test_write();
	test_read();
	test_chain();
	test_suites();
	return tap_done();
}
