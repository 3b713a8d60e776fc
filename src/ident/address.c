/* Works on code points: every place of a text is compared with some hundred words. */
#include "ident/address.h"

#include <uchar.h>

#define SIDE 150 /* bytes looked at on each side */

enum level { NONE, DIVISION, ROAD, NUMBER };

/* Longest first where one begins another. Units of one id count once. */
static const struct unit {
	const char32_t *text;
	uint8_t level;
	uint8_t id;
} units[] = {
	{U"特别行政区", DIVISION, 0},
	{U"自治区", DIVISION, 0},
	{U"自治州", DIVISION, 1},
	{U"自治县", DIVISION, 2},
	{U"社区", ROAD, 5},
	{U"小区", ROAD, 5},
	{U"花园", ROAD, 5},
	{U"大厦", ROAD, 5},
	{U"公寓", ROAD, 5},
	{U"广场", ROAD, 5},
	{U"新村", ROAD, 5},
	{U"家园", ROAD, 5},
	{U"工业园", ROAD, 5},
	{U"开发区", DIVISION, 2},
	{U"街道", ROAD, 3},
	{U"大道", ROAD, 4},
	{U"胡同", ROAD, 4},
	{U"省", DIVISION, 0},
	{U"市", DIVISION, 1},
	{U"盟", DIVISION, 1},
	{U"区", DIVISION, 2},
	{U"县", DIVISION, 2},
	{U"旗", DIVISION, 2},
	{U"區", DIVISION, 2},
	{U"縣", DIVISION, 2},
	{U"镇", ROAD, 3},
	{U"鎮", ROAD, 3},
	{U"乡", ROAD, 3},
	{U"鄉", ROAD, 3},
	{U"路", ROAD, 4},
	{U"街", ROAD, 4},
	{U"道", ROAD, 4},
	{U"巷", ROAD, 4},
	{U"村", ROAD, 6},
	{U"里", ROAD, 6},
	{U"苑", ROAD, 5},
	{U"弄", NUMBER, 7},
	{U"号楼", NUMBER, 8},
	{U"号院", NUMBER, 8},
	{U"号", NUMBER, 7},
	{U"號", NUMBER, 7},
	{U"单元", NUMBER, 9},
	{U"栋", NUMBER, 8},
	{U"幢", NUMBER, 8},
	{U"座", NUMBER, 8},
	{U"层", NUMBER, 10},
	{U"楼", NUMBER, 10},
	{U"樓", NUMBER, 10},
	{U"组", NUMBER, 10},
	{U"队", NUMBER, 10},
	{U"室", NUMBER, 11},
	{U"房", NUMBER, 11},
	{U"户", NUMBER, 11},
};

/* Words that stand before an address and are none of it. */
static const char32_t *const labels[] = {
	U"地址",   U"住址",   U"家住", U"住在", U"位于", U"户籍地", U"所在地", U"寄到", U"送到", U"送至", U"寄往",
	U"居住在", U"居住地", U"现住", U"家庭", U"来自", U"住所",   U"出生于", U"派送", U"配送", U"发往", U"前往",
	U"改为",   U"变更为", U"籍贯", U"户口", U"搬到", U"到达",   U"收货",   U"地点", U"坐落", U"住于", U"在",
};

static const char32_t *const provinces[] = {
	U"北京", U"天津", U"上海", U"重庆", U"河北",   U"山西", U"辽宁", U"吉林", U"黑龙江", U"江苏", U"浙江", U"安徽",
	U"福建", U"江西", U"山东", U"河南", U"湖北",   U"湖南", U"广东", U"海南", U"四川",   U"贵州", U"云南", U"陕西",
	U"甘肃", U"青海", U"台湾", U"台灣", U"内蒙古", U"广西", U"西藏", U"宁夏", U"新疆",   U"香港", U"澳门",
};

/* The text around the place, a code point each. */
struct around {
	char32_t c[2 * SIDE + 8];
	uint16_t at[2 * SIDE + 8]; /* byte in the text's part */
	size_t n;
	size_t here;
};

static bool is_part(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c < 0x80 && (byte_is_alnum((uint8_t)c) || c == '-' || c == '#')) ||
	       (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af) || (c >= 0xff10 && c <= 0xff19) ||
	       c == 0x3007;
}

/* From the left border of what may be an address to its right border. */
static void read_around(str s, size_t here, struct around *ret)
{
	size_t from = here;

	while (from > 0) {
		size_t back = from - 1;

		while (back && from - back < 4 && (s.p[back] & 0xc0) == 0x80)
			back--;
		if (!is_part(str_utf8_next(s, &(size_t){back})))
			break;
		from = back;
	}
	ret->n = ret->here = 0;
	for (size_t at = from; at < s.n && ret->n < ARRAY_LEN(ret->c) - 1;) {
		size_t next = at;
		uint32_t c = str_utf8_next(s, &next);

		if (at >= here && !is_part(c))
			break;
		if (at <= here)
			ret->here = ret->n;
		ret->at[ret->n] = (uint16_t)at;
		ret->c[ret->n++] = c;
		at = next;
		ret->at[ret->n] = (uint16_t)at;
	}
	ret->c[ret->n] = 0;
}

/* Characters of the word that stands at i; 0: another. The text ends with 0, which is in no word. */
static size_t word_at(const struct around *a, size_t i, const char32_t *word)
{
	size_t n = 0;

	while (word[n]) {
		if (a->c[i + n] != word[n])
			return 0;
		n++;
	}
	return n;
}

