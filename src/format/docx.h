/*
 * docx: the text of a word-processing document (ECMA-376 part 1, WordprocessingML): paragraphs, cells of tables, headers and footers,
 * as a reader sees it: deleted and hidden text, field codes and the second of two alternative renderings are left out.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Ceilings: a thick book is 2 MB of text; its XML is some ten times that. */
#define DOCX_PART_MOST ((size_t)64 * 1024 * 1024)
#define DOCX_TEXT_MOST ((size_t)8 * 1024 * 1024)
/* Headers and footers: six for each section. */
#define DOCX_EDGES_MOST 200

struct docx {
	buf text; /* '\n' behind a paragraph or a table's row, '\t' behind a cell, '\f' at a page's end as last laid out */
	buf edges;   /* headers, footers and notes likewise */
	str created; /* "2026-11-22T08:00:00Z" as the file says; may be empty; in mem */
	str modified;
	uint64_t paragraphs;
	uint64_t tables;
	uint64_t pictures;
	uint64_t signature_lines; /* places for a signature that Office knows */
	bool signed_digitally;    /* the package holds XML signatures; not verified */
	bool hidden;              /* text that a reader does not see was left out */
	bool cut;                 /* the ceiling of text was reached */
};

/* PARSE_BAD: no such document; PARSE_LIMIT: a ceiling. docx_release frees, also then. */
enum parse docx_parse(str bytes, arena *mem, struct docx *ret);
void docx_release(struct docx *d);
