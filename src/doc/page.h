/* page: pieces of HTML. Every text of a casefile goes through page_text or page_id; page_raw takes literals only. */
#pragma once

#include "base/i18n.h"
#include "doc/out.h"

struct page {
	struct out out;
	enum lang lang;
};

/* The message in the page's language; marks it for extraction. */
#define L_(msg) i18n_text_in(w->lang, msg)

/* HTML as it is: literals of ours. */
void page_raw(struct page *w, const char *html);
/* Hostile text, escaped, in <bdi> so that its direction stays its own. Of more than `most` bytes the head and "…". */
void page_text(struct page *w, str s, size_t most);
/* Likewise, for <pre>: CR LF, as protocols have it, ends a line. */
void page_lines(struct page *w, str s, size_t most);
/* Likewise without <bdi>: where only text may stand (title, attribute). */
void page_plain(struct page *w, str s);
/* A message of ours, escaped. */
void page_say(struct page *w, const char *words);
void page_text2(struct page *w, struct text2 t);
/* A number with its thousands set apart. */
void page_number(struct page *w, uint64_t n);
/* 2026-11-22 18:05:03 in GMT+8; "-" for 0. */
void page_time(struct page *w, int64_t seconds);
void page_date(struct page *w, int64_t days);
/* <td>, with the class where it is not NULL, around a text, a number. */
void page_cell(struct page *w, const char *class, str s);
void page_cell_number(struct page *w, uint64_t n);
/* <th> with a message. */
void page_head_cell(struct page *w, const char *class, const char *words);

#define PAGE_TEXT_MOST 4096 /* bytes of any one text that are shown */
