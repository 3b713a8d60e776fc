#include "format/parquet_delta.h"

/* Writers use 128 or 256 values in four. */
#define BLOCK_MOST ((uint64_t)65536)
#define MINIS_MOST ((uint64_t)512)

static uint64_t number(cur *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t b = cur_u8(c);

		v |= (uint64_t)(b & 127) << shift;
		if (b < 128)
			return v;
	}
	cur_fail(c);
	return 0;
}

static uint64_t zigzag(cur *c)
{
	uint64_t v = number(c);

	return v >> 1 ^ -(v & 1);
}

bool parquet_delta_begin(struct parquet_delta *d, str bytes)
{
	*d = (struct parquet_delta){.in = cur_of(bytes)};
	uint64_t block = number(&d->in);

	d->minis = number(&d->in);
	d->left = number(&d->in);
	d->value = zigzag(&d->in);
	if (d->in.bad || !block || block > BLOCK_MOST || !d->minis || d->minis > MINIS_MOST || block % d->minis ||
	    block / d->minis % 8)
		return false;
	d->size = block / d->minis;
	return true;
}

/* The next mini, of a block that is begun where none is left of the one before. Those that no value needs have no bytes. */
static bool open_mini(struct parquet_delta *d)
{
	if (!d->widths.n) {
		d->least = zigzag(&d->in);
		d->widths = cur_take(&d->in, (size_t)d->minis);
	}
	if (d->in.bad)
		return false;
	d->width = d->widths.p[0];
	d->widths = str_from(d->widths, 1);
	if (d->width > 64)
		return false;
	d->bits = cur_take(&d->in, (size_t)(d->size / 8 * d->width));
	d->bit = 0;
	d->in_mini = d->size;
	return !d->in.bad;
}

bool parquet_delta_next(struct parquet_delta *d, int64_t *ret)
{
	uint64_t v = 0;

	if (!d->left)
		return false;
	if (d->begun) {
		if (!d->in_mini && !open_mini(d))
			return false;
		for (unsigned i = 0; i < d->width; i++, d->bit++)
			v |= (uint64_t)(d->bits.p[d->bit / 8] >> d->bit % 8 & 1) << i;
		d->value += d->least + v;
		d->in_mini--;
	}
	d->begun = true;
	d->left--;
	*ret = (int64_t)d->value;
	return true;
}

str parquet_delta_behind(const struct parquet_delta *d)
{
	struct parquet_delta all = *d;

	for (uint64_t n = all.left ? all.left - 1 : 0; n && open_mini(&all);)
		n -= n < all.size ? n : all.size;
	return cur_rest(&all.in);
}
