#include "format/parquet_codec.h"

#include <zstd.h>

#include "base/cur.h"
#include "format/inflater.h"
#include "format/lz4.h"

enum { CODEC_NONE, CODEC_SNAPPY, CODEC_GZIP, CODEC_LZ4 = 5, CODEC_ZSTD, CODEC_LZ4_RAW };

/* The element's length and, of a copy, how far back; *far 0: a literal. */
static size_t element(cur *in, size_t *far)
{
	uint8_t tag = cur_u8(in);
	size_t n = tag >> 2;

	*far = 0;
	if ((tag & 3) == 0)
		return 1 + (n < 60 ? n : (size_t)cur_le(in, n - 59));
	if ((tag & 3) == 1) {
		*far = (size_t)(tag >> 5) << 8 | cur_u8(in);
		n = 4 + (n & 7);
	} else {
		*far = (size_t)cur_le(in, (tag & 3) == 2 ? 2 : 4);
		n++;
	}
	/* None is nothing back. */
	if (!*far)
		cur_fail(in);
	return n;
}

bool snappy_unpack(str bytes, uint8_t *to, size_t n)
{
	cur in = cur_of(bytes);
	uint64_t said = 0;
	size_t at = 0;
	uint8_t b = 128;

	for (unsigned shift = 0; shift < 35 && b >= 128; shift += 7) {
		b = cur_u8(&in);
		said |= (uint64_t)(b & 127) << shift;
	}
	if (said != n)
		return false;
	while (cur_more(&in)) {
		size_t far, length = element(&in, &far);

		if (!cur_ok(&in) || length > n - at || far > at)
			return false;
		if (!far) {
			bytes_copy(to + at, n - at, cur_take(&in, length));
			at += length;
			continue;
		}
		for (; length; length--, at++)
			to[at] = to[at - far];
	}
	return cur_ok(&in) && at == n;
}

static bool gzip_unpack(str in, uint8_t *to, size_t n)
{
	struct inflater *i = inflater_new();
	enum inflater_state now = INFLATER_GOES_ON;
	size_t at = 0, used = 1, filled = 1;

	while (i && now == INFLATER_GOES_ON && (used || filled)) {
		filled = n - at;
		now = inflater_some(i, in, &used, to + at, &filled);
		in = str_from(in, used);
		at += filled;
	}
	inflater_free(i);
	return i && now == INFLATER_MEMBER_ENDS && at == n;
}

/* Hadoop's frames: blocks with their lengths before them. */
static bool lz4_unpack(str bytes, uint8_t *to, size_t n)
{
	cur in = cur_of(bytes);
	size_t at = 0;

	while (cur_more(&in)) {
		uint32_t plain = cur_u32(&in);
		uint32_t packed = cur_u32(&in);
		str block = cur_take(&in, packed);
		size_t from = at;

		if (!cur_ok(&in) || plain > n - at || !lz4_block(block, to, &at, at + plain) || at - from != plain)
			return false;
	}
	return at == n;
}

bool parquet_codec_known(unsigned codec)
{
	return codec <= CODEC_GZIP || (codec >= CODEC_LZ4 && codec <= CODEC_LZ4_RAW);
}

bool parquet_unpack(unsigned codec, str in, uint8_t *to, size_t n)
{
	size_t at = 0;

	switch (codec) {
	case CODEC_SNAPPY:
		return snappy_unpack(in, to, n);
	case CODEC_GZIP:
		return gzip_unpack(in, to, n);
	case CODEC_ZSTD:
		return ZSTD_decompress(to, n, in.p, in.n) == n;
	case CODEC_LZ4:
		return lz4_unpack(in, to, n);
	case CODEC_LZ4_RAW:
		return lz4_block(in, to, &at, n) && at == n;
	default:
		return false;
	}
}
