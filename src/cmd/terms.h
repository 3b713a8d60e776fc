/* terms: the time limits' data as commands need them: the calendars, the law's limits, the ladders of the catalogue. */
#pragma once

#include "catalogue/calendars.h"
#include "catalogue/clocks.h"
#include "catalogue/ladder.h"

struct terms {
	struct calendar *calendar;
	struct clocks clocks;
	struct ladders ladders;
};
/* Everything in mem (16 MiB are plenty). */
[[nodiscard]] int terms_open(arena *mem, struct terms *ret, err *e);
