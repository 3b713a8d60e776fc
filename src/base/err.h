/*
 * err: how functions that touch the world fail. They return 0 or a negative enum err_code, and fill *e with words:
 * err_set at the bottom, err_wrap on the way up ("load rules: open /x: No such file"). Hostile input is not an error
 * (see enum parse).
 */
#pragma once

#include "base/str.h"

enum err_code {
	ERR_OK = 0,
#define ERR(code, words, exit) code##_INDEX,
#include "base/errs.def"
#undef ERR
	ERR_COUNT,
#define ERR(code, words, exit) code = -code##_INDEX,
#include "base/errs.def"
#undef ERR
};

typedef struct err {
	int code;
	char text[480]; /* UTF-8, cut at the end when too long */
} err;

/* Sets code and words; returns code. e may be NULL. */
ATTR_PRINTF(3, 4) int err_set(err *e, enum err_code code, const char *fmt, ...);
/* As err_set with ": strerror(errno_value)" behind. */
ATTR_PRINTF(4, 5) int err_sys(err *e, enum err_code code, int errno_value, const char *fmt, ...);
/* Puts "words: " before the text; returns e's code. */
ATTR_PRINTF(2, 3) int err_wrap(err *e, const char *fmt, ...);
/* The exit status that main gives for a code; the class in words (English, translatable). */
ATTR_CONST int err_exit(int code);
ATTR_CONST const char *err_words(int code);

/* The one macro with a hidden return. */
#define TRY(expr)                                                                                                      \
	do {                                                                                                           \
		int try_rc_ = (expr);                                                                                  \
		if (try_rc_ < 0)                                                                                       \
			return try_rc_;                                                                                \
	} while (0)

/* What a parser says of hostile input. */
enum parse {
	PARSE_OK,
	PARSE_SHORT, /* more bytes may make it right */
	PARSE_BAD,   /* no bytes can */
	PARSE_LIMIT, /* a ceiling of ours was reached */
	PARSE_COUNT
};
