/* Numbers of four have fixed widths, little-endian; those of five are of seven bits a byte, the low ones first. */
#include "format/rar_head.h"

#include <zlib.h>

#include "base/cur.h"
#include "format/charset.h"

/* Types of four, and its flags. */
enum { FOUR_MAIN = 0x73, FOUR_FILE = 0x74, FOUR_COMMENT = 0x75, FOUR_SERVICE = 0x7a, FOUR_END = 0x7b };
enum {
	MAIN_VOLUME = 1,
	MAIN_COMMENT = 2,
	MAIN_SOLID = 8,
	MAIN_CIPHERED = 0x80,
	MAIN_FIRST = 0x100,
	FILE_BEFORE = 1,
	FILE_AFTER = 2,
	FILE_CIPHERED = 4,
	FILE_COMMENT = 8,
	FILE_SOLID = 0x10,
	FILE_WINDOW = 0xe0,
	FILE_LARGE = 0x100,
	FILE_UNICODE = 0x200,
	LONG_BLOCK = 0x8000,
};
/* Of five. */
enum { FIVE_MAIN = 1, FIVE_FILE, FIVE_SERVICE, FIVE_CIPHER, FIVE_END };
enum { HAS_EXTRA = 1, HAS_DATA = 2, PART_BEFORE = 8, PART_AFTER = 0x10 };
enum { IS_FOLDER = 1, HAS_TIME = 2, HAS_SUM = 4, NO_SIZE = 8 };

#define WINDOW_FIVE ((uint64_t)128 << 10)
#define NAME_MOST ((size_t)4096)

static uint64_t number(cur *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 63; shift += 7) {
		uint8_t b = cur_u8(c);

		v |= (uint64_t)(b & 127) << shift;
		if (!(b & 128))
			return v;
	}
	cur_fail(c);
	return 0;
}

size_t rar_head_size(str start, bool five)
{
	cur c = cur_of(start);

	if (start.n < RAR_HEAD_LEAST)
		return 0;
	if (!five) {
		cur_skip(&c, 5);
		size_t n = cur_le16(&c);

		return n >= RAR_HEAD_LEAST ? n : 0;
	}
	cur_skip(&c, 4);
	uint64_t n = number(&c);
	size_t own = start.n - c.n;

	return cur_ok(&c) && n && own + n <= RAR_HEAD_MOST && own <= RAR_HEAD_LEAST ? own + (size_t)n : 0;
}

/* ---- four ---- */

static void read_file_four(cur *c, unsigned flags, struct rar_head *h)
{
	h->before = flags & FILE_BEFORE;
	h->after = flags & FILE_AFTER;
	h->ciphered = flags & FILE_CIPHERED;
	h->solid = flags & FILE_SOLID;
	h->commented = flags & FILE_COMMENT;
	h->folder = (flags & FILE_WINDOW) == FILE_WINDOW;
	h->window = (uint64_t)65536 << (h->folder ? 0 : (flags & FILE_WINDOW) >> 5);
	h->data = cur_le32(c);
	h->size = cur_le32(c);
	h->known = true;
	cur_skip(c, 1);
	h->summed = true;
	h->sum = cur_le32(c);
	cur_skip(c, 4);
	h->version = cur_u8(c);
	uint8_t method = cur_u8(c);
	size_t name = cur_le16(c);

	h->method = method >= 0x30 && method <= 0x35 ? method - 0x30u : 99;
	cur_skip(c, 4);
	if (flags & FILE_LARGE) {
		h->data |= (uint64_t)cur_le32(c) << 32;
		uint64_t high = cur_le32(c);

		h->size |= high << 32;
	}
	h->name = cur_take(c, name);
	if (!(flags & FILE_UNICODE))
		h->name = str_sub(h->name, 0, str_find_byte(h->name, 0));
	if (h->data > INT64_MAX)
		cur_fail(c);
}

static enum parse read_four(str header, struct rar_head *h)
{
	cur c = cur_of(header);
	uint16_t sum = cur_le16(&c);
	uint8_t type = cur_u8(&c);
	unsigned flags = cur_le16(&c);

	cur_skip(&c, 2);
	h->what = RAR_OTHER;
	if (type == FOUR_MAIN) {
		h->what = RAR_MAIN;
		h->volume = flags & MAIN_VOLUME;
		h->later = h->volume && !(flags & MAIN_FIRST);
		h->solid = flags & MAIN_SOLID;
		h->ciphered = flags & MAIN_CIPHERED;
		h->commented = flags & MAIN_COMMENT;
	} else if (type == FOUR_FILE || type == FOUR_SERVICE) {
		h->what = type == FOUR_FILE ? RAR_FILE : RAR_SERVICE;
		read_file_four(&c, flags, h);
	} else if (type == FOUR_END) {
		h->what = RAR_END;
		h->goes_on = flags & 1;
	} else {
		h->commented = type == FOUR_COMMENT;
		h->data = flags & LONG_BLOCK ? cur_le32(&c) : 0;
	}
	if (type < 0x72 || type > 0x7b || c.bad)
		return PARSE_BAD;
	/* The sum of one with a comment within goes no further than to that. */
	bool sound = (crc32(0, header.p + 2, (uInt)(header.n - 2)) & 0xffff) == sum;

