/* RTF: texts and objects, and what they hold in turn. */
#include "format/rtf.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d = {.bytes = {data, size}};

	(void)receiver_document(d, rtf_read);
	return receiver_run(d.bytes, (str){0});
}
