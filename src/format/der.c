/* DER as X.690 sections 8 and 10 have it. Long forms of lengths that a short form would hold are malformed (10.1). */
#include "format/der.h"

#define OID_ARCS_MOST 32
/* No certificate field is longer; a length field of more bytes is malformed here. */
#define LENGTH_BYTES_MOST 4

static size_t take_length(cur *c)
{
	uint8_t first = cur_u8(c);

	if (first < 0x80)
		return first;
	size_t bytes = first & 0x7f;

	if (bytes == 0 || bytes > LENGTH_BYTES_MOST) {
		cur_fail(c);
		return 0;
	}
	bool padded = cur_peek(c) == 0;
	uint64_t n = cur_be(c, bytes);

	if (padded || n < 0x80)
		cur_fail(c);
	return (size_t)n;
}

struct der der_next(cur *c)
{
	str all = cur_rest(c);
	uint8_t tag = cur_u8(c);

	/* Tag numbers past 30 take more bytes and occur in no certificate. */
	if ((tag & 0x1f) == 0x1f)
		cur_fail(c);
	size_t n = take_length(c);
	str body = cur_take(c, n);

	if (!cur_ok(c))
		return (struct der){0};
	return (struct der){tag, body, str_sub(all, 0, all.n - c->n)};
}

struct der der_take(cur *c, uint8_t tag)
{
	struct der d = der_next(c);

	if (cur_ok(c) && d.tag == tag)
		return d;
	cur_fail(c);
	return (struct der){0};
}

cur der_enter(cur *c, uint8_t tag)
{
	struct der d = der_take(c, tag);
	cur in = cur_of(d.body);

	in.bad = c->bad;
	return in;
}

bool der_is(const cur *c, uint8_t tag)
{
	return cur_more(c) && cur_peek(c) == tag;
}

void der_oid_put(buf *b, str body)
{
	cur c = cur_of(body);
	int arcs = 0;

	if (!body.n || body.p[body.n - 1] & 0x80) {
		buf_put_c(b, "?");
		return;
	}
	while (cur_more(&c) && arcs < OID_ARCS_MOST) {
		uint64_t v = 0;
		uint8_t byte = 0x80;

		while (cur_ok(&c) && byte & 0x80) {
			byte = cur_u8(&c);
			if (v >> 56)
				cur_fail(&c);
			v = v << 7 | (byte & 0x7f);
		}
		if (!cur_ok(&c)) {
			buf_put_c(b, "?");
			return;
		}
		/* The first number holds two arcs (8.19.4). */
		if (arcs == 0)
			buf_printf(b, "%d.%llu", v < 80 ? (int)(v / 40) : 2,
				   (unsigned long long)(v < 80 ? v % 40 : v - 80));
		else
			buf_printf(b, ".%llu", (unsigned long long)v);
		arcs++;
	}
}

static int two_digits(cur *c)
{
	uint8_t tens = cur_u8(c);
	uint8_t ones = cur_u8(c);

	if (!byte_is_digit(tens) || !byte_is_digit(ones)) {
		cur_fail(c);
		return 0;
	}
	return (tens - '0') * 10 + (ones - '0');
}

/* Days since 1970-01-01 of a date in the Gregorian calendar, years 0 to 9999. */
static int64_t days_of(int year, int month, int day)
{
	/* The year begins in March, so that the leap day is its last. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = month <= 2 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* "Z", or +hhmm / -hhmm: what to subtract, in seconds. */
static int take_zone(cur *c)
{
	uint8_t sign = cur_u8(c);

	if (sign == 'Z')
		return 0;
	if (sign != '+' && sign != '-') {
		cur_fail(c);
		return 0;
	}
	int hours = two_digits(c);
	int minutes = two_digits(c);

	if (hours > 23 || minutes > 59)
		cur_fail(c);
	return (hours * 60 + minutes) * (sign == '+' ? 60 : -60);
}

bool der_time(struct der d, int64_t *ret)
{
	cur c = cur_of(d.body);
	int year = 0;

	if (d.tag == DER_GENERALIZED_TIME) {
		year = two_digits(&c) * 100;
		year += two_digits(&c);
	} else if (d.tag == DER_UTC_TIME) {
		year = two_digits(&c);
		/* RFC 5280 section 4.1.2.5.1. */
		year += year >= 50 ? 1900 : 2000;
	} else {
		return false;
	}
	int month = two_digits(&c);
	int day = two_digits(&c);
	int hour = two_digits(&c);
	int minute = two_digits(&c);
	int second = byte_is_digit(cur_peek(&c)) ? two_digits(&c) : 0;
	int zone = take_zone(&c);

	if (!cur_done(&c) || month < 1 || month > 12 || day < 1 || day > days_in(year, month) || hour > 23 ||
	    minute > 59 || second > 59)
		return false;
	*ret = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone;
	return true;
}

void der_text_put(buf *b, struct der d)
{
	cur c = cur_of(d.body);
	size_t width = d.tag == DER_UNIVERSAL_STRING ? 4 : d.tag == DER_BMP_STRING ? 2 : 1;

	switch (d.tag) {
	case DER_UTF8_STRING:
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
		buf_put(b, d.body);
		return;
	case DER_T61_STRING:
	case DER_BMP_STRING:
	case DER_UNIVERSAL_STRING:
		while (cur_more(&c)) {
			uint32_t cp = (uint32_t)cur_be(&c, width);

			if (cur_ok(&c))
				buf_put_utf8(b, cp);
		}
		return;
	default:
		buf_put_c(b, "#");
		buf_put_hex(b, d.whole);
	}
}
