/*
 * around: what stands around a find, as it may be shown. What was not found there might be a value all the same (a name, a password
 * of a form nobody thought of), so only what cannot be one is kept: signs, short numbers, the words that say what a number near
 * them is (word.def), names of settings, members and elements. Everything else becomes "***" (letters) or "*" (other scripts).
 */
#pragma once

#include "base/buf.h"

/* At most `most` bytes of the text are read; it may end within a character. */
void around_put(buf *out, str text, size_t most);
