/*
 * objects: a unit's list of graded filings (通信网络安全防护定级备案), CSV or XLSX, to graded_* facts. Pure: runs in a cage. Columns
 * are found by their names (model/graded.def) on any sheet. What the list has no column for is a gap of the tables concerned,
 * never a failure: the list is not the filing.
 */
#pragma once

#include "model/scope.h"
#include "model/sink.h"

/* ctx is a struct scope: its unit decides which rows are its own, its items which addresses are kept one by one. Puts facts, the
 * evidence they rest on and gaps, and ends out. */
void objects_read(const void *ctx, str bytes, arena *mem, struct sink *out);
