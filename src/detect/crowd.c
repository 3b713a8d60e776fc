#include "detect/crowd.h"

#define FULL (CROWD_SLOTS / 4 * 3)
#define SHIFT_MOST 60
/* Standard deviations of a one-sided bound of 95 %. */
#define Z 1.645L
/* A table's own statistics of its rows may be so far off. */
#define STATISTICS_OFF 0.1L

static bool kept(const struct crowd *c, uint64_t h)
{
	return c->shift == 0 || h < (UINT64_MAX >> c->shift) + 1;
}

static void put(struct crowd *c, uint64_t h, uint32_t times)
{
	/* Those kept are small: the place is taken from the lower bits. */
	size_t i = (size_t)(h ^ h >> 32) % CROWD_SLOTS;

	while (c->slots[i] && c->slots[i] != h)
		i = (i + 1) % CROWD_SLOTS;
	c->used += c->slots[i] == 0;
	c->slots[i] = h;
	c->counts[i] = times > UINT32_MAX - c->counts[i] ? UINT32_MAX : c->counts[i] + times;
}

/* Half of them go. Those that stay are put anew: a chain may have lost its middle. */
static void halve(struct crowd *c)
{
	struct crowd old = *c;

	*c = (struct crowd){.shift = (uint8_t)(old.shift + 1)};
	for (size_t i = 0; i < CROWD_SLOTS; i++)
		if (old.slots[i] && kept(c, old.slots[i]))
			put(c, old.slots[i], old.counts[i]);
}

void crowd_add(struct crowd *c, uint64_t hash, uint32_t times)
{
	uint64_t h = hash ? hash : 1;

	while (c->used >= FULL && c->shift < SHIFT_MOST)
		halve(c);
	if (kept(c, h) && c->used < FULL)
		put(c, h, times);
}

void crowd_bound(struct crowd *c, uint64_t bound)
{
	while (bound && c->shift < SHIFT_MOST && (c->shift == 0 || (UINT64_MAX >> c->shift) + 1 > bound))
		halve(c);
}

void crowd_thin(struct crowd *c, uint32_t n)
{
	while (c->used > n && c->shift < SHIFT_MOST)
		halve(c);
}

void crowd_join(struct crowd *c, const struct crowd *other)
{
	while (c->shift < other->shift)
		halve(c);
	for (size_t i = 0; i < CROWD_SLOTS; i++)
		if (other->slots[i])
			crowd_add(c, other->slots[i], other->counts[i]);
}

uint64_t crowd_count(const struct crowd *c)
{
	return (uint64_t)c->used << c->shift;
}

static long double root(long double x)
{
	long double r = x > 1 ? x : 1;

	for (int i = 0; i < 80; i++)
		r = (r + x / r) / 2;
	return r;
}

/* The share of rows that hold a value, as a bound: rows of one cluster count as one. */
static long double share(const struct crowd_sample *s, long double sign)
{
	long double n = (long double)s->looked / (long double)(s->cluster ? s->cluster : 1);
	long double p = (long double)s->holding / (long double)s->looked;

	n = n < 1 ? 1 : n;
	p += sign * (Z * root(p * (1 - p) / n) + (p > 0 && p < 1 ? 1 : 0) / n);
	if (sign > 0 && s->holding == 0)
		p = 3 / n;
	return p < 0 ? 0 : p > 1 ? 1 : p;
}

/* Of n rows with values of N persons, each in n / N rows, v are drawn: C(v,2) (n/N - 1) / (n - 1) equal pairs are to be
 * expected, and more where the persons are unequal. At most `pairs` of them are so, with 95 % confidence: so N is at least this. */
static long double by_pairs(long double n, long double v, long double pairs)
{
	return v < 2 || n < 2 ? v : n / (1 + pairs * (n - 1) / (v * (v - 1) / 2));
}

void crowd_extrapolate(const struct crowd *c, const struct crowd_sample *s, uint64_t *ret_least, uint64_t *ret_most)
{
	long double scale = (long double)(UINT64_C(1) << c->shift), values = 0, pairs = 0, least, most;
	long double seen = (long double)crowd_count(c) * (c->shift ? 0.94L : 1);

	for (size_t i = 0; i < CROWD_SLOTS; i++) {
		values += c->counts[i];
		pairs += (long double)c->counts[i] * ((long double)c->counts[i] - 1) / 2;
	}
	*ret_least = (uint64_t)seen;
	*ret_most = UINT64_MAX;
	if (!s->rows || !s->looked)
		return;
	long double n = (long double)s->rows * (1 - STATISTICS_OFF) * share(s, -1);

	pairs = (pairs + Z * root(pairs) + 3) * (long double)(s->cluster ? s->cluster : 1);
	least = s->unique ? n : by_pairs(n / scale, values, pairs) * scale * (c->shift ? 0.94L : 1);
	if (least > n)
		least = n;
	most = (long double)s->rows * (1 + STATISTICS_OFF) * share(s, 1);
	*ret_least = (uint64_t)(least > seen ? least : seen);
	*ret_most = (uint64_t)(most > seen ? most : seen);
}
