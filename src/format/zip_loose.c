/* PKWARE APPNOTE 6.3.10: 4.3.12 (central header), 4.3.14 to 4.3.16 (ends of the directory), 4.5.3 (ZIP64 extra field). */
#include "format/zip_loose.h"

#include <stdlib.h>

#include "base/cur.h"

#define END_SIZE 22u
#define COMMENT_MOST 65535u
#define LOCAL_SIZE 30u

struct directory {
	uint64_t count;
	uint64_t size;
	uint64_t at;
};

/* The ZIP64 end of the directory, by its locator right before the end record. */
static bool read_end64(str bytes, size_t end, struct directory *d)
{
	cur c = cur_of(str_sub(bytes, end < 20 ? end : end - 20, 20));

	if (cur_le32(&c) != 0x07064b50)
		return false;
	cur_skip(&c, 4);
	uint64_t at = cur_le64(&c);

	if (at >= bytes.n)
		return false;
	c = cur_of(str_from(bytes, (size_t)at));
	if (cur_le32(&c) != 0x06064b50)
		return false;
	cur_skip(&c, 28);
	d->count = cur_le64(&c);
	d->size = cur_le64(&c);
	d->at = cur_le64(&c);
	return cur_ok(&c);
}

static bool find_directory(str bytes, struct directory *d)
{
	size_t last = bytes.n < END_SIZE ? 0 : bytes.n - END_SIZE;
	size_t first = last > COMMENT_MOST ? last - COMMENT_MOST : 0;

	for (size_t at = last + 1; at > first && bytes.n >= END_SIZE; at--) {
		cur c = cur_of(str_from(bytes, at - 1));

		if (cur_le32(&c) != 0x06054b50)
			continue;
		cur_skip(&c, 6);
		d->count = cur_le16(&c);
		d->size = cur_le32(&c);
		d->at = cur_le32(&c);
		if ((d->count == UINT16_MAX || d->size == UINT32_MAX || d->at == UINT32_MAX) &&
		    !read_end64(bytes, at - 1, d))
			return false;
		return d->at < bytes.n && d->size <= bytes.n - d->at;
	}
	return false;
}

/* Lengths that did not fit stand in extra field 1, unpacked first. */
static void read_extra(str extra, uint64_t *size, uint64_t *packed, uint64_t *offset)
{
	cur c = cur_of(extra);

	while (cur_more(&c)) {
		uint16_t id = cur_le16(&c);
		uint16_t n = cur_le16(&c);
		cur field = cur_sub(&c, n);

		if (id != 1 || field.bad)
			continue;
		if (*size == UINT32_MAX)
			*size = cur_le64(&field);
		if (*packed == UINT32_MAX)
			*packed = cur_le64(&field);
		if (*offset == UINT32_MAX)
			*offset = cur_le64(&field);
	}
}

static bool read_entry(cur *c, str bytes, struct zip_entry *e)
{
	if (cur_le32(c) != 0x02014b50)
		return false;
	cur_skip(c, 4);
	e->flags = cur_le16(c);
	e->method = cur_le16(c);
	cur_skip(c, 4);
	e->crc = cur_le32(c);
	uint64_t packed = cur_le32(c);
	uint64_t size = cur_le32(c);
	uint16_t name_n = cur_le16(c);
	uint16_t extra_n = cur_le16(c);
	uint16_t comment_n = cur_le16(c);

	cur_skip(c, 8);
	uint64_t offset = cur_le32(c);

	e->name = cur_take(c, name_n);
	read_extra(cur_take(c, extra_n), &size, &packed, &offset);
	cur_skip(c, comment_n);
	if (c->bad || packed > UINT32_MAX || offset >= bytes.n)
		return false;
	cur local = cur_of(str_from(bytes, (size_t)offset));

	if (cur_le32(&local) != 0x04034b50)
		return false;
	cur_skip(&local, LOCAL_SIZE - 8);
	uint16_t local_name_n = cur_le16(&local);
	uint16_t local_extra_n = cur_le16(&local);

	cur_skip(&local, (size_t)local_name_n + local_extra_n);
	e->data = cur_take(&local, (size_t)packed);
	e->packed = (uint32_t)packed;
	e->size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
	e->from = (size_t)offset;
	e->until = bytes.n - local.n;
	return cur_ok(&local);
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

bool zip_loose_read(str bytes, arena *mem, struct zip *ret)
{
	struct directory d = {0};
	struct zip z = {0};

	if (!find_directory(bytes, &d) || d.count > ZIP_ENTRIES_MOST || !d.count ||
	    !arena_fits(mem, (size_t)d.count * sizeof(*z.entries) + 64))
		return false;
	cur c = cur_of(str_sub(bytes, (size_t)d.at, (size_t)d.size));

	z.entries = arena_new(mem, struct zip_entry, (size_t)d.count);
	while (z.count < d.count && read_entry(&c, bytes, &z.entries[z.count]))
		z.count++;
	if (z.count != d.count)
		return false;
	qsort(z.entries, z.count, sizeof(*z.entries), by_place);
	for (size_t i = 1; i < z.count; i++)
		if (z.entries[i].from < z.entries[i - 1].until)
			return false;
	qsort(z.entries, z.count, sizeof(*z.entries), by_name);
	*ret = z;
	return true;
}
