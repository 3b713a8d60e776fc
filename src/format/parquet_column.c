/* parquet.thrift (PageHeader), Encodings.md: all but bit-packed levels (deprecated), which are told. */
#include "format/parquet_column.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/i18n.h"
#include "format/charset.h"
#include "format/parquet_codec.h"
#include "format/thrift.h"

enum { PAGE_DATA, PAGE_INDEX, PAGE_DICTIONARY, PAGE_DATA_2 };
enum {
	CODED_PLAIN,
	CODED_PLAIN_DICTIONARY = 2,
	CODED_RLE,
	CODED_DELTA = 5,
	CODED_DELTA_LENGTH,
	CODED_DELTA_BYTES,
	CODED_RLE_DICTIONARY,
	CODED_SPLIT
};

#define PAGE_MOST ((size_t)256 << 20)
/* What a string may have of the one before: without bound a page of a megabyte would be a terabyte. */
#define SHARED_MOST ((size_t)64 << 10)
static const char damaged_words[] = N_("a column is damaged");
static const char coded_words[] = N_("a column is packed in a way that is not read");

struct page {
	unsigned kind;
	uint32_t size, packed;
	uint64_t values;
	unsigned coded, def_coded, rep_coded;
	uint32_t def_n, rep_n; /* bytes of levels, of the second form */
	bool is_packed;
};

/* ---- page headers ---- */

static void take_data_header(cur *in, struct page *p)
{
	enum thrift_type t;
	bool second = p->kind == PAGE_DATA_2;

	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		if (id == 1)
			p->values = (uint64_t)thrift_int(in, t) & 0x7fffffff;
		else if (id == (second ? 4 : 2))
			p->coded = (unsigned)thrift_int(in, t);
		else if (id == 3 && !second)
			p->def_coded = (unsigned)thrift_int(in, t);
		else if (id == 4 && !second)
			p->rep_coded = (unsigned)thrift_int(in, t);
		else if (id == 5 && second)
			p->def_n = (uint32_t)thrift_int(in, t);
		else if (id == 6 && second)
			p->rep_n = (uint32_t)thrift_int(in, t);
		else if (id == 7 && second)
			p->is_packed = t != THRIFT_FALSE;
		else
			thrift_skip(in, t);
	}
}

/* Its bytes are *ret_body. */
static bool take_page(cur *in, struct page *p, str *ret_body)
{
	enum thrift_type t;

	*p = (struct page){.def_coded = CODED_RLE, .rep_coded = CODED_RLE, .is_packed = true};
	for (int64_t id = 0; thrift_field(in, &id, &t);) {
		if (id == 1)
			p->kind = (unsigned)thrift_int(in, t);
		else if (id == 2)
			p->size = (uint32_t)thrift_int(in, t);
		else if (id == 3)
			p->packed = (uint32_t)thrift_int(in, t);
		else if ((id == 5 || id == 7 || id == 8) && t == THRIFT_STRUCT)
			take_data_header(in, p);
		else
			thrift_skip(in, t);
	}
	*ret_body = cur_take(in, p->packed);
	return cur_ok(in) && p->size <= PAGE_MOST;
}

size_t parquet_column_need(str chunk)
{
	cur in = cur_of(chunk);
	struct page p;
	size_t most = 0, dictionary = 0;
	str body;

	while (cur_more(&in) && take_page(&in, &p, &body)) {
		if (p.kind == PAGE_DICTIONARY)
			dictionary = p.size + (size_t)p.values * 4;
		else
			most = p.size > most ? p.size : most;
	}
	return most + dictionary;
}

/* ---- runs and bits ---- */

static void hybrid_begin(struct parquet_hybrid *h, str bytes, unsigned width)
{
	*h = (struct parquet_hybrid){.in = cur_of(bytes), .width = width};
}

