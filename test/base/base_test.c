#include "base/arena.h"
#include "base/buf.h"
#include "base/cur.h"
#include "base/err.h"
#include "base/hidden.h"
#include "base/i18n.h"
#include "base/map.h"
#include "test/tap.h"

static void test_str(void)
{
	uint64_t v = 7;
	str s = STR("a:b:c");
	size_t at = 0;

	is_str(str_cut(&s, ':').head, STR("a"), "cut gives the head");
	is_str(s, STR("b:c"), "and leaves the rest");
	is_str(str_trim(STR(" \t x y\r\n")), STR("x y"), "trim");
	ok(str_to_u64(STR("65535"), 65535, &v) && v == 65535, "number at its maximum");
	ok(!str_to_u64(STR("65536"), 65535, &v) && v == 65535, "number past it leaves the result alone");
	ok(str_to_u64(STR("18446744073709551615"), UINT64_MAX, &v) && v == UINT64_MAX, "largest number");
	ok(!str_to_u64(STR("18446744073709551616"), UINT64_MAX, &v), "overflow");
	ok(!str_to_u64(STR(""), 9, &v) && !str_to_u64(STR("+1"), 9, &v) && !str_to_u64(STR("1 "), 9, &v), "no number");
	ok(str_hex_to_u64(STR("fF"), 255, &v) && v == 255, "hexadecimal");
	is_int(str_find(STR("中文备案"), STR("备案")), 6, "find");
	is_int(str_ifind(STR("xICP"), STR("icp")), 1, "find without case");
	is_int(str_find(STR("abc"), STR("d")), 3, "absent gives the length");
	ok(str_is_utf8(STR("中文 a \xf0\x9f\x98\x80 \xef\xbf\xbd")), "valid UTF-8, U+FFFD included");
	ok(!str_is_utf8(STR("\xed\xa0\x80")), "surrogate");
	ok(!str_is_utf8(STR("\xc0\x80")), "overlong");
	ok(!str_is_utf8(STR("\xf4\x90\x80\x80")), "past U+10FFFF");
	ok(!str_is_utf8(STR("\xe4\xb8")), "cut short");
	is_int(str_utf8_next(STR("\xe5\xa4\x87"), &at), 0x5907, "code point");
	is_int(str_cmp(STR("a"), STR("ab")), -1, "order");
	ok(str_eq((str){0}, STR("")), "empty views are equal");
}

static void test_cur(void)
{
	cur c = cur_of(STR("\x01\x02\x03\x04\x05"));

	is_int(cur_u16(&c), 0x0102, "big-endian");
	is_int(cur_le16(&c), 0x0403, "little-endian");
	cur sub = cur_sub(&c, 2);

	ok(sub.bad && c.bad, "a child longer than the rest is bad, and so is the parent");
	is_int(cur_u32(&c), 0, "then everything reads zero");
	ok(!cur_done(&c) && !cur_more(&c), "and it is neither done nor has more");
	c = cur_of((str){0});
	ok(cur_done(&c), "an empty cursor is done");
}

static void test_buf(void)
{
	buf b;

	buf_init(&b, 10);
	is_str(str_c(buf_c(&b)), STR(""), "empty buffer as C string");
	buf_put_c(&b, "0123456789");
	ok(!buf_full(&b), "exactly full is not overflow");
	is_str(str_c(buf_c(&b)), STR("0123456789"), "NUL behind a full buffer");
	buf_put_byte(&b, 'x');
	ok(buf_full(&b) && b.n == 10, "overflow is sticky and drops");
	buf_reset(&b);
	buf_printf(&b, "%s-%d", "a", 5);
	is_str(buf_str(&b), STR("a-5"), "printf");
	buf_drop(&b, 2);
	is_str(buf_str(&b), STR("5"), "drop");
	buf_release(&b);
	buf_init(&b, 1000);
	buf_put_quoted(&b, STR("a\"\x1b[31m\xe2\x80\xae\xff中"), 100);
	is_str(buf_str(&b), STR("\"a\\\"\\x1b[31m\\xe2\\x80\\xae\\xff中\""), "quoted: no escape reaches a terminal");
	buf_reset(&b);
	buf_put_html(&b, STR("<a href='x'>&\x01"));
	is_str(buf_str(&b), STR("&lt;a href=&#39;x&#39;&gt;&amp;\xef\xbf\xbd"), "HTML");
	buf_reset(&b);
	buf_put_json(&b, STR("\"\\\n\t\x80"));
	is_str(buf_str(&b), STR("\\\"\\\\\\n\\u0009\xef\xbf\xbd"), "JSON");
	buf_reset(&b);
	buf_put_clean(&b, STR("中文字"), 7);
	is_str(buf_str(&b), STR("中文"), "clean text is never cut inside a character");
	buf_reset(&b);
	buf_put_utf8(&b, 0x20ac);
	buf_put_utf8(&b, 0x1f600);
	buf_put_utf8(&b, 0xd800);
	is_str(buf_str(&b), STR("€\xf0\x9f\x98\x80\xef\xbf\xbd"), "UTF-8 out");
	buf_reset(&b);
	buf_put_be(&b, 0x010203, 3);
	buf_put_le(&b, 0x010203, 3);
	is_str(buf_str(&b), STR("\1\2\3\3\2\1"), "both endians");
	buf_release(&b);
}

