/* Numbers of papers, accounts and devices, and names, behind the whole name of their field: 社保卡卡号：A12345678, "macaoIdCard":"1234567(8)", 网卡地址
 * 00-1a-…. What the name says is asked of all of it, not of the literal in it. */
#include "detect/literal_priv.h"
#include "detect/word.h"
#include "ident/person_name.h"

#define NAME_MOST ((size_t)60)
#define VALUE_MOST ((size_t)48)
#define GROUP_MOST ((size_t)30) /* （驾驶证） within a name */
#define NAME_BASE 80
#define NAME_LEAST 38 /* points of a label that asks for a person's */
#define UNSIGNED 8    /* less, where no sign stands between them */

/* What may follow the stem of a Chinese label before the value. */
static const str tails[] = {
	STR_INIT("号码"), STR_INIT("号"),   STR_INIT("编号"),       STR_INIT("账号"), STR_INIT("帐号"),
	STR_INIT("证号"), STR_INIT("卡号"), STR_INIT("证件"),       STR_INIT("身份"), STR_INIT("居民"),
	STR_INIT("来往"), STR_INIT("大陆"), STR_INIT("内地"),       STR_INIT("同胞"), STR_INIT("通行"),
	STR_INIT("登记"), STR_INIT("档案"), STR_INIT("代码"),       STR_INIT("地址"), STR_INIT("物理"),
	STR_INIT("人员"), STR_INIT("执照"), STR_INIT("保障"),       STR_INIT("保险"), STR_INIT("账户"),
	STR_INIT("电脑"), STR_INIT("个人"), STR_INIT("字号"),       STR_INIT("永久"), STR_INIT("证"),
	STR_INIT("卡"),   STR_INIT("码"),   STR_INIT("障"),         STR_INIT("险"),   STR_INIT("人"),
	STR_INIT("员"),   STR_INIT("本"),   STR_INIT("特别行政区"), STR_INIT("特区"), STR_INIT("户籍"),
	STR_INIT("ID"),   STR_INIT("id"),   STR_INIT("明"),         STR_INIT("件"),
};

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static size_t name_from(str s, size_t at)
{
	size_t from = at;

	while (from && at - from < NAME_MOST) {
		if (is_name_byte(s.p[from - 1]))
			from--;
		else if (from >= 3 && str_han(s, from - 3))
			from -= 3;
		else
			break;
	}
	return from;
}

/* "（驾驶证）", "(必填)" behind a name: where it ends, else `at`. */
static size_t over_group(str s, size_t at)
{
	bool wide = str_starts(str_from(s, at), STR("（"));
	str close = wide ? STR("）") : STR(")");
	size_t from = at + (wide ? 3 : 1);

	if (at >= s.n || (!wide && s.p[at] != '('))
		return at;
	size_t n = str_find(str_sub(s, from, GROUP_MOST), close);

	for (size_t i = from; i < from + n && i < s.n; i++)
		if (byte_is_digit(s.p[i]))
			return at;
	return n < GROUP_MOST && from + n < s.n ? from + n + close.n : at;
}

/* Where the name ends that goes on at `at`; 0: in words that no label has. */
static size_t name_to(str s, size_t at)
{
	size_t end = at;

	if (s.p[at - 1] < 0x80)
		while (end < s.n && end - at < NAME_MOST && is_name_byte(s.p[end]))
			end++;
	for (size_t i = 0; i < ARRAY_LEN(tails) && end - at < NAME_MOST; i++)
		if (str_starts(str_from(s, end), tails[i])) {
			end += tails[i].n;
			i = (size_t)-1;
		}
	str rest = str_from(s, end);

	if (str_han(s, end) && !str_starts(rest, STR("为")) && !str_starts(rest, STR("是")))
		return 0;
	return end;
}

/* Where the value begins; *ret_sign: a sign, a bracket or a column's blanks stand before it. 0: none follows. */
static size_t value_from(str s, size_t end, bool *ret_sign)
{
	/* 网卡地址40:9c:…: it begins here. */
	bool touches = s.p[end - 1] >= 0x80 && end < s.n && byte_is_alnum(s.p[end]);
	size_t from = touches ? 0 : literal_value_from(s, end);

	*ret_sign = true;
	if (from)
		return from;
	str rest = str_from(s, end);

	if (str_starts(rest, STR("（")) || str_starts(rest, STR("【")))
		return end + 3;
	if (str_starts(rest, STR("  "))) {
		while (end < s.n && s.p[end] == ' ')
			end++;
		return end;
	}
	*ret_sign = false;
	return touches ? end : 0;
}

