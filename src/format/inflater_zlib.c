#include <stdlib.h>
#include <zlib.h>

#include "format/inflater.h"

struct inflater {
	z_stream z;
};

struct inflater *inflater_new(void)
{
	struct inflater *i = calloc(1, sizeof(*i));

	if (i && inflateInit2(&i->z, MAX_WBITS + 16) != Z_OK) {
		free(i);
		return NULL;
	}
	return i;
}

void inflater_free(struct inflater *i)
{
	if (i)
		(void)inflateEnd(&i->z);
	free(i);
}

bool inflater_again(struct inflater *i)
{
	return inflateReset(&i->z) == Z_OK;
}

enum inflater_state inflater_some(struct inflater *i, str in, size_t *used, uint8_t *room, size_t *n)
{
	size_t most = *n;

	i->z.next_in = (Bytef *)(uintptr_t)in.p;
	i->z.avail_in = (uInt)in.n;
	i->z.next_out = room;
	i->z.avail_out = (uInt)most;
	int rc = inflate(&i->z, Z_NO_FLUSH);

	*used = in.n - i->z.avail_in;
	*n = most - i->z.avail_out;
	switch (rc) {
	case Z_STREAM_END:
		return INFLATER_MEMBER_ENDS;
	case Z_OK:
	case Z_BUF_ERROR:
		return INFLATER_GOES_ON;
	default:
		return rc == Z_MEM_ERROR ? INFLATER_NO_MEMORY : INFLATER_DAMAGED;
	}
}
