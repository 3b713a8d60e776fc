/*
 * prose: the text in the XML of office documents (ECMA-376 part 1; ODF 1.3 part 3) as a search wants it: runs joined to paragraphs, cells
 * behind '\t', and what a reader does not see too: hidden text, field codes, comments, notes of a slide. Deleted text (tracked
 * changes) is a view of its own, the paragraphs as they were before, so that neither view joins what never stood together.
 */
#pragma once

#include "format/parts.h"
#include "format/source.h"

enum prose_kind {
	PROSE_OOXML,        /* as it stands */
	PROSE_OOXML_BEFORE, /* as it was before tracked changes */
	PROSE_ODF,
	PROSE_OFD, /* a page's: format/ofd.h */
	PROSE_ALL, /* all text of all elements, a line each: properties */
	PROSE_KIND_COUNT
};

struct prose_found {
	bool deleted; /* there is deleted text: PROSE_OOXML_BEFORE shows it */
	bool broken;  /* malformed from somewhere on */
};

/* Hands the text to the part that is open. */
void prose_read(struct source *xml, enum prose_kind kind, struct parts *to, struct prose_found *ret);
