/* SPDX-License-Identifier: MIT */
/* A project of a store, changed three times: its history reaches the policies that ask, and nobody reads it for others. */
#include "fixture.h"

#include "app/feed.h"
#include "store/projects.h"

#define POLICY(check) "policy { title = \"t\" }\nrule \"r\" { severity = \"error\", check = function(project) " check " end, message = \"it is {what}\" }\n"

struct kept { struct schema *schema; struct store *store; };

static int with_store(void **state)
{
	struct kept *k = calloc(1, sizeof *k);
	struct store_options o = { .path = "s.db", .access = STORE_WRITE, .create = true, .command = "test" };
	struct err err = ERR_INIT;
	size_t len;
	const char *json = schema_builtin(&len);

	for (int i = 0; i < CONFIG_COUNT; i++)
		unsetenv(config_keys[i].variable);
	if (enter_room(state) || mkdir("p", 0777) || schema_from_json(json, len, &k->schema, &err))
		return -1;
	o.schema = k->schema;
	*state = k;
	return store_open(&o, &k->store, &err);
}

static int without(void **state)
{
	struct kept *k = *state;

	store_close(k->store);
	schema_free(k->schema);
	free(k);
	return leave_room(state);
}

static void keep(struct kept *k, const char *json, const char *actor, int64_t at_ms)
{
	const struct origin by = { actor, "weekly", at_ms };
	struct put *p = put_new("P", json, strlen(json), &by, NULL);
	struct err err = ERR_INIT;

	assert_int_equal(store_do(k->store, &p->job, &err), 0);
	assert_int_not_equal(p->outcome, PUT_REFUSED);
	put_free(p);
}

#define DAY(n) (INT64_C(1780272000000) + (n) * INT64_C(86400000)) /* 2026-06-01 and n days */

static void keep_three_changes(struct kept *k)
{
	static const char *const finish[] = { "2026-10-01", "2026-10-08", "2026-10-15", "2026-10-22" };

	for (int i = 0; i < 4; i++) {
		char json[128];

		snprintf(json, sizeof json, "{\"id\":\"P\",\"name\":\"n\",\"phase\":\"%s\",\"forecast_finish\":\"%s\"}", i < 2 ? "planning" : "execution", finish[i]);
		keep(k, json, i == 3 ? "li" : "wu", DAY(7 * i));
	}
}

struct seen { struct buf text; size_t projects; };

static void on_result(void *ctx, const char *input, const struct project_result *r)
{
	struct seen *seen = ctx;

	(void)input;
	seen->projects++;
	buf_addf(&seen->text, "%s passed %u", r->refusal, r->passed);
	for (size_t i = 0; i < r->count; i++)
		buf_addf(&seen->text, ", %s %s", verdict_names[r->judgements[i].verdict], r->judgements[i].message);
}

/* The store's only project by one rule, as of a day. */
static void assert_judged(struct kept *k, const char *policy, const char *as_of, bool history, const char *expected)
{
	static const char *const inputs[] = { "s.db" };
	struct seen seen = { .text = BUF_INIT };
	struct session s;
	struct config c;
	struct err err = ERR_INIT;
	struct feed *feed;
	struct feed_request q = { .inputs = inputs, .input_count = 1, .source = { .limits = JSON_LIMITS_DEFAULT, .store = k->store }, .result = on_result, .ctx = &seen };

	put("p/r.lua", policy);
	assert_int_equal(config_load(&c, NULL, &err), 0);
	assert_int_equal(config_set(&c, CONFIG_POLICIES, "p", ORIGIN_FLAG, "--policies", &err), 0);
	assert_int_equal(session_open_store(&s, &c, k->store, as_of, &err), 0);
	assert_int_equal(session_policy_errors(&s), 0);
	assert_int_equal(s.loaded.history, history);
	assert_int_equal(feed_new(&s, &q, &feed, &err), 0);
	assert_int_equal(feed_run(feed, &err), 0);
	feed_free(feed);
	assert_int_equal(seen.projects, 1);
	assert_string_equal(seen.text.data, expected);
	buf_release(&seen.text);
	session_close(&s);
	config_release(&c);
}

static void three_changes_are_three_slips(void **state)
{
	static const char slips[] = POLICY("return not rising(history(project, 'forecast_finish'), 3), { what = 'late' }");

	keep_three_changes(*state);
	assert_judged(*state, slips, "2026-06-30", true, " passed 0, fail it is late");
	assert_judged(*state, slips, "2026-06-20", true, " passed 1"); /* the third one was not known then */
}

static void who_changed_what_is_told(void **state)
{
	keep_three_changes(*state);
	assert_judged(*state, POLICY("local c = changes(project, 'forecast_finish') return false, { what = #c .. ' ' .. c[3].by .. ' ' .. c[3].why .. ' ' .. c[3].from .. ' ' .. c[3].to .. ' ' .. c[3].at }"),
		"2026-06-30", true, " passed 0, fail it is 3 li weekly 2026-10-15 2026-10-22 2026-06-22T00:00:00Z");
	assert_judged(*state, POLICY("return false, { what = date(entered(project, 'execution')) .. ' ' .. date(entered(project, 'planning')) }"),
		"2026-06-30", true, " passed 0, fail it is 2026-06-15 2026-06-01");
}

static void what_a_document_tells_is_merged_with_what_the_store_keeps(void **state)
{
	struct kept *k = *state;

	keep(k, "{\"id\":\"P\",\"name\":\"n\",\"satisfaction\":90}", "wu", DAY(0));
	keep(k, "{\"id\":\"P\",\"name\":\"n\",\"satisfaction\":80,\"history\":[{\"path\":\"satisfaction\",\"on\":\"2026-05-01\",\"value\":95},{\"path\":\"satisfaction\",\"on\":\"2026-06-05\",\"value\":85}]}", "wu", DAY(9));
	assert_judged(k, POLICY("return false, { what = table.concat(map(history(project, 'satisfaction'), 'value'), ' ') }"), "2026-06-30", true,
		" passed 0, fail it is 0.95 0.9 0.85 0.8");
}

static void a_module_may_ask_for_others(void **state)
{
	keep_three_changes(*state);
	mkdir("p/lib", 0777);
	put("p/lib/trend.lua", "return { slips = function(project) return #history(project, 'forecast_finish') end }");
	assert_judged(*state, "local trend = require 'lib.trend'\n" POLICY("return false, { what = trend.slips(project) }"), "2026-06-30", true, " passed 0, fail it is 4");
}

static void nobody_reads_what_nobody_asks_for(void **state)
{
	keep_three_changes(*state);
	assert_judged(*state, POLICY("return project.name == 'n', { what = 'x' }"), "2026-06-30", false, " passed 1");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, with_store, without)
		T(three_changes_are_three_slips),
		T(who_changed_what_is_told),
		T(what_a_document_tells_is_merged_with_what_the_store_keeps),
		T(a_module_may_ask_for_others),
		T(nobody_reads_what_nobody_asks_for),
#undef T
	};
	if (argc > 1 && !strcmp(argv[1], "--worker"))
		return worker_main(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
