/*
 * uscc: 统一社会信用代码, the unified social credit code of an organisation (GB 32100-2015): 18 characters of
 * 0-9 A-H J-N P-R T U W X Y; department, kind, 6 of region, 9 of organisation code (GB 11714), check character.
 */
#pragma once

#include "base/str.h"

#define USCC_LENGTH 18

/* Right length, alphabet and check character (GB 32100-2015 annex A). Capital letters only, no blanks. */
ATTR_PURE bool uscc_valid(str s);
/* Copies s without blanks around it and with capitals, as people type it; false when uscc_valid does not hold then. */
[[nodiscard]] bool uscc_normalise(str s, char ret[USCC_LENGTH + 1]);
