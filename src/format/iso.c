/* ECMA-119: 8.4 and 8.5 descriptors, 9.1 directory records; Joliet 1.0; IEEE P1282 4.1.4 (NM). Both ways of numbers: the little-endian is read. */
#include "format/iso.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/i18n.h"
#include "format/charset.h"

#define SECTOR ((size_t)2048)
#define FOLDERS_MOST ((size_t)8192)
#define DEPTH_MOST 32
#define PATH_MOST 2000
static const char damaged_words[] = N_("the image is damaged");

struct folder {
	size_t path_at, path_n; /* in paths */
	uint32_t at, n;
	unsigned depth;
};

struct iso {
	const struct document *d;
	str bytes;
	bool joliet;
	size_t block;
	struct folder *folders; /* a queue: those that were met */
	size_t count;
	buf paths;
	const char *why;
};

struct entry {
	uint32_t at, n;
	uint8_t flags;
	str name, system;
};

static void note(struct iso *o, const char *why)
{
	if (!o->why)
		o->why = why;
}

static str extent(struct iso *o, uint32_t at, uint32_t n)
{
	uint64_t from = (uint64_t)at * o->block;

	if (from > o->bytes.n || n > o->bytes.n - from) {
		note(o, N_("the image ends early"));
		return from < o->bytes.n ? str_from(o->bytes, (size_t)from) : (str){0};
	}
	return str_sub(o->bytes, (size_t)from, n);
}

/* A directory record; *ret_length: its own, 0: none. */
static bool take_entry(str s, struct entry *e, size_t *ret_length)
{
	cur in = cur_of(s);
	uint8_t length = cur_u8(&in);

	*ret_length = length;
	if (length < 34 || length > s.n)
		return false;
	in = cur_of(str_sub(s, 2, (size_t)length - 2));
	e->at = cur_le32(&in);
	cur_skip(&in, 4);
	e->n = cur_le32(&in);
	cur_skip(&in, 4 + 7);
	e->flags = cur_u8(&in);
	cur_skip(&in, 6);
	uint8_t name = cur_u8(&in);

	e->name = cur_take(&in, name);
	if (name % 2 == 0)
		cur_skip(&in, 1);
	e->system = cur_rest(&in);
	return name && cur_ok(&in);
}

/* Rock Ridge's name, in pieces. */
static void put_long_name(buf *out, str system)
{
	cur in = cur_of(system);

	while (in.n >= 4) {
		str mark = cur_take(&in, 2);
		uint8_t length = cur_u8(&in);

		if (length < 4)
			return;
		cur_skip(&in, 1);
		str data = cur_take(&in, (size_t)length - 4);

		if (!cur_ok(&in))
			return;
		if (str_eq(mark, STR("NM")))
			buf_put(out, str_from(data, 1));
	}
}

static void put_name(const struct iso *o, buf *out, const struct entry *e)
{
	size_t was = out->n;

	if (o->joliet)
		(void)charset_decode(CHARSET_UTF16BE, e->name, out);
	else
		put_long_name(out, e->system);
	if (out->n == was)
		buf_put(out, e->name);
	/* A version follows: ";1". */
	if (out->n > was + 2 && out->p[out->n - 2] == ';' && byte_is_digit(out->p[out->n - 1]))
		out->n -= 2;
}

static void add_folder(struct iso *o, str path, const struct entry *e, unsigned depth)
{
	size_t at = o->paths.n;

	if (o->count == FOLDERS_MOST || depth == DEPTH_MOST) {
		note(o, N_("more files within it than are looked at"));
		return;
	}
	/* None twice: not even one that holds itself. */
	for (size_t i = 0; i < o->count; i++)
		if (o->folders[i].at == e->at)
			return;
	buf_put(&o->paths, path);
	if (buf_full(&o->paths)) {
		note(o, N_("more files within it than are looked at"));
		return;
	}
	o->folders[o->count++] = (struct folder){at, path.n, e->at, e->n, depth};
}

static void take(struct iso *o, const struct folder *f, const struct entry *e)
{
	AUTO(buf_release) buf path;
	bool itself = e->name.n == 1 && e->name.p[0] <= 1;

	if (itself)
		return;
	buf_init(&path, PATH_MOST);
	buf_put(&path, str_sub(buf_str(&o->paths), f->path_at, f->path_n));
	if (path.n)
		buf_put_byte(&path, '/');
	put_name(o, &path, e);
	if (e->flags & 2)
		add_folder(o, buf_str(&path), e, f->depth + 1);
	else if (e->n)
		items_add(o->d->items, buf_str(&path), extent(o, e->at, e->n), ITEM_PLAIN);
	/* Its rest is another record's. */
	if (e->flags & 0x80)
		note(o, N_("a file in more than one piece: each was looked at by itself"));
}

static void read_folder(struct iso *o, const struct folder *f)
{
	str s = extent(o, f->at, f->n);
	size_t at = 0;

	while (at < s.n) {
		struct entry e;
		size_t length;

		if (take_entry(str_from(s, at), &e, &length)) {
			take(o, f, &e);
			at += length;
		} else {
			if (length)
				note(o, damaged_words);
			/* Records do not go over the end of a sector. */
			at = (at / SECTOR + 1) * SECTOR;
		}
	}
}

/* The descriptor whose names are best: Joliet's, else the first. */
static bool find_root(struct iso *o, struct entry *root)
{
	bool any = false;

	for (size_t at = 16 * SECTOR; at + SECTOR <= o->bytes.n && at < 64 * SECTOR; at += SECTOR) {
		str s = str_sub(o->bytes, at, SECTOR);
		uint8_t kind = s.p[0];
		str escape = str_sub(s, 88, 3);
		bool joliet = kind == 2 &&
			      (str_eq(escape, STR("%/@")) || str_eq(escape, STR("%/C")) || str_eq(escape, STR("%/E")));
		struct entry e;
		size_t length;

		if (!str_eq(str_sub(s, 1, 5), STR("CD001")) || kind == 255)
			break;
		if (!(joliet || (kind == 1 && !any)) || !take_entry(str_sub(s, 156, 34), &e, &length))
			continue;
		*root = e;
		o->joliet = joliet;
		o->block = (size_t)s.p[128] | (size_t)s.p[129] << 8;
		any = true;
	}
	return any && o->block >= 512;
}

void iso_read(const struct document *d)
{
	struct iso o = {.d = d, .bytes = d->bytes};
	struct entry root = {0};

	o.folders = calloc(FOLDERS_MOST, sizeof(*o.folders));
	buf_init(&o.paths, (size_t)4 << 20);
	if (!o.folders)
		note(&o, N_("unpacking needs more memory than is allowed"));
	else if (!find_root(&o, &root))
		note(&o, damaged_words);
	else
		add_folder(&o, (str){0}, &root, 0);
	for (size_t i = 0; i < o.count; i++) {
		struct folder f = o.folders[i];

		read_folder(&o, &f);
	}
	if (o.why)
		parts_unread(d->parts, (str){0}, PIECE_UNREADABLE, o.why);
	free(o.folders);
	buf_release(&o.paths);
}
