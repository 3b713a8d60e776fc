/* draw_priv: what the halves of draw.h share. */
#pragma once

#include "ledger/assign.h"
#include "ledger/draw.h"
#include "ledger/sm3x.h"

/* What stands before every ticket: one block of the seed and what the ticket is for (at most 32 bytes). */
void draw_tickets(struct sm3x *s, const digest *seed, str purpose);
/* Officers for the units drawn: fills pairs. */
[[nodiscard]] int draw_pairs(const struct draw_input *in, struct draw_result *r, arena *mem, err *e);
