/*
 * log: one line to stderr for the person who runs yicha. Libraries below flow return errors and do not log above debug.
 * A log is not evidence. Hostile bytes only through buf_put_quoted.
 */
#pragma once

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_LEVEL_COUNT };

/* Lines above `level` are dropped; json: one JSON object a line. */
void log_setup(enum log_level level, bool json);
/* fn(ctx) is called before each line, to take a progress line off the terminal; NULL: nothing. */
void log_before(void (*fn)(void *ctx), void *ctx);
/* e may be NULL; its words go behind. area: one word ("store"). */
ATTR_PRINTF(4, 5) void log_line(enum log_level level, const char *area, const err *e, const char *fmt, ...);

#define log_error(area, e, ...) log_line(LOG_ERROR, area, e, __VA_ARGS__)
#define log_warn(area, e, ...) log_line(LOG_WARN, area, e, __VA_ARGS__)
#define log_info(area, ...) log_line(LOG_INFO, area, NULL, __VA_ARGS__)
#define log_debug(area, ...) log_line(LOG_DEBUG, area, NULL, __VA_ARGS__)
