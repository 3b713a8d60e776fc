/*
 * pieces: how a reader of a container (archive, document, database file, mail) hands out what it holds, part by part, without
 * keeping it: a text, a table row by row, or a file that somebody looks at again. The receiver decides what is read on.
 */
#pragma once

#include "base/str.h"

enum piece_form {
	PIECE_TEXT,  /* UTF-8 text as a reader sees it: paragraphs, cells of a document's tables behind '\t' */
	PIECE_BYTES, /* a file within: any form, to be told from its bytes */
	PIECE_TABLE, /* rows of cells (UTF-8) */
	PIECE_FORM_COUNT
};

enum piece_end {
	PIECE_WHOLE,      /* everything was given */
	PIECE_CUT,        /* a ceiling was reached, or the receiver stopped */
	PIECE_UNREADABLE, /* encrypted, broken, a method not known */
	PIECE_END_COUNT
};

struct pieces {
	void *ctx;
	/* A part begins; inner: its path in the container ("docs/a.txt", "人员!B:证件号码", "table user"). False: it is passed over, and
	 * end is not called. */
	bool (*begin)(void *ctx, str inner, enum piece_form form);
	/* PIECE_TEXT, PIECE_BYTES: the next bytes, in blocks of any size. False: enough. */
	bool (*bytes)(void *ctx, str bytes);
	/* PIECE_TABLE: the next row. The first row has the columns' names where `names` says so. False: enough. */
	bool (*row)(void *ctx, const str *cells, size_t n, bool names);
	/* why: English, N_(…), "" for PIECE_WHOLE. */
	void (*end)(void *ctx, enum piece_end how, const char *why);
};
