#include "doc/out.h"

#define OUT_STEP (256u << 10) /* bytes gathered before they are handed over */
/* One step's bytes: a single problem with all its evidence must fit. */
#define OUT_MOST (64u << 20)

void out_init(struct out *o, out_write_fn *write, void *ctx, err *e)
{
	*o = (struct out){.write = write, .ctx = ctx, .e = e};
	buf_init(&o->b, OUT_MOST);
}

static void hand_over(struct out *o)
{
	if (o->rc == 0 && buf_full(&o->b))
		o->rc = err_set(o->e, E_LIMIT, "part of a document larger than %u MiB", OUT_MOST >> 20);
	if (o->rc == 0 && o->b.n)
		o->rc = o->write(o->ctx, buf_str(&o->b), o->e);
	buf_reset(&o->b);
}

void out_step(struct out *o)
{
	if (o->b.n >= OUT_STEP)
		hand_over(o);
}

int out_end(struct out *o)
{
	hand_over(o);
	buf_release(&o->b);
	return o->rc;
}

int out_to_buf(void *ctx, str bytes, err *e)
{
	buf *b = ctx;

	buf_put(b, bytes);
	return buf_full(b) ? err_set(e, E_LIMIT, "document larger than %zu bytes", b->max) : 0;
}
