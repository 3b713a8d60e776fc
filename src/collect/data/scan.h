/*
 * scan: looks at all data below some folders, with several caged readers at once, and tells what they found in the order of the
 * files, whatever the number of readers and however they were fast. One thread; nothing here waits: scan_turn does what can be
 * done and says whether to call it again at once or when a reader has written something.
 *
 * A reader that dies takes nothing with it: its files are tried one at a time, and the one that kills its reader is told as not
 * examined.
 */
#pragma once

#include "collect/data/look.h"
#include "collect/data/sum.h"
#include "gate/folder.h"

#define SCAN_JOBS_MOST 64

struct scan;

/* A file or a part of it. */
struct scan_part {
	str inner; /* "" for the file itself */
	str form;
	str charset;
	uint64_t bytes;
	uint64_t examined;
	bool whole;
	bool mute;          /* holds no text: no gap */
	const char *reason; /* English, translatable */
	uint64_t nuls;
	uint64_t rows; /* of a table */
	str columns;
};

struct scan_file {
	size_t root;
	str path;                      /* below the root; what is personal in it is masked */
	const struct scan_part *parts; /* the file itself first; of those within it, what is worth telling */
	size_t part_count;
	int64_t modified;
	bool gap; /* something of it was not examined that may hold data */
	bool opened;
	uint64_t grown; /* bytes that came while it was read, and were not */
	struct sum *sum;
};

struct scan_find {
	size_t root;
	str path;
	const struct record *
		record; /* RECORD_FIND; its line is counted in the whole file; 0: not known, a piece before it was not read */
};

struct scan_root {
	int fd;            /* from gate_root */
	const char *start; /* below it */
};

struct scan_conf {
	struct gate *gate;
	const struct scan_root *roots;
	size_t root_count;
	int stream;          /* a descriptor to be read to its end, as a file named "-" of root 0; -1: none */
	unsigned jobs;       /* readers at once */
	uint64_t bytes_most; /* what is read in all */
	bool cross;          /* other file systems too */
	struct look_conf look;
	/* In the order of the files. Views live during the call. */
	void (*file)(void *ctx, const struct scan_file *f);
	void (*find)(void *ctx, const struct scan_find *f); /* with look.each */
	/* A reader's descriptor is there, is about to be closed: i < 2 * SCAN_JOBS_MOST. */
	void (*watch)(void *ctx, unsigned i, int fd);
	void (*forget)(void *ctx, unsigned i);
	void *ctx;
};

enum scan_step { SCAN_AGAIN, SCAN_WAIT, SCAN_END };

struct scan_totals {
	uint64_t files; /* told */
	uint64_t bytes; /* read so far */
	uint64_t gaps;  /* files and folders with something that was not examined */
	bool refused;   /* the gate did not allow to go on */
	bool weak;      /* readers were locked up less well than usual */
};

/* conf is copied, what it points at must stay. E_LIMIT: no memory. */
[[nodiscard]] int scan_new(const struct scan_conf *conf, struct scan **ret, err *e);
/* Ends readers that still run. */
void scan_free(struct scan *s);
enum scan_step scan_turn(struct scan *s);
struct scan_totals scan_totals(const struct scan *s);
