#include "format/sqlite_pages.h"

#include <stdlib.h>

#include "base/cur.h"

#define HEADER 100u
#define FRAME_HEADER 24u
#define WAL_HEADER 32u

static uint32_t be32(str s, size_t at)
{
	cur c = cur_of(str_from(s, at));

	return cur_u32(&c);
}

static uint16_t be16(str s, size_t at)
{
	cur c = cur_of(str_from(s, at));

	return cur_u16(&c);
}

static bool page_size_of(uint32_t raw, size_t *ret)
{
	size_t n = raw == 1 ? 65536 : raw;

	*ret = n;
	return n >= 512 && n <= 65536 && !(n & (n - 1));
}

/* The checksum of the log (section 4.2): two sums over words of 4 bytes in the byte order that the magic says. */
static void add_sum(str s, bool big, uint32_t sum[2])
{
	for (size_t i = 0; i + 8 <= s.n; i += 8) {
		cur c = cur_of(str_sub(s, i, 8));
		uint32_t a = big ? cur_u32(&c) : cur_le32(&c);
		uint32_t b = big ? cur_u32(&c) : cur_le32(&c);

		sum[0] += a + sum[1];
		sum[1] += b + sum[0];
	}
}

static str frame_of(const struct sqlite_file *f, uint32_t i)
{
	return str_sub(f->wal, WAL_HEADER + (size_t)i * (FRAME_HEADER + f->page_size), FRAME_HEADER + f->page_size);
}

/* How many frames are sound and committed; the size of the database after them goes to *ret_pages. */
static uint32_t committed(const struct sqlite_file *f, uint32_t *ret_pages)
{
	bool big = be32(f->wal, 0) & 1;
	uint32_t sum[2] = {0}, frames = 0;

	add_sum(str_sub(f->wal, 0, 24), big, sum);
	if (sum[0] != be32(f->wal, 24) || sum[1] != be32(f->wal, 28))
		return 0;
	for (uint32_t i = 0;; i++) {
		str frame = frame_of(f, i);

		if (frame.n < FRAME_HEADER + f->page_size || !str_eq(str_sub(frame, 8, 8), str_sub(f->wal, 16, 8)))
			return frames;
		add_sum(str_sub(frame, 0, 8), big, sum);
		add_sum(str_from(frame, FRAME_HEADER), big, sum);
		if (sum[0] != be32(frame, 16) || sum[1] != be32(frame, 20))
			return frames;
		if (be32(frame, 4)) {
			frames = i + 1;
			*ret_pages = be32(frame, 4);
		}
	}
}

static bool wal_is_sound(str wal, size_t *ret_page_size)
{
	return wal.n >= WAL_HEADER && (be32(wal, 0) & ~1u) == 0x377f0682u && be32(wal, 4) == 3007000 &&
	       page_size_of(be32(wal, 8), ret_page_size);
}

/* The log's committed pages go over the file's. */
static bool lay_over(struct sqlite_file *f, size_t memory_most)
{
	size_t page_size;
	uint32_t pages = 0;

	if (!wal_is_sound(f->wal, &page_size) || page_size != f->page_size)
		return true;
	uint32_t frames = committed(f, &pages);

	if (!frames)
		return true;
	/* A page that neither file has is not counted, whatever the log claims. */
	if (pages > f->pages + frames)
		pages = f->pages + frames;
	f->pages = pages;
	f->in_wal = (size_t)pages * sizeof(*f->in_wal) <= memory_most ? calloc(pages + 1u, sizeof(*f->in_wal)) : NULL;
	if (!f->in_wal)
		return false;
	for (uint32_t i = 0; i < frames; i++) {
		uint32_t n = be32(frame_of(f, i), 0);

		if (n && n <= pages)
			f->in_wal[n] = i + 1;
	}
	return true;
}

bool sqlite_file_init(struct sqlite_file *f, str db, str wal, size_t memory_most)
{
	*f = (struct sqlite_file){.db = db, .wal = wal};
	if (db.n < HEADER || !str_starts(db, STR("SQLite format 3\0")) || !page_size_of(be16(db, 16), &f->page_size))
		return false;
	f->usable = f->page_size - db.p[20];
	f->encoding = (uint8_t)be32(db, 56);
	if (f->usable < 480)
		return false;
	f->pages = (uint32_t)((db.n + f->page_size - 1) / f->page_size);
	if (!lay_over(f, memory_most))
		return false;
	str first;

	/* The first page may be in the log only. */
	if (sqlite_page_again(f, 1, &first) && first.n >= HEADER)
		f->encoding = (uint8_t)be32(first, 56);
	f->seen = f->pages / 8 < memory_most ? calloc(f->pages / 8 + 1, 1) : NULL;
	return f->seen != NULL;
}

