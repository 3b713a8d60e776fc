#include "model/addr.h"

#include <string.h>

#include "base/must.h"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool addr_is_v4(addr a)
{
	return memcmp(a.b, mapped, sizeof(mapped)) == 0;
}

int addr_cmp(addr a, addr b)
{
	return memcmp(a.b, b.b, sizeof(a.b));
}

addr addr_v4(uint32_t v)
{
	addr a = {0};

	memcpy(a.b, mapped, sizeof(mapped));
	for (int i = 0; i < 4; i++)
		a.b[12 + i] = (uint8_t)(v >> (24 - 8 * i));
	return a;
}

uint32_t addr_v4_of(addr a)
{
	must(addr_is_v4(a));
	return (uint32_t)a.b[12] << 24 | (uint32_t)a.b[13] << 16 | (uint32_t)a.b[14] << 8 | a.b[15];
}

static bool parse_v4(str s, addr *ret)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		struct str_cut c = str_cut(&s, '.');
		uint64_t part;

		if (c.ok != (i < 3) || c.head.n == 0 || (c.head.n > 1 && c.head.p[0] == '0') ||
		    !str_to_u64(c.head, 255, &part))
			return false;
		v = v << 8 | (uint32_t)part;
	}
	*ret = addr_v4(v);
	return true;
}

/* Reads groups of up to 4 hexadecimal digits into out[]; a dotted quad may end it. -1 when malformed. */
static int parse_groups(str s, uint16_t out[8])
{
	int n = 0;

	if (s.n == 0)
		return 0;
	for (bool last = false; !last;) {
		struct str_cut c = str_cut(&s, ':');
		uint64_t v;
		addr four;

		last = !c.ok;
		if (last && n <= 6 && parse_v4(c.head, &four)) {
			out[n++] = (uint16_t)(four.b[12] << 8 | four.b[13]);
			out[n++] = (uint16_t)(four.b[14] << 8 | four.b[15]);
			break;
		}
		if (n == 8 || c.head.n > 4 || !str_hex_to_u64(c.head, 0xffff, &v))
			return -1;
		out[n++] = (uint16_t)v;
	}
	return n;
}

static bool parse_v6(str s, addr *ret)
{
	uint16_t head[8] = {0}, tail[8] = {0};
	size_t gap = str_find(s, STR("::"));
	int nh = parse_groups(str_sub(s, 0, gap), head);
	int nt = 0;

	if (gap < s.n) {
		nt = parse_groups(str_from(s, gap + 2), tail);
		if (nh < 0 || nt < 0 || nh + nt > 7)
			return false;
	} else if (nh != 8) {
		return false;
	}
	for (int i = 0; i < nt; i++)
		head[8 - nt + i] = tail[i];
	for (int i = 0; i < 8; i++) {
		ret->b[2 * i] = (uint8_t)(head[i] >> 8);
		ret->b[2 * i + 1] = (uint8_t)head[i];
	}
	return true;
}

bool addr_parse(str s, addr *ret)
{
	if (s.n > 45)
		return false;
	return str_find_byte(s, ':') < s.n ? parse_v6(s, ret) : parse_v4(s, ret);
}

void addr_put(buf *b, addr a)
{
	int best = -1, best_n = 1;

	if (addr_is_v4(a)) {
		buf_printf(b, "%d.%d.%d.%d", a.b[12], a.b[13], a.b[14], a.b[15]);
		return;
	}
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && a.b[2 * (i + n)] == 0 && a.b[2 * (i + n) + 1] == 0)
			n++;
		if (n > best_n) {
			best = i;
			best_n = n;
		}
	}
	for (int i = 0; i < 8; i++) {
		if (i == best) {
			buf_put_c(b, "::");
			i += best_n - 1;
			continue;
		}
		if (i && i != best + best_n)
			buf_put_byte(b, ':');
		else if (i && best < 0)
			buf_put_byte(b, ':');
		buf_printf(b, "%x", a.b[2 * i] << 8 | a.b[2 * i + 1]);
	}
}

static addr mask_low(addr a, unsigned keep, uint8_t fill)
{
	for (unsigned bit = keep; bit < 128; bit++) {
		uint8_t m = (uint8_t)(0x80 >> (bit % 8));

		a.b[bit / 8] = fill ? (uint8_t)(a.b[bit / 8] | m) : (uint8_t)(a.b[bit / 8] & ~m);
	}
	return a;
}

