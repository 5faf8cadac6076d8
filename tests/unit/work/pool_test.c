/* SPDX-License-Identifier: MIT */
/* What pool.h promises while things go well: order, sameness, bounded memory, answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "portfolio.h"

static const char policy[] =
	"policy { title = \"Basics\" }\n"
	"rule \"named\" { severity = \"error\", check = function(project) return #project.name > 3 end, message = \"{project.name} is short\" }\n"
	"rule \"has_phase\" { severity = \"warning\", needs = \"phase\" }\n"
	"rule \"scored\" { severity = \"error\", each = \"risks\", check = function(risk) return risk.score < 20 end, message = \"risk {risk.name} scores {risk.score}\" }\n";
#define RULES 3

/* Good ones, bad ones, and ones that are no JSON. */
static void mixed(size_t i, struct buf *out)
{
	if (i % 17 == 5)
		buf_puts(out, "{ \"id\": nope }");
	else if (i % 23 == 7)
		buf_addf(out, "{ \"id\": \"P-%zu\", \"name\": 5, \"bugdet\": 1 }", i);
	else
		buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"%.*s\"%s,\"risks\":[{\"name\":\"credit\",\"probability\":%zu,\"impact\":5},{\"name\":\"legal\"}]}", i,
			(int)(i % 8), "projects", i % 3 ? ",\"phase\":\"planning\"" : "", 1 + i % 5);
}

static void sweep(struct portfolio *p, unsigned workers, size_t documents, void (*make)(size_t, struct buf *))
{
	portfolio_init(p, workers);
	portfolio_file(p, "basics.lua", policy);
	p->documents = documents;
	p->make = make;
	portfolio_start(p);
	portfolio_run(p);
	assert_string_equal(p->loading.data, "");
	portfolio_stop(p, RULES);
}

static void results_do_not_depend_on_the_number_of_workers(void **state)
{
	struct portfolio one, more;

	(void)state;
	sweep(&one, 1, 3000, mixed);
	for (unsigned workers = 2; workers <= 4; workers++) {
		sweep(&more, workers, 3000, mixed);
		assert_string_equal(more.seen.data, one.seen.data);
		portfolio_release(&more);
	}
	assert_true(one.refusals > 100);
	portfolio_release(&one);
}

static void results_come_in_the_order_of_the_documents(void **state)
{
	struct portfolio p;
	const char *at;

	(void)state;
	sweep(&p, 4, 2000, mixed);
	at = p.seen.data;
	for (size_t i = 0; i < 2000; i++) {
		char line[32];

		snprintf(line, sizeof(line), "%s%zu ", i ? "\n" : "", i + 1);
		at = strstr(at, line);
		assert_non_null(at);
	}
	portfolio_release(&p);
}

static void says_of_a_document_what_it_is_and_what_is_wrong(void **state)
{
	struct portfolio p;

	(void)state;
	sweep(&p, 1, 8, mixed);
	assert_non_null(strstr(p.seen.data, "1 P-0|||"));
	assert_non_null(strstr(p.seen.data, "2 P-1|p|planning|"));
	assert_non_null(strstr(p.seen.data, "6 |||"));       /* no JSON: nothing is known of it */
	assert_non_null(strstr(p.seen.data, " 6:9 "));        /* line of the input, column of `nope` */
	assert_non_null(strstr(p.seen.data, "8 P-7|||2 violations of the schema 8:"));
	assert_non_null(strstr(p.seen.data, "! /bugdet"));
	assert_non_null(strstr(p.seen.data, "fail error risks[credit]: risk credit scores"));
	portfolio_release(&p);
}

/* ---- watched rules ---- */

