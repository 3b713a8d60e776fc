/*
 * detail: does a text tell where an open hole is or what it is? The text and what is looked for are squashed first (ident/squash.h), so that a blank,
 * a full-width digit or "[.]" hides nothing. Pure. It errs to the side of refusing: a detail is also found inside a longer word or number.
 */
#pragma once

#include "base/buf.h"

struct detail_text {
	buf tight; /* with it, every IPv6 address of the text in its canonical form */
	buf bare;
	uint8_t *grams; /* which three bytes stand side by side somewhere: what has others cannot be in it */
};
/* Of any number of texts, put one after the other. Release in every case. */
void detail_text_init(struct detail_text *t);
void detail_text_put(struct detail_text *t, str text);
void detail_text_release(struct detail_text *t);

/* Is this in it as a whole? Less than four bytes would be found everywhere by chance. */
bool detail_whole(const struct detail_text *t, str detail);

enum detail_kinds {
	DETAIL_PLACES = 1, /* addresses, IPv4 also as one number */
	DETAIL_NAMES = 2,  /* names of hosts */
	DETAIL_PATHS = 4,
	DETAIL_LABELS = 16, /* names of one label with a digit or "-" in them: db-01 */
	DETAIL_WARES = 8,   /* versions ("1.18.0", "openssh 7.4"), numbers of CVE, CNVD and CNNVD */
};
/* Is any word of these kinds that stands in `of` in it? `but` (squashed tight): words in this are no detail. */
bool detail_words(const struct detail_text *t, str of, unsigned kinds, str but);
