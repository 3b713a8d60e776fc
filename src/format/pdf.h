/*
 * pdf: the text of a PDF (ISO 32000-1), as a search wants it: what the pages show, joined to lines by its places, so that kerning and runs
 * do not cut a number; form fields, notes, properties and links; embedded files as items. Read front to back without
 * cross-reference tables; work is bounded by the file's length.
 *
 * An own reader, not pdftotext: it is pure and runs in the cage like all others, also for a PDF within a mail within an archive, and
 * what it cannot read it says: encrypted, pages that are pictures, fonts without a map to characters. Not read: LZW streams, the
 * shapes of a font without maps, encryption with an empty password.
 */
#pragma once

#include "format/document.h"

#define PDF_PAGES_MOST 20000

/* "page N" each as text, "fields" for the rest. */
void pdf_read(const struct document *d);
