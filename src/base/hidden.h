/*
 * hidden: characters that show nothing themselves and change or forge what is read: marks that turn the direction of the text beside them
 * (U+202A…E, U+2066…9, U+200E, U+200F, U+061C), zero widths, fillers, soft hyphens, tags, line separators, C1 controls (some terminals obey
 * them). Stored text keeps them, it is evidence; whatever is shown to a person names them instead.
 */
#pragma once

#include "base/buf.h"

/* Of C0 only DEL: tabs, line ends and a terminal's colours are the writer's own. */
ATTR_CONST bool hidden_char(uint32_t cp);
/* Where the next one stands in s (s.n: nowhere); *ret_cp and *ret_n: which, and its bytes. Broken UTF-8 is passed over. */
size_t hidden_find(str s, uint32_t *ret_cp, size_t *ret_n);
/* \u202e: as JSON writes it inside a string (RFC 8259 section 7), so that JSON stays what it was. */
void hidden_put(buf *b, uint32_t cp);
/* s with all of them so. */
void hidden_put_shown(buf *b, str s);
