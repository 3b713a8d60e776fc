/* Parquet: footers, pages and their codecs. The fuzzer rarely makes a footer that fits: its bytes are tried as pages too. */
#include "format/parquet.h"

#include "format/parquet_codec.h"
#include "format/parquet_column.h"
#include "fuzz/receiver.h"

static void try_column(str bytes, unsigned codec, unsigned type)
{
	struct parquet_leaf leaf = {.type = (enum parquet_type)(type % PARQUET_TYPE_COUNT),
				    .sense = (enum parquet_sense)(type / 8 % 4),
				    .width = type % 7,
				    .scale = (int32_t)(type % 19),
				    .second = 1000,
				    .def_most = type / 32 % 4,
				    .rep_most = type / 128};
	struct parquet_column c;
	buf out;

	buf_init(&out, OUT_MOST);
	parquet_column_init(&c, parquet_column_need(bytes) < OUT_MOST ? parquet_column_need(bytes) : OUT_MOST);
	parquet_column_begin(&c, &leaf, codec % 9, bytes);
	for (unsigned i = 0; i < 100000 && parquet_column_cell(&c, &out); i++)
		buf_reset(&out);
	parquet_column_release(&c);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[65536];
	struct document d = {.bytes = {data, size}, .memory_most = OUT_MOST};

	if (size > 3)
		try_column((str){data + 2, size - 2}, data[0], data[1]);
	if (size > 3)
		(void)snappy_unpack((str){data, size}, room, data[0] & 127);
	return receiver_document(d, parquet_read);
}
