/* ZIP: no entry unpacks past the ceiling, every unpacked one has the length and checksum it claims. */
#include "format/zip.h"

#include "base/must.h"

#define UNPACKED_MOST 100000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zip z;
	arena mem;
	buf out;

	arena_init(&mem, 1 << 22);
	buf_init(&out, UNPACKED_MOST);
	if (zip_parse((str){data, size}, &mem, &z) == PARSE_OK)
		for (size_t i = 0; i < z.count && i < 100; i++) {
			buf_reset(&out);
			enum parse p = zip_unpack(&z.entries[i], &out);

			must(out.n <= UNPACKED_MOST);
			must(p != PARSE_OK || out.n == z.entries[i].size);
			must(zip_find(&z, z.entries[i].name) == &z.entries[i]);
		}
	buf_release(&out);
	arena_clear(&mem);
	return 0;
}
