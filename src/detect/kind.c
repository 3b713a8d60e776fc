/* Names and masks of the kinds. A mask is built from what may be seen; nothing is copied and then covered. */
#include "detect/kind.h"

#include <uchar.h>

#include "base/date.h"

const struct kind_info kind_infos[KIND_COUNT] = {
#define KIND(id, key, group, check, zh, en) {key, KIND_GROUP_##group, KIND_CHECK_##check, zh, en},
#include "detect/kind.def"
#undef KIND
};

enum kind kind_find(str key)
{
	for (unsigned i = 0; i < KIND_COUNT; i++)
		if (str_eq(key, str_c(kind_infos[i].key)))
			return (enum kind)i;
	return KIND_COUNT;
}

const char *kind_validity_name(enum kind_validity v)
{
	static const char *const names[KIND_VALIDITY_COUNT] = {"valid", "form", "looks"};

	return names[v];
}

#define PLAIN_MOST 64

/* Letters and digits of a value in ASCII capitals, full-width forms folded; what does not fit is left out. */
static size_t plain(str value, uint8_t ret[static PLAIN_MOST])
{
	size_t n = 0;

	for (size_t at = 0; at < value.n && n < PLAIN_MOST;) {
		uint32_t c = value.p[at] < 0x80 ? value.p[at++] : str_utf8_next(value, &at);

		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (c < 0x80 && byte_is_alnum((uint8_t)c))
			ret[n++] = (uint8_t)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	return n;
}

/* Year, month and day of 20150612, 2015-6-12, 2015年6月12日 …; false where it is none of these. */
static bool read_birth(str value, struct date_civil *ret)
{
	uint64_t part[3] = {0};
	size_t parts = 0, digits = 0;

	if (value.n >= 8 && str_to_u64(str_sub(value, 0, 8), 99999999, &part[0])) {
		*ret = (struct date_civil){(int64_t)(part[0] / 10000), (unsigned)(part[0] / 100 % 100),
					   (unsigned)(part[0] % 100)};
	} else {
		for (size_t i = 0; i < value.n && parts < 3; i++) {
			if (byte_is_digit(value.p[i]) && digits < 4) {
				part[parts] = part[parts] * 10 + (uint64_t)(value.p[i] - '0');
				digits++;
			}
			if (digits && (i + 1 == value.n || !byte_is_digit(value.p[i + 1]))) {
				parts++;
				digits = 0;
			}
		}
		*ret = (struct date_civil){(int64_t)part[0], (unsigned)part[1], (unsigned)part[2]};
	}
	return ret->year >= 1900 && ret->month >= 1 && ret->month <= 12 && ret->day >= 1 &&
	       ret->day <= date_month_days(*ret);
}

bool kind_under14(enum kind k, str value, int64_t today)
{
	bool number = k == KIND_ID18 || k == KIND_RESIDENCE_PERMIT || k == KIND_FOREIGNER_CARD;
	uint8_t c[PLAIN_MOST];
	struct date_civil born;

	if (!number && k != KIND_BIRTH_DATE)
		return false;
	if (number)
		value = (str){c, plain(value, c)};
	if ((number && value.n != 18) || !read_birth(number ? str_sub(value, 6, 8) : value, &born))
		return false;
	born.year += 14;
	return date_days(born) > today;
}

static void stars(buf *out, size_t n)
{
	buf_put(out, str_sub(STR("****************************************************************"), 0, n));
}

/* So many characters in front, so many at the end, stars between; all stars when less than four would be covered. */
static void ends(buf *out, str value, size_t front, size_t back)
{
	uint8_t c[PLAIN_MOST];
	size_t n = plain(value, c);

	if (n < front + back + 4) {
		stars(out, n ? n : 1);
		return;
	}
	buf_put(out, (str){c, front});
	stars(out, n - front - back);
	buf_put(out, (str){c + n - back, back});
}

static void mobile(buf *out, str value)
{
	uint8_t c[PLAIN_MOST];
	size_t n = plain(value, c);

	if (n < 11)
		ends(out, value, 1, 2);
	else
		ends(out, (str){c + n - 11, 11}, 3, 4);
}

/* The first characters of a text, as they are, then stars. */
static void beginning(buf *out, str value, size_t characters)
{
	size_t at = 0;

	for (size_t i = 0; i < characters && at < value.n; i++)
		buf_put_utf8(out, str_utf8_next(value, &at));
	buf_put_c(out, "***");
}

static void email(buf *out, str value)
{
	size_t at = str_find_byte(value, '@');
	size_t wide = str_find(value, STR("＠"));

	beginning(out, value, at && wide ? 1 : 0);
	buf_put_byte(out, '@');
	if (at < value.n)
		buf_put_clean(out, str_from(value, at + 1), 100);
	else if (wide < value.n)
		buf_put_clean(out, str_from(value, wide + 3), 100);
}

static bool is_division(uint32_t c)
{
	return c == U'省' || c == U'市' || c == U'区' || c == U'县' || c == U'旗' || c == U'區' || c == U'縣';
}

/* Up to the district: what stands before the last of 省 市 区 县 旗 among the first 24 characters. */
static void address(buf *out, str value)
{
	size_t end = 0;
	size_t at = 0;
	uint32_t before = 0;

	for (size_t i = 0; i < 24 && at < value.n; i++) {
		uint32_t c = str_utf8_next(value, &at);

		/* A quarter (小区) is finer than a district. */
		if (is_division(c) && before != U'小' && before != U'社')
			end = at;
		before = c;
	}
	buf_put_clean(out, str_sub(value, 0, end), 100);
	buf_put_c(out, "***");
}

/* Beginnings of secrets that their makers publish: they say what it is and nothing else. */
static void secret(buf *out, str value)
{
	static const str heads[] = {
		STR_INIT("LTAI"),       STR_INIT("AKIA"),        STR_INIT("ASIA"),   STR_INIT("AKID"),
		STR_INIT("AKLT"),       STR_INIT("ALTAK"),       STR_INIT("JDC_"),   STR_INIT("ghp_"),
		STR_INIT("gho_"),       STR_INIT("ghu_"),        STR_INIT("ghs_"),   STR_INIT("ghr_"),
		STR_INIT("glpat-"),     STR_INIT("github_pat_"), STR_INIT("xox"),    STR_INIT("npm_"),
		STR_INIT("sk-"),        STR_INIT("sk_live_"),    STR_INIT("SEC"),    STR_INIT("eyJ"),
		STR_INIT("$2a$"),       STR_INIT("$2b$"),        STR_INIT("$2y$"),   STR_INIT("$1$"),
		STR_INIT("$5$"),        STR_INIT("$6$"),         STR_INIT("$y$"),    STR_INIT("$argon2"),
		STR_INIT("$apr1$"),     STR_INIT("{SSHA}"),      STR_INIT("pbkdf2"), STR_INIT("wx"),
		STR_INIT("-----BEGIN"),
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (value.n > heads[i].n + 8 && str_starts(value, heads[i])) {
			buf_put(out, heads[i]);
			break;
		}
	buf_put_c(out, "***");
}

static void ipv4(buf *out, str value)
{
	str rest = value;
	str first = str_cut(&rest, '.').head;
	str second = str_cut(&rest, '.').head;

	if (first.n > 3 || second.n > 3 || !rest.n) {
		buf_put_c(out, "***");
		return;
	}
	buf_put(out, first);
	buf_put_byte(out, '.');
	buf_put(out, second);
	buf_put_c(out, ".*.*");
}

/* Kinds of which so many characters in front and at the end are shown. */
static const struct {
	uint8_t kind;
	uint8_t front;
	uint8_t back;
} shown[] = {
	{KIND_ID18, 1, 1},
	{KIND_ID15, 1, 1},
	{KIND_RESIDENCE_PERMIT, 1, 1},
	{KIND_FOREIGNER_CARD, 1, 1},
	{KIND_BANK_CARD, 0, 4},
	{KIND_ICCID, 0, 4},
	{KIND_USCC, 2, 2},
	{KIND_IMEI, 2, 2},
	{KIND_IMSI, 3, 2},
	{KIND_VIN, 2, 2},
	{KIND_BUSINESS_LICENCE, 2, 2},
	{KIND_SOCIAL_CARD, 1, 1},
	{KIND_DEVICE_ID, 2, 2},
	{KIND_DRIVER_LICENCE, 1, 2},
	{KIND_HK_ID, 1, 1},
	{KIND_MACAU_ID, 1, 1},
	{KIND_TAIWAN_ID, 1, 1},
	{KIND_HK_PERMIT, 1, 1},
	{KIND_TAIWAN_PERMIT, 1, 1},
	{KIND_PASSPORT, 1, 1},
	{KIND_ORG_CODE, 1, 1},
	{KIND_MAC, 2, 2},
	{KIND_LANDLINE, 3, 2},
	{KIND_SERVICE_NUMBER, 3, 2},
	{KIND_QQ, 0, 2},
};

static bool put_ends(buf *out, enum kind k, str value)
{
	for (size_t i = 0; i < ARRAY_LEN(shown); i++)
		if (shown[i].kind == (uint8_t)k) {
			ends(out, value, shown[i].front, shown[i].back);
			return true;
		}
	return false;
}

void kind_mask(buf *out, enum kind k, str value)
{
	if (k >= KIND_COUNT || kind_infos[k].group == KIND_GROUP_SECRET)
		secret(out, value);
	else if (k == KIND_MOBILE)
		mobile(out, value);
	else if (k == KIND_EMAIL)
		email(out, value);
	else if (k == KIND_ADDRESS)
		address(out, value);
	else if (k == KIND_IPV4)
		ipv4(out, value);
	else if (k == KIND_NAME || k == KIND_PLATE)
		beginning(out, value, k == KIND_NAME ? 1 : 2);
	else if (!put_ends(out, k, value))
		buf_put_c(out, "***");
}
