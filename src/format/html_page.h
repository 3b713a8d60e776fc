/*
 * html_page: a page taken apart: its tables row by row (format/html_table.h), and the page itself with blanks where they stood, so that
 * nothing is told twice and places of the rest stay what they are.
 */
#pragma once

#include "format/parts.h"

/* False, and nothing was handed out: no table's cells have names, or the encoding is not one that can be taken apart as it lies. */
bool html_page_read(str page, bool (*is_name)(str text), struct parts *to);
