/* report_priv: the parts that report_html is made of. */
#pragma once

#include "doc/page.h"
#include "doc/report.h"

/* Generated from report.css. */
extern const char report_style[];

enum report_level { LEVEL_CRITICAL, LEVEL_HIGH, LEVEL_MEDIUM, LEVEL_LOW, LEVEL_NONE, LEVEL_COUNT };
enum report_level report_level(str severity);
/* Word for class names and ids: "critical", …, "none". */
const char *report_level_class(enum report_level l);
/* Problems without a mark, by severity. */
struct report_levels {
	uint64_t by[LEVEL_COUNT];
	uint64_t open;   /* without mark */
	uint64_t marked; /* false positives and terms */
};
struct report_levels report_levels(const struct casefile *c);

/* Days since 1970-01-01 in GMT+8. */
int64_t report_day(int64_t seconds);
/* No daily window: any time of the day. */
bool report_all_day(const struct scope_authorisation *a);
/* Nothing passed and nothing failed: then no problem means nothing. */
bool report_blind(const struct casefile *c);

/* First page: who, by whose authority, when, from where, numbers, coverage. */
void report_cover(struct page *w, const struct casefile *c, const struct report_levels *levels);
/* List of problems, then each with evidence, law and remedy; then those marked. */
void report_problems(struct page *w, const struct casefile *c, const struct report_levels *levels);
