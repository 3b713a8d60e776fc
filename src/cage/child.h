/*
 * child: caged readers that run beside each other and beside their parent's other work. Each is forked, locked up (os/sandbox.h)
 * with the descriptors that it shall read, reads them in pieces and writes what it finds into a pipe, from which the parent reads
 * when it likes: a child whose parent does not read waits. What comes is hostile input. A child dies with its parent.
 *
 * Two in a row: start the first, give its `from` to the second as what it reads, and call cage_child_handed on the first.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct cage_start {
	const int *fds; /* kept open for it, readable at any place or in a row */
	size_t fd_count;
	size_t memory; /* bytes that it may take beside what the parent has */
	unsigned cpu_seconds;
	/* For a library that dials by itself: not locked up further, only by what already binds this process (Landlock of the
	 * scope), and ended after cpu_seconds of time. */
	bool dials;
	/* Runs in the child. to_parent takes cage_write. Returns when all is written. */
	void (*run)(void *ctx, int to_parent);
	void *ctx;
	bool handed; /* another child will read what it writes: `from` waits */
};

struct cage_child {
	int pid;   /* 0: none */
	int from;  /* what it writes, non-blocking; -1: at its end */
	bool weak; /* at its end: the kernel lacks Landlock or seccomp, so it was locked up less well */
};

enum cage_end {
	CAGE_WELL,
	CAGE_NOT_LOCKED, /* it could not be locked up and read nothing */
	CAGE_TIME,       /* ceiling of CPU time */
	CAGE_MEMORY,
	CAGE_FORBIDDEN, /* it tried what it may not */
	CAGE_DIED,
	CAGE_NOT_STARTED,
	CAGE_END_COUNT
};
/* English, translatable; "" for CAGE_WELL. Nothing of what was read shows in it. */
const char *cage_end_words(enum cage_end end);

/* So many at once are worth while: one a processor. */
unsigned cage_child_worth(void);
/* So many files may be open: the limit is raised to what is allowed. */
size_t cage_child_files(void);
/* False: no process could be started. */
bool cage_child_start(struct cage_child *c, const struct cage_start *start);
/* Moves what it has written to `to`, without waiting, until `most` bytes lie there. True while more may come. Whoever
 * watches `from` forgets it before cage_child_end, which closes it. */
bool cage_child_read(struct cage_child *c, buf *to, size_t most);
/* The parent reads no more from it: another child does. */
void cage_child_handed(struct cage_child *c);
/* Waits for its end (kill: ends it), which is near when cage_child_read gave false. */
enum cage_end cage_child_end(struct cage_child *c, bool kill);

/* For a child that dials: microseconds, only forward; and a rest. */
int64_t cage_clock_us(void);
void cage_pause(unsigned ms);

/* In the child: writes all, waiting for the reader; ends the process when nobody reads any more. */
void cage_write(int to_parent, str bytes);
/* In the child: for an arena's `full`, and where an allocation failed. */
_Noreturn void cage_no_memory(void *ctx);
