/* parquet_codec: the pages of Parquet unpacked: Snappy (format_description.txt), gzip, Zstandard, LZ4. */
#pragma once

#include "base/str.h"

/* Unpacks `in` into exactly n bytes. False: damaged, or a codec that is not read. Numbers: parquet.thrift, CompressionCodec; 0 is none. */
bool parquet_unpack(unsigned codec, str in, uint8_t *to, size_t n);
bool parquet_codec_known(unsigned codec);
/* Is `n` what the packed bytes say? Returns false where they do not begin so. */
bool snappy_unpack(str in, uint8_t *to, size_t n);
