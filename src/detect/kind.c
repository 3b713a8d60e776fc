/* Names and masks of the kinds. A mask is built from what may be seen; nothing is copied and then covered. */
#include "detect/kind.h"

#include <string.h>
#include <uchar.h>

#include "base/date.h"
#include "base/digits.h"

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
#define SHOWN_MOST ((size_t)100) /* of a domain, of an address */
#define STARS "****************************************************************"
_Static_assert(sizeof STARS - 1 == PLAIN_MOST, "as many as a value has letters and digits at most");

/* A mask while it is made: at most KIND_MASK_MOST bytes. */
struct mask {
	uint8_t *p;
	size_t n;
};

static void put(struct mask *m, str s)
{
	bytes_copy(m->p + m->n, KIND_MASK_MOST - m->n, s);
	m->n += s.n;
}

/* A character of a text; anything broken as U+FFFD. */
static ATTR_INLINE uint32_t next(str s, size_t *at)
{
	uint8_t first = s.p[*at];
	uint32_t c = first < 0x80 ? first : str_han(s, *at);

	if (!c && first)
		return str_utf8_next(s, at);
	*at += first < 0x80 ? 1 : 3;
	return c;
}

/* As it stands; what was broken is longer as U+FFFD than it was. */
static void put_next(struct mask *m, str s, size_t *at)
{
	size_t from = *at;

	if (s.p[from] < 0x80) {
		m->p[m->n++] = s.p[(*at)++];
		return;
	}
	uint32_t c = next(s, at);

	put(m, c == 0xfffd ? STR("\xef\xbf\xbd") : (str){s.p + from, *at - from});
}

/* Without control characters, SHOWN_MOST bytes at most. */
static void put_clean(struct mask *m, str s)
{
	size_t most = m->n + SHOWN_MOST;

	for (size_t at = 0; at < s.n;) {
		size_t was = m->n;
		uint8_t c = s.p[at];

		while (c >= 0x20 && c < 0x7f && m->n < most) {
			m->p[m->n++] = c;
			c = ++at < s.n ? s.p[at] : 0;
		}
		if (at == s.n || m->n == most)
			break;
		if (m->n > was)
			continue;
		put_next(m, s, &at);
		if (m->n > most) {
			m->n = was;
			break;
		}
		if (c < 0x80 && c != '\t' && c != '\n')
			m->p[was] = ' ';
	}
}

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

/* So many characters in front, so many at the end, stars between; all stars when less than four would be covered. */
static ATTR_INLINE void ends_plain(struct mask *m, str c, size_t front, size_t back)
{
	memcpy(m->p, STARS, PLAIN_MOST);
	m->n = c.n ? c.n : 1;
	if (c.n < front + back + 4)
		return;
	/* In one move each: four bytes, of which those too many become stars again. */
	memcpy(m->p, c.p, 4);
	memcpy(m->p + front, STARS, 4);
	memcpy(m->p + c.n - 4, c.p + c.n - 4, 4);
	memcpy(m->p + c.n - back - 4, STARS, 4);
}

static void ends(struct mask *m, str value, size_t front, size_t back)
{
	uint8_t c[PLAIN_MOST] ATTR_UNSET;

	ends_plain(m, (str){c, plain(value, c)}, front, back);
}

static void mobile(struct mask *m, str value)
{
	uint8_t c[PLAIN_MOST] ATTR_UNSET;
	size_t n = plain(value, c);

	if (n < 11)
		ends(m, value, 1, 2);
	else
		ends_plain(m, (str){c + n - 11, 11}, 3, 4);
}

/* The first characters of a text, as they are, then stars. */
static void beginning(struct mask *m, str value, size_t characters)
{
	size_t at = 0;

	for (size_t i = 0; i < characters && at < value.n; i++)
		put_next(m, value, &at);
	put(m, STR("***"));
}

static void email(struct mask *m, str value)
{
	size_t at = str_find_byte(value, '@');
	size_t wide = at < value.n ? value.n : str_find(value, STR("＠"));

	beginning(m, value, at && !str_starts(value, STR("＠")) ? 1 : 0);
	put(m, STR("@"));
	if (at < value.n)
		put_clean(m, str_from(value, at + 1));
	else if (wide < value.n)
		put_clean(m, str_from(value, wide + 3));
}

static bool is_division(uint32_t c)
{
	/* The lower six bits of each: most characters end here. */
	const uint64_t low = 1ull << (U'省' & 63) | 1ull << (U'市' & 63) | 1ull << (U'区' & 63) | 1ull << (U'县' & 63) |
			     1ull << (U'旗' & 63) | 1ull << (U'區' & 63) | 1ull << (U'縣' & 63);

	if (!(low >> (c & 63) & 1))
		return false;
	return c == U'省' || c == U'市' || c == U'区' || c == U'县' || c == U'旗' || c == U'區' || c == U'縣';
}

