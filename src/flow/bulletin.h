/*
 * bulletin: the 通报: what became of the cases of a period, as a paper (DOCX, PDF), as a workbook (XLSX) and as the plain text that is
 * published. Only counts by clause, kind, region and severity, and the names of the units that are late: nothing that tells where a
 * hole is.
 */
#pragma once

#include "catalogue/clauses.h"
#include "doc/paper.h"
#include "ledger/stats.h"

struct bulletin {
	arena *mem;
	int64_t since; /* UTC seconds, 0: from the begin */
	int64_t until;
	int64_t at; /* the moment it is made of */
	str agency;
	bool sample;
	const struct clauses *clauses; /* their titles, NULL: numbers only; set by the caller */
	struct stats_row *rows[STATS_BY_COUNT];
	size_t counts[STATS_BY_COUNT];
};
/* Counts everything; memory of mem. */
[[nodiscard]] int bulletin_make(struct ledger *l, int64_t since, int64_t until, arena *mem, struct bulletin *ret,
				err *e);
/* draft: 草稿 stands across it. */
void bulletin_paper(const struct bulletin *b, bool draft, struct paper *ret);
/* Its text without layout, in mem: what a publication freezes. */
str bulletin_text(const struct bulletin *b);
[[nodiscard]] int bulletin_sheet(const struct bulletin *b, const char *path, err *e);
