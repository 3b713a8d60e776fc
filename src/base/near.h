/* near: the nearest right name to a mistyped one. */
#pragma once

#include "base/str.h"

/* Number of inserted, dropped, changed or swapped characters between a and b (optimal string alignment), bytewise. Names
 * longer than 63 bytes count as entirely different. */
size_t near_distance(str a, str b);
/* True when b is near enough to `typed` to be suggested and nearer than *best, which is then lowered. Start with
 * *best = SIZE_MAX. */
bool near_better(str typed, str b, size_t *best);
