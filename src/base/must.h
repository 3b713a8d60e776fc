/* must(): an always-on assertion for bugs. Never for input: hostile bytes are not bugs. */
#pragma once

#include "base/attr.h"

/* Prints expression, place and the current job (see must_job) to stderr and aborts. */
ATTR_NORETURN ATTR_COLD void must_fail(const char *expr, const char *file, int line, const char *func);

/* Names the job of this thread for must_fail and the log; borrowed, NULL clears. */
void must_job(const char *job);
const char *must_job_name(void);

#define must(cond) ((cond) ? (void)0 : must_fail(#cond, __FILE__, __LINE__, __func__))
