/* SPDX-License-Identifier: MIT */
/* When can time alone change a verdict? Of each that is listed, and of a project as a whole: passes included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"

#define DAY 86400000LL
#define JULY_1 1782864000000LL /* 2026-07-01T00:00:00Z */

struct judged {
	struct engine *e;
	struct json_reader *reader;
	struct record_builder *builder;
	int64_t flips[8]; /* of the verdicts, in order */
	enum verdict verdicts[8];
	size_t count;
};

static void open_engine(struct judged *j, const char *policy, const char *profile)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;
	o.as_of_ms = JULY_1;
	memset(j, 0, sizeof *j);
	assert_int_equal(engine_new(&o, &j->e, &err), 0);
	assert_int_equal(engine_add_file(j->e, "a.lua", policy, strlen(policy), &err), 0);
	if (profile)
		assert_int_equal(engine_add_file(j->e, "profiles/x.lua", profile, strlen(profile), &err), 0);
	int rc = engine_load(j->e, &d, &err);
	if (rc)
		fail_msg("%s", d.count ? d.items[0].message : err.message);
	diagnostics_release(&d);
	j->reader = json_reader_new();
	j->builder = record_builder_new(engine_schema(j->e), false);
}

static void close_engine(struct judged *j)
{
	record_builder_free(j->builder);
	json_reader_free(j->reader);
	engine_free(j->e);
}

static void on_judgement(void *ctx, const struct judgement *v)
{
	struct judged *j = ctx;
	assert_true(j->count < 8);
	j->verdicts[j->count] = v->verdict;
	j->flips[j->count++] = v->flips_at;
}

/* Judges; answers when the project's verdicts can change. */
static int64_t judge(struct judged *j, const char *document, bool passes)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	static const uint64_t every = UINT64_MAX;
	const struct judge_filter filter = { .passes = passes ? &every : NULL };
	struct violations violations = { 0 };
	struct err err = ERR_INIT;
	struct json_value root;
	struct record r;
	j->count = 0;
	assert_int_equal(json_read(j->reader, document, strlen(document), &limits, &root, &err), 0);
	assert_int_equal(record_build(j->builder, root, &r, &violations, &err), 0);
	assert_int_equal(engine_judge(j->e, r, &filter, on_judgement, j, &err), 0);
	return engine_flips_at(j->e);
}

#define RULE(id, more) "rule \"" id "\" { severity = \"error\", message = \"m\", " more " }\n"

static void nothing_of_time_never_flips(void **state)
{
	struct judged j;
	(void)state;
	open_engine(&j, RULE("r", "check = function(p) return p.name == 'n' end"), NULL);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\"}", false) == INT64_MAX);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"m\"}", false) == INT64_MAX);
	close_engine(&j);
}

static void a_pass_flips_the_project(void **state)
{
	struct judged j;
	(void)state;
	open_engine(&j, RULE("r", "check = function(p) return not overdue(p.finish) end") RULE("s", "check = function(p) return p.owner end"), NULL);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"finish\":\"2026-07-03\"}", false) == JULY_1 + 3 * DAY);
	assert_int_equal(j.count, 1); /* the pass is not listed, and the fail never flips */
	assert_true(j.flips[0] == INT64_MAX);
	/* nothing stays from one project to the next */
	assert_true(judge(&j, "{\"id\":\"B\",\"name\":\"n\",\"finish\":\"2026-01-03\"}", false) == INT64_MAX);
	close_engine(&j);
}

static void what_does_not_apply_flips_it_too(void **state)
{
	struct judged j;
	(void)state;
	open_engine(&j, "policy { when = function(p) return overdue(p.finish) end }\n" RULE("r", "check = function(p) return p.owner end")
		RULE("s", "each = \"risks\", check = function(r) return r.owner end"), NULL);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"finish\":\"2026-07-03\"}", false) == JULY_1 + 3 * DAY);
	close_engine(&j);
}

static void elements_hang_on_what_came_before_them(void **state)
{
	struct judged j;
	(void)state;
	/* a policy's condition and the function that gives the elements are asked once, and hold for every element */
	open_engine(&j, "policy { when = function(p) return not overdue(p.finish) end }\n" RULE("r", "each = \"risks\", check = function(r) return r.owner end"), NULL);
	judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"finish\":\"2026-07-03\",\"risks\":[{\"name\":\"x\"},{\"name\":\"y\"}]}", false);
	assert_int_equal(j.count, 2);
	assert_true(j.flips[0] == JULY_1 + 3 * DAY);
	assert_true(j.flips[1] == JULY_1 + 3 * DAY);
	close_engine(&j);
	open_engine(&j, RULE("r", "each = function(p) return filter(p.milestones, function(m) return not overdue(m.due) end) end, check = function(m) return m.owner end"), NULL);
	judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"milestones\":[{\"name\":\"x\",\"due\":\"2026-07-03\"},{\"name\":\"y\",\"due\":\"2026-07-05\"}]}", false);
	assert_int_equal(j.count, 2);
	assert_true(j.flips[1] == JULY_1 + 3 * DAY);
	close_engine(&j);
}

