/* Documents of Office before 2007, as LibreOffice 7.4 writes them: text by pieces, cells of sheets, and what is encrypted is said. */
#include <stdio.h>

#include "format/unpack.h"
#include "test/tap.h"

static buf told; /* "inner=content;" or "inner!why;" */

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	(void)ctx;
	(void)form;
	buf_put(&told, inner);
	buf_put_c(&told, "=");
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	(void)ctx;
	buf_put(&told, bytes);
	return true;
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	(void)ctx;
	buf_put_c(&told, names ? "#" : "/");
	for (size_t i = 0; i < n; i++) {
		buf_put(&told, cells[i]);
		buf_put_c(&told, "|");
	}
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	(void)ctx;
	if (how != PIECE_WHOLE) {
		buf_put_c(&told, "!");
		buf_put_c(&told, why);
	}
	buf_put_c(&told, ";");
}

static void run(str bytes)
{
	struct pieces to = {NULL, on_begin, on_bytes, on_row, on_end};
	struct unpack_result r;
	struct source s;

	buf_reset(&told);
	source_of(&s, bytes);
	unpack(&s, (str){0}, &unpack_usual, &to, &r);
	source_release(&s);
}

static bool read_file(const char *path, buf *to)
{
	FILE *f = fopen(path, "rb");
	uint8_t block[4096];

	for (size_t n; f && (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_put(to, (str){block, n});
	if (f)
		(void)fclose(f);
	return to->n > 0;
}

/* A change that the reader must tell: what stands at `old` is now `new`. */
static void patched(buf *file, str old, str new, const char *want)
{
	size_t at = str_find(buf_str(file), old);

	ok(at < file->n, "there is something to change");
	if (at >= file->n)
		return;
	memcpy(file->p + at, new.p, new.n);
	run(buf_str(file));
	ok(str_has(buf_str(&told), str_c(want)), "told: %s", want);
	memcpy(file->p + at, old.p, old.n);
}

int main(void)
{
	buf file;

	buf_init(&told, (size_t)1 << 20);
	buf_init(&file, (size_t)1 << 20);
	ok(read_file("fuzz/corpus/ole/word", &file), "a document of Word");
	run(buf_str(&file));
	is_str(buf_str(&told), STR("text=联系人手机 13912345678\n姓名\t手机号\t\n张三\t13812345678\t\n\n;"),
	       "its text, tables with their rows");
	patched(&file, STR("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0\0\0\0\0\0"),
		STR("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), "!encrypted;");
	run(str_sub(buf_str(&file), 0, 3000));
	ok(str_has(buf_str(&told), STR("!")), "cut: told as not whole");
	buf_reset(&file);
	ok(read_file("fuzz/corpus/ole/excel", &file), "a workbook of Excel");
	run(buf_str(&file));
	is_str(buf_str(&told),
	       STR("t=#姓名|手机号|出生日期|号码|/张三|13912345678|1990-01-02|110101199003070000|/"
		   "李小明|13812345678|1988-12-"
		   "31|12.5|;"),
	       "its cells: names, numbers, days");
	patched(&file, STR("\x42\0\2\0\xb0\4"), STR("\x2f\0\2\0\xb0\4"), "!encrypted;");
	buf_release(&file);
	buf_release(&told);
	return tap_done();
}
