/* clock: the system's clocks. Pure rooms get the time as an argument. */
#pragma once

#include <stdint.h>

/* UTC seconds, milliseconds since 1970. */
int64_t os_now_utc(void);
int64_t os_now_utc_ms(void);
/* Milliseconds, microseconds of a clock that never goes back and counts from any point. */
int64_t os_now_mono_ms(void);
int64_t os_now_mono_us(void);
/* Sleeps; a signal may end it early. */
void os_sleep_ms(uint32_t ms);
void os_sleep_us(uint32_t us);
