/* Works on code points: a table of all characters says which of them matter. */
#include "ident/address.h"

#include <uchar.h>

#define SIDE 150 /* bytes looked at on each side */
#define FIRST 0x4e00
#define LAST 0x9fff

/* Units of one number count once: 0 to 2 divisions, to 6 roads and quarters, then numbers. */
#define ROADS 3
#define NUMBERS 7

/* What a character can be. */
#define UNIT(id) ((id) + 1)
#define UNIT_BITS 15
#define PROVINCE 16
#define LABEL 32
#define LONGER(i) (((i) + 1) << 8) /* units of several characters begin with it: place of the first in their list */

static const uint16_t marks[LAST + 1 - FIRST] = {
	[U'特' - FIRST] = LONGER(0),
	[U'自' - FIRST] = LONGER(1),
	[U'社' - FIRST] = LONGER(4),
	[U'小' - FIRST] = LONGER(5),
	[U'花' - FIRST] = LONGER(6),
	[U'大' - FIRST] = LONGER(7),
	[U'公' - FIRST] = LONGER(9),
	[U'广' - FIRST] = LONGER(10) | PROVINCE,
	[U'新' - FIRST] = LONGER(11) | PROVINCE,
	[U'家' - FIRST] = LONGER(12) | LABEL,
	[U'工' - FIRST] = LONGER(13),
	[U'开' - FIRST] = LONGER(14),
	[U'街' - FIRST] = LONGER(15) | UNIT(4),
	[U'胡' - FIRST] = LONGER(16),
	[U'省' - FIRST] = UNIT(0),
	[U'市' - FIRST] = UNIT(1),
	[U'盟' - FIRST] = UNIT(1),
	[U'区' - FIRST] = UNIT(2),
	[U'县' - FIRST] = UNIT(2),
	[U'旗' - FIRST] = UNIT(2),
	[U'區' - FIRST] = UNIT(2),
	[U'縣' - FIRST] = UNIT(2),
	[U'镇' - FIRST] = UNIT(3),
	[U'鎮' - FIRST] = UNIT(3),
	[U'乡' - FIRST] = UNIT(3),
	[U'鄉' - FIRST] = UNIT(3),
	[U'路' - FIRST] = UNIT(4),
	[U'道' - FIRST] = UNIT(4),
	[U'巷' - FIRST] = UNIT(4),
	[U'村' - FIRST] = UNIT(6),
	[U'里' - FIRST] = UNIT(6),
	[U'苑' - FIRST] = UNIT(5),
	[U'弄' - FIRST] = UNIT(7),
	[U'号' - FIRST] = LONGER(17) | UNIT(7),
	[U'號' - FIRST] = UNIT(7),
	[U'单' - FIRST] = LONGER(19),
	[U'栋' - FIRST] = UNIT(8),
	[U'幢' - FIRST] = UNIT(8),
	[U'座' - FIRST] = UNIT(8),
	[U'层' - FIRST] = UNIT(10),
	[U'楼' - FIRST] = UNIT(10),
	[U'樓' - FIRST] = UNIT(10),
	[U'组' - FIRST] = UNIT(10),
	[U'队' - FIRST] = UNIT(10),
	[U'室' - FIRST] = UNIT(11),
	[U'房' - FIRST] = UNIT(11),
	[U'户' - FIRST] = UNIT(11) | LABEL,
	[U'北' - FIRST] = PROVINCE,
	[U'天' - FIRST] = PROVINCE,
	[U'上' - FIRST] = PROVINCE,
	[U'重' - FIRST] = PROVINCE,
	[U'河' - FIRST] = PROVINCE,
	[U'山' - FIRST] = PROVINCE,
	[U'辽' - FIRST] = PROVINCE,
	[U'吉' - FIRST] = PROVINCE,
	[U'黑' - FIRST] = PROVINCE,
	[U'江' - FIRST] = PROVINCE,
	[U'浙' - FIRST] = PROVINCE,
	[U'安' - FIRST] = PROVINCE,
	[U'福' - FIRST] = PROVINCE,
	[U'湖' - FIRST] = PROVINCE,
	[U'海' - FIRST] = PROVINCE,
	[U'四' - FIRST] = PROVINCE,
	[U'贵' - FIRST] = PROVINCE,
	[U'云' - FIRST] = PROVINCE,
	[U'陕' - FIRST] = PROVINCE,
	[U'甘' - FIRST] = PROVINCE,
	[U'青' - FIRST] = PROVINCE,
	[U'台' - FIRST] = PROVINCE,
	[U'内' - FIRST] = PROVINCE,
	[U'西' - FIRST] = PROVINCE,
	[U'宁' - FIRST] = PROVINCE,
	[U'香' - FIRST] = PROVINCE,
	[U'澳' - FIRST] = PROVINCE,
	[U'地' - FIRST] = LABEL,
	[U'住' - FIRST] = LABEL,
	[U'位' - FIRST] = LABEL,
	[U'所' - FIRST] = LABEL,
	[U'寄' - FIRST] = LABEL,
	[U'送' - FIRST] = LABEL,
	[U'居' - FIRST] = LABEL,
	[U'现' - FIRST] = LABEL,
	[U'来' - FIRST] = LABEL,
	[U'出' - FIRST] = LABEL,
	[U'派' - FIRST] = LABEL,
	[U'配' - FIRST] = LABEL,
	[U'发' - FIRST] = LABEL,
	[U'前' - FIRST] = LABEL,
	[U'改' - FIRST] = LABEL,
	[U'变' - FIRST] = LABEL,
	[U'籍' - FIRST] = LABEL,
	[U'搬' - FIRST] = LABEL,
	[U'到' - FIRST] = LABEL,
	[U'收' - FIRST] = LABEL,
	[U'坐' - FIRST] = LABEL,
	[U'在' - FIRST] = LABEL,
	[U'为' - FIRST] = LABEL,
	[U'是' - FIRST] = LABEL,
	[U'提' - FIRST] = LABEL,
	[U'填' - FIRST] = LABEL,
	[U'登' - FIRST] = LABEL,
	[U'写' - FIRST] = LABEL,
};

