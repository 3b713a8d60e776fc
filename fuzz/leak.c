/* Target: leak_judge, leak_put_proof, leak_put_masked. First byte: the kind. */
#include "detect/leak.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	enum leak_kind k = (enum leak_kind)(data[0] % LEAK_KIND_COUNT);
	str body = {data + 1, size - 1};
	str path = data[0] & 0x80 ? STR("/.git/config") : data[0] & 0x40 ? STR("/.svn/wc.db") : STR("/files/");
	buf out;

	buf_init(&out, 8 * size + 10000);
	if (leak_judge(k, path, body) != LEAK_NOT) {
		leak_put_proof(&out, k, path, body);
		leak_put_masked(&out, k, body);
		must(!buf_full(&out));
	}
	buf_release(&out);
	return 0;
}
