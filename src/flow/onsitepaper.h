/* onsitepaper: the values of the forms site-record (现场检查笔录) and interview-record (询问笔录) from a record of an inspection on site. */
#pragma once

#include "doc/fill.h"
#include "ledger/onsite.h"

/* An open record is a draft. Texts are Chinese. */
[[nodiscard]] int onsitepaper_record(struct ledger *l, const struct onsite *o, arena *mem, struct values *v, err *e);
/* E_USAGE: entry n is no interview. */
[[nodiscard]] int onsitepaper_interview(struct ledger *l, const struct onsite *o, int64_t n, arena *mem,
					struct values *v, err *e);
