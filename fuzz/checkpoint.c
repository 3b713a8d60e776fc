/* Checkpoints: what is read is written again alike; no bytes fit the test key but those that it signed. */
#include "model/checkpoint.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct checkpoint c;
	buf b;

	if (checkpoint_parse((str){data, size}, &c) != PARSE_OK)
		return 0;
	must(c.body.p == data && c.body.n < size && c.origin.n <= CHECKPOINT_ORIGIN_MOST && c.name.n < size);
	must(c.signature_size > 0 && c.signature_size <= sizeof(c.signature));
	buf_init(&b, CHECKPOINT_MOST);
	checkpoint_put_body(&b, &c);
	must(str_eq(buf_str(&b), c.body));
	buf_release(&b);
	return 0;
}
