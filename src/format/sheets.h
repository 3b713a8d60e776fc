/*
 * sheets: the tables of spreadsheets as a search wants them: XLSX (ECMA-376 part 1, SpreadsheetML) and ODS (ODF 1.3 part 3, 9), all sheets,
 * hidden ones too, all columns, row by row in a fixed amount of memory beside the shared strings. A number is given as it is stored
 * (1.1010119900307E+17 as 110101199003070000), dates of a date's style as 2026-11-22. format/xlsx.h reads lists for import and is
 * stricter.
 */
#pragma once

#include "format/document.h"
#include "format/zip.h"

#define SHEETS_COLUMNS_MOST 16384
#define SHEETS_MOST 1000

/* Does a number format show a day: by its code; by the number of a built-in one. */
bool sheets_is_date_code(str code);
bool sheets_is_date_id(uint64_t id);
/* A table each, by the sheet's name. False: there is no sheet at all. mem holds lists of the workbook. */
bool sheets_read_xlsx(const struct document *d, const struct zip *z, arena *mem);
bool sheets_read_ods(const struct document *d, const struct zip *z);
