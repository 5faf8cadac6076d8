/* SPDX-License-Identifier: MIT */
/* failure: Lua's messages in plain words, their position, and the place in the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/failure.h"

static void a_position_is_told_apart(void **state)
{
	struct failure_place at;
	(void)state;
	assert_string_equal(failure_position("policies/a.lua:14: no: 3", &at), "no: 3");
	assert_int_equal(at.line, 14);
	assert_int_equal(at.file_len, strlen("policies/a.lua"));
	assert_string_equal(failure_position("nothing", &at), "nothing");
	assert_int_equal(at.line, 0);
}

static void says(const char *message, const char *expected)
{
	struct buf out = BUF_INIT;
	failure_say(message, &out);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void messages_of_lua_are_put_plainly(void **state)
{
	(void)state;
	says("attempt to call a nil value (field 'hihg')", "'hihg' is nil: there is no such function");
	says("attempt to index a number value (local 'risk')", "'risk' is a number: it has no fields");
	says("attempt to index a nil value (field '?')", "what stands here is nil: nothing can be read from it");
	says("attempt to concatenate a nil value", "what stands here is nil: it cannot be put into a text");
	says("attempt to compare number with nil", "a number is compared with nil");
	says("attempt to compare two table values", "a table is compared with a table by < or >, which is for numbers, dates and texts");
	says("bad argument #1 to 'floor' (number expected, got nil)", "'floor' expects a number as its argument 1, found nil");
	says("overdue: a date is expected, found string", "overdue: a date is expected, found a text");
	says("stack overflow (message ...)", "functions call themselves, or each other, without end");
}

static void others_stay_as_they_are(void **state)
{
	(void)state;
	says("what somebody wrote into error()", "what somebody wrote into error()");
	says("attempt to index a thing value (local 'x')", "attempt to index a thing value (local 'x')");
	says("attempt to", "attempt to");
	says("", "");
}

static void points(const char *source, const char *message, int column, int width)
{
	int c, w;
	failure_point(source, message, &c, &w);
	assert_int_equal(c, column);
	assert_int_equal(w, width);
}

static void the_place_is_that_of_what_is_named(void **state)
{
	(void)state;
	points("  return risks.hihg(risk)", "'hihg' is nil", 16, 4);
	points("  return \xe9\xa3\x8e.x(y)", "'x' is nil", 12, 1); /* code points, not bytes */
	points("  return hihgs + hihg", "'hihg' is nil", 18, 4);
	points("  return count(x) > 0", "count: a list is expected", 10, 5);
	points("  return a <= b", "a number is compared with nil", 12, 2);
	points("  return a < b and b > c", "a number is compared with nil", 3, 6); /* one of two: nobody knows which */
	points("\tcheck = f", "something", 2, 5);
	points("", "something", 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_position_is_told_apart), cmocka_unit_test(messages_of_lua_are_put_plainly),
		cmocka_unit_test(others_stay_as_they_are), cmocka_unit_test(the_place_is_that_of_what_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
