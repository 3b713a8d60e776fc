#include "ledger/audit.h"

#include "ledger/audit_priv.h"

void audit_fault_row(struct auditor *a, const struct audit_fault *f)
{
	a->sum->faults++;
	if (a->options->fault)
		a->options->fault(a->options->ctx, f);
}

void audit_fault(struct auditor *a, const char *table, int64_t row, uint64_t leaf, const char *fmt, ...)
{
	AUTO(buf_release) buf b;
	va_list ap;

	buf_init(&b, 1024);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	audit_fault_row(a, &(struct audit_fault){.table = table, .row = row, .leaf = leaf, .words = buf_c(&b)});
}

static int run(struct auditor *a, err *e)
{
	AUTO(audit_rows_auto) struct audit_rows *rows = NULL;
	struct audit_counts counts = {0};

	TRY(audit_rows_begin(a, &rows, e));
	a->rows = rows;
	TRY(audit_tree(a, &counts, e));
	TRY(audit_named(a, &counts, e));
	TRY(audit_rows_end(rows, e));
	return audit_around(a, e);
}

int audit_run(struct ledger *l, const struct audit_options *o, struct audit *ret, err *e)
{
	struct auditor a = {l, o, ret, NULL};
	bool own = !db_in_transaction(ledger_db(l));

	*ret = (struct audit){0};
	/* Leaves and rows of one moment, though others write meanwhile. */
	if (own)
		TRY(db_begin_reading(ledger_db(l), e));
	int rc = run(&a, e);

	if (own)
		db_rollback(ledger_db(l));
	return rc;
}
