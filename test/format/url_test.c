#include "format/url.h"

#include "test/tap.h"

static void host(const char *s, const char *want, int port)
{
	struct url u = {0};
	bool read = url_read(str_c(s), &u);

	ok(read == (want != NULL), "%s", s);
	if (!want)
		return;
	is_str(u.host, str_c(want), "host of %s", s);
	is_int(u.port, port, "port of %s", s);
}

static void join(const char *base, const char *ref, const char *want)
{
	buf b;

	buf_init(&b, 1000);
	url_join(&b, str_c(base), str_c(ref));
	is_str(buf_str(&b), str_c(want), "%s on %s", ref, base);
	buf_release(&b);
}

int main(void)
{
	host("https://beian.miit.gov.cn/", "beian.miit.gov.cn", 443);
	host(" HTTP://Beian.miit.gov.cn.:8080?x\n", "Beian.miit.gov.cn", 8080);
	host("https://beian.miit.gov.cn@evil.cn/", "evil.cn", 443);
	host("https://a:b@c@evil.cn:1/", "evil.cn", 1);
	host("https:\\\\beian.miit.gov.cn\\x", "beian.miit.gov.cn", 443);
	host("http://[2001:db8::1]:81/", "2001:db8::1", 81);
	host("http://[2001:db8::1]/", "2001:db8::1", 80);
	host("http://a#@b/", "a", 80);
	host("http://a:99999/", NULL, 0);
	host("http:///x", NULL, 0);
	host("javascript:void(0)", NULL, 0);
	host("beian.miit.gov.cn", NULL, 0);
	host("", NULL, 0);
	join("http://a.cn/b/c?q", "d", "http://a.cn/b/d");
	join("http://a.cn/b/c?q", "../x/./y/..", "http://a.cn/x/");
	join("http://a.cn", "x", "http://a.cn/x");
	join("http://a.cn/b/", "/x?a=../b", "http://a.cn/x?a=../b");
	join("http://a.cn/b/", "?q=1", "http://a.cn/b/?q=1");
	join("http://a.cn/b/", "", "http://a.cn/b/");
	join("https://a.cn:8443/b", "//c.cn/d", "https://c.cn/d");
	join("https://a.cn/b", "http://c.cn/d", "http://c.cn/d");
	join("https://a.cn/b", "javascript:void(0)", "javascript:void(0)");
	join("https://a.cn/b", "beian.miit.gov.cn", "https://a.cn/beian.miit.gov.cn");
	join("https://a.cn/b", "../../../x", "https://a.cn/x");
	join("https://a.cn/b", "x\ny\\z", "https://a.cn/xy/z");
	ok(url_is_other(STR("mailto:x")) && !url_is_other(STR("HTTP://x")) && !url_is_other(STR("x/y:z")), "schemes");
	return tap_done();
}
