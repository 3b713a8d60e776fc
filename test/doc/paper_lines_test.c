/* The line breaker: a grid of full characters, what may begin and end a line, words whole, titles in shape. */
#include "doc/paper_lines.h"

#include "base/buf.h"
#include "base/width.h"
#include "test/tap.h"

#define EM 1000
#define MOST 4000

static struct paper_char chars[MOST];
static int32_t xs[MOST];
static arena mem;

static size_t chars_of(str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.n && n < MOST; n++) {
		uint32_t cp = str_utf8_next(s, &at);

		chars[n] = (struct paper_char){.cp = cp, .width = (int32_t)width_of_char(cp) * EM / 2};
		if (cp == U'“' || cp == U'”' || cp == U'…' || cp == U'—')
			chars[n].width = EM;
	}
	return n;
}

/* The lines as text, parted by '|'. */
static str lines_of(str s, struct paper_measure m, bool title)
{
	size_t n = chars_of(s);
	struct paper_lines l =
		title ? paper_lines_title(&mem, chars, n, m.rest, xs) : paper_lines_break(&mem, chars, n, m, xs);
	buf b;

	buf_init(&b, 1u << 16);
	for (size_t i = 0; i < l.n; i++) {
		if (i)
			buf_put_byte(&b, '|');
		for (size_t k = l.list[i].from; k < l.list[i].until; k++)
			buf_put_utf8(&b, chars[k].cp);
	}
	str ret = arena_str(&mem, buf_str(&b));

	buf_release(&b);
	return ret;
}

static void is_lines(str in, int32_t columns, str want, const char *words)
{
	is_str(lines_of(in, (struct paper_measure){EM, columns * EM, columns * EM}, false), want, "%s", words);
}

static void rules(void)
{
	is_lines(STR("一二三四五六七八九十"), 5, STR("一二三四五|六七八九十"), "full lines");
	is_lines(STR(""), 5, STR(""), "nothing is one line");
	is_lines(STR("一二三四五，六七八九"), 5, STR("一二三四|五，六七八|九"), "no comma begins a line");
	is_lines(STR("一，三，五六七，八九"), 7, STR("一，三，五六七，|八九"), "marks are squeezed to keep one");
	is_lines(STR("一二三四（六七八九十"), 5, STR("一二三四|（六七八九|十"), "no bracket ends a line");
	is_lines(STR("一二三abcd五六"), 5, STR("一二三abcd|五六"), "a word that fits");
	is_lines(STR("一二三四abcd五六"), 5, STR("一二三四|abcd五六"), "a word is not torn");
	is_lines(STR("一二三四五 六七八九"), 5, STR("一二三四五|六七八九"), "a blank does not begin a line");
	is_lines(STR("一二三四——五六七八"), 5, STR("一二三|四——五六|七八"), "a dash of two is not parted");
	is_lines(STR("0123456789abcdef0123456789abcdef"), 5, STR("0123456789|abcdef0123|456789abcd|ef"),
		 "a long number is torn, not lost");
	is_lines(STR("http://example.cn/a/b"), 8, STR("http://example.|cn/a/b"), "an address is torn at its points");
	ok(!paper_lines_may_break(U'一', U'。') && !paper_lines_may_break(U'《', U'一') &&
		   paper_lines_may_break(U'一', U'《'),
	   "the rule itself");
}

static void indented(void)
{
	struct paper_measure m = {EM, 3 * EM, 5 * EM};

	is_str(lines_of(STR("一二三四五六七八九十"), m, false), STR("一二三|四五六七八|九十"),
	       "the first line is shorter");
}

static void placed(void)
{
	size_t n = chars_of(STR("一二三四五六七八九十一二三四五六七八九二一二三四五六七八九三一二"));
	struct paper_measure m = {EM, 28 * EM, 28 * EM};
	struct paper_lines l = paper_lines_break(&mem, chars, n, m, xs);
	bool grid = true;

	for (size_t i = 0; i < 28; i++)
		grid = grid && xs[i] == (int32_t)i * EM;
	ok(l.n == 2 && grid, "28 characters stand on the grid");
	n = chars_of(STR("一，三，五六七，八九"));
	m.first = m.rest = 7 * EM;
	l = paper_lines_break(&mem, chars, n, m, xs);
	is_int(l.list[0].width, 7 * EM, "a squeezed line is as wide as the others");
	n = chars_of(STR("一二三四五六七八九十一二三四五六七八九，一二三四五六七八九"));
	m.first = m.rest = 19 * EM;
	l = paper_lines_break(&mem, chars, n, m, xs);
	is_int(l.list[0].width, 19 * EM, "a line one short is spread");
	ok(xs[l.list[0].until - 1] == 18 * EM, "its last character stands at the edge");
}

static void titles(void)
{
	struct paper_measure m = {EM, 20 * EM, 20 * EM};

	is_str(lines_of(STR("责令整改通知书"), m, true), STR("责令整改通知书"), "a short title is one line");
	str two = lines_of(STR("关于某某网络科技有限公司网络安全和数据安全问题的责令整改通知书"), m, true);

	is_str(two, STR("关于某某网络科技有限公司网络安全和|数据安全问题的责令整改通知书"),
	       "two lines, the longer above");
	str three = lines_of(
		STR("某省通信管理局关于二〇二六年电信和互联网行业网络和数据安全检查中发现的突出问题以及整改情况的通报"),
		m, true);
	struct str_cut a = str_cut(&three, '|'), b = str_cut(&three, '|');

	ok(b.ok && a.head.n >= b.head.n && b.head.n >= three.n && three.n > 3 * 10, "three lines, none a remainder");
}

/* Any text: nothing lost, no line wider than it may be, and it ends. */
static void any(void)
{
	static const uint32_t signs[] = {U'一', U'a', U'1', U'，', U'（', U' ', U'—', U'.', U'…', U'」', 0x301};
	uint32_t seed = 1;
	bool whole = true, narrow = true;

	for (int round = 0; round < 3000; round++) {
		size_t n = 0, seen = 0;
		int32_t columns;

		seed = seed * 1664525 + 1013904223;
		columns = 1 + (int32_t)(seed >> 8) % 12;
		while (n < 60) {
			seed = seed * 1664525 + 1013904223;
			uint32_t cp = signs[(seed >> 12) % ARRAY_LEN(signs)];

			chars[n++] = (struct paper_char){.cp = cp, .width = cp == 0x301 ? 0 : cp < 0x80 ? EM / 2 : EM};
		}
		struct paper_lines l =
			paper_lines_break(&mem, chars, n, (struct paper_measure){EM, columns * EM, columns * EM}, xs);

		for (size_t i = 0; i < l.n; i++) {
			for (; seen < l.list[i].from; seen++)
				whole = whole && chars[seen].cp == ' ';
			seen = l.list[i].until;
			narrow = narrow &&
				 (l.list[i].width <= columns * EM + 60 || l.list[i].until - l.list[i].from == 1);
		}
		for (; seen < n; seen++)
			whole = whole && chars[seen].cp == ' ';
		arena_clear(&mem);
	}
	ok(whole, "no character is lost but blanks between lines");
	ok(narrow, "no line is wider than its measure");
}

int main(void)
{
	arena_init(&mem, (size_t)64 << 20);
	rules();
	indented();
	placed();
	titles();
	any();
	arena_clear(&mem);
	return tap_done();
}
