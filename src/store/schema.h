/* schema: the tables of a store, made and brought up to date at opening. The same text serves both databases. */
#pragma once

#include "base/buf.h"
#include "model/fact.h"
#include "store/db.h"

/* The store's number of each fact table (stable over versions, as enum fact_id is not). */
struct schema_facts {
	int64_t id[FACT_COUNT];
};

/* Makes what is missing, in one transaction: all tables in an empty database; a new fact table or column in one that is
 * there. E_STORE: a store of another version, or a column whose type has changed. */
[[nodiscard]] int schema_prepare(struct db *d, struct schema_facts *ret, err *e);
/* Writes one statement in the engine's words: INT BOOL TEXT BYTES ID as types, CLUSTERED and PLAIN behind the table's
 * closing parenthesis (written as "@INT", "@CLUSTERED"). */
void schema_put(buf *b, enum db_engine engine, const char *sql);
