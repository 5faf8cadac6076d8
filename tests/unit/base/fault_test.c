/* SPDX-License-Identifier: MIT */
/* What fault.h and clock.h promise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/fault.h"

static void arm(const char *value)
{
	if (value)
		setenv("PLUMB_FAULT", value, 1);
	else
		unsetenv("PLUMB_FAULT");
	fault_init();
}

static void fails_the_nth_passage_only(void **state)
{
	(void)state;
	arm("write:2:28");
	assert_false(fault_hit(FAULT_READ));
	assert_false(fault_hit(FAULT_WRITE));
	errno = 0;
	assert_true(fault_hit(FAULT_WRITE));
	assert_int_equal(errno, 28);
	assert_false(fault_hit(FAULT_WRITE));
	arm(NULL);
	assert_false(fault_hit(FAULT_WRITE));
}

static void zero_fails_every_passage(void **state)
{
	(void)state;
	arm("alloc:0");
	for (int i = 0; i < 3; i++) {
		errno = 0;
		assert_true(fault_hit(FAULT_ALLOC));
		assert_int_equal(errno, ENOMEM);
	}
	arm("worker-die:1");
	assert_true(fault_hit(FAULT_WORKER_DIE));
	assert_int_equal(errno, EIO);
	arm(NULL);
}

static void what_is_not_understood_arms_nothing(void **state)
{
	static const char *const values[] = { "", "alloc", "alloc:", "alloc:x", "alloc:1:", "alloc:1:x", "alloc:1:2:3", "alloc:-1", "aloc:1", "alloc:1x", ":1", "alloc:1:0" };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		arm(values[i]);
		assert_false(fault_armed);
	}
	arm(NULL);
}

static void clocks_tell_their_time(void **state)
{
	const int64_t now = clock_now_ms(), start = clock_monotonic_ns(), cpu = clock_cpu_ns();
	volatile unsigned work = 0;

	(void)state;
	assert_in_range(now / 1000, time(NULL) - 2, time(NULL) + 2);
	while (work < 1000000)
		work++;
	assert_true(clock_monotonic_ns() > start);
	assert_true(clock_cpu_ns() > cpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fails_the_nth_passage_only),
		cmocka_unit_test(zero_fails_every_passage),
		cmocka_unit_test(what_is_not_understood_arms_nothing),
		cmocka_unit_test(clocks_tell_their_time),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