bool sqlite_file_init_log(struct sqlite_file *f, str wal)
{
	*f = (struct sqlite_file){.wal = wal, .encoding = 1};
	if (!wal_is_sound(wal, &f->page_size))
		return false;
	f->usable = f->page_size;
	return true;
}

void sqlite_file_release(struct sqlite_file *f)
{
	free(f->in_wal);
	free(f->seen);
	f->in_wal = NULL;
	f->seen = NULL;
}

bool sqlite_page_again(const struct sqlite_file *f, uint32_t n, str *ret)
{
	if (!n || n > f->pages)
		return false;
	if (f->in_wal && f->in_wal[n])
		*ret = str_from(frame_of(f, f->in_wal[n] - 1), FRAME_HEADER);
	else
		*ret = str_sub(f->db, (size_t)(n - 1) * f->page_size, f->page_size);
	return ret->n == f->page_size;
}

bool sqlite_page_was_seen(const struct sqlite_file *f, uint32_t n)
{
	return f->seen[n / 8] >> (n % 8) & 1;
}

bool sqlite_page(struct sqlite_file *f, uint32_t n, str *ret)
{
	if (!sqlite_page_again(f, n, ret) || sqlite_page_was_seen(f, n)) {
		f->damaged = true;
		return false;
	}
	f->seen[n / 8] |= (uint8_t)(1u << n % 8);
	return true;
}

/* ---- cells ---- */

uint64_t sqlite_varint(str s, size_t *at)
{
	uint64_t v = 0;

	for (size_t i = 0; i < 9 && *at + i < s.n; i++) {
		uint8_t c = s.p[*at + i];

		v = i == 8 ? v << 8 | c : v << 7 | (c & 0x7f);
		if (!(c & 0x80) || i == 8) {
			*at += i + 1;
			return v;
		}
	}
	return 0;
}

bool sqlite_node_read(const struct sqlite_file *f, uint32_t n, str page, struct sqlite_node *ret)
{
	size_t h = n == 1 ? HEADER : 0;
	uint8_t type = page.n > h + 12 ? page.p[h] : 0;

	*ret = (struct sqlite_node){.page = str_sub(page, 0, f->usable), .header = h, .type = type, .left = f->usable};
	if (type != 2 && type != 5 && type != 10 && type != 13)
		return false;
	ret->cells = be16(page, h + 3);
	if (!sqlite_node_is_leaf(ret))
		ret->right = be32(page, h + 8);
	size_t pointers = h + (sqlite_node_is_leaf(ret) ? 8 : 12);
	size_t most = (ret->page.n - pointers) / 2;

	return ret->cells <= most;
}

/* How much of a payload lies on the page itself (section 1.6). */
static size_t local_size(const struct sqlite_file *f, uint8_t type, uint64_t size)
{
	size_t u = f->usable;
	size_t most = type == 13 ? u - 35 : (u - 12) * 64 / 255 - 23;
	size_t least = (u - 12) * 32 / 255 - 23;

	if (size <= most)
		return (size_t)size;
	size_t k = least + (size_t)((size - least) % (u - 4));

	return k <= most ? k : least;
}

bool sqlite_cell_read(const struct sqlite_file *f, struct sqlite_node *node, unsigned i, struct sqlite_cell *ret)
{
	size_t at = be16(node->page, node->header + (sqlite_node_is_leaf(node) ? 8u : 12u) + (size_t)2 * i);
	size_t was;

	*ret = (struct sqlite_cell){0};
	if (at + 4 > node->page.n)
		return false;
	if (!sqlite_node_is_leaf(node)) {
		ret->child = be32(node->page, at);
		at += 4;
	}
	if (node->type == 5)
		return true;
	was = at;
	ret->size = sqlite_varint(node->page, &at);
	if (at == was)
		return false;
	was = at;
	if (node->type == 13)
		ret->rowid = sqlite_varint(node->page, &at);
	if (node->type == 13 && at == was)
		return false;
	size_t n = local_size(f, node->type, ret->size);

	ret->has_payload = true;
	ret->local = str_sub(node->page, at, n);
	if (ret->local.n < n || n > node->left)
		return false;
	node->left -= n;
	if (n < ret->size)
		ret->overflow = be32(node->page, at + n);
	return true;
}

bool sqlite_payload(struct sqlite_file *f, const struct sqlite_cell *c, buf *out)
{
	uint64_t left = c->size - c->local.n;
	uint32_t next = c->overflow;
	str page;

	buf_reset(out);
	buf_put(out, c->local);
	while (left && next && f->seen && sqlite_page(f, next, &page)) {
		str data = str_sub(page, 4, f->usable - 4 < left ? f->usable - 4 : (size_t)left);

		buf_put(out, data);
		left -= data.n;
		next = be32(page, 0);
	}
	return !left && !buf_full(out);
}
