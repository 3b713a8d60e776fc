/*
 * document: files that must be held whole to be read, as texts and tables (format/parts.h): XLSX, DOCX …. Also tells by all of an
 * archive's names whether it is one of them.
 */
#pragma once

#include "format/filetype.h"
#include "format/items.h"
#include "format/parts.h"

struct document {
	str bytes;
	str beside;         /* a SQLite database's log */
	enum filetype type; /* as its beginning says; FILETYPE_ZIP: perhaps one */
	size_t memory_most;
	struct parts *parts;
	struct items *items;       /* gets the files that it holds */
	bool (*is_name)(str text); /* see unpack_limits; may be NULL */
};

enum document_rest {
	DOCUMENT_DONE,
	DOCUMENT_MEMBERS, /* its archive's other members are looked at: those that document_has_read() does not name */
	DOCUMENT_NOT,     /* to be read as what *type says: a ZIP, an unknown file */
	DOCUMENT_REST_COUNT
};

/* Has this type a reader here? */
bool document_is(enum filetype t);
/* Reads it. What is wrong with it was said to parts. */
enum document_rest document_read(const struct document *d, enum filetype *type);
bool document_has_read(str name);
