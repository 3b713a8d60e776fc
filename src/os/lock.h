/*
 * lock: the second lock of a process that touches targets (the first is the gate): from then on it can read only named
 * files and folders, write none, start no program with more rights, and connect by TCP only to named ports. By Landlock;
 * what this kernel cannot lock is told, never skipped silently.
 */
#pragma once

#include "base/err.h"

/* What could not be had. */
#define LOCK_NO_FILES 1u   /* no Landlock at all */
#define LOCK_NO_NETWORK 2u /* Landlock without rules for TCP (before Linux 6.7) */

struct lock_rules {
	const char *const *read; /* files and folders, with all below; one that is not there is passed over */
	size_t read_count;
	const uint16_t *ports; /* that TCP may connect to */
	size_t port_count;
};

/* For ever, for this process and its children. *ret_missing: bits above. An error: do not go on. */
[[nodiscard]] int os_lock(const struct lock_rules *rules, unsigned *ret_missing, err *e);
