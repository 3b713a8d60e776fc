/* Documents in compound files: whatever their chains, pieces and records say, parts end and nothing goes past the ceilings. Input that is
 * no such file is taken for the stream of a workbook. */
#include "format/office_old.h"

#include "format/xls.h"
#include "fuzz/receiver.h"

static bool is_name(str text)
{
	return text.n > 1 && text.p[0] == 'n';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = {
		.to = &to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};
	struct items items;
	struct document d = {.bytes = {data, size},
			     .type = FILETYPE_OLE,
			     .memory_most = (size_t)1 << 20,
			     .parts = &parts,
			     .items = &items,
			     .is_name = is_name};

	buf_init(&parts.path, PARTS_PATH_MOST);
	items_init(&items);
	if (str_starts(d.bytes, STR("\xd0\xcf\x11\xe0")))
		office_old_read(&d);
	else
		xls_read(&d, d.bytes, true);
	must(!parts.open);
	items_release(&items);
	buf_release(&parts.path);
	return r.sum == UINT64_MAX;
}
