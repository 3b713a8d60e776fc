/* case_show: cases as lines, in full, and as JSON. */
#pragma once

#include "cmd/desk.h"
#include "ledger/case.h"

struct case_out {
	buf b;
	bool json;
	uint64_t n;
	int64_t now;
};
void case_out_init(struct case_out *o, const struct desk *d);
/* Prints what is gathered and releases it. */
void case_out_end(struct case_out *o);
/* For case_each: one line, or one element. */
int case_show_line(void *ctx, const struct case_row *c, err *e);
/* Everything that is known: facts, history, rounds, who saw it. */
[[nodiscard]] int case_show_full(struct desk *d, struct case_out *o, const struct case_row *c, err *e);
/* For case_take_why. */
int case_show_why(void *ctx, const struct case_why *w, err *e);
/* A moment in China time, or "–". */
void case_show_time(buf *b, int64_t at);
