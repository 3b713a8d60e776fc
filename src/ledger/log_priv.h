/* log_priv: what the files of the log share. */
#pragma once

#include "ledger/log.h"

/* A hash in a column of the row; zeros when the column holds something else. */
digest log_column(struct db_stmt *st, size_t i);
/* The ledger's place for the log's bulk (NULL until the first group). */
struct db_bulk **ledger_log_bulk(struct ledger *l);
/* Writes an act's leaf. */
void ledger_act_put(buf *b, int64_t at, const struct ledger_act *act);
/* merkle_fold over the hashes of a whole tile, eight nodes at once; hashes are overwritten. */
digest log_fold(digest hashes[static LOG_TILE]);
