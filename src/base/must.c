#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

void must_fail(const char *expr, const char *file, int line, const char *func)
{
	fprintf(stderr, "yicha: bug: %s:%d: %s: must(%s)\n", file, line, func, expr);
	abort();
}
