/* cpu COMMAND…: runs it and adds a line with the CPU time, microseconds, of it and its threads. */
#include <sys/resource.h>

#include "bench/bench.h"

int main(int argc, char **argv)
{
	struct rusage u;
	err e;

	if (argc < 2)
		return 2;
	int pid = os_spawn((const char *const *)argv + 1, -1, 1, &e);
	if (pid < 0)
		return bench_fail(&e);
	int status = os_wait(pid, &e);
	if (getrusage(RUSAGE_CHILDREN, &u) < 0)
		return 1;
	printf("cpu_us=%lld\n",
	       (long long)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec);
	return status;
}
