/* Configurations of what turns logs over: each block is read once, and its days are none or more than none. */
#include "format/rotation.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rotation_reader reader;
	struct rotation r;
	size_t blocks = 0;

	rotation_begin(&reader, (str){data, size});
	while (rotation_next(&reader, &r)) {
		must(++blocks <= size + 1 && (r.days == ROTATION_UNSAID || r.days >= 0));
		(void)rotation_covers(&r, STR("/var/log/nginx"));
	}
	return 0;
}
