/* SPDX-License-Identifier: MIT */
/* What err.h promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/err.h"

static void assert_format(const struct err *e, const char *expected)
{
	struct buf b = BUF_INIT;

	err_format(e, &b);
	assert_string_equal(b.data, expected);
	buf_release(&b);
}

static void shows_what_where_and_what_next(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(err_set(&e, ERR_INPUT, "unknown field '%s'", "nmae"), ERR_INPUT);
	assert_format(&e, "error: unknown field 'nmae'");
	assert_int_equal(err_at(&e, NULL, 3, 14), ERR_INPUT);
	assert_format(&e, "line 3, column 14: error: unknown field 'nmae'");
	err_at(&e, "a.json", 3, 14);
	assert_int_equal(err_pointer(&e, "/nmae"), ERR_INPUT);
	assert_int_equal(err_hint(&e, "did you mean '%s'?\nsee plumb schema", "name"), ERR_INPUT);
	assert_format(&e, "a.json:3:14: error: unknown field 'nmae' (at /nmae)\n  did you mean 'name'?\n  see plumb schema");
	err_at(&e, "a.json", 3, 0);
	assert_format(&e, "a.json:3: error: unknown field 'nmae' (at /nmae)\n  did you mean 'name'?\n  see plumb schema");
	err_release(&e);
	assert_int_equal(e.code, ERR_NONE);
	assert_null(e.message);
}

static void can_be_wrapped_in_itself(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	err_set(&e, ERR_IO, "no such file");
	err_hint(&e, "look");
	err_at(&e, "x", 1, 1);
	err_at(&e, e.file, 2, 2);
	assert_string_equal(e.file, "x");
	err_set(&e, ERR_POLICY, "cannot load: %s", e.message);
	assert_format(&e, "error: cannot load: no such file");
	assert_null(e.hint);
	err_release(&e);
}

static void nobody_has_to_listen(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, ERR_LIMIT, "x"), ERR_LIMIT);
	err_at(NULL, "x", 1, 1);
	err_pointer(NULL, "/x");
	err_hint(NULL, "x");
}

static void codes_have_their_exit_status(void **state)
{
	static const struct { enum err_code code; int status; } all[] = {
		{ ERR_NONE, 0 }, { ERR_USAGE, 2 }, { ERR_INPUT, 2 }, { ERR_POLICY, 3 }, { ERR_LIMIT, 2 },
		{ ERR_IO, 2 }, { ERR_MEMORY, 3 }, { ERR_INTERNAL, 3 }, { ERR_CANCELLED, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct err e = ERR_INIT;

		e.code = all[i].code;
		assert_int_equal(err_exit_status(&e), all[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_what_where_and_what_next),
		cmocka_unit_test(can_be_wrapped_in_itself),
		cmocka_unit_test(nobody_has_to_listen),
		cmocka_unit_test(codes_have_their_exit_status),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