/* Letters and digits, with what papers and addresses of devices have between them. */
static size_t value_to(str s, size_t from)
{
	size_t open = 0;
	size_t i = from;

	for (; i < s.n && i - from < VALUE_MOST; i++) {
		uint8_t c = s.p[i];

		if (str_starts(str_from(s, i), STR("（")) || str_starts(str_from(s, i), STR("）"))) {
			if (!open && str_starts(str_from(s, i), STR("）")))
				break;
			open ^= 1;
			i += 2;
			continue;
		}
		if ((c == '(' && i == from) || (c == ')' && !open))
			break;
		open = c == '(' ? 1 : c == ')' ? 0 : open;
		if (!byte_is_alnum(c) && c != '-' && c != ':' && c != '_' && c != '(' && c != ')' && c != '%')
			break;
	}
	while (i > from && (s.p[i - 1] == ':' || s.p[i - 1] == '-' || s.p[i - 1] == '_'))
		i--;
	return i;
}

/* The whole of what stands there is a person's name. */
static bool person(str s, size_t from, struct anchored *ret)
{
	size_t to = from;

	/* Characters to the end, also the last one of the text; '·' between parts. */
	while (to + 2 < s.n && to - from < VALUE_MOST) {
		bool rare = s.p[to] == 0xe3 && s.p[to + 1] >= 0x90;

		if (!rare && (s.p[to] < 0xe4 || s.p[to] > 0xe9) && !(s.p[to] == 0xc2 && s.p[to + 1] == 0xb7))
			break;
		to += s.p[to] == 0xc2 ? 2 : 3;
	}
	str v = str_sub(s, from, to - from);

	if (!person_name_alone(v) || word_whole(v) || (to < s.n && byte_is_alnum(s.p[to])))
		return false;
	*ret = (struct anchored){from, v.n, {KIND_NAME, KIND_FORM, NAME_BASE, FIND_WHY_BEFORE}};
	return true;
}

/* 微信账号zhang_88, but not 微信SDK2023: without a sign only a label that asks for an account, and no word. */
static bool account(str label, str value)
{
	bool mixed = str_find_byte(value, '_') < value.n || str_starts(value, STR("wxid"));

	for (size_t i = 0; i < value.n && !mixed; i++)
		mixed = byte_is_digit(value.p[i]) && i >= 3;
	return mixed && (str_ends(label, STR("号")) || str_ends(label, STR("号码")));
}

bool take_named(str window, size_t at, size_t n, struct anchored *ret)
{
	static const enum kind kinds[] = {KIND_QQ,          KIND_WECHAT,        KIND_MAC,      KIND_DRIVER_LICENCE,
					  KIND_SOCIAL_CARD, KIND_TAIWAN_PERMIT, KIND_MACAU_ID, KIND_ORG_CODE};
	int8_t said[KIND_COUNT];
	int8_t points[KIND_COUNT] = {0};
	bool sign = false;

	while (n && window.p[at + n - 1] < 0x80 && !byte_is_alnum(window.p[at + n - 1]) && window.p[at + n - 1] != '_')
		n--;
	n -= n >= 3 && (str_ends(str_sub(window, at, n), STR("：")) || str_ends(str_sub(window, at, n), STR("（")) ||
			str_ends(str_sub(window, at, n), STR("为")) || str_ends(str_sub(window, at, n), STR("是")))
		     ? 3
		     : 0;
	size_t start = name_from(window, at);
	size_t end = n ? name_to(window, at + n) : 0;

	if (!end)
		return false;
	context_name(str_sub(window, start, end - start), said);
	/* 联系人名字（高婷） */
	if (said[KIND_NAME] >= NAME_LEAST && str_starts(str_from(window, end), STR("（")) &&
	    person(window, end + 3, ret))
		return true;
	size_t grouped = over_group(window, end);

	if (grouped > end)
		context_name(str_sub(window, start, grouped - start), said);
	str label = str_sub(window, start, grouped - start);
	size_t from = value_from(window, grouped, &sign);

	if (!from || from >= window.n)
		return false;
	if (window.p[from] >= 0xe3)
		return sign && said[KIND_NAME] >= NAME_LEAST && person(window, from, ret);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		points[kinds[i]] = said[kinds[i]];
	str value = str_sub(window, from, value_to(window, from) - from);

	if (!value.n || !field_judge(value, points, ret) ||
	    (ret->hit.kind == KIND_WECHAT && !sign && !account(label, value)))
		return false;
	ret->from += from;
	int base = ret->hit.base + points[ret->hit.kind] - (sign ? 0 : UNSIGNED);

	ret->hit.base = (uint8_t)(base > 96 ? 96 : base);
	ret->hit.why |= FIND_WHY_BEFORE;
	return true;
}
