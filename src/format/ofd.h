/*
 * ofd: the text of a page of an OFD document (GB/T 33190-2016, sections 7.7 pages, 11.2 and 11.3 text objects and text codes): strings stand where
 * they are painted, so that those on one line are joined, beside each other without a gap, behind '\t' with one. Pure.
 */
#pragma once

#include "format/prose.h"

/* A page's, template's or annotation's XML: does this member's name say so? */
bool ofd_is_page(str name);
/* Hands the text to the part that is open. */
void ofd_read(struct source *xml, struct parts *to, struct prose_found *ret);
