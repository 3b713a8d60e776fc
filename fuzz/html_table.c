/* Tables of pages: cells lie within the page and come in its order; rows end. The first byte chooses the encoding. */
#include "format/html_page.h"

#include "format/html_table.h"
#include "fuzz/receiver.h"

static bool is_name(str text)
{
	return text.n > 1 && text.p[0] == 'n';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct receiver r = {0};
	struct pieces to = receiver_pieces(&r);
	struct parts parts = receiver_parts(&to);
	struct html_row row;
	size_t at = 0;

	if (!size)
		return 0;
	str page = {data + 1, size - 1};
	struct html_tables *t = html_tables_new(page, data[0] % CHARSET_UTF16LE, data[0] & 64 ? NULL : is_name);

	must(t);
	while (html_tables_next(t, &row)) {
		must(row.count && row.count <= HTML_TABLE_COLUMNS);
		for (size_t i = 0; i < row.count; i++) {
			const struct html_cell *c = &row.cells[i];

			must(c->raw.n <= page.n && (!c->raw.n || (c->at >= at && c->raw.p == page.p + c->at)));
			at = c->raw.n ? c->at + c->raw.n : at;
		}
	}
	html_tables_free(t);
	(void)html_page_read(page, is_name, &parts);
	must(!parts.open);
	buf_release(&parts.path);
	return r.sum == UINT64_MAX;
}
