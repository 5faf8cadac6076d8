/* SPDX-License-Identifier: MIT */
/* Which gate rules the engine judges on which project, and that what they say is readiness. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "json/read.h"

static const char gates[] = "phases { \"initiation\", \"planning\", { \"execution\", approvers = { \"sponsor\" }, blocked_by = \"critical\" }, { \"monitoring\", during = \"execution\" }, \"closing\", \"closed\" }\n";
static const char policy[] =
	"rule \"named\" { severity = \"error\", check = function(p) return p.name == \"x\" end, message = \"named\" }\n"
	"rule \"planned\" { severity = \"error\", gate = \"planning\", check = function(p) return p.name == \"x\" end, message = \"planned\" }\n"
	"rule \"scored\" { severity = \"critical\", gate = \"execution\", each = \"risks\", check = function(risk) return risk.score < 12 end, message = \"{risk.name}\" }\n"
	"rule \"told\" { severity = \"info\", gate = \"execution\", check = function(p) return p.name == \"x\" end, message = \"told\" }\n"
	"rule \"watched\" { severity = \"error\", gate = \"monitoring\", check = function(p) return p.name == \"x\" end, message = \"watched\" }\n"
	"rule \"released\" { severity = \"error\", gate = \"released\", each = \"deliverables\", check = function(d) return d.quality_result == \"pass\" end, message = \"{d.name}\" }\n";
enum { NAMED, PLANNED, SCORED, TOLD, WATCHED, RELEASED };
static const char document[] = "{\"id\":\"P\",\"name\":\"y\",\"phase\":\"%s\",\"risks\":[{\"name\":\"low\",\"score\":1},{\"name\":\"high\",\"score\":20},{\"name\":\"gap\"}],"
	"\"deliverables\":[{\"name\":\"a\",\"status\":\"done\"},{\"name\":\"b\",\"status\":\"released\",\"quality_result\":\"fail\"},{\"name\":\"c\"}]}";

struct bench { struct engine *engine; struct json_reader *reader; struct record_builder *builder; struct buf seen; };

static int load(struct engine **e, const char *first, const char *second, struct diagnostics *d)
{
	struct engine_options o = engine_options_default();
	struct err err = ERR_INIT;
	int status;

	o.as_of_ms = 1782000000000;
	assert_int_equal(engine_new(&o, e, &err), 0);
	if (first)
		assert_int_equal(engine_add_file(*e, "lifecycle/gates.lua", first, strlen(first), &err), 0);
	if (second)
		assert_int_equal(engine_add_file(*e, "p.lua", second, strlen(second), &err), 0);
	status = engine_load(*e, d, &err);
	err_release(&err);
	return status;
}

static int open_bench(void **state)
{
	static struct bench b;
	struct diagnostics d = { 0 };

	if (load(&b.engine, gates, policy, &d))
		fail_msg("%s", d.items[0].message);
	diagnostics_release(&d);
	b.reader = json_reader_new();
	b.builder = record_builder_new(engine_schema(b.engine), false);
	buf_init(&b.seen);
	*state = &b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	engine_free(b->engine);
	json_reader_free(b->reader);
	record_builder_free(b->builder);
	buf_release(&b->seen);
	return 0;
}

static void on_judgement(void *ctx, const struct judgement *j)
{
	struct bench *b = ctx;

	if (!verdict_is_quiet(j->verdict))
		buf_addf(&b->seen, "%s%u %s %s%s\n", j->readiness ? "readiness " : "", j->rule, verdict_names[j->verdict], j->element, judgement_refuses(j) ? "" : " told");
}

static const char *judged(struct bench *b, const char *phase, const char *asked)
{
	struct violations v = { 0 };
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	struct record record;
	struct err err = ERR_INIT;
	char text[1024];
	uint32_t rules;
	const struct phase *gate;

	snprintf(text, sizeof text, document, phase);
	assert_int_equal(json_read(b->reader, text, strlen(text), &limits, &root, &err), 0);
	assert_int_equal(record_build(b->builder, root, &record, &v, &err), 0);
	buf_clear(&b->seen);
	engine_set_gate(b->engine, asked);
	assert_int_equal(engine_judge(b->engine, record, NULL, on_judgement, b, &err), 0);
	gate = engine_gate(b->engine, &rules);
	buf_addf(&b->seen, "%s %u", gate ? gate->name : "none", rules);
	return b->seen.data;
}

static void only_the_rules_of_the_next_gate_are_judged(void **state)
{
	struct bench *b = *state;

	assert_string_equal(judged(b, "initiation", NULL), "0 fail \nreadiness 1 fail \n5 fail deliverables[b]\nplanning 1");
	assert_string_equal(judged(b, "planning", NULL), "0 fail \nreadiness 2 fail risks[high]\nreadiness 2 unknown risks[gap]\nreadiness 3 fail  told\n5 fail deliverables[b]\nexecution 2");
	assert_string_equal(judged(b, "execution", NULL), "0 fail \n5 fail deliverables[b]\nclosing 0");
	assert_string_equal(judged(b, "monitoring", NULL), "0 fail \n5 fail deliverables[b]\nclosing 0");
	assert_string_equal(judged(b, "closed", NULL), "0 fail \n5 fail deliverables[b]\nnone 0");
}

static void another_gate_may_be_asked_for(void **state)
{
	struct bench *b = *state;

	assert_string_equal(judged(b, "execution", "monitoring"), "0 fail \nreadiness 4 fail \n5 fail deliverables[b]\nmonitoring 1");
	assert_string_equal(judged(b, "initiation", "nothing"), "0 fail \nreadiness 1 fail \n5 fail deliverables[b]\nplanning 1");
}

static void readiness_is_counted_nowhere(void **state)
{
	struct bench *b = *state;
	const uint64_t *counts = engine_counts(b->engine);
	uint64_t sum = 0;

	judged(b, "planning", NULL);
	for (int v = 0; v < VERDICT_COUNT; v++)
		sum += counts[PLANNED * VERDICT_COUNT + v] + counts[SCORED * VERDICT_COUNT + v] + counts[TOLD * VERDICT_COUNT + v] + counts[WATCHED * VERDICT_COUNT + v];
	assert_int_equal(sum, 0);
	assert_true(counts[NAMED * VERDICT_COUNT + VERDICT_FAIL] > 0);
	assert_true(counts[RELEASED * VERDICT_COUNT + VERDICT_FAIL] > 0);
}

static void what_is_not_said_of_enforcement_follows_from_the_severity(void **state)
{
	struct bench *b = *state;

	assert_int_equal(engine_rule(b->engine, SCORED)->enforcement, ENFORCEMENT_HARD);
	assert_int_equal(engine_rule(b->engine, PLANNED)->enforcement, ENFORCEMENT_SOFT);
	assert_int_equal(engine_rule(b->engine, TOLD)->enforcement, ENFORCEMENT_ADVISORY);
}

static void a_step_is_what_the_order_makes_of_it(void **state)
{
	const struct phases *p = engine_phases(((struct bench *)*state)->engine);
	const struct phase *planning = phases_find(p, "planning"), *execution = phases_find(p, "execution"), *monitoring = phases_find(p, "monitoring"), *closing = phases_find(p, "closing");

	assert_int_equal(phases_move(planning, execution), PHASE_FORWARD);
	assert_int_equal(phases_move(execution, closing), PHASE_FORWARD);
	assert_int_equal(phases_move(monitoring, closing), PHASE_FORWARD);
	assert_int_equal(phases_move(execution, monitoring), PHASE_FORWARD);
	assert_int_equal(phases_move(monitoring, execution), PHASE_ASIDE);
	assert_int_equal(phases_move(planning, monitoring), PHASE_SKIPS);
	assert_int_equal(phases_move(planning, closing), PHASE_SKIPS);
	assert_int_equal(phases_move(NULL, planning), PHASE_SKIPS);
	assert_int_equal(phases_move(closing, monitoring), PHASE_BACK);
	assert_int_equal(phases_move(closing, closing), PHASE_STAYS);
	assert_string_equal(phases_next(p, "monitoring")->name, "closing");
	assert_string_equal(phases_next(p, "")->name, "initiation");
	assert_null(phases_next(p, "closed"));
	assert_null(phases_next(p, "elsewhere"));
}

static void without_a_policy_that_names_them_the_phases_are_those_of_the_schema(void **state)
{
	struct diagnostics d = { 0 };
	struct engine *e;
	const struct phases *p;

	(void)state;
	assert_int_equal(load(&e, NULL, policy, &d), 0);
	p = engine_phases(e);
	assert_int_equal(p->count, 6);
	assert_string_equal(phases_next(p, "execution")->name, "closing");
	assert_string_equal(phases_find(p, "monitoring")->during, "execution");
	assert_int_equal(phases_find(p, "closing")->approver_count, 0);
	diagnostics_release(&d);
	engine_free(e);
}

/* The first mistake that loading finds. */
static void wrong(const char *first, const char *second, const char *message, const char *hint, int line)
{
	struct diagnostics d = { 0 };
	struct engine *e;

	assert_int_not_equal(load(&e, first, second, &d), 0);
	assert_true(d.errors > 0);
	if (!strstr(d.items[0].message, message) || (hint && (!d.items[0].hint || !strstr(d.items[0].hint, hint))) || d.items[0].line != line)
		fail_msg("line %d: %s (%s)", d.items[0].line, d.items[0].message, d.items[0].hint ? d.items[0].hint : "");
	diagnostics_release(&d);
	engine_free(e);
}

