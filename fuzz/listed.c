/* A unit's own list of data (collect/inventory/listed.h): CSV, or an archive. What comes out must be a sound batch. */
#include "collect/inventory/listed.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct batch_item item;
	struct sink sink;
	arena mem;
	bool ended = false;

	arena_init(&mem, (size_t)512 << 20);
	sink_init(&sink, (size_t)64 << 20, STR("key"));
	listed_read(NULL, (str){data, size}, &mem, &sink);
	cur c = cur_of(buf_str(&sink.b));

	while (batch_next(&c, &item))
		ended |= item.kind == BATCH_END;
	must(!c.bad && ended);
	sink_release(&sink);
	arena_clear(&mem);
	return 0;
}
