/*
 * pdf_lex: tokens and values of PDF (ISO 32000-1 section 7.2, 7.3) as views into hostile bytes. No recursion: brackets are counted. Every
 * byte looked at is taken from `work`, so that what refers to the same bytes again and again comes to an end.
 */
#pragma once

#include "base/buf.h"

enum pdf_kind {
	PDF_END,
	PDF_DICT, /* << */
	PDF_DICT_END,
	PDF_ARRAY,
	PDF_ARRAY_END,
	PDF_STRING, /* (…), <…>: with its brackets */
	PDF_NAME,   /* with its slash */
	PDF_NUMBER,
	PDF_WORD,
	PDF_KIND_COUNT
};

struct pdf_token {
	enum pdf_kind kind;
	str text;
};

struct pdf_work {
	uint64_t left;
};

struct pdf_token pdf_token_take(str *s, struct pdf_work *w);
/* One value: a number, name, string, word, reference "12 0 R", a whole array or dictionary with its brackets; empty: the end. */
str pdf_value_take(str *s, struct pdf_work *w);
/* The value of a dictionary's entry, empty when there is none. name without slash. */
str pdf_dict_get(str dict, const char *name, struct pdf_work *w);
/* Next entry of a dictionary whose "<<" was taken; false: its end. */
bool pdf_dict_next(str *s, str *ret_name, str *ret_value, struct pdf_work *w);
/* A string's bytes. */
void pdf_string_put(str string, buf *out);
/* A text string (7.9.2.2): UTF-16BE or UTF-8 by its mark, else as Latin text. */
void pdf_text_put(str string, buf *out);
/* A number, its fraction too. */
double pdf_number(str s);
/* The same as a whole number from 0 to UINT32_MAX, which it is held to. */
uint32_t pdf_whole(str s);
/* "12 0 R". */
bool pdf_reference(str value, uint32_t *ret);
