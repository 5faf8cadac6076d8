/* SPDX-License-Identifier: MIT */
/* What cell.h promises: a cell is a value wholly, or it is words. */
#include "input_fixture.h"

#include "input/cell.h"
#include "model/date.h"

/* The cell of a field as JSON; "absent" or "words". settings: of the field, such as ",\"dates\":\"dmy\"". */
static void expect(const char *field, const char *settings, const char *text, const char *expected)
{
	struct schema *s = input_schema_new();
	struct buf json = BUF_INIT, out = BUF_INIT;
	struct mapping *m;
	struct cell c;

	buf_addf(&json, "{\"fields\":{\"id\":1,\"%s\":{\"column\":2%s}}}", field, settings);
	m = input_mapping(s, json.data);
	for (size_t i = 0; i < m->field_count; i++) {
		if (m->fields[i].columns[0].number != 2)
			continue;
		char *copy = strdup(text);
		struct json_out o = json_out(&out, 0);
		switch (cell_read(m, &m->fields[i], copy, strlen(copy), &c)) {
		case CELL_VALUE: cell_write(&m->fields[i], &c, &o); break;
		case CELL_ABSENT: buf_puts(&out, "absent"); break;
		case CELL_WORDS: buf_puts(&out, "words"); break;
		}
		free(copy);
	}
	if (strcmp(out.data, expected))
		fail_msg("%s '%s': %s, expected %s", field, text, out.data, expected);
	mapping_free(m);
	schema_free(s);
	buf_release(&json);
	buf_release(&out);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	static const char *const words[] = { "3m", "about 3", "3 to 5", "2022-23", "1,139.18", "1.2.3", "1.", "--1", "+-1", "(1", "1)", "(-1)", "1-", "5%",
		"1 2", "12e", "e5", "12e9999", "NaN", "inf", "0x10", "\xC2\xA3", "-", ".", "()", "\xC2\xA3 3", "1e999" };
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		expect("ratio", "", words[i], "words");
	expect("ratio", "", "12.5", "12.5");
	expect("ratio", "", " \xC2\xA0 -12.50 ", "-12.5");
	expect("ratio", "", "+.5", "0.5");
	expect("ratio", "", "(12.5)", "-12.5");
	expect("ratio", "", "\xE2\x88\x92" "3", "-3");
	expect("ratio", "", "1.5E-3", "0.0015");
	expect("ratio", "", "-0", "0");
	expect("ratio", "", "007", "7");
	expect("ratio", "", "0.1", "0.1");
	expect("ratio", "", "123456789012345678901234567890123456789012345678901", "words");
}

static void currency_signs_are_taken_where_they_are_configured(void **state)
{
	static const char gbp[] = ",\"thousands\":\",\",\"currency_signs\":[\"\xC2\xA3\",\"\xC3\x82\xC2\xA3\",\"\xC3\x85\xC2\x81\"]";
	(void)state;
	expect("value", gbp, "\xC2\xA3" "654.46", "654.46");
	expect("value", gbp, "\xC3\x82\xC2\xA3" "1,139.18", "1139.18");
	expect("value", gbp, "\xC3\x85\xC2\x81" "654.46", "654.46");
	expect("value", gbp, "-\xC2\xA3" "5", "-5");
	expect("value", gbp, "\xC2\xA3-5", "-5");
	expect("value", gbp, "-\xC2\xA3-5", "words");
	expect("value", gbp, "(\xC2\xA3" "5.00)", "-5");
	expect("value", gbp, "5 \xC2\xA3", "5");
	expect("value", gbp, "\xC2\xA3" "5\xC2\xA3", "words");
	expect("value", gbp, "$5", "words");
	expect("value", gbp, "Project is expected to spend \xC2\xA3" "3m in 2022", "words");
	expect("count", gbp, "\xC2\xA3" "5", "words");
	expect("value", ",\"currency_signs\":[\"GBP\"],\"currency\":\"GBP\",\"times\":1000000", "GBP 654.46", "{\"amount\":654460000,\"currency\":\"GBP\"}");
}

static void thousands_are_groups_of_three(void **state)
{
	static const char *const words[] = { "1,13", "1,1390", "1234,567", ",123", "1,,234", "1,234,56", "1,234,", "1.234,5" };
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		expect("ratio", ",\"thousands\":\",\"", words[i], "words");
	expect("ratio", ",\"thousands\":\",\"", "1,234,567.5", "1234567.5");
	expect("ratio", ",\"thousands\":\",\"", "1234567.5", "1234567.5");
	expect("ratio", ",\"thousands\":\".\",\"decimal\":\",\"", "1.234,5", "1234.5");
	expect("ratio", ",\"thousands\":\" \"", "12 345", "12345");
}

static void percentages_have_their_sign_or_not(void **state)
{
	(void)state;
	expect("done", "", "-31%", "-31");
	expect("done", "", "0%", "0");
	expect("done", "", "12.5 %", "12.5");
	expect("done", "", "12.5", "12.5");
	expect("done", "", "Cannot calculate variance percentage as baseline is zero", "words");
	expect("done", "", "5% to 6%", "words");
	expect("done", "", "%", "words");
	expect("done", ",\"times\":100", "0.07", "7");
	expect("done", ",\"times\":100", "7%", "7");
}

