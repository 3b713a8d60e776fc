/* Names and masks of kinds. */
#include "detect/kind.h"

#include <stdio.h>

#include "test/tap.h"

static str masked(enum kind k, str value)
{
	static buf b;

	buf_release(&b);
	buf_init(&b, 4096);
	kind_mask(&b, k, value);
	return buf_str(&b);
}

/* The cell of a row of docs/kinds.md, without the marks of code around it. */
static str cell(str row, size_t column)
{
	str c = {NULL, 0};

	for (size_t i = 0; i <= column; i++)
		c = str_cut(&row, '|').head;
	c = str_trim(c);
	return c.n > 1 && c.p[0] == '`' ? str_sub(c, 1, c.n - 2) : c;
}

/* Every kind has its row, in order, with its name, its group and the mask that its example gets. */
static void test_document(void)
{
	static char space[65536];
	static const char *const groups[] = {"person", "unit", "device", "secret", "other"};
	FILE *f = fopen("docs/kinds.md", "r");
	size_t n = f ? fread(space, 1, sizeof(space), f) : 0;
	str text = {(const uint8_t *)space, n};
	unsigned k = 0;

	ok(n > 0 && n < sizeof(space), "docs/kinds.md is there");
	if (f)
		fclose(f);
	while (text.n) {
		str row = str_cut(&text, '\n').head;

		if (!str_starts(row, STR("| `")))
			continue;
		if (!ok(k < KIND_COUNT, "a row of a kind"))
			break;
		is_str(cell(row, 1), str_c(kind_infos[k].key), "row of %s", kind_infos[k].key);
		is_str(cell(row, 2), str_c(kind_infos[k].zh), "its name");
		is_str(cell(row, 3), str_c(groups[kind_infos[k].group]), "its group");
		is_str(masked((enum kind)k, cell(row, 5)), cell(row, 6), "its mask");
		k++;
	}
	is_int(k, KIND_COUNT, "no kind is missing");
}

static void under14(void)
{
	/* 2026-06-15 is day 20619. */
	static const struct {
		enum kind kind;
		const char *value;
		int64_t today;
		bool young;
	} cases[] = {
		{KIND_ID18, "440199201206150010", 20619, false},
		{KIND_ID18, "440199201206160010", 20619, true},
		{KIND_ID18, "4401 9920 1206 1600 10", 20619, true},
		{KIND_ID18, "440199201206160010", 20620, false},
		{KIND_RESIDENCE_PERMIT, "810000201801010010", 20619, true},
		{KIND_FOREIGNER_CARD, "911199197001010010", 20619, false},
		{KIND_ID15, "440199120615001", 20619, false},
		{KIND_BIRTH_DATE, "2018-01-02", 20619, true},
		{KIND_BIRTH_DATE, "2018年1月2日", 20619, true},
		{KIND_BIRTH_DATE, "20180102", 20619, true},
		{KIND_BIRTH_DATE, "2018/13/02", 20619, false},
		{KIND_BIRTH_DATE, "1970-1-2", 20619, false},
		{KIND_BIRTH_DATE, "", 20619, false},
		{KIND_MOBILE, "20180102010", 20619, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		ok(kind_under14(cases[i].kind, str_c(cases[i].value), cases[i].today) == cases[i].young, "%s %s: %s",
		   kind_infos[cases[i].kind].key, cases[i].value, cases[i].young ? "under 14" : "not");
}

int main(void)
{
	under14();
	test_document();
	is_int(kind_find(STR("id-card")), KIND_ID18, "by key");
	is_int(kind_find(STR("nothing")), KIND_COUNT, "none of that key");
	is_str(masked(KIND_MOBILE, STR("13512345679")), STR("135****5679"), "mobile");
	is_str(masked(KIND_MOBILE, STR("+86 135-1234-5679")), STR("135****5679"), "with a country code");
	is_str(masked(KIND_MOBILE, STR("１３５１２３４５６７９")), STR("135****5679"), "in full width");
	is_str(masked(KIND_ID18, STR("44019919910203001x")), STR("4****************X"), "identity number");
	is_str(masked(KIND_BANK_CARD, STR("6228 4800 0000 0001 230")), STR("***************1230"), "card");
	is_str(masked(KIND_NAME, STR("欧阳某某")), STR("欧***"), "name");
	is_str(masked(KIND_EMAIL, STR("someone@example.com")), STR("s***@example.com"), "mail");
	is_str(masked(KIND_ADDRESS, STR("广东省广州市天河区体育西路1号")), STR("广东省广州市天河区***"), "address");
	is_str(masked(KIND_ADDRESS, STR("幸福小区3栋2单元501")), STR("***"), "a quarter is no district");
	is_str(masked(KIND_ALIYUN_KEY, STR("LTAI4FzzzzzzzzzzzzzzzzzZ")), STR("LTAI***"), "a key's beginning");
	is_str(masked(KIND_PASSWORD, STR("hunter2hunter2")), STR("***"), "password");
	is_str(masked(KIND_IPV4, STR("10.20.30.40")), STR("10.20.*.*"), "IPv4");
	is_str(masked(KIND_IPV4, STR("x")), STR("***"), "not an address");
	is_str(masked(KIND_PASSPORT, STR("E12345678")), STR("E*******8"), "passport");
	is_str(masked(KIND_MOBILE, STR("")), STR("*"), "empty");
	return tap_done();
}
