/*
 * view: what of a page a visitor sees without running its scripts: text with links, pictures, forms, footers, frames and
 * scripts. Open elements are counted, not built into a tree; every element is pushed and popped once, so that work and
 * memory stay linear whatever the nesting. Hidden parts (hidden, display:none, template, noscript) count as not shown.
 */
#pragma once

#include "base/buf.h"

struct view_run {
	uint32_t at;     /* where the run begins in the text */
	uint32_t source; /* offset in the page, in UTF-8 */
	uint32_t link;   /* 1 + index of the link it stands in; 0: none */
	bool footer;     /* within a footer element */
};

struct view_link {
	str href;      /* raw value; empty when it has none */
	str click;     /* raw onclick of the link or of the element that acts as one */
	uint32_t from; /* its text */
	uint32_t to;
	bool footer;
	bool open; /* used while reading */
	bool has_href;
};

struct view_image {
	str src; /* raw */
	str alt; /* raw alt or title */
	uint32_t at;
	bool footer;
};

struct view_form {
	str action; /* raw */
	bool password;
};

/* A footer element, the outermost of nested ones: <footer>, or class or id saying so. */
struct view_footer {
	uint32_t from;
	uint32_t to;
	bool filled; /* has pictures, frames or drawings besides text */
};

struct view_script {
	str src;  /* raw, for a script of its own file */
	str body; /* else */
	bool footer;
};

struct view_list {
	void *p;
	size_t n;
	size_t cap;
};

struct view {
	buf text;  /* UTF-8, blanks collapsed, '\n' between blocks */
	buf title; /* likewise */
	str base;  /* raw href of <base> */
	struct view_list runs, links, images, forms, footers, scripts; /* of the structs above, in order */
	size_t frames;                                                 /* visible frames and iframes */
	bool frameset;
	bool frame_in_footer;
	bool drawing_in_footer; /* canvas, object, embed */
	bool empty_root;        /* an element by the name of a framework's root, with nothing in it */
	bool password_outside;  /* a password field outside of any form */
	bool refresh;           /* <meta http-equiv=refresh> with an address */
	bool limit;             /* a ceiling was reached: deeper or more than is kept */
};

/* Reads a page; the views in *ret point into utf8. Heap owned; view_release frees. */
void view_init(struct view *ret, str utf8);
void view_release(struct view *v);
#define VIEW_AT(list, T, i) (&((T *)(list).p)[i])
/* The run that the text at `at` belongs to, or NULL for an empty page. */
const struct view_run *view_run_at(const struct view *v, size_t at);
/* Characters shown, blanks not counted, at most `most` are counted. */
size_t view_shown(const struct view *v, size_t most);
