/* DOCX. A fuzzer cannot guess checksums: input that is no archive is taken for a document's XML, with the part behind a form feed as a
 * header. What comes out is searched as a paper is. */
#include "format/docx.h"

#include "base/must.h"
#include "detect/passage.h"
#include "format/zip_write.h"

static void wrap(str data, buf *b)
{
	struct str_cut cut = str_cut(&data, '\f');
	struct zip_write z;

	zip_write_begin(&z, b);
	zip_write_add(&z, STR("word/document.xml"), cut.head);
	zip_write_add(&z, STR("word/header1.xml"), data);
	zip_write_end(&z);
}

static size_t search(str text, arena *mem)
{
	static const str any[] = {STR_INIT("演练"), STR_INIT("a")};
	static const str near1[] = {STR_INIT("总结"), STR_INIT("b")};
	static const struct passage_ask ask = {
		.any = {any, 2}, .near = {{near1, 2}}, .near_count = 1, .within = 20, .until = 30000};
	struct passage_hit hits[PASSAGE_HITS_MOST];
	struct passage_sign signs[20];
	struct passage_text t;

	passage_init(&t, text, mem);
	size_t n = passage_find(&t, &ask, hits), m = passage_signs(&t, signs, 20);

	for (size_t i = 0; i < n; i++)
		must(hits[i].at < text.n && hits[i].page);
	for (size_t i = 0; i < m; i++)
		must(signs[i].at < text.n && signs[i].page);
	passage_release(&t);
	return n + m;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str bytes = {data, size};
	struct docx d;
	arena mem;
	buf wrapped;
	size_t sum = 0;

	arena_init(&mem, (size_t)64 << 20);
	buf_init(&wrapped, (size_t)8 << 20);
	if (!str_starts(bytes, STR("PK"))) {
		wrap(bytes, &wrapped);
		bytes = buf_str(&wrapped);
	}
	if (docx_parse(bytes, &mem, &d) == PARSE_OK) {
		must(d.text.n <= DOCX_TEXT_MOST);
		sum = search(buf_str(&d.text), &mem) + search(buf_str(&d.edges), &mem);
	}
	docx_release(&d);
	buf_release(&wrapped);
	arena_clear(&mem);
	return sum == SIZE_MAX;
}
