/* campaign_priv: what the halves of campaign.h share. */
#pragma once

#include "ledger/campaign.h"

/* Brings the registry's handlers in line with the draw; needs its transaction. */
[[nodiscard]] int campaign_effects(struct ledger *l, str number, arena *mem, err *e);
