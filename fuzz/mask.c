/* Target: mask_put, mask_put_config, secret_find. */
#include "detect/mask.h"

#include "base/must.h"
#include "detect/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = {data, size};
	struct secret s;
	size_t before = 0;
	buf out;

	for (size_t at = 0; secret_find(text, &at, &s);) {
		must(s.at >= before && s.at + s.n == at && at <= size && (s.n > 0 || s.kind == SECRET_PRIVATE_KEY));
		before = at;
	}
	buf_init(&out, 8 * size + 100);
	mask_put(&out, text, size);
	mask_put_config(&out, text, size);
	must(!buf_full(&out));
	buf_release(&out);
	return 0;
}
