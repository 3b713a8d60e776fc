/*
 * sandbox: locks this process up before it reads hostile bytes: it keeps two descriptors, may compute, read one, write the
 * other and end, and dies of anything else. In this order: no new privileges, Landlock (no file, no socket), limits
 * (descriptors last: Landlock needs one), seccomp.
 */
#pragma once

#include "base/err.h"

struct sandbox_limits {
	size_t memory;        /* bytes of data, beside what the process has already */
	unsigned cpu_seconds; /* SIGXCPU, then SIGKILL a second later */
};

/* What could not be had; nothing of it is skipped silently. */
#define SANDBOX_NO_LANDLOCK 1u /* the kernel has none */
#define SANDBOX_NO_SECCOMP 2u  /* not built for this machine, or refused */

/* For ever. keep_read and keep_write stay open, all else is closed. *ret_missing: bits above. An error: do not go on. */
[[nodiscard]] int os_sandbox_enter(const struct sandbox_limits *limits, int keep_read, int keep_write,
				   unsigned *ret_missing, err *e);

/* Likewise with several descriptors kept (at most 4,096), to be read at any place (pread) or in a row; what they allow. */
[[nodiscard]] int os_sandbox_keep(const struct sandbox_limits *limits, const int *keep, size_t n, unsigned *ret_missing,
				  err *e);

/* What a process that still has work with files and servers may touch: nothing else of the file system, and TCP to no
 * other port. */
struct sandbox_allow {
	const char *const *read; /* files, and folders with all below them; those that are not there are passed over */
	size_t read_count;
	const char *write;     /* a folder in which files may be made and replaced; NULL: none */
	const uint16_t *ports; /* of TCP connections; UDP is not the kernel's to hold back */
	size_t port_count;
	bool any_port; /* more than a list of ports may be connected to */
};

/* For ever, for this process and its children: no new privileges and Landlock. *ret_missing: SANDBOX_NO_LANDLOCK, or
 * SANDBOX_NO_PORTS where the kernel cannot hold ports back. */
#define SANDBOX_NO_PORTS 4u
[[nodiscard]] int os_sandbox_narrow(const struct sandbox_allow *allow, unsigned *ret_missing, err *e);

/* A program of the system that reads hostile bytes, made ready for execve: descriptors 0 to 2 stay open; it may load, read
 * the system's libraries and data (/usr, /lib, /etc/fonts), compute and write to what is open; no network, no other
 * process, no file of ours or of a user. limits->memory is of address space here. For ever. */
[[nodiscard]] int os_sandbox_program(const struct sandbox_limits *limits, unsigned *ret_missing, err *e);
