/* Records of a caged reader, as its parent reads them: each makes progress, its texts are clean, and it is what it would be coded as. */
#include "collect/data/record.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str all = {data, size};
	struct record r, again;
	buf b;

	buf_init(&b, (size_t)1 << 20);
	for (size_t used = 0, was = 0; record_next(all, &used, &r) > 0; was = used) {
		size_t at = 0;

		must(used > was && used <= size);
		must(r.place_count <= RECORD_PLACES && (unsigned)r.what < KIND_COUNT && r.confidence <= 100);
		must(str_is_utf8(r.path) && str_is_utf8(r.inner) && str_is_utf8(r.name) && str_is_utf8(r.reason));
		buf_reset(&b);
		record_put(&b, &r);
		must(record_next(buf_str(&b), &at, &again) > 0 && at == b.n);
		must(again.kind == r.kind && again.file == r.file && again.what == r.what && again.sure == r.sure);
	}
	buf_release(&b);
	return 0;
}
