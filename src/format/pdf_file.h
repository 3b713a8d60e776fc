/*
 * pdf_file: the objects of a PDF file (ISO 32000-1 section 7.5), found by reading it from front to back: cross-reference tables are not
 * needed, so that damaged and lying ones cost nothing and loops in them do not exist. Of two objects with one number the last
 * one holds. Objects in object streams are unpacked and kept.
 */
#pragma once

#include "format/pdf_lex.h"

#define PDF_OBJECTS_MOST 4000000

struct pdf_object {
	const uint8_t *p; /* its value; NULL: there is none */
	uint32_t n;       /* bytes from p to the end of what it lies in, as far as they fit */
};

struct pdf_file {
	str bytes;
	struct pdf_object *objects; /* by number */
	size_t room;
	struct pdf_work work;
	buf *kept; /* unpacked object streams */
	size_t kept_count;
	size_t kept_left; /* bytes that may still be unpacked to keep */
	bool encrypted;
	bool damaged; /* streams that could not be unpacked */
	bool limit;
};

/* False: no memory. pdf_file_release frees, also then. */
bool pdf_file_init(struct pdf_file *f, str bytes, size_t memory_most);
void pdf_file_release(struct pdf_file *f);
/* The value of an object, empty when there is none. */
str pdf_object(struct pdf_file *f, uint32_t number);
/* A value with references followed. */
str pdf_resolve(struct pdf_file *f, str value);
/* The entry of a dictionary, resolved. A stream's value begins with its dictionary. */
str pdf_get(struct pdf_file *f, str dict, const char *name);
bool pdf_is_name(str value, const char *name);
/* Appends the unpacked bytes of a stream, given by its object's value. False: no stream, a filter that is not known, damaged;
 * what could be unpacked is there. */
bool pdf_stream_put(struct pdf_file *f, str value, buf *out);
