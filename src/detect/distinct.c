#include "detect/distinct.h"

#define FULL (DISTINCT_SLOTS / 4 * 3)

/* Hashes come from outside: mixed once more, and never 0. */
static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h ? h : 1;
}

static bool kept(const struct distinct *d, uint64_t h)
{
	return !(h & ((UINT64_C(1) << d->shift) - 1));
}

static bool put(struct distinct *d, uint64_t h)
{
	size_t i = (size_t)(h >> 40) % DISTINCT_SLOTS;

	while (d->slots[i] && d->slots[i] != h)
		i = (i + 1) % DISTINCT_SLOTS;
	if (d->slots[i])
		return false;
	d->slots[i] = h;
	d->used++;
	return true;
}

/* Half of them go. Those that stay are taken out and put anew: a chain may have lost its middle. */
static void halve(struct distinct *d)
{
	uint64_t stay[DISTINCT_SLOTS];
	size_t n = 0;

	d->shift++;
	for (size_t i = 0; i < DISTINCT_SLOTS; i++) {
		if (d->slots[i] && kept(d, d->slots[i]))
			stay[n++] = d->slots[i];
		d->slots[i] = 0;
	}
	d->used = 0;
	for (size_t i = 0; i < n; i++)
		(void)put(d, stay[i]);
}

bool distinct_add(struct distinct *d, uint64_t hash)
{
	uint64_t h = mix(hash);

	while (d->used >= FULL && d->shift < 60)
		halve(d);
	return kept(d, h) && d->used < FULL && put(d, h);
}

uint64_t distinct_count(const struct distinct *d)
{
	return (uint64_t)d->used << d->shift;
}
