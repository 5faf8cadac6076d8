/* SPDX-License-Identifier: MIT */
/* What read.h promises: values, and refusals by name with line, column and pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "json/read.h"
#include "refusals.h"

static struct json_reader *reader;
static const struct json_limits limits = JSON_LIMITS_DEFAULT;

static int set_up(void **state)
{
	(void)state;
	reader = json_reader_new();
	return reader ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	json_reader_free(reader);
	return 0;
}

static struct json_value read_good(const char *text, size_t len)
{
	struct json_value root = { NULL, NULL, 0 };
	struct err e = ERR_INIT;

	if (json_read(reader, text, len, &limits, &root, &e))
		fail_msg("refused: %s: %s", text, e.message);
	return root;
}

static struct json_value good(const char *text)
{
	return read_good(text, strlen(text));
}

static void reads_every_type(void **state)
{
	struct json_value root = good(" {\"n\":null,\"t\":true,\"f\":false,\"i\":-42,\"d\":0.5,\"s\":\"é\\n\\ud83d\\ude00\",\"a\":[1,[],{}],\"o\":{}} \n"), v;
	static const enum json_type types[] = { JSON_T_NULL, JSON_T_TRUE, JSON_T_FALSE, JSON_T_INT, JSON_T_NUMBER, JSON_T_STRING, JSON_T_ARRAY, JSON_T_OBJECT };
	struct json_iter it;
	const char *s;
	size_t n;

	(void)state;
	assert_int_equal(json_type(root), JSON_T_OBJECT);
	assert_int_equal(json_count(root), 8);
	for (json_iter_begin(&it, root), n = 0; json_iter_next(&it); n++) {
		assert_int_equal(it.index, n);
		assert_int_equal(it.key_len, 1);
		assert_int_equal(it.key[0], "ntfidsao"[n]);
		assert_int_equal(json_type(it.value), types[n]);
	}
	assert_int_equal(n, 8);
	assert_true(json_get(root, "i", &v));
	assert_int_equal(json_int(v), -42);
	assert_true(json_get(root, "d", &v));
	assert_true(json_number(v) == 0.5);
	assert_true(json_get(root, "s", &v));
	s = json_string(v, &n);
	assert_string_equal(s, "é\n😀");
	assert_int_equal(n, strlen(s));
	assert_true(json_get(root, "a", &v));
	assert_int_equal(json_count(v), 3);
	assert_false(json_get(root, "x", &v));
	assert_false(json_get(v, "0", &v));
	assert_int_equal(json_count(good("7")), 0);
}

static void numbers_are_exact_or_refused(void **state)
{
	(void)state;
	assert_true(json_int(good("9007199254740993")) == 9007199254740993);
	assert_true(json_int(good("9223372036854775807")) == INT64_MAX);
	assert_true(json_int(good("-9223372036854775808")) == INT64_MIN);
	assert_int_equal(json_type(good("-0")), JSON_T_INT);
	assert_int_equal(json_int(good("-0")), 0);
	assert_false(signbit(json_number(good("-0.0"))));
	assert_false(signbit(json_number(good("-1e-999"))));
	assert_true(json_number(good("1e-999")) == 0);
	assert_true(json_number(good("0e99999999999999999999")) == 0);
	assert_true(json_number(good("1.7976931348623157e308")) == 1.7976931348623157e308);
	assert_int_equal(json_type(good("1E2")), JSON_T_NUMBER);
}

static void skips_a_byte_order_mark(void **state)
{
	(void)state;
	assert_int_equal(json_type(good("\xEF\xBB\xBF{}")), JSON_T_OBJECT);
}

static void assert_refused(const char *text, size_t len, const struct json_limits *l, enum err_code code, const struct refusal *expected)
{
	struct json_value root;
	struct err e = ERR_INIT;

	assert_int_equal(json_read(reader, text, len, l, &root, &e), code);
	assert_int_equal(e.code, code);
	if (expected) {
		assert_string_equal(e.message, expected->message);
		if (e.line != expected->line || e.column != expected->column)
			fail_msg("%s: at %d:%d, not %d:%d", text, e.line, e.column, expected->line, expected->column);
		if (expected->pointer && !e.pointer)
			fail_msg("%s: no pointer", text);
		if (expected->pointer)
			assert_string_equal(e.pointer, expected->pointer);
		else
			assert_null(e.pointer);
	}
	err_release(&e);
}

static void refuses_by_name_and_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		assert_refused(refusals[i].text, strlen(refusals[i].text), &limits, ERR_INPUT, &refusals[i]);
}

static void zero_bytes_are_not_the_end(void **state)
{
	const struct refusal expected = { NULL, "bytes after the document: unexpected U+0000", 1, 3, NULL };

	(void)state;
	assert_refused("{}\0", 3, &limits, ERR_INPUT, &expected);
}

static char *repeat(const char *unit, size_t n, size_t *len)
{
	const size_t size = strlen(unit);
	char *s = malloc(n * size + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(s + i * size, unit, size);
	s[n * size] = 0;
	*len = n * size;
	return s;
}

static void depth_is_exact(void **state)
{
	static const struct { const char *open, *inner, *close; } kinds[] = {
		{ "[", "1", "]" }, { "[", "", "]" }, { "{\"a\":", "1", "}" }, { "{\"a\":", "{}", "}" }, { "{\"a\":", "[]", "}" },
	};

	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		for (size_t more = 0; more < 2; more++) {
			const size_t inner = kinds[k].inner[0] == '{' || kinds[k].inner[0] == '[';
			struct buf b = BUF_INIT;

			for (size_t i = 0; i < 64 - inner + more; i++)
				buf_puts(&b, kinds[k].open);
			buf_puts(&b, kinds[k].inner);
			for (size_t i = 0; i < 64 - inner + more; i++)
				buf_puts(&b, kinds[k].close);
			if (more)
				assert_refused(b.data, b.len, &limits, ERR_LIMIT, NULL);
			else
				good(b.data);
			buf_release(&b);
		}
	}
}

static void limits_are_exact_and_named(void **state)
{
	const struct json_limits small = { .bytes = 20, .depth = 3, .key = 2, .elements = 3 };
	const struct refusal depth = { NULL, "nested deeper than 3", 1, 4, "/0/0/0" };
	const struct refusal key = { NULL, "a key of 3 bytes: longer than 2 bytes", 1, 2, NULL };
	const struct refusal elements = { NULL, "an array of more than 3 elements", 1, 8, "/3" };
	const struct refusal members = { NULL, "an object of more than 3 members", 1, 14, NULL };
	const struct refusal bytes = { NULL, "a document of 21 bytes: longer than 20 bytes", 0, 0, NULL };
	struct json_value root;

	(void)state;
	assert_int_equal(json_read(reader, "[[[1]],2,3]", 11, &small, &root, NULL), 0);
	assert_int_equal(json_read(reader, "{\"ab\":1}", 8, &small, &root, NULL), 0);
	assert_refused("[[[[]]]]", 8, &small, ERR_LIMIT, &depth);
	assert_refused("{\"abc\":1}", 9, &small, ERR_LIMIT, &key);
	assert_refused("[1,2,3,4]", 9, &small, ERR_LIMIT, &elements);
	assert_refused("{\"a\":1,\"b\":1,\"c\":1,\"d\":1}", 25, &(struct json_limits){ 30, 3, 2, 3 }, ERR_LIMIT,
		       &(struct refusal){ NULL, members.message, 1, 20, NULL });
	assert_refused("                   {}", 21, &small, ERR_LIMIT, &bytes);
	assert_int_equal(json_read(reader, "                  {}", 20, &small, &root, NULL), 0);
}

static void hostile_texts_are_refused_in_bounded_time(void **state)
{
	const struct json_limits wide = { 64u << 20, 64, 256, 100000 };
	const struct refusal depth = { NULL, "nested deeper than 64", 1, 65, NULL };
	const struct refusal giant = { NULL, "integer beyond int64: 111111111111111111111111… (10000 characters)", 1, 1, NULL };
	const int64_t start = clock_cpu_ns();
	struct buf b = BUF_INIT;
	struct json_value root;
	struct err e = ERR_INIT;
	size_t len;
	char *s;

	(void)state;
	s = repeat("[", 100000, &len);
	assert_int_equal(json_read(reader, s, len, &limits, &root, &e), ERR_LIMIT);
	assert_string_equal(e.message, depth.message);
	assert_int_equal(e.column, depth.column);
	free(s);
	s = repeat("1", 10000, &len);
	assert_refused(s, len, &limits, ERR_INPUT, &giant);
	free(s);

	buf_putc(&b, '{');
	for (int i = 0; i < 1000000; i++)
		buf_addf(&b, "%s\"key%07d\":%d", i ? "," : "", i, i % 10000);
	buf_putc(&b, '}');
	assert_refused(b.data, b.len, &limits, ERR_LIMIT, NULL);
	assert_refused(b.data, b.len, &wide, ERR_LIMIT, NULL);
	/* distinct keys in number are fine where the limit allows them, and a repeated one is still found */
	assert_int_equal(json_read(reader, b.data, b.len, &(struct json_limits){ 64u << 20, 64, 256, 1000000 }, &root, &e), 0);
	b.len--;
	buf_puts(&b, ",\"key0000000\":1}");
	assert_int_equal(json_read(reader, b.data, b.len, &(struct json_limits){ 64u << 20, 64, 256, 2000000 }, &root, &e), ERR_INPUT);
	assert_string_equal(e.message, "duplicate key \"key0000000\"");
	buf_release(&b);

	s = repeat("a", 1u << 20, &len);
	buf_addf(&b, "{\"%s\":1}", s);
	free(s);
	assert_refused(b.data, b.len, &limits, ERR_LIMIT, NULL);
	buf_release(&b);
	good("{}"); /* the reader goes on */
	err_release(&e);
	assert_true(clock_cpu_ns() - start < 20000000000); /* seconds, under sanitizers too */
}

static void every_allocation_may_fail(void **state)
{
	struct json_reader *fresh = json_reader_new();
	struct json_value root;
	struct err e = ERR_INIT;

	(void)state;
	setenv("PLUMB_FAULT", "alloc:1", 1);
	fault_init();
	assert_int_equal(json_read(fresh, "{}", 2, &limits, &root, &e), ERR_MEMORY);
	assert_int_equal(json_read(fresh, "{}", 2, &limits, &root, &e), 0);
	unsetenv("PLUMB_FAULT");
	fault_init();
	err_release(&e);
	json_reader_free(fresh);
	json_reader_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_type),
		cmocka_unit_test(numbers_are_exact_or_refused),
		cmocka_unit_test(skips_a_byte_order_mark),
		cmocka_unit_test(refuses_by_name_and_place),
		cmocka_unit_test(zero_bytes_are_not_the_end),
		cmocka_unit_test(depth_is_exact),
		cmocka_unit_test(limits_are_exact_and_named),
		cmocka_unit_test(hostile_texts_are_refused_in_bounded_time),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests_name("read", tests, set_up, tear_down);
}
