/* Tables within texts: whose head stands later than the first line, in forms that people and programs write. */
#include "detect/find.h"
#include "test/tap.h"

static buf told;

static void found(void *ctx, const struct find *f)
{
	(void)ctx;
	if (f->confidence >= FIND_SURE)
		buf_printf(&told, "%llu %s %.*s;", (unsigned long long)f->line, kind_infos[f->kind].key,
			   (int)STR_ARG(f->column));
}

static void run(str text, enum find_form form, size_t block)
{
	struct finder_conf conf = {.possible = true, .found = found};
	struct finder *f = finder_new(&conf);
	struct find_totals t;

	buf_reset(&told);
	finder_begin(f, &(struct find_stream){.form = form});
	for (size_t at = 0; at < text.n; at += block)
		finder_feed(f, str_sub(text, at, block));
	finder_end(f, &t);
	finder_free(f);
}

static void finds(str text, const char *want, const char *what)
{
	run(text, FIND_TEXT, text.n);
	is_str(buf_str(&told), str_c(want), "%s", what);
}

static void forms(void)
{
	finds(STR("x\n\n| 姓名 | 手机号 |\n|---|:--|\n| 张三 | 13912345678 |\n| 李四 | - |\n\n13812345678\n"),
	      "5 name 姓名;5 mobile 手机号;6 name 姓名;", "Markdown");
	finds(STR("+----+-------------+\n| id | phone       |\n+----+-------------+\n|  1 | 13912345678 |\n+----+\n"),
	      "4 mobile phone;", "a terminal's box");
	finds(STR("text\nname,age,phone\nx,1,13912345678\n李四,2,13812345678\n"),
	      "3 mobile phone;4 name name;4 mobile phone;", "a head in the midst, found from below");
	finds(STR("导出\n\n姓名\t部门\n张三\t销售\n李四\t市场\n"), "4 name 姓名;5 name 姓名;",
	      "a head behind a blank line, of names alone");
	finds(STR("a\n姓名    手机号\n张三    13912345678\n"), "3 name 姓名;3 mobile 手机号;",
	      "columns with blanks between them");
	finds(STR("\xef\xbb\xbf手机号：13912345678\n"), "1 mobile 手机号;", "a mark of byte order is of no name");
	finds(STR("手机号\r\n13912345678\r\n13812345678\r\n"), "2 mobile 手机号;3 mobile 手机号;",
	      "a list under one name");
	finds(STR("x\n姓名,手机号\n张三,13912345678\n\n品名,批号\n铁钉,13812345678\n"), "3 name 姓名;3 mobile 手机号;",
	      "another table's head is not the first one's");
	finds(STR("a\n姓名,手机号\n张三,13912345678\nend of it\n铁钉,13812345678\n"), "3 name 姓名;3 mobile 手机号;",
	      "what does not follow it is no row");
}

static void tuples(void)
{
	finds(STR("x; INSERT INTO t (`id`, `xm`, `sjh`) VALUES (1,'张三','13912345678'),(2,'李四''s, "
		  "x','13812345678');"),
	      "1 name xm;1 mobile sjh;1 mobile sjh;", "INSERT in one line");
	finds(STR("insert into a.t (id, name, phone)\nvalues\n(1, N'张三', '13912345678'),\n(2, '李四', "
		  "'13812345678');\n"
		  "(3, '王五', '13712345678')\n"),
	      "3 name name;3 mobile phone;4 name name;4 mobile phone;5 name name;5 mobile phone;", "in many");
	finds(STR("INSERT INTO t VALUES (1,'张三','13912345678');\n"), "", "without names nothing is guessed");
	finds(STR("INSERT INTO t (id, xm) VALUES (1,'张三');\n\n电话 | 13812345678\n"), "1 name xm;3 mobile ;",
	      "a statement before a blank line is given once");
}

static void blocks(void)
{
	buf text;

	buf_init(&text, (size_t)1 << 20);
	buf_put_c(&text, "x\n\n姓名,备注,手机号\n");
	while (text.n < 500000)
		buf_put_c(&text, "张三,这一行没有什么,13912345678\n李四,无,\n");
	run(buf_str(&text), FIND_TEXT, text.n);
	buf all = told;

	buf_init(&told, (size_t)4 << 20);
	run(buf_str(&text), FIND_TEXT, 4099);
	ok(str_eq(buf_str(&told), buf_str(&all)), "a table longer than what is held, in blocks of any size");
	ok(str_has(buf_str(&told), STR("12000 mobile 手机号;")), "its rows have names to the end");
	buf_release(&all);
	buf_release(&text);
}

int main(void)
{
	buf_init(&told, (size_t)4 << 20);
	forms();
	tuples();
	blocks();
	buf_release(&told);
	return tap_done();
}
