/* MS-CFB, sections 2.2 to 2.6. */
#include "format/ole.h"

#include "base/cur.h"

#define NO_SECTOR 0xfffffffau /* from here on numbers have other meanings */
#define DIRECTORY_MOST (OLE_ENTRIES_MOST * 128)
#define FAT_MOST ((size_t)4 << 20) /* numbers of sectors of a file of 128 GiB */

static uint32_t number_at(str s, size_t at)
{
	cur c = cur_of(str_from(s, at));

	return cur_le32(&c);
}

static str sector(const struct ole *o, uint32_t n)
{
	uint64_t at = ((uint64_t)n + 1) << o->shift;

	return n >= NO_SECTOR || at >= o->bytes.n ? (str){0} : str_sub(o->bytes, (size_t)at, (size_t)1 << o->shift);
}

static size_t sector_count(const struct ole *o)
{
	return o->bytes.n >> o->shift;
}

static uint32_t next_sector(const struct ole *o, uint32_t n)
{
	size_t each = ((size_t)1 << o->shift) / 4;
	size_t table = n / each;

	if (table >= o->fat.n / 4)
		return UINT32_MAX;
	str s = sector(o, number_at(buf_str(&o->fat), table * 4));
	size_t at = n % each * 4;

	return at + 4 <= s.n ? number_at(s, at) : UINT32_MAX;
}

/* The chain that begins at `start`, up to `most` bytes. */
static str read_chain(struct ole *o, uint32_t start, uint64_t most, buf *room)
{
	size_t size = (size_t)1 << o->shift;
	size_t steps = sector_count(o) + 1;
	uint64_t first = ((uint64_t)start + 1) << o->shift;
	uint64_t run = 0;
	uint32_t n = start;

	/* As one view, as far as sectors follow each other. */
	for (; n < NO_SECTOR && run < most && steps && sector(o, n).n; steps--) {
		uint32_t next = next_sector(o, n);

		run += size;
		if (next != n + 1 || run >= most) {
			n = next;
			break;
		}
		n = next;
	}
	str view = first < o->bytes.n ? str_sub(o->bytes, (size_t)first, (size_t)(run < most ? run : most)) : (str){0};

	if (run >= most || n >= NO_SECTOR || !view.n)
		return view;
	buf_reset(room);
	buf_put(room, view);
	for (; n < NO_SECTOR && room->n < most && steps && !buf_full(room); steps--) {
		str s = sector(o, n);

		if (!s.n)
			break;
		buf_put(room, str_sub(s, 0, (size_t)(most - room->n < s.n ? most - room->n : s.n)));
		n = next_sector(o, n);
	}
	return buf_str(room);
}

/* A stream of the mini stream's small sectors. */
static str read_mini(struct ole *o, uint32_t start, uint64_t size, buf *room)
{
	size_t each = (size_t)1 << o->mini_shift;
	size_t steps = (o->mini.n >> o->mini_shift) + 1;

	buf_reset(room);
	for (uint32_t n = start; n < NO_SECTOR && room->n < size && steps && !buf_full(room); steps--) {
		uint64_t at = (uint64_t)n << o->mini_shift;
		str s = at < o->mini.n ? str_sub(buf_str(&o->mini), (size_t)at, each) : (str){0};

		if (!s.n)
			break;
		buf_put(room, str_sub(s, 0, (size_t)(size - room->n < s.n ? size - room->n : s.n)));
		n = (uint64_t)n * 4 + 4 <= o->mini_fat.n ? number_at(buf_str(&o->mini_fat), (size_t)n * 4) : UINT32_MAX;
	}
	return buf_str(room);
}

/* A chain as a copy of its own. */
static void keep_chain(struct ole *o, uint32_t start, uint64_t most, buf *to)
{
	str s = read_chain(o, start, most < to->max ? most : to->max, to);

	if (s.p != to->p)
		buf_put(to, s);
}

