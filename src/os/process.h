/* process: this process and its children: environment, randomness, limits, memory, fork. */
#pragma once

#include <sys/types.h>

#include "base/err.h"

/* Bytes from the kernel's generator; never fewer. */
[[nodiscard]] int os_random(void *p, size_t n, err *e);
/* Raises the limit of open files to what is allowed and returns it. */
size_t os_files_raise(void);
/* Bytes of this process in memory now, and at the most so far; 0 when unknown. */
uint64_t os_memory_now(void);
uint64_t os_memory_peak(void);
/* CPU time of this process so far, microseconds, user and system. */
int64_t os_cpu_us(void);
/* Processors this process may run on. */
unsigned os_cpus(void);
/* No core file of this process or its children, and nobody of the same account looks into its memory. */
void os_process_close_up(void);

/* A child and a pipe from it. */
struct os_child {
	pid_t pid;
	int from; /* read end: what the child wrote to `to_parent`; caller closes */
};
/* Forks; the child runs run(ctx, to_parent) and exits with its result, without atexit handlers. It dies with its
 * parent. No other thread may run. */
[[nodiscard]] int os_fork(int (*run)(void *ctx, int to_parent), void *ctx, struct os_child *ret, err *e);
/* Starts a program (argv[0] a path or found by PATH) with stdin from fd_in and stdout to fd_out (-1: /dev/null); stderr
 * is ours. Returns the pid. */
[[nodiscard]] int os_spawn(const char *const argv[], int fd_in, int fd_out, err *e);
/* Starts a program by its path, locked up (os/sandbox.h, os_sandbox_program), with stdin from fd_in, stdout to fd_out (a pipe:
 * files cannot be written), stderr to nowhere and an environment of ours. Returns the pid; 126 is the exit status when it could
 * not be locked up, 127 when it is not there. It dies with its parent. */
struct sandbox_limits;
[[nodiscard]] int os_spawn_locked(const char *const argv[], int fd_in, int fd_out, const struct sandbox_limits *limits,
				  err *e);
/* Waits for its end: exit status, or 128 + signal. */
[[nodiscard]] int os_wait(pid_t pid, err *e);
/* Sends a signal to a child of ours that was not yet waited for. */
void os_kill(pid_t pid, int signal_number);
/* A pipe, both ends close-on-exec. */
[[nodiscard]] int os_pipe(int ret[2], err *e);

/* Calls handler(number) on SIGINT and SIGTERM (async-signal-safe work only); SIGPIPE is ignored. */
void os_signals(void (*handler)(int number));
/* SIGPIPE alone ignored: for processes that write to sockets. */
void os_signal_pipe_ignore(void);
