#include "ident/address.h"

#define SIDE 150 /* bytes looked at on each side */

enum level { NONE, DIVISION, ROAD, NUMBER };

static const struct unit {
	str text;
	uint8_t level;
	uint8_t id; /* units of one id count once */
} units[] = {
	{STR_INIT("特别行政区"), DIVISION, 0},
	{STR_INIT("自治区"), DIVISION, 0},
	{STR_INIT("自治州"), DIVISION, 1},
	{STR_INIT("自治县"), DIVISION, 2},
	{STR_INIT("社区"), ROAD, 5},
	{STR_INIT("小区"), ROAD, 5},
	{STR_INIT("花园"), ROAD, 5},
	{STR_INIT("大厦"), ROAD, 5},
	{STR_INIT("公寓"), ROAD, 5},
	{STR_INIT("广场"), ROAD, 5},
	{STR_INIT("新村"), ROAD, 5},
	{STR_INIT("家园"), ROAD, 5},
	{STR_INIT("工业园"), ROAD, 5},
	{STR_INIT("开发区"), DIVISION, 2},
	{STR_INIT("街道"), ROAD, 3},
	{STR_INIT("大道"), ROAD, 4},
	{STR_INIT("胡同"), ROAD, 4},
	{STR_INIT("省"), DIVISION, 0},
	{STR_INIT("市"), DIVISION, 1},
	{STR_INIT("州"), NONE, 1},
	{STR_INIT("盟"), DIVISION, 1},
	{STR_INIT("区"), DIVISION, 2},
	{STR_INIT("县"), DIVISION, 2},
	{STR_INIT("旗"), DIVISION, 2},
	{STR_INIT("區"), DIVISION, 2},
	{STR_INIT("縣"), DIVISION, 2},
	{STR_INIT("镇"), ROAD, 3},
	{STR_INIT("鎮"), ROAD, 3},
	{STR_INIT("乡"), ROAD, 3},
	{STR_INIT("路"), ROAD, 4},
	{STR_INIT("街"), ROAD, 4},
	{STR_INIT("道"), ROAD, 4},
	{STR_INIT("巷"), ROAD, 4},
	{STR_INIT("村"), ROAD, 6},
	{STR_INIT("里"), ROAD, 6},
	{STR_INIT("苑"), ROAD, 5},
	{STR_INIT("弄"), NUMBER, 7},
	{STR_INIT("号楼"), NUMBER, 8},
	{STR_INIT("号院"), NUMBER, 8},
	{STR_INIT("号"), NUMBER, 7},
	{STR_INIT("號"), NUMBER, 7},
	{STR_INIT("单元"), NUMBER, 9},
	{STR_INIT("栋"), NUMBER, 8},
	{STR_INIT("幢"), NUMBER, 8},
	{STR_INIT("座"), NUMBER, 8},
	{STR_INIT("层"), NUMBER, 10},
	{STR_INIT("楼"), NUMBER, 10},
	{STR_INIT("组"), NUMBER, 10},
	{STR_INIT("队"), NUMBER, 10},
	{STR_INIT("室"), NUMBER, 11},
	{STR_INIT("房"), NUMBER, 11},
	{STR_INIT("户"), NUMBER, 11},
};

/* Words that stand before an address and are none of it. */
static const str labels[] = {
	STR_INIT("地址"),   STR_INIT("住址"), STR_INIT("家住"), STR_INIT("住在"), STR_INIT("位于"), STR_INIT("户籍地"),
	STR_INIT("所在地"), STR_INIT("寄到"), STR_INIT("送到"), STR_INIT("送至"), STR_INIT("寄往"), STR_INIT("居住在"),
	STR_INIT("居住地"), STR_INIT("现住"), STR_INIT("家庭"), STR_INIT("来自"), STR_INIT("住所"), STR_INIT("出生于"),
	STR_INIT("派送"),   STR_INIT("配送"), STR_INIT("发往"), STR_INIT("前往"), STR_INIT("改为"), STR_INIT("变更为"),
	STR_INIT("籍贯"),   STR_INIT("户口"), STR_INIT("搬到"), STR_INIT("到达"), STR_INIT("收货"), STR_INIT("住："),
	STR_INIT("地点"),   STR_INIT("坐落"), STR_INIT("住于"), STR_INIT("在"),
};

