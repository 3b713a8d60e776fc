/*
 * paper_lines: breaks a paragraph into lines on the character grid (GB/T 9704: 28 characters a line; 禁则 as in the clreq's basic
 * rules). No closing punctuation begins a line, no opening one ends it; Latin words and numbers are not torn unless they are
 * longer than half a line; what nearly fits is squeezed, what is left over is spread. Linear but for a bounded look-ahead; widths in any unit.
 */
#pragma once

#include "base/arena.h"

struct paper_char {
	uint32_t cp;
	int32_t width; /* advance */
	uint16_t font; /* the measurer's own: which font shows it */
	uint16_t glyph;
};

struct paper_line {
	size_t from, until; /* characters; blanks at the end are not in it */
	int32_t width;      /* as placed */
};

struct paper_lines {
	struct paper_line *list;
	size_t n;
};

/* Measure of a paragraph: em is a full-width character; first and rest the widths of the first and the other lines. */
struct paper_measure {
	int32_t em;
	int32_t first;
	int32_t rest;
};

/* Breaks n characters (no newlines) and writes each one's place from its line's beginning to xs[0..n). At least one line. */
struct paper_lines paper_lines_break(arena *mem, const struct paper_char *chars, size_t n, struct paper_measure m,
				     int32_t *xs);
/* A title: as few lines as it needs, none a mere remainder, shaped as a trapezoid or a diamond, broken where words end as far as
 * that can be seen without a dictionary. */
struct paper_lines paper_lines_title(arena *mem, const struct paper_char *chars, size_t n, int32_t width, int32_t *xs);
/* May a line end between these two characters? For tests. */
bool paper_lines_may_break(uint32_t left, uint32_t right);