static void days_of_rules_count(void **state)
{
	struct judged j;
	(void)state;
	open_engine(&j, RULE("later", "from = \"2026-07-05\", check = function(p) return false end") RULE("r", "trial = \"2026-07-02\", check = function(p) return true end"), NULL);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\"}", true) == JULY_1 + 2 * DAY);
	assert_int_equal(j.count, 2);
	assert_int_equal(j.verdicts[0], VERDICT_NOT_APPLICABLE);
	assert_true(j.flips[0] == JULY_1 + 4 * DAY);
	assert_true(j.flips[1] == JULY_1 + 2 * DAY);
	/* another "now" is another standing */
	engine_set_as_of(j.e, JULY_1 + 4 * DAY);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\"}", true) == INT64_MAX);
	assert_int_equal(j.verdicts[0], VERDICT_FAIL);
	close_engine(&j);
}

static void what_profiles_set_ends_with_its_last_day(void **state)
{
	static const char policy[] = "policy { params = { high = number { 10, weaker = \"up\" } } }\n"
		RULE("r", "check = function(p) return p.value < param.high end") RULE("off", "check = function(p) return p.owner end") RULE("other", "check = function(p) return p.name end");
	static const char profile[] = "profile \"x\" { level = \"region\", match = { region = \"APAC\" },\n"
		"params = { [\"a\"] = { high = 12, reason = \"r\", approved_by = \"z\", expires = \"2026-07-05\" } },\n"
		"rules = { [\"a.off\"] = { off = true, reason = \"r\", approved_by = \"z\", expires = \"2026-07-03\" } } }";
	struct judged j;
	(void)state;
	open_engine(&j, policy, profile);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"region\":\"APAC\",\"value\":11}", true) == JULY_1 + 3 * DAY);
	assert_int_equal(j.verdicts[0], VERDICT_PASS);
	assert_true(j.flips[0] == JULY_1 + 5 * DAY);
	assert_int_equal(j.verdicts[1], VERDICT_NOT_APPLICABLE);
	assert_true(j.flips[1] == JULY_1 + 3 * DAY);
	assert_true(j.flips[2] == INT64_MAX); /* it reads nothing of that */
	/* a project that it does not match, and back */
	assert_true(judge(&j, "{\"id\":\"B\",\"name\":\"n\",\"region\":\"EMEA\",\"value\":11}", true) == INT64_MAX);
	assert_int_equal(j.verdicts[0], VERDICT_FAIL);
	assert_int_equal(j.verdicts[1], VERDICT_FAIL);
	judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"region\":\"APAC\",\"value\":11}", true);
	assert_int_equal(j.verdicts[0], VERDICT_PASS);
	engine_set_as_of(j.e, JULY_1 + 5 * DAY - 1);
	judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"region\":\"APAC\",\"value\":11}", true);
	assert_int_equal(j.verdicts[0], VERDICT_PASS);
	assert_int_equal(j.verdicts[1], VERDICT_FAIL);
	engine_set_as_of(j.e, JULY_1 + 5 * DAY);
	assert_true(judge(&j, "{\"id\":\"A\",\"name\":\"n\",\"region\":\"APAC\",\"value\":11}", true) == INT64_MAX);
	assert_int_equal(j.verdicts[0], VERDICT_FAIL);
	close_engine(&j);
}

static void more_combinations_than_are_kept(void **state)
{
	char profile[16384] = "", document[512];
	struct judged j;
	(void)state;
	/* twelve profiles that match by their tag: 4096 combinations, of which some hundreds are asked for, in turn */
	for (int i = 0; i < 12; i++)
		snprintf(profile + strlen(profile), sizeof profile - strlen(profile),
			"profile \"p%d\" { priority = %d, match = function(p) return has(p.tags, \"t%d\") end, params = { [\"a\"] = { high = %d } } }\n", i, i, i, 9 - i / 2);
	open_engine(&j, "policy { params = { high = number { 10, weaker = \"up\" } } }\n" RULE("r", "check = function(p) return p.value < param.high end"), profile);
	for (int round = 0; round < 2; round++)
		for (int set = 0; set < 600; set++) {
			int high = 10, n;
			n = snprintf(document, sizeof document, "{\"id\":\"A\",\"name\":\"n\",\"value\":6,\"tags\":[\"z\"");
			for (int i = 0; i < 12; i++)
				if (set >> i & 1) {
					n += snprintf(document + n, sizeof document - (size_t)n, ",\"t%d\"", i);
					high = 9 - i / 2;
				}
			snprintf(document + n, sizeof document - (size_t)n, "]}");
			judge(&j, document, true);
			assert_int_equal(j.verdicts[0], 6 < high ? VERDICT_PASS : VERDICT_FAIL);
		}
	close_engine(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_of_time_never_flips), cmocka_unit_test(a_pass_flips_the_project), cmocka_unit_test(what_does_not_apply_flips_it_too),
		cmocka_unit_test(elements_hang_on_what_came_before_them), cmocka_unit_test(days_of_rules_count),
		cmocka_unit_test(what_profiles_set_ends_with_its_last_day), cmocka_unit_test(more_combinations_than_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
