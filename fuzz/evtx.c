/* Windows' event logs: the bytes are one chunk's records, behind heads that are sound. */
#include <stdlib.h>

#include "format/evtx.h"
#include "fuzz/receiver.h"

#define HEADS ((size_t)4096 + 512)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = {
		.to = &to, .left = OUT_MOST, .rows_left = OUT_MOST, .part_most = OUT_MOST, .count_left = 1000};
	size_t all = 4096 + 65536;
	uint8_t *file = calloc(1, all);

	must(file);
	bytes_copy(file + 4096, 8, STR("ElfChnk\0"));
	file[4096 + 50] = 1; /* free from 65,536 on */
	bytes_copy(file + HEADS, all - HEADS, str_sub((str){data, size}, 0, all - HEADS));
	struct document d = {.bytes = {file, all}, .parts = &parts};

	buf_init(&parts.path, PARTS_PATH_MOST);
	evtx_read(&d);
	must(!parts.open);
	buf_release(&parts.path);
	free(file);
	return 0;
}