static bool hybrid_run(struct parquet_hybrid *h)
{
	uint64_t head = 0;
	uint8_t b = 128;

	for (unsigned shift = 0; shift < 35 && b >= 128; shift += 7) {
		b = cur_u8(&h->in);
		head |= (uint64_t)(b & 127) << shift;
	}
	h->packed = head & 1;
	h->left = h->packed ? (head >> 1) * 8 : head >> 1;
	if (h->packed) {
		uint64_t n = (head >> 1) * h->width;

		/* The last run's may be cut. */
		h->bits = cur_take(&h->in, n < h->in.n ? (size_t)n : h->in.n);
		h->bit = 0;
	} else {
		h->value = (uint32_t)cur_le(&h->in, (h->width + 7) / 8);
	}
	return cur_ok(&h->in) && h->left;
}

static bool hybrid_next(struct parquet_hybrid *h, uint32_t *ret)
{
	uint32_t v = 0;

	if (!h->left && (!cur_more(&h->in) || !hybrid_run(h)))
		return false;
	h->left--;
	if (!h->packed) {
		*ret = h->value;
		return true;
	}
	if (h->bit + h->width > (uint64_t)h->bits.n * 8)
		return false;
	for (unsigned i = 0; i < h->width; i++, h->bit++)
		v |= (uint32_t)(h->bits.p[h->bit / 8] >> h->bit % 8 & 1) << i;
	*ret = v;
	return true;
}

static unsigned bits_of(unsigned most)
{
	unsigned n = 0;

	for (; most; most >>= 1)
		n++;
	return n;
}

/* ---- pages ---- */

static bool fail(struct parquet_column *c, const char *why)
{
	if (!c->why)
		c->why = why;
	c->in.n = 0;
	c->left = 0;
	return false;
}

/* The body as it was before it was packed. */
static bool unpack_into(struct parquet_column *c, buf *to, str body, size_t n, str *ret)
{
	if (c->codec == 0) {
		*ret = body;
		return body.n == n || fail(c, damaged_words);
	}
	buf_reset(to);
	uint8_t *room = buf_room(to, n + 1);

	if (!room)
		return fail(c, N_("a column's page is larger than what is read"));
	if (n && !parquet_unpack(c->codec, body, room, n))
		return fail(c, parquet_codec_known(c->codec) ? damaged_words : coded_words);
	*ret = (str){room, n};
	return true;
}

/* How many bytes a value of this type takes; 0: it says so itself. */
static size_t width_of(const struct parquet_leaf *l)
{
	static const uint8_t widths[PARQUET_TYPE_COUNT] = {0, 4, 8, 12, 4, 8, 0, 0};

	return l->type == PARQUET_FIXED ? l->width : widths[l->type];
}

static bool take_dictionary(struct parquet_column *c, const struct page *p, str body)
{
	size_t width = width_of(c->leaf);
	str all;

	if (!unpack_into(c, &c->dictionary, body, p->size, &all))
		return false;
	if (c->codec == 0) {
		buf_reset(&c->dictionary);
		buf_put(&c->dictionary, all);
		all = buf_str(&c->dictionary);
	} else {
		c->dictionary.n = all.n;
	}
	size_t n = p->values <= all.n ? (size_t)p->values : all.n;
	uint32_t *places = buf_full(&c->dictionary) ? NULL : realloc(c->places, (n + 1) * sizeof(*places));

	if (!places)
		return fail(c, N_("a column's page is larger than what is read"));
	c->places = places;
	cur in = cur_of(all);

	c->entries = 0;
	for (size_t i = 0; i < n && cur_ok(&in); i++) {
		places[i] = (uint32_t)(all.n - in.n);
		cur_skip(&in, width ? width : cur_le32(&in));
		c->entries += cur_ok(&in);
	}
	places[c->entries] = (uint32_t)(all.n - in.n);
	return true;
}

/* Levels of the first form have their length before them. */
static void take_levels(struct parquet_hybrid *h, cur *in, unsigned most, bool second, uint32_t n)
{
	str bytes = {0};

	if (second || most)
		bytes = cur_take(in, second ? n : cur_le32(in));
	hybrid_begin(h, bytes, bits_of(most));
}

