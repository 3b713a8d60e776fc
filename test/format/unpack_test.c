/* Files within files: what is planted comes out; bombs, cuts and ceilings are said. Files of real programs: unpack_test.sh. */
#include <stdio.h>
#include <zlib.h>

#include "format/unpack.h"
#include "format/zip_write.h"
#include "test/tap.h"

static buf told; /* "form inner=content;" or "form inner!why;" */
static buf content;

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	(void)ctx;
	buf_printf(&told, "%d ", (int)form);
	buf_put(&told, inner);
	buf_reset(&content);
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	(void)ctx;
	buf_put(&content, str_sub(bytes, 0, 40));
	return true;
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	(void)ctx;
	buf_put_c(&content, names ? "#" : "/");
	for (size_t i = 0; i < n; i++) {
		buf_put(&content, cells[i]);
		buf_put_c(&content, "|");
	}
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	(void)ctx;
	buf_put_c(&told, "=");
	buf_put(&told, buf_str(&content));
	if (how != PIECE_WHOLE) {
		buf_put_c(&told, "!");
		buf_put_c(&told, why);
	}
	buf_put_c(&told, ";");
}

static struct unpack_result run(str bytes, const struct unpack_limits *limits)
{
	struct pieces to = {NULL, on_begin, on_bytes, on_row, on_end};
	struct unpack_result r;
	struct source s;

	buf_reset(&told);
	source_of(&s, bytes);
	unpack(&s, (str){0}, limits ? limits : &unpack_usual, &to, &r);
	source_release(&s);
	return r;
}

static void zip_of(buf *out, str name, str bytes)
{
	struct zip_write z;

	buf_reset(out);
	zip_write_begin(&z, out);
	zip_write_add(&z, name, bytes);
	zip_write_end(&z);
}

static void gzip_of(buf *out, str bytes)
{
	z_stream z = {0};
	static uint8_t room[1 << 20];

	(void)deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)(uintptr_t)bytes.p;
	z.avail_in = (uInt)bytes.n;
	z.next_out = room;
	z.avail_out = sizeof(room);
	(void)deflate(&z, Z_FINISH);
	buf_reset(out);
	buf_put(out, (str){room, sizeof(room) - z.avail_out});
	(void)deflateEnd(&z);
}

static buf a, b;

static void test_nested(void)
{
	is_int(run(STR("plain text\n"), NULL).type, FILETYPE_TEXT, "a text is one part");
	is_str(buf_str(&told), STR("1 =plain text\n;"), "as it is");
	zip_of(&a, STR("x/a.txt"), STR("in the zip"));
	gzip_of(&b, buf_str(&a));
	struct unpack_result r = run(buf_str(&b), NULL);

	is_int(r.type, FILETYPE_GZIP, "gzip");
	is_str(buf_str(&told), STR("1 x/a.txt=in the zip;"), "a member of a ZIP in gzip");
	for (int i = 0; i < 12; i++) {
		zip_of(&b, STR("n.zip"), buf_str(&a));
		buf_reset(&a);
		buf_put(&a, buf_str(&b));
	}
	r = run(buf_str(&a), NULL);
	ok(str_has(buf_str(&told), STR("!nested deeper than is looked at;")), "depth has a ceiling, and it is said");
	is_int(r.unread, 1, "one part was not read");
}

static void test_ceilings(void)
{
	static uint8_t zeros[1 << 20];
	struct unpack_limits small = unpack_usual;

	gzip_of(&b, (str){zeros, sizeof(zeros)});
	small.stream_most = 100000;
	struct unpack_result r = run(buf_str(&b), &small);

	ok(r.cut && r.bytes == 100000, "a stream has a ceiling");
	ok(str_has(buf_str(&told), STR("!more comes out than is read of one file;")), "which is said");
	zip_of(&a, STR("z"), (str){zeros, sizeof(zeros)});
	small = unpack_usual;
	small.out_most = 5000;
	r = run(buf_str(&a), &small);
	ok(r.cut && r.bytes == 5000, "what comes out of archives has a ceiling");
	small = unpack_usual;
	small.part_most = 77;
	r = run(buf_str(&a), &small);
	ok(!r.cut && r.bytes == 77 && str_has(buf_str(&told), STR("!longer than what is read;")), "so has a part");
}

static void test_cut(void)
{
	zip_of(&a, STR("a.txt"), STR("some text in it"));
	for (size_t n = 1; n < a.n; n++) {
		struct unpack_result r = run(str_sub(buf_str(&a), 0, n), NULL);

		if (!r.unread && !str_has(buf_str(&told), STR("=some text in it;")) &&
		    !str_starts(buf_str(&told), STR("1 =P"))) {
			ok(false, "cut at %zu: %.*s", n, STR_ARG(buf_str(&told)));
			return;
		}
	}
	ok(true, "a ZIP cut anywhere says so or gives what it has");
}

