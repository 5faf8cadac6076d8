/* SPDX-License-Identifier: MIT */
/* What arena.h promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static void pieces_are_aligned_zeroed_and_apart(void **state)
{
	struct arena a = ARENA_INIT;
	unsigned char *last = NULL;

	(void)state;
	for (size_t size = 0; size < 700; size++) {
		unsigned char *p = arena_alloc(&a, size);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 8, 0);
		assert_ptr_not_equal(p, last);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, size);
		last = p;
	}
	arena_release(&a);
}

static void memory_is_used_again_and_zeroed_again(void **state)
{
	struct arena a = ARENA_INIT;
	char *first, *again;

	(void)state;
	first = arena_alloc(&a, 100);
	memset(first, 'x', 100);
	assert_int_equal(a.used, 104);
	arena_clear(&a);
	assert_int_equal(a.used, 0);
	again = arena_alloc(&a, 100);
	assert_ptr_equal(first, again);
	assert_int_equal(again[99], 0);
	arena_clear(&a);
	arena_release(&a);
	arena_release(&a);
}

static void large_pieces_and_impossible_ones(void **state)
{
	struct arena a = ARENA_INIT;
	char *large = arena_alloc(&a, 5u << 20), *small = arena_alloc(&a, 1);

	(void)state;
	assert_non_null(large);
	large[(5u << 20) - 1] = 1;
	assert_non_null(small);
	assert_null(arena_alloc(&a, SIZE_MAX - 3));
	arena_release(&a);
}

static void strings_are_copied(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	assert_string_equal(arena_strdup(&a, ""), "");
	assert_string_equal(arena_strndup(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(&a, NULL, 0), "");
	assert_string_equal(arena_printf(&a, "%s-%04d", "P", 42), "P-0042");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
		cmocka_unit_test(memory_is_used_again_and_zeroed_again),
		cmocka_unit_test(large_pieces_and_impossible_ones),
		cmocka_unit_test(strings_are_copied),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
