/* SPDX-License-Identifier: MIT */
/* What csv.h promises: rows by line, refusals that cost one row, encodings, the header, the real file. */
#include "input_fixture.h"

#include "model/record.h"

#define MAP "{\"fields\":{\"id\":\"id\",\"name\":\"name\"}}"

static void rows_become_documents_with_the_line_of_their_first_character(void **state)
{
	(void)state;
	input_expect(MAP, "id,name\na,A\n\n\nb,B\n", "2:{\"id\":\"a\",\"name\":\"A\"}\n5:{\"id\":\"b\",\"name\":\"B\"}\n");
	input_expect("{\"fields\":{\"id\":\"id\",\"about\":\"x\"}}", "id,x\na,\"1\n\n3\"\nb,\"1\r\n2\"\nc,z\n",
		"2:{\"about\":\"1\\n\\n3\",\"id\":\"a\"}\n5:{\"about\":\"1\\r\\n2\",\"id\":\"b\"}\n7:{\"about\":\"z\",\"id\":\"c\"}\n");
}

static void line_ends_of_all_systems_are_line_ends(void **state)
{
	(void)state;
	const char *expected = "2:{\"id\":\"a\",\"name\":\"A\"}\n3:{\"id\":\"b\",\"name\":\"B\"}\n";
	input_expect(MAP, "id,name\r\na,A\r\nb,B\r\n", expected);
	input_expect(MAP, "id,name\ra,A\rb,B\r", expected);
	input_expect(MAP, "id,name\na,A\nb,B", expected);
	input_expect(MAP, "id,name\r\na,A\r\n\r\nb,B", "2:{\"id\":\"a\",\"name\":\"A\"}\n4:{\"id\":\"b\",\"name\":\"B\"}\n");
}

static void blank_rows_are_passed_over(void **state)
{
	(void)state;
	input_expect(MAP, "\n  \nid,name\na,A\n,\n \n\"\",\nb,B\n,", "4:{\"id\":\"a\",\"name\":\"A\"}\n8:{\"id\":\"b\",\"name\":\"B\"}\n");
	input_expect(MAP, "id,name\n", "");
}

static void a_row_of_the_wrong_length_is_refused_and_the_next_one_read(void **state)
{
	(void)state;
	input_expect(MAP, "id,name\na\nb,B\nc,C,\nd,D\n",
		"2! the row has 1 cell, and the header 2\n3:{\"id\":\"b\",\"name\":\"B\"}\n4! the row has 3 cells, and the header 2\n5:{\"id\":\"d\",\"name\":\"D\"}\n");
}

static void an_open_quote_costs_one_row(void **state)
{
	(void)state;
	input_expect(MAP, "id,name\na,\"A\nb,B\nc,C\n",
		"2! column 2 'name': a quote is opened in this row and never closed\n3:{\"id\":\"b\",\"name\":\"B\"}\n4:{\"id\":\"c\",\"name\":\"C\"}\n");
	input_expect(MAP, "id,name\na,\"A\nb,\"B\"\nc,C\n", "2! column 2 'name': a quote where none may be\n3:{\"id\":\"b\",\"name\":\"B\"}\n4:{\"id\":\"c\",\"name\":\"C\"}\n");
	input_expect(MAP, "id,name\r\na,\"A\r\nb,B\r\n", "2! column 2 'name': a quote is opened in this row and never closed\n3:{\"id\":\"b\",\"name\":\"B\"}\n");
}

static void a_quote_where_none_may_be_costs_one_row(void **state)
{
	(void)state;
	input_expect(MAP, "id,name\na,12\" pipe\nb,\"B\"x\nc,\"12\"\" pipe\"\n",
		"2! column 2 'name': a quote where none may be\n3! column 2 'name': a quote where none may be\n4:{\"id\":\"c\",\"name\":\"12\\\" pipe\"}\n");
}

static void a_nul_byte_is_refused_by_column(void **state)
{
	static const char text[] = "id,name\na,A\0B\nb,B\n";
	(void)state;
	input_expect_n(MAP, text, sizeof text - 1, "2! column 2 'name': there is a NUL byte in it\n3:{\"id\":\"b\",\"name\":\"B\"}\n");
}

