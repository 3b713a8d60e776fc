/*
 * org_code: codes of organisations before the unified one (ident/uscc.h): 组织机构代码 (GB 11714-1997) and 工商注册号
 * (GS 15-2006). Both were withdrawn in 2015 and stand in old files.
 */
#pragma once

#include "base/str.h"

/* Eight digits or capitals and a check character (mod 11, 0 to 9 or X), no hyphen. */
ATTR_PURE bool org_code_valid(str s);
/* 15 digits: 6 of region, 8 of sequence, check digit (ISO 7064 mod 11, 10). The region's province must exist, or be 10 (the State
 * Administration). */
ATTR_PURE bool org_code_licence(str digits);