	return sound || h->commented ? PARSE_OK : PARSE_BAD;
}

/* The characters' low bytes are told by the plain name or by themselves, two bits each say which. */
static void put_wide(str plain, str packed, buf *out)
{
	cur c = cur_of(packed);
	uint8_t high = cur_u8(&c);
	unsigned flags = 0, bits = 0;
	size_t at = 0;

	while (cur_more(&c) && at < NAME_MOST) {
		if (!bits) {
			flags = cur_u8(&c);
			bits = 8;
		}
		bits -= 2;
		unsigned kind = flags >> bits & 3;
		uint8_t b = cur_u8(&c);

		if (c.bad)
			break;
		if (kind < 3) {
			uint8_t h = kind == 2 ? cur_u8(&c) : kind ? high : 0;

			buf_put_le(out, (uint64_t)h << 8 | b, 2);
			at++;
			continue;
		}
		uint8_t add = b & 128 ? cur_u8(&c) : 0;

		for (unsigned n = (b & 127u) + 2; n && at < plain.n; n--, at++)
			buf_put_le(out, b & 128 ? (uint64_t)high << 8 | (uint8_t)(plain.p[at] + add) : plain.p[at], 2);
	}
}

/* Folders end in '\\' in four; that byte is also the second of many characters of GBK. */
static void put_plain(str name, bool five, buf *out)
{
	bool utf8 = str_is_utf8(name);

	for (size_t i = 0; i < name.n; i++) {
		bool two = !utf8 && name.p[i] > 0x80 && i + 1 < name.n;

		buf_put_byte(out, name.p[i] == '\\' && !five ? '/' : name.p[i]);
		if (two)
			buf_put_byte(out, name.p[++i]);
	}
}

void rar_head_name(const struct rar_head *h, bool five, buf *out)
{
	size_t nul = str_find_byte(h->name, 0);
	AUTO(buf_release) buf wide;

	buf_init(&wide, 2 * NAME_MOST + 2);
	if (five || nul >= h->name.n) {
		put_plain(str_sub(h->name, 0, NAME_MOST), five, out);
		return;
	}
	put_wide(str_sub(h->name, 0, nul), str_from(h->name, nul + 1), &wide);
	size_t was = out->n;

	(void)charset_decode(CHARSET_UTF16LE, buf_str(&wide), out);
	for (size_t i = was; i < out->n; i++)
		if (out->p[i] == '\\')
			out->p[i] = '/';
}

/* ---- five ---- */

static bool has_cipher(str extra)
{
	cur c = cur_of(extra);

	while (cur_more(&c)) {
		uint64_t size = number(&c);
		cur record = cur_sub(&c, (size_t)size);

		if (number(&record) == 1 && cur_ok(&record))
			return true;
	}
	return false;
}

static void read_file_five(cur *c, struct rar_head *h)
{
	uint64_t flags = number(c);

	h->folder = flags & IS_FOLDER;
	h->known = !(flags & NO_SIZE);
	h->size = number(c);
	(void)number(c);
	if (flags & HAS_TIME)
		cur_skip(c, 4);
	h->summed = flags & HAS_SUM;
	if (h->summed)
		h->sum = cur_le32(c);
	uint64_t how = number(c);

	(void)number(c);
	h->version = how & 63;
	h->solid = how & 64;
	h->method = (unsigned)(how >> 7 & 7);
	h->window = WINDOW_FIVE << (how >> 10 & 15);
	uint64_t name = number(c);

	h->name = cur_take(c, (size_t)name);
}

static enum parse read_five(str header, struct rar_head *h)
{
	cur c = cur_of(header);
	uint32_t sum = cur_le32(&c);

	(void)number(&c);
	uint64_t type = number(&c), flags = number(&c), extra = flags & HAS_EXTRA ? number(&c) : 0;

	h->data = flags & HAS_DATA ? number(&c) : 0;
	if (c.bad || extra > c.n || h->data > INT64_MAX || crc32(0, header.p + 4, (uInt)(header.n - 4)) != sum)
		return PARSE_BAD;
	str behind = str_from(cur_rest(&c), c.n - (size_t)extra);

