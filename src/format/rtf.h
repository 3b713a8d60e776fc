/*
 * rtf: Rich Text Format 1.9.1 as one text: paragraphs and rows in lines, cells behind tabs; headers, notes, comments, fields and the
 * document's properties too. Objects within it go to its items.
 */
#pragma once

#include "format/document.h"

/* What is wrong with it is said to its parts. */
void rtf_read(const struct document *d);
