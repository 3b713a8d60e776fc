/* Files written as base64 within texts: which beginnings are known, where a value ends, and what escapes and broken lines mean. */
#include "format/embedded.h"

#include "base/buf.h"
#include "test/tap.h"

static uint8_t out[1 << 16];

/* In blocks of n; the bytes that came out. */
static str taken(str text, size_t n, uint64_t *ret_used)
{
	struct embedded e;
	size_t at = 0;

	embedded_begin(&e);
	while (text.n && !e.ended) {
		at += embedded_take(&e, str_sub(text, 0, n), out + at);
		text = str_from(text, n);
	}
	at += embedded_end(&e, out + at);
	*ret_used = e.taken;
	return (str){out, at};
}

static void beginnings(void)
{
	ok(embedded_is(STR("UEsDBBQAAAAIAAAAIQBi7p1oXgEA")), "ZIP, DOCX, XLSX");
	ok(embedded_is(STR("JVBERi0xLjQKJeLjz9MKMSAwIG9i")), "PDF");
	ok(embedded_is(STR("H4sIAAAAAAAAA0tMTFQAAAAAAAAA")), "gzip");
	ok(embedded_is(STR("0M8R4KGxGuEAAAAAAAAAAAAAAAAA")), "OLE");
	ok(embedded_is(STR("U1FMaXRlIGZvcm1hdCAzABAAAQEA")), "SQLite");
	ok(embedded_is(STR("_Td6WFoAAATm1rRGAgAhARYAAAB0")), "xz, with the letters of URLs");
	ok(!embedded_is(STR("iVBORw0KGgoAAAANSUhEUgAAAAUA")), "a picture is none");
	ok(!embedded_is(STR("UEsDBBQAAAAIAAAAIQB")), "nor what is too short to tell");
	ok(!embedded_is(STR("UEsDBBQAAAAI AAAAIQBi7p1oXgEA")), "nor words");
	ok(!embedded_is(STR("H4sIIAAAAAAAA0tMTFQAAAAAAAAA")), "nor gzip with flags that it does not have");
}

static void values(void)
{
	static const struct {
		str text, want;
		uint64_t used;
		const char *words;
	} cases[] = {
		{STR_INIT("YWJjZGVm\"}"), STR_INIT("abcdef"), 9, "to the quote"},
		{STR_INIT("YWJjZGU=UEsD"), STR_INIT("abcde"), 8, "to the padding"},
		{STR_INIT("YWJj"), STR_INIT("abc"), 4, "to the end of the text"},
		{STR_INIT("YWJj\nZGVm\nZw=="), STR_INIT("abcdefg"), 13, "lines of one length"},
		{STR_INIT("YWJj\r\n    ZGVm\r\n    Zw==\r\n"), STR_INIT("abcdefg"), 23, "indented lines"},
		{STR_INIT("YWJjZGVm\n2026-11-23 10:00"), STR_INIT("abcdef"), 18,
		 "not the next line, which says something else"},
		{STR_INIT("YWJjZGVm\n-----END"), STR_INIT("abcdef"), 10, "nor one of hyphens"},
		{STR_INIT("YWJjZGVm\nabcd\nZGVm"), STR_INIT("abcdef\x69\xb7\x1d"), 14, "a shorter line is the last"},
		{STR_INIT("YWJjZ\nGVm"), STR_INIT("abc"), 6, "lines are broken behind groups of four"},
		{STR_INIT("Pz8\\/Pz8\\u002bPg=="), STR_INIT("\?\?\?\?\?>>"), 17, "JSON's escapes"},
		{STR_INIT("Pz8%2FPz8%2bPg%3D%3D"), STR_INIT("\?\?\?\?\?>>"), 17, "percent signs"},
		{STR_INIT("YWJj&#10;ZGVm&#xA;Zw=="), STR_INIT("abcdefg"), 21, "XML's"},
		{STR_INIT("YWJj\\nZGVm\\nZw=="), STR_INIT("abcdefg"), 15, "line ends within JSON"},
		{STR_INIT("YWJj\\\\r\\\\nZGVm\\\""), STR_INIT("abcdef"), 16, "JSON within JSON"},
		{STR_INIT("YWJj&file=abcd"), STR_INIT("abc"), 6, "to the next field of a form"},
		{STR_INIT("Y\0W\0J\0j\0\"\0"), STR_INIT("abc"), 9, "UTF-16"},
		{STR_INIT("Pz8_Pj4-"), STR_INIT("\?\?\?>>>"), 8, "the letters of URLs"},
		{STR_INIT("YWJj%zz"), STR_INIT("abc"), 6, "to what is no escape"},
	};
	static const size_t blocks[] = {1, 2, 3, 7, 1000};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t k = 0; k < ARRAY_LEN(blocks); k++) {
			uint64_t used;

			is_str(taken(cases[i].text, blocks[k], &used), cases[i].want, "%s, in blocks of %zu",
			       cases[i].words, blocks[k]);
			is_int((long long)used, (long long)cases[i].used, "and so much of the text");
		}
}

int main(void)
{
	beginnings();
	values();
	return tap_done();
}
