/*
 * journal: the binary journal of systemd (magic LPKSHHRH; https://systemd.io/JOURNAL_FILE_FORMAT), read entry by entry in the
 * order of its entry arrays, from a file that is mapped whole. An entry comes out as the line of JSON that `journalctl -o json` would
 * write, without sequence numbers (journals of several users share them). Fields compressed by zstd are unpacked, by xz and lz4 are
 * left out and counted. Hostile: offsets only grow, nothing is read twice, every length has a ceiling.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define JOURNAL_MAGIC STR("LPKSHHRH")
#define JOURNAL_FIELD_MOST ((size_t)64 << 10)
#define JOURNAL_LINE_MOST ((size_t)1 << 20)

struct journal {
	str file;
	bool compact;              /* offsets of 4 bytes (systemd 252) */
	uint64_t entries;          /* says its header */
	uint64_t array, at, items; /* the entry array now read, the item in it */
	uint64_t last;             /* offset of the entry before: they only grow */
	uint64_t given;
	uint64_t left_out; /* fields that were not read: compressed by xz or lz4, too long, damaged */
	bool damaged;      /* what comes next could not be followed */
	void *zstd;
	buf line, field;
};

/* PARSE_BAD: no journal, or of a form that is not known. Release it in every case. */
enum parse journal_parse(str file, struct journal *ret);
/* The next entry as a line of JSON with its line end, valid until the next call; false: the end (j->damaged: not the true one). */
bool journal_next(struct journal *j, str *ret);
void journal_release(struct journal *j);
