/* Values that only a program's name for them tells (officer_card_no=, "driverLicenseFile":, macAddr =), and numbers of officers' cards. */
#include "detect/literal_priv.h"

#define FIELD_NAME_MOST ((size_t)48)
#define FIELD_VALUE_MOST ((size_t)80)
#define OFFICER_BASE 76

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* In quotes to their end; else to a blank or a mark. */
static size_t field_end(str s, size_t from)
{
	uint8_t quote = literal_quote(s, from);
	size_t i = from;

	for (; i < s.n && i - from < FIELD_VALUE_MOST; i++) {
		uint8_t c = s.p[i];

		if (quote ? c == quote
			  : c <= ' ' || c == ',' || c == ';' || c == '"' || c == '\'' || c == '<' || c == '>' ||
				    c == '&' || c == '}' || c == ']' || c == '|' ||
				    str_starts(str_from(s, i), STR("，")) || str_starts(str_from(s, i), STR("。")) ||
				    str_starts(str_from(s, i), STR("）")))
			break;
	}
	/* JSON within JSON. */
	return i > from && s.p[i - 1] == '\\' ? i - 1 : i;
}

bool take_field(str window, size_t at, size_t n, struct anchored *ret)
{
	size_t start = literal_name_from(window, at);
	size_t end = at + n;
	int8_t points[KIND_COUNT];

	while (end < window.n && end - start < FIELD_NAME_MOST && is_name_byte(window.p[end]))
		end++;
	size_t from = literal_value_from(window, end);

	/* Fields of fixed widths. */
	if (!from && str_starts(str_from(window, end), STR("  ")))
		for (from = end; from < window.n && window.p[from] == ' ';)
			from++;
	if (!from || from >= window.n || end - start >= FIELD_NAME_MOST)
		return false;
	context_name(str_sub(window, start, end - start), points);
	/* These are told by themselves, with all that stands around them. */
	points[KIND_NAME] = points[KIND_PASSWORD] = points[KIND_PASSWORD_HASH] = 0;
	if (!field_judge(str_sub(window, from, field_end(window, from) - from), points, ret))
		return false;
	ret->from += from;
	int base = ret->hit.base + points[ret->hit.kind];

	ret->hit.base = (uint8_t)(base > 96 ? 96 : base);
	ret->hit.why |= FIND_WHY_BEFORE;
	return true;
}

/* 军字第1234567号: whose it is tells the character before it. */
bool take_officer(str window, size_t at, size_t n, struct anchored *ret)
{
	static const str whose[] = {STR_INIT("军"), STR_INIT("武"), STR_INIT("海"), STR_INIT("空"), STR_INIT("士"),
				    STR_INIT("文"), STR_INIT("政"), STR_INIT("参"), STR_INIT("后"), STR_INIT("装"),
				    STR_INIT("南"), STR_INIT("北"), STR_INIT("沈"), STR_INIT("兰"), STR_INIT("成"),
				    STR_INIT("济"), STR_INIT("广"), STR_INIT("京")};
	size_t digits = at + n;
	bool known = false;

	while (digits < window.n && byte_is_digit(window.p[digits]))
		digits++;
	for (size_t i = 0; i < ARRAY_LEN(whose); i++)
		known = known || str_ends(str_sub(window, 0, at), whose[i]);
	if (!known || digits - at - n < 6 || digits - at - n > 9 || !str_starts(str_from(window, digits), STR("号")))
		return false;
	*ret = (struct anchored){
		at - 3, digits + 3 - (at - 3), {KIND_OFFICER_CARD, KIND_FORM, OFFICER_BASE, FIND_WHY_FORM}};
	return true;
}
