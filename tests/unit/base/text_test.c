/* SPDX-License-Identifier: MIT */
/* What text.h promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const fields[] = { "budget", "name", "risks", "region", "business_unit", "预算" };

static const char *nearest(const char *word)
{
	return text_nearest(word, fields, sizeof fields / sizeof *fields);
}

static void finds_what_was_meant(void **state)
{
	(void)state;
	assert_string_equal(nearest("bugdet"), "budget"); /* two transpositions of three */
	assert_string_equal(nearest("nmae"), "name");
	assert_string_equal(nearest("NAME"), "name");
	assert_string_equal(nearest("risk"), "risks");
	assert_string_equal(nearest("busines_unit"), "business_unit");
	assert_string_equal(nearest("预祘"), "预算");
}

static void does_not_guess_wildly(void **state)
{
	const char *const letters[] = { "a" };
	char giant[300];

	(void)state;
	assert_null(nearest("milestones"));
	assert_null(nearest(""));
	assert_null(nearest("x"));
	assert_null(text_nearest("b", letters, 1));
	assert_null(text_nearest("b", NULL, 0));
	memset(giant, 'a', sizeof giant - 1);
	giant[sizeof giant - 1] = 0;
	assert_null(nearest(giant));
}

static ptrdiff_t bad(const char *s)
{
	return text_utf8_error(s, strlen(s));
}

static void tells_the_first_byte_that_is_not_utf8(void **state)
{
	(void)state;
	assert_int_equal(bad(""), -1);
	assert_int_equal(bad("plain text that is longer than a word"), -1);
	assert_int_equal(bad("é 上海 😀 \xEF\xBF\xBF \xF4\x8F\xBF\xBF"), -1);
	assert_int_equal(bad("12345678\xFF"), 8);
	assert_int_equal(bad("a\xC0\x80"), 1);         /* overlong */
	assert_int_equal(bad("\xE0\x9F\xBF"), 0);      /* overlong */
	assert_int_equal(bad("\xF0\x8F\xBF\xBF"), 0);  /* overlong */
	assert_int_equal(bad("ab\xED\xA0\x80"), 2);    /* surrogate */
	assert_int_equal(bad("\xF4\x90\x80\x80"), 0);  /* beyond U+10FFFF */
	assert_int_equal(bad("\xF5\x80\x80\x80"), 0);
	assert_int_equal(bad("\x80"), 0);
	assert_int_equal(bad("上\xE4\xB8"), 3);        /* cut */
	assert_int_equal(bad("\xE4\xB8" "A"), 0);
	assert_int_equal(text_utf8_error("a\0b", 3), -1);
}

static void decodes_each_length(void **state)
{
	size_t n;

	(void)state;
	assert_int_equal(text_utf8_next("a", &n), 'a');
	assert_int_equal(n, 1);
	assert_int_equal(text_utf8_next("é", &n), 0xE9);
	assert_int_equal(n, 2);
	assert_int_equal(text_utf8_next("上", &n), 0x4E0A);
	assert_int_equal(n, 3);
	assert_int_equal(text_utf8_next("😀", &n), 0x1F600);
	assert_int_equal(n, 4);
}

static size_t width(const char *s)
{
	return text_width(s, strlen(s));
}

static void measures_columns(void **state)
{
	(void)state;
	assert_int_equal(width("abc"), 3);
	assert_int_equal(width("上海"), 4);
	assert_int_equal(width("Ａ"), 2); /* full-width */
	assert_int_equal(width("e\xCC\x81"), 1); /* e and a combining acute */
	assert_int_equal(width("a\tb\x7F"), 2);
	assert_int_equal(width("a\xFF"), 2); /* a stray byte shows as one replacement */
	assert_int_equal(width("\xE4\xB8"), 2); /* cut */
}

static size_t fit(const char *s, size_t columns)
{
	return text_fit(s, strlen(s), columns);
}

static void cuts_between_characters(void **state)
{
	(void)state;
	assert_int_equal(fit("abc", 2), 2);
	assert_int_equal(fit("abc", 9), 3);
	assert_int_equal(fit("上海", 3), 3);
	assert_int_equal(fit("上海", 4), 6);
	assert_int_equal(fit("上海", 1), 0);
	assert_int_equal(fit("e\xCC\x81x", 1), 3); /* the accent stays with its letter */
	assert_int_equal(fit("", 0), 0);
}

static void hashes_by_content(void **state)
{
	char a[64], b[65] = "x", word[16];
	uint64_t seen[2000];

	(void)state;
	memset(a, 'a', sizeof a);
	memset(b + 1, 'a', sizeof b - 1);
	for (size_t n = 0; n <= 64; n++) {
		assert_true(text_hash(a, n) == text_hash(b + 1, n)); /* alignment plays no part */
		if (n)
			assert_true(text_hash(a, n) != text_hash(a, n - 1));
	}
	assert_true(text_hash("abcdefgh1", 9) != text_hash("abcdefgh2", 9));
	assert_true(text_hash("0bcdefgh1", 9) != text_hash("abcdefgh1", 9));
	for (size_t i = 0; i < 2000; i++) {
		seen[i] = text_hash(word, (size_t)snprintf(word, sizeof word, "key%zu", i));
		for (size_t j = 0; j < i; j++)
			assert_true(seen[i] != seen[j]);
	}
}

static void texts_are_ordered_by_bytes(void **state)
{
	(void)state;
	static const char *const sorted[] = { "", "a", "a\1", "aa", "ab", "b", "\xE5\x9B\xAD" };
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
		for (size_t j = 0; j < sizeof sorted / sizeof *sorted; j++) {
			const int order = text_order(sorted[i], strlen(sorted[i]), sorted[j], strlen(sorted[j]));
			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
	assert_true(text_order("a\0b", 3, "a\0c", 3) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_was_meant),
		cmocka_unit_test(does_not_guess_wildly),
		cmocka_unit_test(tells_the_first_byte_that_is_not_utf8),
		cmocka_unit_test(decodes_each_length),
		cmocka_unit_test(measures_columns),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(hashes_by_content),
		cmocka_unit_test(texts_are_ordered_by_bytes),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