bool addr_range_parse(str s, struct addr_range *ret)
{
	str rest = s;
	struct str_cut slash = str_cut(&rest, '/');
	struct addr_range r;

	if (slash.ok) {
		uint64_t bits;

		if (!addr_parse(slash.head, &r.lo) || !str_to_u64(rest, addr_is_v4(r.lo) ? 32 : 128, &bits))
			return false;
		bits += addr_is_v4(r.lo) ? 96 : 0;
		if (!addr_eq(mask_low(r.lo, (unsigned)bits, 0), r.lo))
			return false;
		r.hi = mask_low(r.lo, (unsigned)bits, 1);
	} else {
		rest = s;
		struct str_cut dash = str_cut(&rest, '-');

		if (!addr_parse(str_trim(dash.head), &r.lo))
			return false;
		r.hi = r.lo;
		if (dash.ok && (!addr_parse(str_trim(rest), &r.hi) || addr_cmp(r.lo, r.hi) > 0 ||
				addr_is_v4(r.lo) != addr_is_v4(r.hi)))
			return false;
	}
	*ret = r;
	return true;
}

void addr_range_put(buf *b, struct addr_range r)
{
	addr_put(b, r.lo);
	if (addr_eq(r.lo, r.hi))
		return;
	for (unsigned bits = addr_is_v4(r.lo) ? 96 : 0; bits < 128; bits++) {
		if (addr_eq(mask_low(r.lo, bits, 0), r.lo) && addr_eq(mask_low(r.lo, bits, 1), r.hi)) {
			buf_printf(b, "/%u", addr_is_v4(r.lo) ? bits - 96 : bits);
			return;
		}
	}
	buf_put_byte(b, '-');
	addr_put(b, r.hi);
}

bool addr_range_has(struct addr_range r, addr a)
{
	return addr_cmp(r.lo, a) <= 0 && addr_cmp(a, r.hi) <= 0;
}

bool addr_range_at(struct addr_range r, uint64_t i, addr *ret)
{
	addr a = r.lo;
	unsigned carry = 0;

	for (int at = 15; at >= 0; at--) {
		unsigned add = 15 - at < 8 ? (unsigned)(i >> (8 * (15 - at)) & 0xff) : 0;
		unsigned sum = a.b[at] + add + carry;

		a.b[at] = (uint8_t)sum;
		carry = sum >> 8;
	}
	if (carry || addr_cmp(a, r.hi) > 0)
		return false;
	*ret = a;
	return true;
}

uint64_t addr_range_count(struct addr_range r)
{
	uint8_t d[16];
	int borrow = 0;
	uint64_t n = 0;

	for (int i = 15; i >= 0; i--) {
		int v = r.hi.b[i] - r.lo.b[i] - borrow;

		borrow = v < 0;
		d[i] = (uint8_t)v;
	}
	for (int i = 0; i < 16; i++) {
		if (i < 8 && d[i])
			return UINT64_MAX;
		n = i < 8 ? 0 : n << 8 | d[i];
	}
	return n == UINT64_MAX ? n : n + 1;
}

bool addr_embedded_v4(addr a, addr *ret)
{
	static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
	static const uint8_t local64[6] = {0, 0x64, 0xff, 0x9b, 0, 1};
	static const uint8_t zero[12] = {0};
	int at;

	if (addr_is_v4(a) || memcmp(a.b, nat64, 12) == 0 || memcmp(a.b, local64, 6) == 0)
		at = 12;
	else if (a.b[0] == 0x20 && a.b[1] == 0x02)
		at = 2;
	else if (memcmp(a.b, zero, 12) == 0 && (a.b[12] || a.b[13] || a.b[14] || a.b[15] > 1))
		at = 12;
	else
		return false;
	*ret = addr_v4((uint32_t)a.b[at] << 24 | (uint32_t)a.b[at + 1] << 16 | (uint32_t)a.b[at + 2] << 8 |
		       a.b[at + 3]);
	return true;
}

struct special {
	uint8_t bits;
	enum addr_class class;
	uint8_t b[16];
};

