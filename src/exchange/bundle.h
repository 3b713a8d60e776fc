/*
 * bundle: a folder that a third party verifies without the database (docs/log.md has its form): the log's leaves, all or those of some
 * subjects with a proof each, what they name (documents, evidence), checkpoints, the public key, a manifest with the hashes
 * of every file. Files come and go through the caller's hands.
 */
#pragma once

#include "base/arena.h"
#include "model/checkpoint.h"
#include "model/merkle.h"

/* A file of leaves is closed at one of these; a reader holds one of them. */
#define BUNDLE_LINES_MOST 65536
#define BUNDLE_FILE_MOST ((size_t)80 << 20)
#define BUNDLE_NAME_MOST 128

struct bundle_io {
	/* A whole file below the folder ("documents/…"); E_NOTFOUND. */
	int (*read)(void *ctx, const char *name, size_t most, arena *mem, str *ret, err *e);
	int (*write)(void *ctx, const char *name, str bytes, err *e);
	/* Names in a folder ("" is the bundle's own); none where it is not there. */
	int (*list)(void *ctx, const char *folder, arena *mem, str **ret, size_t *n, err *e);
	void *ctx;
};

/* --- writing -------------------------------------------------------------------------------------------------------------- */

struct bundle_out;
/* part: leaves of some subjects, each with its path to the checkpoint's root. subjects: what the part is about. */
struct bundle_head {
	bool part;
	str checkpoint; /* its text */
	const str *subjects;
	size_t subject_count;
};
/* io and head are borrowed until bundle_out_end. */
struct bundle_out *bundle_out_new(const struct bundle_io *io, const struct bundle_head *head);
/* For AUTO. */
void bundle_out_auto(struct bundle_out **o);
/* The next leaf in order; path: in a part only. */
[[nodiscard]] int bundle_out_leaf(struct bundle_out *o, uint64_t n, str data, const struct merkle_path *path, err *e);
/* Any other file. */
[[nodiscard]] int bundle_out_file(struct bundle_out *o, const char *name, str bytes, err *e);
/* An earlier checkpoint; path: in a part, that it is a beginning of the bundle's (RFC 6962 section 2.1.2). */
[[nodiscard]] int bundle_out_checkpoint(struct bundle_out *o, uint64_t size, str text, const struct merkle_path *path,
					err *e);
/* Writes what waits and the manifest. */
[[nodiscard]] int bundle_out_end(struct bundle_out *o, err *e);

/* Where a document lies: "documents/" SHA-256 and its name's ending; evidence without one. */
void bundle_name(buf *b, const char *folder, const digest *sha256, str name);

/* --- verifying ------------------------------------------------------------------------------------------------------------ */

#define BUNDLE_NO_LEAF UINT64_MAX
struct bundle_check {
	void (*fault)(void *ctx, const char *file, uint64_t leaf, const char *words);
	void *ctx;
};
struct bundle_sum {
	bool part;
	bool sample;
	uint64_t files;
	uint64_t leaves;
	uint64_t documents;
	uint64_t evidence;
	uint64_t checkpoints;
	uint64_t faults;
	uint64_t size; /* of the log, as the checkpoint says */
	digest root;
	int64_t at;
	digest key; /* fingerprint: to be compared with what the agency says elsewhere */
	str origin; /* in mem */
};
/* Reads the whole folder as hostile. Faults are told and counted. */
[[nodiscard]] int bundle_verify(const struct bundle_io *io, const struct bundle_check *check, arena *mem,
				struct bundle_sum *ret, err *e);
