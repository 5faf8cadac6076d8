/* SPDX-License-Identifier: MIT */
/* clock: the only place that asks for the time. */
#ifndef PLUMB_BASE_CLOCK_H
#define PLUMB_BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);       /* wall clock, milliseconds since 1970-01-01T00:00:00Z */
int64_t clock_monotonic_ns(void); /* for durations and timers */
int64_t clock_cpu_ns(void);       /* CPU time of this process */

#endif
