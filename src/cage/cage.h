/*
 * cage: parses hostile files in a child that is locked up (os/sandbox.h) and serves this one file. The child reads the
 * descriptor, runs a pure function over the bytes and writes a batch into a pipe, which the parent reads as hostile input.
 * A child that dies is a recorded failure, with how it died.
 */
#pragma once

#include "model/sink.h"

struct cage_limits {
	size_t input_most;  /* a longer file is not parsed */
	size_t memory_most; /* of the child */
	unsigned cpu_seconds;
};

struct cage_job {
	int fd; /* a file, from its beginning; stays open */
	struct cage_limits limits;
	/* Runs in the child: puts facts and gaps into out and ends it. mem has the child's memory as its ceiling. */
	void (*parse)(const void *ctx, str bytes, arena *mem, struct sink *out);
	const void *ctx;
};

struct cage_result {
	enum collected_status status;
	char reason[256]; /* English, "" for none */
};

/* Fills sink, which must be empty, with what the child found, and gives the status and reason to end it with. Never an
 * error: what went wrong is a status. Blocks until the child has ended: at the most a little more than its CPU time. */
void cage_run(const struct cage_job *job, struct sink *sink, struct cage_result *ret);
