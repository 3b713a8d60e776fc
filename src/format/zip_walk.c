/*
 * A ZIP from front to back by its local headers (PKWARE APPNOTE 6.3.10, 4.3.7; ZIP64 4.5.3; data descriptors 4.3.9): no directory is
 * needed, so that streams and cut archives are read, no entry is unpacked twice (overlapping entries make no bomb), and
 * entries that a directory leaves out are seen too. Where a header is not where it should be, the next one is looked for.
 */
#include <zlib.h>

#include "base/cur.h"
#include "base/i18n.h"
#include "format/layer.h"

#define LOCAL_SIZE 30u
#define NAME_MOST 65535u
#define BLOCK ((size_t)128 * 1024)

enum way { WAY_NONE, WAY_STORED, WAY_UNTIL_MARK, WAY_DEFLATED };

struct zip_walk {
	z_stream z;
	bool ready;
	enum way way;
	bool sized;      /* packed and size are true */
	bool loose;      /* within an entry of unknown length */
	bool ended;      /* the end of a directory was seen */
	bool directory;  /* a directory was seen: what lies between entries is no damage */
	uint64_t packed; /* bytes of the entry that are left in the archive, where sized */
	uint64_t size;
	uint32_t crc;
	bool has_crc;
	uint32_t crc_now;
	uint64_t got;
	buf name;
	uint8_t out[BLOCK];
};

