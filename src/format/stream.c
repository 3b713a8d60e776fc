/* xz and .lzma, zstd (RFC 8878), bzip2: as members of one nameless part each, and what gzip.c shares with them. */
#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/i18n.h"
#include "format/layer.h"

#define BLOCK LAYER_BLOCK

const char layer_short_words[] = N_("the compressed data ends early");
const char layer_bad_words[] = N_("the compressed data is damaged");
const char layer_memory_words[] = N_("unpacking needs more memory than is allowed");
const char layer_behind_words[] = N_("something unknown follows the compressed data");

bool layer_once(struct layer *l, bool *begun)
{
	bool first = !*begun;

	(void)l;
	*begun = true;
	return first;
}

bool layer_another(struct layer *l, str mark)
{
	for (;;) {
		str s = source_some(l->in);
		size_t n = 0;

		if (!s.n)
			return false;
		while (n < s.n && !s.p[n])
			n++;
		if (n == s.n) {
			source_used(l->in, n);
			continue;
		}
		source_used(l->in, n);
		if (str_eq(source_peek(l->in, mark.n), mark))
			return true;
		layer_note(l, PIECE_CUT, layer_behind_words);
		return false;
	}
}

/* ---- xz, .lzma ---- */

struct xz {
	lzma_stream z;
	bool begun;
	bool ended;
	uint8_t *out;
};

static bool xz_open(struct layer *l)
{
	struct xz *x = l->state;

	x->z = (lzma_stream)LZMA_STREAM_INIT;
	x->out = malloc(BLOCK);
	return (x->out && lzma_auto_decoder(&x->z, l->memory_most, LZMA_CONCATENATED) == LZMA_OK) ||
	       layer_fail(l, PIECE_UNREADABLE, layer_memory_words);
}

static bool xz_next(struct layer *l)
{
	return layer_once(l, &((struct xz *)l->state)->begun);
}

static bool xz_step(struct layer *l, struct xz *x)
{
	str in = source_some(l->in);

	x->z.next_in = in.p;
	x->z.avail_in = in.n;
	lzma_ret rc = lzma_code(&x->z, in.n ? LZMA_RUN : LZMA_FINISH);

	source_used(l->in, in.n - x->z.avail_in);
	if (rc == LZMA_OK)
		return true;
	x->ended = true;
	if (rc == LZMA_STREAM_END)
		return false;
	return layer_fail(l, PIECE_UNREADABLE,
			  rc == LZMA_MEMLIMIT_ERROR || rc == LZMA_MEM_ERROR ? layer_memory_words
			  : rc == LZMA_BUF_ERROR && !in.n                   ? layer_short_words
									    : layer_bad_words);
}

static str xz_read(struct layer *l)
{
	struct xz *x = l->state;

	x->z.next_out = x->out;
	x->z.avail_out = BLOCK;
	while (!x->ended && x->z.avail_out && xz_step(l, x))
		;
	return (str){x->out, BLOCK - x->z.avail_out};
}

static void xz_close(struct layer *l)
{
	struct xz *x = l->state;

	lzma_end(&x->z);
	free(x->out);
}

const struct layer_kind layer_xz = {sizeof(struct xz), xz_open, xz_next, xz_read, xz_close};

/* ---- zstd ---- */

struct zstd {
	ZSTD_DCtx *z;
	bool begun;
	bool ended;
	bool between; /* of two frames */
	uint8_t *out;
};

static bool zstd_open(struct layer *l)
{
	struct zstd *s = l->state;
	int window = 10;

	while (window < 31 && (size_t)2 << window <= l->memory_most)
		window++;
	s->z = ZSTD_createDCtx();
	s->out = malloc(BLOCK);
	s->between = true;
	return (s->z && s->out && !ZSTD_isError(ZSTD_DCtx_setParameter(s->z, ZSTD_d_windowLogMax, window))) ||
	       layer_fail(l, PIECE_UNREADABLE, layer_memory_words);
}

static bool zstd_next(struct layer *l)
{
	return layer_once(l, &((struct zstd *)l->state)->begun);
}

