/* SPDX-License-Identifier: MIT */
/* config: the later source wins, and what is wrong is named with its place. */
#include "fixture.h"

#include "app/config.h"

static int clean(void **state)
{
	static const char *const others[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (int k = 0; k < CONFIG_COUNT; k++)
		unsetenv(config_keys[k].variable);
	for (size_t i = 0; i < 3; i++)
		unsetenv(others[i]);
	return enter_room(state);
}

static void without_anything_the_defaults_hold(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(config_load(&c, NULL, &e), 0);
	assert_null(c.file);
	assert_null(config_text(&c, CONFIG_POLICIES));
	assert_int_equal(config_number(&c, CONFIG_SOFT_MS), 250);
	assert_int_equal(config_number(&c, CONFIG_DOCUMENT_MB), 8);
	assert_int_equal(config_fail_on(&c), SEVERITY_ERROR);
	assert_int_equal(config_lang(&c), LANG_EN);
	config_release(&c);
}

static void the_later_source_wins(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	put("plumb.json", "{\"workers\": 2, \"fail_on\": \"warning\", \"lenient\": true, \"limits\": {\"soft_ms\": 100, \"depth\": 5}}");
	setenv("PLUMB_WORKERS", "3", 1);
	setenv("PLUMB_SOFT_MS", "200", 1);
	assert_int_equal(config_load(&c, NULL, &e), 0);
	assert_string_equal(c.file, "plumb.json");
	assert_int_equal(config_set(&c, CONFIG_SOFT_MS, "300", ORIGIN_FLAG, "--soft-ms", &e), 0);
	assert_int_equal(config_number(&c, CONFIG_WORKERS), 3);
	assert_int_equal(config_number(&c, CONFIG_SOFT_MS), 300);
	assert_int_equal(config_number(&c, CONFIG_DEPTH), 5);
	assert_true(config_bool(&c, CONFIG_LENIENT));
	assert_int_equal(config_fail_on(&c), SEVERITY_WARNING);
	assert_int_equal(c.values[CONFIG_WORKERS].origin, ORIGIN_ENVIRONMENT);
	assert_int_equal(c.values[CONFIG_SOFT_MS].origin, ORIGIN_FLAG);
	assert_int_equal(c.values[CONFIG_DEPTH].origin, ORIGIN_FILE);
	assert_int_equal(c.values[CONFIG_LOAD_MS].origin, ORIGIN_DEFAULT);
	config_release(&c);
}

static void paths_are_relative_to_the_file(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	mkdir("etc", 0777);
	put("etc/plumb.json", "{\"policies\": \"standard\", \"store\": \"/var/plumb.db\", \"calendar\": \"cn\"}");
	assert_int_equal(config_load(&c, "etc/plumb.json", &e), 0);
	assert_string_equal(config_text(&c, CONFIG_POLICIES), "etc/standard");
	assert_string_equal(config_text(&c, CONFIG_STORE), "/var/plumb.db");
	assert_string_equal(config_text(&c, CONFIG_CALENDAR), "cn"); /* a name, not a path */
	config_release(&c);
}

static void refuses(const char *json, const char *part)
{
	struct config c;
	struct err e = ERR_INIT;

	put("plumb.json", json);
	assert_int_equal(config_load(&c, NULL, &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, part);
	config_release(&c);
}

static void what_is_wrong_is_named_with_line_and_column(void **state)
{
	(void)state;
	refuses("{\n  \"polices\": \"x\"\n}", "plumb.json:2:");
	refuses("{\n  \"polices\": \"x\"\n}", "did you mean 'policies'?");
	refuses("{\"limits\": {\"sofd_ms\": 1}}", "did you mean 'limits.soft_ms'?");
	refuses("{\"limits\": 3}", "'limits' must be an object");
	refuses("{\"workers\": \"2\"}", "'workers' must be a number");
	refuses("{\"workers\": 2.5}", "'workers' must be a number");
	refuses("{\"workers\": -1}", "from 0 to 256");
	refuses("{\"lenient\": \"yes\"}", "'lenient' must be true or false");
	refuses("{\"fail_on\": \"eror\"}", "did you mean 'error'?");
	refuses("{\"lang\": null}", "'lang' must be a text");
	refuses("{\"timezone\": \"\"}", "it is empty");
	refuses("{\"workers\": 1,}", "plumb.json:1:15");
	refuses("{\"workers\": 1, \"workers\": 2}", "workers");
	refuses("[]", "must be a JSON object");
	refuses("", "plumb.json");
	refuses("{\"a/b~c\": 1}", "there is no setting 'a/b~c' (at /a~1b~0c)");
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(config_load(&c, "nowhere.json", &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "nowhere.json: error: the configuration cannot be read: No such file");
	config_release(&c);
	mkdir("plumb.json", 0777);
	assert_int_equal(config_load(&c, NULL, &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "plumb.json");
	config_release(&c);
}

static void a_variable_is_judged_as_a_flag_is(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	setenv("PLUMB_WORKERS", "many", 1);
	assert_int_equal(config_load(&c, NULL, &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "PLUMB_WORKERS: 'many' is not a whole number");
	config_release(&c);
	setenv("PLUMB_WORKERS", "", 1); /* empty: not set */
	assert_int_equal(config_load(&c, NULL, &e), 0);
	assert_int_equal(config_set(&c, CONFIG_WORKERS, "+3", ORIGIN_FLAG, "--workers", &e), ERR_USAGE);
	assert_error(&e, ERR_USAGE, "--workers: '+3'");
	assert_int_equal(config_set(&c, CONFIG_WORKERS, "99999999999999999999", ORIGIN_FLAG, "--workers", &e), ERR_USAGE);
	err_release(&e);
	config_release(&c);
}

static void lc_all_comes_before_lc_messages_before_lang(void **state)
{
	struct config c;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(config_load(&c, NULL, &e), 0);
	setenv("LANG", "zh_CN.UTF-8", 1);
	assert_int_equal(config_lang(&c), LANG_ZH);
	setenv("LC_MESSAGES", "en_US.UTF-8", 1);
	assert_int_equal(config_lang(&c), LANG_EN);
	setenv("LC_ALL", "zh_TW", 1);
	assert_int_equal(config_lang(&c), LANG_ZH);
	setenv("LC_ALL", "", 1); /* empty: as if it were not there */
	assert_int_equal(config_lang(&c), LANG_EN);
	assert_int_equal(config_set(&c, CONFIG_LANG, "zh", ORIGIN_FLAG, "--lang", &e), 0);
	assert_int_equal(config_lang(&c), LANG_ZH);
	config_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_anything_the_defaults_hold, clean, leave_room),
		cmocka_unit_test_setup_teardown(the_later_source_wins, clean, leave_room),
		cmocka_unit_test_setup_teardown(paths_are_relative_to_the_file, clean, leave_room),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_named_with_line_and_column, clean, leave_room),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_named, clean, leave_room),
		cmocka_unit_test_setup_teardown(a_variable_is_judged_as_a_flag_is, clean, leave_room),
		cmocka_unit_test_setup_teardown(lc_all_comes_before_lc_messages_before_lang, clean, leave_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
