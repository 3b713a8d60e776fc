/* cpu COMMAND…: runs it and adds a line with the CPU time of it and its children, the wall time, and the greatest memory
 * of one of them. */
#include <sys/resource.h>

#include "bench/bench.h"
#include "os/clock.h"

int main(int argc, char **argv)
{
	struct rusage u;
	err e;

	if (argc < 2)
		return 2;
	int64_t began = os_now_mono_us();
	int pid = os_spawn((const char *const *)argv + 1, -1, 1, &e);
	if (pid < 0)
		return bench_fail(&e);
	int status = os_wait(pid, &e);
	if (getrusage(RUSAGE_CHILDREN, &u) < 0)
		return 1;
	printf("cpu_us=%lld wall_us=%lld memory_mib=%ld\n",
	       (long long)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec,
	       (long long)(os_now_mono_us() - began), u.ru_maxrss / 1024);
	return status;
}
