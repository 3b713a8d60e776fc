/* PDF: whatever the bytes begin with. */
#include "format/pdf.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return receiver_document((struct document){.bytes = {data, size}, .memory_most = (size_t)8 << 20}, pdf_read);
}
