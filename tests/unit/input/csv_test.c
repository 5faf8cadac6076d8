/* SPDX-License-Identifier: MIT */
/* Tables: what a row becomes, what is refused and by which line, and which mapping does not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/csv.h"

#define LIMIT (64u << 10)
#define FIELDS "\"id\": \"No\", \"name\": \"Name\", \"start\": \"Start\", \"satisfaction\": \"Share\", \"value\": \"Value\""
#define MAPPING "{\"fields\": {" FIELDS "}, \"thousands\": \",\", \"currency_signs\": [\"£\", \"Å\\u0081\"], \"absent\": [\"n/a\"]}"
#define HEADER "No,Name,Start,Share,Value\n"

static struct schema *schema;

static int set_up(void **state)
{
	size_t len;
	const char *text = schema_builtin(&len);
	struct err e = ERR_INIT;

	(void)state;
	return schema_from_json(text, len, &schema, &e);
}

static int tear_down(void **state)
{
	(void)state;
	schema_free(schema);
	return 0;
}

static void on_note(void *ctx, const struct csv_note *n)
{
	buf_addf(ctx, "%zu~%zu %s %s: %.*s\n", n->line, n->column + 1, n->column_name, n->field->path, (int)n->len, n->text);
}

static void format_err(const struct err *e, struct buf *out)
{
	buf_addf(out, "%s%s%s\n", e->message, e->hint ? " | " : "", e->hint ? e->hint : "");
}

static enum csv_state drain(struct csv_reader *r, struct buf *out)
{
	struct csv_piece p;
	enum csv_state state;

	while ((state = csv_reader_next(r, &p)) != CSV_MORE) {
		if (state == CSV_DOCUMENT)
			buf_addf(out, "%zu:%.*s\n", p.line, (int)p.len, p.text);
		else
			buf_addf(out, "%zu!", p.line), format_err(p.why, out);
		if (state == CSV_FAILED)
			break;
	}
	return state;
}

/* Rows as "line:text", refusals as "line!message", notes as "line~column name field: words". */
static char *read_in(const char *mapping, const char *table, size_t n, size_t step)
{
	struct buf out = BUF_INIT;
	struct err e = ERR_INIT;
	struct mapping *m = NULL;
	struct csv_reader *r = NULL;

	if (mapping_load(mapping, strlen(mapping), "map.json", schema, &m, &e)) {
		buf_puts(&out, "map!");
		format_err(&e, &out);
		err_release(&e);
		return buf_detach(&out);
	}
	assert_int_equal(csv_reader_new(m, "table.csv", LIMIT, &r, &e), 0);
	csv_reader_on_note(r, on_note, &out);
	for (size_t at = 0;; at += step) {
		const size_t piece = n - at < step ? n - at : step;

		if (csv_reader_feed(r, table + at, piece, at + piece == n, &e)) {
			buf_puts(&out, "feed!");
			format_err(&e, &out);
			err_release(&e);
			break;
		}
		if (drain(r, &out) == CSV_FAILED || at + piece == n)
			break;
	}
	csv_reader_free(r);
	mapping_free(m);
	return buf_detach(&out);
}

static void check_bytes(const char *mapping, const char *table, size_t n, const char *expected)
{
	static const size_t steps[] = { 1 << 20, 1, 2, 7 };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		char *got = read_in(mapping, table, n, steps[i]);

		assert_string_equal(got, expected);
		free(got);
	}
}

static void check(const char *mapping, const char *table, const char *expected)
{
	check_bytes(mapping, table, strlen(table), expected);
}

static void check_says(const char *mapping, const char *table, const char *part)
{
	char *got = read_in(mapping, table, strlen(table), 1 << 20);

	if (!strstr(got, part))
		fail_msg("'%s' is not in: %s", part, got);
	free(got);
}

static void rows_become_documents(void **state)
{
	(void)state;
	check(MAPPING, HEADER "7,Blue  River,2026-03-01,85%,\"£1,234.50\"\n",
		"2:{\"id\":\"7\",\"name\":\"Blue River\",\"satisfaction\":85,\"start\":\"2026-03-01\",\"value\":1234.5}\n");
	check(MAPPING, HEADER "7,x,,n/a,\n", "2:{\"id\":\"7\",\"name\":\"x\"}\n"); /* absent is not written at all */
	check(MAPPING, HEADER, "");
	check(MAPPING, HEADER "7,x,,,", "2:{\"id\":\"7\",\"name\":\"x\"}\n"); /* no newline at the end */
	check(MAPPING, HEADER "\r\n7,\"a \"\"b\"\"\",,,\r\n", "3:{\"id\":\"7\",\"name\":\"a \\\"b\\\"\"}\n");
	check(MAPPING, "\xEF\xBB\xBF" HEADER "7,x,,,\n", "2:{\"id\":\"7\",\"name\":\"x\"}\n"); /* a byte order mark is no part of a name */
}

