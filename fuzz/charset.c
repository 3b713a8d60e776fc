/* Target: charset_choose, charset_decode: what comes out is always UTF-8, and bounded by the input. */
#include "format/charset.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str bytes = {data, size};
	size_t head = size < 32 ? size : 32;

	(void)charset_choose(str_from(bytes, head), str_sub(bytes, 0, head));
	for (int c = 0; c < CHARSET_COUNT; c++) {
		buf out;

		buf_init(&out, 3 * size + 16);
		size_t broken = charset_decode((enum charset)c, bytes, &out);

		must(broken <= size && !buf_full(&out) && str_is_utf8(buf_str(&out)));
		buf_release(&out);
	}
	return 0;
}
