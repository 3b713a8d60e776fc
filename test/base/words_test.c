/* Texts for people: width, wrapping, nearest names, the progress line, translations. */
#include <string.h>

#include "base/dump.h"
#include "base/i18n.h"
#include "base/near.h"
#include "base/progress.h"
#include "base/width.h"
#include "test/tap.h"

static void test_width(void)
{
	buf b;

	is_int(width_of(STR("备案 ICP。")), 10, "Chinese characters and punctuation take two columns");
	is_int(width_of(STR("e\xcc\x81")), 1, "a combining mark takes none");
	is_int(width_of(STR("\xf0\xa0\x80\x80")), 2, "a character of plane 2 takes two");
	is_int(width_of(STR("\xf3\xa0\x84\x80")), 0, "the last range of marks");
	is_int(width_of(STR("\xf4\x8f\xbf\xbf")), 1, "the last code point");
	is_str(width_cut(STR("备案号"), 5), STR("备案"), "a wide character is not cut in half");
	buf_init(&b, 1000);
	width_put_left(&b, STR("备案"), 6);
	width_put_right(&b, STR("7"), 3);
	is_str(buf_str(&b), STR("备案    7"), "columns");
	buf_reset(&b);
	width_put_wrapped(&b, STR("one two three four five six"), 2, 22);
	is_str(buf_str(&b), STR("  one two three four\n  five six\n"), "broken at blanks");
	buf_reset(&b);
	width_put_wrapped(&b, STR("一二三四五六七八九十,一二三"), 0, 20);
	is_str(buf_str(&b), STR("一二三四五六七八九\n十,一二三\n"), "no line begins with a comma");
	buf_reset(&b);
	width_put_wrapped(&b, STR("a\n\n  kept   as is\nb"), 0, 40);
	is_str(buf_str(&b), STR("a\n\n  kept   as is\nb\n"), "line ends and indented lines are kept");
	buf_reset(&b);
	width_put_wrapped(&b, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 0, 20);
	is_str(buf_str(&b), STR("aaaaaaaaaaaaaaaaaaaa\naaaaaaaaaa\n"), "a word longer than a line is cut");
	buf_release(&b);
}

static void test_near(void)
{
	size_t best = SIZE_MAX;

	is_int(near_distance(STR("kitten"), STR("sitting")), 3, "kitten, sitting");
	is_int(near_distance(STR("ab"), STR("ba")), 1, "a swap is one step");
	is_int(near_distance(STR(""), STR("abc")), 3, "from nothing");
	ok(near_better(STR("inspcet"), STR("inspect"), &best) && best == 1, "near enough");
	ok(!near_better(STR("inspcet"), STR("inspects"), &best), "but not nearer");
	best = SIZE_MAX;
	ok(!near_better(STR("xyz"), STR("inspect"), &best), "too far");
}

static void test_progress(void)
{
	struct progress p = {.phase = "collecting", .done = 500, .total = 2000, .failed = 3, .now = 11000};
	buf b;

	buf_init(&b, 1000);
	progress_put(&b, &p, 1000);
	is_str(buf_str(&b), STR("collecting  500/2000  25%  50/s  about 30 s left  3 failed"), "the line");
	buf_reset(&b);
	p = (struct progress){.phase = "planning", .done = 7, .now = 1200};
	progress_put(&b, &p, 1000);
	is_str(buf_str(&b), STR("planning  7"), "nothing is made up at the start");
	buf_reset(&b);
	p = (struct progress){.phase = "looking", .bytes = 1250000000, .now = 1200};
	progress_put(&b, &p, 1000);
	is_str(buf_str(&b), STR("looking  1.2 GB"), "one long file moves too");
	buf_release(&b);
}

static void test_dump(void)
{
	buf b;

	ok(!dump_is_binary(STR("220 ready\r\n")) && !dump_is_binary(STR("备案\t\n")) && !dump_is_binary(STR("")),
	   "text");
	ok(dump_is_binary(STR("R\0\0\0\x08")) && dump_is_binary(STR("\x16\x03\x01\xff")), "no text");
	buf_init(&b, 4096);
	for (int i = 0; i < 511; i++)
		buf_put_byte(&b, 'x');
	buf_put_c(&b, "备案");
	ok(!dump_is_binary(buf_str(&b)), "a character across the end of what is looked at");
	buf_reset(&b);
	dump_put(&b, STR("R\0\0\0\x08user <a>\xff..more"), 17);
	is_str(buf_str(&b),
	       STR("0000  52 00 00 00 08 75 73 65 72 20 3c 61 3e ff 2e 2e  R....user <a>...\n"
		   "0010  6d                                               m\n…\n"),
	       "a dump");
	buf_release(&b);
}

static void test_i18n(void)
{
	bool sorted = true;

	for (size_t i = 1; i < i18n_zh_count; i++)
		sorted = sorted && strcmp(i18n_zh[i - 1].msgid, i18n_zh[i].msgid) < 0;
	ok(sorted, "the table is in the order that the search needs");
	ok(i18n_set("zh_CN.UTF-8") && i18n_lang() == LANG_ZH, "zh_CN.UTF-8");
	size_t lost = 0;

	for (size_t i = 0; i < i18n_zh_count; i++)
		lost += strcmp(i18n_text(i18n_zh[i].msgid), i18n_zh[i].msgstr) != 0;
	is_int(lost, 0, "every message is found");
	ok(!i18n_set("tlh"), "an unknown language is refused");
	i18n_from_env("", NULL, "en_GB.UTF-8");
	is_int(i18n_lang(), LANG_EN, "empty variables do not count");
}

int main(void)
{
	test_width();
	test_near();
	test_dump();
	test_progress();
	test_i18n();
	return tap_done();
}
