#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hidden.h"

#define LINE_MAX_BYTES ((size_t)8192)

static enum log_level shown = LOG_INFO;
static bool as_json;
static void (*before)(void *ctx);
static void *before_ctx;

void log_setup(enum log_level level, bool json)
{
	shown = level;
	as_json = json;
}

void log_before(void (*fn)(void *ctx), void *ctx)
{
	before = fn;
	before_ctx = ctx;
}

void log_line(enum log_level level, const char *area, const err *e, const char *fmt, ...)
{
	static const char *const name[LOG_LEVEL_COUNT] = {"error", "warning", "info", "debug"};
	va_list ap;
	buf words, line;

	if (level > shown)
		return;
	buf_init(&words, LINE_MAX_BYTES);
	buf_init(&line, 4 * LINE_MAX_BYTES);
	va_start(ap, fmt);
	buf_vprintf(&words, fmt, ap);
	va_end(ap);
	if (e && e->code)
		buf_printf(&words, ": %s", e->text);
	if (as_json) {
		buf_printf(&line, "{\"level\":\"%s\",\"area\":\"%s\",\"message\":\"", name[level], area);
		buf_put_json(&line, buf_str(&words));
		buf_put_c(&line, "\"}\n");
	} else {
		buf_printf(&line, "yicha: %s: ", level == LOG_INFO ? area : name[level]);
		hidden_put_shown(&line, buf_str(&words));
		buf_put_byte(&line, '\n');
	}
	if (before)
		before(before_ctx);
	/* One write, so that lines of several processes do not mix; nobody can be told if it fails. */
	if (write(STDERR_FILENO, line.p, line.n) < 0)
		shown = LOG_ERROR;
	buf_release(&words);
	buf_release(&line);
}
