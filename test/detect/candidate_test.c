/* Candidates by their form and by their context. Numbers are made up: regions that no county ever had (…99). */
#include "detect/candidate_plain.h"
#include "ident/id_card.h"
#include "ident/luhn.h"
#include "test/tap.h"

static char space[64];

/* A candidate as the engine makes it, of the run `text` between `left` and `right`. */
static struct candidate run(const char *left, const char *text, const char *right)
{
	struct candidate c = {.text = str_c(text), .left = str_c(left), .right = str_c(right), .group_count = 1};

	for (size_t i = 0; i < c.text.n; i++) {
		uint8_t b = c.text.p[i];

		if (b == ' ' || b == '-') {
			c.group_count++;
			continue;
		}
		c.norm[c.n++] = (char)(b >= 'a' && b <= 'z' ? b - 32 : b);
		c.digits = (uint8_t)(c.digits + byte_is_digit(b));
		if (c.group_count <= 8)
			c.groups[c.group_count - 1]++;
	}
	c.before = c.left.n ? c.left.p[c.left.n - 1] : 0;
	c.after = c.right.n ? c.right.p[0] : 0;
	return c;
}

/* Confidence of a kind in such a place; -1: is not seen there. */
static int score(enum kind k, const char *left, const char *text, const char *right, const char *column)
{
	struct candidate c = run(left, text, right);
	struct hit hits[HITS_MOST];
	int8_t named[KIND_COUNT];
	size_t n = candidate_judge(&c, hits);

	if (column)
		context_name(str_c(column), named);
	for (size_t i = 0; i < n; i++) {
		unsigned why = hits[i].why;

		if (hits[i].kind == k)
			return context_score(&hits[i], str_c(left), str_c(right), column ? named : NULL, &why);
	}
	return -1;
}

static const char *id18(const char *digits17)
{
	bytes_copy(space, sizeof(space), str_c(digits17));
	space[17] = id_card_check(str_c(digits17));
	space[18] = 0;
	return space;
}

static const char *card(const char *digits)
{
	size_t n = str_c(digits).n;

	bytes_copy(space, sizeof(space), str_c(digits));
	space[n + 1] = 0;
	for (space[n] = '0'; !luhn_valid(str_c(space)); space[n]++)
		continue;
	return space;
}

static bool sure(int s)
{
	return s >= FIND_SURE;
}

static void test_id18(void)
{
	ok(sure(score(KIND_ID18, "", id18("44019919910203001"), "", NULL)), "sure by itself");
	ok(sure(score(KIND_ID18, "身份证", space, "，", NULL)), "and with a word");
	ok(!sure(score(KIND_ID18, "订单号：", space, "", NULL)), "not as an order");
	ok(sure(score(KIND_ID18, "订单收货人身份证", space, "", NULL)), "the nearest word counts");
	ok(!sure(score(KIND_ID18, "", space, "", "order_no")), "nor in a column of orders");
	ok(sure(score(KIND_ID18, "", space, "", "sfzh")), "sure in a column");
	is_int(score(KIND_ID18, "0.", space, "", NULL), -1, "no decimal");
	space[17] = space[17] == '1' ? '2' : '1';
	ok(!sure(score(KIND_ID18, "身份证号：", space, "", NULL)), "wrong check character: never sure");
	ok(score(KIND_ID18, "身份证号：", space, "", NULL) > 0, "but seen");
	ok(!sure(score(KIND_ID18, "", id18("11010119900101123"), "", NULL)), "the number of every example");
}