static void lines_are_physical(void **state)
{
	(void)state;
	check(MAPPING, HEADER "1,\"a\nb\n\nc\",,,\n2,d,,,\n", "2:{\"id\":\"1\",\"name\":\"a b c\"}\n6:{\"id\":\"2\",\"name\":\"d\"}\n");
	check(MAPPING, "No,\"Na\nme\",Start,Share,Value\n1,x,,,\n", "1!the mapping does not fit the file:\n  name: the file has no column 'Name'; did you mean 'Na me'?\n");
}

static void numbers_are_never_made_of_stray_digits(void **state)
{
	static const struct { const char *cell, *value; } good[] = {
		{ "0", "0" }, { "-31%", "-31" }, { "(12.5)", "-12.5" }, { "£654.46", "654.46" }, { "\"2,013.02\"", "2013.02" }, { "\"Å\xc2\x81" "10,164.26\"", "10164.26" },
		{ "1e3", "1000" }, { "-0", "0" }, { " 5 ", "5" },
	};
	static const char *const bad[] = {
		"Exempt under Section 43", "3m", "about 5", "\"1,23\"", "\"12,3456\"", "1.2.3", "--5", "5-", "%", "£", "\"(5\"", "0x10", "nan", "inf", "1 000", "5 %x", "2013-14", "$5",
	};
	char table[256], expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const bool percent = strchr(good[i].cell, '%');

		snprintf(table, sizeof table, HEADER "1,x,,%s,%s\n", percent ? good[i].cell : "", percent ? "" : good[i].cell);
		snprintf(expected, sizeof expected, "2:{\"id\":\"1\",\"name\":\"x\",\"%s\":%s}\n", percent ? "satisfaction" : "value", good[i].value);
		check(MAPPING, table, expected);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(table, sizeof table, HEADER "1,x,,,%s\n", bad[i]);
		check_says(MAPPING, table, "2~5 Value value: ");
		check_says(MAPPING, table, "2:{\"id\":\"1\",\"name\":\"x\"}\n");
	}
}

static void dates_follow_the_order_that_is_stated(void **state)
{
	static const char dmy[] = "{\"fields\": {\"id\": 1, \"name\": 1, \"start\": {\"column\": 2, \"dates\": \"dmy\"}}}";

	(void)state;
	check(dmy, "a,b\n1,03/04/2026\n", "2:{\"id\":\"1\",\"name\":\"1\",\"start\":\"2026-04-03\"}\n");
	check(dmy, "a,b\n1,31/04/2026\n", "2~2 b start: 31/04/2026\n2:{\"id\":\"1\",\"name\":\"1\"}\n");
	check(dmy, "a,b\n1,2026-04-03\n", "2~2 b start: 2026-04-03\n2:{\"id\":\"1\",\"name\":\"1\"}\n");
	check(dmy, "a,b\n1,03/04/26\n", "2~2 b start: 03/04/26\n2:{\"id\":\"1\",\"name\":\"1\"}\n"); /* nobody can know the century */
	check(MAPPING, HEADER "1,x,in 2026,,\n", "2~3 Start start: in 2026\n2:{\"id\":\"1\",\"name\":\"x\"}\n");
}

static void a_broken_row_costs_itself(void **state)
{
	static const char after[] = "3:{\"id\":\"2\",\"name\":\"y\"}\n";
	static const char *const broken[] = { "1,x,,\n", "1,x,,,,\n", "1\n", "1,\"x,,,\n", "1,\"x\"y,,,\n", "1,x\"y,,,\n", "1,\xff,,,\n", "1,\xed\xa0\x80,,,\n" };
	char table[128];

	(void)state;
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		snprintf(table, sizeof table, HEADER "%s2,y,,,\n", broken[i]);
		check_says(MAPPING, table, "2!");
		check_says(MAPPING, table, after);
	}
}

static void a_nul_is_refused_by_line(void **state)
{
	static const char table[] = HEADER "1,a\0b,,,\n2,y,,,\n";
	char *got = read_in(MAPPING, table, sizeof table - 1, 3);

	(void)state;
	assert_memory_equal(got, "2!", 2);
	assert_non_null(strstr(got, "NUL"));
	assert_non_null(strstr(got, "3:{\"id\":\"2\",\"name\":\"y\"}\n"));
	free(got);
}

