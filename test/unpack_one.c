/* unpack_one FILE [BLOCK [MOST]]: what unpack() hands out of a file, a line each, for the tests that make files by real programs: "begin FORM INNER",
 * "text …", "row cell|cell", "end HOW why". Bytes come in blocks of BLOCK bytes where it is given; at most MOST bytes come out. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "format/unpack.h"

static const char *const forms[] = {"text", "bytes", "table"};
static const char *const hows[] = {"whole", "cut", "unreadable"};
static buf text;

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	(void)ctx;
	printf("begin %s %.*s\n", forms[form], STR_ARG(inner));
	buf_reset(&text);
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	(void)ctx;
	buf_put(&text, bytes);
	return true;
}

static void put_line(const char *what, str s)
{
	printf("%s ", what);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n')
			printf("\\n");
		else
			putchar(s.p[i]);
	putchar('\n');
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	buf b AUTO(buf_release);

	(void)ctx;
	buf_init(&b, (size_t)1 << 26);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_put_byte(&b, '|');
		buf_put(&b, cells[i]);
	}
	put_line(names ? "names" : "row", buf_str(&b));
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	(void)ctx;
	if (text.n)
		put_line("text", str_sub(buf_str(&text), 0, 100000));
	printf("bytes %zu\nend %s %s\n", text.n, hows[how], why);
	buf_reset(&text);
}

struct file {
	FILE *f;
	size_t block;
	uint8_t bytes[(size_t)1 << 20];
};

static str pull(void *ctx)
{
	struct file *f = ctx;

	return (str){f->bytes, fread(f->bytes, 1, f->block, f->f)};
}

int main(int argc, char **argv)
{
	static struct file f;
	struct pieces to = {.begin = on_begin, .bytes = on_bytes, .row = on_row, .end = on_end};
	struct unpack_limits limits = unpack_usual;
	struct unpack_result r;
	struct source s;
	uint64_t n = sizeof(f.bytes);

	if (argc < 2 || !(f.f = fopen(argv[1], "rb")) || (argc > 2 && !str_to_u64(str_c(argv[2]), sizeof(f.bytes), &n)))
		return 2;
	f.block = (size_t)n;
	if (argc > 3 && !str_to_u64(str_c(argv[3]), UINT64_MAX, &limits.out_most))
		return 2;
	if (argc > 3)
		limits.stream_most = limits.out_most;
	buf_init(&text, (size_t)1 << 28);
	source_init(&s, pull, &f);
	/* A file by this name with "-wal" lies beside it: its log. */
	static uint8_t log[(size_t)1 << 24];
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s-wal", argv[1]);
	FILE *w = fopen(path, "rb");

	if (w)
		unpack_with_log(&s, (str){log, fread(log, 1, sizeof(log), w)}, &limits, &to, &r);
	else
		unpack(&s, str_c(argv[1]), &limits, &to, &r);
	if (w)
		fclose(w);
	printf("type %s parts %llu unread %llu bytes %llu%s\n", filetype_name(r.type), (unsigned long long)r.parts,
	       (unsigned long long)r.unread, (unsigned long long)r.bytes, r.cut ? " cut" : "");
	source_release(&s);
	buf_release(&text);
	fclose(f.f);
	return 0;
}
