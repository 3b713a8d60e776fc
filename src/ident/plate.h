/*
 * plate: number plates of vehicles (GA 36-2018): a province's sign, a letter of the city, five letters and digits; six for
 * new-energy vehicles; 警 学 挂 港 澳 at the end for some; 使 领 for embassies.
 */
#pragma once

#include "base/str.h"

/* The length in bytes of the plate that s begins with (a '·', blank or hyphen may stand behind the city's letter); 0: none. */
ATTR_PURE size_t plate_length(str s);
