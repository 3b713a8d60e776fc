/* dns: questions as they go out, answers as they come back, and messages made to mislead. */
#include "format/dns.h"

#include "base/must.h"
#include "test/tap.h"

static buf msg;

static void begin(const char *name, uint16_t type, unsigned answers)
{
	struct dns_name q;

	buf_reset(&msg);
	must(dns_name_from(str_c(name), &q));
	dns_query_put(&msg, &q, &(struct dns_question){.id = 7, .type = type});
	msg.p[2] |= 0x80;
	msg.p[7] = (uint8_t)answers;
}

static void record(const char *name, uint16_t type, str data)
{
	struct dns_name n;

	must(dns_name_from(str_c(name), &n));
	buf_put(&msg, (str){n.b, n.n});
	buf_put_be(&msg, type, 2);
	buf_put_be(&msg, 1, 2);
	buf_put_be(&msg, 60, 4);
	buf_put_be(&msg, data.n, 2);
	buf_put(&msg, data);
}

static void cname(const char *name, const char *to)
{
	struct dns_name n;

	must(dns_name_from(str_c(to), &n));
	record(name, DNS_CNAME, (str){n.b, n.n});
}

static size_t addresses(uint8_t ips[4][16])
{
	struct dns_message m;

	return dns_message_parse(buf_str(&msg), &m) == PARSE_OK ? dns_addresses(&m, ips, 4) : 99;
}

static void names(void)
{
	struct dns_name n;
	buf b;

	buf_init(&b, 2000);
	ok(dns_name_from(STR("www.Example.cn."), &n) && n.n == 16, "on the wire");
	dns_name_put(&b, &n);
	is_str(buf_str(&b), STR("www.Example.cn"), "in text");
	ok(!dns_name_from(STR("a..b"), &n) && !dns_name_from(STR(".a"), &n), "empty label");
	ok(dns_name_from(STR("."), &n) && n.n == 1, "root");
	char text[300];
	memset(text, 'a', sizeof(text));
	ok(!dns_name_from((str){(uint8_t *)text, 64}, &n), "label of 64");
	for (size_t i = 63; i < sizeof(text); i += 64)
		text[i] = '.';
	ok(dns_name_from((str){(uint8_t *)text, 253}, &n) && n.n == 255, "name of 253");
	ok(!dns_name_from((str){(uint8_t *)text, 254}, &n), "not of 254");
	buf_reset(&b);
	dns_name_put(&b, &(struct dns_name){.b = {3, 'a', '.', 0, 0}, .n = 5});
	is_str(buf_str(&b), STR("a\\046\\000"), "strange bytes");
	buf_release(&b);
}

static void answers(void)
{
	uint8_t ips[4][16];
	struct dns_message m;
	struct dns_name q;

	begin("www.example.cn", DNS_A, 3);
	cname("WWW.example.cn", "a.cdn.cn");
	record("other.cn", DNS_A, STR("\x0a\0\0\x01"));
	record("a.cdn.cn", DNS_A, STR("\x7f\0\0\x02"));
	is_int((long long)addresses(ips), 1, "through a CNAME, not the neighbour's");
	ok(ips[0][15] == 2 && ips[0][12] == 127 && ips[0][11] == 0xff, "v4-mapped");
	must(dns_name_from(STR("www.EXAMPLE.cn"), &q));
	must(dns_message_parse(buf_str(&msg), &m) == PARSE_OK);
	ok(dns_answers(&m, &q, &(struct dns_question){.id = 7, .type = DNS_A}), "answers the question");
	ok(!dns_answers(&m, &q, &(struct dns_question){.id = 8, .type = DNS_A}), "not another id");
	ok(!dns_answers(&m, &q, &(struct dns_question){.id = 7, .type = DNS_AAAA}), "not another type");
	must(dns_name_from(STR("ww.example.cn"), &q));
	ok(!dns_answers(&m, &q, &(struct dns_question){.id = 7, .type = DNS_A}), "not another name");
	begin("x.cn", DNS_A, 2);
	cname("x.cn", "y.cn");
	cname("y.cn", "x.cn");
	is_int((long long)addresses(ips), 0, "a loop of CNAMEs ends");
	begin("x.cn", DNS_A, 200);
	record("x.cn", DNS_A, STR("\x7f\0\0\x03"));
	is_int((long long)addresses(ips), 1, "a count is not believed");
	begin("x.cn", DNS_A, 6);
	for (int i = 0; i < 6; i++)
		record("x.cn", DNS_A, STR("\x7f\0\0\x03"));
	is_int((long long)addresses(ips), 4, "no more than there is room for");
	begin("x.cn", DNS_AAAA, 2);
	record("x.cn", DNS_AAAA, STR("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"));
	record("x.cn", DNS_AAAA, STR("\x20\x01"));
	is_int((long long)addresses(ips), 1, "IPv6; a short one is passed over");
}

static void texts(void)
{
	struct dns_message m;
	struct dns_walk w = {0};
	struct dns_record r;
	static const char *const want[] = {"127.0.0.2", "10 m.x.cn", "v=spf1 -all", "20010db8", "2001:db8:0:0:0:0:0:1"};
	size_t i = 0;

	begin("x.cn", DNS_ANY, 5);
	record("x.cn", DNS_A, STR("\x7f\0\0\x02"));
	record("x.cn", DNS_MX, STR("\0\x0a\x01m\xc0\x0c"));
	record("x.cn", DNS_TXT, STR("\x07v=spf1 \x04-all"));
	record("x.cn", 99, STR("\x20\x01\x0d\xb8"));
	record("x.cn", DNS_AAAA, STR("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"));
	must(dns_message_parse(buf_str(&msg), &m) == PARSE_OK);
	while (dns_record_next(&m, &w, &r)) {
		buf b;
		buf_init(&b, 1000);
		ok(dns_data_put(&b, &m, &r), "data of type %u", r.type);
		is_str(buf_str(&b), str_c(want[i++]), "its text");
		buf_release(&b);
	}
	ok(!w.bad && i == 5, "all five");
}

static void broken(void)
{
	struct dns_message m;
	struct dns_walk w = {0};
	struct dns_record r;
	struct dns_name n;

	is_int(dns_message_parse(STR("\0\1\0\0\0\1"), &m), PARSE_BAD, "short header");
	is_int(dns_message_parse(STR("\0\1\x80\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1"), &m), PARSE_BAD, "points at itself");
	ok(dns_name_read(STR("\1a\xc0\4\1b\xc0\0"), 4, &n) == 0, "a loop by way of an earlier name");
	ok(dns_name_read(STR("\x40"
			     "aaaa"),
			 0, &n) == 0,
	   "reserved label");
	begin("x.cn", DNS_A, 1);
	record("x.cn", DNS_A, STR("\x7f\0\0\x02"));
	msg.n -= 1;
	must(dns_message_parse(buf_str(&msg), &m) == PARSE_OK);
	ok(!dns_record_next(&m, &w, &r) && w.bad, "cut off in the data");
}

int main(void)
{
	buf_init(&msg, 65535);
	names();
	answers();
	texts();
	broken();
	buf_release(&msg);
	return tap_done();
}
