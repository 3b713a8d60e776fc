#include "ledger/audit.h"

#include "ledger/audit_priv.h"

void audit_fault(struct auditor *a, const char *table, int64_t row, uint64_t leaf, const char *fmt, ...)
{
	AUTO(buf_release) buf b;
	va_list ap;

	buf_init(&b, 1024);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	a->sum->faults++;
	if (a->options->fault)
		a->options->fault(a->options->ctx,
				  &(struct audit_fault){.table = table, .row = row, .leaf = leaf, .words = buf_c(&b)});
}

int audit_run(struct ledger *l, const struct audit_options *o, struct audit *ret, err *e)
{
	struct auditor a = {l, o, ret};
	struct audit_counts counts = {0};

	*ret = (struct audit){0};
	TRY(audit_tree(&a, &counts, e));
	return audit_named(&a, &counts, e);
}
