/* SPDX-License-Identifier: MIT */
/* What write.h and locate.h promise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/locate.h"
#include "json/write.h"

static void write_sample(struct json_out *o)
{
	json_begin_object(o);
	json_key(o, "id");
	json_put_text(o, "P-1");
	json_key(o, "list");
	json_begin_array(o);
	json_put_int(o, 1);
	json_put_bool(o, true);
	json_put_null(o);
	json_begin_object(o);
	json_end_object(o);
	json_end_array(o);
	json_key(o, "none");
	json_begin_array(o);
	json_end_array(o);
	json_end_object(o);
}

static void commas_and_newlines_are_the_writers(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);

	(void)state;
	write_sample(&o);
	assert_string_equal(b.data, "{\"id\":\"P-1\",\"list\":[1,true,null,{}],\"none\":[]}");
	buf_clear(&b);
	o = json_out(&b, 2);
	write_sample(&o);
	assert_string_equal(b.data, "{\n  \"id\": \"P-1\",\n  \"list\": [\n    1,\n    true,\n    null,\n    {}\n  ],\n  \"none\": []\n}");
	buf_release(&b);
}

static void assert_string(const char *s, size_t len, const char *expected)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);

	json_put_string(&o, s, len);
	assert_string_equal(b.data, expected);
	buf_release(&b);
}

static void escapes_what_json_demands_and_no_more(void **state)
{
	(void)state;
	assert_string("", 0, "\"\"");
	assert_string("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	assert_string("\b\t\n\v\f\r\x1f\x7f", 8, "\"\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\"");
	assert_string("\0x", 2, "\"\\u0000x\"");
	assert_string("上海 <é>", strlen("上海 <é>"), "\"上海 <é>\"");
	assert_string("a\xFF\n\xC3", 4, "\"a\xEF\xBF\xBD\\n\xEF\xBF\xBD\"");
}

static void assert_number(double v, const char *expected)
{
	char out[32];

	assert_int_equal(json_format_number(out, v), strlen(expected));
	assert_string_equal(out, expected);
}

static void numbers_are_shortest_and_read_back(void **state)
{
	(void)state;
	assert_number(1, "1");
	assert_number(-3, "-3");
	assert_number(0, "0");
	assert_number(-0.0, "0");
	assert_number(100000, "100000");
	assert_number(0.1, "0.1");
	assert_number(0.0005, "0.0005");
	assert_number(1e-5, "0.00001");
	assert_number(1e-7, "1e-07");
	assert_number(1e22, "1e+22");
	assert_number(999999999999999, "999999999999999");
	assert_number(1e15, "1e+15");
	assert_number(123456789012345.6, "123456789012345.6");
	assert_number(5e-324, "5e-324");
	assert_number(-1.7976931348623157e308, "-1.7976931348623157e+308");
	assert_number(NAN, "null");
	assert_number(-INFINITY, "null");
	for (uint64_t i = 1, x = 88172645463325252u; i < 20000; i++) {
		union { uint64_t u; double d; } v;
		char out[32];

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		v.u = x;
		if (!isfinite(v.d))
			continue;
		assert_in_range(json_format_number(out, v.d), 1, 31);
		assert_true(strtod(out, NULL) == v.d);
	}
}

static void integers_are_verbatim(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);

	(void)state;
	json_begin_array(&o);
	json_put_int(&o, INT64_MIN);
	json_put_int(&o, INT64_MAX);
	json_put_int(&o, 0);
	json_end_array(&o);
	assert_string_equal(b.data, "[-9223372036854775808,9223372036854775807,0]");
	buf_release(&b);
}

static void writes_a_parsed_value_again(void **state)
{
	const char *text = "{\"b\":[1,2.50,{\"z\":1,\"y\":null}],\"a\":\"x\\u0041\",\"B\":1e3,\"ab\":{},\"\":-0.0}";
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *r = json_reader_new();
	struct json_value root;
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);

	(void)state;
	assert_int_equal(json_read(r, text, strlen(text), &limits, &root, NULL), 0);
	json_put_value(&o, root, false);
	assert_string_equal(b.data, "{\"b\":[1,2.5,{\"z\":1,\"y\":null}],\"a\":\"xA\",\"B\":1000,\"ab\":{},\"\":0}");
	buf_clear(&b);
	o = json_out(&b, 0);
	json_put_value(&o, root, true);
	assert_string_equal(b.data, "{\"\":0,\"B\":1000,\"a\":\"xA\",\"ab\":{},\"b\":[1,2.5,{\"y\":null,\"z\":1}]}");
	buf_release(&b);
	json_reader_free(r);
}

static void assert_place(const char *text, const char *pointer, int line, int column)
{
	int l = 0, c = 0;

	assert_int_equal(json_locate(text, strlen(text), pointer, &l, &c), line > 0);
	assert_int_equal(l, line);
	assert_int_equal(c, column);
}

static void pointers_lead_to_line_and_column(void **state)
{
	const char *text = "\xEF\xBB\xBF{\n \"é\": [1, \"],\\\"\", {\"a/b\": {\"m~n\": true}}],\n \"\": null, \"\\u0061\": \"x\"\n}";

	(void)state;
	assert_place(text, "", 1, 1);
	assert_place(text, "/é", 2, 7);
	assert_place(text, "/é/0", 2, 8);
	assert_place(text, "/é/1", 2, 11);
	assert_place(text, "/é/2", 2, 19);
	assert_place(text, "/é/2/a~1b/m~0n", 2, 35);
	assert_place(text, "/", 3, 6);
	assert_place(text, "/a", 3, 22);
	assert_place(text, "/é/3", 0, 0);
	assert_place(text, "/é/01", 0, 0);
	assert_place(text, "/é/-", 0, 0);
	assert_place(text, "/x", 0, 0);
	assert_place(text, "/a/b", 0, 0);
	assert_place(text, "a", 0, 0);
	assert_place("", "", 0, 0);
	assert_place("{\"a\":", "/a", 0, 0);
	assert_place("7", "", 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_and_newlines_are_the_writers),
		cmocka_unit_test(escapes_what_json_demands_and_no_more),
		cmocka_unit_test(numbers_are_shortest_and_read_back),
		cmocka_unit_test(integers_are_verbatim),
		cmocka_unit_test(writes_a_parsed_value_again),
		cmocka_unit_test(pointers_lead_to_line_and_column),
	};

	return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
