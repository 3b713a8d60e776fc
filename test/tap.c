#include "test/tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static int ran, failed;

ATTR_PRINTF(4, 0) static bool report(bool cond, const char *file, int line, const char *fmt, va_list ap)
{
	ran++;
	failed += !cond;
	printf("%sok %d - ", cond ? "" : "not ", ran);
	vprintf(fmt, ap);
	printf(cond ? "\n" : " # %s:%d\n", file, line);
	fflush(stdout);
	return cond;
}

bool tap_ok(bool cond, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(cond, file, line, fmt, ap);
	va_end(ap);
	return cond;
}

bool tap_str(str got, str want, const char *file, int line, const char *fmt, ...)
{
	va_list ap;
	bool same = str_eq(got, want);

	va_start(ap, fmt);
	report(same, file, line, fmt, ap);
	va_end(ap);
	if (!same) {
		buf b;

		buf_init(&b, 65536);
		buf_put_c(&b, "# got  ");
		buf_put_quoted(&b, got, 4096);
		buf_put_c(&b, "\n# want ");
		buf_put_quoted(&b, want, 4096);
		printf("%s\n", buf_c(&b));
		buf_release(&b);
	}
	return same;
}

bool tap_int(long long got, long long want, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(got == want, file, line, fmt, ap);
	va_end(ap);
	if (got != want)
		printf("# got %lld, want %lld\n", got, want);
	return got == want;
}

void tap_skip(const char *fmt, ...)
{
	va_list ap;

	ran++;
	printf("ok %d # SKIP ", ran);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

int tap_done(void)
{
	printf("1..%d\n", ran);
	return failed ? 1 : 0;
}

char *tap_temporary(char path[static TAP_PATH], const char *name)
{
	const char *folder = getenv("TMPDIR");

	snprintf(path, TAP_PATH, "%s/yicha-%s-XXXXXX", folder ? folder : "/tmp", name);
	return path;
}
