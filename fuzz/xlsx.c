/* XLSX. A fuzzer cannot guess checksums and deflate: input that is no archive is taken for a sheet's XML, with the part
 * behind a form feed as shared strings. */
#include "format/xlsx.h"

#include <zlib.h>

#include "base/must.h"

static void put_part(buf *b, buf *directory, str name, str part)
{
	size_t at = b->n;
	uint32_t crc = (uint32_t)crc32(0, part.p, (uInt)part.n);
	struct {
		buf *to;
		uint32_t signature;
		bool central;
	} headers[] = {{b, 0x04034b50, false}, {directory, 0x02014b50, true}};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		buf *to = headers[i].to;

		buf_put_le(to, headers[i].signature, 4);
		buf_put_le(to, 20, headers[i].central ? 4 : 2);
		buf_put_le(to, 0, 8);
		buf_put_le(to, crc, 4);
		buf_put_le(to, part.n, 4);
		buf_put_le(to, part.n, 4);
		buf_put_le(to, name.n, 2);
		buf_put_le(to, 0, headers[i].central ? 8 : 2);
		buf_put_le(to, 0, headers[i].central ? 4 : 0);
		if (headers[i].central)
			buf_put_le(to, at, 4);
		buf_put(to, name);
	}
	buf_put(b, part);
}

static void wrap(str data, buf *b)
{
	buf directory;
	struct str_cut cut = str_cut(&data, '\f');

	buf_init(&directory, 4096);
	put_part(b, &directory, STR("xl/worksheets/sheet1.xml"), cut.head);
	put_part(b, &directory, STR("xl/sharedStrings.xml"), data);
	size_t at = b->n;

	buf_put(b, buf_str(&directory));
	buf_put_le(b, 0x06054b50, 4);
	buf_put_le(b, 0, 4);
	buf_put_le(b, 2, 2);
	buf_put_le(b, 2, 2);
	buf_put_le(b, directory.n, 4);
	buf_put_le(b, at, 4);
	buf_put_le(b, 0, 2);
	buf_release(&directory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str bytes = {data, size};
	struct xlsx x;
	struct xlsx_row row;
	arena mem;
	buf wrapped, texts;
	size_t sum = 0;

	arena_init(&mem, (size_t)64 << 20);
	buf_init(&wrapped, (size_t)8 << 20);
	buf_init(&texts, 1 << 16);
	if (!str_starts(bytes, STR("PK"))) {
		wrap(bytes, &wrapped);
		bytes = buf_str(&wrapped);
	}
	if (xlsx_parse(bytes, &mem, &x) == PARSE_OK)
		for (size_t sheet = 0; sheet < x.sheet_count && xlsx_sheet_parse(&x, sheet) == PARSE_OK; sheet++) {
			while (xlsx_row_parse(&x, &texts, &row) == PARSE_OK) {
				must(row.count && row.count <= XLSX_COLUMNS_MOST);
				for (size_t i = 0; i < row.count; i++)
					for (size_t k = 0; k < row.cells[i].n; k++)
						sum += row.cells[i].p[k];
			}
		}
	xlsx_release(&x);
	buf_release(&texts);
	buf_release(&wrapped);
	arena_clear(&mem);
	return sum == SIZE_MAX;
}