/* False: they do not begin as they should. */
static bool take_differences(struct parquet_column *c, const struct page *p)
{
	enum parquet_type t = c->leaf->type;
	bool whole = t == PARQUET_INT32 || t == PARQUET_INT64, bytes = t == PARQUET_BYTES;

	c->differ = p->coded == CODED_DELTA && whole;
	c->begin_differ = p->coded == CODED_DELTA_BYTES && (bytes || t == PARQUET_FIXED);
	c->long_differ = c->begin_differ || (p->coded == CODED_DELTA_LENGTH && bytes);
	c->split = p->coded == CODED_SPLIT && t != PARQUET_BYTES && t != PARQUET_BOOLEAN && width_of(c->leaf);
	c->bit = 0;
	buf_reset(&c->last);
	if (c->begin_differ) {
		if (!parquet_delta_begin(&c->shared, cur_rest(&c->values)))
			return false;
		c->values = cur_of(parquet_delta_behind(&c->shared));
	}
	if (!c->differ && !c->long_differ)
		return true;
	if (!parquet_delta_begin(&c->delta, cur_rest(&c->values)))
		return false;
	c->values = cur_of(parquet_delta_behind(&c->delta));
	return true;
}

static bool take_values(struct parquet_column *c, const struct page *p)
{
	c->indexed = p->coded == CODED_PLAIN_DICTIONARY || p->coded == CODED_RLE_DICTIONARY;
	c->flags = p->coded == CODED_RLE && c->leaf->type == PARQUET_BOOLEAN;
	c->left = p->values;
	if (!take_differences(c, p))
		return fail(c, damaged_words);
	if (c->indexed) {
		unsigned width = cur_more(&c->values) ? cur_u8(&c->values) : 0;

		hybrid_begin(&c->index, cur_rest(&c->values), width <= 32 ? width : 0);
	} else if (c->flags) {
		uint32_t n = cur_le32(&c->values);

		hybrid_begin(&c->index, cur_take(&c->values, n), 1);
	}
	return c->indexed || c->flags || c->differ || c->long_differ || c->split || p->coded == CODED_PLAIN ||
	       fail(c, coded_words);
}

static bool take_data(struct parquet_column *c, const struct page *p, str body)
{
	bool second = p->kind == PAGE_DATA_2;
	size_t levels = second ? (size_t)p->def_n + p->rep_n : 0;
	cur in;
	str all;

	if (!second &&
	    ((c->leaf->def_most && p->def_coded != CODED_RLE) || (c->leaf->rep_most && p->rep_coded != CODED_RLE)))
		return fail(c, coded_words);
	if (levels > body.n || levels > p->size)
		return fail(c, damaged_words);
	if (second) {
		/* They are not packed. */
		in = cur_of(body);
		take_levels(&c->rep, &in, c->leaf->rep_most, true, p->rep_n);
		take_levels(&c->def, &in, c->leaf->def_most, true, p->def_n);
		if (!p->is_packed)
			all = cur_rest(&in);
		else if (!unpack_into(c, &c->page, cur_rest(&in), p->size - levels, &all))
			return false;
		c->values = cur_of(all);
		return take_values(c, p);
	}
	if (!unpack_into(c, &c->page, body, p->size, &all))
		return false;
	c->values = cur_of(all);
	take_levels(&c->rep, &c->values, c->leaf->rep_most, false, 0);
	take_levels(&c->def, &c->values, c->leaf->def_most, false, 0);
	return take_values(c, p);
}

/* On to a page with values. */
static bool next_page(struct parquet_column *c)
{
	struct page p;
	str body;

	while (!c->left && cur_more(&c->in)) {
		if (!take_page(&c->in, &p, &body))
			return fail(c, damaged_words);
		if (p.kind == PAGE_DICTIONARY && !take_dictionary(c, &p, body))
			return false;
		if ((p.kind == PAGE_DATA || p.kind == PAGE_DATA_2) && !take_data(c, &p, body))
			return false;
	}
	return c->left > 0;
}

/* ---- values as text ---- */

static int64_t le_signed(str s)
{
	cur in = cur_of(s);

	return s.n == 4 ? (int32_t)cur_le32(&in) : (int64_t)cur_le64(&in);
}

