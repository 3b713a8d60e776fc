/* Target: icp_find, icp_read: never behind the end, always forward. */
#include "ident/icp.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str text = {data, size};
	struct icp i;
	size_t at = 0;
	size_t before = 0;

	while (icp_find(text, &at, &i)) {
		must(i.n > 0 && i.at >= before && i.at + i.n == at && at <= size);
		must(str_is_utf8(icp_number(&i)));
		struct icp again;

		/* A normal form reads back as itself. */
		if (i.valid)
			must(icp_read(icp_number(&i), &again) && again.valid &&
			     str_eq(icp_number(&again), icp_number(&i)));
		before = at;
	}
	(void)icp_read(text, &i);
	return 0;
}
