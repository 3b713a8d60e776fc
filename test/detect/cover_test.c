/* Names as they may be shown: nothing personal is left, however much of it there is. */
#include "detect/cover.h"
#include "test/tap.h"

static void is_shown(struct cover *c, const char *name, const char *wanted)
{
	AUTO(buf_release) buf out;

	buf_init(&out, 8192);
	cover_put(c, str_c(name), &out);
	is_str(buf_str(&out), str_c(wanted), "%.60s", name);
}

int main(void)
{
	struct cover *c = cover_new(NULL);
	AUTO(buf_release) buf many;
	AUTO(buf_release) buf out;

	is_shown(c, "shop.customer", "shop.customer");
	is_shown(c, "logs/手机13512345679.log", "logs/手机135****5679.log");
	is_shown(c, "备份440199190102030013", "备份4****************3");
	buf_init(&many, 8192);
	buf_init(&out, 8192);
	for (int i = 0; i < 60; i++)
		buf_put_c(&many, "手机13512345679 ");
	cover_put(c, buf_str(&many), &out);
	ok(str_find(buf_str(&out), STR("13512345679")) >= out.n, "more places than are kept");
	cover_free(c);
	return tap_done();
}
