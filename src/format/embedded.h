/*
 * embedded: files written as base64 within texts (JSON, XML, data: URLs, mail that somebody pasted): is a run of base64 the beginning of
 * a file that holds others or is a document, and what are its bytes? Ends where the value ends; lines of one length are joined.
 */
#pragma once

#include "base/str.h"

/* Characters that tell, and of the shortest file that is asked for. */
#define EMBEDDED_TRIED ((size_t)24)
#define EMBEDDED_LEAST ((size_t)40)
/* Longer lines do not go on in the next one. A multiple of 4. */
#define EMBEDDED_LINE_MOST ((size_t)512)
/* What embedded_take may put out beside three bytes for four. */
#define EMBEDDED_ROOM (EMBEDDED_LINE_MOST / 4 * 3 + 8)

struct embedded {
	uint32_t bits;
	unsigned bit_n;
	uint8_t escape; /* within one that this began; 0: none */
	uint8_t base;   /* of its number: 10 or 16; 0: not yet told */
	uint8_t digits;
	uint32_t number;
	size_t width;  /* of its lines; 0: in the first */
	size_t column; /* in this one */
	uint8_t line[EMBEDDED_LINE_MOST / 4 * 3 +
		     3]; /* what the present one says, until its end tells that it belongs to it */
	size_t line_n;
	uint64_t taken; /* bytes of text, the one that ended it too */
	bool ended;
};

/* Do these characters begin an archive, a compressed stream, a document or a database? Fewer than EMBEDDED_TRIED: no. */
bool embedded_is(str text);
/* Before the first byte. */
void embedded_begin(struct embedded *e);
/* The bytes that `in` stands for; `out` has room for three bytes of each four, and EMBEDDED_ROOM. Returns how many; sets e->ended behind the
 * value. NUL bytes are passed over: so UTF-16 is read too. */
size_t embedded_take(struct embedded *e, str in, uint8_t *out);
/* The text ends: what may still come. */
size_t embedded_end(struct embedded *e, uint8_t *out);
