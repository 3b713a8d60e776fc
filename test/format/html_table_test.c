/* Cells of tables under the names of their columns and rows. */
#include "format/html_table.h"

#include "format/html_page.h"
#include "test/tap.h"

static bool is_name(str s)
{
	static const str names[] = {STR_INIT("姓名"), STR_INIT("手机号"), STR_INIT("住址")};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(s, names[i]))
			return true;
	return false;
}

/* "#a|b|" for a head, "name=text|" for cells. */
static void is_rows(str page, const char *want, const char *what)
{
	struct html_tables *t = html_tables_new(page, CHARSET_UTF8, is_name);
	struct html_row r;
	buf out;

	buf_init(&out, 4096);
	while (html_tables_next(t, &r)) {
		buf_put_c(&out, r.names ? "#" : "/");
		for (size_t i = 0; i < r.count; i++) {
			buf_put(&out, r.cells[i].name);
			buf_put_c(&out, r.names || !r.cells[i].name.n ? "" : "=");
			buf_put(&out, r.cells[i].text);
			buf_put_c(&out, "|");
		}
	}
	is_str(buf_str(&out), str_c(want), "%s", what);
	html_tables_free(t);
	buf_release(&out);
}

static void heads(void)
{
	is_rows(STR("<table><tr><th>手机号<th>a<tr><td>1<td>2</table>"), "#手机号|a|/手机号=1|a=2|",
		"<th>, no end tags");
	is_rows(STR("<table><thead><tr><td>x</td><td>y</td></tr></thead><tbody><tr><td>1</td><td>2</td></tr></table>"),
		"#x|y|/x=1|y=2|", "<thead>");
	is_rows(STR("<table><tr><td>姓名</td><td>手机号</td></tr><tr><td>A</td><td>1</td></tr></table>"),
		"#姓名|手机号|/姓名=A|手机号=1|", "names alone");
	is_rows(STR("<table><tr><td>a</td><td>b</td></tr><tr><td>A</td><td>1</td></tr></table>"), "/a|b|/A|1|",
		"words that say nothing are no head");
	is_rows(STR("<table><tr><th colspan=2>title<tr><th>手机号<th>a<tr><td>1<td>2</table>"),
		"/title||#手机号|a|/手机号=1|a=2|", "a title above");
	is_rows(STR("<table><tr><td>姓名</td><td>A</td></tr><tr><td>n：</td><td>1</td></tr><tr><th>t<td>2</table>"),
		"/姓名|姓名=A|/n：|n=1|/t|t=2|", "labels in rows");
	is_rows(STR("<table><tr><th>a<th>b<th>c<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4</table>"),
		"#a|b|c|/a=1|b=2||/|b=3|c=4|", "cells that span rows and columns");
	is_rows(STR("<table><tr><th>a<th>b<tr><td><table><tr><th>c<tr><td>1</table><td>2<tr><td>3<td>4</table>"),
		"#a|b|#c|/c=1|/a=3|b=4|", "tables within each other");
	is_rows(STR("<table><tr><th>a<tr><td> <b>1</b>&nbsp;3<br>8&#x30;<!-- x --></table>"), "#a|/a=1 3 80|",
		"tags, entities and blanks");
}

static void offsets(void)
{
	str page = STR("<p>x</p><table><tr><th>a</th></tr><tr><td><i>138</i></td></tr></table>");
	struct html_tables *t = html_tables_new(page, CHARSET_UTF8, NULL);
	struct html_row r;

	ok(html_tables_next(t, &r) && r.names && html_tables_next(t, &r), "two rows");
	is_str(r.cells[0].raw, STR("<i>138</i>"), "the cell as it lies");
	is_str(str_sub(page, r.cells[0].at, 10), STR("<i>138</i>"), "at its place");
	ok(!html_tables_next(t, &r), "no more");
	html_tables_free(t);
}

static void gbk(void)
{
	str page = STR("<table><tr><th>\xca\xd6\xbb\xfa\xba\xc5</th></tr><tr><td>1</td></tr></table>");
	struct html_tables *t = html_tables_new(page, CHARSET_GB18030, NULL);
	struct html_row r;

	ok(html_tables_next(t, &r), "a row");
	is_str(r.cells[0].text, STR("手机号"), "names are UTF-8 whatever the page is");
	html_tables_free(t);
}

int main(void)
{
	heads();
	offsets();
	gbk();
	return tap_done();
}