static void bytes_of_another_encoding_are_refused_by_column(void **state)
{
	(void)state;
	input_expect(MAP, "id,name\na,Caf\xE9\nb,B\n", "2! column 2 'name': what follows 'Caf' is not UTF-8\n3:{\"id\":\"b\",\"name\":\"B\"}\n");
	input_expect("{\"encoding\":\"windows-1252\",\"fields\":{\"id\":\"id\",\"name\":\"name\"}}", "id,name\na,\x81\nb,\x80\n",
		"2! column 2 'name': its first byte is not CP1252\n3:{\"id\":\"b\",\"name\":\"\xE2\x82\xAC\"}\n");
	input_expect("{\"encoding\":\"gb18030\",\"fields\":{\"id\":\"id\",\"name\":\"name\"}}", "id,name\na,\xD6", "2! column 2 'name': its first byte is not GB18030\n");
}

static void encodings_are_read(void **state)
{
	static const char utf16[] = "\xFF\xFEi\0d\0,\0n\0a\0m\0e\0\n\0a\0,\0\x09\x67\n\0";
	(void)state;
	input_expect("{\"encoding\":\"latin-1\",\"fields\":{\"id\":\"id\",\"name\":\"name\"}}", "id,name\na,Caf\xE9\n", "2:{\"id\":\"a\",\"name\":\"Caf\xC3\xA9\"}\n");
	input_expect("{\"encoding\":\"gb18030\",\"fields\":{\"id\":\"id\",\"name\":\"name\"}}", "id,name\na,\xCF\xEE\xC4\xBF\x82\x30\x81\x35\n",
		"2:{\"id\":\"a\",\"name\":\"\xE9\xA1\xB9\xE7\x9B\xAE\xE3\x92\xA8\"}\n");
	input_expect_n(MAP, utf16, sizeof utf16 - 1, "2:{\"id\":\"a\",\"name\":\"\xE6\x9C\x89\"}\n");
	input_expect_n("{\"encoding\":\"utf-16\",\"fields\":{\"id\":\"id\",\"name\":\"name\"}}", utf16 + 2, sizeof utf16 - 3, "2:{\"id\":\"a\",\"name\":\"\xE6\x9C\x89\"}\n");
	input_expect(MAP, "\xEF\xBB\xBFid,name\na,A\n", "2:{\"id\":\"a\",\"name\":\"A\"}\n");
}

static void a_byte_order_mark_that_contradicts_the_mapping_is_an_error(void **state)
{
	(void)state;
	input_expect("{\"encoding\":\"latin-1\",\"fields\":{\"id\":\"id\"}}", "\xEF\xBB\xBFid\na\n",
		"FAILED the file begins with the byte order mark of UTF-8, and the mapping says ISO-8859-1\n");
}

static void an_empty_file_has_no_header(void **state)
{
	(void)state;
	input_expect(MAP, "", "FAILED 1 the file is empty: a row that names its columns was expected\n");
	input_expect(MAP, "\n\n", "FAILED 3 the file is empty: a row that names its columns was expected\n");
	input_expect("{\"header\":false,\"fields\":{\"id\":1}}", "", "");
}

static void without_a_header_columns_go_by_number(void **state)
{
	(void)state;
	input_expect("{\"header\":false,\"skip\":2,\"delimiter\":\"\\t\",\"fields\":{\"id\":2,\"name\":1}}", "Title \"x\nof 2026\r\n\tb\nA\ta\n",
		"3:{\"id\":\"b\"}\n4:{\"id\":\"a\",\"name\":\"A\"}\n");
	input_expect("{\"header\":false,\"fields\":{\"id\":3}}", "a,b\n", "FAILED 1 the mapping does not fit the file:\n  id: there is no column 3; the file has 2\n");
}

static void what_does_not_fit_is_told_by_column_all_at_once(void **state)
{
	(void)state;
	input_expect("{\"fields\":{\"id\":\"Numbre\",\"name\":\"Project name\",\"about\":\"Text\",\"value\":\"Whole Life Costs*\",\"count\":\"T*\"}}",
		"Number,\" Project\n name \",Text,Text,Whole Life\n",
		"FAILED 1 the mapping does not fit the file:\n"
		"  about: several columns are called 'Text' (3, 4); give its number\n"
		"  count: several columns begin with 'T' (3, 4); give its number\n"
		"  id: the file has no column 'Numbre'; did you mean 'Number'?\n"
		"  value: the file has no column that begins with 'Whole Life Costs'; did you mean 'Whole Life'?\n");
}

static void with_ignore_no_column_is_forgotten(void **state)
{
	(void)state;
	input_expect("{\"ignore\":[\"x*\",9],\"fields\":{\"id\":\"id\"}}", "id,x1,x2,y\n",
		"FAILED 1 the mapping does not fit the file:\n  ignore: there is no column 9; the file has 4\n  column 4 'y' is neither mapped nor under \"ignore\"\n");
	input_expect("{\"ignore\":[\"*\"],\"fields\":{\"id\":\"id\"}}", "id,x1\na,\n", "2:{\"id\":\"a\"}\n");
}

