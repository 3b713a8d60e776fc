/* lz4_Frame_format.md 1.6.3: frames one behind the other, skippable ones between them. Checksums are not looked at. */
#include "format/lz4.h"

#include <stdlib.h>

#include "base/cur.h"
#include "base/i18n.h"
#include "format/layer.h"

#define REACH ((size_t)65536) /* of a match */
#define MAGIC 0x184d2204u
#define SKIPPED 0x184d2a50u /* and fifteen more */

/* ---- a block ---- */

/* A length of 15 goes on in bytes of 255. */
static bool take_length(cur *in, size_t *n)
{
	uint8_t more = 255;

	if (*n != 15)
		return true;
	while (more == 255 && cur_more(in) && *n < SIZE_MAX / 2) {
		more = cur_u8(in);
		*n += more;
	}
	return cur_ok(in) && more != 255;
}

bool lz4_block(str bytes, uint8_t *to, size_t *at, size_t end)
{
	cur in = cur_of(bytes);

	while (cur_more(&in)) {
		uint8_t token = cur_u8(&in);
		size_t n = token >> 4;

		if (!take_length(&in, &n) || n > end - *at)
			return false;
		str literals = cur_take(&in, n);

		if (!cur_ok(&in))
			return false;
		bytes_copy(to + *at, end - *at, literals);
		*at += n;
		/* The last sequence has no match. */
		if (!cur_more(&in))
			return true;
		size_t back = cur_u8(&in);

		back |= (size_t)cur_u8(&in) << 8;
		n = token & 15;
		if (!take_length(&in, &n) || !back || back > *at || n + 4 > end - *at)
			return false;
		for (n += 4; n; n--, ++*at)
			to[*at] = to[*at - back];
	}
	return false;
}

/* ---- frames ---- */

struct lz4 {
	bool begun;
	bool ended;
	bool in_frame;
	bool linked;
	bool block_sum;
	bool sum;
	size_t block_most;
	size_t n; /* in window */
	uint8_t *window;
};

static bool lz4_next(struct layer *l)
{
	return layer_once(l, &((struct lz4 *)l->state)->begun);
}

static bool fail(struct layer *l, const char *why)
{
	((struct lz4 *)l->state)->ended = true;
	return layer_fail(l, PIECE_UNREADABLE, why);
}

static bool take_le32(struct layer *l, uint32_t *ret)
{
	str s = source_peek(l->in, 4);
	cur c = cur_of(s);

	if (s.n < 4)
		return fail(l, layer_short_words);
	*ret = cur_le32(&c);
	source_used(l->in, 4);
	return true;
}

static bool begin_frame(struct layer *l, struct lz4 *z)
{
	str s = source_peek(l->in, 2);

	if (s.n < 2)
		return fail(l, layer_short_words);
	uint8_t flags = s.p[0], size = s.p[1] >> 4 & 7;

	if (flags >> 6 != 1 || flags & 2 || size < 4)
		return fail(l, layer_bad_words);
	if (flags & 1)
		return fail(l, N_("packed with a dictionary that is not here"));
	z->linked = !(flags & 0x20);
	z->block_sum = flags & 0x10;
	z->sum = flags & 4;
	z->n = 0;
	if (!source_skip(l->in, 3 + (flags & 8 ? 8u : 0u)))
		return fail(l, layer_short_words);
	size_t most = (size_t)1 << (8 + 2 * size);
	uint8_t *window = most <= z->block_most ? z->window : realloc(z->window, REACH + most);

	if (!window)
		return fail(l, layer_memory_words);
	z->window = window;
	z->block_most = most > z->block_most ? most : z->block_most;
	z->in_frame = true;
	return true;
}

/* What stands before a frame, or behind the last one. False: nothing more comes. */
static bool between(struct layer *l, struct lz4 *z)
{
	uint32_t magic, n;

	z->ended = !source_some(l->in).n;
	if (z->ended)
		return false;
	if (source_peek(l->in, 4).n < 4 && l->in->taken) {
		layer_note(l, PIECE_CUT, layer_behind_words);
		z->ended = true;
		return false;
	}
	if (!take_le32(l, &magic))
		return false;
	if (magic == MAGIC)
		return begin_frame(l, z);
	if ((magic & ~15u) == SKIPPED)
		return take_le32(l, &n) && (source_skip(l->in, n) || fail(l, layer_short_words));
	layer_note(l, PIECE_CUT, layer_behind_words);
	z->ended = true;
	return false;
}

static bool end_frame(struct layer *l, struct lz4 *z)
{
	z->in_frame = false;
	return !z->sum || source_skip(l->in, 4) || fail(l, layer_short_words);
}

/* The next block's contents, which stand at the window's end. */
static bool take_block(struct layer *l, struct lz4 *z, size_t *ret_n)
{
	uint32_t size;

	if (!take_le32(l, &size))
		return false;
	if (!size)
		return end_frame(l, z);
	bool plain = size >> 31;
	size_t n = size & 0x7fffffff;

	if (n > z->block_most)
		return fail(l, layer_bad_words);
	str in = source_peek(l->in, n);

	if (in.n < n)
		return fail(l, layer_short_words);
	size_t keep = !z->linked ? 0 : z->n < REACH ? z->n : REACH;

	memmove(z->window, z->window + z->n - keep, keep);
	z->n = keep;
	if (plain) {
		bytes_copy(z->window + keep, z->block_most, in);
		z->n += n;
	} else if (!lz4_block(in, z->window, &z->n, keep + z->block_most)) {
		(void)fail(l, layer_bad_words);
	}
	*ret_n = z->n - keep;
	source_used(l->in, n);
	if (z->block_sum && !source_skip(l->in, 4))
		(void)fail(l, layer_short_words);
	return true;
}

static str lz4_read(struct layer *l)
{
	struct lz4 *z = l->state;
	size_t n = 0;

	while (!z->ended && !n)
		if (!(z->in_frame ? take_block(l, z, &n) : between(l, z)))
			break;
	return n ? (str){z->window + z->n - n, n} : (str){0};
}

static void lz4_close(struct layer *l)
{
	free(((struct lz4 *)l->state)->window);
}

const struct layer_kind layer_lz4 = {sizeof(struct lz4), NULL, lz4_next, lz4_read, lz4_close};
