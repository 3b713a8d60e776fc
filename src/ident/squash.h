/*
 * squash: one form for texts that a person reads as the same: full-width, circled and mathematical letters and digits, Chinese digits, look-alike
 * letters of other scripts, capitals, blanks, invisible characters, and the ways to write an address that nobody can click ("203[.]0[.]113[.]8",
 * "a dot cn", "hxxp"). For comparing, never for showing. Linear; broken UTF-8 is U+FFFD.
 */
#pragma once

#include "base/buf.h"

/* Folded and lower case; runs of blanks are one blank, brackets are ( and ), dots of all kinds are '.': words can still be told apart. */
void squash_words(buf *b, str s);
/* The same without what stands between: letters, digits, '.' and ':' alone; between two digits any one mark is '.', and zeros that lead behind a
 * dot are gone. */
void squash_tight(buf *b, str words);
/* Letters and digits alone. */
void squash_bare(buf *b, str words);
