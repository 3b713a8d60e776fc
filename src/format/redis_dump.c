/* The forms are those of Redis 7's own documentation of its dump, list packs and zip lists. */
#include "format/redis_dump.h"

#include "base/cur.h"
#include "base/i18n.h"
#include "format/charset.h"

#define BLOCK ((size_t)65536)
#define KEY_SHOWN 256

enum {
	TYPE_STRING,
	TYPE_LIST,
	TYPE_SET,
	TYPE_ZSET,
	TYPE_HASH,
	TYPE_ZSET2,
	TYPE_LIST_ZIP = 10,
	TYPE_SET_INT,
	TYPE_ZSET_ZIP,
	TYPE_HASH_ZIP,
	TYPE_QUICK,
	TYPE_HASH_PACK = 16,
	TYPE_ZSET_PACK,
	TYPE_QUICK2,
	TYPE_SET_PACK = 20,
	OP_FUNCTION = 0xf5,
	OP_IDLE = 0xf8,
	OP_FREQ,
	OP_AUX,
	OP_SIZES,
	OP_EXPIRE_MS,
	OP_EXPIRE,
	OP_DB,
	OP_END
};

struct dump {
	struct source *in;
	struct parts *to;
	bool bad;
	bool cut;
	bool enough;
	buf key;
	buf value;
	buf packed;
	buf out;
};

/* ---- bytes ---- */

static uint64_t take(struct dump *d, size_t n, bool big)
{
	str s = source_peek(d->in, n);
	cur c = cur_of(s);

	if (s.n < n) {
		d->bad = true;
		return 0;
	}
	uint64_t v = big ? cur_be(&c, n) : cur_le(&c, n);

	source_used(d->in, n);
	return v;
}

/* A length, or (special) the form of a string that is none. */
static uint64_t length(struct dump *d, bool *ret_special)
{
	uint64_t first = take(d, 1, true);

	*ret_special = first >> 6 == 3;
	switch (first >> 6) {
	case 0:
	case 3:
		return first & 63;
	case 1:
		return (first & 63) << 8 | take(d, 1, true);
	default:
		return first == 0x81 ? take(d, 8, true) : take(d, 4, true);
	}
}

static void copy(struct dump *d, uint64_t n, buf *out)
{
	while (n && !d->bad) {
		str s = source_some(d->in);

		s = str_sub(s, 0, n < s.n ? (size_t)n : s.n);
		d->bad |= !s.n;
		if (s.n <= out->max - out->n)
			buf_put(out, s);
		else
			d->cut = true;
		source_used(d->in, s.n);
		n -= s.n;
	}
}

/* LZF: runs of bytes, and copies of what came before. */
static void unpack_lzf(struct dump *d, str s, buf *out)
{
	size_t from = out->n;

	for (size_t i = 0; i < s.n && !buf_full(out);) {
		size_t ctrl = s.p[i++];

		if (ctrl < 32) {
			str run = str_sub(s, i, ctrl + 1);

			buf_put(out, run);
			i += run.n;
			continue;
		}
		size_t n = ctrl >> 5;

		if (n == 7)
			n += i < s.n ? s.p[i++] : 0;
		size_t back = ((ctrl & 31) << 8 | (i < s.n ? s.p[i++] : 0u)) + 1;

		if (back > out->n - from) {
			d->bad = true;
			return;
		}
		for (size_t k = 0; k < n + 2 && !buf_full(out); k++)
			buf_put_byte(out, out->p[out->n - back]);
	}
	d->cut |= buf_full(out);
}

static void string(struct dump *d, buf *out)
{
	bool special;
	uint64_t n = length(d, &special);

	buf_reset(out);
	if (!special) {
		copy(d, n, out);
		return;
	}
	if (n < 3) {
		size_t bytes = (size_t)1 << n;
		uint64_t v = take(d, bytes, false);
		unsigned spare = 64 - 8 * (unsigned)bytes;

		buf_printf(out, "%lld", (long long)((int64_t)(v << spare) >> spare));
		return;
	}
	d->bad |= n != 3;
	if (d->bad)
		return;
	uint64_t packed = length(d, &special), size = length(d, &special);

	(void)size;
	buf_reset(&d->packed);
	copy(d, packed, &d->packed);
	unpack_lzf(d, buf_str(&d->packed), out);
}

/* ---- lines ---- */

static void put(struct dump *d, str s)
{
	if (str_is_utf8(s))
		buf_put(&d->out, s);
	else
		(void)charset_decode(CHARSET_GB18030, s, &d->out);
}

static void flush(struct dump *d)
{
	if (d->out.n)
		d->enough |= !parts_bytes(d->to, buf_str(&d->out));
	buf_reset(&d->out);
}

