/* DER elements one after the other, each read in every way. */
#include "base/must.h"
#include "format/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cur c = cur_of((str){data, size});
	buf b AUTO(buf_release);

	buf_init(&b, 1 << 16);
	while (cur_more(&c)) {
		struct der d = der_next(&c);
		int64_t at = 0;

		if (!cur_ok(&c))
			break;
		must(d.whole.n >= d.body.n + 2);
		der_oid_put(&b, d.body);
		der_text_put(&b, d);
		if (der_time(d, &at))
			must(at >= -62200000000 && at < 253500000000);
		/* A constructed element is read on inside. */
		if (d.tag & 0x20)
			c = cur_of(d.body);
	}
	return 0;
}
