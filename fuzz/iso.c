/* Images of discs. They are mostly nothing: the fuzzer's bytes stand from the first descriptor on. */
#include <stdlib.h>

#include "format/iso.h"
#include "fuzz/receiver.h"

#define FREE ((size_t)32768)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = {
		.to = &to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};
	struct items items;
	uint8_t *image = calloc(1, FREE + size + 1);

	must(image);
	bytes_copy(image + FREE, size, (str){data, size});
	struct document d = {.bytes = {image, FREE + size}, .parts = &parts, .items = &items};

	items_init(&items);
	buf_init(&parts.path, PARTS_PATH_MOST);
	iso_read(&d);
	must(!parts.open && items.n <= ITEMS_MOST);
	items_release(&items);
	buf_release(&parts.path);
	free(image);
	return 0;
}
