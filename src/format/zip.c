/* PKWARE APPNOTE 6.3.10: sections 4.3.7 (local header), 4.3.12 (central header), 4.3.16 (end of central directory). */
#include "format/zip.h"

#include <zlib.h>

#include "base/cur.h"
#include "base/must.h"

#define SIG_LOCAL 0x04034b50u
#define SIG_CENTRAL 0x02014b50u
#define SIG_END 0x06054b50u
#define END_SIZE 22u
#define COMMENT_MOST 65535u
#define CENTRAL_SIZE 46u
#define FLAG_ENCRYPTED 1u
#define PIECE ((size_t)65536)

struct directory {
	uint16_t count;
	uint32_t size;
	uint32_t offset;
};

/* The last end record whose comment ends with the file. */
static enum parse find_end(str bytes, struct directory *ret)
{
	if (bytes.n < END_SIZE)
		return PARSE_BAD;
	size_t last = bytes.n - END_SIZE;
	size_t first = last > COMMENT_MOST ? last - COMMENT_MOST : 0;

	for (size_t at = last + 1; at > first; at--) {
		cur c = cur_of(str_from(bytes, at - 1));

		if (cur_le32(&c) != SIG_END)
			continue;
		uint16_t disk = cur_le16(&c);
		uint16_t disk_directory = cur_le16(&c);
		uint16_t here = cur_le16(&c);

		ret->count = cur_le16(&c);
		ret->size = cur_le32(&c);
		ret->offset = cur_le32(&c);
		uint16_t comment = cur_le16(&c);

		if (c.n != comment)
			continue;
		if (ret->count == 0xffff || ret->size == 0xffffffffu || ret->offset == 0xffffffffu)
			return PARSE_LIMIT; /* ZIP64 */
		if (disk || disk_directory || here != ret->count)
			return PARSE_BAD;
		/* The directory ends where the end record begins: nothing hides between them. */
		return (uint64_t)ret->offset + ret->size == at - 1 ? PARSE_OK : PARSE_BAD;
	}
	return PARSE_BAD;
}

/* The local header must say what the directory says; gives the packed bytes. */
static bool read_local(str bytes, uint32_t offset, struct zip_entry *e)
{
	cur c = cur_of(str_from(bytes, offset));

	if (cur_le32(&c) != SIG_LOCAL)
		return false;
	cur_skip(&c, 2);
	uint16_t flags = cur_le16(&c);
	uint16_t method = cur_le16(&c);

	cur_skip(&c, 4);
	uint32_t crc = cur_le32(&c);
	uint32_t packed = cur_le32(&c);
	uint32_t size = cur_le32(&c);
	uint16_t name_n = cur_le16(&c);
	uint16_t extra_n = cur_le16(&c);
	str name = cur_take(&c, name_n);

	cur_skip(&c, extra_n);
	e->data = cur_take(&c, e->packed);
	e->from = offset;
	e->until = bytes.n - c.n;
	if (c.bad || !str_eq(name, e->name) || method != e->method || flags != e->flags)
		return false;
	/* Bit 3: sizes follow the data; then these may be zero. */
	if (flags & 8 && !crc && !packed && !size)
		return true;
	return crc == e->crc && packed == e->packed && size == e->size;
}

static bool read_central(cur *c, str bytes, struct zip_entry *e)
{
	if (cur_le32(c) != SIG_CENTRAL)
		return false;
	cur_skip(c, 4);
	e->flags = cur_le16(c);
	e->method = cur_le16(c);
	cur_skip(c, 4);
	e->crc = cur_le32(c);
	e->packed = cur_le32(c);
	e->size = cur_le32(c);
	uint16_t name_n = cur_le16(c);
	uint16_t extra_n = cur_le16(c);
	uint16_t comment_n = cur_le16(c);

	cur_skip(c, 8);
	uint32_t offset = cur_le32(c);

	e->name = cur_take(c, name_n);
	cur_skip(c, (size_t)extra_n + comment_n);
	return cur_ok(c) && e->name.n && read_local(bytes, offset, e);
}