/* "key=value", "key field=value", "key member"; field or value may be empty. */
static void line(struct dump *d, str field, bool has_field, str value)
{
	put(d, buf_str(&d->key));
	if (has_field) {
		buf_put_byte(&d->out, ' ');
		put(d, field);
	}
	buf_put_byte(&d->out, '=');
	put(d, value);
	buf_put_byte(&d->out, '\n');
	if (d->out.n >= BLOCK)
		flush(d);
}

/* Values of packed lists come one by one: of hashes field and value in turn. */
struct turn {
	struct dump *d;
	bool paired;
	bool second;
	buf field;
};

static void give(struct turn *t, str value)
{
	if (!t->paired) {
		line(t->d, (str){0}, false, value);
	} else if (t->second) {
		line(t->d, buf_str(&t->field), true, value);
	} else {
		buf_reset(&t->field);
		buf_put(&t->field, value);
	}
	t->second = !t->second;
}

static void give_int(struct turn *t, uint64_t v, unsigned bytes)
{
	char text[24];
	unsigned spare = 64 - 8 * bytes;
	int n = snprintf(text, sizeof(text), "%lld", (long long)((int64_t)(v << spare) >> spare));

	give(t, (str){(const uint8_t *)text, n > 0 ? (size_t)n : 0});
}

/* ---- packed lists ---- */

static void read_zip_list(struct turn *t, str s)
{
	cur c = cur_of(s);

	cur_skip(&c, 10);
	while (cur_more(&c)) {
		uint8_t before = cur_u8(&c);

		if (before == 0xff)
			return;
		if (before == 0xfe)
			cur_skip(&c, 4);
		uint8_t e = cur_u8(&c);

		if (e >> 6 == 0)
			give(t, cur_take(&c, e & 63));
		else if (e >> 6 == 1)
			give(t, cur_take(&c, (size_t)(e & 63) << 8 | cur_u8(&c)));
		else if (e >> 6 == 2)
			give(t, cur_take(&c, cur_u32(&c)));
		else if (e == 0xc0 || e == 0xd0 || e == 0xe0)
			give_int(t, cur_le(&c, e == 0xc0 ? 2 : e == 0xd0 ? 4 : 8), e == 0xc0 ? 2 : e == 0xd0 ? 4 : 8);
		else if (e == 0xf0 || e == 0xfe)
			give_int(t, cur_le(&c, e == 0xf0 ? 3 : 1), e == 0xf0 ? 3 : 1);
		else if (e > 0xf0 && e < 0xfe)
			give_int(t, (uint64_t)(e & 15) - 1, 8);
		else
			cur_fail(&c);
	}
	t->d->bad |= c.bad;
}

/* One entry of a list pack; bytes it took besides its length at its end. */
static void pack_entry(struct turn *t, cur *c, uint8_t e)
{
	if (e < 0x80)
		give_int(t, e, 8);
	else if (e >> 6 == 2)
		give(t, cur_take(c, e & 63));
	else if (e >> 5 == 6) {
		uint64_t v = (uint64_t)(e & 31) << 8 | cur_u8(c);

		give_int(t, v >= 4096 ? v - 8192 : v, 8);
	} else if (e >> 4 == 14)
		give(t, cur_take(c, (size_t)(e & 15) << 8 | cur_u8(c)));
	else if (e == 0xf0)
		give(t, cur_take(c, cur_le32(c)));
	else if (e >= 0xf1 && e <= 0xf4)
		give_int(t, cur_le(c, e == 0xf4 ? 8 : e - 0xefu), e == 0xf4 ? 8 : e - 0xefu);
	else
		cur_fail(c);
}

static void read_list_pack(struct turn *t, str s)
{
	cur c = cur_of(s);

	cur_skip(&c, 6);
	while (cur_more(&c)) {
		size_t before = c.n;
		uint8_t e = cur_u8(&c);

		if (e == 0xff)
			return;
		pack_entry(t, &c, e);
		size_t n = before - c.n;

		cur_skip(&c, n < 128 ? 1 : n < 16384 ? 2 : n < 2097152 ? 3 : n < 268435456 ? 4 : 5);
	}
	t->d->bad |= c.bad;
}

static void read_int_set(struct turn *t, str s)
{
	cur c = cur_of(s);
	uint32_t bytes = cur_le32(&c);

	cur_skip(&c, 4);
	while (cur_more(&c) && (bytes == 2 || bytes == 4 || bytes == 8))
		give_int(t, cur_le(&c, bytes), bytes);
}

/* ---- keys ---- */

