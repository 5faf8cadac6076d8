/* SPDX-License-Identifier: MIT */
/* What pool.h promises of documents that are taken in: canonical or refused, as judging would refuse them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "portfolio.h"

static const char extended[] = "extend \"project\" { { \"serial\", int, \"Serial\", \"序号\" }, { \"ratio\", number, \"Ratio\", \"比率\" }, { \"remark\", text, \"Remark\", \"备注\" } }\n";

static const char *schema = extended;
static const char *const *texts;
static void given(size_t i, struct buf *out) { buf_puts(out, texts[i]); }

static void prepare(struct portfolio *p, unsigned workers, enum intake intake, size_t documents, void (*make)(size_t, struct buf *))
{
	portfolio_init(p, workers);
	portfolio_file(p, "schema.lua", schema);
	p->options.intake = intake;
	p->documents = documents;
	p->make = make;
}

static void take(struct portfolio *p)
{
	portfolio_start(p);
	portfolio_run(p);
	assert_string_equal(p->loading.data, "");
	portfolio_stop(p, 0);
}

static void assert_taken(enum intake intake, const char *text, const char *seen)
{
	struct portfolio p;

	texts = &text;
	prepare(&p, 1, intake, 1, given);
	take(&p);
	assert_string_equal(p.seen.data, seen);
	portfolio_release(&p);
}

/* ---- what comes back ---- */

static void the_canonical_document_comes_back(void **state)
{
	(void)state;
	assert_taken(INTAKE_WHOLE,
		"{ \"type\": \"tender\",\n\t\"risks\": [ {\"name\":\"credit\",\"impact\":5.0,\"probability\":2} ], \"phase\":\"planning\", \"serial\": 9223372036854775807,\n"
		"  \"remark\": \"\\u00e9\\/\\\"\\\\\\n\\u4e0a\", \"ratio\": 1E2, \"name\": \"n\", \"owner\": \"\", \"customer\": null, \"id\": \"P\\u002d1\" }",
		"1 P-1|n|planning| 0:0 passed 0 n/a 0\n  type tender\n"
		"  = {\"id\":\"P-1\",\"name\":\"n\",\"owner\":\"\",\"phase\":\"planning\",\"ratio\":100,\"remark\":\"é/\\\"\\\\\\n上\","
		"\"risks\":[{\"impact\":5,\"name\":\"credit\",\"probability\":2}],\"serial\":9223372036854775807,\"type\":\"tender\"}\n");
	assert_taken(INTAKE_WHOLE, "{\"serial\":-9223372036854775808,\"ratio\":1e300,\"name\":\"n\",\"id\":\"P\"}",
		"1 P|n|| 0:0 passed 0 n/a 0\n  = {\"id\":\"P\",\"name\":\"n\",\"ratio\":1e+300,\"serial\":-9223372036854775808}\n");
}

static void what_came_back_comes_back_the_same(void **state)
{
	static const char *const canonical[] = {
		"{\"id\":\"P\",\"name\":\"n\",\"ratio\":0.1,\"remark\":\"a\\u001fb\",\"risks\":[{\"name\":\"credit\"},{}],\"tags\":[]}",
		"{\"id\":\"P\",\"name\":\"n\",\"no_risk_in\":[],\"remark\":\"\",\"satisfaction\":85.5,\"start\":\"2026-03-01\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++) {
		struct portfolio p;

		texts = canonical + i;
		prepare(&p, 1, INTAKE_WHOLE, 1, given);
		p.generation.lenient = true;
		take(&p);
		assert_non_null(strstr(p.seen.data, canonical[i]));
		portfolio_release(&p);
	}
}

static void a_part_of_a_project_need_not_have_what_a_project_needs(void **state)
{
	static const char part[] = "{\"owner\":\"Li\",\"id\":\"P-1\"}";

	(void)state;
	assert_taken(INTAKE_PARTIAL, part, "1 P-1||| 0:0 passed 0 n/a 0\n  = {\"id\":\"P-1\",\"owner\":\"Li\"}\n");
	assert_taken(INTAKE_WHOLE, part, "1 P-1|||1 violation of the schema 1:1 passed 0 n/a 0\n  !  found no 'name', expected a string that is not blank 1:1\n");
	/* but what it has must be right */
	assert_taken(INTAKE_PARTIAL, "{\"id\":\"P-1\",\"phase\":\"plan\"}",
		"1 P-1||plan|1 violation of the schema 1:21 passed 0 n/a 0\n"
		"  ! /phase found 'plan', expected one of initiation, planning, execution, monitoring, closing, closed 1:21\n");
}

