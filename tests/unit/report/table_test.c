/* SPDX-License-Identifier: MIT */
/* table: a list reads well on a terminal, and is exactly what was given to a machine. */
#include "fixture.h"

#include "json/read.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ .key = "project", .title = { "project", "项目" } },
	{ .key = "count", .title = { "findings", "问题" }, .type = TABLE_NUMBER },
	{ .key = "opened_at", .title = { "since", NULL }, .type = TABLE_MOMENT },
	{ .key = "value", .type = TABLE_JSON, .most = 20 },
	{ .key = "message", .title = { "message", "说明" }, .wraps = true },
};
enum { COLUMNS = sizeof columns / sizeof *columns };
static const int64_t moment = 1782842400000; /* 2026-06-30 18:00 UTC */

struct list {
	struct table_options options;
	const struct table_column *columns;
	size_t count;
	struct table *table;
	char *text;
	size_t len;
	FILE *out;
};

static void list_begin(struct list *l, enum report_format format)
{
	l->out = open_memstream(&l->text, &l->len);
	l->options.format = format;
	l->options.out = l->out;
	if (!l->columns) {
		l->columns = columns;
		l->count = COLUMNS;
	}
	assert_int_equal(table_new(&l->options, l->columns, l->count, &l->table, NULL), 0);
}

static void list_end(struct list *l)
{
	struct err err = ERR_INIT;

	assert_int_equal(table_end(l->table, &err), 0);
	table_free(l->table);
	fclose(l->out);
}

static void add(struct list *l, const char *project, int64_t n, const char *json, const char *message)
{
	const struct table_cell cells[COLUMNS] = { table_text(project), table_int(n), table_int(moment), table_text(json), table_text(message) };

	table_row(l->table, cells);
}

static void text_is_aligned_by_what_stands_on_a_terminal(void **state)
{
	struct list l = { .options = { .width = 80 } };
	const struct table_cell absent[COLUMNS] = { table_text("P-3") };

	(void)state;
	list_begin(&l, REPORT_TEXT);
	add(&l, "P-1", 7, "{ \"a\": [1, 2] }", "short");
	add(&l, "上海智慧", -1234, "\"x\"", "a message that is long enough to be continued on a second line");
	table_row(l.table, absent);
	list_end(&l);
	assert_string_equal(l.text,
		"project   findings  since             value        message\n"
		"P-1              7  2026-06-30 18:00  {\"a\":[1,2]}  short\n"
		"上海智慧     -1234  2026-06-30 18:00  \"x\"          a message that is long enough\n"
		"                                                   to be continued on a second\n"
		"                                                   line\n"
		"P-3\n");
	free(l.text);
}

static void people_read_their_language_and_their_clock(void **state)
{
	struct zone zone = { .name = "Asia/Shanghai", .base_offset = 8 * 3600 };
	struct list l = { .options = { .width = 80, .lang = "zh", .zone = &zone, .colour = true } };

	(void)state;
	list_begin(&l, REPORT_TEXT);
	add(&l, "P-1", 7, NULL, "好");
	list_end(&l);
	assert_string_equal(l.text,
		"\033[1m项目  问题  since             value  说明\033[0m\n"
		"P-1      7  2026-07-01 02:00         好\n");
	free(l.text);
}

static void every_width_is_kept(void **state)
{
	static const struct table_column many[] = {
		{ .key = "a" }, { .key = "b", .type = TABLE_NUMBER }, { .key = "c", .type = TABLE_MOMENT }, { .key = "d", .least = 20 }, { .key = "e" }, { .key = "f", .wraps = true },
	};
	char longer[600];

	(void)state;
	memset(longer, 'x', sizeof longer);
	longer[sizeof longer - 1] = 0;
	for (int width = TABLE_WIDTH_LEAST; width <= 140; width += 7) {
		struct list l = { .options = { .width = width }, .columns = many, .count = 6 };
		const struct table_cell row[] = { table_text(longer), table_int(INT64_MIN), table_int(moment), table_text("项目项目项目项目项目项目项目项目"), table_text(longer), table_text(longer) };

		list_begin(&l, REPORT_TEXT);
		table_row(l.table, row);
		list_end(&l);
		assert_narrow(l.text, (size_t)width);
		assert_has(l.text, "x…");
		if (width >= 74) { /* texts give way before a number does */
			assert_has(l.text, "-9223372036854775808");
			assert_has(l.text, "2026-06-30 18:00");
		}
		free(l.text);
	}
}

static void later_rows_keep_the_widths_of_the_first(void **state)
{
	static const struct table_column two[] = { { .key = "a" }, { .key = "b" } };
	struct list l = { .options = { .width = 80 }, .columns = two, .count = 2 };

	(void)state;
	list_begin(&l, REPORT_TEXT);
	for (int i = 0; i < 1000; i++)
		table_row(l.table, (struct table_cell[]){ table_text(i == 999 ? "longer than before" : "12345"), table_text("y") });
	list_end(&l);
	assert_has(l.text, "a      b\n12345  y\n");
	assert_has(l.text, "\nlong…  y\n");
	free(l.text);
}

static void a_list_of_nothing_is_quiet_for_people_and_whole_for_machines(void **state)
{
	static const char *const expected[] = {
		[REPORT_TEXT] = "", [REPORT_MARKDOWN] = "", [REPORT_JSON] = "[]\n", [REPORT_CSV] = "project,count,opened_at,value,message\r\n",
	};

	(void)state;
	for (enum report_format format = REPORT_TEXT; format <= REPORT_MARKDOWN; format++) {
		struct list l = { 0 };

		list_begin(&l, format);
		list_end(&l);
		assert_string_equal(l.text, expected[format]);
		free(l.text);
	}
}

