/* What unpack() hands out: parts begin and end in turn, and nothing goes past the ceilings. The first byte chooses the size of blocks. */
#include "format/unpack.h"

#include "base/must.h"

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

struct blocks {
	str rest;
	size_t n;
};

static str pull(void *ctx)
{
	struct blocks *b = ctx;
	str s = str_sub(b->rest, 0, b->n);

	b->rest = str_from(b->rest, s.n);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct unpack_limits limits = {OUT_MOST, OUT_MOST, OUT_MOST, 1000, 1 << 20, (size_t)8 << 20, 5};
	struct receiver r = {0};
	struct pieces to = {&r, on_begin, on_bytes, on_row, on_end};
	struct unpack_result got;
	struct source s;

	if (!size)
		return 0;
	struct blocks b = {{data + 1, size - 1}, data[0] ? data[0] : 65536};

	source_init(&s, pull, &b);
	unpack(&s, (str){0}, &limits, &to, &got);
	must(!r.open && got.parts == r.parts && got.parts <= 1000);
	source_release(&s);
	return r.sum == UINT64_MAX;
}
