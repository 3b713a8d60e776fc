/* bench: what the measuring programs share. */
#pragma once

#include <stdio.h>

#include "base/err.h"
#include "model/addr.h"
#include "os/clock.h"
#include "os/process.h"

struct bench_time {
	int64_t wall_us;
	int64_t cpu_us;
};

static inline uint64_t bench_number(const char *text)
{
	uint64_t n = 0;

	return str_to_u64(str_c(text), UINT32_MAX, &n) ? n : 0;
}

static inline int bench_fail(const err *e)
{
	fprintf(stderr, "%s\n", e->text);
	return 1;
}

/* Site number i: another address of 127.0.0.0/8 each, 127.1.0.1 first. */
static inline addr bench_address(uint64_t i)
{
	return addr_v4(0x7f010001u + (uint32_t)i);
}

static inline struct bench_time bench_begin(void)
{
	return (struct bench_time){os_now_mono_us(), os_cpu_us()};
}

/* One line: name, good, bad, seconds, per second, CPU microseconds each, peak memory in MiB. bench/run reads it. */
static inline void bench_print(const char *name, const struct bench_time *t, uint64_t good, uint64_t bad)
{
	double wall = (double)(os_now_mono_us() - t->wall_us) / 1e6;
	double cpu = (double)(os_cpu_us() - t->cpu_us);
	double n = (double)(good + bad);

	printf("%s good=%llu bad=%llu seconds=%.3f rate=%.0f cpu_us=%.2f memory_mib=%.1f\n", name,
	       (unsigned long long)good, (unsigned long long)bad, wall, n / wall, cpu / n,
	       (double)os_memory_peak() / 1048576);
}
