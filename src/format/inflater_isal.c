#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "format/inflater.h"

struct inflater {
	struct inflate_state z;
};

bool inflater_again(struct inflater *i)
{
	isal_inflate_init(&i->z);
	i->z.crc_flag = ISAL_GZIP;
	return true;
}

struct inflater *inflater_new(void)
{
	struct inflater *i = calloc(1, sizeof(*i));

	if (i)
		(void)inflater_again(i);
	return i;
}

void inflater_free(struct inflater *i)
{
	free(i);
}

enum inflater_state inflater_some(struct inflater *i, str in, size_t *used, uint8_t *room, size_t *n)
{
	size_t most = *n;

	i->z.next_in = (uint8_t *)(uintptr_t)in.p;
	i->z.avail_in = (uint32_t)in.n;
	i->z.next_out = room;
	i->z.avail_out = (uint32_t)most;
	int rc = isal_inflate(&i->z);

	*n = most - i->z.avail_out;
	/* Where it fails it may give back more than it was given last. */
	*used = i->z.avail_in <= in.n ? in.n - i->z.avail_in : in.n;
	if (rc < 0 || i->z.avail_in > in.n)
		return INFLATER_DAMAGED;
	return i->z.block_state == ISAL_BLOCK_FINISH ? INFLATER_MEMBER_ENDS : INFLATER_GOES_ON;
}
