/*
 * zip: archives (PKWARE APPNOTE 6.3) in memory, as documents and packages are made: stored or deflated entries, no
 * encryption, no ZIP64, one disk. The central directory is the truth and every local header must agree with it; entries
 * that overlap or share a name are refused: two readers would see different files.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* A document has some dozen entries, an application package some thousands. */
#define ZIP_ENTRIES_MOST 20000

struct zip_entry {
	str name;
	uint16_t method; /* 0 stored, 8 deflated */
	uint16_t flags;
	uint32_t crc;
	uint32_t packed; /* bytes in the archive */
	uint32_t size;   /* bytes unpacked, as claimed */
	str data;        /* the packed bytes */
	size_t from;     /* place of header and data in the archive */
	size_t until;
};

struct zip {
	struct zip_entry *entries; /* by name */
	size_t count;
};

/* Reads the directory; entries belong to mem, views point into bytes. PARSE_BAD: no or a contradictory archive;
 * PARSE_LIMIT: ZIP64, too many entries, or mem has no room. */
enum parse zip_parse(str bytes, arena *mem, struct zip *ret);
/* NULL when absent. */
const struct zip_entry *zip_find(const struct zip *z, str name);
/* Appends the unpacked entry. PARSE_LIMIT: longer than out's ceiling allows; PARSE_BAD: encrypted, unknown method, broken
 * data, wrong length or checksum. Never writes past the ceiling, whatever the entry claims. */
enum parse zip_unpack(const struct zip_entry *entry, buf *out);