static void integers_are_exact(void **state)
{
	(void)state;
	expect("count", "", "9223372036854775807", "9223372036854775807");
	expect("count", "", "-9223372036854775808", "-9223372036854775808");
	expect("count", "", "9223372036854775808", "words");
	expect("count", "", "12.0", "12");
	expect("count", "", "12.5", "words");
	expect("count", ",\"times\":1000", "1.5", "1500");
	expect("count", ",\"thousands\":\",\"", "(1,000)", "-1000");
}

static void dates_are_read_in_the_order_of_the_mapping(void **state)
{
	static const char *const words[] = { "2021-02-29", "21-03-31", "2021-03", "2021-3-31x", "2021-03/31", "31-03-2021", "2021-13-01", "2021-00-10", "00001-01-01",
		"2021-03-31 09:30:00", "2021\xE5\xB9\xB4" "3\xE6\x9C\x88" "31", "Spring 2021", "20210331", "44286" };
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		expect("start", "", words[i], "words");
	expect("start", "", "2021-03-31", "\"2021-03-31\"");
	expect("begin", "", "2021/3/1", "\"2021-03-01\"");
	expect("start", "", "2021-03-31 00:00:00", "\"2021-03-31\"");
	expect("start", "", "2021\xE5\xB9\xB4" "3\xE6\x9C\x88" "31\xE6\x97\xA5", "\"2021-03-31\"");
	expect("start", ",\"dates\":\"dmy\"", "01/02/2021", "\"2021-02-01\"");
	expect("start", ",\"dates\":\"mdy\"", "01/02/2021", "\"2021-01-02\"");
	expect("start", ",\"dates\":\"mdy\"", "05/01/2014 12:00:00 AM", "\"2014-05-01\"");
	expect("start", ",\"dates\":\"dmy\"", "1.2.21", "words");
	expect("start", ",\"dates\":\"dmy\"", "2021-02-01", "words");
	expect("seen_at", "", "2026-03-01T09:30:00+08:00", "\"2026-03-01T09:30:00+08:00\"");
	expect("seen_at", "", "2026-03-01", "words");
}

static void other_types_are_read(void **state)
{
	(void)state;
	expect("phase", "", "closed", "\"closed\"");
	expect("phase", "", "In Execution", "\"in_execution\"");
	expect("phase", "", "in/execution", "\"in_execution\"");
	expect("phase", "", "inexecution", "words");
	expect("phase", "", "close", "words");
	expect("phase", ",\"values\":{\"Running\":\"in_execution\"}", "running", "\"in_execution\"");
	expect("active", "", "Yes", "true");
	expect("active", "", "\xE5\x90\xA6", "false");
	expect("active", "", "maybe", "words");
	expect("active", ",\"yes\":[\"ja\"],\"no\":[\"nein\"]", "Ja", "true");
	expect("active", ",\"yes\":[\"ja\"],\"no\":[\"nein\"]", "yes", "words");
	expect("active", ",\"values\":{\"done\":false}", "done", "false");
	expect("every", "", "14d", "\"14d\"");
	expect("every", "", "14", "words");
	expect("every", ",\"unit\":\"bd\"", "14", "\"14bd\"");
	expect("tags", "", " a ; b;;c d ;", "[\"a\",\"b\",\"c d\"]");
	expect("tags", ",\"separator\":\", \"", "a, b,c", "[\"a\",\"b,c\"]");
	expect("name", "", " two \n words ", "\"two words\"");
	expect("name", ",\"prefix\":\"P-\"", "7", "\"P-7\"");
	expect("about", "", " two \n words ", "\"two \\n words\"");
}

static void absent_is_what_the_mapping_says_and_the_empty_cell(void **state)
{
	(void)state;
	expect("about", "", "", "absent");
	expect("about", "", " \n\xC2\xA0\t", "absent");
	expect("about", ",\"absent\":[\"n/a\",\"Exempt*\"]", "N/A", "absent");
	expect("about", ",\"absent\":[\"n/a\",\"Exempt*\"]", "exempt under Section 43", "absent");
	expect("about", ",\"absent\":[\"n/a\",\"Exempt*\"]", "n/a yet", "\"n/a yet\"");
	expect("count", ",\"absent\":[\"0\"]", "0", "absent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
		cmocka_unit_test(currency_signs_are_taken_where_they_are_configured),
		cmocka_unit_test(thousands_are_groups_of_three),
		cmocka_unit_test(percentages_have_their_sign_or_not),
		cmocka_unit_test(integers_are_exact),
		cmocka_unit_test(dates_are_read_in_the_order_of_the_mapping),
		cmocka_unit_test(other_types_are_read),
		cmocka_unit_test(absent_is_what_the_mapping_says_and_the_empty_cell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