/* Up to the district: what stands before the last of 省 市 区 县 旗 among its first characters. */
#define ADDRESS_LOOK 24
_Static_assert(ADDRESS_LOOK * 4 <= SHOWN_MOST, "all of it is shown");
static void address(struct mask *m, str value)
{
	size_t end = 0;
	size_t at = 0;
	uint32_t before = 0;
	bool clean = true;

	for (size_t i = 0; i < ADDRESS_LOOK && at < value.n; i++) {
		uint32_t c = str_han(value, at);

		if (c) {
			at += 3;
		} else {
			c = next(value, &at);
			clean = clean && c >= 0x20 && c != 0x7f && c != 0xfffd;
		}
		/* A quarter (小区) is finer than a district. */
		if (is_division(c) && before != U'小' && before != U'社')
			end = at;
		before = c;
	}
	if (clean)
		put(m, (str){value.p, end});
	else
		put_clean(m, (str){value.p, end});
	put(m, STR("***"));
}

/* Beginnings of secrets that their makers publish: they say what it is and nothing else. */
static void secret(struct mask *m, str value)
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
			put(m, heads[i]);
			break;
		}
	put(m, STR("***"));
}

static void ipv4(struct mask *m, str value)
{
	str rest = value;
	str first = str_cut(&rest, '.').head;
	str second = str_cut(&rest, '.').head;

	if (first.n > 3 || second.n > 3 || !rest.n) {
		put(m, STR("***"));
		return;
	}
	put(m, first);
	put(m, STR("."));
	put(m, second);
	put(m, STR(".*.*"));
}

/* Of kinds that show so many characters in front and at the end. */
static const struct {
	uint8_t front;
	uint8_t back;
} shown[KIND_COUNT] = {
	[KIND_ID18] = {1, 1},
	[KIND_ID15] = {1, 1},
	[KIND_RESIDENCE_PERMIT] = {1, 1},
	[KIND_FOREIGNER_CARD] = {1, 1},
	[KIND_BANK_CARD] = {0, 4},
	[KIND_ICCID] = {0, 4},
	[KIND_USCC] = {2, 2},
	[KIND_IMEI] = {2, 2},
	[KIND_IMSI] = {3, 2},
	[KIND_VIN] = {2, 2},
	[KIND_BUSINESS_LICENCE] = {2, 2},
	[KIND_SOCIAL_CARD] = {1, 1},
	[KIND_DEVICE_ID] = {2, 2},
	[KIND_DRIVER_LICENCE] = {1, 2},
	[KIND_HK_ID] = {1, 1},
	[KIND_MACAU_ID] = {1, 1},
	[KIND_TAIWAN_ID] = {1, 1},
	[KIND_HK_PERMIT] = {1, 1},
	[KIND_TAIWAN_PERMIT] = {1, 1},
	[KIND_PASSPORT] = {1, 1},
	[KIND_ORG_CODE] = {1, 1},
	[KIND_MAC] = {2, 2},
	[KIND_LANDLINE] = {3, 2},
	[KIND_SERVICE_NUMBER] = {3, 2},
	[KIND_QQ] = {0, 2},
};

size_t kind_mask_put(uint8_t ret[static KIND_MASK_MOST], enum kind k, str value)
{
	struct mask m = {ret, 0};

	/* Most are digits and nothing else. */
	if (value.n >= 11 && value.n <= PLAIN_MOST && k < KIND_COUNT && (shown[k].back || k == KIND_MOBILE) &&
	    str_is_digits(value)) {
		if (k == KIND_MOBILE)
			ends_plain(&m, str_from(value, value.n - 11), 3, 4);
		else
			ends_plain(&m, value, shown[k].front, shown[k].back);
		return m.n;
	}
	if (k >= KIND_COUNT || kind_infos[k].group == KIND_GROUP_SECRET)
		secret(&m, value);
	else if (shown[k].back)
		ends(&m, value, shown[k].front, shown[k].back);
	else if (k == KIND_MOBILE)
		mobile(&m, value);
	else if (k == KIND_EMAIL)
		email(&m, value);
	else if (k == KIND_ADDRESS)
		address(&m, value);
	else if (k == KIND_IPV4)
		ipv4(&m, value);
	else if (k == KIND_NAME || k == KIND_PLATE)
		beginning(&m, value, k == KIND_NAME ? 1 : 2);
	else
		put(&m, STR("***"));
	return m.n;
}

void kind_mask(buf *out, enum kind k, str value)
{
	uint8_t p[KIND_MASK_MOST] ATTR_UNSET;

	buf_put(out, (str){p, kind_mask_put(p, k, value)});
}
