/*
 * paper_faces: the type faces of a paper, as this machine has them: the official one where it is installed, else the nearest, and
 * for each character that a face lacks the next that has it. Found by fontconfig, read by FreeType. Font files are the machine's own and trusted.
 */
#pragma once

#include "doc/paper_lines.h"
#include "doc/paper_priv.h"
#include "format/cff_write.h"

#define PAPER_FONTS_MOST 64 /* font files a paper may use */

struct paper_faces;

/* paper_faces_auto in every case. E_NOTFOUND when no font has Chinese characters. */
[[nodiscard]] int paper_faces_open(arena *mem, struct paper_faces **ret, err *e);
/* For AUTO. */
void paper_faces_auto(struct paper_faces **f);
/* For struct paper_meter; ctx is the faces. A character that no font has is shown as 〓 and keeps its code. */
struct paper_char paper_faces_measure(void *ctx, enum paper_face face, uint32_t cp, int32_t size);
/* Name of a font that paper_faces_measure named, as PostScript writes it; whether it stands in for a bold one. */
str paper_faces_name(const struct paper_faces *f, uint16_t font);
bool paper_faces_bold(const struct paper_faces *f, uint16_t font);
/* Its outline, 1000 to the em; steps in mem. */
struct cff_glyph paper_faces_outline(struct paper_faces *f, uint16_t font, uint16_t glyph, arena *mem);
/* Which font stands in for which official face, and which characters nothing has: lines in mem. */
str paper_faces_fallbacks(const struct paper_faces *f, arena *mem);
