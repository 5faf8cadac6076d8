/* SPDX-License-Identifier: MIT */
/* whatif_value: what people type is split and read as the field would have it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "app/whatif_value.h"

static void a_path_ends_at_the_first_equals_sign_outside_brackets(void **state)
{
	(void)state;
	static const struct { const char *text, *value; size_t path; } cases[] = {
		{ "a=1", "1", 1 }, { "a=b=c", "b=c", 1 }, { "risks[x=y].score=7", "7", 16 }, { "risks[a\\]=b].score=7", "7", 18 }, { "=5", "5", 0 }, { "a=", "", 1 },
		{ "/risks/0/score=7", "7", 14 },
	};
	size_t len;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *value = whatif_split(cases[i].text, &len);
		assert_non_null(value);
		assert_string_equal(value, cases[i].value);
		assert_int_equal(len, cases[i].path);
	}
	assert_null(whatif_split("a", &len));
	assert_null(whatif_split("a[b=c]", &len));
}

static void values_are_json_or_what_the_field_takes(void **state)
{
	(void)state;
	static const struct { enum field_type type; const char *text, *json; } cases[] = {
		{ FIELD_INT, "7", "7" }, { FIELD_INT, "seven", "\"seven\"" }, { FIELD_INT, "null", "null" },
		{ FIELD_STRING, "Li", "\"Li\"" }, { FIELD_STRING, "007", "\"007\"" }, { FIELD_STRING, "7", "\"7\"" }, { FIELD_STRING, "\"7\"", "\"7\"" },
		{ FIELD_STRING, "", "\"\"" }, { FIELD_STRING, "say \"no\"", "\"say \\\"no\\\"\"" }, { FIELD_TEXT, "true", "\"true\"" },
		{ FIELD_DATE, "2026-03-01", "\"2026-03-01\"" }, { FIELD_PERCENT, "85%", "\"85%\"" }, { FIELD_PERCENT, "85", "85" },
		{ FIELD_MONEY, "300 USD", "{\"amount\":300,\"currency\":\"USD\"}" }, { FIELD_MONEY, "300", "300" }, { FIELD_MONEY, "1.2.3 USD", "\"1.2.3 USD\"" },
		{ FIELD_BOOL, "true", "true" }, { FIELD_SET, "[\"a\"]", "[\"a\"]" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct field f = { .name = "f", .type = cases[i].type };
		struct buf b = BUF_INIT;
		whatif_value(&f, cases[i].text, &b);
		assert_string_equal(b.data, cases[i].json);
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_ends_at_the_first_equals_sign_outside_brackets), cmocka_unit_test(values_are_json_or_what_the_field_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
