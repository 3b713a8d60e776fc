/*
 * paper: an official document as a tree of blocks, written as DOCX and as PDF in the layout of GB/T 9704-2012 (22 lines of 28
 * characters within 156 x 225 mm). The same paper gives the same bytes, always: no clock, no random value, no locale.
 * yicha draws no seal: its place is left.
 */
#pragma once

#include "base/arena.h"
#include "doc/out.h"

enum paper_kind {
	PAPER_TITLE,     /* 标题: 2号小标宋, centred, broken in the shape of a trapezoid or diamond */
	PAPER_ADDRESSEE, /* 主送机关: flush left, ends with ： */
	PAPER_HEADING1,  /* 一、 黑体 */
	PAPER_HEADING2,  /* （一） 楷体 */
	PAPER_TEXT,      /* 仿宋, first line two characters in */
	PAPER_FIELD,     /* label and value on one line: 被检查单位：… */
	PAPER_TABLE,     /* rows of cells, ruled, breaks between rows, head row repeated */
	PAPER_ATTACHED,  /* 附件说明 */
	PAPER_SIGNED,    /* 署名, 成文日期 and the seal's place, kept with the text before it */
	PAPER_SIGNATURE, /* a line to sign on: label and room for a hand */
	PAPER_NOTE,      /* 附注, in （） */
	PAPER_ANNEX,     /* a new page that begins with 附件N */
	PAPER_IMPRINT,   /* 版记: 抄送, 印发机关 and date, at the foot of the last page */
	PAPER_KIND_COUNT
};

struct paper_block {
	enum paper_kind kind;
	str text;  /* TITLE … TEXT, ATTACHED, NOTE, IMPRINT; label of FIELD and SIGNATURE; agency of SIGNED */
	str value; /* FIELD: value; SIGNED: date as 2026年11月22日 */
	/* TABLE: rows * columns cells, row by row, the first row is the head; widths in hundredths of the text's width. */
	const str *cells;
	size_t rows;
	size_t columns;
	const unsigned *widths;
	bool headless; /* no head: labels and values side by side */
	struct paper_block *next;
};

enum paper_mark { PAPER_PLAIN, PAPER_DRAFT, PAPER_SAMPLE }; /* 草稿 and 样本 stand across every page */

struct paper {
	str agency;  /* 发文机关标志, red; empty: a paper without a head (笔录, 整改报告) */
	str number;  /* 发文字号: 粤通信管〔2026〕12号; empty: none */
	str signer;  /* 签发人, only upwards; may be empty */
	bool sample; /* 样本 stands across every page, whatever else does */
	bool draft;  /* 草稿 likewise */
	str title;   /* document's metadata */
	struct paper_block *first;
	struct paper_block *last;
	arena *mem;
};

void paper_init(struct paper *p, arena *mem);
/* Adds a block of this kind at the end; texts are copied to the paper's arena. */
struct paper_block *paper_add(struct paper *p, enum paper_kind kind, str text);
/* Writers. PDF embeds the nearest typefaces that are there and says in *ret_fallbacks (may be NULL; in the paper's arena) which
 * stand in for which. Errors: E_NOTFOUND without any Chinese typeface, E_LIMIT, and what write gives. */
[[nodiscard]] int paper_docx(const struct paper *p, out_write_fn *write, void *ctx, err *e);
[[nodiscard]] int paper_pdf(const struct paper *p, out_write_fn *write, void *ctx, str *ret_fallbacks, err *e);
