/* CSV, ZIP, XML, XLSX: what spreadsheets and export buttons write, and what liars do. */
#include <stdio.h>
#include <stdlib.h>

#include "format/csv.h"
#include "format/xlsx.h"
#include "format/zip.h"
#include "test/tap.h"

static char file_bytes[1 << 20];

static str file(const char *path)
{
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(1);
	}
	size_t n = fread(file_bytes, 1, sizeof(file_bytes), f);

	fclose(f);
	return (str){(const uint8_t *)file_bytes, n};
}

static struct csv csv_reading;
static struct csv_row row;
static buf texts;

static enum parse next(void)
{
	return csv_row_parse(&csv_reading, &texts, &row);
}

static void test_csv_plain(void)
{
	csv_init(&csv_reading, STR("a,b,c\r\n1,\"x,\"\"y\"\"\nz\",3\r\n\r\n,\n\"\",end"));
	is_int(next(), PARSE_OK, "header");
	is_int(row.count, 3, "three fields");
	is_int(next(), PARSE_OK, "second row");
	is_str(row.fields[1], STR("x,\"y\"\nz"), "separator, quotes and line end within quotes");
	is_str(row.fields[2], STR("3"), "and the field behind them");
	is_int(row.line, 2, "stands on line 2");
	is_int(next(), PARSE_OK, "third row");
	is_int(row.line, 5, "lines within quotes and blank lines are counted");
	is_int(row.count, 2, "two empty fields");
	is_int(next(), PARSE_OK, "last row without a line end");
	is_str(row.fields[0], STR(""), "an empty quoted field");
	is_str(row.fields[1], STR("end"), "its last field");
	is_int(next(), PARSE_SHORT, "the end");
}

static void test_csv_separators(void)
{
	csv_init(&csv_reading, STR("a;b,x;c\r1;2;3\r"));
	(void)next();
	is_int(row.count, 3, "semicolons, as spreadsheets of some countries write");
	is_int(next(), PARSE_OK, "CR alone ends a line");
	is_str(row.fields[2], STR("3"), "third field");
	csv_init(&csv_reading, STR("a\tb\n"));
	(void)next();
	is_int(row.count, 2, "tabs");
}

static void test_csv_bad_rows(void)
{
	csv_init(&csv_reading, STR("a,b\n1,\"never closed\n2,ok\n3,\"a\"b\n4,ok\n"));
	(void)next();
	is_int(next(), PARSE_BAD, "a quote that never closes");
	is_int(row.line, 2, "names its line");
	is_int(next(), PARSE_OK, "and costs only its own line");
	is_str(row.fields[0], STR("2"), "the next row is there");
	is_int(next(), PARSE_BAD, "text behind a closing quote");
	is_int(next(), PARSE_OK, "the row behind it is there");
	is_str(row.fields[0], STR("4"), "with its field");
	is_int(next(), PARSE_SHORT, "the end");
}

static void test_csv_limits(void)
{
	buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < CSV_FIELDS_MOST; i++)
		buf_put_byte(&b, ',');
	buf_put_c(&b, "\nx,");
	for (size_t i = 0; i < CSV_ROW_MOST; i++)
		buf_put_byte(&b, 'y');
	buf_put_c(&b, "\nz,\"");
	for (size_t i = 0; i < CSV_ROW_MOST; i++)
		buf_put_byte(&b, 'y');
	buf_put_c(&b, "\"\n1,2\n");
	csv_init(&csv_reading, buf_str(&b));
	is_int(next(), PARSE_LIMIT, "too many fields");
	is_int(next(), PARSE_LIMIT, "too long a field");
	is_int(next(), PARSE_LIMIT, "too long a quoted field");
	is_int(next(), PARSE_OK, "the row behind them is there");
	is_int(row.count, 2, "whole");
	buf_release(&b);
}

static arena mem;

static void test_zip(void)
{
	struct zip z;
	buf out;

	buf_init(&out, 1 << 20);
	is_int(zip_parse(file("fuzz/corpus/zip/deflated.zip"), &mem, &z), PARSE_OK, "an archive");
	is_int(z.count, 3, "three entries");
	const struct zip_entry *a = zip_find(&z, STR("a.txt"));

	ok(a && zip_unpack(a, &out) == PARSE_OK && out.n == 1200, "a deflated entry comes out whole");
	ok(str_starts(buf_str(&out), STR("hello hello")), "with its bytes");
	ok(zip_unpack(zip_find(&z, STR("empty")), &out) == PARSE_OK && out.n == 1200, "an empty one adds nothing");
	ok(!zip_find(&z, STR("c.bin")), "names are whole paths");
	buf small;

	buf_init(&small, 1199);
	is_int(zip_unpack(a, &small), PARSE_LIMIT, "the ceiling holds");
	buf_release(&small);
	buf_release(&out);
}

