/* What a person reads as the same is the same. */
#include "ident/squash.h"

#include "test/tap.h"

static void tight(const char *from, const char *want)
{
	AUTO(buf_release) buf words, got;

	buf_init(&words, 4096);
	buf_init(&got, 4096);
	squash_words(&words, str_c(from));
	squash_tight(&got, buf_str(&words));
	is_str(buf_str(&got), str_c(want), "%s", from);
}

int main(void)
{
	static const char *const address[] = {"203.0.113.8",
					      "203.0.113. 8",
					      "２０３．０．１１３．８",
					      "203。0。113。8",
					      "203[.]0[.]113[.]8",
					      "203 . 0.113.8",
					      "203(dot)0【点】113 dot 8",
					      "2\xe2\x80\x8b"
					      "03.0.113.\xe2\x80\xae"
					      "8",
					      "203.000.113.008",
					      "203点0点113点8",
					      "二〇三点零点一一三点八",
					      "203%2E0%2e113%2E8",
					      "203,0,113,8",
					      "②⓪③.0.①①③.⑧",
					      "203.\n0.113.8",
					      "203·0·113·8",
					      "203{.}0{ . }113.8"};
	AUTO(buf_release) buf b;

	for (size_t i = 0; i < ARRAY_LEN(address); i++)
		tight(address[i], "203.0.113.8");
	tight("hxxps://WWW[.]Example[.]cn/a-b", "https:www.example.cnab");
	tight("ехаmple dot cn", "example.cn"); /* Cyrillic */
	tight("Ｒｅｄｉｓ  6.2.1，端口6379", "redis6.2.1端口6379");
	tight("𝟏𝟎.𝟎.𝟎.𝟏", "10.0.0.1");
	tight("2001:DB8：：1", "2001:db8:1");
	tight("antidote", "antidote");
	tight("\xff\xfe(", "\xef\xbf\xbd\xef\xbf\xbd");
	buf_init(&b, 100);
	squash_bare(&b, STR("cve-2021-44228 x"));
	is_str(buf_str(&b), STR("cve202144228x"), "bare");
	return tap_done();
}
