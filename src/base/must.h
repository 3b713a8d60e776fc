/* must(): an always-on assertion for bugs. Never for input: hostile bytes are not bugs. */
#pragma once

#include "base/attr.h"

/* Prints expression and place to stderr and aborts. */
ATTR_NORETURN ATTR_COLD void must_fail(const char *expr, const char *file, int line, const char *func);

#define must(cond) ((cond) ? (void)0 : must_fail(#cond, __FILE__, __LINE__, __func__))
