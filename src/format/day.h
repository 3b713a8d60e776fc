/* day: dates as people and spreadsheets write them. */
#pragma once

#include "base/str.h"

/* A cell as a day since 1970-01-01: 2026-11-22, 2026/1/2, 2026.1.2, 2026年1月2日, 20261122, all perhaps with a time behind; or
 * a spreadsheet's number of days (date1904: counted from 1904-01-01, else from 1899-12-30). False: it is no date between
 * 1900 and 2199. */
[[nodiscard]] bool day_read(str cell, bool date1904, int64_t *ret);