static void nothing_without_an_id_is_taken_in(void **state)
{
	(void)state;
	assert_taken(INTAKE_PARTIAL, " {\"name\":\"x\"}",
		"1 |x||1 violation of the schema 1:2 passed 0 n/a 0\n  ! /id a project in a store needs an id 1:2\n");
	/* a company's schema may do without */
	schema = "base = false\nkind \"project\" { label = { \"Project\", \"项目\" }, key = \"id\", { \"id\", string, \"Id\", \"编号\" }, { \"name\", string, \"Name\", \"名称\" } }\n";
	assert_taken(INTAKE_WHOLE, "{\"name\":\"x\",\"id\":null}",
		"1 |x||1 violation of the schema 1:18 passed 0 n/a 0\n  ! /id a project in a store needs an id 1:18\n");
	assert_taken(INTAKE_PARTIAL, "{\"name\":\"x\",\n\"id\":\"\"}",
		"1 |x||1 violation of the schema 2:6 passed 0 n/a 0\n  ! /id a project in a store needs an id 2:6\n");
	assert_taken(INTAKE_WHOLE, "{}", "1 |||1 violation of the schema 1:1 passed 0 n/a 0\n  ! /id a project in a store needs an id 1:1\n");
	schema = extended;
}

/* ---- as judging ---- */

/* Every one is refused, each for another reason. */
static void wrong(size_t i, struct buf *out)
{
	static const char *const kinds[] = {
		"{ \"id\": nope }", "{ \"id\": \"P\", \"name\": 5, \"bugdet\": 1 }", "", "[]", "{\"id\":\"P\",\"name\":\"x\"} x",
		"{\"id\":\"P\",\"name\":\"x\",\"risks\":[{\"probability\":9}]}", "{\"id\":\"P\",\"id\":\"P\",\"name\":\"x\"}", "{\"name\":\"x\"}",
	};

	buf_puts(out, kinds[i % (sizeof(kinds) / sizeof(kinds[0]))]);
}

static void what_judging_refuses_is_refused_alike(void **state)
{
	struct portfolio judged, taken;

	(void)state;
	prepare(&judged, 1, INTAKE_NONE, 200, wrong);
	take(&judged);
	prepare(&taken, 1, INTAKE_WHOLE, 200, wrong);
	take(&taken);
	assert_int_equal(taken.refusals, 200);
	assert_string_equal(taken.seen.data, judged.seen.data);
	portfolio_release(&judged);
	portfolio_release(&taken);
}

static void mixed(size_t i, struct buf *out)
{
	if (i % 11 == 4)
		wrong(i, out);
	else
		buf_addf(out, "{\"owner\":\"%.*s\",\"name\":\"project %zu\",\"serial\":%zu,\"id\":\"P-%zu\"}", (int)(i % 300),
			"ownerownerownerownerownerownerownerownerownerownerownerownerownerownerownerownerownerowner", i, i * i, i);
}

static void policies_are_not_asked(void **state)
{
	struct portfolio p;

	(void)state;
	prepare(&p, 1, INTAKE_WHOLE, 10, mixed);
	portfolio_file(&p, "basics.lua", "policy { title = \"Basics\" }\nrule \"never\" { severity = \"error\", check = function(project) return false end, message = \"no\" }\n");
	portfolio_start(&p);
	portfolio_run(&p);
	assert_null(strstr(p.seen.data, "fail"));
	portfolio_stop(&p, 1);
	assert_int_equal(p.counts[VERDICT_FAIL], 0);
	portfolio_release(&p);
}

/* ---- workers ---- */

static void it_does_not_depend_on_the_number_of_workers(void **state)
{
	struct portfolio one, three;

	(void)state;
	prepare(&one, 1, INTAKE_WHOLE, 5000, mixed);
	take(&one);
	prepare(&three, 3, INTAKE_WHOLE, 5000, mixed);
	take(&three);
	assert_true(one.refusals > 400);
	assert_string_equal(three.seen.data, one.seen.data);
	portfolio_release(&one);
	portfolio_release(&three);
}

