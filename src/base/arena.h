/*
 * arena: one per job (target, document, request); everything in it is freed at once. A hard cap bounds it: reaching it
 * is not an error to handle at each call but calls the `full` hook (a worker exits with EXIT_LIMIT, a test jumps).
 */
#pragma once

#include <stddef.h>

#include "base/str.h"

struct arena_block;

typedef struct arena {
	struct arena_block *head;
	size_t cap;  /* bytes that may ever be taken */
	size_t used; /* bytes taken */
	void (*full)(void *ctx);
	void *full_ctx;
} arena;

/* No memory is taken until first use. cap in bytes. */
void arena_init(arena *a, size_t cap);
/* Frees everything; the arena is as after arena_init. */
void arena_clear(arena *a);
/* Zeroed memory for n objects of `size`, aligned to 16. Never NULL: past the cap `full` is called, which must not
 * return (without a hook: exits with a message). */
void *arena_take(arena *a, size_t size, size_t n);
#define arena_new(a, T, n) ((T *)arena_take((a), sizeof(T), (n)))
/* What arena_take does past the cap, for memory taken beside the arena that belongs to the same job. want: bytes. */
ATTR_NORETURN void arena_full(arena *a, size_t want);
/* A copy that lives as long as the arena. */
str arena_str(arena *a, str s);
/* A copy with a NUL behind it; an embedded NUL cuts it short. */
char *arena_cstr(arena *a, str s);
/* True when at least n more bytes fit under the cap: lets a parser report a limit instead of dying of it. */
bool arena_fits(const arena *a, size_t n);
