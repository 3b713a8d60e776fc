/*
 * report: a casefile as one HTML file (screen and A4, no script, nothing from outside), as JSON ("yicha-report/1",
 * docs/report.schema.json) and as a summary for the terminal. All texts of a casefile are hostile; each form escapes
 * them. The same casefile gives the same bytes.
 */
#pragma once

#include "doc/out.h"
#include "model/casefile.h"

[[nodiscard]] int report_html(const struct casefile *c, enum lang lang, out_write_fn *write, void *ctx, err *e);
[[nodiscard]] int report_json(const struct casefile *c, out_write_fn *write, void *ctx, err *e);
/* columns: of the terminal; colour: ANSI colours may be used; problems: how many are listed at most. */
struct report_text_style {
	enum lang lang;
	size_t columns;
	bool colour;
	size_t problems;
};
void report_text(buf *b, const struct casefile *c, struct report_text_style style);
/* The words of a severity ("high"), in a language. */
const char *report_severity(enum lang lang, str severity);
#define REASON_MOST 1024 /* bytes of a translated one */
/* A reason of the casefile (English, one of our messages) in a language; itself when there is no translation.
 * `room` (any buffer, emptied) holds the translation where the reason has numbers in it: release it after the view. */
str report_reason(enum lang lang, str reason, buf *room);
