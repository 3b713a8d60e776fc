/*
 * language: the SQL of checks, smaller than what SQLite and PostgreSQL share (docs/checks.md). A query is looked at word by
 * word, then prepared on an empty SQLite schema under an authorizer, which tells what it reads and refuses all else.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/fact.h"

#define LANGUAGE_COLUMNS_MOST 40

struct language;

struct language_query {
	str sql; /* without comments and the final ";"; as long as the original, so that places stay */
	bool reads[FACT_COUNT];
	bool reads_before[FACT_COUNT]; /* <table>_before */
	size_t column_count;
	str columns[LANGUAGE_COLUMNS_MOST];
	bool is_bool[LANGUAGE_COLUMNS_MOST]; /* a BOOL column of a fact table as it is */
};

/* What is between braces in a query: names of parameters besides ":at". */
struct language_params {
	const str *names;
	size_t count;
};

/* Makes the empty schema. E_STORE. */
[[nodiscard]] int language_new(struct language **ret, err *e);
void language_free(struct language *l);
/* Looks a query over. E_SYNTAX with words that begin "line N: ", N counted from 1 in sql. Text belongs to mem. */
[[nodiscard]] int language_prepare(struct language *l, arena *mem, str sql, struct language_params params,
				   struct language_query *ret, err *e);
/* Names of the views that are no fact tables, with their columns' types in schema words, NULL at the end. */
struct language_view {
	const char *name;
	const char *columns; /* "id @INT, kind @TEXT" */
	const char *words;
};
extern const struct language_view language_views[];
/* " VIEW person AS …", over data_mark and data_person, for all databases; behind CREATE or CREATE TEMP. */
extern const char language_person[];
