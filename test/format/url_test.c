/* url: tables of what is taken, what is refused, and RFC 3986 section 5.4's references. */
#include "format/url.h"

#include "test/tap.h"

static arena mem;

static const char *text(enum parse p, const struct url *u)
{
	static buf b;

	buf_release(&b);
	buf_init(&b, 8192);
	if (p == PARSE_OK)
		url_put(&b, u);
	else
		buf_put_c(&b, p == PARSE_BAD ? "bad" : "limit");
	return buf_c(&b);
}

static void parses(void)
{
	static const char *const table[][2] = {
		{"http://example.cn", "http://example.cn/"},
		{"HTTPS://WWW.Example.CN:443/a?b#c", "https://www.example.cn/a?b"},
		{"http://example.cn:8080?x", "http://example.cn:8080/?x"},
		{"  http://example.cn./\t", "http://example.cn/"},
		{"http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"},
		{"http://127.0.0.1/", "http://127.0.0.1/"},
		{"http://\xe4\xb8\xad\xe6\x96\x87.\xe4\xb8\xad\xe5\x9b\xbd/", "http://xn--fiq228c.xn--fiqs8s/"},
		{"http://a/b c\"\xff\\d", "http://a/b%20c%22%FF/d"},
		{"http:\\\\a\\b", "http://a/b"},
		{"http://a/x/../../y/./z/..", "http://a/y/"},
		{"http://a/%2e%2e/", "http://a/%2e%2e/"},
		{"http://a_b.example/", "http://a_b.example/"},
		{"http://user@a/", "bad"},
		{"http://u:p@a/", "bad"},
		{"ftp://a/", "bad"},
		{"javascript:x", "bad"},
		{"http:/a", "bad"},
		{"http://", "bad"},
		{"http:///x", "bad"},
		{"http://a:0/", "bad"},
		{"http://a:65536/", "bad"},
		{"http://a:8o/", "bad"},
		{"http://127.1/", "bad"},
		{"http://2130706433/", "bad"},
		{"http://0x7f000001/", "bad"},
		{"http://127.0.0.01/", "bad"},
		{"http://a..b/", "bad"},
		{"http://%61/", "bad"},
		{"http://[::1/", "bad"},
		{"http://[v1.x]/", "bad"},
		{"http://a\x01/", "bad"},
		{"http://a/\nb", "bad"},
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct url u;
		enum parse p = url_parse(str_c(table[i][0]), &mem, &u);
		is_str(str_c(text(p, &u)), str_c(table[i][1]), "%s", table[i][0]);
	}
}

static void resolves(void)
{
	/* RFC 3986 section 5.4, base http://a/b/c/d;p?q */
	static const char *const table[][2] = {
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g/"},
		{"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q"},
		{";x", "http://a/b/c/;x"},
		{"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{"..g", "http://a/b/c/..g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g;x=1/../y", "http://a/b/c/y"},
		{"g?y/../x", "http://a/b/c/g?y/../x"},
		{"https://B:1/x", "https://b:1/x"},
		{"mailto:x@y", "bad"},
		{"\\\\h\\x", "http://h/x"},
		{"//u@h/", "bad"},
	};
	struct url base, u;

	is_int(PARSE_OK, url_parse(STR("http://a/b/c/d;p?q"), &mem, &base), "base");
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		enum parse p = url_resolve(&base, str_c(table[i][0]), &mem, &u);
		is_str(str_c(text(p, &u)), str_c(table[i][1]), "%s", table[i][0]);
	}
}

static void limits(void)
{
	struct url u;
	buf b;
	char name[300];

	buf_init(&b, 100000);
	buf_put_c(&b, "http://a/");
	while (b.n <= URL_MOST)
		buf_put_byte(&b, 'x');
	is_int(PARSE_LIMIT, url_parse(buf_str(&b), &mem, &u), "too long");
	b.n = URL_MOST / 2;
	b.p[20] = ' ';
	is_int(PARSE_OK, url_parse(buf_str(&b), &mem, &u), "half as long");
	buf_release(&b);
	memset(name, 'a', sizeof(name));
	ok(url_name_ok((str){(uint8_t *)name, 63}) && !url_name_ok((str){(uint8_t *)name, 64}), "label of 63");
	for (size_t i = 50; i < sizeof(name); i += 51)
		name[i] = '.';
	ok(url_name_ok((str){(uint8_t *)name, 253}) && !url_name_ok((str){(uint8_t *)name, 254}), "name of 253");
}

int main(void)
{
	arena_init(&mem, 1 << 20);
	parses();
	resolves();
	limits();
	arena_clear(&mem);
	return tap_done();
}
