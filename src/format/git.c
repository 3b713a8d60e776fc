/*
 * Git's store of objects (gitformat-pack): a pack's objects one after the other, without its index; and zlib streams (RFC 1950) by
 * themselves, which loose objects are. Folders' listings are passed over: names alone. Of what is kept as a change to another object
 * only what was put in is given; a note says so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/i18n.h"
#include "format/layer.h"

#define TREE 2
#define BASE_BY_OFFSET 6
#define BASE_BY_NAME 7
#define NUMBER_BYTES 10                  /* of a length of 64 bits, seven bits a byte */
#define LISTING_MOST ((size_t)256 << 20) /* of a folder; a larger one is none */
#define HEAD_MOST 32                     /* "commit 1234567890", NUL: before a loose object */

static const char changes_words[] = N_("changes to earlier contents: only what was put in was looked at");

/* Where a change is being read: two lengths, then instructions. */
struct change {
	unsigned lengths; /* to come */
	unsigned skip;    /* bytes of a copying instruction */
	unsigned put;     /* bytes that are put in */
};

struct git {
	z_stream z;
	bool ready;
	bool pack;
	bool open;   /* a member is being unpacked */
	bool passed; /* a listing: nothing of it is given */
	bool changes;
	bool begun; /* its first block was given */
	uint64_t left;
	uint64_t count;
	struct change change;
	char name[40];
	uint8_t *out;
};

static bool git_open(struct layer *l)
{
	struct git *g = l->state;
	str head = source_peek(l->in, 12);

	g->out = malloc(LAYER_BLOCK);
	g->left = 1;
	g->pack = str_starts(head, STR("PACK")) && head.n == 12;
	if (g->pack) {
		g->left =
			(uint64_t)head.p[8] << 24 | (uint64_t)head.p[9] << 16 | (uint64_t)head.p[10] << 8 | head.p[11];
		source_used(l->in, 12);
	}
	g->ready = g->out && inflateInit2(&g->z, 15) == Z_OK;
	return g->ready || layer_fail(l, PIECE_UNREADABLE, layer_memory_words);
}

static bool take(struct layer *l, uint8_t *ret)
{
	str s = source_peek(l->in, 1);

	if (!s.n)
		return layer_fail(l, PIECE_UNREADABLE, layer_short_words);
	*ret = s.p[0];
	source_used(l->in, 1);
	return true;
}

/* The rest of a number of seven bits a byte. */
static bool pass_number(struct layer *l, uint8_t c)
{
	for (unsigned i = 0; c & 0x80; i++)
		if (i == NUMBER_BYTES || !take(l, &c))
			return i == NUMBER_BYTES ? layer_fail(l, PIECE_UNREADABLE, layer_bad_words) : false;
	return true;
}

static bool read_head(struct layer *l, struct git *g)
{
	uint8_t c, base;

	if (!take(l, &c) || !pass_number(l, c))
		return false;
	unsigned type = c >> 4 & 7;

	g->passed = type == TREE;
	g->changes = type == BASE_BY_OFFSET || type == BASE_BY_NAME;
	g->change = (struct change){.lengths = 2};
	if (g->changes)
		layer_note(l, PIECE_CUT, changes_words);
	if (type == 0 || type == 5)
		return layer_fail(l, PIECE_UNREADABLE, layer_bad_words);
	if (type == BASE_BY_OFFSET)
		return take(l, &base) && pass_number(l, base);
	return type != BASE_BY_NAME || source_skip(l->in, 20) || layer_fail(l, PIECE_UNREADABLE, layer_short_words);
}

/* What broke it off says more than the note on changes. */
static void broken(struct layer *l, const char *words)
{
	l->why = NULL;
	(void)layer_fail(l, PIECE_UNREADABLE, words);
}

/* The next block of the open member; 0: its end. */
static size_t unpack_some(struct layer *l, struct git *g)
{
	g->z.next_out = g->out;
	g->z.avail_out = (uInt)LAYER_BLOCK;
	while (g->open && g->z.avail_out) {
		str in = str_sub(source_some(l->in), 0, (size_t)1 << 30);
		uInt room = g->z.avail_out;

		g->z.next_in = (Bytef *)(uintptr_t)in.p;
		g->z.avail_in = (uInt)in.n;
		int rc = inflate(&g->z, Z_NO_FLUSH);
		size_t used = in.n - g->z.avail_in;

		source_used(l->in, used);
		g->open = rc == Z_OK && (used || room != g->z.avail_out);
		if (rc != Z_STREAM_END && !g->open)
			broken(l, in.n ? layer_bad_words : layer_short_words);
	}
	return LAYER_BLOCK - g->z.avail_out;
}

static bool git_next(struct layer *l)
{
	struct git *g = l->state;

	for (;;) {
		for (size_t n = 0; g->open && !l->dead; n += unpack_some(l, g))
			if (n > LISTING_MOST)
				return layer_fail(l, PIECE_UNREADABLE, layer_bad_words);
		if (l->dead || !g->left)
			return false;
		g->left--;
		g->count++;
		if (g->pack && !read_head(l, g))
			return false;
		g->open = inflateReset(&g->z) == Z_OK;
		g->begun = false;
		if (!g->passed)
			break;
	}
	l->name = (str){0};
	if (g->pack) {
		int n = snprintf(g->name, sizeof(g->name), "object %llu", (unsigned long long)g->count);

		l->name = (str){(const uint8_t *)g->name, (size_t)n};
	}
	return true;
}

/* What instructions put in stays, moved to the front; a copy of something becomes a line's end. */
static size_t keep_put(struct change *c, uint8_t *p, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t b = p[i];

		if (c->lengths) {
			c->lengths -= !(b & 0x80);
		} else if (c->skip) {
			c->skip--;
		} else if (c->put) {
			c->put--;
			p[kept++] = b;
		} else if (b & 0x80) {
			c->skip = (unsigned)__builtin_popcount(b & 0x7f);
			p[kept++] = '\n';
		} else {
			c->put = b;
		}
	}
	return kept;
}

/* "blob 123", NUL: not what somebody wrote. A listing gives nothing. */
static str without_head(struct git *g, str s)
{
	static const str words[] = {STR_INIT("blob "), STR_INIT("commit "), STR_INIT("tag "), STR_INIT("tree ")};
	size_t end = str_find_byte(str_sub(s, 0, HEAD_MOST), 0);

	for (size_t i = 0; i < ARRAY_LEN(words) && end < s.n && end < HEAD_MOST; i++)
		if (str_starts(s, words[i])) {
			g->passed = i == 3;
			return str_from(s, end + 1);
		}
	return s;
}

static str git_read(struct layer *l)
{
	struct git *g = l->state;

	while (g->open && !l->dead) {
		str s = {g->out, unpack_some(l, g)};

		if (g->changes)
			s.n = keep_put(&g->change, g->out, s.n);
		if (!g->pack && !g->begun)
			s = without_head(g, s);
		g->begun = true;
		if (s.n && !g->passed)
			return s;
	}
	return (str){0};
}

static void git_close(struct layer *l)
{
	struct git *g = l->state;

	if (g->ready)
		(void)inflateEnd(&g->z);
	free(g->out);
}

const struct layer_kind layer_git = {sizeof(struct git), git_open, git_next, git_read, git_close};