/* Where the allocation table lies: 109 numbers in the header, the rest in a chain of its own. */
static void read_fat(struct ole *o, uint32_t more)
{
	size_t each = ((size_t)1 << o->shift) / 4;
	size_t steps = sector_count(o) + 1;

	buf_put(&o->fat, str_sub(o->bytes, 76, 436));
	for (; more < NO_SECTOR && steps && !buf_full(&o->fat); steps--) {
		str s = sector(o, more);

		if (s.n < each * 4)
			break;
		buf_put(&o->fat, str_sub(s, 0, each * 4 - 4));
		more = number_at(s, each * 4 - 4);
	}
}

bool ole_init(struct ole *o, str bytes, size_t memory_most)
{
	struct ole_entry root;
	cur c = cur_of(bytes);

	*o = (struct ole){.bytes = bytes};
	buf_init(&o->fat, FAT_MOST);
	buf_init(&o->mini_fat, FAT_MOST);
	buf_init(&o->mini, memory_most / 4);
	buf_init(&o->directory, DIRECTORY_MOST);
	if (bytes.n < 512 || !str_eq(cur_take(&c, 8), STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return false;
	cur_skip(&c, 22);
	o->shift = cur_le16(&c);
	o->mini_shift = cur_le16(&c);
	if ((o->shift != 9 && o->shift != 12) || o->mini_shift != 6)
		return false;
	o->cutoff = number_at(bytes, 56);
	read_fat(o, number_at(bytes, 68));
	keep_chain(o, number_at(bytes, 48), DIRECTORY_MOST, &o->directory);
	o->entry_count = o->directory.n / 128;
	keep_chain(o, number_at(bytes, 60), FAT_MOST, &o->mini_fat);
	if (!o->entry_count || !ole_entry_at(o, 0, &root) || root.type != 5)
		return false;
	keep_chain(o, root.start, root.size, &o->mini);
	o->broken = buf_full(&o->directory) || o->mini.n < root.size;
	return true;
}

void ole_release(struct ole *o)
{
	buf_release(&o->fat);
	buf_release(&o->mini_fat);
	buf_release(&o->mini);
	buf_release(&o->directory);
}

bool ole_entry_at(const struct ole *o, size_t i, struct ole_entry *ret)
{
	cur c = cur_of(str_sub(buf_str(&o->directory), i * 128, 128));
	buf name;

	*ret = (struct ole_entry){0};
	buf_init(&name, OLE_NAME_MOST);
	for (size_t k = 0; k < 32; k++) {
		uint32_t unit = cur_le16(&c);

		if (!unit)
			break;
		buf_put_utf8(&name, unit);
	}
	bytes_copy(ret->name, OLE_NAME_MOST - 1, str_sub(buf_str(&name), 0, OLE_NAME_MOST - 1));
	buf_release(&name);
	c = cur_of(str_sub(buf_str(&o->directory), i * 128 + 66, 62));
	ret->type = cur_u8(&c);
	cur_skip(&c, 49);
	ret->start = cur_le32(&c);
	ret->size = cur_le64(&c);
	/* Files with small sectors leave rubbish in the upper half. */
	if (o->shift == 9)
		ret->size &= UINT32_MAX;
	return cur_ok(&c) && (ret->type == 1 || ret->type == 2 || ret->type == 5);
}

bool ole_find(const struct ole *o, const char *name, struct ole_entry *ret)
{
	for (size_t i = 0; i < o->entry_count; i++)
		if (ole_entry_at(o, i, ret) && ret->type == 2 && str_ieq(str_c(ret->name), str_c(name)))
			return true;
	return false;
}

str ole_read(struct ole *o, const struct ole_entry *e, buf *room, bool *ret_whole)
{
	str s = e->size < o->cutoff ? read_mini(o, e->start, e->size, room) : read_chain(o, e->start, e->size, room);

	*ret_whole = s.n == e->size;
	return s;
}
