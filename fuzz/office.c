/* Parts of office documents. A fuzzer cannot guess checksums and deflate: input that is no archive becomes the part that its first byte
 * chooses, what stands behind a form feed another one. */
#include "format/zip_write.h"
#include "fuzz/receiver.h"

static const struct {
	const char *sign; /* what makes the archive such a document */
	const char *part;
	const char *other;
} kinds[] = {
	{"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"},
	{"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"},
	{"xl/a.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"},
	{"word/styles.xml", "word/document.xml", "word/_rels/document.xml.rels"},
	{"ppt/presentation.xml", "ppt/slides/slide1.xml", "docProps/core.xml"},
	{"mimetype", "content.xml", "meta.xml"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zip_write z;
	buf out;

	if (!size)
		return 0;
	str rest = {data + 1, size - 1};
	struct str_cut cut = str_cut(&rest, '\f');
	size_t k = data[0] % ARRAY_LEN(kinds);

	buf_init(&out, (size_t)8 << 20);
	zip_write_begin(&z, &out);
	zip_write_add(&z, str_c(kinds[k].sign),
		      data[0] & 1 ? STR("application/vnd.oasis.opendocument.spreadsheet")
				  : STR("application/vnd.oasis.opendocument.text"));
	zip_write_add(&z, str_c(kinds[k].part), cut.head);
	zip_write_add(&z, str_c(kinds[k].other), rest);
	zip_write_end(&z);
	int rc = receiver_run(buf_str(&out), (str){0});

	buf_release(&out);
	return rc;
}
