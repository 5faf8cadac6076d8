/* SPDX-License-Identifier: MIT */
/* What stream.h promises. Each case is fed in pieces of every small size and in one: the answers are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "json/stream.h"

/* "line:text" of every piece, '|' between them; "line:!" for one that is too long. */
static void collect(const char *text, size_t len, size_t step, size_t limit, struct buf *out)
{
	struct json_stream s;
	struct json_piece p;
	size_t at = 0;

	json_stream_init(&s, limit);
	do {
		const size_t n = len - at < step ? len - at : step;

		/* a heap copy of its own size: reading beyond it would be seen */
		char *bytes = malloc(n ? n : 1);
		memcpy(bytes, text + at, n);
		at += n;
		assert_true(json_stream_feed(&s, bytes, n, at == len));
		free(bytes);
		while (json_stream_next(&s, &p)) {
			buf_addf(out, "%s%zu:", out->len ? "|" : "", p.line);
			if (p.too_long)
				buf_putc(out, '!');
			buf_add(out, p.text, p.len);
		}
		assert_true(s.pending.len - s.start <= limit + 1);
	} while (at < len);
	assert_false(json_stream_next(&s, &p));
	json_stream_release(&s);
}

static void assert_pieces(const char *text, size_t limit, const char *expected)
{
	for (size_t step = 1; step <= 12; step++) {
		struct buf out = BUF_INIT;

		collect(text, strlen(text), step == 12 ? 1000 : step, limit, &out);
		if (strcmp(out.data, expected))
			fail_msg("step %zu of <%s>: <%s>, not <%s>", step, text, out.data, expected);
		buf_release(&out);
	}
}

static void lines_are_documents(void **state)
{
	(void)state;
	assert_pieces("", 100, "");
	assert_pieces("\n \r\n", 100, "");
	assert_pieces("{\"a\":1}\n{\"a\":2}\n", 100, "1:{\"a\":1}|2:{\"a\":2}");
	assert_pieces("{\"a\":1}\r\n\r\n  {\"a\":2}  ", 100, "1:{\"a\":1}|3:{\"a\":2}");
	assert_pieces("\xEF\xBB\xBF{\"a\":1}\n{}", 100, "1:{\"a\":1}|2:{}");
	assert_pieces("\n\n{\"a\":1}\n", 100, "3:{\"a\":1}");
	assert_pieces("{}", 100, "1:{}");
	assert_pieces("{} {}\n{}", 100, "1:{} {}|2:{}");
	assert_pieces("{\"a\":\"}\\\"{\\n\"}\n7\n", 100, "1:{\"a\":\"}\\\"{\\n\"}|2:7");
}

static void a_bad_line_does_not_take_the_others_with_it(void **state)
{
	(void)state;
	assert_pieces("nonsense\n{\"a\":2}\n", 100, "1:nonsense|2:{\"a\":2}");
	assert_pieces("{\"a\":[1\n{\"a\":2}\n", 100, "1:{\"a\":[1|2:{\"a\":2}");
	assert_pieces("{\"a\":\"1\n{\"a\":2}\n", 100, "1:{\"a\":\"1|2:{\"a\":2}");
	assert_pieces("{}\n{\"a\":[1\n}\n{}\n", 100, "1:{}|2:{\"a\":[1|3:}|4:{}");
}

static void an_array_holds_documents(void **state)
{
	(void)state;
	assert_pieces("[]", 100, "");
	assert_pieces(" [ {\"a\":[1,2]} ,\n {\"b\":\"],{\"}\n]\n", 100, "1:{\"a\":[1,2]}|2:{\"b\":\"],{\"}");
	assert_pieces("[1,[2,3],\"x\"]", 100, "1:1|1:[2,3]|1:\"x\"");
	assert_pieces("\xEF\xBB\xBF[{}]", 100, "1:{}");
}

