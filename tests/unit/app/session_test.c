/* SPDX-License-Identifier: MIT */
/* session: to take documents in only the schema matters, and it matters entirely. */
#include "fixture.h"

#include "app/session.h"

static int with_policies(void **state)
{
	for (int k = 0; k < CONFIG_COUNT; k++)
		unsetenv(config_keys[k].variable);
	if (enter_room(state))
		return -1;
	mkdir("p", 0777);
	mkdir("p/data", 0777);
	put("p/broken.lua", "policy {");
	put("p/data/calendar.default.json", "{");
	return symlink("nowhere", "p/lost.lua");
}

static int opened(struct session *s, const char *policies, enum intake intake, struct err *e)
{
	struct config c;
	int status;

	assert_int_equal(config_load(&c, NULL, e), 0);
	if (policies)
		assert_int_equal(config_set(&c, CONFIG_POLICIES, policies, ORIGIN_FLAG, "--policies", e), 0);
	status = session_open_intake(s, &c, intake, NULL, e);
	config_release(&c);
	return status;
}

struct taken { struct session *session; struct buf seen; };

static void on_result(void *ctx, const struct project_result *r)
{
	struct taken *t = ctx;

	buf_addf(&t->seen, "%s%s\n", r->document, r->refusal);
}

static void on_finished(void *ctx) { session_stop(((struct taken *)ctx)->session); }

/* One document through a session for this. */
static void assert_taken(const char *policies, enum intake intake, const char *text, const char *seen)
{
	struct pool_document d = { .text = text, .len = strlen(text), .line = 1 };
	struct session s;
	struct taken t = { &s, BUF_INIT };
	struct err e = ERR_INIT;

	assert_int_equal(opened(&s, policies, intake, &e), 0);
	assert_int_equal(s.loaded.rule_count, 0);
	assert_int_equal(session_policy_errors(&s), 0);
	pool_on_result(s.pool, on_result, NULL, &t);
	assert_true(pool_submit(s.pool, &d));
	pool_finish(s.pool, on_finished, &t);
	session_run(&s);
	assert_string_equal(t.seen.data, seen);
	buf_release(&t.seen);
	session_close(&s);
}

static void assert_refused(const char *policies, enum err_code code, const char *part)
{
	struct session s;
	struct err e = ERR_INIT;

	assert_int_equal(opened(&s, policies, INTAKE_WHOLE, &e), code);
	assert_error(&e, code, part);
	session_close(&s);
}

static void broken_policies_do_not_stop_an_intake(void **state)
{
	(void)state;
	assert_taken("p", INTAKE_WHOLE, "{\"name\":\"n\",\"id\":\"P\"}", "{\"id\":\"P\",\"name\":\"n\"}\n");
	assert_taken("p", INTAKE_PARTIAL, "{\"id\":\"P\"}", "{\"id\":\"P\"}\n");
}

static void the_schema_is_the_companys(void **state)
{
	static const char text[] = "{\"sap_code\":\"7\",\"name\":\"n\",\"id\":\"P\"}";

	(void)state;
	assert_taken("p", INTAKE_WHOLE, text, "1 violation of the schema\n");
	put("p/schema.lua", "extend \"project\" { { \"sap_code\", string, \"SAP code\", \"SAP 编号\" } }");
	assert_taken("p/", INTAKE_WHOLE, text, "{\"id\":\"P\",\"name\":\"n\",\"sap_code\":\"7\"}\n");
}

static void the_built_in_library_needs_no_folder(void **state)
{
	(void)state;
	assert_taken(NULL, INTAKE_WHOLE, "{\"name\":\"n\",\"id\":\"P\"}", "{\"id\":\"P\",\"name\":\"n\"}\n");
}

/* By the built-in schema documents would be refused, or kept, that should not be. */
static void a_schema_with_a_mistake_stops_it(void **state)
{
	(void)state;
	put("p/schema.lua", "\nextend \"project\" { { \"sap_code\", strng, \"SAP code\", \"SAP 编号\" } }");
	assert_refused("p", ERR_POLICY, "p/schema.lua:2");
	unlink("p/schema.lua");
	assert_int_equal(symlink("../elsewhere.lua", "p/schema.lua"), 0);
	assert_refused("p", ERR_POLICY, "p/schema.lua: error: the symbolic link leads nowhere");
	assert_refused("q", ERR_USAGE, "the policies folder cannot be read");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, with_policies, leave_room)
		T(broken_policies_do_not_stop_an_intake),
		T(the_schema_is_the_companys),
		T(the_built_in_library_needs_no_folder),
		T(a_schema_with_a_mistake_stops_it),
#undef T
	};
	if (argc > 1 && !strcmp(argv[1], "--worker"))
		return worker_main(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
