/* Redis dumps. The first byte is the size of blocks. */
#include "format/redis_dump.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return receiver_stream((str){data, size}, redis_dump_read);
}
