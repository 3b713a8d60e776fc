/*
 * landline: fixed telephone numbers of China with their area codes (Telecommunications Network Numbering Plan), and the numbers of
 * companies' services (400, 800).
 */
#pragma once

#include "base/str.h"

/* 10 to 12 digits: 0, area code of 2 or 3 more digits, 7 or 8 of number that does not begin with 0, 1 or 9. *ret_area: digits of
 * the area code with its 0. */
bool landline_valid(str digits, size_t *ret_area);
/* 400 or 800 and 7 digits. */
ATTR_PURE bool landline_service(str digits);