static void a_row_beyond_the_limit_is_refused_and_memory_does_not_grow(void **state)
{
	struct schema *s = input_schema_new();
	struct mapping *m = input_mapping(s, MAP);
	struct buf text = BUF_INIT, out = BUF_INIT;
	(void)state;
	buf_puts(&text, "id,name\na,");
	buf_pad(&text, 'x', 100000);
	buf_puts(&text, "\nb,B\nc,\"");
	for (int i = 0; i < 3000; i++)
		buf_puts(&text, "line,of\n");
	buf_puts(&text, "d,D\n");
	input_collect(m, text.data, text.len, 512, 20000, &out);
	assert_ptr_equal(strstr(out.data, "2! the row is larger than 0 MB\n3:{\"id\":\"b\",\"name\":\"B\"}\n4! the row is larger"), out.data);
	assert_non_null(strstr(out.data, "\n3005:{\"id\":\"d\",\"name\":\"D\"}\n") ? out.data : strstr(out.data, "\n3004:{\"id\":\"d\",\"name\":\"D\"}\n"));
	buf_release(&text);
	buf_release(&out);
	mapping_free(m);
	schema_free(s);
}

static void too_many_cells_are_refused(void **state)
{
	struct schema *s = input_schema_new();
	struct mapping *m = input_mapping(s, MAP);
	struct buf text = BUF_INIT, out = BUF_INIT;
	(void)state;
	buf_puts(&text, "id,name\n");
	buf_pad(&text, ',', MAPPING_COLUMNS_MAX);
	buf_puts(&text, "\nb,B\n");
	input_collect(m, text.data, text.len, 4096, 1 << 20, &out);
	assert_string_equal(out.data, "2! the row has 4097 cells; 4096 is the limit\n3:{\"id\":\"b\",\"name\":\"B\"}\n");
	buf_release(&text);
	buf_release(&out);
	mapping_free(m);
	schema_free(s);
}

static void objects_are_nested_and_absent_ones_left_out(void **state)
{
	static const char map[] = "{\"fields\":{\"id\":\"id\",\"budget.year.total\":\"y\",\"budget.total\":\"t\",\"budget.spent\":\"s\",\"about\":\"id\"},"
		"\"constants\":{\"phase\":\"planning\",\"tags\":[\"x\"]}}";
	(void)state;
	input_expect(map, "id,t,s,y\na,1,2,3\nb,,,\nc,,,4\nd,,5,\n",
		"2:{\"about\":\"a\",\"budget\":{\"spent\":2,\"total\":1,\"year\":{\"total\":3}},\"id\":\"a\",\"phase\":\"planning\",\"tags\":[\"x\"]}\n"
		"3:{\"about\":\"b\",\"id\":\"b\",\"phase\":\"planning\",\"tags\":[\"x\"]}\n"
		"4:{\"about\":\"c\",\"budget\":{\"year\":{\"total\":4}},\"id\":\"c\",\"phase\":\"planning\",\"tags\":[\"x\"]}\n"
		"5:{\"about\":\"d\",\"budget\":{\"spent\":5},\"id\":\"d\",\"phase\":\"planning\",\"tags\":[\"x\"]}\n");
}

static void words_are_noted_and_never_numbers(void **state)
{
	(void)state;
	input_expect("{\"currency_signs\":[\"\xC2\xA3\"],\"absent\":[\"n/a\",\"exempt*\"],\"fields\":{\"id\":{\"columns\":[1,2],\"separator\":\"-\",\"prefix\":\"P\"},\"value\":\"v\"}}",
		"p,n,v\na,1,\"Project is expected to spend \xC2\xA3" "3m in 2022\"\nb,2,N/A\nc,3,Exempt under Section 43\nd,,\xC2\xA3" "3\n",
		"2? Pa-1 value <Project is expected to spend \xC2\xA3" "3m in 2022>\n2:{\"id\":\"Pa-1\"}\n3:{\"id\":\"Pb-2\"}\n4:{\"id\":\"Pc-3\"}\n5:{\"id\":\"Pd\",\"value\":3}\n");
}