static void test_mobile(void)
{
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", NULL)), "bare: possible");
	ok(score(KIND_MOBILE, "", "13512345679", "", NULL) > 0, "but seen");
	ok(sure(score(KIND_MOBILE, "手机", "13512345679", "", NULL)), "with a word");
	ok(sure(score(KIND_MOBILE, "tel.", "13512345679", "", NULL)), "with a word and a dot");
	ok(sure(score(KIND_MOBILE, "userPhone=", "13512345679", "&", NULL)), "with a word in a name");
	ok(sure(score(KIND_MOBILE, "", "13512345679", "（手机）", NULL)), "with a word behind");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", " 手机：", NULL)), "that word is the next one's");
	ok(!sure(score(KIND_MOBILE, "手机订单 ", "13512345679", "", NULL)), "an order");
	ok(sure(score(KIND_MOBILE, "订单收货人手机 ", "13512345679", "", NULL)), "a consignee's number");
	ok(sure(score(KIND_MOBILE, "", "135 1234 5679", "", NULL)), "3-4-4");
	ok(sure(score(KIND_MOBILE, "+", "8613512345679", "", NULL)), "+86");
	ok(sure(score(KIND_MOBILE, "+", "86 135 1234 5679", "", NULL)), "+86 and groups");
	is_int(score(KIND_MOBILE, "", "1351 234 5679", "", NULL), -1, "other groups are none");
	ok(!sure(score(KIND_MOBILE, "内存 ", "17179869184", "", NULL)), "16 GiB");
	ok(!sure(score(KIND_MOBILE, "电话 ", "17179869184", "", NULL)), "even so");
	ok(!sure(score(KIND_MOBILE, "电话 ", "13800138000", "", NULL)), "an example");
	is_int(score(KIND_MOBILE, "1.", "13512345679", "", NULL), -1, "a decimal");
	is_int(score(KIND_MOBILE, "", "13512345679", ".25", NULL), -1, "another");
	ok(sure(score(KIND_MOBILE, "", "13512345679", ".0", "phone")), "what a sheet makes of a number");
	ok(sure(score(KIND_MOBILE, "", "13512345679", "", "sjh")), "pinyin column");
	ok(sure(score(KIND_MOBILE, "", "13512345679", "", "手机号码")), "Chinese column");
	ok(sure(score(KIND_MOBILE, "", "13512345679", "", "t_user_mobile_1")), "English column");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "手机订单号")), "column of orders");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "phone_order_no")), "in English");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "order_no")), "column of orders");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "createTime")), "column of times");
	ok(sure(score(KIND_MOBILE, "", "13512345679", "", "khsjh")), "initials without a break");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "cxkh")), "initials of a card's number");
	ok(!sure(score(KIND_MOBILE, "", "13512345679", "", "手机号票据号")), "an unknown number behind the word");
	int8_t says[KIND_COUNT];

	context_name(STR("社会保障卡号"), says);
	ok(says[KIND_SOCIAL_CARD] > 0 && says[KIND_BANK_CARD] <= 0, "the word that began first");
	context_name(STR("澳门身份证号码"), says);
	ok(says[KIND_MACAU_ID] > 0 && says[KIND_ID18] <= 0, "likewise");
	context_name(STR("护照编号"), says);
	ok(says[KIND_PASSPORT] > 0, "the number of what the word says");
}

static void test_bank_card(void)
{
	ok(sure(score(KIND_BANK_CARD, "银行卡号：", card("622848000000000123"), "", NULL)), "with a word");
	ok(!sure(score(KIND_BANK_CARD, "银行卡交易流水 ", space, "", NULL)), "a serial number");
	ok(sure(score(KIND_BANK_CARD, "", space, "", "yhkh")), "in a column");
	ok(score(KIND_BANK_CARD, "0.", space, "", NULL) == -1, "a decimal");
	ok(!sure(score(KIND_BANK_CARD, "卡号 ", "6222021234567890", "", NULL)), "an example");
	is_int(score(KIND_BANK_CARD, "", "1609459200000", "", NULL), -1, "milliseconds");
	is_int(score(KIND_BANK_CARD, "", "20230102030405", "", NULL), -1, "a time stamp");
}

static bool none_sure(const char *left, const char *text, const char *right)
{
	struct candidate c = run(left, text, right);
	struct hit hits[HITS_MOST];
	size_t n = candidate_judge(&c, hits);

	for (size_t i = 0; i < n; i++) {
		unsigned why = hits[i].why;

		if (sure(context_score(&hits[i], str_c(left), str_c(right), NULL, &why)))
			return false;
	}
	return true;
}

