#include "ident/domain.h"

#include <idn2.h>
#include <string.h>

#define LABEL_MOST 63
#define INPUT_MOST 1024 /* bytes of UTF-8 that can still become 253 of ASCII */

static str without_dot(str s)
{
	return s.n && s.p[s.n - 1] == '.' ? str_sub(s, 0, s.n - 1) : s;
}

static bool label_valid(str label)
{
	if (label.n == 0 || label.n > LABEL_MOST || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++) {
		if (!byte_is_alnum(label.p[i]) && label.p[i] != '-' && label.p[i] != '_')
			return false;
	}
	return true;
}

/* "127.1" and "0x7f.1" are addresses to some resolvers: never names here. */
static bool label_is_number(str label)
{
	uint64_t v;

	if (str_istarts(label, STR("0x")))
		return label.n == 2 || str_hex_to_u64(str_from(label, 2), UINT64_MAX, &v);
	for (size_t i = 0; i < label.n; i++) {
		if (!byte_is_digit(label.p[i]))
			return false;
	}
	return true;
}

static bool name_valid(str s)
{
	str rest = s;

	if (s.n == 0 || s.n > DOMAIN_MOST)
		return false;
	for (;;) {
		struct str_cut c = str_cut(&rest, '.');

		if (!label_valid(c.head))
			return false;
		if (!c.ok)
			return !label_is_number(c.head);
	}
}

bool domain_to_ascii(arena *mem, str s, str *ret)
{
	uint8_t *out = NULL;
	bool plain = true;

	s = without_dot(s);
	if (s.n == 0 || s.n > INPUT_MOST || str_find_byte(s, 0) < s.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		plain = plain && s.p[i] < 0x80;
	if (plain && !str_ihas(s, STR("xn--"))) {
		if (!name_valid(s))
			return false;
		uint8_t *p = arena_take(mem, 1, s.n);

		for (size_t i = 0; i < s.n; i++)
			p[i] = byte_lower(s.p[i]);
		*ret = (str){p, s.n};
		return true;
	}
	if (idn2_lookup_u8((const uint8_t *)arena_cstr(mem, s), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return false;
	str got = without_dot(str_c((const char *)out));
	bool good = name_valid(got);

	if (good)
		*ret = arena_str(mem, got);
	idn2_free(out);
	return good;
}

str domain_to_unicode(arena *mem, str s)
{
	char *out = NULL;

	if (!str_ihas(s, STR("xn--")) || s.n > INPUT_MOST ||
	    idn2_to_unicode_8z8z(arena_cstr(mem, s), &out, 0) != IDN2_OK)
		return s;
	str got = arena_str(mem, str_c(out));

	idn2_free(out);
	return got;
}

/* Suffixes of two labels under which people register. Provinces and regions of .cn by their letters. */
static const char cn_second[] =
	" com net org gov edu ac mil bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd "
	"gx hi sc gz yn xz sn gs qh nx xj tw hk mo ";
static const char other_second[] =
	" co.uk org.uk me.uk ac.uk gov.uk net.uk com.hk org.hk net.hk edu.hk gov.hk idv.hk com.mo org.mo edu.mo gov.mo "
	"com.tw org.tw net.tw edu.tw gov.tw idv.tw co.jp ne.jp or.jp ac.jp go.jp ad.jp co.kr or.kr ne.kr go.kr com.au "
	"net.au org.au edu.au gov.au co.nz org.nz com.sg org.sg edu.sg gov.sg com.my org.my com.br net.br org.br co.in "
	"net.in org.in com.vn co.th in.th co.id com.ph com.tr com.ru co.za com.mx com.ar com.ua com.sa co.il ";

/* Is " word " in the list? */
static bool listed(str list, str word)
{
	while (list.n) {
		struct str_cut c = str_cut(&list, ' ');

		if (c.head.n && str_ieq(c.head, word))
			return true;
	}
	return false;
}

/* Start of the last n labels. */
static size_t last_labels(str s, size_t n)
{
	size_t at = s.n;

	while (at > 0 && (s.p[at - 1] != '.' || --n > 0))
		at--;
	return at;
}

str domain_registered(str s)
{
	str name = without_dot(s);
	str two = str_from(name, last_labels(name, 2));
	str rest = two;
	str second = str_cut(&rest, '.').head;
	bool cn = str_ieq(rest, STR("cn")) && listed(str_c(cn_second), second);

	if (cn || listed(str_c(other_second), two))
		return str_from(name, last_labels(name, 3));
	return two;
}

bool domain_below(str name, str zone)
{
	name = without_dot(name);
	zone = without_dot(zone);
	if (zone.n == 0 || !str_iends(name, zone))
		return false;
	return name.n == zone.n || name.p[name.n - zone.n - 1] == '.';
}
