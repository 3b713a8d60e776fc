/*
 * data_known: finds that are known already, by a baseline (all that was found once) or an allow-list (what somebody looked at and
 * lets be). A find is known by a fingerprint of kind, value, path and part, not by its line: it stays known when lines are put
 * before it. Fingerprints are keyed, since an unkeyed digest of a telephone number is the number.
 *
 * Text, a line each; '#' begins a comment:
 *   5f2c…e1 (32 digits)           this value in this file
 *   path tests-** [KIND]       anything, or this kind, in these files: '*' within a name, '**' also across folders
 */
#pragma once

#include "base/arena.h"
#include "base/map.h"
#include "collect/data/scan.h"

#define KNOWN_MARK_BYTES 16
#define KNOWN_MOST ((size_t)2000000)

struct known_pattern {
	str glob;
	enum kind kind; /* KIND_COUNT: any */
};

struct known {
	map marks;
	struct known_pattern *patterns;
	size_t pattern_count;
	arena *mem;
};

void known_init(struct known *k, arena *mem);
void known_release(struct known *k);
/* Adds the entries of a file. E_SYNTAX with the line; E_NOTFOUND, E_IO. */
[[nodiscard]] int known_load(struct known *k, const char *path, err *e);
/* The fingerprint that lists hold. */
struct known_mark {
	uint8_t b[KNOWN_MARK_BYTES];
};
struct known_mark known_mark(str key, const struct record *find, str path);
bool known_has(const struct known *k, const struct known_mark *mark, str path, enum kind kind);
/* Adds one; false: it was there, or there is no more room. */
bool known_add(struct known *k, const struct known_mark *mark);
/* The key that a list is kept by: 64 hexadecimal digits in a file for its owner's eyes, made when it is not there and make is
 * set. E_NOTFOUND. */
[[nodiscard]] int known_key(const char *path, bool make, uint8_t ret[static 32], err *e);
/* Does the pattern fit the path? Time is bounded by the product of their lengths. */
bool known_glob(str glob, str path);
