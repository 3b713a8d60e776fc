#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local const char *job;

void must_job(const char *name)
{
	job = name;
}

const char *must_job_name(void)
{
	return job;
}

void must_fail(const char *expr, const char *file, int line, const char *func)
{
	fprintf(stderr, "yicha: bug: %s:%d: %s: must(%s)%s%s\n", file, line, func, expr, job ? " in job " : "",
		job ? job : "");
	abort();
}
