/* env: what the process was given: environment, terminal, user. */
#pragma once

#include <stdbool.h>

/* NULL when unset, empty, or when the program runs with raised rights (secure_getenv). Borrowed. */
const char *os_env(const char *name);
/* A write to a pipe or socket whose reader is gone then fails with EPIPE instead of ending the program. */
void os_ignore_broken_pipe(void);
bool os_is_terminal(int fd);
/* Width of the terminal in columns, 0 where fd is none. */
unsigned os_columns(int fd);
bool os_is_root(void);
