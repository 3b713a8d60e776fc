/* What zip_write makes, zip reads: names, bytes, both methods; the same parts give the same bytes. */
#include "format/zip.h"
#include "format/zip_write.h"
#include "test/tap.h"

static void make(buf *b, str large)
{
	struct zip_write z;

	zip_write_begin(&z, b);
	zip_write_add(&z, STR("[Content_Types].xml"), STR("<a/>"));
	zip_write_add(&z, STR("word/长.xml"), large);
	zip_write_add(&z, STR("empty"), (str){0});
	zip_write_end(&z);
}

static void read_back(str bytes, str large)
{
	struct zip z;
	arena mem;
	buf b;

	arena_init(&mem, 1u << 20);
	buf_init(&b, 1u << 20);
	ok(zip_parse(bytes, &mem, &z) == PARSE_OK && z.count == 3, "three entries are read");
	const struct zip_entry *e = zip_find(&z, STR("word/长.xml"));

	ok(e && e->method == 8 && e->packed < e->size, "the large one is deflated");
	ok(e && zip_unpack(e, &b) == PARSE_OK, "and unpacked");
	is_str(buf_str(&b), large, "the bytes are the same");
	buf_reset(&b);
	e = zip_find(&z, STR("[Content_Types].xml"));
	ok(e && e->method == 0 && zip_unpack(e, &b) == PARSE_OK, "the small one is stored");
	is_str(buf_str(&b), STR("<a/>"), "its bytes");
	e = zip_find(&z, STR("empty"));
	ok(e && e->size == 0, "the empty one is there");
	buf_release(&b);
	arena_clear(&mem);
}

int main(void)
{
	buf large, one, two;

	buf_init(&large, 1u << 20);
	buf_init(&one, 1u << 20);
	buf_init(&two, 1u << 20);
	for (unsigned i = 0; i < 5000; i++)
		buf_printf(&large, "<w:t>%u</w:t>", i % 97);
	make(&one, buf_str(&large));
	make(&two, buf_str(&large));
	is_str(buf_str(&one), buf_str(&two), "twice the same bytes");
	read_back(buf_str(&one), buf_str(&large));
	buf_release(&two);
	buf_init(&two, 100);
	make(&two, buf_str(&large));
	ok(buf_full(&two), "a ceiling is told");
	buf_release(&large);
	buf_release(&one);
	buf_release(&two);
	return tap_done();
}
