#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

struct map_slot {
	uint64_t hash; /* 0: free */
	uint64_t value;
	uint8_t *key;
	size_t n;
};

void map_init(map *m, size_t max, uint64_t seed)
{
	*m = (map){.max = max, .seed = seed};
}

void map_release(map *m)
{
	for (size_t i = 0; i < m->size; i++)
		free(m->slots[i].key);
	free(m->slots);
	map_init(m, m->max, m->seed);
}

static uint64_t rotl(uint64_t v, int k)
{
	return v << k | v >> (64 - k);
}

/* SipHash-1-3's rounds over 8-byte words, keyed with the seed (Aumasson and Bernstein). */
static uint64_t hash_key(uint64_t seed, str s)
{
	uint64_t v0 = seed ^ 0x736f6d6570736575u;
	uint64_t v1 = ~seed ^ 0x646f72616e646f6du;
	uint64_t v2 = seed ^ 0x6c7967656e657261u;
	uint64_t v3 = ~seed ^ 0x7465646279746573u;

	for (size_t i = 0; i <= s.n + 24; i += 8) {
		uint64_t w = 0;
		size_t left = i < s.n ? s.n - i : 0;

		if (left)
			memcpy(&w, s.p + i, left < 8 ? left : 8);
		if (left < 8 && i <= s.n)
			w |= (uint64_t)s.n << 56;
		v3 ^= w;
		v0 += v1, v1 = rotl(v1, 13) ^ v0, v0 = rotl(v0, 32);
		v2 += v3, v3 = rotl(v3, 16) ^ v2;
		v0 += v3, v3 = rotl(v3, 21) ^ v0;
		v2 += v1, v1 = rotl(v1, 17) ^ v2, v2 = rotl(v2, 32);
		v0 ^= w;
	}
	uint64_t h = v0 ^ v1 ^ v2 ^ v3;

	return h ? h : 1;
}

static struct map_slot *slot_of(struct map_slot *slots, size_t size, uint64_t h, str key)
{
	for (size_t i = h & (size - 1);; i = (i + 1) & (size - 1)) {
		struct map_slot *s = &slots[i];

		if (s->hash == 0 || (s->hash == h && str_eq((str){s->key, s->n}, key)))
			return s;
	}
}

uint64_t *map_find(const map *m, str key)
{
	if (m->size == 0)
		return NULL;
	struct map_slot *s = slot_of(m->slots, m->size, hash_key(m->seed, key), key);

	return s->hash ? &s->value : NULL;
}

static bool grow(map *m)
{
	size_t size = m->size ? m->size * 2 : 16;
	struct map_slot *slots = calloc(size, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < m->size; i++) {
		struct map_slot *s = &m->slots[i];

		if (s->hash)
			*slot_of(slots, size, s->hash, (str){s->key, s->n}) = *s;
	}
	free(m->slots);
	m->slots = slots;
	m->size = size;
	return true;
}

uint64_t *map_add(map *m, str key, bool *ret_new)
{
	if (ret_new)
		*ret_new = false;
	uint64_t *found = map_find(m, key);

	if (found)
		return found;
	if (m->n >= m->max || (m->n + 1 > m->size / 4 * 3 && !grow(m)))
		return NULL;
	uint8_t *copy = malloc(key.n ? key.n : 1);

	if (!copy)
		return NULL;
	bytes_copy(copy, key.n, key);
	uint64_t h = hash_key(m->seed, key);
	struct map_slot *s = slot_of(m->slots, m->size, h, key);

	must(s->hash == 0);
	*s = (struct map_slot){.hash = h, .key = copy, .n = key.n};
	m->n++;
	if (ret_new)
		*ret_new = true;
	return &s->value;
}

bool map_next(const map *m, size_t *at, str *ret_key, uint64_t *ret_value)
{
	for (; *at < m->size; (*at)++) {
		const struct map_slot *s = &m->slots[*at];

		if (s->hash == 0)
			continue;
		if (ret_key)
			*ret_key = (str){s->key, s->n};
		if (ret_value)
			*ret_value = s->value;
		(*at)++;
		return true;
	}
	return false;
}