static void what_is_wrong_with_an_array_is_delivered(void **state)
{
	(void)state;
	assert_pieces("[{},]", 100, "1:{}|1:]");
	assert_pieces("[,{}]", 100, "1:,|1:{}");
	assert_pieces("[{},,{}]", 100, "1:{}|1:,|1:{}");
	assert_pieces("[{}\n{},\n{}]", 100, "1:{}\n{}|3:{}");
	assert_pieces("[{}, x y, {}]", 100, "1:{}|1:x y|1:{}");
	assert_pieces("[{},\n{\"a\":1", 100, "1:{}|2:{\"a\":1|2:[");
	assert_pieces("[{}", 100, "1:{}|1:[");
	assert_pieces("[", 100, "1:[");
	assert_pieces("[} {}, 1]", 100, "1:} {}|1:1");
	assert_pieces("[{}]\nmore\n", 100, "1:{}|2:more");
	assert_pieces("[{}] ]", 100, "1:{}|1:]");
}

static void an_object_over_lines_is_one_document(void **state)
{
	(void)state;
	assert_pieces("{\n \"a\": 1\n}\n", 100, "1:{\n \"a\": 1\n}");
	assert_pieces("{\n \"a\": \"}\", \"b\": [\n {} ]\n}", 100, "1:{\n \"a\": \"}\", \"b\": [\n {} ]\n}");
	assert_pieces("{\n}\n\n{\n}", 100, "1:{\n}|4:{\n}");
	assert_pieces("{\n} x\n{\n}", 100, "1:{\n}|2:x|3:{\n}");
	assert_pieces("{\n \"a\": 1", 100, "1:{\n \"a\": 1");
	assert_pieces("{\"a\":[\n{}]}", 100, "1:{\"a\":[\n{}]}");
}

static void too_long_is_reported_and_skipped(void **state)
{
	(void)state;
	assert_pieces("{}\n{\"a\":\"0123456789\"}\n{}\n", 10, "1:{}|2:!|3:{}");
	assert_pieces("{\"a\":\"0123456789\"}\n{}\n", 10, "1:!|2:{}");
	assert_pieces("{\"a\":\"0123456789\"}", 10, "1:!");
	assert_pieces("{\"a\":\"123\"}\r\n{}\n", 11, "1:{\"a\":\"123\"}|2:{}");
	assert_pieces("[{},\n{\"a\":\",]0123456789\"},\n{}]", 10, "1:{}|2:!|3:{}");
	assert_pieces("[{\"a\":\"0123456789\"", 10, "1:!|1:[");
	assert_pieces("{\n\"a\":\n\"0123456789\"\n}\n{\n}", 10, "1:!|5:{\n}");
}

static void utf16_is_refused_once(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	collect("\xFF\xFE{\0\n\0}\0\n\0", 10, 3, 100, &out);
	assert_string_equal(out.data, "1:\xFF\xFE");
	buf_release(&out);
}

static void time_is_linear_in_the_input(void **state)
{
	static const char *const units[] = { "{\"a\":1}\n", "[", " ", "{\"a\":", "\n" };
	const int64_t start = clock_cpu_ns();

	(void)state;
	for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
		struct buf text = BUF_INIT, out = BUF_INIT;

		while (text.len < 1u << 20)
			buf_puts(&text, units[u]);
		collect(text.data, text.len, 7, 1u << 21, &out);
		buf_release(&text);
		buf_release(&out);
	}
	assert_true(clock_cpu_ns() - start < 30000000000); /* quadratic would be hours */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_documents),
		cmocka_unit_test(a_bad_line_does_not_take_the_others_with_it),
		cmocka_unit_test(an_array_holds_documents),
		cmocka_unit_test(what_is_wrong_with_an_array_is_delivered),
		cmocka_unit_test(an_object_over_lines_is_one_document),
		cmocka_unit_test(too_long_is_reported_and_skipped),
		cmocka_unit_test(utf16_is_refused_once),
		cmocka_unit_test(time_is_linear_in_the_input),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
