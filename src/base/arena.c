#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ckd.h"

#define BLOCK_MIN ((size_t)16 * 1024)
#define ALIGN ((size_t)16)

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	_Alignas(16) uint8_t bytes[];
};

void arena_init(arena *a, size_t cap)
{
	*a = (arena){.cap = cap};
}

void arena_clear(arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;

		free(a->head);
		a->head = next;
	}
	a->used = 0;
}

void arena_full(arena *a, size_t want)
{
	if (a->full)
		a->full(a->full_ctx);
	fprintf(stderr, "yicha: memory ceiling of %zu bytes reached (wanted %zu more)\n", a->cap, want);
	exit(4);
}

static struct arena_block *arena_grow(arena *a, size_t want)
{
	size_t size = a->head ? a->head->size * 2 : BLOCK_MIN;
	size_t left = a->cap - a->used;

	if (size > (size_t)1 << 20)
		size = (size_t)1 << 20;
	if (size > left)
		size = left;
	if (size < want)
		size = want;
	struct arena_block *b = malloc(sizeof(*b) + size);

	if (!b)
		arena_full(a, want);
	*b = (struct arena_block){.next = a->head, .size = size};
	a->head = b;
	return b;
}

void *arena_take(arena *a, size_t size, size_t n)
{
	size_t want;

	if (ckd_mul(&want, size, n) || ckd_add(&want, want, ALIGN - 1))
		arena_full(a, SIZE_MAX);
	want &= ~(ALIGN - 1);
	if (want == 0)
		want = ALIGN;
	if (want > a->cap - a->used)
		arena_full(a, want);
	struct arena_block *b = a->head;

	if (!b || want > b->size - b->used)
		b = arena_grow(a, want);
	void *p = b->bytes + b->used;

	b->used += want;
	a->used += want;
	memset(p, 0, want);
	return p;
}

str arena_str(arena *a, str s)
{
	if (s.n == 0)
		return (str){0};
	uint8_t *p = arena_take(a, 1, s.n);

	bytes_copy(p, s.n, s);
	return (str){p, s.n};
}

char *arena_cstr(arena *a, str s)
{
	size_t n;

	if (ckd_add(&n, s.n, 1))
		arena_full(a, SIZE_MAX);
	char *p = arena_take(a, 1, n);

	bytes_copy(p, s.n, s);
	return p;
}

bool arena_fits(const arena *a, size_t n)
{
	size_t left = a->cap - a->used;

	return left >= ALIGN && n <= left - ALIGN;
}
