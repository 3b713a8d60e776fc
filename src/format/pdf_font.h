/*
 * pdf_font: what the codes of a PDF font mean and how wide they are (ISO 32000-1 sections 9.6 to 9.10): ToUnicode maps, encodings with
 * differences, the usual predefined maps of Chinese fonts.
 */
#pragma once

#include "format/charset.h"
#include "format/pdf_file.h"

struct pdf_map {
	uint32_t from;
	uint32_t to;
	uint16_t units[4]; /* UTF-16; the last one counts on through the range */
	uint8_t n;
};

struct pdf_width {
	uint32_t from;
	uint32_t to;
	float w;
};

struct pdf_font {
	const uint8_t *key; /* where its dictionary lies */
	bool composite;     /* codes of two bytes */
	bool direct;        /* the string is text in `charset` */
	enum charset charset;
	struct pdf_map *map; /* by from */
	size_t map_n;
	uint32_t plain[256]; /* simple fonts: code points; 0: unknown */
	struct pdf_width *widths;
	size_t width_n;
	float width; /* of all others */
};

/* dict: the font's dictionary. pdf_font_release frees. */
void pdf_font_read(struct pdf_file *f, str dict, struct pdf_font *ret);
void pdf_font_release(struct pdf_font *font);
/* Appends the text of a shown string; *ret_width: its advance in thousandths of the font's size, *ret_codes: characters,
 * *ret_blanks: of them one-byte blanks. Returns how many codes have no meaning. */
size_t pdf_font_put(const struct pdf_font *font, str bytes, buf *out, double *ret_width, size_t *ret_codes,
		    size_t *ret_blanks);