static void test_zip_liars(void)
{
	struct zip z;
	buf out;

	buf_init(&out, 100000);
	is_int(zip_parse(file("fuzz/corpus/zip/twice.zip"), &mem, &z), PARSE_BAD, "two entries over the same bytes");
	is_int(zip_parse(file("fuzz/corpus/zip/other-local-name.zip"), &mem, &z), PARSE_BAD,
	       "another name in the local header");
	is_int(zip_parse(file("fuzz/corpus/zip/lying-size.zip"), &mem, &z), PARSE_BAD, "another size in the directory");
	is_int(zip_parse(file("fuzz/corpus/zip/prefixed.zip"), &mem, &z), PARSE_BAD, "bytes before the archive");
	is_int(zip_parse(STR(""), &mem, &z), PARSE_BAD, "nothing");
	is_int(zip_parse(file("fuzz/corpus/zip/bomb.zip"), &mem, &z), PARSE_OK,
	       "three million zeros in three kilobytes");
	is_int(zip_unpack(&z.entries[0], &out), PARSE_LIMIT, "do not come out past the ceiling");
	/* It claims less than it holds. */
	z.entries[0].size = 1000;
	is_int(zip_unpack(&z.entries[0], &out), PARSE_BAD, "nor when it claims less");
	ok(out.n <= 1000, "and nothing past what it claimed was written");
	buf_release(&out);
}

static void test_xml(void)
{
	struct xml x;
	struct xml_event ev;
	str v;
	buf b;

	buf_init(&b, 1000);
	xml_init(&x, file("fuzz/corpus/xml/small.xml"));
	is_int(xml_parse(&x, &ev), PARSE_OK, "declaration and comment are passed over");
	ok(ev.kind == XML_OPEN && str_eq(ev.name, STR("b")), "a prefix is left away");
	ok(xml_attribute(ev.attributes, STR("r"), &v) && str_eq(v, STR("2&gt;")), "an attribute by its local name");
	ok(!xml_attribute(ev.attributes, STR("y"), &v), "an absent one");
	is_int(xml_parse(&x, &ev), PARSE_OK, "text");
	xml_text_put(&b, ev.text);
	is_str(buf_str(&b), STR("t&中中\xef\xbf\xbd"), "entities of the standard and numbers; no other");
	ok(xml_parse(&x, &ev) == PARSE_OK && ev.kind == XML_OPEN, "an empty element opens");
	ok(xml_parse(&x, &ev) == PARSE_OK && ev.kind == XML_CLOSE && str_eq(ev.name, STR("c")), "and closes");
	ok(xml_parse(&x, &ev) == PARSE_OK && ev.cdata && str_eq(ev.text, STR("<&>")), "CDATA as it is");
	ok(xml_parse(&x, &ev) == PARSE_OK && ev.kind == XML_CLOSE, "close");
	is_int(xml_parse(&x, &ev), PARSE_SHORT, "the end");
	xml_init(&x, file("fuzz/corpus/xml/doctype.xml"));
	is_int(xml_parse(&x, &ev), PARSE_BAD, "a document type is refused");
	buf_release(&b);
}

static void test_xlsx(const char *path)
{
	struct xlsx x;
	struct xlsx_row r;

	is_int(xlsx_parse(file(path), &mem, &x), PARSE_OK, "%s", path);
	is_int(xlsx_row_parse(&x, &texts, &r), PARSE_OK, "first row of the sheet that stands first");
	is_int(r.count, 5, "five columns");
	is_str(r.cells[3], STR("统一社会信用代码"), "a shared string");
	is_int(xlsx_row_parse(&x, &texts, &r), PARSE_OK, "a row without cells is passed over");
	is_int(r.number, 3, "it is row 3");
	is_str(r.cells[0], STR("粤ICP备2023012345号-1"), "runs are joined, phonetic text is left out");
	is_str(r.cells[1], STR("a.example"), "an inline string");
	is_str(r.cells[2], STR("A & B公司"), "entities");
	is_str(r.cells[3], STR(""), "a cell that is not there is empty");
	is_str(r.cells[4], STR("<正常>"), "CDATA");
	is_int(xlsx_row_parse(&x, &texts, &r), PARSE_OK, "fourth row");
	is_str(r.cells[1], STR("42"), "a number as written");
	is_str(r.cells[2], STR("c.example"), "a formula's result, in the column behind the last one");
	is_str(r.cells[3], STR(""), "a shared string that is not there");
	ok(r.cut, "a cell past the last column is told");
	is_int(xlsx_row_parse(&x, &texts, &r), PARSE_SHORT, "the end");
	xlsx_release(&x);
}

static void test_xlsx_bad(void)
{
	struct xlsx x;

	is_int(xlsx_parse(file("fuzz/corpus/xlsx/no-sheet.xlsx"), &mem, &x), PARSE_BAD, "an archive without a sheet");
	xlsx_release(&x);
	is_int(xlsx_parse(STR("not an archive"), &mem, &x), PARSE_BAD, "no archive");
	xlsx_release(&x);
	arena small;

	arena_init(&small, 200);
	is_int(xlsx_parse(file("fuzz/corpus/xlsx/filings.xlsx"), &small, &x), PARSE_LIMIT, "no room for its directory");
	xlsx_release(&x);
	arena_clear(&small);
}

int main(void)
{
	buf_init(&texts, CSV_ROW_MOST);
	arena_init(&mem, (size_t)1 << 24);
	test_csv_plain();
	test_csv_separators();
	test_csv_bad_rows();
	test_csv_limits();
	test_zip();
	test_zip_liars();
	test_xml();
	test_xlsx("fuzz/corpus/xlsx/filings.xlsx");
	test_xlsx("fuzz/corpus/xlsx/stored.xlsx");
	test_xlsx_bad();
	buf_release(&texts);
	arena_clear(&mem);
	return tap_done();
}
