/* One pass from the left border; a table of all characters says which of them matter. */
#include "ident/address.h"

#include <string.h>
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
	str text;
	uint8_t id;
} longer[] = {
	{STR_INIT("特别行政区"), 0}, {STR_INIT("自治区"), 0}, {STR_INIT("自治州"), 1}, {STR_INIT("自治县"), 2},
	{STR_INIT("社区"), 5},       {STR_INIT("小区"), 5},   {STR_INIT("花园"), 5},   {STR_INIT("大厦"), 5},
	{STR_INIT("大道"), 4},       {STR_INIT("公寓"), 5},   {STR_INIT("广场"), 5},   {STR_INIT("新村"), 5},
	{STR_INIT("家园"), 5},       {STR_INIT("工业园"), 5}, {STR_INIT("开发区"), 2}, {STR_INIT("街道"), 3},
	{STR_INIT("胡同"), 4},       {STR_INIT("号楼"), 8},   {STR_INIT("号院"), 8},   {STR_INIT("单元"), 9},
	{STR_INIT(""), 0},
};

/* Words that stand before an address and are none of it. */
static const str labels[] = {
	STR_INIT("地址"),   STR_INIT("住址"), STR_INIT("家住"), STR_INIT("住在"), STR_INIT("位于"), STR_INIT("户籍地"),
	STR_INIT("所在地"), STR_INIT("寄到"), STR_INIT("送到"), STR_INIT("送至"), STR_INIT("寄往"), STR_INIT("居住在"),
	STR_INIT("居住地"), STR_INIT("现住"), STR_INIT("家庭"), STR_INIT("来自"), STR_INIT("住所"), STR_INIT("出生于"),
	STR_INIT("派送"),   STR_INIT("配送"), STR_INIT("发往"), STR_INIT("前往"), STR_INIT("为"),   STR_INIT("是"),
	STR_INIT("提示"),   STR_INIT("填写"), STR_INIT("登记"), STR_INIT("写的"), STR_INIT("填的"), STR_INIT("改为"),
	STR_INIT("变更为"), STR_INIT("籍贯"), STR_INIT("户口"), STR_INIT("搬到"), STR_INIT("到达"), STR_INIT("收货"),
	STR_INIT("地点"),   STR_INIT("坐落"), STR_INIT("住于"), STR_INIT("在"),
};

/* What may follow the first character of a province's name; no two of these have the same place. */
#define PROVINCE_PLACES 141
#define PROVINCE_NAME(c, ...) [(c) % PROVINCE_PLACES] = {c, {__VA_ARGS__}}
static const struct province_name {
	char32_t first;
	str then[2];
} province_names[PROVINCE_PLACES] = {
	PROVINCE_NAME(U'北', STR_INIT("京")),
	PROVINCE_NAME(U'天', STR_INIT("津")),
	PROVINCE_NAME(U'上', STR_INIT("海")),
	PROVINCE_NAME(U'重', STR_INIT("庆")),
	PROVINCE_NAME(U'河', STR_INIT("北"), STR_INIT("南")),
	PROVINCE_NAME(U'湖', STR_INIT("北"), STR_INIT("南")),
	PROVINCE_NAME(U'山', STR_INIT("西"), STR_INIT("东")),
	PROVINCE_NAME(U'广', STR_INIT("西"), STR_INIT("东")),
	PROVINCE_NAME(U'辽', STR_INIT("宁")),
	PROVINCE_NAME(U'吉', STR_INIT("林")),
	PROVINCE_NAME(U'黑', STR_INIT("龙江")),
	PROVINCE_NAME(U'江', STR_INIT("苏"), STR_INIT("西")),
	PROVINCE_NAME(U'浙', STR_INIT("江")),
	PROVINCE_NAME(U'安', STR_INIT("徽")),
	PROVINCE_NAME(U'福', STR_INIT("建")),
	PROVINCE_NAME(U'海', STR_INIT("南")),
	PROVINCE_NAME(U'四', STR_INIT("川")),
	PROVINCE_NAME(U'贵', STR_INIT("州")),
	PROVINCE_NAME(U'云', STR_INIT("南")),
	PROVINCE_NAME(U'陕', STR_INIT("西")),
	PROVINCE_NAME(U'甘', STR_INIT("肃")),
	PROVINCE_NAME(U'青', STR_INIT("海")),
	PROVINCE_NAME(U'台', STR_INIT("湾"), STR_INIT("灣")),
	PROVINCE_NAME(U'内', STR_INIT("蒙古")),
	PROVINCE_NAME(U'西', STR_INIT("藏")),
	PROVINCE_NAME(U'宁', STR_INIT("夏")),
	PROVINCE_NAME(U'新', STR_INIT("疆")),
	PROVINCE_NAME(U'香', STR_INIT("港")),
	PROVINCE_NAME(U'澳', STR_INIT("门")),
};

static bool is_province(str s, char32_t first)
{
	const struct province_name *p = &province_names[first % PROVINCE_PLACES];
	str rest = str_from(s, 3);

	return p->first == first && (str_starts(rest, p->then[0]) || (p->then[1].n && str_starts(rest, p->then[1])));
}

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