static void put_decimal(buf *out, int64_t v, int32_t scale)
{
	char digits[24];
	bool minus = v < 0;
	uint64_t u = minus ? ~(uint64_t)v + 1 : (uint64_t)v;
	int n = snprintf(digits, sizeof(digits), "%0*llu", scale > 0 && scale < 19 ? scale + 1 : 1,
			 (unsigned long long)u);
	size_t whole = (size_t)n - (scale > 0 && scale < 19 ? (size_t)scale : 0);
	str s = {(const uint8_t *)digits, (size_t)n};

	if (minus)
		buf_put_byte(out, '-');
	buf_put(out, str_sub(s, 0, whole));
	if (whole < s.n)
		buf_put_byte(out, '.');
	buf_put(out, str_from(s, whole));
}

static void put_moment(buf *out, int64_t v, uint32_t second)
{
	int64_t seconds = v / (second ? second : 1);

	date_put_time(out, seconds - (v % (second ? second : 1) < 0), 0);
}

static void put_whole(struct parquet_column *c, buf *out, int64_t v)
{
	if (c->leaf->sense == PARQUET_DATE && v > -1000000 && v < 4000000)
		date_put(out, v);
	else if (c->leaf->sense == PARQUET_MOMENT)
		put_moment(out, v, c->leaf->second);
	else
		put_decimal(out, v, c->leaf->sense == PARQUET_DECIMAL ? c->leaf->scale : 0);
}

/* Telephone numbers with an absent one among them become fractions in pandas. */
static void put_real(buf *out, double v)
{
	if (v > -1e15 && v < 1e15 && (double)(int64_t)v == v)
		put_decimal(out, (int64_t)v, 0);
	else
		buf_printf(out, "%.17g", v);
}

static void put_bytes(struct parquet_column *c, buf *out, str s)
{
	int64_t v = s.n && s.p[0] & 128 ? -1 : 0;

	if (c->leaf->sense == PARQUET_DECIMAL && s.n <= 8) {
		for (size_t i = 0; i < s.n; i++)
			v = (int64_t)((uint64_t)v << 8 | s.p[i]);
		put_decimal(out, v, c->leaf->scale);
	} else if (str_is_utf8(s)) {
		buf_put(out, s);
	} else {
		(void)charset_decode(CHARSET_GB18030, s, out);
	}
}

static void put_value(struct parquet_column *c, buf *out, str s)
{
	double d;
	float f;
	cur in = cur_of(s);

	switch (c->leaf->type) {
	case PARQUET_INT32:
	case PARQUET_INT64:
		put_whole(c, out, le_signed(s));
		break;
	case PARQUET_INT96: {
		uint64_t nanos = cur_le64(&in);

		/* The Julian day of 1970-01-01 is 2440588. */
		date_put_time(out, ((int64_t)cur_le32(&in) - 2440588) * 86400 + (int64_t)(nanos / 1000000000), 0);
		break;
	}
	case PARQUET_FLOAT:
		memcpy(&f, s.p, sizeof(f));
		put_real(out, (double)f);
		break;
	case PARQUET_DOUBLE:
		memcpy(&d, s.p, sizeof(d));
		put_real(out, d);
		break;
	default:
		put_bytes(c, out, s);
	}
}

static bool put_indexed(struct parquet_column *c, buf *out)
{
	uint32_t i = 0;

	if (!hybrid_next(&c->index, &i) || i >= c->entries)
		return fail(c, damaged_words);
	str s = str_sub(buf_str(&c->dictionary), c->places[i], c->places[i + 1] - c->places[i]);

	put_value(c, out, c->leaf->type == PARQUET_BYTES ? str_from(s, 4) : s);
	return true;
}

static bool put_flag(struct parquet_column *c, buf *out)
{
	uint32_t v = 0;

	if (c->flags ? !hybrid_next(&c->index, &v) : c->bit / 8 >= c->values.n)
		return fail(c, damaged_words);
	if (!c->flags)
		v = c->values.p[c->bit / 8] >> c->bit % 8 & 1;
	c->bit++;
	buf_put_c(out, v ? "true" : "false");
	return true;
}

static bool put_difference(struct parquet_column *c, buf *out)
{
	uint8_t room[8];
	size_t n = width_of(c->leaf);
	int64_t v;

	if (!parquet_delta_next(&c->delta, &v))
		return fail(c, damaged_words);
	for (size_t i = 0; i < n && i < sizeof(room); i++)
		room[i] = (uint8_t)((uint64_t)v >> 8 * i);
	put_value(c, out, (str){room, n});
	return true;
}

