/* What the fuzz targets of readers of containers give to them: a receiver that tests that parts begin and end in turn, and reads every byte. */
#pragma once

#include "base/must.h"
#include "format/document.h"
#include "format/items.h"
#include "format/unpack.h"

#define OUT_MOST ((size_t)1 << 22)

struct receiver {
	bool open;
	enum piece_form form;
	uint64_t bytes;
	uint64_t sum;
	uint64_t parts;
};

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	struct receiver *r = ctx;

	must(!r->open && inner.n <= PARTS_PATH_MOST && str_is_utf8(inner));
	r->open = true;
	r->form = form;
	r->parts++;
	return true;
}

static bool look(struct receiver *r, str s)
{
	r->bytes += s.n;
	for (size_t i = 0; i < s.n; i += 61)
		r->sum += s.p[i];
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	struct receiver *r = ctx;

	must(r->open && r->form != PIECE_TABLE && bytes.n);
	return look(r, bytes);
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	struct receiver *r = ctx;

	(void)names;
	must(r->open && r->form == PIECE_TABLE);
	for (size_t i = 0; i < n; i++)
		(void)look(r, cells[i]);
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	struct receiver *r = ctx;

	must(r->open && (how == PIECE_WHOLE) == !*why);
	r->open = false;
}

static inline struct pieces receiver_pieces(struct receiver *r)
{
	return (struct pieces){r, on_begin, on_bytes, on_row, on_end};
}

/* Room for parts below the ceilings; its path is to be released. */
static inline struct parts receiver_parts(struct pieces *to)
{
	struct parts p = {.to = to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};

	buf_init(&p.path, PARTS_PATH_MOST);
	return p;
}

static const struct unpack_limits receiver_limits = {OUT_MOST, OUT_MOST, OUT_MOST, 1000, 1 << 20, (size_t)8 << 20, 5};

/* All of the bytes at once. */
static inline int receiver_run(str bytes, str log)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct unpack_result got;
	struct source s;

	source_of(&s, bytes);
	unpack_with_log(&s, log, &receiver_limits, &to, &got);
	must(!r.open && got.parts == r.parts && got.parts <= 1000);
	source_release(&s);
	return r.sum == UINT64_MAX;
}

/* What one reader of a container alone makes of the document; items are for those that want them. */
static inline int receiver_document(struct document d, void (*read)(const struct document *d))
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = receiver_parts(&to);
	struct items items;

	items_init(&items);
	d.parts = &parts;
	d.items = &items;
	read(&d);
	must(!parts.open && items.n <= ITEMS_MOST);
	items_release(&items);
	buf_release(&parts.path);
	return r.sum == UINT64_MAX;
}

/* A stream in blocks: the first byte is their size (0: 65,536), the others are the stream. */
struct receiver_blocks {
	str rest;
	size_t n;
};

static inline str receiver_pull(void *ctx)
{
	struct receiver_blocks *b = ctx;
	str s = str_sub(b->rest, 0, b->n);

	b->rest = str_from(b->rest, s.n);
	return s;
}

static inline struct receiver_blocks receiver_blocks_of(str bytes)
{
	return (struct receiver_blocks){str_from(bytes, 1), bytes.n && bytes.p[0] ? bytes.p[0] : 65536};
}

/* What one reader of a stream alone makes of such blocks. */
static inline int receiver_stream(str bytes, void (*read)(struct source *in, struct parts *to))
{
	struct receiver_blocks b = receiver_blocks_of(bytes);
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = receiver_parts(&to);
	struct source s;

	source_init(&s, receiver_pull, &b);
	read(&s, &parts);
	must(!parts.open);
	source_release(&s);
	buf_release(&parts.path);
	return r.sum == UINT64_MAX;
}
