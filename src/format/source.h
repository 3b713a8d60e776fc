/*
 * source: hostile bytes that come in order, whole in memory or block by block from somewhere (a file, an archive's member, a
 * stream that is unpacked): readers look ahead and take without keeping more than they ask for.
 */
#pragma once

#include "base/buf.h"

/* What a look ahead may hold together, unless a reader asks for the whole. */
#define SOURCE_AHEAD_MOST ((size_t)1 << 20)

struct source {
	/* The next bytes, a view that lives until the next call; empty: the end. NULL: `have` is all. */
	str (*pull)(void *ctx);
	void *ctx;
	str have; /* come, not taken */
	uint64_t taken;
	bool ended;   /* nothing comes behind `have` */
	bool failed;  /* there was no memory to keep what came: the end is not the true one */
	bool in_kept; /* have is the end of kept */
	buf kept;
};

/* All of it is here; bytes must live as long. */
void source_of(struct source *s, str bytes);
void source_init(struct source *s, str (*pull)(void *ctx), void *ctx);
void source_release(struct source *s);
/* What is at hand, at least one byte; empty: the end. */
str source_some(struct source *s);
/* Takes n of what was seen (n <= have.n). */
void source_used(struct source *s, size_t n);
/* The next n bytes together without taking them; fewer at the end. They live until the next call. */
str source_peek(struct source *s, size_t n);
/* Everything that is left, without taking it, where it is at most `most` bytes; false: more, and nothing is lost. */
bool source_whole(struct source *s, size_t most, str *ret);
/* Passes over n bytes; false: it ended before. */
bool source_skip(struct source *s, uint64_t n);
