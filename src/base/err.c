#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"

static const struct {
	const char *words;
	int exit;
} table[ERR_COUNT] = {
	[ERR_OK] = {"ok", 0},
#define ERR(code, words, exit) [code##_INDEX] = {words, exit},
#include "base/errs.def"
#undef ERR
};

/* Cuts an unfinished UTF-8 character from the end of a full text. */
static void tidy(char *text, size_t size)
{
	size_t n = strlen(text);

	if (n + 1 < size)
		return;
	while (n && ((uint8_t)text[n - 1] & 0xc0) == 0x80)
		n--;
	if (n && (uint8_t)text[n - 1] >= 0xc0)
		n--;
	text[n] = 0;
}

int err_set(err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	must(code < 0);
	if (!e)
		return code;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	tidy(e->text, sizeof(e->text));
	return code;
}

int err_sys(err *e, enum err_code code, int errno_value, const char *fmt, ...)
{
	va_list ap;
	char words[128];

	must(code < 0);
	if (!e)
		return code;
	e->code = code;
	va_start(ap, fmt);
	int n = vsnprintf(e->text, sizeof(e->text), fmt, ap);

	va_end(ap);
	/* The GNU form, which may not use the buffer. */
	const char *why = strerror_r(errno_value, words, sizeof(words));

	if (n >= 0 && (size_t)n < sizeof(e->text))
		snprintf(e->text + n, sizeof(e->text) - (size_t)n, ": %s", why);
	tidy(e->text, sizeof(e->text));
	return code;
}

int err_wrap(err *e, const char *fmt, ...)
{
	va_list ap;
	char was[sizeof(e->text)];

	if (!e)
		return E_IO;
	memcpy(was, e->text, sizeof(was));
	va_start(ap, fmt);
	int n = vsnprintf(e->text, sizeof(e->text), fmt, ap);

	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(e->text))
		snprintf(e->text + n, sizeof(e->text) - (size_t)n, ": %s", was);
	tidy(e->text, sizeof(e->text));
	return e->code;
}

int err_exit(int code)
{
	int i = -code;

	return i >= 0 && i < ERR_COUNT ? table[i].exit : 4;
}

const char *err_words(int code)
{
	int i = -code;

	return i >= 0 && i < ERR_COUNT ? table[i].words : "unknown error";
}
