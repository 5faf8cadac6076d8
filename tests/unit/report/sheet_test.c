/* SPDX-License-Identifier: MIT */
/* sheet: nothing from data steers the terminal, nothing is wider than asked for. */
#include "fixture.h"

#include "base/text.h"
#include "report/messages.h"
#include "report/sheet.h"

static void check_safe(const char *in, size_t n, const char *out)
{
	struct buf b = BUF_INIT;

	sheet_safe(&b, in, n);
	assert_string_equal(b.data, out);
	buf_release(&b);
}

static void controls_are_written_as_escapes(void **state)
{
	(void)state;
	check_safe("a\nb\r\tc", 6, "a\\nb\\r\\tc");
	check_safe("\033[31mred", 8, "\\x1b[31mred");
	check_safe("a\0b", 3, "a\\x00b");
	check_safe("\x7f", 1, "\\x7f");
	check_safe("\xc2\x9b", 2, "\\u009b");         /* the one-byte CSI of some terminals */
	check_safe("\xe2\x80\xae", 3, "\\u202e");      /* right-to-left override */
	check_safe("\xe2\x80\xa8", 3, "\\u2028");
}

static void text_is_left_as_it_is(void **state)
{
	(void)state;
	check_safe("", 0, "");
	check_safe("国内最佳 é 🙂", strlen("国内最佳 é 🙂"), "国内最佳 é 🙂");
}

static void bytes_that_are_not_utf8_are_shown(void **state)
{
	(void)state;
	check_safe("\xff", 1, "\\xff");
	check_safe("a\xe5\x9b", 3, "a\\xe5\\x9b");     /* cut in the middle */
	check_safe("\xc0\x80", 2, "\\xc0\\x80");       /* overlong */
	check_safe("\xed\xa0\x80", 3, "\\xed\\xa0\\x80"); /* surrogate */
	check_safe("\xe5(x", 3, "\\xe5(x");
}

static void newlines_stay_where_lines_are_wanted(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	sheet_safe_lines(&b, "a\nb\x1b", 4);
	assert_string_equal(b.data, "a\nb\\x1b");
	buf_release(&b);
}

static void cutting_counts_columns(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(sheet_cut(&b, "abcdef", 6), 6);
	assert_string_equal(b.data, "abcdef");
	buf_clear(&b);
	assert_int_equal(sheet_cut(&b, "abcdef", 5), 5);
	assert_string_equal(b.data, "abcd…");
	buf_clear(&b);
	assert_int_equal(sheet_cut(&b, "上海智慧", 6), 5); /* a wide character is never split */
	assert_string_equal(b.data, "上海…");
	buf_clear(&b);
	assert_int_equal(sheet_cut(&b, "abc", 0), 0);
	assert_string_equal(b.data, "");
	buf_clear(&b);
	sheet_cell(&b, "上海", 6);
	buf_putc(&b, '|');
	sheet_cell_right(&b, "12", 4);
	assert_string_equal(b.data, "上海  |  12");
	buf_release(&b);
}

static void no_line_is_too_wide(void **state)
{
	static const char *const texts[] = {
		"a b c d e f g", "one word and averyveryveryverylongwordthatdoesnotfitanywhere after", "上海智慧园区一期，打造国内最佳的园区方案。第二句话。", "", "   ", "mixed 中文 and english 文字混排 text",
	};

	(void)state;
	for (size_t width = 12; width <= 40; width++)
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			struct buf b = BUF_INIT;

			buf_puts(&b, "->");
			sheet_wrap(&b, texts[i], 2, width);
			assert_int_equal(b.data[b.len - 1], '\n');
			for (const char *line = b.data; *line;) {
				size_t n = strcspn(line, "\n");

				assert_true(text_width(line, n) <= width);
				assert_true(n == 0 || line[n - 1] != ' ' || n == 2);
				line += n + 1;
			}
			buf_release(&b);
		}
}

static void a_chinese_line_does_not_begin_with_a_comma(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	sheet_wrap(&b, "上海智慧园区，一期", 0, 12); /* the comma would be the seventh character */
	assert_string_equal(b.data, "上海智慧园\n区，一期\n");
	buf_release(&b);
}

/* ---- messages ---- */

/* The conversions of a format, in the order of their arguments: "sd" for "%2$d of %1$s". */
static void conversions(const char *s, char out[16])
{
	size_t n = 0;

	memset(out, 0, 16);
	for (; (s = strchr(s, '%')); s++) {
		char *end;
		long position = strtol(s + 1, &end, 10);

		if (s[1] == '%') {
			s++;
			continue;
		}
		s = *end == '$' ? end + 1 : s + 1;
		out[position && *end == '$' ? (size_t)position - 1 : n] = s[strspn(s, "0123456789.lz")];
		n++;
	}
}

static void both_languages_take_the_same_arguments(void **state)
{
	char en[16], zh[16];

	(void)state;
	for (int m = 0; m < MSG_COUNT; m++) {
		conversions(message_text(LANG_EN, (enum message)m), en);
		conversions(message_text(LANG_ZH, (enum message)m), zh);
		assert_string_equal(en, zh);
	}
	for (int n = 0; n < NUM_COUNT; n++)
		for (size_t count = 1; count < 3; count++) {
			conversions(message_count_format(LANG_EN, (enum counted)n, count), en);
			assert_string_equal(en, "s");
			conversions(message_count_format(LANG_ZH, (enum counted)n, count), zh);
			assert_string_equal(zh, "s");
		}
}

static void numbers_are_grouped_and_counted(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	message_count(&b, LANG_EN, NUM_PROJECTS, 1);
	buf_puts(&b, ", ");
	message_count(&b, LANG_EN, NUM_PROJECTS, 1234567);
	buf_puts(&b, ", ");
	message_count(&b, LANG_ZH, NUM_PROJECTS, 100);
	assert_string_equal(b.data, "1 project, 1,234,567 projects, 100 个项目");
	buf_release(&b);
}

static void the_language_of_a_locale(void **state)
{
	(void)state;
	assert_int_equal(lang_from("zh_CN.UTF-8"), LANG_ZH);
	assert_int_equal(lang_from("zh"), LANG_ZH);
	assert_int_equal(lang_from("tr_TR.UTF-8"), LANG_EN);
	assert_int_equal(lang_from("z"), LANG_EN);
	assert_int_equal(lang_from(""), LANG_EN);
	assert_int_equal(lang_from(NULL), LANG_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_written_as_escapes),
		cmocka_unit_test(text_is_left_as_it_is),
		cmocka_unit_test(bytes_that_are_not_utf8_are_shown),
		cmocka_unit_test(newlines_stay_where_lines_are_wanted),
		cmocka_unit_test(cutting_counts_columns),
		cmocka_unit_test(no_line_is_too_wide),
		cmocka_unit_test(a_chinese_line_does_not_begin_with_a_comma),
		cmocka_unit_test(both_languages_take_the_same_arguments),
		cmocka_unit_test(numbers_are_grouped_and_counted),
		cmocka_unit_test(the_language_of_a_locale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