static const char quiet_policy[] =
	"policy { title = \"Quiet\", params = { most = at_most { 5, doc = \"risks\" } }, when = function(project) return project.phase ~= \"closed\" end }\n"
	"rule \"always\" { severity = \"error\", check = function(project) return #project.id > 0 end, message = \"never\" }\n"
	"rule \"scored\" { severity = \"error\", each = \"risks\", when = function(risk) return risk.name ~= \"legal\" end,\n"
	"  check = function(risk) return risk.score < 20 end, message = \"{risk.name}: {risk.score}\" }\n"
	"rule \"total\" { severity = \"error\", measure = function(project) return count(project.risks) end, limit = \"most\", message = \"{measure}\" }\n";

static void three_risks(size_t i, struct buf *out)
{
	buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"x\",\"type\":\"tender\",\"phase\":\"%s\",\"risks\":[{\"name\":\"credit\",\"probability\":1,\"impact\":5},"
		"{\"name\":\"safety\",\"probability\":5,\"impact\":5},{\"name\":\"legal\"},{\"name\":\"market\"}]}", i, i == 2 ? "closed" : "planning");
}

/* The list is the caller's again as soon as it was submitted. */
static uint32_t watched[2];
static void watch_two(size_t i, struct pool_document *d)
{
	watched[0] = i == 0 ? 1 : 2;
	watched[1] = i == 3 ? 7 : 1; /* there is no rule 7 */
	d->watched = watched;
	d->watched_count = i == 1 ? 0 : i == 0 ? 1 : 2;
}

static void watched_rules_list_what_others_only_count(void **state)
{
	static const char first[] =
		"1 P-0|x|planning| 0:0 passed 3 n/a 1\n"
		"  type tender\n"
		"  1 pass error risks[credit]:  (  :0)\n"
		"  1 fail error risks[safety]: safety: 25 (  :0)\n"
		"  1 not_applicable error risks[legal]:  (  :0)\n"
		"  1 unknown error risks[market]: cannot judge: ";
	static const char others[] =
		"2 P-1|x|planning| 0:0 passed 3 n/a 1\n"
		"  type tender\n"
		"  1 fail error risks[safety]: safety: 25 (  :0)\n"
		"  1 unknown error risks[market]: cannot judge: ";
	static const char rest[] =
		"3 P-2|x|closed| 0:0 passed 0 n/a 3\n" /* the policy's `when` answers for the whole rule */
		"  type tender\n"
		"  1 not_applicable error :  (  :0)\n"
		"  2 not_applicable error :  (  :0)\n"
		"4 P-3|x|planning| 0:0 passed 3 n/a 1\n";
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 1);
	portfolio_file(&p, "quiet.lua", quiet_policy);
	p.documents = 4;
	p.make = three_risks;
	p.watch = watch_two;
	portfolio_start(&p);
	portfolio_run(&p);
	assert_string_equal(p.loading.data, "");
	assert_non_null(strstr(p.seen.data, first));
	assert_non_null(strstr(p.seen.data, others));
	assert_non_null(strstr(p.seen.data, rest));
	assert_non_null(strstr(p.seen.data, "  2 pass error :  (4  :0)\n")); /* with its measure */
	portfolio_stop(&p, RULES);
	assert_int_equal(p.counts[VERDICT_PASS], 9); /* as without anyone watching */
	assert_int_equal(p.counts[VERDICT_NOT_APPLICABLE], 6);
	portfolio_release(&p);
}

/* ---- waivers ---- */

static void waive_one(size_t i, struct pool_document *d)
{
	static const struct waiver one[] = {
		{ .rule = 1, .element = "risks[safety]", .expires_at = 1782000000001, .number = 12, .reason = "r", .requested_by = "a", .approved_by = "b", .stale = true },
		{ .rule = 99, .element = "", .expires_at = INT64_MAX, .number = 13, .reason = "", .requested_by = "", .approved_by = "" }, /* there is no rule 99 */
	};

	d->waivers = one;
	d->waiver_count = i == 0 ? 2 : 0;
}

static void tell_waiver(struct buf *out, const struct judgement *j)
{
	if (j->waiver)
		buf_addf(out, "  by %lld %s %s %s%s until %lld\n", (long long)j->waiver->number, j->waiver->reason, j->waiver->requested_by, j->waiver->approved_by, j->waiver->stale ? " stale" : "", (long long)j->flips_at);
}

