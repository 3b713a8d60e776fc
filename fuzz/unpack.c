/* What unpack() hands out: parts begin and end in turn, and nothing goes past the ceilings. The first byte chooses the size of blocks. */
#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver_blocks b = receiver_blocks_of((str){data, size});
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct unpack_result got;
	struct source s;

	source_init(&s, receiver_pull, &b);
	unpack(&s, (str){0}, &receiver_limits, &to, &got);
	must(!r.open && got.parts == r.parts && got.parts <= 1000);
	source_release(&s);
	return r.sum == UINT64_MAX;
}
