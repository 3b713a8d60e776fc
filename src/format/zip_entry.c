#include "format/zip_entry.h"

static str pull(void *ctx)
{
	struct zip_entry_reader *r = ctx;
	str in = r->entry->data;

	if (r->ended)
		return (str){0};
	if (r->entry->method == 0) {
		r->ended = true;
		return in;
	}
	r->z.next_in = (Bytef *)(uintptr_t)(in.p + r->at);
	r->z.avail_in = (uInt)(in.n - r->at);
	r->z.next_out = r->out;
	r->z.avail_out = sizeof(r->out);
	int rc = inflate(&r->z, Z_NO_FLUSH);

	r->at = in.n - r->z.avail_in;
	if (rc != Z_OK || r->z.avail_out == sizeof(r->out)) {
		r->ended = true;
		r->broken = rc != Z_STREAM_END;
	}
	return (str){r->out, sizeof(r->out) - r->z.avail_out};
}

void zip_entry_open(struct zip_entry_reader *r, const struct zip_entry *e)
{
	*r = (struct zip_entry_reader){.entry = e};
	source_init(&r->source, pull, r);
	r->broken = e->flags & 1 || (e->method != 0 && e->method != 8);
	r->ready = e->method == 8 && inflateInit2(&r->z, -MAX_WBITS) == Z_OK;
	r->broken |= e->method == 8 && (!r->ready || !e->data.n);
	r->ended = r->broken;
}

void zip_entry_close(struct zip_entry_reader *r)
{
	if (r->ready)
		(void)inflateEnd(&r->z);
	r->ready = false;
	source_release(&r->source);
}