static void test_hidden(void)
{
	static const char *const them[] = {"\xc2\x9b",     "\xc2\xad",     "\xd8\x9c",
					   "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\xae",
					   "\xe2\x81\xa6", "\xef\xbb\xbf", "\xf3\xa0\x81\x81"};
	static const char *const shown[] = {"\\u009b", "\\u00ad", "\\u061c", "\\u200b",       "\\u200e",
					    "\\u202e", "\\u2066", "\\ufeff", "\\udb40\\udc41"};
	unsigned n = 0;
	buf b, want;

	buf_init(&b, 1000);
	buf_init(&want, 1000);
	for (size_t i = 0; i < ARRAY_LEN(them); i++) {
		buf_reset(&b);
		buf_reset(&want);
		buf_printf(&b, "a");
		hidden_put_shown(&b, str_c(them[i]));
		buf_printf(&want, "a%s", shown[i]);
		is_str(buf_str(&b), buf_str(&want), "shown");
		buf_reset(&b);
		buf_put_html(&b, str_c(them[i]));
		is_str(buf_str(&b), str_c(shown[i]), "as HTML");
	}
	buf_reset(&b);
	hidden_put_shown(&b, STR("中文，\t\n葛\xf3\xa0\x84\x80 \xf0\x9f\x98\x80\xe2\x80\xae\xff\xe2\x80"));
	is_str(buf_str(&b), STR("中文，\t\n葛\xf3\xa0\x84\x80 \xf0\x9f\x98\x80\\u202e\xff\xe2\x80"),
	       "all else stays, also what is broken");
	/* What the first byte is asked for must agree with the list. */
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		uint32_t got = 0;
		size_t len = 0;

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		buf_reset(&b);
		buf_put_utf8(&b, cp);
		n += (hidden_find(buf_str(&b), &got, &len) < b.n) != hidden_char(cp);
	}
	is_int(n, 0, "every hidden character is found");
	buf_release(&b);
	buf_release(&want);
}

static void test_arena(void)
{
	arena a;

	arena_init(&a, 1 << 20);
	uint64_t *v = arena_new(&a, uint64_t, 3);

	ok(v[0] == 0 && ((uintptr_t)v & 15) == 0, "zeroed and aligned");
	char *big = arena_take(&a, 1, 100000);

	big[99999] = 1;
	is_str(arena_str(&a, STR("abc")), STR("abc"), "copy");
	is_int(strlen(arena_cstr(&a, STR("ab\0c"))), 2, "a C string ends at the first NUL");
	ok(arena_fits(&a, 900000) && !arena_fits(&a, 1 << 20), "fits");
	arena_clear(&a);
	is_int(a.used, 0, "cleared");
}

static void test_map(void)
{
	map m;
	bool new;
	uint64_t sum = 0;

	map_init(&m, 5000, 42);
	ok(!map_find(&m, STR("x")), "empty map finds nothing");
	for (uint64_t i = 0; i < 5000; i++)
		*map_add(&m, (str){(const uint8_t *)&i, sizeof(i)}, NULL) = i;
	uint64_t k = 4711;

	is_int(*map_find(&m, (str){(const uint8_t *)&k, sizeof(k)}), 4711, "found among 5000");
	ok(!map_add(&m, STR("one more"), &new), "ceiling");
	(void)map_add(&m, (str){(const uint8_t *)&k, sizeof(k)}, &new);
	ok(!new, "already there");
	uint64_t v;

	for (size_t at = 0; map_next(&m, &at, NULL, &v);)
		sum += v;
	is_int(sum, 4999 * 5000 / 2, "walk meets each once");
	map_release(&m);
}

static int low(err *e)
{
	return err_sys(e, E_IO, 2, "open %s", "/x");
}

static int high(err *e)
{
	if (low(e) < 0)
		return err_wrap(e, "load rules");
	return 0;
}

static void test_err(void)
{
	err e = {0};

	is_int(high(&e), E_IO, "code passes up");
	is_str(str_c(e.text), STR("load rules: open /x: No such file or directory"), "words pass up");
	is_int(err_exit(E_SCOPE), 2, "exit status of a refused scope");
	is_int(err_exit(E_INTERRUPTED), 130, "exit status of an interrupt");
}

static void test_i18n(void)
{
	ok(i18n_set("zh_CN.UTF-8") && i18n_lang() == LANG_ZH, "Chinese by locale name");
	is_str(str_c(_("usage")), STR("用法错误"), "translated");
	is_str(str_c(_("no such message")), STR("no such message"), "untranslated stays");
	ok(i18n_set("en") && !i18n_set("xx"), "English; unknown languages are refused");
	i18n_from_env("", NULL, "zh_CN");
	ok(i18n_lang() == LANG_ZH, "LANG decides where LC_ALL is empty");
	i18n_from_env("C", "zh_CN", "zh_CN");
	ok(i18n_lang() == LANG_EN, "LC_ALL wins");
	is_str(text2_in((struct text2){.en = STR("only")}, LANG_ZH), STR("only"), "falls back to the other language");
}

int main(void)
{
	test_str();
	test_cur();
	test_buf();
	test_hidden();
	test_arena();
	test_map();
	test_err();
	test_i18n();
	return tap_done();
}
