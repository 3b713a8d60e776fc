/* A message, whatever its beginning looks like. */
#include "format/mail.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d = {.bytes = {data, size}};

	(void)receiver_document(d, mail_read);
	/* And with its attachments. */
	return receiver_run(d.bytes, (str){0});
}
