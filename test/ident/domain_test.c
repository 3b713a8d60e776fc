#include "ident/domain.h"

#include "test/tap.h"

static arena mem;

static void ascii(const char *in, const char *want)
{
	str got = {0};
	bool good = domain_to_ascii(&mem, str_c(in), &got);

	if (want)
		is_str(got, str_c(want), "%s is %s", in, want);
	else
		ok(!good, "\"%s\" is no name", in);
}

static void registered(const char *in, const char *want)
{
	is_str(domain_registered(str_c(in)), str_c(want), "%s is registered as %s", in, want);
}

int main(void)
{
	static const char *const bad[] = {
		"",
		".",
		"a..b",
		"-a.cn",
		"a-.cn",
		"a b.cn",
		"a/b.cn",
		"127.1",
		"1.2.3.4",
		"0x7f.1",
		"a.0x7f",
		"a.123",
		"xn--zzzzzzzz99999.cn",
		"a\x01.cn",
		"例 子.cn",
		".a",
		"a.cn..",
		"[::1]",
		"a:80",
		"a@b.cn",
		"a%00.cn",
		"*.a.cn",
	};
	char label[80] = {0};

	arena_init(&mem, 1 << 20);
	ascii("WWW.Example.COM", "www.example.com");
	ascii("www.example.com.", "www.example.com");
	ascii("例子.中国", "xn--fsqu00a.xn--fiqs8s");
	ascii("例子。中国", "xn--fsqu00a.xn--fiqs8s");
	ascii("XN--FSQU00A.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s");
	ascii("ＷＷＷ.ａ.cn", "www.a.cn");
	ascii("localhost", "localhost");
	ascii("_dmarc.a.cn", "_dmarc.a.cn");
	ascii("1.a1", "1.a1");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ascii(bad[i], NULL);
	for (int i = 0; i < 64; i++)
		label[i] = 'a';
	ascii(label, NULL);
	label[63] = 0;
	ascii(label, label);
	is_str(domain_to_unicode(&mem, STR("www.xn--fsqu00a.xn--fiqs8s")), STR("www.例子.中国"), "back to characters");
	is_str(domain_to_unicode(&mem, STR("a.cn")), STR("a.cn"), "nothing to turn back");
	registered("www.a.com.cn", "a.com.cn");
	registered("a.com.cn", "a.com.cn");
	registered("com.cn", "com.cn");
	registered("x.y.a.gd.cn", "a.gd.cn");
	registered("x.y.a.cn", "a.cn");
	registered("x.A.Co.Uk", "A.Co.Uk");
	registered("www.xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s");
	registered("localhost", "localhost");
	ok(domain_below(STR("a.cn"), STR("a.cn")) && domain_below(STR("B.a.CN."), STR("a.cn")), "the zone and below");
	ok(!domain_below(STR("ba.cn"), STR("a.cn")) && !domain_below(STR("cn"), STR("a.cn")), "beside it");
	ok(!domain_below(STR("a.cn"), STR("")), "nothing is below nothing");
	arena_clear(&mem);
	return tap_done();
}
