/* SPDX-License-Identifier: MIT */
/* What mapping.h promises: whatever the schema or the form does not know is refused, by place, with what was meant. */
#include "input_fixture.h"

/* message and hint are parts of what is said; line of where. */
static void refuse(const char *json, const char *message, const char *hint, int line)
{
	struct schema *s = input_schema_new();
	struct mapping *m = NULL;
	struct err err = ERR_INIT;

	if (mapping_load(json, strlen(json), "map.json", s, false, &m, &err) == 0)
		fail_msg("taken: %s", json);
	if (!strstr(err.message, message) || (hint && (!err.hint || !strstr(err.hint, hint))) || err.line != line || strcmp(err.file, "map.json"))
		fail_msg("%s\n  says '%s' (%s) in line %d", json, err.message, err.hint ? err.hint : "", err.line);
	err_release(&err);
	schema_free(s);
}

static void fields_are_those_of_the_schema(void **state)
{
	(void)state;
	refuse("{\"fields\":{\n\"id\":1,\n\"nmae\":2}}", "a project has no field 'nmae'", "did you mean 'name'?", 3);
	refuse("{\"fields\":{\"id\":1,\"budget.totl\":2}}", "a budget has no field 'totl'", "did you mean 'budget.total'?", 1);
	refuse("{\"fields\":{\"id\":1,\"budget\":2}}", "'budget' is an object", "such as 'budget.total'", 1);
	refuse("{\"fields\":{\"id\":1,\"risks\":2}}", "'risks' is a list", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"risks.name\":2}}", "only be put into an object's field", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"name.x\":2}}", "'name' is a string", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"\":2}}", "a project has no field ''", NULL, 1);
	refuse("{\"fields\":{\"name\":2}}", "no column is mapped to 'id', which every project must have", NULL, 1);
	refuse("{}", "has no 'fields'", NULL, 1);
}

static void a_field_is_mapped_once(void **state)
{
	(void)state;
	refuse("{\"fields\":{\"id\":1,\"id\":2}}", "id", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"start\":2,\"begin\":3}}", "the field 'start' is mapped twice", NULL, 1);
	refuse("{\"fields\":{\"id\":1},\"constants\":{\"id\":\"x\"}}", "the field 'id' is mapped twice", NULL, 1);
}

static void settings_are_those_of_the_form(void **state)
{
	(void)state;
	refuse("{\"encodin\":\"utf-8\",\"fields\":{\"id\":1}}", "'encodin' is not a setting", "did you mean 'encoding'?", 1);
	refuse("{\"encoding\":\"latin-l\",\"fields\":{\"id\":1}}", "there is no encoding 'latin-l'", "did you mean 'latin", 1);
	refuse("{\"encoding\":\"utf-8//IGNORE\",\"fields\":{\"id\":1}}", "there is no encoding", NULL, 1);
	refuse("{\"dates\":\"dym\",\"fields\":{\"id\":1}}", "'dym' is none of ymd, dmy, mdy", "did you mean", 1);
	refuse("{\"delimiter\":\"ab\",\"fields\":{\"id\":1}}", "one ASCII character", NULL, 1);
	refuse("{\"delimiter\":\"\\\"\",\"fields\":{\"id\":1}}", "delimiter and quote are both", NULL, 1);
	refuse("{\"decimal\":\",\",\"thousands\":\",\",\"fields\":{\"id\":1}}", "both the decimal sign and the separator", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"ratio\":{\"column\":2,\"decimal\":\",\",\n\"thousands\":\",\"}}}", "both the decimal sign", NULL, 1);
	refuse("{\"skip\":-1,\"fields\":{\"id\":1}}", "0 to 1000", NULL, 1);
	refuse("{\"header\":1,\"fields\":{\"id\":1}}", "true or false", NULL, 1);
	refuse("{\"absent\":\"n/a\",\"fields\":{\"id\":1}}", "a list of texts", NULL, 1);
	refuse("{\"fields\":[]}", "'fields' is not an object", NULL, 1);
	refuse("[]", "a mapping is an object", NULL, 1);
	refuse("{\"fields\":{\"id\":1}", "", NULL, 1);
}

static void settings_suit_the_field(void **state)
{
	(void)state;
	refuse("{\"fields\":{\"id\":{\"colum\":1}}}", "'colum' is not a setting", "did you mean 'column'?", 1);
	refuse("{\"fields\":{\"id\":{}}}", "'id' does not say its column", "constants", 1);
	refuse("{\"fields\":{\"id\":{\"columns\":[]}}}", "'id' does not say its column", NULL, 1);
	refuse("{\"fields\":{\"id\":{\"column\":1,\"columns\":[2]}}}", "exclude each other", NULL, 1);
	refuse("{\"fields\":{\"id\":0}}", "numbered from 1", NULL, 1);
	refuse("{\"fields\":{\"id\":\" \"}}", "name is empty", NULL, 1);
	refuse("{\"fields\":{\"id\":true}}", "a column is a name", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"count\":{\"columns\":[1,2]}}}", "only texts are made of several columns", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"name\":{\"column\":2,\"times\":100}}}", "'times' is for numbers", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"count\":{\"column\":2,\"times\":50}}}", "1, 10, 100", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"count\":{\"column\":2,\"currency\":\"GBP\"}}}", "'currency' is for money", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"value\":{\"column\":2,\"currency\":\"pounds\"}}}", "three letters", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"every\":{\"column\":2,\"unit\":\"days\"}}}", "unit is", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"count\":{\"column\":2,\"prefix\":\"x\"}}}", "'prefix' is for texts", NULL, 1);
	refuse("{\"fields\":{\"id\":1,\"phase\":{\"column\":2,\"values\":{\"x\":\"closd\"}}}}", "closd", "closed", 1);
	refuse("{\"fields\":{\"id\":1,\"count\":{\"column\":2,\"values\":{\"x\":1}}}}", "'values' is for enum and bool", NULL, 1);
	refuse("{\"header\":false,\"fields\":{\"id\":\"Id\"}}", "columns have no names", NULL, 1);
	refuse("{\"header\":false,\"ignore\":[\"x\"],\"fields\":{\"id\":1}}", "columns have no names", NULL, 1);
}

static void constants_are_of_the_type_of_their_field(void **state)
{
	(void)state;
	refuse("{\"fields\":{\"id\":1},\n\"constants\":{\"count\":\"7\"}}", "expected an integer", NULL, 2);
	refuse("{\"fields\":{\"id\":1},\"constants\":{\"phase\":\"closd\"}}", "closd", "closed", 1);
	refuse("{\"fields\":{\"id\":1},\"constants\":{\"value\":-1}}", "", NULL, 1);
	refuse("{\"fields\":{\"id\":1},\"constants\":{\"nmae\":\"x\"}}", "no field 'nmae'", "name", 1);
}

static void names_of_columns_are_collapsed(void **state)
{
	char text[] = " \xC2\xA0 IPA \r\n\t Rating\xE3\x80\x80 ", blank[] = " \n ";
	(void)state;
	assert_int_equal(mapping_collapse(text, strlen(text)), 10);
	assert_string_equal(text, "IPA Rating");
	assert_int_equal(mapping_collapse(blank, 3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_those_of_the_schema),
		cmocka_unit_test(a_field_is_mapped_once),
		cmocka_unit_test(settings_are_those_of_the_form),
		cmocka_unit_test(settings_suit_the_field),
		cmocka_unit_test(constants_are_of_the_type_of_their_field),
		cmocka_unit_test(names_of_columns_are_collapsed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
