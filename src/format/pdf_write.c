#include "format/pdf_write.h"

#include <zlib.h>

#include "base/must.h"

#define OBJECTS_MOST 100000u
#define OFFSETS_MOST (OBJECTS_MOST * sizeof(uint64_t))
#define STREAM_MOST 0x7fffffffu
#define DEFLATE_EXTRA                                                                                                  \
	1024 /* more than deflate ever adds to a short stream; longer ones are bounded by deflateBound's rule */
#define WINDOW 15
#define MEMORY_LEVEL 8

void pdf_write_begin(struct pdf_write *p, buf *out)
{
	*p = (struct pdf_write){.out = out, .from = out->n};
	buf_init(&p->offsets, OFFSETS_MOST);
	buf_put(out, STR("%PDF-1.7\n%\xe4\xbb\xa5\xe6\x9f\xa5\n"));
}

unsigned pdf_write_reserve(struct pdf_write *p)
{
	static const uint8_t none[sizeof(uint64_t)];

	buf_put(&p->offsets, (str){none, sizeof none});
	must(!buf_full(&p->offsets));
	return (unsigned)(p->offsets.n / sizeof(uint64_t));
}

static void begin(struct pdf_write *p, unsigned number)
{
	uint64_t at = p->out->n - p->from;
	uint8_t *to;

	must(number && number <= p->offsets.n / sizeof at);
	to = p->offsets.p + (number - 1) * sizeof at;
	bytes_copy(to, sizeof at, (str){(const uint8_t *)&at, sizeof at});
	buf_printf(p->out, "%u 0 obj\n", number);
}

void pdf_write_object(struct pdf_write *p, unsigned number, str bytes)
{
	begin(p, number);
	buf_put(p->out, bytes);
	buf_put_c(p->out, "\nendobj\n");
}

void pdf_write_stream(struct pdf_write *p, unsigned number, str dict, str bytes)
{
	z_stream s = {0};
	size_t most = bytes.n + bytes.n / 1000 + DEFLATE_EXTRA;
	AUTO(buf_release) buf packed;

	must(bytes.n < STREAM_MOST);
	buf_init(&packed, most);
	uint8_t *room = buf_room(&packed, most);

	must(room);
	must(deflateInit2(&s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK);
	s.next_in = (uint8_t *)(uintptr_t)bytes.p;
	s.avail_in = (uInt)bytes.n;
	s.next_out = room;
	s.avail_out = (uInt)most;
	must(deflate(&s, Z_FINISH) == Z_STREAM_END);
	buf_added(&packed, s.total_out);
	deflateEnd(&s);
	begin(p, number);
	buf_printf(p->out, "<< %.*s /Length %zu /Filter /FlateDecode >>\nstream\n", STR_ARG(dict), packed.n);
	buf_put(p->out, buf_str(&packed));
	buf_put_c(p->out, "\nendstream\nendobj\n");
}

void pdf_write_text(buf *b, str text)
{
	buf_put_c(b, "<FEFF");
	for (size_t at = 0; at < text.n;) {
		uint32_t cp = str_utf8_next(text, &at);

		if (cp > 0xffff)
			buf_printf(b, "%04X%04X", 0xd800 + ((cp - 0x10000) >> 10), 0xdc00 + ((cp - 0x10000) & 0x3ff));
		else
			buf_printf(b, "%04X", cp);
	}
	buf_put_byte(b, '>');
}

void pdf_write_end(struct pdf_write *p, unsigned root, unsigned info)
{
	size_t n = p->offsets.n / sizeof(uint64_t), table = p->out->n - p->from;
	uint64_t hash = str_hash(str_from(buf_str(p->out), p->from));

	buf_printf(p->out, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (size_t i = 0; i < n; i++) {
		uint64_t at = 0;

		bytes_copy(&at, sizeof at, str_sub(buf_str(&p->offsets), i * sizeof at, sizeof at));
		must(at);
		buf_printf(p->out, "%010llu 00000 n \n", (unsigned long long)at);
	}
	buf_printf(p->out,
		   "trailer\n<< /Size %zu /Root %u 0 R /Info %u 0 R /ID [<%016llX%016llX> <%016llX%016llX>] >>\n",
		   n + 1, root, info, (unsigned long long)hash, (unsigned long long)table, (unsigned long long)hash,
		   (unsigned long long)table);
	buf_printf(p->out, "startxref\n%zu\n%%%%EOF\n", table);
	buf_release(&p->offsets);
	*p = (struct pdf_write){0};
}
