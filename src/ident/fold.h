/*
 * fold: reads text one character at a time with the variants that people type in official numbers folded to one form:
 * full-width letters and digits, traditional characters (備 號 證 許), kinds of dash, blanks and invisible characters.
 * What was folded is remembered, so that a number is found and its defect named.
 */
#pragma once

#include "base/str.h"

enum fold_bits {
	FOLD_FULL_WIDTH = 1,
	FOLD_TRADITIONAL = 2,
	FOLD_LOWER = 4, /* set by the caller where a capital was due: fold_letter */
	FOLD_DASH = 8,
	FOLD_SPACE = 16,
};

struct fold {
	str text;
	size_t at;
	unsigned bits; /* what was folded so far */
};

/* The next character folded, without advancing past it; *ret_next is where the one behind it begins, *ret_bits what was
 * folded. 0 at the end. Blanks of all kinds give ' ', letters keep their case. */
uint32_t fold_peek(const struct fold *f, size_t *ret_next, unsigned *ret_bits);
/* Takes the next character when it is cp. */
bool fold_take(struct fold *f, uint32_t cp);
/* Takes a letter in either case; a small one is marked FOLD_LOWER. `capital` is A to Z. */
bool fold_letter(struct fold *f, uint32_t capital);
/* Skips at most `most` blanks; marks FOLD_SPACE when there was one. */
void fold_spaces(struct fold *f, unsigned most);
/* Takes a run of decimal digits into digits[0..size-1), with a NUL; gives how many there are (also past size). With
 * `blanks`, one blank between digits is allowed (marked). */
size_t fold_digits(struct fold *f, char *digits, size_t size, bool blanks);
/* The character before `at` (start of its bytes in *ret_from), folded; 0 at the beginning. */
uint32_t fold_before(str text, size_t at, size_t *ret_from);
