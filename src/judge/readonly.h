/*
 * readonly: the views of one run for people with questions (`yicha sql`), with the connection locked: only reading, only
 * through the views. For SQLite by its authorizer; for PostgreSQL by read-only
 * transactions and a search path that leads to the views alone (whoever has the server's password can read it anyway).
 */
#pragma once

#include "store/store.h"

/* Makes all views of the run, `verdicts` of the judgement (0: none) among them, and locks. A query that runs longer than ms
 * is E_LIMIT. The store is of no other use afterwards: close it. */
[[nodiscard]] int readonly_lock(struct store *s, int64_t run, int64_t judgement, unsigned ms, err *e);
/* Runs one query. each gets the statement standing on a row (db_columns, db_text …), first with row = 0. E_STORE with the
 * database's words; a query that is none is E_SYNTAX. */
[[nodiscard]] int readonly_query(struct store *s, str sql,
				 int (*each)(void *ctx, struct db_stmt *row, uint64_t n, err *e), void *ctx, err *e);
