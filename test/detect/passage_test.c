/* Dates, places to sign and passages in the text of papers. */
#include "detect/passage.h"

#include <stdio.h>

#include "base/date.h"
#include "test/tap.h"

static arena mem;

static void is_dates(const char *text, const char *want)
{
	struct passage_text t;
	buf b;

	buf_init(&b, 4096);
	passage_init(&t, str_c(text), &mem);
	for (size_t i = 0; i < t.date_count; i++) {
		if (i)
			buf_put_byte(&b, ' ');
		date_put(&b, t.dates[i].day);
		buf_put_c(&b, t.dates[i].whole ? "" : "?");
	}
	is_str(buf_str(&b), str_c(want), "dates of \"%s\"", text);
	passage_release(&t);
	buf_release(&b);
}

static void test_dates(void)
{
	is_dates("于2026年11月22日召开", "2026-11-22");
	is_dates("2026 年 3 月\n5 日", "2026-03-05");
	is_dates("２０２６年１月２日", "2026-01-02");
	is_dates("2026-11-22 18:00, 2026/1/2, 2026.03.04", "2026-11-22 2026-01-02 2026-03-04");
	is_dates("2026.11.2 2026.11.3", "2026-11-02 2026-11-03");
	is_dates("二〇二六年十一月二十二日", "2026-11-22");
	is_dates("二○二六年三月十日；二零二五年十二月三十一日", "2026-03-10 2025-12-31");
	is_dates("2026年11月计划", "2026-11-01?");
	is_dates("2026年2月29日 2024年2月29日", "2024-02-29");
	is_dates("2026年13月1日 2026-11/22 12026 192.168.1.1 1.2026.1.1x", "2026-01-01");
	is_dates("第3页 2026年11月22日", "2026-11-22");
	is_dates("", "");
}

static const str any[] = {STR_INIT("演练"), STR_INIT("桌面推演")};
static const str near1[] = {STR_INIT("总结"), STR_INIT("签到")};
static const struct passage_ask drill = {
	.id = STR_INIT("drill"), .any = {any, 2}, .near = {{near1, 2}}, .near_count = 1, .within = 20, .until = 20779};

static void test_passages(void)
{
	struct passage_hit hits[PASSAGE_HITS_MOST];
	struct passage_text t;

	passage_init(&t, STR("目录\f公司于2026年5月8日开展应急演\n 练，形成总结报告。\f2027年再次演练，总结。"), &mem);
	size_t n = passage_find(&t, &drill, hits);

	is_int(n, 2, "two passages; a line's end within a word does not hide it");
	is_int(hits[0].page, 2, "the one with a date first, on page 2");
	is_int(hits[0].day, 20581, "with its date");
	ok(str_starts(str_from(t.text, hits[0].at), STR("演\n 练")), "it points to where the word stands");
	ok(hits[1].day == 20581 || hits[1].day == INT64_MIN, "a date to come is no date of an act");
	passage_release(&t);
	passage_init(&t, STR("应急演练一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十总结"), &mem);
	is_int(passage_find(&t, &drill, hits), 0, "too far away");
	passage_release(&t);
	passage_init(&t, STR("总结一二三四五六七八九十桌面推演"), &mem);
	is_int(passage_find(&t, &drill, hits), 1, "the other word may stand before");
	passage_release(&t);
	passage_init(&t, STR(""), &mem);
	is_int(passage_find(&t, &drill, hits), 0, "nothing in nothing");
	passage_release(&t);
}

static void test_signs(void)
{
	struct passage_sign s[20];
	struct passage_text t;

	passage_init(&t,
		     STR("批准人：张三    日期：2026年1月2日\n审核人签字：________  日期：  年  月  日\f签到表\n"
			 "签字\t李四\t\n负责人应当签字并盖章。\n（盖章）\n"),
		     &mem);
	size_t n = passage_signs(&t, s, 20);

	is_int(n, 5, "five places; a sentence about signing is none");
	ok(n == 5 && str_eq(s[0].label, STR("批准人")) && s[0].filled, "a name stands there");
	ok(n == 5 && str_eq(s[1].label, STR("签字")) && !s[1].filled, "a line to sign on is empty");
	ok(n == 5 && str_eq(s[2].label, STR("签到")) && s[2].page == 2, "a sign-in list on page 2");
	ok(n == 5 && str_eq(s[3].label, STR("签字")) && s[3].filled, "a cell behind the label");
	ok(n == 5 && str_eq(s[4].label, STR("盖章")) && !s[4].filled, "a seal's place");
	passage_release(&t);
}

/* Work is linear: ten thousands of words, each near the others. */
static void test_many(void)
{
	struct passage_hit hits[PASSAGE_HITS_MOST];
	struct passage_text t;
	arena big;
	buf b;

	arena_init(&big, (size_t)256 << 20);
	buf_init(&b, (size_t)8 << 20);
	while (b.n < ((size_t)4 << 20))
		buf_put_c(&b, "演练总结2026年1月1日");
	passage_init(&t, buf_str(&b), &big);
	is_int(passage_find(&t, &drill, hits), PASSAGE_HITS_MOST, "no more hits than asked for");
	is_int(t.date_count, PASSAGE_DATES_MOST, "no more dates than kept");
	passage_release(&t);
	buf_release(&b);
	arena_clear(&big);
}

int main(void)
{
	arena_init(&mem, (size_t)64 << 20);
	test_dates();
	test_passages();
	test_signs();
	test_many();
	arena_clear(&mem);
	return tap_done();
}