/* Those of one first character together, the longest first. */
static const struct unit {
	const char32_t *text;
	uint8_t id;
} longer[] = {
	{U"特别行政区", 0}, {U"自治区", 0}, {U"自治州", 1}, {U"自治县", 2}, {U"社区", 5}, {U"小区", 5}, {U"花园", 5},
	{U"大厦", 5},       {U"大道", 4},   {U"公寓", 5},   {U"广场", 5},   {U"新村", 5}, {U"家园", 5}, {U"工业园", 5},
	{U"开发区", 2},     {U"街道", 3},   {U"胡同", 4},   {U"号楼", 8},   {U"号院", 8}, {U"单元", 9}, {U"", 0},
};

/* Words that stand before an address and are none of it. */
static const char32_t *const labels[] = {
	U"地址",   U"住址",   U"家住",   U"住在", U"位于", U"户籍地", U"所在地", U"寄到",   U"送到", U"送至",
	U"寄往",   U"居住在", U"居住地", U"现住", U"家庭", U"来自",   U"住所",   U"出生于", U"派送", U"配送",
	U"发往",   U"前往",   U"为",     U"是",   U"提示", U"填写",   U"登记",   U"写的",   U"填的", U"改为",
	U"变更为", U"籍贯",   U"户口",   U"搬到", U"到达", U"收货",   U"地点",   U"坐落",   U"住于", U"在",
};

static const char32_t *const provinces[] = {
	U"北京", U"天津", U"上海", U"重庆", U"河北",   U"山西", U"辽宁", U"吉林", U"黑龙江", U"江苏", U"浙江", U"安徽",
	U"福建", U"江西", U"山东", U"河南", U"湖北",   U"湖南", U"广东", U"海南", U"四川",   U"贵州", U"云南", U"陕西",
	U"甘肃", U"青海", U"台湾", U"台灣", U"内蒙古", U"广西", U"西藏", U"宁夏", U"新疆",   U"香港", U"澳门",
};

/* The text around the place, a code point each, from `from` to `to`; the place itself in the middle. */
#define HERE (SIDE + 4)
struct around {
	char32_t c[HERE + 2 * SIDE + 8];
	uint16_t at[HERE + 2 * SIDE + 8]; /* byte in the text's part */
	size_t from;
	size_t to;
};

static inline unsigned mark_of(char32_t c)
{
	return c - FIRST < ARRAY_LEN(marks) ? marks[c - FIRST] : 0;
}

static inline bool is_part(char32_t c)
{
	return (c >= FIRST && c <= LAST) || (c < 0x80 && (byte_is_alnum((uint8_t)c) || c == '-' || c == '#')) ||
	       (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x323af) || (c >= 0xff10 && c <= 0xff19) ||
	       c == 0x3007;
}

/* The character at `at` and its bytes; most are ASCII or of the block of Chinese characters. */
static inline char32_t char_at(str s, size_t at, size_t *ret_n)
{
	size_t next = at;
	char32_t c = s.p[at];

	*ret_n = 1;
	if (c < 0x80)
		return c;
	*ret_n = 3;
	if ((c = str_han(s, at)))
		return c;
	c = str_utf8_next(s, &next);
	*ret_n = next - at;
	return c;
}

