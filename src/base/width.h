/*
 * width: how many columns a text takes on a terminal or in a monospaced table: Chinese characters and their
 * punctuation take two (Unicode TR 11, East Asian Wide and Fullwidth), combining marks none. No locale is asked.
 */
#pragma once

#include "base/buf.h"

/* 0, 1 or 2. */
ATTR_CONST unsigned width_of_char(uint32_t cp);
size_t width_of(str s);
/* The longest head of s that takes at most `columns`. */
str width_cut(str s, size_t columns);
/* Puts s and blanks up to `columns` (no cut when it is longer). */
void width_put_left(buf *b, str s, size_t columns);
void width_put_right(buf *b, str s, size_t columns);
/* Puts a text in lines of at most `columns`, each after `indent` blanks, broken at blanks or beside Chinese characters
 * (never before closing punctuation). '\n' in the text ends a line; a line that begins with two blanks is kept as it
 * is. Ends with '\n'. */
void width_put_wrapped(buf *b, str s, size_t indent, size_t columns);