static void test_types(void)
{
	static const struct {
		str head;
		str name;
		enum filetype type;
	} t[] = {
		{STR_INIT(""), STR_INIT("a"), FILETYPE_EMPTY},
		{STR_INIT("a,b,c\n1,2,3\n4,5,6\n7,8,9\n"), STR_INIT(""), FILETYPE_CSV},
		{STR_INIT("姓名\t电话\n张\t1\n李\t2\n"), STR_INIT(""), FILETYPE_CSV},
		{STR_INIT("2026-01-01 a, b\nnothing\n"), STR_INIT("a.log"), FILETYPE_TEXT},
		{STR_INIT("\xef\xbb\xbf{\"a\": 1}"), STR_INIT(""), FILETYPE_JSON},
		{STR_INIT("{\"a\":1}\n{\"a\":2}\n"), STR_INIT(""), FILETYPE_NDJSON},
		{STR_INIT("[{\"a\":1}]"), STR_INIT(""), FILETYPE_JSON},
		{STR_INIT("<?xml version='1.0'?><a/>"), STR_INIT(""), FILETYPE_XML},
		{STR_INIT("<!DOCTYPE html><p>x"), STR_INIT(""), FILETYPE_HTML},
		{STR_INIT("From: a@b.example\r\nSubject: x\r\n\r\nbody"), STR_INIT(""), FILETYPE_EML},
		{STR_INIT("From a@b Mon Jan  1 00:00:00 2026\nFrom: a\nTo: b\n\nx"), STR_INIT(""), FILETYPE_MBOX},
		{STR_INIT("-- MySQL dump 10.13\n--\n"), STR_INIT(""), FILETYPE_SQL},
		{STR_INIT("/* x */\nINSERT INTO t VALUES (1);"), STR_INIT(""), FILETYPE_SQL},
		{STR_INIT("a\0b\0c\0\r\0\n\0"), STR_INIT(""), FILETYPE_TEXT},
		{STR_INIT("\x01\x02\x03\x04 binary \x05\x06\x07\x0e"), STR_INIT(""), FILETYPE_BINARY},
		/* 的一不在人有 are 7684 4e00 4e0d 5728 4eba 6709 */
		{STR_INIT("\x76\x84\x4e\x00\x4e\x0d\x57\x28\x4e\xba\x67\x09\x00 \x00"
			  "1\x00\n\x76\x84\x4e\x0d"),
		 STR_INIT(""), FILETYPE_TEXT},
		{STR_INIT("\x84\x76\x00\x4e\x0d\x4e\x28\x57\xba\x4e\x09\x67 \x00"
			  "1\x00\n\x00\x84\x76\x0d\x4e"),
		 STR_INIT(""), FILETYPE_TEXT},
		{STR_INIT("\x11\x03\x01\x05\x22\x03\x00\x04\x11\x02\x01\x05\x22\x03\x00\x04\x11\x02\x01\x05"),
		 STR_INIT(""), FILETYPE_BINARY},
		{STR_INIT("{\\rtf1\\ansi \\u23004?}"), STR_INIT(""), FILETYPE_RTF},
		{STR_INIT("DIRC\0\0\0\2"), STR_INIT(""), FILETYPE_PROGRAM},
		{STR_INIT("%PDF-1.4\n"), STR_INIT(""), FILETYPE_PDF},
		{STR_INIT("\xd5\xc5\xc8\xfd \xca\xd6\xbb\xfa"), STR_INIT(""), FILETYPE_TEXT},
	};

	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		is_str(str_c(filetype_name(filetype_of(t[i].head, t[i].name))), str_c(filetype_name(t[i].type)),
		       "type of sample %zu", i);
}

static void plain_archives(void)
{
	str ar = STR("!<arch>\n//                                              6         `\nnames\n"
		     "a.txt/          0           0     0     100644  5         `\nhello\n"
		     "#1/8            0           0     0     100644  11        `\nlong.txtbye\n");
	str odc = STR("0707070000000000001006440000000000000000010000000000000000000000600000000005a.txt\0hello"
		      "0707070000000000000000000000000000000000010000000000000000000001300000000000TRAILER!!!\0");

	run(ar, NULL);
	ok(str_has(buf_str(&told), STR("a.txt=hello;")) && str_has(buf_str(&told), STR("long.txt=bye;")),
	   "ar: both names");
	run(str_sub(ar, 0, ar.n - 3), NULL);
	ok(str_has(buf_str(&told), STR("!")), "cut: told");
	run(odc, NULL);
	ok(str_has(buf_str(&told), STR("a.txt=hello;")) && !str_has(buf_str(&told), STR("!")), "cpio");
	run(str_sub(odc, 0, 120), NULL);
	ok(str_has(buf_str(&told), STR("a.txt=hello")) && str_has(buf_str(&told), STR("!")), "cut: told");
}

int main(void)
{
	buf_init(&told, 1 << 20);
	buf_init(&content, 1 << 20);
	buf_init(&a, (size_t)1 << 22);
	buf_init(&b, (size_t)1 << 22);
	test_nested();
	test_ceilings();
	test_cut();
	test_types();
	buf_release(&told);
	buf_release(&content);
	buf_release(&a);
	buf_release(&b);
	plain_archives();
	return tap_done();
}
