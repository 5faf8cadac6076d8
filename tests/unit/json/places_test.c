/* SPDX-License-Identifier: MIT */
/* The places of errors against those that jansson sees. A program of its own: both libraries have a json_type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#include "refusals.h"

/* Another parser, with no view of ours, sees the error on the same line. */
static void agrees_with_jansson_about_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *r = &refusals[i];
		json_error_t error;
		json_t *json = json_loads(r->text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

		if (json && !strstr(r->message, "out of range"))
			fail_msg("jansson accepts %s", r->text);
		/* where a line ends inside a string it points behind the line, we to the quote */
		if (!json && r->text[0] != '\xEF' && error.line != r->line && !strstr(r->message, "its line"))
			fail_msg("%s: jansson says line %d: %s", r->text, error.line, error.text);
		json_decref(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_jansson_about_the_line),
	};

	return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
