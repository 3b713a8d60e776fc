/*
 * rotation: how long logs are kept, out of the configuration of what turns them over: logrotate (logrotate.conf(5)) or systemd's journald
 * (journald.conf(5)). Settings outside of blocks hold for those that follow. Hostile text: bounded, linear.
 */
#pragma once

#include "base/str.h"

#define ROTATION_UNSAID (-1)
#define ROTATION_ENDLESS (-2)

struct rotation_rules {
	int64_t count; /* old files that are kept; ROTATION_ENDLESS: all */
	int64_t hours; /* from one turn to the next, at the most; ROTATION_UNSAID also where only size decides */
	int64_t age;   /* days after which an old file is removed */
	bool sized;    /* size makes it turn, or go, earlier */
};

struct rotation {
	str logs; /* patterns of paths, blanks between them; a view */
	struct rotation_rules rules;
	int64_t days; /* the oldest record is at the most so old; ROTATION_UNSAID: time does not bound it, or it is not said */
	bool journald;
};

struct rotation_reader {
	str rest;
	struct rotation_rules usual;
	bool journald;
	bool done;
	bool cut; /* a block does not end */
};

void rotation_begin(struct rotation_reader *r, str text);
/* The next block of logs; false: no more. */
bool rotation_next(struct rotation_reader *r, struct rotation *ret);
/* Does one of its patterns lie in this folder, or below it? */
bool rotation_covers(const struct rotation *r, str folder);
