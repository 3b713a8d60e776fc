/*
 * reader: what a caged reader of a log does: unpacks the one file it has (format/unpack.h), reads each text in it as a log
 * (detect/logfile.h) while the engine looks for personal data and secrets in the same bytes (detect/find.h), and writes what it
 * told in messages, which the parent reads as hostile input. No message holds anything unmasked.
 */
#pragma once

#include "detect/find.h"
#include "detect/logfile.h"

#define READER_REASON_MOST 300
#define READER_INNER_MOST 1000

struct reader_job {
	int fd;
	str name;      /* of the file, for what its ending tells */
	uint64_t size; /* when it was opened: no more is read */
	struct logfile_conf conf;
	uint8_t key[16]; /* of the fingerprints */
};

/* In the child: reads and writes. job is a struct reader_job. */
void reader_run(void *job, int to_parent);

/* Values of one kind in one part. */
#define READER_PRINTS 64
struct reader_item {
	enum kind kind;
	uint64_t sure, valid, possible, looks;
	uint64_t line;
	str masked, context;
	size_t print_count; /* the smallest fingerprints, ascending; fewer than READER_PRINTS: all of them */
	uint64_t prints[READER_PRINTS];
};

enum reader_what { READER_PART, READER_ITEM, READER_END };
struct reader_message {
	enum reader_what what;
	/* READER_PART; the items of a part come before it */
	str inner; /* within an archive; "" */
	bool whole;
	str reason;
	bool left_out; /* fields of its records were not read (journals): when they are is known, what they say not of all */
	bool read; /* it is a text that was read: sum is of it */
	struct logfile_sum sum;
	struct reader_item item; /* READER_ITEM */
};

/* The message at *used; views into bytes. 1: *used is behind it. 0: more bytes are needed. -1: malformed. */
int reader_next(str bytes, size_t *used, struct reader_message *ret);
