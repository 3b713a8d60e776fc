/*
 * cff_write: a CID-keyed font program in the Compact Font Format (Adobe Technical Notes 5176 and 5177) of given outlines, as PDF embeds it
 * (ISO 32000-1, 9.9, CIDFontType0C). Glyph i is CID i; glyph 0 is .notdef.
 */
#pragma once

#include "base/buf.h"

enum cff_step_kind { CFF_MOVE, CFF_LINE, CFF_CURVE };

/* Absolute, 1000 to the em; for MOVE and LINE the end alone. Each contour begins with MOVE and is closed by itself. */
struct cff_step {
	enum cff_step_kind kind;
	int16_t x1, y1, x2, y2, x, y;
};

struct cff_glyph {
	int16_t advance;
	const struct cff_step *steps;
	size_t n;
};

/* At the end of out. name: PostScript name, ASCII. 1 to 65,535 glyphs. */
void cff_write(buf *out, str name, const struct cff_glyph *glyphs, size_t n);
