/* papers_priv: what papers.c and papers_about.c share. */
#pragma once

#include "flow/papers.h"

struct papers_gathering {
	struct ledger *l;
	struct values *v;
	arena *mem;
	const struct laws *laws;
	uint64_t n, passed, failed, unknown;
};
/* 2026年11月22日 of a moment; nothing where there is none. */
void papers_put_day(struct values *v, const char *name, int64_t at);
/* A unit as registered; one that nobody registered keeps this name. E_NOTFOUND when there is none. */
[[nodiscard]] int papers_put_unit(struct papers_gathering *g, str uscc, str name, err *e);
/* 《网络安全法》第二十三条、… of keys of articles, by the versions of a day; in g->mem. */
str papers_basis(const struct papers_gathering *g, str keys, int64_t day);

/* papers_about.c: a draw (s->uscc: the unit), a visit ("o1", or an interview in it, "o1/3"), a period. */
[[nodiscard]] int papers_about_draw(struct papers_gathering *g, const struct papers_subject *s, err *e);
[[nodiscard]] int papers_about_visit(struct papers_gathering *g, const struct papers_subject *s, err *e);
[[nodiscard]] int papers_about_period(struct papers_gathering *g, const struct papers_subject *s, err *e);
