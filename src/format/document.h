/*
 * document: files that must be held whole to be read, as texts and tables (format/parts.h): XLSX, DOCX …. Also tells by all of an
 * archive's names whether it is one of them.
 */
#pragma once

#include "format/filetype.h"
#include "format/parts.h"

struct document {
	str bytes;
	enum filetype type; /* as its beginning says; FILETYPE_ZIP: perhaps one */
	size_t memory_most;
	struct parts *parts;
};

/* Has this type a reader here? */
bool document_is(enum filetype t);
/* Reads it. False: it is (also) to be read as what *type says then: a ZIP, an unknown file. What is wrong with it was said to parts. */
bool document_read(const struct document *d, enum filetype *type);