/* They come with their document, count for it alone, and come back with the verdict. */
static void waivers_travel_with_their_document(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 1);
	portfolio_file(&p, "quiet.lua", quiet_policy);
	p.documents = 2;
	p.make = three_risks;
	p.watch = waive_one;
	p.tell = tell_waiver;
	portfolio_start(&p);
	portfolio_run(&p);
	assert_non_null(strstr(p.seen.data, "1 waived error risks[safety]: safety: 25 (  :0)\n  by 12 r a b stale until 1782000000001\n"));
	assert_non_null(strstr(p.seen.data, "1 fail error risks[safety]: safety: 25 (  :0)\n"));
	portfolio_stop(&p, RULES);
	assert_int_equal(p.counts[VERDICT_WAIVED], 1);
	assert_int_equal(p.counts[VERDICT_FAIL], 1);
	portfolio_release(&p);
}

static void large(size_t i, struct buf *out)
{
	buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"large\",\"description\":\"", i);
	buf_pad(out, 'x', 20000);
	buf_puts(out, "\"}");
}

static long resident_kb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long total = 0, pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &total, &pages), 2);
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long before_kb, most_kb;
static void note_memory(struct portfolio *p)
{
	const long now = resident_kb();

	p->seen.len = 0; /* what the test keeps is not the pool's */
	most_kb = now > most_kb ? now : most_kb;
}

static void memory_does_not_grow_with_the_input(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 2);
	portfolio_file(&p, "basics.lua", policy);
	p.documents = 5000; /* 100 MB */
	p.make = large;
	p.after_result = note_memory;
	before_kb = most_kb = resident_kb();
	portfolio_start(&p);
	portfolio_run(&p);
	assert_true(p.refused); /* it said no, and was asked again */
#ifndef __SANITIZE_ADDRESS__
	assert_true(most_kb - before_kb < 16 << 10);
#endif
	portfolio_stop(&p, RULES);
	portfolio_release(&p);
}

static void a_document_beyond_the_limit_is_refused_by_name(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 1);
	portfolio_file(&p, "basics.lua", policy);
	p.options.limits.bytes = 1000;
	p.documents = 2;
	p.make = large;
	portfolio_start(&p);
	portfolio_run(&p);
	assert_int_equal(p.refusals, 2);
	assert_non_null(strstr(p.seen.data, "longer than 1000 bytes"));
	portfolio_stop(&p, RULES);
	portfolio_release(&p);
}

static void one_document_starts_one_worker(void **state)
{
	struct portfolio p;
	pid_t pids[8];

	(void)state;
	portfolio_init(&p, 4);
	portfolio_file(&p, "basics.lua", policy);
	p.documents = 1;
	p.make = mixed;
	portfolio_start(&p);
	portfolio_run(&p);
	assert_int_equal(children(pids, 8), 1);
	portfolio_stop(&p, RULES);
	assert_int_equal(children(pids, 8), 0);
	portfolio_release(&p);
}

static void nothing_submitted_finishes_too(void **state)
{
	struct portfolio p;

	(void)state;
	sweep(&p, 2, 0, mixed);
	assert_int_equal(p.delivered, 0);
	portfolio_release(&p);
}

static void mistakes_in_one_policy_leave_the_others(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 1);
	portfolio_file(&p, "basics.lua", policy);
	portfolio_file(&p, "broken.lua", "policy { title = \"Broken\" }\nrule \"x\" {");
	p.documents = 10;
	p.make = mixed;
	portfolio_start(&p);
	portfolio_run(&p);
	assert_true(p.loaded);
	assert_non_null(strstr(p.loading.data, "policies/broken.lua:2"));
	assert_non_null(strstr(p.seen.data, "risk credit scores"));
	portfolio_stop(&p, RULES);
	portfolio_release(&p);
}

