/*
 * look: what a caged reader of data does: reads the files it was given in pieces, lets the engine (detect/find.h) look for what is in
 * them, and writes records (record.h). Runs in the child; touches nothing but the descriptors it has.
 */
#pragma once

#include "collect/data/record.h"

/* A file is read in blocks of this size. */
#define LOOK_BLOCK ((size_t)256 * 1024)
/* A long text is cut into pieces, always at the same places, so that what is found does not depend on how many readers there
 * are: a quarter of what is left, between these. Short ones at the end, so that no reader has much when the others are done. */
#define LOOK_PIECE ((uint64_t)64 << 20)
#define LOOK_PIECE_LEAST ((uint64_t)4 << 20)

struct look_file {
	int fd;         /* -1: only its name is looked at */
	str path;       /* below the root */
	uint64_t size;  /* when it was opened: no more is read */
	uint64_t from;  /* a piece: from the line that begins at or behind this byte … */
	uint64_t until; /* … to the line that begins at or behind this one */
	bool sparse;    /* has holes */
	int log;        /* above 0: the write-ahead log of the database that it is */
	uint64_t log_size;
	int frames;  /* above 0: what another process (look_open) unpacks of it comes here */
	bool stream; /* cannot be read at any place: from where it stands to its end, at most `size` bytes */
};

struct look_conf {
	uint8_t key[16]; /* of the fingerprints */
	bool each;       /* every find is a record, beside the counted items */
	int64_t today;   /* days since 1970: who is younger than 14 */
	bool possible;   /* also those that are not sure */
};

/* Where the piece that begins at `from` of a text of this size ends. */
uint64_t look_piece_end(uint64_t from, uint64_t size);
/* The first byte at or behind `at` that is no hole; the size, where none is. */
uint64_t look_data_at(const struct look_file *f, uint64_t at);

struct look;
/* Made once by the parent, so that every child has it from the start. NULL: no memory. */
struct look *look_new(const struct look_conf *conf);
void look_free(struct look *l);
/* In the child: looks at the files in a row. */
void look_run(struct look *l, const struct look_file *files, size_t n, int to_parent);
/* In another child: unpacks the file for the one that looks at it, whose look_file.frames reads what this one writes. */
void look_open(struct look *l, const struct look_file *f, int to_looker);
