/* Base64 within text: the same bytes whatever the blocks (the first byte chooses them), never more than three for four. */
#include "format/embedded.h"

#include "base/buf.h"
#include "base/must.h"

#define MOST ((size_t)1 << 20)

static void take(str text, size_t block, buf *out)
{
	static uint8_t room[MOST / 4 * 3 + EMBEDDED_ROOM];
	struct embedded e;

	embedded_begin(&e);
	while (text.n && !e.ended) {
		str some = str_sub(text, 0, block);
		size_t n = embedded_take(&e, some, room);

		must(n <= some.n / 4 * 3 + EMBEDDED_ROOM);
		buf_put(out, (str){room, n});
		text = str_from(text, some.n);
	}
	buf_put(out, (str){room, embedded_end(&e, room)});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf_release) buf whole;
	AUTO(buf_release) buf parts;

	buf_init(&whole, MOST);
	buf_init(&parts, MOST);
	if (!size || size > MOST)
		return 0;
	str text = {data + 1, size - 1};

	(void)embedded_is(text);
	take(text, MOST, &whole);
	take(text, data[0] + 1u, &parts);
	must(str_eq(buf_str(&whole), buf_str(&parts)));
	return 0;
}