static void a_row_beyond_the_limit_is_refused(void **state)
{
	char *table = malloc(3 * LIMIT), *got;
	size_t n = (size_t)sprintf(table, HEADER "1,");

	(void)state;
	memset(table + n, 'x', 2 * LIMIT);
	strcpy(table + n + 2 * LIMIT, ",,,\n2,y,,,\n");
	got = read_in(MAPPING, table, strlen(table), 4096);
	assert_memory_equal(got, "2!", 2);
	assert_non_null(strstr(got, "3:{\"id\":\"2\",\"name\":\"y\"}\n"));
	free(got);
	free(table);
}

static void a_latin_1_table_with_mangled_pounds(void **state)
{
	static const char mapping[] = "{\"encoding\": \"latin-1\", \"currency_signs\": [\"£\", \"Å\\u0081\"], \"fields\": {\"id\": 1, \"name\": 2, \"value\": 3}}";

	(void)state;
	check(mapping, "a,b,c\n1,caf\xe9,\xa3" "5\n2,x,\xc5\x81" "654.46\n",
		"2:{\"id\":\"1\",\"name\":\"caf\xc3\xa9\",\"value\":5}\n3:{\"id\":\"2\",\"name\":\"x\",\"value\":654.46}\n");
	check_says("{\"encoding\": \"latin-9000\", \"fields\": {\"id\": 1, \"name\": 1}}", "a\n1\n", "latin-9000");
}

static void a_mapping_that_does_not_fit_says_so_by_column(void **state)
{
	(void)state;
	check_says(MAPPING, "No,Nam,Start,Share,Value\n1,x,,,\n", "no column 'Name'; did you mean 'Nam'?");
	check_says(MAPPING, "No,Name,Name,Start,Share,Value\n", "several columns are called 'Name' (2, 3)");
	check_says("{\"fields\": {\"id\": 4, \"name\": 1}}", "a,b\n1,2\n", "there is no column 4; the file has 2");
	check_says("{\"fields\": {\"id\": \"a*\", \"name\": 2}}", "ab,ac\n1,2\n", "begin with 'a' (1, 2)");
	check("{\"fields\": {\"id\": \"a*\", \"name\": 2}}", "ab,c\n1,2\n", "2:{\"id\":\"1\",\"name\":\"2\"}\n");
}

static void a_mapping_that_is_wrong_says_what_was_meant(void **state)
{
	(void)state;
	check_says("{\"feilds\": {}}", "", "map!");
	check_says("{\"feilds\": {}}", "", "fields");
	check_says("{\"fields\": {\"idd\": 1, \"name\": 1}}", "", "did you mean 'id'?");
	check_says("{\"fields\": {\"budget.totl\": 1}}", "", "did you mean 'budget.total'?");
	check_says("{\"fields\": {\"id\": {\"colum\": 1}}}", "", "column");
	check_says("{\"fields\": {\"risks\": 1, \"id\": 1, \"name\": 1}}", "", "map!");
	check_says("{\"fields\": {\"id\": 1, \"name\": 1, \"id\": 2}}", "", "duplicate key \"id\"");
	check_says("{\"fields\": {\"id\": 1, \"name\": 1}, \"constants\": {\"id\": \"x\"}}", "", "map!");
	check_says("{\"fields\": {\"id\": 0, \"name\": 1}}", "", "map!");
	check_says("{\"fields\": {\"id\": 1, \"name\": 1}, \"dates\": \"ydm\"}", "", "map!");
	check_says("{\"fields\": {\"id\": 1, \"name\": 1}, \"thousands\": \".\", \"decimal\": \".\"}", "", "map!");
	check_says("[]", "", "map!");
	check_says("", "", "map!");
}

static void constants_and_nested_fields(void **state)
{
	(void)state;
	check("{\"fields\": {\"id\": 1, \"name\": 1, \"budget.total\": {\"column\": 2, \"times\": 1000000}, \"budget.spent\": 3}, \"constants\": {\"region\": \"UK\"}}",
		"a,b,c\n1,2.5,7\n2,,\n",
		"2:{\"budget\":{\"spent\":7,\"total\":2500000},\"id\":\"1\",\"name\":\"1\",\"region\":\"UK\"}\n3:{\"id\":\"2\",\"name\":\"2\",\"region\":\"UK\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_become_documents), cmocka_unit_test(lines_are_physical), cmocka_unit_test(numbers_are_never_made_of_stray_digits),
		cmocka_unit_test(dates_follow_the_order_that_is_stated), cmocka_unit_test(a_broken_row_costs_itself), cmocka_unit_test(a_nul_is_refused_by_line),
		cmocka_unit_test(a_row_beyond_the_limit_is_refused), cmocka_unit_test(a_latin_1_table_with_mangled_pounds),
		cmocka_unit_test(a_mapping_that_does_not_fit_says_so_by_column), cmocka_unit_test(a_mapping_that_is_wrong_says_what_was_meant),
		cmocka_unit_test(constants_and_nested_fields),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