/* The left border of what may be an address: of the characters that are part of one. */
static size_t border(str s, size_t here)
{
	size_t n = 0;

	while (here > 0) {
		if (here >= 3 && str_han(s, here - 3)) {
			here -= 3;
			continue;
		}
		size_t back = back_from(s, here);

		char32_t c = char_at(s, back, &n);

		if (!is_part(c) && !(c == ' ' && is_gap(s, back)))
			break;
		here = back;
	}
	return here;
}

/* Bytes of the word of a list that stands there; 0: none. */
static size_t any_at(str s, const str *words, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (words[k].p[1] == s.p[1] && words[k].p[2] == s.p[2] && str_starts(s, words[k]))
			return words[k].n;
	return 0;
}

/* Bytes of the unit that stands there, of a character so marked; 0: none. */
static inline size_t unit_at(str s, unsigned mark, unsigned *ret_id)
{
	for (size_t k = mark >> 8; k && s.n >= 6 && longer[k - 1].text.n && memcmp(longer[k - 1].text.p, s.p, 3) == 0;
	     k++) {
		if (longer[k - 1].text.p[5] == s.p[5] && str_starts(s, longer[k - 1].text)) {
			*ret_id = longer[k - 1].id;
			return longer[k - 1].text.n;
		}
	}
	*ret_id = (mark & UNIT_BITS) - 1u;
	return mark & UNIT_BITS ? 3 : 0;
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

/* So many characters without a unit are prose. */
#define GAP 12

/* A province before the place begins the address; a label ends before it. True: `at` was moved behind a label. */
static bool reading_begins(struct address_reading *r, size_t *at, char32_t c, unsigned mark)
{
	str s = str_from(r->s, *at);
	bool province = (mark & PROVINCE) && is_province(s, c);
	size_t n = !province && (mark & LABEL) ? any_at(s, labels, ARRAY_LEN(labels)) : 0;

	if (!province && (!n || *at + n > r->here))
		return false;
	r->settled = province;
	r->begin = r->end = *at + n;
	r->since = 0;
	r->seen = 0;
	*at += n;
	return n > 0;
}

/* Over characters that are parts without a meaning of their own, as most are. */
static inline size_t parts_read(struct address_reading *r, size_t at, size_t most)
{
	const size_t here = r->here;
	size_t since = r->since;
	size_t last = at;

	while (at < most && (since <= GAP || at <= here)) {
		char32_t c = str_han(r->s, at);

		if (c ? marks[c - FIRST] != 0 : !byte_is_alnum(r->s.p[at]))
			break;
		last = at;
		at += c ? 3 : 1;
		since++;
	}
	if (since > r->since)
		r->before = r->s.p[last] < 0x80 ? r->s.p[last] : str_han(r->s, last);
	r->since = since;
	return at;
}

void address_read(struct address_reading *r, size_t until)
{
	size_t n = 1;

	while (!r->over && (r->at = parts_read(r, r->at, until)) < until) {
		size_t at = r->at;

		r->over = r->since > GAP && at > r->here;
		if (r->over)
			break;
		char32_t c = char_at(r->s, at, &n);
		unsigned mark = mark_of(c);
		unsigned id = 0;

		if (!is_part(c) && !(c == ' ' && is_gap(r->s, at))) {
			r->foreign = at < r->here;
			r->over = true;
			break;
		}
		if ((mark & (PROVINCE | LABEL)) && !r->settled && at < r->here && reading_begins(r, &r->at, c, mark))
			continue;
		size_t unit = mark ? unit_at((str){r->s.p + at, r->s.n - at}, mark, &id) : 0;

		if (!unit || at == r->begin || (id >= NUMBERS && !is_numeral(r->before))) {
			r->before = c;
			r->since++;
			r->at += n;
			continue;
		}
		r->seen |= 1u << id;
		r->at += unit;
		r->before = 0;
		r->end = r->at;
		r->since = 0;
	}
}

/* What was read, as an address of the text that begins `low` before it. */
static struct address reading_end(const struct address_reading *r, size_t low)
{
	size_t end = r->end;
	struct address found = {
		.levels = (unsigned)__builtin_popcount(r->seen),
		.division = r->seen & ((1u << ROADS) - 1),
		.road = r->seen >> ROADS & ((1u << (NUMBERS - ROADS)) - 1),
		.number = r->seen >> NUMBERS,
	};

	/* 3栋501, 12号-3: a number at the end. */
	while (found.number && end < r->s.n && (byte_is_digit(r->s.p[end]) || r->s.p[end] == '-') && end - r->end < 6)
		end++;
	found.from = low + r->begin;
	found.n = end - r->begin;
	return found;
}

bool address_around(str text, size_t at, struct address *ret)
{
	size_t low = at > SIDE ? at - SIDE : 0;

	while (low < at && (text.p[low] & 0xc0) == 0x80)
		low++;
	str s = str_sub(text, low, 2 * (size_t)SIDE);

	if (at - low >= s.n)
		return false;
	struct address_reading r = {.s = s, .here = at - low};

	r.at = r.begin = r.end = border(s, r.here);
	address_read(&r, s.n);
	*ret = reading_end(&r, low);
	return ret->n > 0 && at < ret->from + ret->n;
}

bool address_end(const struct address_reading *r, struct address *ret)
{
	*ret = reading_end(r, 0);
	return !r->foreign && ret->n > 0 && r->here < ret->from + ret->n;
}
