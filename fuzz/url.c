/* URLs: what was parsed is canonical (its text parses to itself), and references resolve within the ceilings. */
#include "format/url.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str s = {data, size};
	struct str_cut cut = str_cut(&s, '\n');
	struct url base = {.host = STR("a.example"), .port = 80, .path = STR("/x/y?q")}, u, again;
	arena mem;
	buf b, c;

	arena_init(&mem, 1 << 16);
	buf_init(&b, 1 << 16);
	buf_init(&c, 1 << 16);
	(void)url_parse(cut.head, &mem, &base);
	if (url_resolve(&base, s, &mem, &u) == PARSE_OK) {
		must(u.path.n && u.path.p[0] == '/' && u.host.n && u.port);
		url_put(&b, &u);
		if (url_parse(buf_str(&b), &mem, &again) == PARSE_OK) {
			must(url_same_site(&u, &again));
			url_put(&c, &again);
			must(str_eq(buf_str(&b), buf_str(&c)));
		} else {
			must(b.n > URL_MOST);
		}
	}
	buf_release(&b);
	buf_release(&c);
	arena_clear(&mem);
	return 0;
}
