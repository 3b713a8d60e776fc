/*
 * html: a tokenizer after WHATWG HTML section 13.2.5, over UTF-8, linear in the input whatever it holds: no tree, no
 * recursion, no look-back. Scripting is taken as on: <noscript> and <iframe> hold raw text, as in a browser.
 * Tokens are views into the input; entities are decoded when asked for (html_decode).
 */
#pragma once

#include "base/buf.h"

enum html_tag {
#define TAG(id, name) HTML_TAG_##id,
#include "format/html_tags.def"
#undef TAG
	HTML_TAG_OTHER,
	HTML_TAG_COUNT
};

enum html_attr {
#define ATTR(id, name) HTML_ATTR_##id,
#include "format/html_attrs.def"
#undef ATTR
	HTML_ATTR_COUNT
};

enum html_kind {
	HTML_TEXT,    /* text, entities not decoded */
	HTML_OPEN,    /* start tag */
	HTML_CLOSE,   /* end tag */
	HTML_RAW,     /* inside of the element last opened: script, style, title, textarea, noscript, iframe, xmp … */
	HTML_COMMENT, /* comments, doctypes, processing instructions */
	HTML_KIND_COUNT
};

struct html_token {
	enum html_kind kind;
	enum html_tag tag;         /* OPEN, CLOSE, RAW */
	str name;                  /* OPEN, CLOSE: as written */
	str text;                  /* TEXT, RAW, COMMENT */
	size_t at;                 /* offset in the input */
	bool self_closing;         /* OPEN: ends with /> */
	uint32_t has;              /* OPEN: bits 1u << enum html_attr */
	str attr[HTML_ATTR_COUNT]; /* raw values, where `has` says so; of two alike the first */
};

struct html {
	str s;
	size_t at;
	enum html_tag raw; /* element whose raw text comes next; HTML_TAG_OTHER: none */
	uint64_t work;     /* bytes looked at, for tests of linearity */
};

void html_init(struct html *h, str utf8);
/* The next token; false at the end. */
bool html_next(struct html *h, struct html_token *ret);
static inline bool html_has(const struct html_token *t, enum html_attr a)
{
	return t->has >> a & 1;
}
/* Raw value of an attribute; empty when absent. */
static inline str html_attr(const struct html_token *t, enum html_attr a)
{
	return html_has(t, a) ? t->attr[a] : (str){0};
}
/* Puts raw text or an attribute's value with its entities decoded (section 13.2.5.72 on; the names in common use). In an
 * attribute a name without ';' before '=' or a letter is left alone. */
void html_decode(buf *out, str raw, bool in_attr);
/* The name of a tag, "" for HTML_TAG_OTHER. */
str html_tag_name(enum html_tag t);
/* By name in any case; HTML_TAG_OTHER when it is none of the above. */
enum html_tag html_tag_find(str name);