static void read_members(struct dump *d, uint64_t type)
{
	bool special;
	uint64_t n = length(d, &special);
	AUTO(buf_release) buf field;

	buf_init(&field, REDIS_DUMP_STRING_MOST);
	for (uint64_t i = 0; i < n && !d->bad && !d->enough; i++) {
		if (type == TYPE_HASH)
			string(d, &field);
		string(d, &d->value);
		if (type == TYPE_ZSET2) {
			(void)take(d, 8, false);
		} else if (type == TYPE_ZSET) {
			uint64_t digits = take(d, 1, false);

			buf_reset(&d->packed);
			copy(d, digits < 253 ? digits : 0, &d->packed);
		}
		if (!d->bad)
			line(d, buf_str(&field), type == TYPE_HASH, buf_str(&d->value));
	}
}

static void read_packed(struct dump *d, uint64_t type)
{
	bool special, quick = type == TYPE_QUICK || type == TYPE_QUICK2;
	uint64_t n = quick ? length(d, &special) : 1, plain = 2;
	struct turn t = {.d = d,
			 .paired = type == TYPE_HASH_ZIP || type == TYPE_HASH_PACK || type == TYPE_ZSET_ZIP ||
				   type == TYPE_ZSET_PACK};

	buf_init(&t.field, REDIS_DUMP_STRING_MOST);
	for (uint64_t i = 0; i < n && !d->bad && !d->enough; i++) {
		if (type == TYPE_QUICK2)
			plain = length(d, &special);
		string(d, &d->value);
		if (plain == 1)
			give(&t, buf_str(&d->value));
		else if (type == TYPE_SET_INT)
			read_int_set(&t, buf_str(&d->value));
		else if (type == TYPE_HASH_PACK || type == TYPE_ZSET_PACK || type == TYPE_SET_PACK ||
			 type == TYPE_QUICK2)
			read_list_pack(&t, buf_str(&d->value));
		else
			read_zip_list(&t, buf_str(&d->value));
	}
	buf_release(&t.field);
}

static void read_value(struct dump *d, uint64_t type)
{
	string(d, &d->key);
	/* It stands before each member: a long one is not to be repeated a million times. */
	if (d->key.n > KEY_SHOWN) {
		line(d, (str){0}, false, (str){0});
		d->key.n = KEY_SHOWN;
		while (d->key.n && d->key.p[d->key.n] >= 0x80 && d->key.p[d->key.n] < 0xc0)
			d->key.n--;
	}
	switch (type) {
	case TYPE_STRING:
		string(d, &d->value);
		if (!d->bad)
			line(d, (str){0}, false, buf_str(&d->value));
		return;
	case TYPE_LIST:
	case TYPE_SET:
	case TYPE_ZSET:
	case TYPE_HASH:
	case TYPE_ZSET2:
		read_members(d, type);
		return;
	case TYPE_LIST_ZIP:
	case TYPE_SET_INT:
	case TYPE_ZSET_ZIP:
	case TYPE_HASH_ZIP:
	case TYPE_QUICK:
	case TYPE_HASH_PACK:
	case TYPE_ZSET_PACK:
	case TYPE_QUICK2:
	case TYPE_SET_PACK:
		read_packed(d, type);
		return;
	default:
		d->bad = true;
	}
}

/* False: the end. */
static bool read_entry(struct dump *d)
{
	uint64_t op = take(d, 1, true);
	bool special;

	switch (op) {
	case OP_END:
		return false;
	case OP_AUX:
		string(d, &d->key);
		string(d, &d->value);
		break;
	case OP_FUNCTION:
		string(d, &d->value);
		break;
	case OP_SIZES:
		(void)length(d, &special);
		(void)length(d, &special);
		break;
	case OP_EXPIRE_MS:
		(void)take(d, 8, false);
		break;
	case OP_EXPIRE:
		(void)take(d, 4, false);
		break;
	case OP_FREQ:
		(void)take(d, 1, false);
		break;
	case OP_DB:
	case OP_IDLE:
		(void)length(d, &special);
		break;
	default:
		read_value(d, op);
	}
	return !d->bad && !d->enough;
}

void redis_dump_read(struct source *in, struct parts *to)
{
	struct dump d = {.in = in, .to = to};

	if (!parts_begin(to, (str){0}, PIECE_TEXT))
		return;
	buf_init(&d.key, REDIS_DUMP_STRING_MOST);
	buf_init(&d.value, REDIS_DUMP_STRING_MOST);
	buf_init(&d.packed, REDIS_DUMP_STRING_MOST);
	buf_init(&d.out, 4 * REDIS_DUMP_STRING_MOST);
	d.bad = !source_skip(in, 9); /* "REDIS0011" */
	while (!d.bad && read_entry(&d))
		;
	flush(&d);
	if (d.bad)
		parts_end(to, PIECE_UNREADABLE,
			  N_("damaged, or a kind of value that is not read: not read on from there"));
	else
		parts_end(to, d.cut ? PIECE_CUT : PIECE_WHOLE, d.cut ? N_("longer than what is read") : "");
	buf_release(&d.key);
	buf_release(&d.value);
	buf_release(&d.packed);
	buf_release(&d.out);
}
