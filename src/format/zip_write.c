#include "format/zip_write.h"

#include <zlib.h>

#include "base/must.h"

#define LOCAL_SIGN 0x04034b50u
#define CENTRAL_SIGN 0x02014b50u
#define END_SIGN 0x06054b50u
#define VERSION 20       /* 2.0: deflate */
#define FLAGS 0x0800     /* names are UTF-8 */
#define DOS_DATE 0x0021u /* 1980-01-01 */
#define PART_MOST 0x7fffffffu
#define DIRECTORY_MOST ((size_t)16 << 20)
#define WINDOW_RAW (-15) /* no zlib header */
#define MEMORY_LEVEL 8

void zip_write_begin(struct zip_write *z, buf *out)
{
	*z = (struct zip_write){.out = out, .from = out->n};
	buf_init(&z->directory, DIRECTORY_MOST);
}

/* Deflates into out's room; the length, or 0 when it is not shorter than the bytes. */
static size_t deflate_into(buf *out, str bytes)
{
	z_stream s = {0};
	uint8_t *room = bytes.n ? buf_room(out, bytes.n) : NULL;
	size_t made = 0;

	if (!room)
		return 0;
	must(deflateInit2(&s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_RAW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK);
	s.next_in = (uint8_t *)(uintptr_t)bytes.p;
	s.avail_in = (uInt)bytes.n;
	s.next_out = room;
	s.avail_out = (uInt)bytes.n;
	if (deflate(&s, Z_FINISH) == Z_STREAM_END)
		made = s.total_out;
	deflateEnd(&s);
	return made < bytes.n ? made : 0;
}

/* What local header and directory share: from "version needed" to the extra field's length. */
static void put_common(buf *b, uint16_t method, uint32_t crc, const size_t sizes[static 2], size_t name)
{
	buf_put_le(b, VERSION, 2);
	buf_put_le(b, FLAGS, 2);
	buf_put_le(b, method, 2);
	buf_put_le(b, 0, 2);
	buf_put_le(b, DOS_DATE, 2);
	buf_put_le(b, crc, 4);
	buf_put_le(b, sizes[0], 4);
	buf_put_le(b, sizes[1], 4);
	buf_put_le(b, name, 2);
	buf_put_le(b, 0, 2);
}

void zip_write_add(struct zip_write *z, str name, str bytes)
{
	size_t header = z->out->n, sizes[2] = {bytes.n, bytes.n};
	uint32_t crc = (uint32_t)crc32(0, bytes.n ? bytes.p : NULL, (uInt)bytes.n);
	buf body;

	must(name.n && name.n <= UINT16_MAX && bytes.n <= PART_MOST && z->count < UINT16_MAX);
	buf_init(&body, bytes.n ? bytes.n : 1);
	size_t packed = deflate_into(&body, bytes);
	uint16_t method = packed ? Z_DEFLATED : 0;

	if (packed)
		sizes[0] = packed;
	buf_put_le(z->out, LOCAL_SIGN, 4);
	put_common(z->out, method, crc, sizes, name.n);
	buf_put(z->out, name);
	buf_put(z->out, packed ? (str){body.p, packed} : bytes);
	buf_release(&body);
	buf_put_le(&z->directory, CENTRAL_SIGN, 4);
	buf_put_le(&z->directory, VERSION, 2);
	put_common(&z->directory, method, crc, sizes, name.n);
	buf_put_le(&z->directory, 0, 2 + 2 + 2); /* comment, disk, internal attributes */
	buf_put_le(&z->directory, 0, 4);         /* external attributes */
	buf_put_le(&z->directory, header - z->from, 4);
	buf_put(&z->directory, name);
	z->count++;
	if (z->out->n - z->from > PART_MOST)
		z->out->full = true;
}

void zip_write_end(struct zip_write *z)
{
	size_t at = z->out->n - z->from;

	if (buf_full(&z->directory))
		z->out->full = true;
	buf_put(z->out, buf_str(&z->directory));
	buf_put_le(z->out, END_SIGN, 4);
	buf_put_le(z->out, 0, 4);
	buf_put_le(z->out, z->count, 2);
	buf_put_le(z->out, z->count, 2);
	buf_put_le(z->out, z->directory.n, 4);
	buf_put_le(z->out, at, 4);
	buf_put_le(z->out, 0, 2);
	buf_release(&z->directory);
	*z = (struct zip_write){0};
}