/* A string behind its length; what it shares with the one before stands before it. */
static bool put_string(struct parquet_column *c, buf *out)
{
	int64_t n, shared = 0;

	if (!parquet_delta_next(&c->delta, &n) || (c->begin_differ && !parquet_delta_next(&c->shared, &shared)) ||
	    n < 0 || shared < 0 || (uint64_t)shared > c->last.n)
		return fail(c, damaged_words);
	str s = cur_take(&c->values, (size_t)n);

	if (!cur_ok(&c->values))
		return fail(c, damaged_words);
	if (c->begin_differ && shared) {
		c->last.n = (size_t)shared;
		buf_put(&c->last, s);
		s = buf_str(&c->last);
	} else if (c->begin_differ) {
		buf_reset(&c->last);
		buf_put(&c->last, s);
	}
	/* Longer ones are whole by themselves, but nothing can be shared with them. */
	if (buf_full(&c->last)) {
		buf_reset(&c->last);
		if (shared)
			return fail(c, N_("a column's page is larger than what is read"));
	}
	put_value(c, out, s);
	return true;
}

static bool put_split(struct parquet_column *c, buf *out)
{
	uint8_t room[32];
	size_t width = width_of(c->leaf), n = c->values.n / width, at = (size_t)c->bit++;

	if (at >= n)
		return fail(c, damaged_words);
	if (width > sizeof(room))
		return fail(c, coded_words);
	for (size_t i = 0; i < width; i++)
		room[i] = c->values.p[i * n + at];
	put_value(c, out, (str){room, width});
	return true;
}

static bool put_next(struct parquet_column *c, buf *out)
{
	size_t width = width_of(c->leaf);

	if (c->differ)
		return put_difference(c, out);
	if (c->long_differ)
		return put_string(c, out);
	if (c->split)
		return put_split(c, out);
	if (c->indexed)
		return put_indexed(c, out);
	if (c->leaf->type == PARQUET_BOOLEAN)
		return put_flag(c, out);
	str s = cur_take(&c->values, c->leaf->type == PARQUET_BYTES ? cur_le32(&c->values) : width);

	if (!cur_ok(&c->values))
		return fail(c, damaged_words);
	put_value(c, out, s);
	return true;
}

/* ---- rows ---- */

/* The next value's levels. */
static bool take_next(struct parquet_column *c, uint32_t *rep, uint32_t *def)
{
	*rep = 0;
	*def = c->leaf->def_most;
	if (!c->left && !next_page(c))
		return false;
	if ((c->leaf->rep_most && !hybrid_next(&c->rep, rep)) || (c->leaf->def_most && !hybrid_next(&c->def, def)))
		return fail(c, damaged_words);
	c->left--;
	c->got++;
	return true;
}

bool parquet_column_cell(struct parquet_column *c, buf *out)
{
	uint32_t rep, def;
	unsigned n = 0;

	if (!take_next(c, &rep, &def))
		return false;
	for (;;) {
		if (def == c->leaf->def_most) {
			if (n++)
				buf_put_c(out, ", ");
			if (!put_next(c, out))
				return true;
		}
		if (!c->leaf->rep_most || (!c->left && !next_page(c)))
			return true;
		/* Does the next value belong to this row? */
		struct parquet_hybrid ahead = c->rep;

		if (!hybrid_next(&ahead, &rep) || !rep)
			return true;
		if (!take_next(c, &rep, &def))
			return true;
	}
}

void parquet_column_begin(struct parquet_column *c, const struct parquet_leaf *leaf, unsigned codec, str chunk)
{
	c->leaf = leaf;
	c->codec = codec;
	c->in = cur_of(chunk);
	c->left = c->got = 0;
	c->entries = 0;
}

void parquet_column_init(struct parquet_column *c, size_t page_most)
{
	*c = (struct parquet_column){0};
	buf_init(&c->page, page_most + 16);
	buf_init(&c->dictionary, page_most + 16);
	buf_init(&c->last, SHARED_MOST);
}

void parquet_column_release(struct parquet_column *c)
{
	buf_release(&c->page);
	buf_release(&c->dictionary);
	buf_release(&c->last);
	free(c->places);
	c->places = NULL;
}
