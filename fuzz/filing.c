/* The list of filings: whatever the file, a sound batch that ends comes out. */
#include "base/must.h"
#include "collect/filing/list.h"
#include "model/scope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct scope scope = {
		.unit = {.name = STR_INIT("样本公司"), .uscc = STR_INIT("91440300MA0000XY5L")}};
	struct sink sink, copy;
	enum collected_status status;
	arena mem;
	str reason;

	arena_init(&mem, (size_t)64 << 20);
	sink_init(&sink, (size_t)32 << 20, STR("key"));
	sink_init(&copy, (size_t)32 << 20, STR("key"));
	list_read(&scope, (str){data, size}, &mem, &sink);
	must(sink.ended && sink_adopt(&copy, buf_str(&sink.b), &status, &reason));
	must(status != COLLECTED_DONE || !reason.n);
	sink_release(&copy);
	sink_release(&sink);
	arena_clear(&mem);
	return 0;
}
