/*
 * family: the files of a folder of logs, which of them are one log, and in which order they are read: the newest of each log first, so
 * that a log without years learns from the newer file in which year the older one ends.
 */
#pragma once

#include "collect/log/reader.h"
#include "detect/logstream.h"
#include "gate/walk.h"

#define FAMILY_FILES_MOST 20000

struct family_file {
	char *path;   /* below the folder */
	char *stream; /* of the log it belongs to */
	struct logname name;
	struct os_tree_node node;
	const char *reason; /* not opened, and why; "" */
	bool gap;
	struct logfile_sum *sum; /* of what was read; NULL: nothing */
	int64_t first;           /* earliest record; LOGFILE_NONE */
	bool unread;             /* something of it was not */
};

struct family {
	struct family_file *files;
	size_t n, room;
	bool full; /* more files than are read */
};

void family_release(struct family *f);
/* False: no more room (f->full). */
bool family_add(struct family *f, const struct walk_entry *entry);
/* A member of an archive as a file of its own: path!inner. */
struct family_file *family_add_part(struct family *f, const struct family_file *of, str inner);
/* Moves all files of `from` to f. */
void family_join(struct family *f, struct family *from);
/* By log, and of each the newest first. */
void family_sort(struct family *f);
/* Upper bound of the last record of file i, for logs without years. */
int64_t family_until(const struct family *f, size_t i, int64_t now);
/* How many files from i on are the same log. */
size_t family_count(const struct family *f, size_t i);
