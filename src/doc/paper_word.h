/* paper_word: what every DOCX of ours has besides its text: styles, settings, fonts, headers, footers, the section. Twips: 1/20 pt. */
#pragma once

#include "doc/paper_priv.h"
#include "format/zip_write.h"

#define PAPER_WORD_LINE 579 /* 225 mm / 22 = 579.8: whole twips that still let 22 lines fit */
#define PAPER_WORD_EM (PAPER_TEXT_WIDTH / PAPER_COLUMNS / 50)
#define PAPER_WORD_WIDTH (PAPER_TEXT_WIDTH / 50)
#define PAPER_WORD_CELL_LINE 360
/* A 28th of 156 mm is 15.79 pt: characters of 16 pt stand 5 twips closer (15.75; with 4 twips 28 of them would be a tenth of a
 * millimetre too long). Not left to the grid: LibreOffice gives a character that is wider than the grid's pitch two places. */
#define PAPER_WORD_PITCH "<w:spacing w:val=\"-5\"/>"
#define PAPER_WORD_BORDER 40 /* the red rule's width, which Word adds to its paragraph */

#define PAPER_WORD_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PAPER_WORD_SPACES                                                                                              \
	" xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""                                    \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""                             \
	" xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\""               \
	" xmlns:w10=\"urn:schemas-microsoft-com:office:word\""

/* All parts but word/document.xml. */
void paper_word_parts(const struct paper *p, struct zip_write *z);
/* The section's properties: page, margins, grid, headers and footers. */
void paper_word_section(buf *b);