/* Where the character before `from` begins, as far as four bytes tell. */
static inline size_t back_from(str s, size_t from)
{
	size_t back = from - 1;

	if (s.p[back] < 0x80 || (from >= 3 && str_han(s, from - 3)))
		return s.p[back] < 0x80 ? back : from - 3;
	while (back && from - back < 4 && (s.p[back] & 0xc0) == 0x80)
		back--;
	return back;
}

/* 广东省 广州市 天河区: a blank between two parts; `at` is its byte. */
static bool is_gap(str s, size_t at)
{
	static const char ends[] = "省市区县州盟旗镇乡";

	if (at < 3 || at + 3 >= s.n || s.p[at] != ' ' || s.p[at + 1] < 0xe4 || s.p[at + 1] > 0xe9)
		return false;
	for (size_t i = 0; i + 3 < sizeof(ends); i += 3)
		if (memcmp(s.p + at - 3, ends + i, 3) == 0)
			return true;
	return false;
}

/* From the left border of what may be an address to its right border. */
static void read_around(str s, size_t here, struct around *ret)
{
	size_t i = HERE;
	size_t n = 0;

	for (size_t from = here; from > 0 && i > 0;) {
		size_t back = back_from(s, from);
		char32_t c = char_at(s, back, &n);

		if (!is_part(c) && !(c == ' ' && is_gap(s, back)))
			break;
		/* Bytes that belong to no character. */
		for (size_t k = from; k > back + n;) {
			ret->c[--i] = 0xfffd;
			ret->at[i] = (uint16_t)--k;
		}
		ret->c[--i] = c;
		ret->at[i] = (uint16_t)back;
		from = back;
	}
	ret->from = i;
	i = HERE;
	ret->at[i] = (uint16_t)here;
	for (size_t at = here; at < s.n; at += n) {
		char32_t c = char_at(s, at, &n);

		if (!is_part(c) && !(c == ' ' && is_gap(s, at)))
			break;
		ret->c[i] = c;
		ret->at[i++] = (uint16_t)at;
		ret->at[i] = (uint16_t)(at + n);
	}
	ret->to = i;
	ret->c[i] = 0;
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
	size_t begin = a->from;

	for (size_t i = a->from; i < HERE; i++) {
		unsigned mark = mark_of(a->c[i]);

		if (!(mark & (PROVINCE | LABEL)))
			continue;
		if ((mark & PROVINCE) && any_at(a, i, provinces, ARRAY_LEN(provinces)))
			return i;
		size_t n = mark & LABEL ? any_at(a, i, labels, ARRAY_LEN(labels)) : 0;

		if (n && i + n <= HERE)
			begin = i + n;
	}
	return begin;
}

/* Characters of the unit that stands at i; 0: none. */
static inline size_t unit_at(const struct around *a, size_t i, unsigned *ret_id)
{
	unsigned mark = mark_of(a->c[i]);

	for (size_t k = mark >> 8; k && longer[k - 1].text[0] == a->c[i]; k++) {
		size_t n = word_at(a, i, longer[k - 1].text);

		if (n) {
			*ret_id = longer[k - 1].id;
			return n;
		}
	}
	*ret_id = (mark & UNIT_BITS) - 1u;
	return mark & UNIT_BITS ? 1 : 0;
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

	for (size_t i = begin; i < a->to;) {
		unsigned id = 0;
		size_t n = unit_at(a, i, &id);

		if (i - end > GAP && i > HERE)
			break;
		if (!n || i == begin || (id >= NUMBERS && !is_numeral(a->c[i - 1]))) {
			i++;
			continue;
		}
		seen |= 1u << id;
		i += n;
		end = i;
	}
	ret->division = seen & ((1u << ROADS) - 1);
	ret->road = seen >> ROADS & ((1u << (NUMBERS - ROADS)) - 1);
	ret->number = seen >> NUMBERS;
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
	if (a.from == a.to)
		return false;
	size_t begin = begin_of(&a);
	size_t last = units_from(&a, begin, &found);
	size_t end = last;

	/* 3栋501, 12号-3: a number at the end. */
	while (found.number && end < a.to && ((a.c[end] >= '0' && a.c[end] <= '9') || a.c[end] == '-') &&
	       end - last < 6)
		end++;
	found.from = low + a.at[begin];
	found.n = (size_t)a.at[end] - a.at[begin];
	*ret = found;
	return found.n > 0 && at < found.from + found.n;
}
