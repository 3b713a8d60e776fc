/* Redis dumps. The first byte is the size of blocks. */
#include "format/redis_dump.h"

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
	struct parts parts = {
		.to = &to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};
	struct source s;

	if (!size)
		return 0;
	struct blocks b = {{data + 1, size - 1}, data[0] ? data[0] : 65536};

	buf_init(&parts.path, PARTS_PATH_MOST);
	source_init(&s, pull, &b);
	redis_dump_read(&s, &parts);
	must(!parts.open);
	source_release(&s);
	buf_release(&parts.path);
	return r.sum == UINT64_MAX;
}
