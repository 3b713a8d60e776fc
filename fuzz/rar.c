/* RAR whose headers have the checksums that they ask for, so that what lies behind them is reached: parts begin and end in turn, and nothing goes
 * past the ceilings. */
#include <zlib.h>

#include "format/rar_head.h"
#include "fuzz/receiver.h"

static size_t mend(uint8_t *p, size_t n, bool five)
{
	size_t size = rar_head_size((str){p, n < RAR_HEAD_LEAST ? n : RAR_HEAD_LEAST}, five), own = five ? 4 : 2;
	struct rar_head h;

	if (!size || size > n)
		return n;
	uint32_t sum = (uint32_t)crc32(0, p + own, (uInt)(size - own));

	for (size_t i = 0; i < own; i++)
		p[i] = (uint8_t)(sum >> 8 * i);
	if (rar_head_read((str){p, size}, five, &h) != PARSE_OK)
		return n;
	must(h.data <= INT64_MAX);
	return h.data < n - size ? size + (size_t)h.data : n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct unpack_result got;
	struct source s;
	buf all;

	if (size < 9)
		return 0;
	bool five = data[7] == 1;

	buf_init(&all, (size_t)1 << 22);
	buf_put(&all, five ? STR("Rar!\x1a\7\1\0") : STR("Rar!\x1a\7\0"));
	buf_put(&all, (str){data + 1 + all.n, size > 1 + all.n ? size - 1 - all.n : 0});
	for (size_t at = five ? RAR_HEAD_FIVE_MARK : RAR_HEAD_FOUR_MARK; at < all.n;)
		at += mend(all.p + at, all.n - at, five);
	source_of(&s, buf_str(&all));
	unpack(&s, (str){0}, &receiver_limits, &to, &got);
	must(!r.open && got.parts == r.parts && got.parts <= 1000);
	source_release(&s);
	buf_release(&all);
	return r.sum == UINT64_MAX;
}
