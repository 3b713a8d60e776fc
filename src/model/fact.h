/*
 * fact: the typed tables in which collectors record what is there. facts/<table>.def declares a table once; the structs
 * (struct fact_<table>), enum fact_id (FACT_<table>) and descriptors below are generated from it (tools/generate), and
 * from the descriptors the coders, the store's DDL, the judge's views and docs/facts.md.
 *
 * In a .def file:  TABLE("words", OF_ASSET | OF_UNIT)  TEXT(name, most_bytes, "words")  INT(name, "words")
 *                  BOOL(name, "words")
 * Every table has besides: asset, evidence (0: none). A missing INT is FACT_NULL; missing TEXT is ''.
 * Times are UTC seconds, dates are days since 1970-01-01, addresses 32 lower-case hexadecimal digits (addr.b).
 */
#pragma once

#include <stddef.h>

#include "base/str.h"

#define FACT_NULL INT64_MIN

enum fact_type { FACT_TEXT, FACT_INT, FACT_BOOL, FACT_TYPE_COUNT };

/* Whose collection makes the table complete for an asset: the asset's own, or the unit's (registers, lists). */
enum fact_of { OF_ASSET, OF_UNIT };

struct fact_column {
	const char *name;
	enum fact_type type;
	size_t offset; /* in struct fact_<table> */
	size_t most;   /* TEXT: bytes kept */
	const char *words;
};

struct fact_table {
	const char *name;
	const char *words;
	enum fact_of of;
	const struct fact_column *columns;
	size_t column_count;
	size_t row_size;
};

#include "facts.h" /* generated: structs, enum fact_id */

extern const struct fact_table fact_tables[FACT_COUNT];

/* FACT_COUNT when there is none of that name. */
enum fact_id fact_find(str name);
