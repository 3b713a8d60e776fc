/* Windows' event logs: the bytes are one chunk's records, behind heads that are sound. */
#include <stdlib.h>

#include "format/evtx.h"
#include "fuzz/receiver.h"

#define HEADS ((size_t)4096 + 512)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t all = 4096 + 65536;
	uint8_t *file = calloc(1, all);

	must(file);
	bytes_copy(file + 4096, 8, STR("ElfChnk\0"));
	file[4096 + 50] = 1; /* free from 65,536 on */
	bytes_copy(file + HEADS, all - HEADS, str_sub((str){data, size}, 0, all - HEADS));
	int rc = receiver_document((struct document){.bytes = {file, all}}, evtx_read);

	free(file);
	return rc;
}
