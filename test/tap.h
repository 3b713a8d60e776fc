/* A small TAP harness: each test file has main() { ...; return tap_done(); }. */
#pragma once

#include "base/attr.h"
#include "base/str.h"

/* One checked claim; prints "ok N - words" or "not ok N - words" with the place. */
#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) tap_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...) tap_int((long long)(got), (long long)(want), __FILE__, __LINE__, __VA_ARGS__)

ATTR_PRINTF(4, 5) bool tap_ok(bool cond, const char *file, int line, const char *fmt, ...);
ATTR_PRINTF(5, 6) bool tap_str(str got, str want, const char *file, int line, const char *fmt, ...);
ATTR_PRINTF(5, 6) bool tap_int(long long got, long long want, const char *file, int line, const char *fmt, ...);
/* The rest of this file cannot run here (words say why): counted as one skipped test. */
ATTR_PRINTF(1, 2) void tap_skip(const char *fmt, ...);
/* A template for mkdtemp and mkstemp in the folder of temporary files ($TMPDIR, which tools/test sets within the checkout);
 * returns path. */
#define TAP_PATH 240
char *tap_temporary(char path[static TAP_PATH], const char *name);
/* Prints the plan; the exit status for main. */
int tap_done(void);
