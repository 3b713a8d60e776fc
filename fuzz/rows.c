/* A table that people filled in (exchange/rows.h), both halves: the caged reader, and the decoder of what it gives. */
#include "exchange/rows_priv.h"

#include "base/must.h"

static const char *const code[] = {"统一社会信用代码", "Credit code", NULL};
static const char *const name[] = {"单位名称", "Name", NULL};
static const struct rows_column columns[] = {{"uscc", code, true}, {"name", name, true}, {"day", NULL, false}};

static int each(void *ctx, const struct rows_row *row, err *e)
{
	size_t *sum = ctx;
	int64_t day;

	(void)e;
	for (size_t i = 0; !row->fault && i < ARRAY_LEN(columns); i++)
		must(str_is_utf8(row->cells[i]));
	*sum += !row->fault && rows_date(row, row->cells[2], &day);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t sum = 0;
	struct rows_reading r = {"f", {columns, ARRAY_LEN(columns), 2}, each, &sum};
	struct sink sink;
	arena mem;
	err e;

	arena_init(&mem, (size_t)512 << 20);
	sink_init(&sink, (size_t)64 << 20, (str){0});
	rows_read_caged(&r.want, (str){data, size}, &mem, &sink);
	int rc = rows_decode(&r, buf_str(&sink.b), &e);

	must(rc == 0 || rc == E_SYNTAX);
	/* What a broken child might give is refused, not believed. */
	sink_reset(&sink);
	(void)rows_decode(&r, (str){data, size}, &e);
	sink_release(&sink);
	arena_clear(&mem);
	return sum == SIZE_MAX;
}
