/* DOCX: what a reader of the document sees. */
#include "format/docx.h"

#include <stdlib.h>

#include "os/file.h"
#include "test/tap.h"

static arena mem;

static str file(const char *path)
{
	str s = {0};
	err e = {0};

	if (os_file_read(path, 1 << 20, &mem, &s, &e) < 0) {
		ok(false, "%s", e.text);
		exit(1);
	}
	return s;
}

static void test_small(void)
{
	struct docx d;

	is_int(docx_parse(file("fuzz/corpus/docx/small.docx"), &mem, &d), PARSE_OK, "a document");
	is_str(buf_str(&d.text), STR("应急演练总结 \n2026年5月8日\n签字 \t李&四 \t\n\f甲\t丙\n"),
	       "runs are joined; deleted, hidden and alternative text and fields are left out");
	is_str(buf_str(&d.edges), STR("内部资料\n"), "a header");
	is_str(d.created, STR("2026-05-09T01:02:03Z"), "when it was made, as it says");
	is_str(d.modified, STR("2026-05-10T01:02:03Z"), "and altered");
	ok(d.tables == 1 && d.signature_lines == 1 && d.signed_digitally && d.hidden && !d.cut,
	   "a table, a signature line, a signature, hidden text");
	docx_release(&d);
}

static void test_bad(void)
{
	struct docx d;

	is_int(docx_parse(file("fuzz/corpus/docx/no-body.docx"), &mem, &d), PARSE_BAD, "an archive without a document");
	docx_release(&d);
	is_int(docx_parse(STR("PK"), &mem, &d), PARSE_BAD, "no archive");
	docx_release(&d);
	is_int(docx_parse(file("fuzz/corpus/zip/bomb.zip"), &mem, &d), PARSE_BAD, "another archive");
	docx_release(&d);
}

int main(void)
{
	arena_init(&mem, (size_t)64 << 20);
	test_small();
	test_bad();
	arena_clear(&mem);
	return tap_done();
}
