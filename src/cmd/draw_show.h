/* draw_show: what yicha draw shows of a draw, for people. */
#pragma once

#include "exchange/draw_verify.h"
#include "ledger/campaign.h"

/* State, digests and, when it was held, the result: per stratum the units drawn and the reserve, who goes where, why nobody does. */
void draw_show_text(const struct campaign *c, const struct draw_result *r, const struct draw_standing *now, buf *b);
/* The same as one JSON object on a line (without the pool). */
void draw_show_json(const struct campaign *c, const struct draw_result *r, const struct draw_standing *now, buf *b);
/* What verifying a record gave, and one unit's part in it. */
void draw_show_verified(enum draw_verify answer, const struct draw_verified *r, str why, buf *b);
void draw_show_unit(const struct draw_verify_unit *u, buf *b);
