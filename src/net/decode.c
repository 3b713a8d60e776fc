#include "net/decode.h"

#include <zlib.h>

#define STEP 16384

struct decode {
	z_stream z;
	enum http1_coding coding;
	bool begun;
	bool done;
};

struct decode *decode_new(enum http1_coding coding)
{
	struct decode *d = calloc(1, sizeof(*d));

	if (d)
		d->coding = coding;
	return d;
}

void decode_free(struct decode *d)
{
	if (!d)
		return;
	if (d->begun)
		(void)inflateEnd(&d->z);
	free(d);
}

/* "deflate" means zlib's frame, but some servers send the bare stream: the first byte tells (RFC 9110 section 8.4.1.2). */
static bool begin(struct decode *d, uint8_t first)
{
	int bits = 15 + 16;

	if (d->coding == HTTP1_DEFLATE)
		bits = (first & 0x0f) == 8 ? 15 : -15;
	d->begun = inflateInit2(&d->z, bits) == Z_OK;
	return d->begun;
}

enum parse decode_feed(struct decode *d, str in, buf *out)
{
	if (d->done)
		return PARSE_OK;
	if (in.n == 0)
		return PARSE_SHORT;
	if (!d->begun && !begin(d, in.p[0]))
		return PARSE_BAD;
	/* zlib promises not to change its input; its type is from before const. */
	d->z.next_in = (Bytef *)(uintptr_t)in.p;
	d->z.avail_in = (uInt)in.n;
	for (;;) {
		size_t room = out->max - out->n < STEP ? out->max - out->n : STEP;
		uint8_t *to = room ? buf_room(out, room) : NULL;
		if (!to)
			return PARSE_LIMIT;
		d->z.next_out = to;
		d->z.avail_out = (uInt)room;
		int rc = inflate(&d->z, Z_NO_FLUSH);
		buf_added(out, room - d->z.avail_out);
		if (rc == Z_STREAM_END) {
			d->done = true;
			return PARSE_OK;
		}
		if (rc != Z_OK && rc != Z_BUF_ERROR)
			return PARSE_BAD;
		if (d->z.avail_out > 0)
			return PARSE_SHORT;
	}
}
