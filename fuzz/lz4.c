/* Frames of LZ4, and a block by itself: nothing is written past the end that was said. */
#include "format/lz4.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[4096];
	size_t at = size % 100, end = sizeof(room) - size % 1000;

	bool good = lz4_block((str){data, size}, room, &at, end);

	must(at <= end && (good || size < SIZE_MAX));
	return receiver_run((str){data, size}, (str){0});
}
