/* Target: url_read, url_join. */
#include "format/url.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = {data, size};
	struct str_cut c = str_cut(&s, '\n');
	struct url u;
	buf out;

	buf_init(&out, 2 * size + 100);
	url_join(&out, c.head, s);
	must(!buf_full(&out));
	if (url_read(c.head, &u))
		must(u.host.n > 0 && u.host.n + u.path.n <= size);
	buf_release(&out);
	return 0;
}
