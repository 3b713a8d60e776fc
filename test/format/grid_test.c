/* Rows of tables: what is the same of CSV and workbooks, sheets behind each other, heads, cells with several values. */
#include "format/grid.h"

#include <stdio.h>

#include "format/heading.h"
#include "format/zip_write.h"
#include "test/tap.h"

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void add(struct zip_write *z, const char *path, const char *text)
{
	zip_write_add(z, str_c(path), str_c(text));
}

/* Two sheets with rows, between them one whose part is missing. */
static void workbook(buf *b)
{
	struct zip_write z;

	zip_write_begin(&z, b);
	add(&z, "xl/workbook.xml",
	    "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"one\" id=\"r1\"/><sheet name=\"two\" "
	    "id=\"r2\"/>"
	    "<sheet name=\"three\" id=\"r3\"/></sheets></workbook>");
	add(&z, "xl/_rels/workbook.xml.rels",
	    "<Relationships><Relationship Id=\"r1\" Target=\"a.xml\"/><Relationship Id=\"r2\" Target=\"none.xml\"/>"
	    "<Relationship Id=\"r3\" Target=\"c.xml\"/></Relationships>");
	add(&z, "xl/a.xml",
	    SHEET("<row r=\"1\">" CELL("a") "</row><row r=\"2\">" CELL(" ") "</row><row r=\"3\">" CELL("b") "</row>"));
	add(&z, "xl/c.xml",
	    SHEET("<row r=\"7\">" CELL("c") "<c r=\"ZZ7\" t=\"inlineStr\"><is><t>x</t></is></c></row>"));
	zip_write_end(&z);
}

static void sheets(void)
{
	AUTO(buf_release) buf b;
	AUTO(grid_close) struct grid g;
	struct grid_row row;

	buf_init(&b, 65536);
	workbook(&b);
	is_int(grid_open(&g, buf_str(&b)), PARSE_OK, "a workbook");
	ok(g.sheet_count == 3 && grid_date1904(&g), "of three sheets, whose days are counted from 1904");
	is_int(grid_next(&g, &row), PARSE_OK, "the first row");
	ok(row.number == 1 && row.nth == 1 && row.count == 1 && str_eq(row.cells[0], STR("a")), "is that of sheet one");
	is_int(grid_next(&g, &row), PARSE_OK, "a row of blanks is passed over");
	ok(row.number == 3 && row.nth == 2 && row.state == PARSE_OK, "rows have the sheet's numbers");
	is_int(grid_next(&g, &row), PARSE_BAD, "sheet two is missing");
	ok(row.sheet == 1 && row.number == 1, "and said to be unread from its first row on");
	is_int(grid_next(&g, &row), PARSE_OK, "sheet three is read all the same");
	ok(row.sheet == 2 && row.number == 7 && row.nth == 1 && row.state == PARSE_LIMIT && row.count == 1,
	   "its row is wider than what is read: it has the cells that fit");
	is_str(grid_sheet_name(&g, row.sheet), STR("three"), "the sheet's name");
	is_int(grid_next(&g, &row), PARSE_SHORT, "the end");
	is_int(grid_next(&g, &row), PARSE_SHORT, "stays the end");
}

static void csv(void)
{
	AUTO(grid_close) struct grid g;
	struct grid_row row;

	is_int(grid_open(&g, STR("a,b\n,\xe3\x80\x80\n\"open\nc;d\n")), PARSE_OK, "CSV");
	is_int(grid_next(&g, &row), PARSE_OK, "its first row");
	ok(row.count == 2 && str_eq(row.cells[1], STR("b")) && row.number == 1, "has two cells");
	is_int(grid_next(&g, &row), PARSE_OK, "wide blanks are blanks; a row whose quote does not close is told");
	ok(row.state == PARSE_BAD && row.count == 0 && row.number == 3 && row.nth == 2, "as a bad one without cells");
	is_int(grid_next(&g, &row), PARSE_OK, "and costs no good one");
	ok(row.state == PARSE_OK && row.number == 4, "the last");
	is_int(grid_next(&g, &row), PARSE_SHORT, "the end");
	ok(grid_is_old(STR("\xd0\xcf\x11\xe0...")) && !grid_is_old(STR("PK\x03\x04")), "old workbooks are known");
}

static void broken(void)
{
	AUTO(grid_close) struct grid g;

	is_int(grid_open(&g, STR("PK\x03\x04 broken")), PARSE_BAD, "what only begins like a workbook is refused");
}

static const char *const *const ways[] = {HEADING_WAYS("域名", "Domain name"), HEADING_WAYS("状态")};

static void heads(void)
{
	static const str cells[] = {STR_INIT("x"), STR_INIT("状 态*"), STR_INIT("DOMAIN-NAME"), STR_INIT("域名（旧）")};
	struct heading_set s;
	size_t place[2];
	arena mem;

	arena_init(&mem, 65536);
	heading_set_of(&s, &mem, ways, 2);
	heading_set_place(&s, cells, 4, place);
	is_int(place[0], 2, "the first of a column's headings is it");
	is_int(place[1], 1, "whatever blanks and stars stand in it");
	heading_set_place(&s, cells, 1, place);
	ok(place[0] == SIZE_MAX && place[1] == SIZE_MAX, "a row that is no head");
	arena_clear(&mem);
}

static void parts(void)
{
	static const char *const wanted[] = {"a.cn", "b.cn", "c", ""};
	str cell = STR(" ;a.cn、b.cn； c|");

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		is_str(grid_part(&cell), str_c(wanted[i]), "value %zu of a cell", i);
}

int main(void)
{
	sheets();
	csv();
	broken();
	heads();
	parts();
	return tap_done();
}
