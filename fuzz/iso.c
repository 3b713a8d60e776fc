/* Images of discs. They are mostly nothing: the fuzzer's bytes stand from the first descriptor on. */
#include <stdlib.h>

#include "format/iso.h"
#include "fuzz/receiver.h"

#define FREE ((size_t)32768)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *image = calloc(1, FREE + size + 1);

	must(image);
	bytes_copy(image + FREE, size, (str){data, size});
	int rc = receiver_document((struct document){.bytes = {image, FREE + size}}, iso_read);

	free(image);
	return rc;
}
