/*
 * layer: one container that is being read within unpack(): it takes bytes from the layer below and gives the bytes of its members, one
 * after the other. Layers stand on an explicit stack of bounded height; each keeps a fixed amount of memory.
 */
#pragma once

#include "format/pieces.h"
#include "format/source.h"

struct layer;

struct layer_kind {
	size_t state_size; /* zeroed before open */
	/* Readies the state; NULL where there is nothing to do. False: layer_fail() was called. */
	bool (*open)(struct layer *l);
	/* On to the next member (what is left of the one before is passed over), its name by layer_name(). False: no more. */
	bool (*next)(struct layer *l);
	/* The next bytes of the member, valid until the next call; empty: its end. */
	str (*read)(struct layer *l);
	void (*close)(struct layer *l);
};

struct layer {
	const struct layer_kind *kind;
	struct source *in;
	void *state;
	str name;           /* of the member, raw; lives until next() */
	size_t memory_most; /* a window that a stream asks for */
	const char *why;    /* what was wrong with the container; NULL: nothing */
	enum piece_end how;
	bool told;            /* and that was said at its only member */
	bool dead;            /* nothing more can be read of it */
	const char *part_why; /* what was wrong with the member */
	enum piece_end part_how;
	/* The driver's. */
	bool (*was_read)(str name); /* members that a document's reader has read; may be NULL */
	struct source member;
	uint64_t out; /* bytes of this member that came out */
	size_t path_was;
	struct unpacker *unpacker;
};

/* The container cannot be read on. Returns false. */
bool layer_fail(struct layer *l, enum piece_end how, const char *why);
/* Something was amiss; reading goes on. */
void layer_note(struct layer *l, enum piece_end how, const char *why);
/* The member is not whole. Returns the empty str, for read(). */
str layer_part_fail(struct layer *l, enum piece_end how, const char *why);

/* What streams share: they give blocks of this size; a stream has one member (*begun is then set); behind its end zeros are
 * padding, and by this mark another stream follows (else what follows is noted). */
#define LAYER_BLOCK ((size_t)256 * 1024)
bool layer_once(struct layer *l, bool *begun);
bool layer_another(struct layer *l, str mark);
extern const char layer_short_words[], layer_bad_words[], layer_memory_words[], layer_behind_words[];
/* One nameless member each. */
extern const struct layer_kind layer_gzip, layer_xz, layer_zstd, layer_bzip2, layer_lz4;
/* Members with names; layer_items: format/items.h. */
extern const struct layer_kind layer_tar, layer_ar, layer_cpio, layer_zip, layer_git, layer_sevenzip, layer_rar,
	layer_mbox, layer_items;
