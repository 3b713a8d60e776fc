/* SQLite files with and without their logs. The first byte says how many 512ths of the rest, counted from its end, are the log. */
#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	str all = {data + 1, size - 1};
	size_t log = (size_t)data[0] * 512 < all.n ? (size_t)data[0] * 512 : all.n;

	return receiver_run(str_sub(all, 0, all.n - log), str_from(all, all.n - log));
}
