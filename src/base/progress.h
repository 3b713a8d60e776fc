/*
 * progress: events that a long job tells (struct progress, by a progress_fn), and a line on the terminal that shows
 * them. Nothing here asks the clock or the terminal: the caller knows both.
 */
#pragma once

#include "base/buf.h"

struct progress {
	const char *phase; /* English, translatable: N_("collecting") */
	uint64_t done;
	uint64_t total; /* 0: not known yet */
	uint64_t failed;
	uint64_t bytes; /* looked through so far; 0: not told */
	int64_t now;    /* milliseconds of a steady clock */
};

/* What a job calls at each step, as often as it likes. */
typedef void progress_fn(void *ctx, const struct progress *p);

struct progress_line {
	bool shown; /* false: nothing is ever written (a pipe, --quiet) */
	bool colour;
	size_t columns;
	const char *phase;
	int64_t began; /* of the phase */
	int64_t drawn;
	bool on_screen;
};

#define PROGRESS_EVERY_MS 100 /* a line is redrawn at most so often */

/* columns: of the terminal, 0 as 80. */
void progress_line_init(struct progress_line *l, bool shown, bool colour, size_t columns);
/* A progress_fn; ctx is the struct progress_line, which must stay where it is until progress_line_end. Writes to stderr;
 * a log line takes it off the screen first. */
void progress_line_tell(void *ctx, const struct progress *p);
/* Takes the line off the screen (before other output, at the end). */
void progress_line_end(struct progress_line *l);
/* The line's text, without control sequences: "collecting  1234/20000  6%  312/s  about 60 s left  3 failed". */
void progress_put(buf *b, const struct progress *p, int64_t began);
