/* XML: events are views into the input and make progress; attributes and text decode. */
#include "format/xml.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xml x;
	struct xml_event ev;
	buf out;
	size_t events = 0;

	xml_init(&x, (str){data, size});
	buf_init(&out, 1 << 20);
	while (xml_parse(&x, &ev) == PARSE_OK) {
		str v;

		must(++events <= 2 * size);
		must((ev.kind == XML_TEXT) == (ev.name.n == 0));
		if (xml_attribute(ev.attributes, STR("r"), &v))
			xml_text_put(&out, v);
		xml_text_put(&out, ev.text);
	}
	buf_release(&out);
	return 0;
}
