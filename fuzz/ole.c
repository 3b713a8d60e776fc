/* Documents in compound files: whatever their chains, pieces and records say, parts end and nothing goes past the ceilings. Input that is
 * no such file is taken for the stream of a workbook. */
#include "format/office_old.h"

#include "format/xls.h"
#include "fuzz/receiver.h"

static bool is_name(str text)
{
	return text.n > 1 && text.p[0] == 'n';
}

static void read_any(const struct document *d)
{
	if (str_starts(d->bytes, STR("\xd0\xcf\x11\xe0")))
		office_old_read(d);
	else
		xls_read(d, d->bytes, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d = {
		.bytes = {data, size}, .type = FILETYPE_OLE, .memory_most = (size_t)1 << 20, .is_name = is_name};

	return receiver_document(d, read_any);
}