static void wait_answers(struct portfolio *p, size_t n)
{
	while (p->answers < n && uv_run(&p->loop, UV_RUN_ONCE))
		;
	assert_int_equal(p->answers, n);
}

static void explains_and_tests(void **state)
{
	static const char json[] = "{\"id\":\"P-1\",\"name\":\"ab\"}";
	const struct pool_document d = { .text = json, .len = sizeof(json) - 1, .line = 4 }, bad = { .text = "{\n}}", .len = 4, .line = 4 };
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 2);
	portfolio_file(&p, "basics.lua", policy);
	portfolio_file(&p, "basics_test.lua", "test \"short names\" { project = { name = \"ab\" }, fails = { \"named\" } }\n");
	portfolio_start(&p);
	pool_explain(p.pool, "basics.named", NULL, &d, portfolio_answer, &p);
	wait_answers(&p, 1);
	assert_non_null(strstr(p.answer.data, "fail"));
	buf_clear(&p.answer);
	pool_explain(p.pool, "basics.naned", NULL, &d, portfolio_answer, &p);
	wait_answers(&p, 2);
	assert_non_null(strstr(p.answer.data, "there is no rule 'basics.naned'"));
	assert_non_null(strstr(p.answer.data, "did you mean 'basics.named'?"));
	buf_clear(&p.answer);
	pool_explain(p.pool, "named", NULL, &bad, portfolio_answer, &p);
	wait_answers(&p, 3);
	assert_non_null(strstr(p.answer.data, "line 5, column 2"));
	buf_clear(&p.answer);
	for (int i = 0; i < 6; i++)
		pool_test(p.pool, "basics_test.lua", portfolio_answer, &p);
	wait_answers(&p, 9);
	assert_non_null(strstr(p.answer.data, "short names"));
	portfolio_stop(&p, RULES);
	portfolio_release(&p);
}

static void closing_answers_who_still_waits(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 2);
	portfolio_file(&p, "basics.lua", policy);
	portfolio_start(&p);
	for (int i = 0; i < 5; i++)
		pool_test(p.pool, "basics_test.lua", portfolio_answer, &p);
	p.documents = 500;
	p.make = mixed;
	portfolio_feed(&p);
	portfolio_stop(&p, 0);
	assert_int_equal(p.answers, 5);
	assert_non_null(strstr(p.answer.data, "closed"));
	portfolio_release(&p);
}

static void close_when_ten_came(struct portfolio *p)
{
	if (p->delivered == 10)
		pool_close(p->pool, portfolio_closed, p);
	assert_true(p->delivered <= 10);
}

static void can_be_closed_from_a_result(void **state)
{
	struct portfolio p;

	(void)state;
	portfolio_init(&p, 2);
	portfolio_file(&p, "basics.lua", policy);
	p.documents = 500;
	p.make = mixed;
	p.after_result = close_when_ten_came;
	portfolio_start(&p);
	portfolio_feed(&p);
	uv_run(&p.loop, UV_RUN_DEFAULT);
	assert_true(p.closed);
	assert_int_equal(uv_loop_close(&p.loop), 0);
	portfolio_release(&p);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_do_not_depend_on_the_number_of_workers),
		cmocka_unit_test(results_come_in_the_order_of_the_documents),
		cmocka_unit_test(says_of_a_document_what_it_is_and_what_is_wrong),
		cmocka_unit_test(watched_rules_list_what_others_only_count),
		cmocka_unit_test(waivers_travel_with_their_document),
		cmocka_unit_test(memory_does_not_grow_with_the_input),
		cmocka_unit_test(a_document_beyond_the_limit_is_refused_by_name),
		cmocka_unit_test(one_document_starts_one_worker),
		cmocka_unit_test(nothing_submitted_finishes_too),
		cmocka_unit_test(mistakes_in_one_policy_leave_the_others),
		cmocka_unit_test(explains_and_tests),
		cmocka_unit_test(closing_answers_who_still_waits),
		cmocka_unit_test(can_be_closed_from_a_result),
	};
	PORTFOLIO_WORKER(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
