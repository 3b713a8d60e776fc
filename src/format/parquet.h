/*
 * parquet: Apache Parquet files as tables: columns under their names, row by row. Columns that take more memory together than a reader has
 * come as several tables.
 */
#pragma once

#include "format/document.h"

void parquet_read(const struct document *d);
