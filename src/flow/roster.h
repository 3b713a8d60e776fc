/* roster: lists of the registry (ledger/registry.h) from and to sheets: import with a report of every bad row, export, template. */
#pragma once

#include "exchange/rows.h"
#include "ledger/registry.h"
#include "model/digest.h"

struct roster_report {
	uint64_t rows; /* seen, good and bad */
	uint64_t added, changed, same;
	struct rows_faults faults; /* rows not taken */
	digest sha256, sm3;        /* of the file */
};
void roster_report_release(struct roster_report *r);
/* One act: every good row, or nothing (also after kill -9). A file that changes nothing leaves no leaf in the log. trial: looks and
 * writes nothing. Release the report in every case. E_BUSY: the file changed while it was read. */
[[nodiscard]] int roster_import(struct ledger *l, const struct registry_kind *k, const char *path,
				const struct person *by, bool trial, struct roster_report *ret, err *e);
/* unit: only rows of this one, empty: all. by: who looks (NULL: nobody): personal data is masked unless he may see it; that it was
 * given out unmasked is an act of its own. */
[[nodiscard]] int roster_export(struct ledger *l, const struct registry_kind *k, str unit, const struct person *by,
				const char *path, uint64_t *ret_rows, err *e);
/* A sheet to fill in: the heads, drop-downs, and a page that explains the columns. */
[[nodiscard]] int roster_template(const struct registry_kind *k, const char *path, err *e);
/* A field's heading in the language. */
const char *roster_head(const struct registry_field *f);
