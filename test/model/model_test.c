#include "model/sink.h"
#include "test/tap.h"

static void round_trip(const char *text, const char *want)
{
	addr a;
	buf b;

	buf_init(&b, 100);
	if (ok(addr_parse(str_c(text), &a), "%s parses", text)) {
		addr_put(&b, a);
		is_str(buf_str(&b), str_c(want), "%s is written %s", text, want);
	}
	buf_release(&b);
}

static enum addr_class class_of(const char *text)
{
	addr a = {0};

	ok(addr_parse(str_c(text), &a), "%s parses", text);
	return addr_class_of(a);
}

static void test_addr(void)
{
	addr a;
	struct addr_range r;

	round_trip("127.0.0.1", "127.0.0.1");
	round_trip("::ffff:10.1.2.3", "10.1.2.3");
	round_trip("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	round_trip("::", "::");
	round_trip("::1", "::1");
	round_trip("fe80::", "fe80::");
	round_trip("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
	round_trip("64:ff9b::192.0.2.1", "64:ff9b::c000:201");
	static const char *const bad[] = {
		"",      "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4 ",          "0x7f.1",        "127.1",
		"1:2:3", ":::",   "1::2::3",   "12345::",  "::1%eth0",  "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!addr_parse(str_c(bad[i]), &a), "\"%s\" is no address", bad[i]);
	ok(addr_range_parse(STR("10.0.0.0/8"), &r) && addr_range_count(r) == 1 << 24, "prefix");
	ok(addr_range_at(r, 256, &a) && addr_v4_of(a) == 0x0a000100, "address in a range");
	ok(!addr_range_at(r, 1 << 24, &a), "past the range");
	ok(!addr_range_parse(STR("10.0.0.1/8"), &r), "host bits under a prefix are refused");
	ok(addr_range_parse(STR("10.0.0.5-10.0.0.9"), &r) && addr_range_count(r) == 5, "dashed range");
	ok(!addr_range_parse(STR("10.0.0.9-10.0.0.5"), &r), "backward range");
	ok(addr_range_parse(STR("2001:db8::/32"), &r) && addr_range_count(r) == UINT64_MAX, "IPv6 prefix");
	ok(addr_range_parse(STR("0.0.0.0/0"), &r) && addr_range_count(r) == 1ull << 32, "all of IPv4");
	is_int(class_of("169.254.169.254"), ADDR_LINK_LOCAL, "metadata address");
	is_int(class_of("64:ff9b::7f00:1"), ADDR_EMBEDDED_V4, "NAT64");
	is_int(class_of("2002:7f00:1::"), ADDR_EMBEDDED_V4, "6to4");
	is_int(class_of("::ffff:127.0.0.1"), ADDR_LOOPBACK, "v4-mapped loopback is loopback");
	is_int(class_of("::127.0.0.1"), ADDR_EMBEDDED_V4, "v4-compatible");
	is_int(class_of("8.8.8.8"), ADDR_PUBLIC, "public");
	is_int(class_of("2400:3200::1"), ADDR_PUBLIC, "public IPv6");
	is_int(class_of("100.64.1.1"), ADDR_PRIVATE, "shared address space");
	is_int(class_of("::1"), ADDR_LOOPBACK, "IPv6 loopback");
}

static void test_asset(void)
{
	static const char *const keys[] = {"unit:91440300MA0000XY5L",
					   "site:https://www.a.example:443",
					   "site:http://127.0.0.1:80",
					   "site:http://[::1]:8080",
					   "domain:a.example",
					   "host:::1",
					   "host:10.0.0.1",
					   "service:tcp/10.0.0.1:6379",
					   "service:udp/[::1]:53"};
	struct asset a;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		buf b;

		buf_init(&b, 600);
		if (ok(asset_parse(str_c(keys[i]), &a), "%s parses", keys[i])) {
			if (a.kind == ASSET_UNIT)
				a.host = str_from(a.key, 5);
			asset_key_put(&b, &a);
			is_str(buf_str(&b), str_c(keys[i]), "and is written alike");
		}
		buf_release(&b);
	}
	static const char *const bad[] = {"",
					  "site:",
					  "site:ftp://a:1",
					  "site:http://a",
					  "site:http://::1:80",
					  "service:tcp/a:1",
					  "host:a",
					  "other:1",
					  "site:http://a:0",
					  "site:http://[127.0.0.1]:80"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!asset_parse(str_c(bad[i]), &a), "\"%s\" is no key", bad[i]);
}

static void test_sink(void)
{
	struct sink s;
	struct batch_item it;

	sink_init(&s, 1 << 16, STR("key"));
	uint32_t e = sink_evidence(&s, "text/plain", STR("bytes\0\xff"));
	uint32_t m = sink_evidence_masked(&s, "text/plain", STR("PASS=****"), STR("PASS=secret"));

	sink_put(&s, open_port, .evidence = e, .ip = STR("10.0.0.1\0\xff"), .port = FACT_NULL,
		 .transport = STR("tcp6"));
	sink_gap(&s, FACT_service, "no time");
	sink_asset(&s, STR("service:tcp/10.0.0.1:80"));
	sink_end(&s, COLLECTED_PARTIAL, "half");
	ok(e == 1 && m == 2, "evidence is numbered");
	cur c = cur_of(buf_str(&s.b));

	ok(batch_next(&c, &it) && it.kind == BATCH_EVIDENCE && it.bytes.n == 7, "plain evidence keeps every byte");
	ok(batch_next(&c, &it) && it.class == EVIDENCE_SENSITIVE && it.raw_size == 11, "masked evidence");
	ok(!str_has(buf_str(&s.b), STR("secret")), "the raw bytes are nowhere in the batch");
	ok(batch_next(&c, &it) && it.kind == BATCH_FACT && it.table == FACT_open_port && it.evidence == 1, "fact");
	is_str(it.values[0].text, STR("10.0.0.1 \xef\xbf\xbd"), "text is cleaned at the sink");
	is_int(it.values[1].number, FACT_NULL, "missing number");
	ok(batch_next(&c, &it) && it.kind == BATCH_GAP && it.table == FACT_service, "gap");
	ok(batch_next(&c, &it) && it.kind == BATCH_ASSET, "found asset");
	ok(batch_next(&c, &it) && it.kind == BATCH_END && it.status == COLLECTED_PARTIAL, "end");
	ok(!batch_next(&c, &it) && cur_done(&c), "nothing behind it");
	/* Every cut and every flipped byte is survived, and a cut is never a whole batch. */
	bool whole = false;

	for (size_t n = 0; n < s.b.n; n++) {
		c = cur_of(str_sub(buf_str(&s.b), 0, n));
		while (batch_next(&c, &it))
			whole |= it.kind == BATCH_END;
	}
	ok(!whole, "a cut batch has no end");
	for (size_t i = 0; i < s.b.n; i++) {
		s.b.p[i] ^= 0x41;
		c = cur_of(buf_str(&s.b));
		while (batch_next(&c, &it))
			;
		s.b.p[i] ^= 0x41;
	}
	sink_release(&s);
	sink_init(&s, 200, STR("key"));
	(void)sink_evidence(&s, "text/plain", STR("x"));
	for (int i = 0; i < 50; i++)
		sink_asset(&s, STR("host:10.0.0.1"));
	sink_end(&s, COLLECTED_DONE, "");
	c = cur_of(buf_str(&s.b));
	ok(batch_next(&c, &it) && it.kind == BATCH_END && it.status == COLLECTED_FAILED,
	   "an overflowing batch is a failed collection, not half a one");
	sink_release(&s);
	is_int(fact_find(STR("web_page")), FACT_web_page, "table by name");
	is_int(fact_find(STR("nonsense")), FACT_COUNT, "no such table");
}

int main(void)
{
	test_addr();
	test_asset();
	test_sink();
	return tap_done();
}