#define RULE(gate, each) "rule \"r\" {\n severity = \"error\",\n gate = \"" gate "\",\n" each " check = function(x) return x.name == \"x\" end, message = \"m\" }\n"

static void mistakes_are_found_when_it_loads(void **state)
{
	(void)state;
	wrong("phases {\n \"initiation\",\n \"planing\",\n}\n", policy, "phase 'planing' is no value of a project's phase", "planning", 3);
	wrong("phases {\n \"initiation\",\n \"planning\",\n \"initiation\" }\n", policy, "phase 'initiation' is named twice", NULL, 2);
	wrong("phases {\n \"initiation\",\n { \"planning\", approver = \"x\" } }\n", policy, "phase 'planning' has an unknown key 'approver'", "approvers", 3);
	wrong("phases {\n \"execution\",\n { \"monitoring\", during = \"excution\" } }\n", policy, "during must name a phase before it", "execution", 3);
	wrong("phases {\n { \"execution\", blocked_by = \"critcal\" } }\n", policy, "blocked_by must be a severity", "critical", 2);
	wrong("phases {\n { \"execution\", approvers = 3 } }\n", policy, "approvers must be roles", NULL, 2);
	wrong("phases { \"initiation\" }\nphases { \"planning\" }\n", policy, "the phases are named twice; they are there already, in line 1", NULL, 2);
	wrong("phases {}\n", policy, "phases must be followed by a list of phases", NULL, 1);
	wrong(gates, "phases { \"planning\" }\n", "the phases are named already, in policies/lifecycle/gates.lua", NULL, 1);
	wrong(gates, RULE("exection", ""), "rule 'r' guards the entry into 'exection', which is no phase", "execution", 3);
	wrong(gates, RULE("relased", " each = \"deliverables\","), "'relased', which is neither a phase nor a status of a deliverable", "released", 3);
	wrong(gates, RULE("released", " each = \"success_criteria\","), "rule 'r' guards the entry into 'released', which is no phase", NULL, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_rules_of_the_next_gate_are_judged),
		cmocka_unit_test(another_gate_may_be_asked_for),
		cmocka_unit_test(readiness_is_counted_nowhere),
		cmocka_unit_test(what_is_not_said_of_enforcement_follows_from_the_severity),
		cmocka_unit_test(a_step_is_what_the_order_makes_of_it),
		cmocka_unit_test(without_a_policy_that_names_them_the_phases_are_those_of_the_schema),
		cmocka_unit_test(mistakes_are_found_when_it_loads),
	};

	return cmocka_run_group_tests_name("gates", tests, open_bench, close_bench);
}
