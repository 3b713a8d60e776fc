/* Target: page_init (view, challenge, numbers and their links). */
#include "detect/page.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct page p;
	struct page_in in = {
		.url = STR("http://a.cn/x/"), .status = 200, .content_type = STR("text/html"), .body = {data, size}};

	page_init(&p, &in);
	must(p.view.text.n <= p.text.n + 16 && !buf_full(&p.view.text));
	for (size_t i = 0; i < p.icp_count; i++)
		must(p.icp[i].text.n > 0 && str_find_byte(p.icp[i].link.host, '/') == p.icp[i].link.host.n);
	page_release(&p);
	return 0;
}