	c.n -= (size_t)extra;
	h->what = type == FIVE_MAIN      ? RAR_MAIN
		  : type == FIVE_FILE    ? RAR_FILE
		  : type == FIVE_SERVICE ? RAR_SERVICE
		  : type == FIVE_CIPHER  ? RAR_CIPHER
		  : type == FIVE_END     ? RAR_END
					 : RAR_OTHER;
	if (h->what == RAR_MAIN) {
		uint64_t what = number(&c);

		h->volume = what & 1;
		h->later = h->volume && what & 2;
		h->solid = what & 4;
	} else if (h->what == RAR_FILE || h->what == RAR_SERVICE) {
		h->before = flags & PART_BEFORE;
		h->after = flags & PART_AFTER;
		read_file_five(&c, h);
		h->ciphered = has_cipher(behind);
	} else if (h->what == RAR_END) {
		h->goes_on = number(&c) & 1;
	}
	return c.bad ? PARSE_BAD : PARSE_OK;
}

enum parse rar_head_read(str header, bool five, struct rar_head *ret)
{
	*ret = (struct rar_head){0};
	return five ? read_five(header, ret) : read_four(header, ret);
}

/* ---- for the decoder ---- */

static void put_number(buf *out, uint64_t v)
{
	for (; v > 127; v >>= 7)
		buf_put_byte(out, (uint8_t)(v | 128));
	buf_put_byte(out, (uint8_t)v);
}

/* Its sum before it. */
static void put_block(buf *out, str block, bool five)
{
	uint32_t sum = (uint32_t)crc32(0, block.p, (uInt)block.n);

	buf_put_le(out, five ? sum : sum & 0xffff, five ? 4 : 2);
	buf_put(out, block);
}

static void write_five(const struct rar_head *h, buf *out)
{
	AUTO(buf_release) buf b;
	AUTO(buf_release) buf sized;
	unsigned shift = 0;

	while (shift < 15 && WINDOW_FIVE << shift < h->window)
		shift++;
	buf_init(&b, 256);
	buf_init(&sized, 256);
	put_number(&b, FIVE_FILE);
	put_number(&b, HAS_DATA);
	put_number(&b, h->data);
	/* Without its sum: a decoder would keep back what came out wrong. */
	put_number(&b, h->known ? 0 : NO_SIZE);
	put_number(&b, h->size);
	put_number(&b, 0644);
	put_number(&b, (h->solid ? 64u : 0) | h->method << 7 | shift << 10);
	put_number(&b, 1);
	put_number(&b, 1);
	buf_put_byte(&b, 'x');
	put_number(&sized, b.n);
	buf_put(&sized, buf_str(&b));
	put_block(out, buf_str(&sized), true);
}

static void write_four(const struct rar_head *h, buf *out)
{
	AUTO(buf_release) buf b;
	unsigned window = 0;

	while (window < 6 && (uint64_t)65536 << window < h->window)
		window++;
	buf_init(&b, 256);
	buf_put_byte(&b, FOUR_FILE);
	buf_put_le(&b, LONG_BLOCK | FILE_LARGE | window << 5, 2);
	buf_put_le(&b, 32 + 8 + 1, 2);
	buf_put_le(&b, h->data & UINT32_MAX, 4);
	buf_put_le(&b, h->size & UINT32_MAX, 4);
	buf_put_byte(&b, 3);
	buf_put_le(&b, h->sum, 4);
	buf_put_le(&b, 0, 4);
	buf_put_byte(&b, (uint8_t)h->version);
	buf_put_byte(&b, (uint8_t)(0x30 + h->method));
	buf_put_le(&b, 1, 2);
	buf_put_le(&b, 0100644, 4);
	buf_put_le(&b, h->data >> 32, 4);
	buf_put_le(&b, h->size >> 32, 4);
	buf_put_byte(&b, 'x');
	put_block(out, buf_str(&b), false);
}

void rar_head_write(const struct rar_head *h, bool five, bool solid, bool first, buf *out)
{
	if (first) {
		buf_put(out, five ? STR("Rar!\x1a\7\1\0") : STR("Rar!\x1a\7\0"));
		if (five)
			put_block(out, solid ? STR("\3\1\0\4") : STR("\3\1\0\0"), true);
		else
			put_block(out, STR("\x73\0\0\x0d\0\0\0\0\0\0\0"), false);
	}
	if (five)
		write_five(h, out);
	else
		write_four(h, out);
}

str rar_head_end(bool five, bool goes_on)
{
	if (!five)
		return STR("\xc4\x3d\x7b\0\x40\7\0");
	/* Of no type that is known, to be passed over. */
	return goes_on ? STR("\xe3\x6e\xf2\xad\2\6\4") : STR("\x1d\x77\x56\x51\3\5\4\0");
}
