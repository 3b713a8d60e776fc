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
	is_shown(c, "a_LTAI5tQ7ZzzzZzzz9zzzZzzz_b.log", "a_LTAI***_b.log");
	is_shown(c, "ghp_zzzz1zzzz2zzzz3zzzz4zzzz5zzzz6zzzz77", "ghp_***");
	is_shown(c, "d_ghp_zzzz1zzzz2zzzz3zzzz4zzzz5zzzz6zzzz77/x", "d_ghp_***/x");
	is_shown(c, "a_13512345679_440199190102030013.txt", "a_135****5679_4****************3.txt");
	is_shown(c, "z9Zz8Yy7Xx6Ww5Vv4Uu3Tt2.bin", "***.bin");
	is_shown(c, "da39a3ee5e6b4b0d3255bfef95601890afd80709.o", "da39a3ee5e6b4b0d3255bfef95601890afd80709.o");
	is_shown(c, "home-00:1a:2b:3c:4d:5e.pcap", "home-***.pcap");
	is_shown(c, "backup_2026_11_23_full.sql", "backup_2026_11_23_full.sql");
	buf_init(&many, 8192);
	buf_init(&out, 8192);
	for (int i = 0; i < 60; i++)
		buf_put_c(&many, "手机13512345679 ");
	cover_put(c, buf_str(&many), &out);
	ok(str_find(buf_str(&out), STR("13512345679")) >= out.n, "more places than are kept");
	cover_free(c);
	return tap_done();
}
