/*
 * listed: a unit's own list of data (数据分类分级清单), CSV or XLSX, to data_listed facts. Pure: runs in a cage. Columns are found by
 * their names; what `yicha data inventory` writes is read back. A row that names no place is a gap, never a failure.
 */
#pragma once

#include "model/sink.h"

/* Puts facts, the evidence they rest on and gaps, and ends out. ctx is not used. */
void listed_read(const void *ctx, str bytes, arena *mem, struct sink *out);
