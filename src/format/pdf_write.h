/*
 * pdf_write: the objects of a PDF 1.7 file (ISO 32000-1, 7.5): numbering, streams deflated, cross-reference table, trailer. No
 * date and no random identifier: the same objects give the same bytes.
 */
#pragma once

#include "base/buf.h"

struct pdf_write {
	buf *out;
	size_t from;
	buf offsets; /* of uint64_t: where object i + 1 begins; 0: not yet written */
};

/* Writes at the end of out (borrowed). */
void pdf_write_begin(struct pdf_write *p, buf *out);
/* The number of an object that is written later. */
unsigned pdf_write_reserve(struct pdf_write *p);
/* "N 0 obj" and the bytes, which are a whole object in PDF's own syntax. */
void pdf_write_object(struct pdf_write *p, unsigned number, str bytes);
/* A deflated stream; dict: its other entries, as "/Subtype /Form". */
void pdf_write_stream(struct pdf_write *p, unsigned number, str dict, str bytes);
/* A text string: UTF-16 with byte order mark, in hexadecimal. */
void pdf_write_text(buf *b, str text);
/* Table and trailer; every reserved number must have been written. Frees what p holds. */
void pdf_write_end(struct pdf_write *p, unsigned root, unsigned info);