static int by_place(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct zip_entry *)a)->name, ((const struct zip_entry *)b)->name);
}

/* Entries that share bytes make a bomb of a small file; entries that share a name mean different things to different
 * readers. */
static bool are_apart(struct zip *z)
{
	qsort(z->entries, z->count, sizeof(*z->entries), by_place);
	for (size_t i = 1; i < z->count; i++)
		if (z->entries[i].from < z->entries[i - 1].until)
			return false;
	qsort(z->entries, z->count, sizeof(*z->entries), by_name);
	for (size_t i = 1; i < z->count; i++)
		if (str_eq(z->entries[i - 1].name, z->entries[i].name))
			return false;
	return true;
}

enum parse zip_parse(str bytes, arena *mem, struct zip *ret)
{
	struct directory d = {0};
	enum parse p = find_end(bytes, &d);
	struct zip z = {0};

	if (p != PARSE_OK)
		return p;
	if (d.count > ZIP_ENTRIES_MOST || !arena_fits(mem, (size_t)d.count * sizeof(*z.entries)))
		return PARSE_LIMIT;
	if (d.count > d.size / CENTRAL_SIZE)
		return PARSE_BAD;
	z.entries = arena_new(mem, struct zip_entry, d.count);
	/* Local data lies before the directory. */
	str front = str_sub(bytes, 0, d.offset);
	cur c = cur_of(str_sub(bytes, d.offset, d.size));

	while (z.count < d.count && read_central(&c, front, &z.entries[z.count]))
		z.count++;
	if (z.count != d.count || !cur_done(&c) || (z.count && !are_apart(&z)))
		return PARSE_BAD;
	*ret = z;
	return PARSE_OK;
}

const struct zip_entry *zip_find(const struct zip *z, str name)
{
	struct zip_entry key = {.name = name};

	return z->count ? bsearch(&key, z->entries, z->count, sizeof(key), by_name) : NULL;
}

static void inflate_end(z_stream *s)
{
	(void)inflateEnd(s);
}

/* Raw deflate (RFC 1951), piece by piece: memory grows only with what really comes out. */
static enum parse unpack_deflated(str packed, size_t size, buf *out)
{
	AUTO(inflate_end) z_stream s = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n};
	size_t start = out->n;
	int rc = Z_OK;

	if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
		return PARSE_LIMIT;
	while (rc == Z_OK) {
		size_t left = size - (out->n - start);
		size_t piece = left < PIECE ? left : PIECE;
		uint8_t spill;
		uint8_t *room = piece ? buf_room(out, piece) : &spill;

		if (!room)
			return PARSE_LIMIT;
		uInt before = piece ? (uInt)piece : 1;

		s.next_out = room;
		s.avail_out = before;
		rc = inflate(&s, Z_NO_FLUSH);
		uInt got = before - s.avail_out;

		if (piece)
			buf_added(out, got);
		else if (got)
			return PARSE_BAD; /* longer than it said */
		if (rc == Z_OK && !got && !s.avail_in)
			return PARSE_BAD; /* ends early */
	}
	return rc == Z_STREAM_END && s.avail_in == 0 && out->n - start == size ? PARSE_OK : PARSE_BAD;
}

enum parse zip_unpack(const struct zip_entry *e, buf *out)
{
	size_t start = out->n;
	enum parse p = PARSE_OK;

	if (e->flags & FLAG_ENCRYPTED || (e->method != 0 && e->method != 8))
		return PARSE_BAD;
	if (e->size > out->max - out->n)
		return PARSE_LIMIT;
	if (e->method == 0) {
		if (e->packed != e->size)
			return PARSE_BAD;
		buf_put(out, e->data);
		if (buf_full(out))
			return PARSE_LIMIT;
	} else {
		p = unpack_deflated(e->data, e->size, out);
	}
	if (p != PARSE_OK)
		return p;
	must(out->n - start == e->size);
	return crc32(0, out->p ? out->p + start : NULL, e->size) == e->crc || !e->size ? PARSE_OK : PARSE_BAD;
}
