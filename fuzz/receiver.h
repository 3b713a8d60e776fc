/* What the fuzz targets of readers of containers give to them: a receiver that tests that parts begin and end in turn, and reads every byte. */
#pragma once

#include "base/must.h"
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
