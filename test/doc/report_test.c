/* The report's three forms over a made casefile. With REPORT_OUT=folder the files are left there for the tests that look
 * at them with other programs (report_test.sh, browser_test.sh). */
#include "doc/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "test/doc/made.h"
#include "test/tap.h"

static void make(buf *b, bool html, enum lang lang, const struct casefile *c)
{
	err e = {0};

	buf_reset(b);
	int rc = html ? report_html(c, lang, out_to_buf, b, &e) : report_json(c, out_to_buf, b, &e);

	is_int(rc, 0, "%s report is made %s", html ? "HTML" : "JSON", e.text);
}

static void leave(const char *name, str bytes)
{
	char path[4096];
	const char *dir = secure_getenv("REPORT_OUT");

	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	ok(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0, "left %s", name);
}

static size_t occurrences(str s, str needle)
{
	size_t n = 0;

	while (str_has(s, needle)) {
		n++;
		s = str_from(s, str_find(s, needle) + needle.n);
	}
	return n;
}

static void test_html(struct casefile *c)
{
	buf b;

	buf_init(&b, 256u << 20);
	make(&b, true, LANG_ZH, c);
	str h = buf_str(&b);

	leave("report.zh.html", h);
	ok(str_is_utf8(h), "valid UTF-8");
	ok(!str_ihas(h, STR("<script")) && !str_ihas(h, STR("<img")) && !str_ihas(h, STR("<svg")), "no tag of theirs");
	is_int(occurrences(h, STR("</pre>")), occurrences(h, STR("<pre>")), "no tag of ours closed by them");
	ok(!str_has(h, STR("\x1b")) && !str_has(h, STR("\xe2\x80\xae")) && !str_has(h, STR("\xe2\x80\xa8")),
	   "no control, bidi override or line separator");
	ok(str_has(h, STR("default-src 'none'")), "a policy that forbids everything");
	ok(!str_ihas(h, STR("src=\"")) && !str_ihas(h, STR("url(")) && !str_ihas(h, STR("@import")),
	   "nothing is loaded");
	ok(str_has(h, STR("样本")), "the demo says so");
	ok(str_has(h, STR("未核对原文")), "unread law says so");
	ok(str_has(h, STR("参数，未经确认")), "an unconfirmed term says so");
	ok(str_has(h, STR("脱敏呈现")), "masked evidence says so");
	ok(str_has(h, STR("2026-11-22 18:05:03")), "times are Beijing time");
	ok(str_has(h, STR(">2026-01-01<")) && str_has(h, STR(">2026-12-31<")) && !str_has(h, STR("2027-01-01")),
	   "the period with its last day, as people write it");
	ok(str_has(h, STR("22:00–06:00")), "the daily window");
	ok(str_has(h, STR("已标为误报")) && str_has(h, STR("已给予整改期限")), "marks");
	ok(str_has(h, STR("2005-03-20")) && str_has(h, STR("信息产业部令第33号")), "the law's version");
	ok(str_has(h, STR(MADE_SHA)) && str_has(h, STR(MADE_SM3)), "hashes of the evidence");
	is_int(occurrences(h, STR("<section class=\"group")), 6, "problems of one check stand together");
	make(&b, true, LANG_EN, c);
	h = buf_str(&b);
	leave("report.en.html", h);
	ok(str_has(h, STR("Filing number not shown at the foot")) && !str_has(h, STR("整改办法")), "in English");
	c->complete = false;
	c->ended = 0;
	c->demo = false;
	c->problem_count = 0;
	c->unexamined_count = 0;
	make(&b, true, LANG_ZH, c);
	h = buf_str(&b);
	leave("report.empty.html", h);
	ok(str_has(h, STR("本次检查尚未完成")) && !str_has(h, STR("样本")), "an unfinished run says so");
	buf_release(&b);
}

static void test_json(const struct casefile *c)
{
	buf b;
	buf again;

	buf_init(&b, 64u << 20);
	buf_init(&again, 64u << 20);
	make(&b, false, LANG_EN, c);
	make(&again, false, LANG_EN, c);
	leave("report.json", buf_str(&b));
	is_str(buf_str(&b), buf_str(&again), "the same casefile gives the same bytes");
	ok(str_is_utf8(buf_str(&b)), "valid UTF-8");
	ok(str_has(buf_str(&b), STR("\\u2028")) && !str_has(buf_str(&b), STR("\xe2\x80\xa8")), "U+2028 is escaped");
	ok(str_has(buf_str(&b), STR("\"began\": \"2026-11-22T10:05:03Z\"")), "times are UTC");
	buf_release(&b);
	buf_release(&again);
}

static int fail_write(void *ctx, str bytes, err *e)
{
	(void)bytes;
	++*(unsigned *)ctx;
	return err_set(e, E_IO, "disk full");
}

static void test_limits(void)
{
	struct casefile c = made_casefile(10000);
	unsigned calls = 0;
	err e = {0};
	buf b;

	is_int(report_html(&c, LANG_ZH, fail_write, &calls, &e), E_IO, "a failed write is told");
	is_str(str_c(e.text), STR("disk full"), "in its words");
	is_int(calls, 1, "and nothing is written after it");
	buf_init(&b, 1000);
	is_int(report_json(&c, out_to_buf, &b, &e), E_LIMIT, "a full buffer is told");
	buf_release(&b);
	buf_init(&b, 256u << 20);
	is_int(report_html(&c, LANG_ZH, out_to_buf, &b, &e), 0, "10,000 problems");
	printf("# %zu bytes of HTML\n", b.n);
	ok(b.n < 96u << 20, "in less than 96 MiB");
	leave("report.10000.html", buf_str(&b));
	buf_release(&b);
	free(c.problems);
}

static void test_text(const struct casefile *c)
{
	buf b;

	buf_init(&b, 1u << 20);
	report_text(&b, c, (struct report_text_style){.lang = LANG_ZH, .columns = 80, .problems = 5});
	leave("report.zh.txt", buf_str(&b));
	ok(!str_has(buf_str(&b), STR("\x1b")) && !str_has(buf_str(&b), STR("\xe2\x80\xae")),
	   "no escape without colour");
	ok(str_has(buf_str(&b), STR("N3.6/icp-number-missing")), "problems are named");
	buf_reset(&b);
	report_text(&b, c, (struct report_text_style){.lang = LANG_EN, .columns = 100, .colour = true, .problems = 50});
	leave("report.en.txt", buf_str(&b));
	ok(str_has(buf_str(&b), STR("\x1b[")), "colours where they may stand");
	ok(!str_has(buf_str(&b), STR("\x1b[31m\x01")), "but none of theirs");
	buf_release(&b);
}

static void reasons(void)
{
	buf room;

	buf_init(&room, REASON_MOST);
	is_str(report_reason(LANG_ZH, STR("no answer in time"), &room), STR("超时未应答"), "a reason in Chinese");
	is_str(report_reason(LANG_ZH, STR("rows of the list of filings that could not be read: 12, first in row 7"),
			     &room),
	       STR("备案清单中无法读取的行数：12，首见于第 7 行"), "with its numbers");
	is_str(report_reason(LANG_EN, STR("no answer in time"), &room), STR("no answer in time"), "in English");
	is_str(report_reason(LANG_ZH, STR("%s%n 3 %llu"), &room), STR("%s%n 3 %llu"), "what is none stays as it is");
	buf_release(&room);
}

int main(void)
{
	reasons();
	struct casefile c = made_casefile(7);

	test_json(&c);
	test_text(&c);
	test_html(&c);
	test_limits();
	free(c.problems);
	return tap_done();
}
