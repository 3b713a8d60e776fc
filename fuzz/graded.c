/* A list of graded filings (collect/graded/objects.h): CSV, or an archive. What comes out must be a sound batch. */
#include "collect/graded/objects.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct batch_item item;
	struct scope scope = {0};
	struct scope_item host = {.kind = SCOPE_NETWORK};
	struct sink sink;
	arena mem;
	bool ended = false;

	scope.unit.name = STR("甲公司");
	scope.unit.uscc = STR("91440300MA0000XY5L");
	must(addr_range_parse(STR("192.0.2.0/24"), &host.range));
	scope.items = &host;
	scope.item_count = 1;
	arena_init(&mem, (size_t)512 << 20);
	sink_init(&sink, (size_t)64 << 20, STR("key"));
	objects_read(&scope, (str){data, size}, &mem, &sink);
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item))
		ended |= item.kind == BATCH_END;
	must(!c.bad && ended);
	sink_release(&sink);
	arena_clear(&mem);
	return 0;
}