static void json_has_an_element_a_line_and_every_key(void **state)
{
	static const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct list l = { 0 };
	struct json_reader *reader = json_reader_new();
	struct json_value root;

	(void)state;
	list_begin(&l, REPORT_JSON);
	add(&l, "P\"1\033", 7, "\xEF\xBB\xBF{ \"price\": 1.10,\r\n \"n\": -1 }", NULL);
	add(&l, "", -1, "{\"broken\": ", "=1");
	table_row(l.table, (struct table_cell[]){ table_absent(), table_real(0.5), table_int(INT64_MAX), table_text("-5"), table_real(NAN) });
	list_end(&l);
	assert_string_equal(l.text,
		"[\n"
		"{\"project\":\"P\\\"1\\u001b\",\"count\":7,\"opened_at\":\"2026-06-30T18:00:00Z\",\"value\":{ \"price\": 1.10,   \"n\": -1 },\"message\":null},\n"
		"{\"project\":\"\",\"count\":-1,\"opened_at\":\"2026-06-30T18:00:00Z\",\"value\":\"{\\\"broken\\\": \",\"message\":\"=1\"},\n"
		"{\"project\":null,\"count\":0.5,\"opened_at\":null,\"value\":-5,\"message\":null}\n"
		"]\n");
	assert_int_equal(json_read(reader, l.text, l.len, &limits, &root, NULL), 0);
	json_reader_free(reader);
	free(l.text);
}

static void a_csv_cell_is_never_a_formula(void **state)
{
	struct list l = { 0 };

	(void)state;
	list_begin(&l, REPORT_CSV);
	add(&l, "=cmd()", -7, "[1, \"a\"]", "say \"hi\"\nthere");
	add(&l, "@x", 7, "=not json", NULL);
	add(&l, "x", 7, "-5", "-5");
	list_end(&l);
	assert_string_equal(l.text,
		"project,count,opened_at,value,message\r\n"
		"\"'=cmd()\",-7,2026-06-30T18:00:00Z,\"[1,\"\"a\"\"]\",\"say \"\"hi\"\"\nthere\"\r\n"
		"\"'@x\",7,2026-06-30T18:00:00Z,\"'=not json\",\r\n"
		"x,7,2026-06-30T18:00:00Z,-5,\"'-5\"\r\n");
	free(l.text);
}

static void a_cell_steers_nothing(void **state)
{
	struct list text = { 0 }, markdown = { 0 };

	(void)state;
	list_begin(&text, REPORT_TEXT);
	add(&text, "P\033[2J", 1, "\"\\u001b]0;t\\u0007\"", "a\nb\xE2\x80\xAE\xff");
	list_end(&text);
	assert_null(strchr(text.text, '\033'));
	assert_null(strchr(text.text, '\a'));
	assert_has(text.text, "P\\x1b[2J");
	assert_has(text.text, "a\\nb\\u202e\\xff\n");
	free(text.text);
	list_begin(&markdown, REPORT_MARKDOWN);
	add(&markdown, "a|b", 1, NULL, "<img> **x**\n# y");
	list_end(&markdown);
	assert_string_equal(markdown.text,
		"| project | findings | since | value | message |\n|---|--:|---|---|---|\n"
		"| a\\|b | 1 | 2026-06-30 18&#58;00 |  | &lt;img&gt; \\*\\*x\\*\\*\\\\n\\# y |\n");
	free(markdown.text);
}

static void a_full_disk_is_an_error(void **state)
{
	(void)state;
	for (enum report_format format = REPORT_TEXT; format <= REPORT_MARKDOWN; format++)
		for (int rows = 1; rows <= 10000; rows += 9999) { /* at the end, and before it */
			struct list l = { .options = { .format = format, .out = fopen("/dev/full", "w") } };
			struct err err = ERR_INIT;

			if (!l.options.out)
				skip();
			assert_int_equal(table_new(&l.options, columns, COLUMNS, &l.table, &err), 0);
			for (int i = 0; i < rows; i++)
				add(&l, "P-1", i, "{}", "m");
			assert_int_equal(table_end(l.table, &err), ERR_IO);
			assert_has(err.message, "No space left");
			table_free(l.table);
			err_release(&err);
			fclose(l.options.out);
		}
}

static void too_many_columns_are_refused(void **state)
{
	static const struct table_column many[TABLE_COLUMNS_MAX + 1];
	struct table_options o = { .format = REPORT_JSON, .out = stdout };
	struct table *t = NULL;

	(void)state;
	assert_int_equal(table_new(&o, many, TABLE_COLUMNS_MAX + 1, &t, NULL), ERR_INTERNAL);
	assert_int_equal(table_new(&o, many, 0, &t, NULL), ERR_INTERNAL);
	assert_null(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_aligned_by_what_stands_on_a_terminal),
		cmocka_unit_test(people_read_their_language_and_their_clock),
		cmocka_unit_test(every_width_is_kept),
		cmocka_unit_test(later_rows_keep_the_widths_of_the_first),
		cmocka_unit_test(a_list_of_nothing_is_quiet_for_people_and_whole_for_machines),
		cmocka_unit_test(json_has_an_element_a_line_and_every_key),
		cmocka_unit_test(a_csv_cell_is_never_a_formula),
		cmocka_unit_test(a_cell_steers_nothing),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(too_many_columns_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
