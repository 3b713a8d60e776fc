#include "format/charset.h"

#include "test/tap.h"

static void decodes(enum charset c, str bytes, str want, size_t broken, const char *words)
{
	buf b;

	buf_init(&b, 1000);
	size_t n = charset_decode(c, bytes, &b);

	is_str(buf_str(&b), want, "%s", words);
	is_int(n, broken, "broken sequences: %s", words);
	buf_release(&b);
}

static void chooses(str bytes, str content_type, enum charset want, bool wrong, const char *words)
{
	struct charset_choice c = charset_choose(bytes, content_type);

	is_str(str_c(charset_name(c.charset)), str_c(charset_name(want)), "%s", words);
	ok(c.wrong_label == wrong, "label %s: %s", wrong ? "set aside" : "kept", words);
}

#define GBK_BEI "\xb1\xb8\xb0\xb8\xba\xc5" /* 备案号 */
#define UTF_BEI "备案号"

static void test_decode(void)
{
	decodes(CHARSET_GB18030, STR("ab" GBK_BEI "c"), STR("ab备案号c"), 0, "GBK");
	decodes(CHARSET_GB18030, STR("\x81\x30\x81\x30"), STR("\xc2\x80"), 0, "first four-byte character");
	decodes(CHARSET_GB18030, STR("\x90\x30\x81\x30\x95\x32\x82\x36"), STR("\xf0\x90\x80\x80𠀀"), 0,
		"beyond the basic plane");
	decodes(CHARSET_GB18030, STR("\x81\x39\xee\x39"), STR("㐀"), 0, "four-byte character of a range");
	decodes(CHARSET_GB18030, STR("\xe3\x32\x9a\x35"), STR("\xf4\x8f\xbf\xbf"), 0, "U+10FFFF");
	decodes(CHARSET_GB18030, STR("\xe3\x32\x9a\x36"), STR("\xef\xbf\xbd"), 1, "past it");
	decodes(CHARSET_GB18030, STR("\x80\xff<"), STR("€\xef\xbf\xbd<"), 1, "single high bytes");
	decodes(CHARSET_GB18030, STR("\xb1<p>"), STR("\xef\xbf\xbd<p>"), 1, "a broken lead byte eats no markup");
	decodes(CHARSET_GB18030, STR("\xb1"), STR("\xef\xbf\xbd"), 1, "cut at the end");
	decodes(CHARSET_BIG5, STR("\xb3\xc6\xae\xd7"), STR("備案"), 0, "Big5");
	decodes(CHARSET_BIG5, STR("\xb3<"), STR("\xef\xbf\xbd<"), 1, "Big5, broken");
	decodes(CHARSET_LATIN1, STR("\x80\xe9"), STR("€é"), 0, "windows-1252");
	decodes(CHARSET_UTF16LE, STR("a\0\x07\x59\x3d\xd8\x00\xde"), STR("a备\xf0\x9f\x98\x80"), 0, "UTF-16LE");
	decodes(CHARSET_UTF16BE, STR("\0a\x59\x07\xd8\x3d"), STR("a备\xef\xbf\xbd"), 1, "UTF-16BE, lone surrogate");
	decodes(CHARSET_UTF8, STR("备\xff\xef\xbf\xbd"), STR("备\xef\xbf\xbd\xef\xbf\xbd"), 1, "UTF-8, broken byte");
}

static void test_choose(void)
{
	str none = {0};

	chooses(STR("\xef\xbb\xbf" UTF_BEI), STR("text/html; charset=gbk"), CHARSET_UTF8, false,
		"byte order mark wins");
	is_int(charset_choose(STR("\xef\xbb\xbfx"), none).skip, 3, "and is skipped");
	chooses(STR(GBK_BEI), STR("text/html; charset=GB2312"), CHARSET_GB18030, false, "header");
	chooses(STR("<meta charset=utf-8>" GBK_BEI), STR("text/html; charset=gbk"), CHARSET_GB18030, false,
		"header before meta");
	chooses(STR("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gbk\">" GBK_BEI), STR("text/html"),
		CHARSET_GB18030, false, "meta, old form");
	chooses(STR("<META CHARSET='Big5'>\xb3\xc6"), none, CHARSET_BIG5, false, "meta, short form");
	chooses(STR(UTF_BEI), none, CHARSET_UTF8, false, "no label, valid UTF-8");
	chooses(STR(GBK_BEI), none, CHARSET_GB18030, false, "no label, not UTF-8");
	chooses(STR("<meta charset=gbk>\x81\x30\x81\x30" GBK_BEI), none, CHARSET_GB18030, false,
		"labelled GBK with four-byte characters");
	chooses(STR("<meta charset=gbk>" UTF_BEI UTF_BEI), none, CHARSET_UTF8, true, "labelled GBK, but UTF-8");
	chooses(STR("<meta charset=utf-8>" GBK_BEI), none, CHARSET_GB18030, true, "labelled UTF-8, but GBK");
	chooses(STR("<meta charset=utf-8>" UTF_BEI UTF_BEI "\xff"), none, CHARSET_UTF8, false,
		"UTF-8 with one broken byte");
	chooses(STR("<meta charset=utf-8>" UTF_BEI "\xe5\xa4"), none, CHARSET_UTF8, false,
		"UTF-8 cut inside a character");
	chooses(STR(GBK_BEI), STR("text/html; charset=ISO-8859-1"), CHARSET_GB18030, true, "a server's default label");
	chooses(STR("plain"), STR("text/html; charset=x-unknown"), CHARSET_UTF8, false, "unknown label");
	is_str(charset_label(STR("text/html;charset = \"gb2312\" ")), STR("gb2312"), "quoted label");
	is_str(charset_label(STR("charset; charset=a")), STR("a"), "the word without a value first");
}

/* Every GB18030 code of two bytes gives one character, or none with a broken sequence. */
static void test_all_two_bytes(void)
{
	size_t whole = 0;
	size_t bad = 0;

	for (unsigned lead = 0x81; lead <= 0xfe; lead++) {
		for (unsigned trail = 0x40; trail <= 0xfe; trail++) {
			uint8_t b[2] = {(uint8_t)lead, (uint8_t)trail};
			buf out;

			buf_init(&out, 16);
			bad += charset_decode(CHARSET_GB18030, (str){b, 2}, &out) != 0;
			whole += str_is_utf8(buf_str(&out));
			buf_release(&out);
		}
	}
	is_int(whole, 126 * 191, "what comes out is UTF-8");
	is_int(bad, 126, "only the trail byte 0x7f is broken");
}

int main(void)
{
	test_decode();
	test_choose();
	test_all_two_bytes();
	return tap_done();
}
