#include "os/clock.h"

#include "base/must.h"

static struct timespec clock_read(clockid_t id)
{
	struct timespec t;

	must(clock_gettime(id, &t) == 0);
	return t;
}

int64_t os_now_utc(void)
{
	return clock_read(CLOCK_REALTIME).tv_sec;
}

int64_t os_now_utc_ms(void)
{
	struct timespec t = clock_read(CLOCK_REALTIME);

	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t os_now_mono_ms(void)
{
	struct timespec t = clock_read(CLOCK_MONOTONIC);

	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t os_now_mono_us(void)
{
	struct timespec t = clock_read(CLOCK_MONOTONIC);

	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void os_sleep_ms(uint32_t ms)
{
	struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};

	(void)nanosleep(&t, NULL);
}

void os_sleep_us(uint32_t us)
{
	struct timespec t = {.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};

	(void)nanosleep(&t, NULL);
}