#define V4(bits, class, ...)                                                                                           \
	{                                                                                                              \
		96 + (bits), class,                                                                                    \
		{                                                                                                      \
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, __VA_ARGS__                                          \
		}                                                                                                      \
	}
#define V6(bits, class, ...)                                                                                           \
	{                                                                                                              \
		bits, class,                                                                                           \
		{                                                                                                      \
			__VA_ARGS__                                                                                    \
		}                                                                                                      \
	}

/* The first row that holds an address decides. */
static const struct special special[] = {
	V4(8, ADDR_LOOPBACK, 127),                                                 /* 127.0.0.0/8 */
	V6(128, ADDR_LOOPBACK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01), /* ::1 */
	V4(8, ADDR_PRIVATE, 10),                                                   /* 10.0.0.0/8 */
	V4(12, ADDR_PRIVATE, 172, 16),                                             /* 172.16.0.0/12 */
	V4(16, ADDR_PRIVATE, 192, 168),                                            /* 192.168.0.0/16 */
	V4(10, ADDR_PRIVATE, 100, 64),                                             /* 100.64.0.0/10 */
	V6(7, ADDR_PRIVATE, 0xfc),                                                 /* fc00::/7 */
	V6(10, ADDR_PRIVATE, 0xfe, 0xc0),                                          /* fec0::/10 */
	V4(16, ADDR_LINK_LOCAL, 169, 254),                                         /* 169.254.0.0/16 */
	V6(10, ADDR_LINK_LOCAL, 0xfe, 0x80),                                       /* fe80::/10 */
	V4(4, ADDR_MULTICAST, 224),                                                /* 224.0.0.0/4 */
	V4(32, ADDR_MULTICAST, 255, 255, 255, 255),                                /* 255.255.255.255 */
	V6(8, ADDR_MULTICAST, 0xff),                                               /* ff00::/8 */
	V4(8, ADDR_RESERVED, 0),                                                   /* 0.0.0.0/8 */
	V4(24, ADDR_RESERVED, 192),                                                /* 192.0.0.0/24 */
	V4(24, ADDR_RESERVED, 192, 0, 2),                                          /* 192.0.2.0/24 */
	V4(24, ADDR_RESERVED, 198, 51, 100),                                       /* 198.51.100.0/24 */
	V4(24, ADDR_RESERVED, 203, 0, 113),                                        /* 203.0.113.0/24 */
	V4(15, ADDR_RESERVED, 198, 18),                                            /* 198.18.0.0/15 */
	V4(24, ADDR_RESERVED, 192, 88, 99),                                        /* 192.88.99.0/24 */
	V4(4, ADDR_RESERVED, 240),                                                 /* 240.0.0.0/4 */
	V6(128, ADDR_RESERVED, 0),                                                 /* :: */
	V6(32, ADDR_RESERVED, 0x20, 0x01, 0x0d, 0xb8),                             /* 2001:db8::/32 */
	V6(20, ADDR_RESERVED, 0x3f, 0xff),                                         /* 3fff::/20 */
	V6(64, ADDR_RESERVED, 0x01),                                               /* 100::/64 */
	V6(96, ADDR_EMBEDDED_V4, 0, 0x64, 0xff, 0x9b),                             /* 64:ff9b::/96 */
	V6(48, ADDR_EMBEDDED_V4, 0, 0x64, 0xff, 0x9b, 0, 0x01),                    /* 64:ff9b:1::/48 */
	V6(16, ADDR_EMBEDDED_V4, 0x20, 0x02),                                      /* 2002::/16 */
	V6(32, ADDR_EMBEDDED_V4, 0x20, 0x01),                                      /* 2001::/32 */
	V6(96, ADDR_EMBEDDED_V4, 0),                                               /* ::/96 */
	V6(23, ADDR_RESERVED, 0x20, 0x01),                                         /* 2001::/23 */
};

static bool has_prefix(addr a, const struct special *s)
{
	unsigned whole = s->bits / 8, rest = s->bits % 8;

	if (memcmp(a.b, s->b, whole) != 0)
		return false;
	return rest == 0 || (a.b[whole] ^ s->b[whole]) >> (8 - rest) == 0;
}

/* Asked at every connection: no text is parsed here. */
enum addr_class addr_class_of(addr a)
{
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		if (has_prefix(a, &special[i]))
			return special[i].class;
	}
	return ADDR_PUBLIC;
}
