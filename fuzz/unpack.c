/* What unpack() hands out: parts begin and end in turn, and nothing goes past the ceilings. The first byte chooses the size of blocks. */
#include "fuzz/receiver.h"

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
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct unpack_result got;
	struct source s;

	if (!size)
		return 0;
	struct blocks b = {{data + 1, size - 1}, data[0] ? data[0] : 65536};

	source_init(&s, pull, &b);
	unpack(&s, (str){0}, &receiver_limits, &to, &got);
	must(!r.open && got.parts == r.parts && got.parts <= 1000);
	source_release(&s);
	return r.sum == UINT64_MAX;
}