/* First characters of the units: most characters are none, and the lists are long. */
static bool begins_unit(char32_t c)
{
	switch (c) {
	case U'特':
	case U'自':
	case U'社':
	case U'小':
	case U'花':
	case U'大':
	case U'公':
	case U'广':
	case U'新':
	case U'家':
	case U'工':
	case U'开':
	case U'街':
	case U'胡':
	case U'省':
	case U'市':
	case U'盟':
	case U'区':
	case U'县':
	case U'旗':
	case U'區':
	case U'縣':
	case U'镇':
	case U'鎮':
	case U'乡':
	case U'鄉':
	case U'路':
	case U'道':
	case U'巷':
	case U'村':
	case U'里':
	case U'苑':
	case U'弄':
	case U'号':
	case U'號':
	case U'单':
	case U'栋':
	case U'幢':
	case U'座':
	case U'层':
	case U'楼':
	case U'樓':
	case U'组':
	case U'队':
	case U'室':
	case U'房':
	case U'户':
		return true;
	default:
		return false;
	}
}

/* Of provinces. */
static bool begins_province(char32_t c)
{
	switch (c) {
	case U'北':
	case U'天':
	case U'上':
	case U'重':
	case U'河':
	case U'山':
	case U'辽':
	case U'吉':
	case U'黑':
	case U'江':
	case U'浙':
	case U'安':
	case U'福':
	case U'湖':
	case U'广':
	case U'海':
	case U'四':
	case U'贵':
	case U'云':
	case U'陕':
	case U'甘':
	case U'青':
	case U'台':
	case U'内':
	case U'西':
	case U'宁':
	case U'新':
	case U'香':
	case U'澳':
		return true;
	default:
		return false;
	}
}

/* Of labels. */
static bool begins_label(char32_t c)
{
	switch (c) {
	case U'地':
	case U'住':
	case U'家':
	case U'位':
	case U'户':
	case U'所':
	case U'寄':
	case U'送':
	case U'居':
	case U'现':
	case U'来':
	case U'出':
	case U'派':
	case U'配':
	case U'发':
	case U'前':
	case U'改':
	case U'变':
	case U'籍':
	case U'搬':
	case U'到':
	case U'收':
	case U'坐':
	case U'在':
		return true;
	default:
		return false;
	}
}

static size_t any_at(const struct around *a, size_t i, const char32_t *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (a->c[i] == words[k][0] && word_at(a, i, words[k]))
			return word_at(a, i, words[k]);
	return 0;
}

/* At the first province, or behind the last label. */
static size_t begin_of(const struct around *a)
{
	size_t begin = 0;

	for (size_t i = 0; i < a->here; i++) {
		if (begins_province(a->c[i]) && any_at(a, i, provinces, ARRAY_LEN(provinces)))
			return i;
		size_t n = !begins_label(a->c[i]) ? 0 : any_at(a, i, labels, ARRAY_LEN(labels));

		if (n && i + n <= a->here)
			begin = i + n;
	}
	return begin;
}

static const struct unit *unit_at(const struct around *a, size_t i)
{
	for (size_t k = 0; k < ARRAY_LEN(units); k++)
		if (a->c[i] == units[k].text[0] && word_at(a, i, units[k].text))
			return &units[k];
	return NULL;
}

static bool is_numeral(uint32_t c)
{
	static const char32_t numerals[] = U"一二三四五六七八九十甲乙丙丁东西南北〇";

	if (c < 0x80)
		return byte_is_alnum((uint8_t)c);
	for (size_t k = 0; numerals[k]; k++)
		if (numerals[k] == c)
			return true;
	return c >= 0xff10 && c <= 0xff19;
}

/* Twelve characters without a unit are prose. */
#define GAP 12

static size_t units_from(const struct around *a, size_t begin, struct address *ret)
{
	unsigned seen = 0;
	size_t end = begin;

	for (size_t i = begin; i < a->n;) {
		const struct unit *u = begins_unit(a->c[i]) ? unit_at(a, i) : NULL;

		if (i - end > GAP && i > a->here)
			break;
		if (!u || i == begin || (u->level == NUMBER && !is_numeral(a->c[i - 1]))) {
			i++;
			continue;
		}
		seen |= 1u << u->id;
		ret->number = ret->number || u->level == NUMBER;
		ret->division = ret->division || u->level == DIVISION;
		ret->road = ret->road || u->level == ROAD;
		i += word_at(a, i, u->text);
		end = i;
	}
	ret->levels = (unsigned)__builtin_popcount(seen);
	return end;
}

bool address_around(str text, size_t at, struct address *ret)
{
	struct around a ATTR_UNSET;
	size_t low = at > SIDE ? at - SIDE : 0;
	struct address found = {0};

	while (low < at && (text.p[low] & 0xc0) == 0x80)
		low++;
	str s = str_sub(text, low, 2 * (size_t)SIDE);

	if (at - low >= s.n)
		return false;
	read_around(s, at - low, &a);
	if (!a.n)
		return false;
	size_t begin = begin_of(&a);
	size_t last = units_from(&a, begin, &found);
	size_t end = last;

	/* 3栋501, 12号-3: a number at the end. */
	while (found.number && end < a.n && ((a.c[end] >= '0' && a.c[end] <= '9') || a.c[end] == '-') && end - last < 6)
		end++;
	found.from = low + a.at[begin];
	found.n = (size_t)a.at[end] - a.at[begin];
	*ret = found;
	return found.n > 0 && at < found.from + found.n;
}
