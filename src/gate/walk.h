/*
 * walk: the files below a folder of the scope, one after the other, in the byte order of their names, so that every walk over the same
 * tree gives the same. Opens through the gate, takes a bounded amount of memory whatever the tree, goes round in no circle.
 */
#pragma once

#include "gate/folder.h"

#define WALK_PATH_MOST 4096

struct walk;

struct walk_conf {
	struct gate *gate;
	int root_fd;       /* from gate_root; stays open */
	const char *start; /* below it: "" for all, or one file or folder */
	bool cross;        /* go on to other file systems */
};

struct walk_entry {
	str path; /* below the root; valid until the next call */
	struct os_tree_node node;
	int fd;             /* of a file, the caller's to close; -1: not opened */
	const char *reason; /* why it was not opened, English, translatable; "" */
	bool gap;           /* and so something may have been missed: no permission, another file system … */
	bool refused;       /* the gate does not allow it any more */
};

enum walk_step { WALK_ENTRY, WALK_ON, WALK_END };

[[nodiscard]] int walk_new(const struct walk_conf *conf, struct walk **ret, err *e);
void walk_free(struct walk *w);
/* A bounded piece of work: an entry, nothing yet, or the end. */
enum walk_step walk_next(struct walk *w, struct walk_entry *ret);
/* Closes an entry's descriptor; forgets: what reading brought into memory is given back. */
void walk_close(int *fd, bool forget);
