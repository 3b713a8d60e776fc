/*
 * unpack: a file of any form to what it holds: archives, compressed streams, mail, documents and databases, within each other, down to
 * texts, tables and files that nobody need unpack further. One walk from front to back on an explicit stack of bounded height; a fixed
 * amount of memory whatever the input's size; absolute ceilings on what comes out (never ratios: honest files reach 1,000 : 1).
 * Pure: it runs in the cage with read, write and mmap alone.
 *
 * What the caller does:
 *  - gives a source: all bytes (source_of) or a callback (source_init) that gives the next block. Blocks of 64 KiB or more;
 *  - gives struct pieces. unpack() looks into PIECE_BYTES parts itself: what reaches begin() with PIECE_BYTES is a leaf: text in any
 *    encoding (a log, CSV, JSON, HTML …) or something that no reader knows. Its first block has FILETYPE_HEAD bytes or all of the
 *    part, so filetype_of(first block, inner) tells which: text goes to the engine as it lies (encodings are the engine's), CSV,
 *    JSON … likewise with their form. Of FILETYPE_BINARY the caller decides; FILETYPE_IMAGE and the like hold no text;
 *  - a file that is none of the containers comes back as one PIECE_BYTES part with inner "": everything can go through unpack();
 *  - a SQLite file of any size, a large PDF or workbook is best mapped into memory and given by source_of: from a callback no more
 *    than whole_most is held (a truncated mapping kills the child, which is said like any death);
 *  - PIECE_TEXT is UTF-8 and goes to the engine as text; PIECE_TABLE row by row, a cell being one value;
 *  - `inner` is the path within the file: members behind '!' ("backup.tar!docs/人员.xlsx!Sheet1"); "" for the file or the compressed
 *    stream itself. It is hostile text (valid UTF-8, no controls, at most PARTS_PATH_MOST bytes) and may itself hold personal data:
 *    look at it and mask it before it is kept;
 *  - every part that begin() took is ended, with a reason where it is not whole. What could not be read at all (encrypted, damaged,
 *    too deep) is a PIECE_BYTES part without bytes and with the reason: not examined. A container that is damaged has such a part
 *    under its own path, behind its members. Nothing is left out silently, but parts that begin() refuses.
 */
#pragma once

#include "format/filetype.h"
#include "format/parts.h"
#include "format/source.h"

struct unpack_limits {
	uint64_t stream_most; /* bytes out of a compressed stream that is the file itself: a log of a year */
	uint64_t out_most;    /* bytes handed out or passed through in all other layers, in all */
	uint64_t part_most;   /* of one part */
	uint64_t parts_most;  /* parts in all */
	size_t whole_most;    /* a document or database that must be held whole */
	size_t memory_most;   /* of one reader: a document's strings */
	unsigned depth_most;  /* containers within each other; at most UNPACK_DEPTH_MOST */
	/* Does a text say what a column holds? Heads of tables without <th> are told by it; NULL: they are not. */
	bool (*is_name)(str text);
	size_t window_most; /* of a packed stream's or archive's window; 0: memory_most */
};
#define UNPACK_DEPTH_MOST 16

/* What a company's files keep within: 256 GiB, 16 GiB, 4 GiB, 1,000,000 parts, 64 MiB, 80 MiB, 8 deep. */
extern const struct unpack_limits unpack_usual;

struct unpack_result {
	enum filetype type; /* of the file itself */
	uint64_t parts;     /* that begin() took */
	uint64_t unread;    /* of them, and of the others, not whole */
	uint64_t bytes;     /* handed out */
	bool cut;           /* a ceiling for all was reached: the rest of the file was not looked at */
};

/* Why bytes that are no text and nothing known (FILETYPE_BINARY) are not examined whole. English, translatable. */
extern const char unpack_unknown[];

/* Is a file of this type best given whole (mapped)? Archives and streams else are read block by block. */
bool unpack_needs_whole(enum filetype t);
/* name: the file's own, as a tie-break only (it is not put into `inner`). Never fails: what is wrong with the file is said part by
 * part. */
void unpack(struct source *from, str name, const struct unpack_limits *limits, const struct pieces *to,
	    struct unpack_result *ret);
/* The same for a SQLite database with its write-ahead log (the file beside it by the name "…-wal"), whose committed changes are laid over
 * it. */
void unpack_with_log(struct source *from, str log, const struct unpack_limits *limits, const struct pieces *to,
		     struct unpack_result *ret);