static bool zip_walk_open(struct layer *l)
{
	struct zip_walk *w = l->state;

	buf_init(&w->name, NAME_MOST);
	w->ready = inflateInit2(&w->z, -MAX_WBITS) == Z_OK;
	return w->ready || layer_fail(l, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
}

static void zip_walk_close(struct layer *l)
{
	struct zip_walk *w = l->state;

	if (w->ready)
		(void)inflateEnd(&w->z);
	buf_release(&w->name);
}

/* On to the next local header, past descriptors, directories and whatever else lies between. */
static bool find_local(struct layer *l, struct zip_walk *w)
{
	uint64_t strange = 0;

	for (;;) {
		str s = source_peek(l->in, 4);

		if (s.n < 4)
			return false;
		if (str_eq(s, STR("PK\x03\x04"))) {
			/* A descriptor has at most 24 bytes. */
			if (strange > 24 && !w->directory && !w->loose)
				layer_note(l, PIECE_UNREADABLE,
					   N_("damaged headers: parts of the archive were passed over"));
			w->directory = w->loose = false;
			return true;
		}
		w->directory |= str_eq(s, STR("PK\x01\x02")) || str_eq(s, STR("PK\x05\x06"));
		w->ended |= str_eq(s, STR("PK\x05\x06"));
		s = source_some(l->in);
		size_t n = 1 + str_find_byte(str_from(s, 1), 'P');

		source_used(l->in, n);
		strange += n;
	}
}

/* ZIP64's extra field 1 has the sizes that did not fit, unpacked first. */
static void read_extra(str extra, struct zip_walk *w)
{
	cur c = cur_of(extra);

	while (cur_more(&c)) {
		uint16_t id = cur_le16(&c);
		uint16_t n = cur_le16(&c);
		cur field = cur_sub(&c, n);

		if (id != 1 || field.bad)
			continue;
		if (w->size == UINT32_MAX)
			w->size = cur_le64(&field);
		if (w->packed == UINT32_MAX)
			w->packed = cur_le64(&field);
	}
}

/* The local header at hand; false: it is cut. */
static bool read_local(struct layer *l, struct zip_walk *w, uint16_t *ret_flags, uint16_t *ret_method)
{
	cur c = cur_of(source_peek(l->in, LOCAL_SIZE));

	cur_skip(&c, 6);
	*ret_flags = cur_le16(&c);
	*ret_method = cur_le16(&c);
	cur_skip(&c, 4);
	w->crc = cur_le32(&c);
	w->packed = cur_le32(&c);
	w->size = cur_le32(&c);
	uint16_t name_n = cur_le16(&c);
	uint16_t extra_n = cur_le16(&c);
	size_t n = (size_t)LOCAL_SIZE + name_n + extra_n;
	str all = source_peek(l->in, n);

	if (c.bad || all.n < n)
		return false;
	buf_reset(&w->name);
	buf_put(&w->name, str_sub(all, LOCAL_SIZE, name_n));
	l->name = buf_str(&w->name);
	read_extra(str_from(all, (size_t)LOCAL_SIZE + name_n), w);
	source_used(l->in, n);
	return true;
}

/* How its data is read; packed bytes of a method that is a stream of its own (bzip2, xz, zstd) are given as they are and told by their
 * mark. */
static void choose_way(struct layer *l, struct zip_walk *w, uint16_t flags, uint16_t method)
{
	bool raw = method == 0 || method == 12 || method == 93 || method == 95;

	w->sized = !(flags & 8) || w->packed;
	w->has_crc = !(flags & 8) && (method == 0 || method == 8);
	w->way = WAY_NONE;
	if (flags & 1 || method == 99)
		(void)layer_part_fail(l, PIECE_UNREADABLE, N_("encrypted"));
	else if (method == 8)
		w->way = WAY_DEFLATED;
	else if (raw)
		w->way = w->sized ? WAY_STORED : WAY_UNTIL_MARK;
	else
		(void)layer_part_fail(l, PIECE_UNREADABLE, N_("packed by a method that is not read"));
}

/* Past what is left of the entry: by its length, or by what follows it. */
static bool finish_entry(struct layer *l, struct zip_walk *w)
{
	enum way way = w->way;

	w->way = WAY_NONE;
	if (!w->sized) {
		/* Not read to its end: the next header is looked for, which is no damage. Unpacking it would cost more. */
		w->loose = way != WAY_NONE || l->part_why || w->loose;
		return true;
	}
	return source_skip(l->in, w->packed);
}

static bool zip_walk_next(struct layer *l)
{
	struct zip_walk *w = l->state;
	uint16_t flags, method;

	for (;;) {
		if (!finish_entry(l, w))
			return layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
		w->packed = 0;
		if (!find_local(l, w)) {
			if (!w->ended)
				layer_note(l, PIECE_UNREADABLE, N_("the archive ends early"));
			return false;
		}
		if (!read_local(l, w, &flags, &method))
			return layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
		w->got = w->crc_now = 0;
		choose_way(l, w, flags, method);
		/* A folder. */
		if (str_ends(l->name, STR("/")) && !w->size)
			continue;
		if (w->way == WAY_DEFLATED && inflateReset(&w->z) != Z_OK)
			return layer_fail(l, PIECE_UNREADABLE, N_("unpacking needs more memory than is allowed"));
		return true;
	}
}

static str check_sum(struct layer *l, struct zip_walk *w)
{
	w->way = WAY_NONE;
	if (w->has_crc && (w->crc_now != w->crc || w->got != w->size))
		return layer_part_fail(l, PIECE_UNREADABLE, N_("not what its checksum says"));
	return (str){0};
}

static str give(struct zip_walk *w, str s)
{
	w->crc_now = (uint32_t)crc32(w->crc_now, s.p, (uInt)s.n);
	w->got += s.n;
	return s;
}

static str read_stored(struct layer *l, struct zip_walk *w)
{
	if (!w->packed)
		return check_sum(l, w);
	str s = source_some(l->in);

	if (!s.n) {
		w->way = WAY_NONE;
		w->packed = 0;
		(void)layer_fail(l, PIECE_UNREADABLE, N_("the archive ends early"));
		return s;
	}
	s = str_sub(s, 0, w->packed < s.n ? (size_t)w->packed : s.n);
	s = str_sub(s, 0, (size_t)1 << 30);
	source_used(l->in, s.n);
	w->packed -= s.n;
	return give(w, s);
}

/* Stored, with the length only behind it: until a descriptor, a header or a directory. */
static str read_until_mark(struct layer *l, struct zip_walk *w)
{
	for (;;) {
		str s = source_peek(l->in, 4);

		if (s.n < 4 || str_eq(s, STR("PK\x07\x08")) || str_eq(s, STR("PK\x03\x04")) ||
		    str_eq(s, STR("PK\x01\x02"))) {
			w->way = WAY_NONE;
			return (str){0};
		}
		s = source_some(l->in);
		s = str_sub(s, 0, 1 + str_find_byte(str_from(str_sub(s, 0, (size_t)1 << 30), 1), 'P'));
		source_used(l->in, s.n);
		return give(w, s);
	}
}

static str read_deflated(struct layer *l, struct zip_walk *w)
{
	int rc = Z_OK;

	w->z.next_out = w->out;
	w->z.avail_out = (uInt)BLOCK;
	while (rc == Z_OK && w->z.avail_out) {
		str in = str_sub(source_some(l->in), 0, (size_t)1 << 30);

		if (w->sized)
			in = str_sub(in, 0, w->packed < in.n ? (size_t)w->packed : in.n);
		w->z.next_in = (Bytef *)(uintptr_t)in.p;
		w->z.avail_in = (uInt)in.n;
		rc = inflate(&w->z, Z_NO_FLUSH);
		if (rc == Z_BUF_ERROR && !w->z.avail_out)
			rc = Z_OK;
		size_t used = in.n - w->z.avail_in;

		source_used(l->in, used);
		w->packed -= w->sized ? used : 0;
	}
	str s = give(w, (str){w->out, BLOCK - w->z.avail_out});

	if (rc == Z_OK)
		return s;
	w->way = WAY_NONE;
	if (rc != Z_STREAM_END)
		(void)layer_part_fail(l, PIECE_UNREADABLE, N_("the compressed data is damaged or ends early"));
	else
		(void)check_sum(l, w);
	return s;
}

static str zip_walk_read(struct layer *l)
{
	struct zip_walk *w = l->state;

	switch (w->way) {
	case WAY_STORED:
		return read_stored(l, w);
	case WAY_UNTIL_MARK:
		return read_until_mark(l, w);
	case WAY_DEFLATED:
		return read_deflated(l, w);
	case WAY_NONE:
		break;
	}
	return (str){0};
}

const struct layer_kind layer_zip = {sizeof(struct zip_walk), zip_walk_open, zip_walk_next, zip_walk_read,
				     zip_walk_close};