static bool zstd_step(struct layer *l, struct zstd *s, ZSTD_outBuffer *out)
{
	str in = source_some(l->in);
	ZSTD_inBuffer from = {in.p, in.n, 0};
	size_t was = out->pos;
	size_t rc = ZSTD_decompressStream(s->z, out, &from);

	if (ZSTD_isError(rc)) {
		s->ended = true;
		/* Between frames it is something else that follows, not damage. */
		if (s->between && l->in->taken)
			layer_note(l, PIECE_CUT, layer_behind_words);
		else
			(void)layer_fail(l, PIECE_UNREADABLE,
					 ZSTD_getErrorCode(rc) == ZSTD_error_frameParameter_windowTooLarge ||
							 ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation
						 ? layer_memory_words
						 : layer_bad_words);
		return false;
	}
	source_used(l->in, from.pos);
	if (from.pos || out->pos > was)
		s->between = rc == 0;
	if (in.n || out->pos > was)
		return true;
	s->ended = true;
	return s->between ? false : layer_fail(l, PIECE_UNREADABLE, layer_short_words);
}

static str zstd_read(struct layer *l)
{
	struct zstd *s = l->state;
	ZSTD_outBuffer out = {s->out, BLOCK, 0};

	while (!s->ended && out.pos < out.size && zstd_step(l, s, &out))
		;
	return (str){s->out, out.pos};
}

static void zstd_close(struct layer *l)
{
	struct zstd *s = l->state;

	(void)ZSTD_freeDCtx(s->z);
	free(s->out);
}

const struct layer_kind layer_zstd = {sizeof(struct zstd), zstd_open, zstd_next, zstd_read, zstd_close};

/* ---- bzip2 ---- */

struct bzip2 {
	bz_stream z;
	bool ready;
	bool begun;
	bool ended;
	uint8_t *out;
};

static bool bzip2_open(struct layer *l)
{
	struct bzip2 *b = l->state;

	b->out = b->out ? b->out : malloc(BLOCK);
	b->ready = b->out && BZ2_bzDecompressInit(&b->z, 0, 0) == BZ_OK;
	return b->ready || layer_fail(l, PIECE_UNREADABLE, layer_memory_words);
}

static bool bzip2_next(struct layer *l)
{
	return layer_once(l, &((struct bzip2 *)l->state)->begun);
}

static void bzip2_end(struct bzip2 *b)
{
	if (b->ready)
		(void)BZ2_bzDecompressEnd(&b->z);
	b->ready = false;
}

static void bzip2_close(struct layer *l)
{
	struct bzip2 *b = l->state;

	bzip2_end(b);
	free(b->out);
}

static bool bzip2_again(struct layer *l, struct bzip2 *b)
{
	char *to = b->z.next_out;
	unsigned room = b->z.avail_out;

	bzip2_end(b);
	b->z = (bz_stream){0};
	if (!bzip2_open(l))
		return false;
	b->z.next_out = to;
	b->z.avail_out = room;
	return true;
}

static bool bzip2_step(struct layer *l, struct bzip2 *b)
{
	str in = source_some(l->in);

	in = str_sub(in, 0, (size_t)1 << 30);
	if (!in.n) {
		b->ended = true;
		return layer_fail(l, PIECE_UNREADABLE, layer_short_words);
	}
	b->z.next_in = (char *)(uintptr_t)in.p;
	b->z.avail_in = (unsigned)in.n;
	int rc = BZ2_bzDecompress(&b->z);

	source_used(l->in, in.n - b->z.avail_in);
	if (rc == BZ_OK)
		return true;
	if (rc == BZ_STREAM_END && layer_another(l, STR("BZh")))
		return bzip2_again(l, b);
	b->ended = true;
	if (rc == BZ_STREAM_END)
		return false;
	return layer_fail(l, PIECE_UNREADABLE, rc == BZ_MEM_ERROR ? layer_memory_words : layer_bad_words);
}

static str bzip2_read(struct layer *l)
{
	struct bzip2 *b = l->state;

	b->z.next_out = (char *)b->out;
	b->z.avail_out = BLOCK;
	while (!b->ended && b->z.avail_out && bzip2_step(l, b))
		;
	return (str){b->out, BLOCK - b->z.avail_out};
}

const struct layer_kind layer_bzip2 = {sizeof(struct bzip2), bzip2_open, bzip2_next, bzip2_read, bzip2_close};
