/* self_report: writes the 自查报告 of a unit's round as DOCX and PDF. */
#pragma once

#include "catalogue/clauses.h"
#include "catalogue/questions.h"
#include "cmd/cmd.h"

struct self_report {
	const struct questions *questions;
	const struct clauses *clauses;
	str unit;          /* uscc */
	const char *round; /* NULL: the year */
	const char *docx;  /* paths, NULL: not */
	const char *pdf;
};
/* Opens the store by a. *ret_unconfirmed: suggestions that nobody confirmed: then the paper says 草稿. */
[[nodiscard]] int self_report_write(const struct args *a, const struct self_report *r, uint64_t *ret_unconfirmed,
				    err *e);
