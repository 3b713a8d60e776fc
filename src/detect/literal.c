/* Kinds of text that begin with, or stand around, something that hardly anything else has. */
#include "detect/candidate.h"

typedef bool take_fn(str window, size_t at, struct anchored *ret);

#define PEM_HEAD_MOST 64

/* -----BEGIN … PRIVATE KEY----- up to the end of its END line, or what there is of it. */
static bool take_pem(str window, size_t at, struct anchored *ret)
{
	str s = str_from(window, at);
	size_t mark = str_find(str_sub(s, 0, PEM_HEAD_MOST), STR("PRIVATE KEY"));

	if (mark >= PEM_HEAD_MOST || mark >= s.n)
		return false;
	size_t end = str_find(s, STR("-----END"));
	size_t close = end < s.n ? str_find(str_from(s, end + 8), STR("-----")) : 0;

	if (end < s.n && end + 8 + close + 5 <= s.n)
		end += 8 + close + 5;
	*ret = (struct anchored){at, end, {KIND_PRIVATE_KEY, KIND_FORM, 95, FIND_WHY_FORM}};
	return true;
}

/* Letters and digits from `at` on. */
static size_t word_end(str s, size_t at)
{
	while (at < s.n && byte_is_alnum(s.p[at]))
		at++;
	return at;
}

static bool take_ltai(str window, size_t at, struct anchored *ret)
{
	size_t end = word_end(window, at);

	if ((at && byte_is_alnum(window.p[at - 1])) || (end - at != 16 && end - at != 20 && end - at != 24))
		return false;
	*ret = (struct anchored){at, end - at, {KIND_ALIYUN_KEY, KIND_FORM, 92, FIND_WHY_FORM}};
	return true;
}

const struct literal literals[] = {
	{STR_INIT("-----BEGIN"), false},
	{STR_INIT("LTAI"), false},
};
static take_fn *const takes[] = {take_pem, take_ltai};
const size_t literal_count = ARRAY_LEN(literals);

bool literal_take(size_t i, str window, size_t at, struct anchored *ret)
{
	return i < literal_count && takes[i](window, at, ret);
}

bool field_judge(str value, const int8_t column[static KIND_COUNT], struct anchored *ret)
{
	(void)value;
	(void)column;
	(void)ret;
	return false;
}
