/*
 * map: hash table from bytes to a number, keyed with a random seed against chosen collisions. Keys are copied. Grows to
 * a ceiling of entries.
 */
#pragma once

#include "base/str.h"

struct map_slot;

typedef struct map {
	struct map_slot *slots;
	size_t size; /* power of two, or 0 */
	size_t n;
	size_t max;
	uint64_t seed;
} map;

/* max: entries that may ever be held; seed: any number, random where keys are hostile. No allocation. */
void map_init(map *m, size_t max, uint64_t seed);
void map_release(map *m);
/* Where key's value lies (valid until the next map_add), or NULL. */
uint64_t *map_find(const map *m, str key);
/* As map_find, adding the key with value 0 when absent (*ret_new tells; may be NULL). NULL at the ceiling. */
uint64_t *map_add(map *m, str key, bool *ret_new);
/* Walks all entries in no order: start with *at = 0; false at the end. */
bool map_next(const map *m, size_t *at, str *ret_key, uint64_t *ret_value);
