/*
 * word: the words that say what a number near them or in their column is (word.def), and text made comparable for them:
 * "userPhone", "USER-PHONE" and "user phone" are user_phone. Private to candidate's judgement of contexts and labels.
 */
#pragma once

#include "detect/kind.h"

#define WORD_KINDS 10

enum word_where { WORD_TEXT = 1, WORD_NAME = 2, WORD_BOTH = 3, WORD_WHOLE = 4 };

struct word {
	str text;
	uint8_t where;
	int8_t points;
	uint8_t kinds[WORD_KINDS]; /* enum kind, ended by 0 (no word speaks of kind 0) */
};

/* Puts s with small ASCII letters, full-width forms folded, camel case and runs of blanks, '-', '_', '.', '/' as one '_', other
 * characters as they are; what goes beyond size is left out. Returns the length. */
size_t word_plain(str s, uint8_t *ret, size_t size);
/* The longest word that stands at `at` of such text and may stand where `where` says; ASCII words only between breaks. NULL: none. */
const struct word *word_at(str plain, size_t at, unsigned where);
/* Is the whole of s one word of the list? */
bool word_whole(str s);
/* Does s begin with a word of two Chinese characters or more? */
bool word_starts(str s);
/* Of a name that no word covers: the one that says what its parts say; NULL. */
const struct word *word_stem(str plain);
bool word_is_of(const struct word *w, enum kind k);
