/*
 * ole: the compound file (MS-CFB) that Office before 2007, .msg and encrypted newer documents are: a file system of streams within a
 * file. Chains of sectors are walked with a ceiling of the file's own sectors, so loops end.
 */
#pragma once

#include "base/buf.h"

#define OLE_NAME_MOST 96
#define OLE_ENTRIES_MOST ((size_t)16384)

struct ole_entry {
	char name[OLE_NAME_MOST]; /* UTF-8, at most 31 characters */
	uint8_t type;             /* 1 storage, 2 stream, 5 root */
	uint32_t start;
	uint64_t size;
};

struct ole {
	str bytes;
	unsigned shift; /* of a sector's size */
	unsigned mini_shift;
	uint32_t cutoff; /* shorter streams lie in the mini stream */
	buf fat;         /* numbers of the sectors that hold the allocation table */
	buf mini_fat;
	buf mini; /* the mini stream */
	buf directory;
	size_t entry_count;
	bool broken; /* a chain did not hold together */
};

/* False: it is none, or its directory cannot be read. bytes must live as long. */
bool ole_init(struct ole *o, str bytes, size_t memory_most);
void ole_release(struct ole *o);
/* Entry i (< entry_count); false: it is not in use. */
bool ole_entry_at(const struct ole *o, size_t i, struct ole_entry *ret);
/* The first stream of this name (ASCII, in any case). */
bool ole_find(const struct ole *o, const char *name, struct ole_entry *ret);
/* The bytes of a stream: a view of the file where its sectors follow each other, else put together in `room`. Less than its size where a
 * chain or room's ceiling ends; *ret_whole tells. */
str ole_read(struct ole *o, const struct ole_entry *e, buf *room, bool *ret_whole);
