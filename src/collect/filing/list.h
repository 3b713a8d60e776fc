/*
 * list: the unit's list of filings, CSV or XLSX as the filing system exports it, to icp_filing facts. Pure: runs in a cage.
 * Columns are found by their names, Chinese or English, wherever the heading stands in the first rows.
 */
#pragma once

#include "model/sink.h"

/* ctx is the struct scope. Puts facts, the evidence they rest on and gaps, and ends out. */
void list_read(const void *ctx, str bytes, arena *mem, struct sink *out);
