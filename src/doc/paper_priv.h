/*
 * paper_priv: what the two writers of papers share: the numbers of GB/T 9704-2012, in thousandths of a point (1 pt = 1/72 inch),
 * and the type faces' roles.
 */
#pragma once

#include "doc/paper.h"

#define PAPER_UM(um) ((int32_t)((int64_t)(um)*72000 / 25400))

#define PAPER_WIDTH PAPER_UM(210000)
#define PAPER_HEIGHT PAPER_UM(297000)
#define PAPER_TOP PAPER_UM(37000)  /* 天头 */
#define PAPER_LEFT PAPER_UM(28000) /* 订口 */
#define PAPER_TEXT_WIDTH PAPER_UM(156000)
#define PAPER_TEXT_HEIGHT PAPER_UM(225000)
#define PAPER_ROWS 22
#define PAPER_COLUMNS 28
#define PAPER_BODY 16000                  /* 3号 */
#define PAPER_HEADING 22000               /* 2号, the title */
#define PAPER_SMALL 14000                 /* 4号: page number, 版记 */
#define PAPER_CELL 12000                  /* 小四: tables (the standard gives none) */
#define PAPER_AGENCY_FROM PAPER_UM(35000) /* below the text's upper edge: upper edge of the red agency */
#define PAPER_AGENCY_MOST 50000
#define PAPER_AGENCY_LEAST 24000
#define PAPER_NUMBER_ROW 7 /* row of the number in a paper with a head: agency, two blank rows, number */
#define PAPER_RULE_BELOW PAPER_UM(4000)
#define PAPER_FOOT_BELOW PAPER_UM(7000) /* page number's dash below the text's lower edge */
#define PAPER_RED 0xe60000
#define PAPER_THICK PAPER_UM(350) /* rules of the imprint */
#define PAPER_THIN PAPER_UM(250)

/* Where row i begins, from the page's upper edge, without gathering error. */
static inline int32_t paper_row(int32_t i)
{
	return PAPER_TOP + (int32_t)((int64_t)i * PAPER_TEXT_HEIGHT / PAPER_ROWS);
}

enum paper_face { PAPER_FANGSONG, PAPER_XIAOBIAOSONG, PAPER_HEI, PAPER_KAI, PAPER_SONG, PAPER_FACE_COUNT };

/* Must this code point stay out of a paper? A newline may stay: it parts paragraphs. */
bool paper_drops(uint32_t cp);
/* Without what paper_drops names; tabs are blanks. In mem. */
str paper_clean(arena *mem, str s);
/* E_LIMIT when a paper holds more text than any paper does: layout needs some hundred bytes a character. */
[[nodiscard]] int paper_fits(const struct paper *p, err *e);