/* The published portfolio, by the shipped mapping, against the figures that another program counted. */
static void the_major_projects_portfolio_is_read(void **state)
{
	static const char extra[] =
		"{\"name\":\"department\",\"type\":\"string\"},{\"name\":\"category\",\"type\":\"string\"},{\"name\":\"confidence_narrative\",\"type\":\"text\"},"
		"{\"name\":\"delivery_confidence\",\"type\":\"enum\",\"values\":[\"green\",\"amber_green\",\"amber\",\"amber_red\",\"red\"]},"
		"{\"name\":\"schedule_narrative\",\"type\":\"text\"},";
	const char *shared = getenv("PLUMB_SHARED"), *builtin;
	struct buf path = BUF_INIT, table = BUF_INIT, map = BUF_INIT, json = BUF_INIT, out = BUF_INIT;
	struct schema *s = NULL;
	struct err err = ERR_INIT;
	size_t len;
	(void)state;

	buf_addf(&path, "%s/samples/real/gmpp_2021.transposed.csv", shared ? shared : "../shared");
	if (buf_read_file(&table, path.data, 0) || buf_read_file(&map, "docs/examples/gmpp/mapping.json", 0)) {
		buf_release(&path);
		buf_release(&table);
		skip();
	}
	builtin = schema_builtin(&len); /* with the example's fields before the first of the project's */
	const char *project = strstr(builtin, "\"name\":\"project\"");
	assert_non_null(project);
	const char *fields = strstr(project, "\"fields\":[");
	assert_non_null(fields);
	fields += strlen("\"fields\":[");
	buf_add(&json, builtin, (size_t)(fields - builtin));
	buf_puts(&json, extra);
	buf_add(&json, fields, len - (size_t)(fields - builtin));
	if (schema_from_json(json.data, json.len, &s, &err) < 0)
		fail_msg("%s", err.message);
	for (int latin = 0; latin < 2; latin++) {
		struct buf text = BUF_INIT;
		struct mapping *m;
		size_t documents = 0, variances = 0, notes = 0, amounts = 0;
		buf_puts(&text, latin ? "{\"encoding\":\"latin-1\"," : "{");
		buf_puts(&text, strchr(map.data, '{') + 1);
		m = input_mapping(s, text.data);
		buf_clear(&out);
		input_collect(m, table.data, table.len, 4096, 8u << 20, &out);
		for (const char *line = out.data; *line; line += strcspn(line, "\n") + 1) {
			const size_t n = strcspn(line, "\n"), digits = strspn(line, "0123456789");
			documents += line[digits] == ':';
			assert_int_not_equal(line[digits], '!');
			variances += memmem(line, n, "\"year_variance\":", 16) != NULL;
			amounts += memmem(line, n, "\"year_baseline\":", 16) != NULL;
		}
		for (const char *at = out.data; (at = strstr(at, "budget.year_variance <")); at++)
			notes++;
		assert_int_equal(documents, 184);
		assert_int_equal(variances, 164);
		assert_int_equal(notes, 20);
		assert_int_equal(amounts, 173);
		assert_non_null(strstr(out.data, "\"year_baseline\":654460000"));
		mapping_free(m);
		buf_release(&text);
	}
	schema_free(s);
	buf_release(&path);
	buf_release(&table);
	buf_release(&map);
	buf_release(&json);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_become_documents_with_the_line_of_their_first_character),
		cmocka_unit_test(line_ends_of_all_systems_are_line_ends),
		cmocka_unit_test(blank_rows_are_passed_over),
		cmocka_unit_test(a_row_of_the_wrong_length_is_refused_and_the_next_one_read),
		cmocka_unit_test(an_open_quote_costs_one_row),
		cmocka_unit_test(a_quote_where_none_may_be_costs_one_row),
		cmocka_unit_test(a_nul_byte_is_refused_by_column),
		cmocka_unit_test(bytes_of_another_encoding_are_refused_by_column),
		cmocka_unit_test(encodings_are_read),
		cmocka_unit_test(a_byte_order_mark_that_contradicts_the_mapping_is_an_error),
		cmocka_unit_test(an_empty_file_has_no_header),
		cmocka_unit_test(without_a_header_columns_go_by_number),
		cmocka_unit_test(what_does_not_fit_is_told_by_column_all_at_once),
		cmocka_unit_test(with_ignore_no_column_is_forgotten),
		cmocka_unit_test(a_row_beyond_the_limit_is_refused_and_memory_does_not_grow),
		cmocka_unit_test(too_many_cells_are_refused),
		cmocka_unit_test(objects_are_nested_and_absent_ones_left_out),
		cmocka_unit_test(words_are_noted_and_never_numbers),
		cmocka_unit_test(the_major_projects_portfolio_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
