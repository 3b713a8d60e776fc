/* Target: police_find, police_read. */
#include "ident/police.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = {data, size};
	struct police p;
	size_t at = 0;
	size_t before = 0;

	while (police_find(text, &at, &p)) {
		must(p.n > 0 && p.at >= before && p.at + p.n == at && at <= size);
		before = at;
	}
	(void)police_read(text, &p);
	return 0;
}