/* Numbers that look like a person's and are not. */
static void test_deceptive(void)
{
	static const struct {
		const char *left;
		const char *text;
		const char *right;
		const char *what;
	} rows[] = {
		{"", "2023010112345678", "", "date and sequence, 16 digits"},
		{"", "20230101123456789012", "", "20 digits"},
		{"", "440199199102030012", "", "region, date, sequence; check digit wrong"},
		{"订单号 ", "440199199102030019", "", "an order with a right one, or not"},
		{"", "1750123456789012345", "", "snowflake"},
		{"", "1609459200", "", "seconds"},
		{"", "1609459200123", "", "milliseconds"},
		{"", "1609459200123456", "", "microseconds"},
		{"", "1609459200123456789", "", "nanoseconds"},
		{"", "20230102030405", "", "a time stamp"},
		{"", "490154203237518", "", "an IMEI without a word"},
		{"", "460001234567890", "", "an IMSI"},
		{"", "6901234567892", "", "EAN-13"},
		{"", "9787111128069", "", "ISBN"},
		{"", "17179869184", "", "2 to the 34"},
		{"", "34359738368", "", "2 to the 35"},
		{"", "13512345679", "", "eleven digits alone"},
		{"0.", "13512345679", "", "a decimal"},
		{"113.", "264385123456789", "", "a coordinate"},
		{"", "12345678-1234-1234-1234-123456789012", "", "a UUID of digits"},
		{"", "18f0e2d3c4b5a69788796a5b4c3d2e1f", "", "a digest"},
		{"", "7123456789012345", "", "nobody's range"},
		{"", "6222021234567890", "", "an example"},
		{"银行卡交易流水 ", "6228480000000001230", "", "a serial number"},
		{"1.", "2.3.4", "", "a version"},
		{"", "13800138000", "", "an operator's number"},
		{"手机流水号：", "13512345679", "", "a serial number"},
		{"校验码=", "13512345679", "", "a code that no list has"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(none_sure(rows[i].left, rows[i].text, rows[i].right), "%s", rows[i].what);
}

static void test_others(void)
{
	ok(sure(score(KIND_USCC, "", "91440300MA0000XY5L", "", NULL)), "a code of an organisation");
	ok(!sure(score(KIND_USCC, "SKU ", "91440300MA0000XY5M", "", NULL)), "one with a wrong check");
	ok(sure(score(KIND_IMEI, "IMEI：", "490154203237518", "", NULL)), "IMEI");
	ok(sure(score(KIND_ICCID, "", "89860000000000000001", "", NULL)), "ICCID");
	ok(sure(score(KIND_VIN, "车架号", "1M8GDM9AXKP042788", "", NULL)), "VIN");
	ok(!sure(score(KIND_VIN, "车架号", "1M8GDM9A1KP042788", "", NULL)), "VIN, check digit wrong");
	ok(sure(score(KIND_HK_ID, "身份证 ", "A123456", "(3)", NULL)), "Hong Kong");
	ok(!sure(score(KIND_HK_ID, "", "A1234563", "", NULL)), "without a word");
	ok(sure(score(KIND_PASSPORT, "护照", "E12345678", "", NULL)), "passport");
	ok(!sure(score(KIND_PASSPORT, "", "E12345678", "", NULL)), "without a word");
	ok(sure(score(KIND_LANDLINE, "电话：", "0755-23456789", "", NULL)), "landline");
	ok(sure(score(KIND_LANDLINE, "电话：(0755)", "23456789", "", NULL)), "landline in brackets");
	ok(!sure(score(KIND_LANDLINE, "", "075523456789", "", NULL)), "bare");
	ok(sure(score(KIND_ID15, "身份证号", "440199010203001", "", NULL)), "15 digits with a word");
	ok(!sure(score(KIND_ID15, "", "440199010203001", "", NULL)), "without");
	ok(sure(score(KIND_MOBILE, "", "TEL13512345679", "", NULL)), "a label that touches it");
	ok(sure(score(KIND_MOBILE, "(+86)", "13512345679", "", NULL)), "a country code in brackets");
}

/* What is told in a few steps of plain numbers is what the whole judgement says of them: numbers at random, of beginnings that matter. */
static void plain_numbers(void)
{
	static const char *const heads[] = {"",       "1",    "13",   "138",  "62",       "6222",
					    "622202", "4403", "1101", "3101", "3210",     "6201",
					    "8986",   "9101", "43",   "71",   "110101199"};
	static const size_t lengths[] = {11, 16, 18, 19, 17, 15, 10};
	uint64_t state = 5;
	size_t told = 0;
	size_t bare = 0;

	for (unsigned i = 0; i < 400000; i++) {
		uint8_t text[64] = {0};
		size_t n = lengths[i % ARRAY_LEN(lengths)];
		struct hit plain = {0};
		struct hit one[HITS_MOST] = {0};
		struct hit all[HITS_MOST] = {0};
		struct candidate c = {.group_count = 1, .n = (uint8_t)n, .digits = (uint8_t)n, .text = {text, n}};

		for (size_t k = 0; k < n; k++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			text[k] = (uint8_t)('0' + (state >> 33) % 10);
		}
		const char *head = heads[(state >> 40) % ARRAY_LEN(heads)];

		bytes_copy(text, sizeof text, str_c(head));
		if (n == 18) {
			/* A day, as a rule, and the right check character. */
			(void)snprintf((char *)text + 6, 9, "%04u%02u%02u", 1895 + i % 130, 1 + i / 7 % 12,
				       1 + i / 3 % 31);
			text[14] = (uint8_t)('0' + i % 10);
			text[17] = (uint8_t)id_card_check((str){text, 17});
			c.digits = text[17] == 'X' ? 17 : 18;
		}
		c.groups[0] = c.n;
		memcpy(c.norm, text, n);
		size_t count = candidate_judge(&c, all);
		size_t same = candidate_bare(&c, one);
		bool says = candidate_plain(text, n, &plain);

		told += says;
		bare += same != count || memcmp(one, all, count * sizeof *all) != 0;
		if (says && (count != 1 || plain.kind != all->kind || plain.validity != all->validity ||
			     plain.base != all->base || plain.why != all->why || plain.left || plain.right))
			ok(false, "%s is plain, and is not", text);
	}
	is_int(bare, 0, "numbers that nothing stands beside are judged as all are");
	ok(told > 10000, "plain numbers are what they are judged to be: %zu", told);
}

int main(void)
{
	test_deceptive();
	test_others();
	test_id18();
	test_mobile();
	test_bank_card();
	plain_numbers();
	return tap_done();
}
