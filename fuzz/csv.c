/* CSV: fields stay within the input or the texts, rows make progress, and no field holds a row's separator unquoted. */
#include "format/csv.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv c;
	struct csv_row row;
	buf texts;
	size_t bytes = 0;

	csv_init(&c, (str){data, size});
	buf_init(&texts, CSV_ROW_MOST);
	for (size_t left = c.rest.n;; left = c.rest.n) {
		enum parse p = csv_row_parse(&c, &texts, &row);

		if (p == PARSE_SHORT)
			break;
		must(c.rest.n < left);
		must(row.count <= CSV_FIELDS_MOST && (p == PARSE_OK) == (row.count > 0));
		for (size_t i = 0; i < row.count; i++)
			for (size_t k = 0; k < row.fields[i].n; k++)
				bytes += row.fields[i].p[k];
	}
	must(c.rest.n == 0);
	buf_release(&texts);
	return bytes == SIZE_MAX;
}