static const str provinces[] = {
	STR_INIT("北京"), STR_INIT("天津"), STR_INIT("上海"),   STR_INIT("重庆"),   STR_INIT("河北"), STR_INIT("山西"),
	STR_INIT("辽宁"), STR_INIT("吉林"), STR_INIT("黑龙江"), STR_INIT("江苏"),   STR_INIT("浙江"), STR_INIT("安徽"),
	STR_INIT("福建"), STR_INIT("江西"), STR_INIT("山东"),   STR_INIT("河南"),   STR_INIT("湖北"), STR_INIT("湖南"),
	STR_INIT("广东"), STR_INIT("海南"), STR_INIT("四川"),   STR_INIT("贵州"),   STR_INIT("云南"), STR_INIT("陕西"),
	STR_INIT("甘肃"), STR_INIT("青海"), STR_INIT("台湾"),   STR_INIT("内蒙古"), STR_INIT("广西"), STR_INIT("西藏"),
	STR_INIT("宁夏"), STR_INIT("新疆"), STR_INIT("香港"),   STR_INIT("澳门"),
};

static bool is_han(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af);
}

/* What an address is made of. */
static bool is_part(uint32_t c)
{
	return is_han(c) || (c < 0x80 && (byte_is_alnum((uint8_t)c) || c == '-' || c == '#')) ||
	       (c >= 0xff10 && c <= 0xff19) || c == 0x3007;
}

static size_t char_before(str s, size_t at)
{
	size_t from = at - 1;

	while (from && at - from < 4 && (s.p[from] & 0xc0) == 0x80)
		from--;
	return from;
}

/* The first byte of what may belong to the address, walking left. */
static size_t left_border(str s, size_t at)
{
	while (at > 0) {
		size_t from = char_before(s, at);

		if (!is_part(str_utf8_next(s, &(size_t){from})))
			break;
		at = from;
	}
	return at;
}

static size_t right_border(str s, size_t at)
{
	while (at < s.n) {
		size_t next = at;

		if (!is_part(str_utf8_next(s, &next)))
			break;
		at = next;
	}
	return at;
}

/* Behind the last label, or at the first province. */
static size_t begin_of(str s, size_t from, size_t at)
{
	for (size_t i = from; i < at; i++)
		for (size_t k = 0; (s.p[i] & 0xc0) != 0x80 && k < ARRAY_LEN(provinces); k++)
			if (str_starts(str_sub(s, i, at - i), provinces[k]))
				return i;
	size_t begin = from;

	for (size_t i = from; i < at; i++)
		for (size_t k = 0; (s.p[i] & 0xc0) != 0x80 && k < ARRAY_LEN(labels); k++)
			if (str_starts(str_sub(s, i, at - i), labels[k]) && i + labels[k].n > begin)
				begin = i + labels[k].n;
	return begin;
}

static const struct unit *unit_at(str s, size_t i)
{
	for (size_t k = 0; k < ARRAY_LEN(units); k++)
		if (s.p[i] == units[k].text.p[0] && str_starts(str_from(s, i), units[k].text))
			return &units[k];
	return NULL;
}

static bool numeral_before(str s, size_t begin, size_t i)
{
	if (i <= begin)
		return false;
	if (byte_is_alnum(s.p[i - 1]))
		return true;
	if (i < begin + 3)
		return false;
	static const char numerals[] = "一二三四五六七八九十甲乙丙丁东西南北０１２３４５６７８９";

	for (size_t k = 0; k + 3 < sizeof(numerals); k += 3)
		if (str_eq(str_sub(s, i - 3, 3), (str){(const uint8_t *)numerals + k, 3}))
			return true;
	return false;
}

bool address_around(str text, size_t at, struct address *ret)
{
	size_t low = at > SIDE ? at - SIDE : 0;

	while (low < at && (text.p[low] & 0xc0) == 0x80)
		low++;
	str s = str_sub(text, low, 2 * (size_t)SIDE);
	size_t here = at - low;
	size_t begin = begin_of(s, left_border(s, here), here);
	size_t border = right_border(s, here);
	struct address a = {.from = low + begin};
	unsigned seen = 0;
	size_t end = begin;
	size_t last = begin;

	for (size_t i = begin; i < border;) {
		const struct unit *u = (s.p[i] & 0xc0) != 0x80 ? unit_at(s, i) : NULL;
		size_t next = i;

		(void)str_utf8_next(s, &next);
		/* Twelve characters without a unit: prose. */
		if (i - last > 36 && i > here)
			break;
		if (!u || i == begin || u->level == NONE || (u->level == NUMBER && !numeral_before(s, begin, i))) {
			i = next;
			continue;
		}
		seen |= 1u << u->id;
		a.number = a.number || u->level == NUMBER;
		a.division = a.division || u->level == DIVISION;
		a.road = a.road || u->level == ROAD;
		i += u->text.n;
		end = last = i;
	}
	/* 3栋501, 12号-3: a number at the end. */
	while (a.number && end < border && (byte_is_digit(s.p[end]) || s.p[end] == '-') && end - last < 6)
		end++;
	a.levels = (unsigned)__builtin_popcount(seen);
	a.n = end - begin;
	*ret = a;
	return a.n > 0 && at < a.from + a.n;
}
