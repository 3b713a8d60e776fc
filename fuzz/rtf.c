/* RTF: texts and objects, and what they hold in turn. */
#include "format/rtf.h"

#include "fuzz/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = {
		.to = &to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};
	struct items items;
	struct document d = {.bytes = {data, size}, .parts = &parts, .items = &items};

	items_init(&items);
	buf_init(&parts.path, PARTS_PATH_MOST);
	rtf_read(&d);
	must(!parts.open);
	items_release(&items);
	buf_release(&parts.path);
	return receiver_run(d.bytes, (str){0});
}
