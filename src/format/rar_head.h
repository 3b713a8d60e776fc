/*
 * rar_head: one block's header of a RAR archive, of RAR 1.5 to 4 ("four": technote.txt of the RAR distribution) and RAR 5 ("five": RAR 5.0
 * archive format): what lies behind it, how it is packed, and what stands in the way of reading it. Pure.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* "Rar!\x1a\7\0" or "Rar!\x1a\7\1\0". */
#define RAR_HEAD_FOUR_MARK 7
#define RAR_HEAD_FIVE_MARK 8
/* Enough of a block to tell how long its header is. */
#define RAR_HEAD_LEAST 7
/* RAR 5 allows 2 MiB; names and what is kept beside them take a few kilobytes. */
#define RAR_HEAD_MOST ((size_t)512 << 10)

enum rar_what { RAR_MAIN, RAR_FILE, RAR_SERVICE, RAR_CIPHER, RAR_END, RAR_OTHER };

struct rar_head {
	enum rar_what what;
	uint64_t data;      /* bytes behind the header */
	bool volume;        /* main: one of a set */
	bool later;         /* main: not the first */
	bool solid;         /* main: files are packed together; a file: it goes on from the one before */
	bool ciphered;      /* main: the headers that follow are; a file: its bytes are */
	bool commented;     /* an old kind of comment stands in it */
	bool goes_on;       /* end: in another volume */
	bool before, after; /* a file: the part of it that lies in this volume has others before it or behind it */
	bool folder;
	bool known; /* the size is */
	uint64_t size;
	uint64_t window;  /* bytes; a power of two */
	unsigned version; /* of the packing: 15, 20, 26, 29, 36; of five: 0 (1: RAR 7) */
	unsigned method;  /* 0: stored; to 5 */
	bool summed;
	uint32_t sum; /* CRC-32 of what comes out */
	str name;     /* views into the header */
};

/* How long a header is whose first RAR_HEAD_LEAST bytes (fewer: 0) are given; 0: none. */
size_t rar_head_size(str start, bool five);
/* header: that many bytes. PARSE_BAD: damaged, or its checksum says so. */
enum parse rar_head_read(str header, bool five, struct rar_head *ret);
/* A file's name as UTF-8 where it is known to be Unicode, else as it lies (GBK of a Chinese Windows). */
void rar_head_name(const struct rar_head *h, bool five, buf *out);
/* What a decoder needs: the mark, a main header and this file's, without its name; `first`: without the first two it is the next file of the
 * same. */
void rar_head_write(const struct rar_head *h, bool five, bool solid, bool first, buf *out);
/* What stands behind the last file, for a decoder that looks ahead; goes_on: one that says nothing, so that another file may follow (five
 * alone). */
str rar_head_end(bool five, bool goes_on);
