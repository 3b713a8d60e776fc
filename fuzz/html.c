/* Target: html_next, html_decode: always forward, every view inside the input, work linear. */
#include "format/html.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct html h;
	struct html_token t;
	size_t before = 0;
	buf out;

	buf_init(&out, 3 * size + 16);
	html_init(&h, (str){data, size});
	while (html_next(&h, &t)) {
		must(h.at > before && h.at <= size && t.at >= before);
		before = h.at;
		buf_reset(&out);
		if (t.kind == HTML_TEXT || t.kind == HTML_RAW)
			html_decode(&out, t.text, false);
		for (size_t a = 0; t.kind == HTML_OPEN && a < HTML_ATTR_COUNT; a++)
			if (html_has(&t, (enum html_attr)a))
				html_decode(&out, t.attr[a], true);
		must(!buf_full(&out));
	}
	must(h.work <= 4 * size + 100);
	buf_release(&out);
	return 0;
}