static void deaths_in_between_change_nothing(void **state)
{
	static const char *const faults[] = { "worker-die:100", "frame:3" };
	struct portfolio expected, p;

	(void)state;
	prepare(&expected, 1, INTAKE_PARTIAL, 2000, mixed);
	take(&expected);
	for (size_t i = 0; i < 2; i++) {
		setenv("PLUMB_FAULT", faults[i], 1);
		prepare(&p, 2, INTAKE_PARTIAL, 2000, mixed);
		take(&p);
		unsetenv("PLUMB_FAULT");
		assert_string_equal(p.seen.data, expected.seen.data);
		portfolio_release(&p);
	}
	portfolio_release(&expected);
}

static void a_worker_out_of_memory_loses_nothing_in_silence(void **state)
{
	char fault[32];

	(void)state;
	for (int n = 1; n <= 30; n++) {
		struct portfolio p;

		snprintf(fault, sizeof(fault), "alloc:%d", n);
		setenv("PLUMB_FAULT", fault, 1);
		prepare(&p, 2, INTAKE_WHOLE, 50, mixed);
		portfolio_start(&p);
		portfolio_run(&p); /* everything is delivered, be it refused */
		portfolio_stop(&p, 0);
		unsetenv("PLUMB_FAULT");
		portfolio_release(&p);
	}
}

/* ---- size ---- */

#define LARGE ((8u << 20) - 100)
static void large(size_t i, struct buf *out)
{
	buf_addf(out, "{\"name\":\"large\",\"remark\":\"");
	buf_pad(out, 'x', LARGE);
	buf_addf(out, "\",\"id\":\"P-%zu\"}", i);
}

static void the_largest_documents_travel(void **state)
{
	struct portfolio p;
	char head[80];
	const char *at;

	(void)state;
	prepare(&p, 2, INTAKE_WHOLE, 4, large);
	take(&p);
	assert_int_equal(p.refusals, 0);
	at = p.seen.data;
	for (size_t i = 0; i < 4; i++) {
		const int n = snprintf(head, sizeof(head), "%zu P-%zu|large|| 0:0 passed 0 n/a 0\n  = {\"id\":\"P-%zu\",\"name\":\"large\",\"remark\":\"", i + 1, i, i);

		assert_memory_equal(at, head, n);
		assert_int_equal(strspn(at + n, "x"), LARGE);
		at += n + LARGE;
		assert_memory_equal(at, "\"}\n", 3);
		at += 3;
	}
	assert_string_equal(at, "");
	portfolio_release(&p);
}

/* Else it could be kept, and never be judged. */
static void what_is_too_long_when_canonical_is_refused(void **state)
{
	static const char *const text[] = { "{\"id\":\"P\",\"name\":\"n\",\"ratio\":1e15}", "{\"id\":\"Q\",\"name\":\"n\",\"ratio\":1}" };
	struct portfolio p;

	(void)state;
	texts = text;
	prepare(&p, 1, INTAKE_WHOLE, 2, given);
	p.options.limits.bytes = 34;
	take(&p);
	assert_string_equal(p.seen.data, "1 P|n||its canonical form is longer than 34 bytes 0:0 passed 0 n/a 0\n"
		"2 Q|n|| 0:0 passed 0 n/a 0\n  = {\"id\":\"Q\",\"name\":\"n\",\"ratio\":1}\n");
	portfolio_release(&p);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_canonical_document_comes_back),
		cmocka_unit_test(what_came_back_comes_back_the_same),
		cmocka_unit_test(a_part_of_a_project_need_not_have_what_a_project_needs),
		cmocka_unit_test(nothing_without_an_id_is_taken_in),
		cmocka_unit_test(what_judging_refuses_is_refused_alike),
		cmocka_unit_test(policies_are_not_asked),
		cmocka_unit_test(it_does_not_depend_on_the_number_of_workers),
		cmocka_unit_test(deaths_in_between_change_nothing),
		cmocka_unit_test(a_worker_out_of_memory_loses_nothing_in_silence),
		cmocka_unit_test(the_largest_documents_travel),
		cmocka_unit_test(what_is_too_long_when_canonical_is_refused),
	};
	PORTFOLIO_WORKER(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
