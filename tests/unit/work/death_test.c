/* SPDX-License-Identifier: MIT */
/* What pool.h promises when workers loop, crash, are killed or talk nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/fault.h"
#include "portfolio.h"
#include "work/pool_state.h"

static const char good[] =
	"policy { title = \"Good\" }\n"
	"rule \"named\" { severity = \"error\", check = function(project) return #project.name > 3 end, message = \"{project.name} is short\" }\n";
/* Loops where the name is "loop", is fine elsewhere. */
static const char looping[] =
	"policy { title = \"Looping\" }\n"
	"rule \"loops\" {\n"
	"  severity = \"warning\", message = \"never said\",\n"
	"  check = function(project)\n"
	"    while project.name == \"loop\" do end\n"
	"    return true\n"
	"  end }\n";

static void plain(size_t i, struct buf *out)
{
	buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"%.*s\"}", i, (int)(1 + i % 7), "project");
}

static void some_loop(size_t i, struct buf *out)
{
	if (i % 10 == 9)
		buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"loop\"}", i);
	else
		plain(i, out);
}

static void prepare(struct portfolio *p, unsigned workers, size_t documents, void (*make)(size_t, struct buf *))
{
	portfolio_init(p, workers);
	portfolio_file(p, "good.lua", good);
	p->documents = documents;
	p->make = make;
}

/* An undisturbed run of `good` alone. */
static void reference(struct portfolio *p, size_t documents)
{
	prepare(p, 1, documents, plain);
	portfolio_start(p);
	portfolio_run(p);
	portfolio_stop(p, 1);
}

/* ---- budgets ---- */

/* At which line of a loop it was caught is chance. */
static void forget_lines(struct buf *seen)
{
	for (char *at = seen->data; (at = strstr(at, "timeout policies/")) && (at = strchr(at, ':')); )
		at[1] = '?';
}

static void a_rule_that_loops_is_quarantined_the_same_for_any_number_of_workers(void **state)
{
	struct portfolio p[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		const int64_t start = clock_monotonic_ns();

		prepare(&p[i], 1u << i, 3000, some_loop);
		p[i].options.soft_ms = 100;
		portfolio_file(&p[i], "looping.lua", looping);
		portfolio_start(&p[i]);
		portfolio_run(&p[i]);
		assert_int_equal(p[i].errors[FAILURE_TIMEOUT], 3);
		/* from the third one (document 30) on it is not tried any more, on no document */
		assert_int_equal(p[i].errors[FAILURE_QUARANTINED], 3000 - 30);
		assert_true(clock_monotonic_ns() - start < 20000000000);
		portfolio_stop(&p[i], 2);
		/* two rules, each exactly one verdict a project */
		assert_int_equal(p[i].counts[VERDICT_PASS] + p[i].counts[VERDICT_FAIL] + p[i].counts[VERDICT_ERROR], 6000);
		forget_lines(&p[i].seen);
		assert_string_equal(p[i].seen.data, p[0].seen.data);
	}

	assert_non_null(strstr(p[0].seen.data, "exceeded 100 ms of CPU time: does a loop or a recursion never end? ( timeout policies/looping.lua:"));
	for (unsigned i = 0; i < 3; i++)
		portfolio_release(&p[i]);
}

static void watch_the_looping_one(size_t i, struct pool_document *d)
{
	static const uint32_t looping_rule = 1;

	(void)i;
	d->watched = &looping_rule;
	d->watched_count = 1;
}

/* What is off for a document says so itself, in the order of the rules and only once. */
static void a_watched_rule_that_does_not_judge_is_an_error(void **state)
{
	struct portfolio p;

	(void)state;
	prepare(&p, 2, 100, some_loop);
	p.options.soft_ms = 100;
	p.watch = watch_the_looping_one;
	portfolio_file(&p, "looping.lua", looping);
	portfolio_start(&p);
	portfolio_run(&p);
	assert_int_equal(p.errors[FAILURE_TIMEOUT], 3);
	assert_int_equal(p.errors[FAILURE_QUARANTINED], 70);
	assert_non_null(strstr(p.seen.data, "|loop|| 0:0 passed 1 n/a 0\n  1 error warning : exceeded 100 ms"));
	assert_non_null(strstr(p.seen.data, "29 P-28|p|| 0:0 passed 1 n/a 0\n  0 fail error : p is short (  :0)\n  1 pass warning :  (  :0)\n"));
	portfolio_stop(&p, 2);
	assert_int_equal(p.counts[VERDICT_PASS] + p.counts[VERDICT_FAIL] + p.counts[VERDICT_ERROR], 200);
	portfolio_release(&p);
}

/* Says of an evaluation that is the same as the last time what its worker's tick would say of one that no hook can end. */
static void pretend_overdue(struct pool_worker *w, uint64_t *last)
{
	const uint64_t now = w->state == WORKER_READY && w->beat ? w->beat->evaluations : 0;

	if (now & 1 && now == *last) {
		w->beat->line = 5;
		w->beat->overdue_ms = OVERDUE_MS;
	}
	*last = now;
}

static void what_not_even_the_hook_ends_is_killed_and_named(void **state)
{
	struct portfolio p;
	uint64_t last = 0;

	(void)state;
	prepare(&p, 1, 100, some_loop);
	p.options.soft_ms = 60000;
	portfolio_file(&p, "looping.lua", looping);
	portfolio_start(&p);
	portfolio_feed(&p);
	pool_finish(p.pool, portfolio_finished, &p);
	while (!p.finished && uv_run(&p.loop, UV_RUN_NOWAIT) >= 0) {
		usleep(60000); /* no other evaluation takes so long */
		pretend_overdue(&p.pool->workers[0], &last);
	}
	assert_int_equal(p.delivered, 100);
	assert_int_equal(p.errors[FAILURE_TIMEOUT], 3);
	assert_int_equal(p.errors[FAILURE_QUARANTINED], 70);
	assert_int_equal(p.refusals, 0);
	assert_non_null(strstr(p.seen.data, "had to be killed ( timeout policies/looping.lua:5)"));
	portfolio_stop(&p, 2);
	assert_int_equal(p.counts[VERDICT_PASS] + p.counts[VERDICT_FAIL] + p.counts[VERDICT_ERROR], 200);
	portfolio_release(&p);
}

/* ---- verdicts that are read ---- */

/* It is asked again on the first day of 2027, and must not bring along what cost a worker already. */
static const char reads_looping[] =
	"rule \"alarm\" { severity = \"info\", message = \"alarm\", check = function()\n"
	"  local late = overdue(date \"2026-12-31\")\n"
	"  return empty(findings { policy = \"looping\" }) and not late end }\n";

static size_t occurrences(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, part)); at++)
		n++;
	return n;
}

static void what_had_to_be_killed_is_read_as_an_error_and_not_tried_again(void **state)
{
	struct portfolio p;
	uint64_t last = 0;

	(void)state;
	prepare(&p, 1, 100, some_loop);
	p.options.soft_ms = 60000;
	portfolio_file(&p, "alarm.lua", reads_looping);
	portfolio_file(&p, "looping.lua", looping);
	portfolio_start(&p);
	pool_forecast(p.pool, p.generation.as_of_ms + 365 * INT64_C(86400000));
	portfolio_feed(&p);
	pool_finish(p.pool, portfolio_finished, &p);
	while (!p.finished && uv_run(&p.loop, UV_RUN_NOWAIT) >= 0) {
		usleep(60000);
		pretend_overdue(&p.pool->workers[0], &last);
	}
	assert_int_equal(p.delivered, 100);
	assert_int_equal(p.errors[FAILURE_TIMEOUT], 3);
	assert_int_equal(p.errors[FAILURE_QUARANTINED], 70);
	assert_int_equal(p.refusals, 0);
	assert_int_equal(occurrences(p.seen.data, "  0 fail info : alarm"), 73);
	assert_int_equal(occurrences(p.seen.data, " 0 pass -> fail : alarm"), 27);
	portfolio_stop(&p, 3);
	portfolio_release(&p);
}

/* ---- profiles ---- */

static const char strict[] =
	"policy { params = { high = number { 10, weaker = \"up\" } } }\n"
	"rule \"short\" { severity = \"error\", check = function(project) return #project.name < param.high end, message = \"m\" }\n"
	"rule \"free\" { severity = \"error\", check = function(project) return project.id end, message = \"m\" }\n";
static const char looping_match[] =
	"profile \"x\" { level = \"region\",\n"
	"  match = function(project) while project.name == \"loop\" do end return false end,\n"
	"  params = { [\"strict\"] = { high = 5 } } }\n";

static void a_match_that_loops_takes_its_rules_out_and_no_others(void **state)
{
	struct portfolio p[2];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		prepare(&p[i], 1u + i, 1000, some_loop);
		p[i].options.soft_ms = 100;
		portfolio_file(&p[i], "strict.lua", strict);
		portfolio_file(&p[i], "profiles/x.lua", looping_match);
		portfolio_start(&p[i]);
		portfolio_run(&p[i]);
		assert_int_equal(p[i].errors[FAILURE_TIMEOUT], 3);
		assert_int_equal(p[i].errors[FAILURE_QUARANTINED], 1000 - 30);
		portfolio_stop(&p[i], 2);
		assert_int_equal(p[i].counts[VERDICT_PASS] + p[i].counts[VERDICT_FAIL] + p[i].counts[VERDICT_ERROR], 2000);
		assert_string_equal(p[i].seen.data, p[0].seen.data);
	}
	assert_non_null(strstr(p[0].seen.data, "the match of profile x failed: exceeded 100 ms of CPU time: does a loop or a recursion never end? ( timeout policies/profiles/x.lua:2)"));
	for (unsigned i = 0; i < 2; i++)
		portfolio_release(&p[i]);
}

static void a_match_that_not_even_the_hook_ends_costs_the_document(void **state)
{
	struct portfolio p;
	uint64_t last = 0;

	(void)state;
	prepare(&p, 1, 20, some_loop);
	p.options.soft_ms = 60000;
	portfolio_file(&p, "strict.lua", strict);
	portfolio_file(&p, "profiles/x.lua", looping_match);
	portfolio_start(&p);
	portfolio_feed(&p);
	pool_finish(p.pool, portfolio_finished, &p);
	while (!p.finished && uv_run(&p.loop, UV_RUN_NOWAIT) >= 0) {
		usleep(60000);
		pretend_overdue(&p.pool->workers[0], &last);
	}
	assert_int_equal(p.delivered, 20);
	assert_int_equal(p.refusals, 2);
	assert_non_null(strstr(p.seen.data, "the match of a profile: exceeded 60000 ms of CPU time and had to be killed"));
	portfolio_stop(&p, 2);
	assert_int_equal(p.counts[VERDICT_PASS] + p.counts[VERDICT_FAIL], 36);
	portfolio_release(&p);
}

static void a_file_that_does_not_finish_loading_leaves_the_others(void **state)
{
	struct portfolio p;

	(void)state;
	prepare(&p, 1, 10, plain);
	p.options.load_ms = 60000;
	portfolio_file(&p, "aaa.lua", "policy { title = \"x\" }\nwhile true do end\n");
	portfolio_start(&p);
	for (int i = 0; i < 2000 && !p.loaded; i++) {
		uv_run(&p.loop, UV_RUN_NOWAIT);
		usleep(5000);
		if (i == 60)
			p.pool->workers[0].beat->overdue_ms = OVERDUE_MS;
	}
	portfolio_run(&p);
	assert_true(p.loaded);
	assert_non_null(strstr(p.loading.data, "policies/aaa.lua"));
	assert_non_null(strstr(p.loading.data, "did not finish loading within 60000 ms"));
	assert_non_null(strstr(p.seen.data, "is short"));
	portfolio_stop(&p, 1);
	portfolio_release(&p);
}

static void an_explanation_that_loops_is_an_answer(void **state)
{
	static const char json[] = "{\"id\":\"P-1\",\"name\":\"loop\"}";
	const struct pool_document d = { .text = json, .len = sizeof(json) - 1 };
	struct portfolio p;

	(void)state;
	prepare(&p, 1, 0, plain);
	p.options.soft_ms = 50;
	portfolio_file(&p, "looping.lua", looping);
	portfolio_start(&p);
	pool_explain(p.pool, "loops", NULL, &d, portfolio_answer, &p);
	while (!p.answers && uv_run(&p.loop, UV_RUN_ONCE))
		;
	assert_int_equal(p.answers, 1);
	assert_non_null(strstr(p.answer.data, "policies/looping.lua"));
	assert_true(strstr(p.answer.data, "killed") || strstr(p.answer.data, "50 ms"));
	portfolio_stop(&p, 2);
	portfolio_release(&p);
}

/* ---- deaths ---- */

static unsigned killed;
static void kill_one(uv_timer_t *t)
{
	pid_t pids[8];
	const size_t n = children(pids, 8);

	if (n && killed < *(unsigned *)t->data) {
		kill(pids[killed % n], SIGKILL);
		killed++;
	}
}

static void stray_kills_change_no_verdict(void **state)
{
	struct portfolio expected, p;
	unsigned most = 20;
	uv_timer_t timer;

	(void)state;
	reference(&expected, 60000);
	prepare(&p, 2, 60000, plain);
	portfolio_start(&p);
	uv_timer_init(&p.loop, &timer);
	timer.data = &most;
	killed = 0;
	uv_timer_start(&timer, kill_one, 5, 25);
	portfolio_run(&p);
	uv_close((uv_handle_t *)&timer, NULL);
	assert_true(killed >= 3);
	portfolio_stop(&p, 1);
	assert_string_equal(p.seen.data, expected.seen.data);
	portfolio_release(&expected);
	portfolio_release(&p);
}

static void a_stopped_worker_is_replaced(void **state)
{
	struct portfolio expected, p;
	pid_t pids[8];

	(void)state;
	reference(&expected, 3000);
	prepare(&p, 1, 3000, plain);
	portfolio_start(&p);
	assert_int_equal(children(pids, 8), 1);
	while (!p.loaded)
		uv_run(&p.loop, UV_RUN_ONCE);
	kill(pids[0], SIGSTOP);
	portfolio_run(&p);
	portfolio_stop(&p, 1);
	assert_string_equal(p.seen.data, expected.seen.data);
	portfolio_release(&expected);
	portfolio_release(&p);
}

/* With this fault in every worker. */
static void run_with_fault(struct portfolio *p, const char *fault, size_t documents)
{
	setenv("PLUMB_FAULT", fault, 1);
	prepare(p, 2, documents, plain);
	portfolio_start(p);
	portfolio_run(p);
	portfolio_stop(p, p->loaded);
	unsetenv("PLUMB_FAULT");
}

static void crashes_between_evaluations_lose_nothing(void **state)
{
	struct portfolio expected, p;

	(void)state;
	reference(&expected, 1000);
	run_with_fault(&p, "worker-die:100", 1000); /* each worker dies at its hundredth document */
	assert_string_equal(p.seen.data, expected.seen.data);
	portfolio_release(&expected);
	portfolio_release(&p);
}

static void a_document_that_kills_every_worker_is_refused_and_the_rest_judged(void **state)
{
	struct portfolio p;

	(void)state;
	run_with_fault(&p, "worker-die:5", 7);
	assert_int_equal(p.refusals, 1); /* the fifth */
	assert_non_null(strstr(p.seen.data, "it cannot be read: the worker process died of it"));
	portfolio_release(&p);
}

static void garbage_from_a_worker_loses_nothing(void **state)
{
	struct portfolio expected, p;

	(void)state;
	reference(&expected, 1000);
	run_with_fault(&p, "frame:3", 1000); /* the third frame of every worker */
	assert_string_equal(p.seen.data, expected.seen.data);
	portfolio_release(&expected);
	portfolio_release(&p);
}

/* In the worker the n-th allocation of every process fails, in the host just that one. */
static void whoever_is_out_of_memory_the_end_is_reached(void **state)
{
	char fault[32];

	(void)state;
	for (int n = 1; n <= 40; n++) {
		struct portfolio p;

		snprintf(fault, sizeof(fault), "alloc:%d", n);
		run_with_fault(&p, fault, 100); /* everything is delivered, be it refused */
		portfolio_release(&p);
	}
	for (int n = 1; n <= 40; n++) {
		struct portfolio p;
		struct err err = ERR_INIT;

		prepare(&p, 2, 0, plain);
		assert_int_equal(uv_loop_init(&p.loop), 0);
		snprintf(fault, sizeof(fault), "alloc:%d", n);
		setenv("PLUMB_FAULT", fault, 1);
		fault_init();
		unsetenv("PLUMB_FAULT"); /* not for the workers */
		if (pool_new(&p.loop, &p.options, &p.generation, &p.pool, &err) < 0) {
			assert_int_equal(err.code, ERR_MEMORY);
			err_release(&err);
			assert_int_equal(uv_loop_close(&p.loop), 0);
		} else {
			pool_on_result(p.pool, portfolio_result, portfolio_feed, &p);
			pool_load(p.pool, portfolio_loaded, &p);
			for (size_t i = 0; i < 500; i++) {
				struct pool_document d = { .text = "{\"id\":\"1\",\"name\":\"x\"}", .len = 21, .line = i };

				p.documents += pool_submit(p.pool, &d);
			}
			p.submitted = p.documents;
			assert_true(p.documents > 100);
			portfolio_run(&p);
			portfolio_stop(&p, p.loaded);
		}
		portfolio_release(&p);
		fault_init();
	}
}

/* ---- no worker at all ---- */

static void cannot_start(struct portfolio *p, const char *message)
{
	portfolio_start(p);
	portfolio_run(p);
	assert_false(p->loaded);
	assert_non_null(strstr(p->loading.data, message));
	assert_int_equal(p->refusals, 10); /* everyone is told */
	assert_non_null(strstr(p->seen.data, message));
	pool_test(p->pool, "x_test.lua", portfolio_answer, p);
	while (!p->answers && uv_run(&p->loop, UV_RUN_ONCE))
		;
	assert_non_null(strstr(p->answer.data, message));
	portfolio_stop(p, 0);
	portfolio_release(p);
}

static void says_so_when_no_worker_can_be_had(void **state)
{
	struct portfolio p;

	(void)state;
	prepare(&p, 2, 10, plain);
	p.options.program = "/nonexistent/plumb";
	cannot_start(&p, "cannot start a worker: no such file or directory");
	prepare(&p, 2, 10, plain);
	p.options.program = "/bin/false";
	cannot_start(&p, "worker after worker ended before it could work (exit status 1)");
	setenv("PLUMB_FAULT", "spawn:0:11", 1);
	fault_init();
	prepare(&p, 2, 10, plain);
	cannot_start(&p, "cannot start a worker: resource temporarily unavailable");
	unsetenv("PLUMB_FAULT");
	fault_init();
	setenv("PLUMB_FAULT", "frame:1", 1);
	prepare(&p, 2, 10, plain);
	cannot_start(&p, "worker after worker");
	unsetenv("PLUMB_FAULT");
}

/* ---- isolation ---- */

static void a_worker_keeps_a_socket_and_nothing_else(void **state)
{
	struct portfolio p;
	pid_t pids[8];
	char path[64], line[256], status[64] = "";
	FILE *f;
	int fds = 0;

	(void)state;
	prepare(&p, 1, 0, plain);
	portfolio_start(&p);
	portfolio_run(&p);
	assert_int_equal(children(pids, 8), 1);
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pids[0]);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "Seccomp:", 8) || !strncmp(line, "NoNewPrivs:", 11))
			strcat(status, strpbrk(line, "12"));
	}
	fclose(f);
	assert_string_equal(status, "1\n2\n");
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pids[0], i);
		fds += readlink(path, line, sizeof(line)) > 0;
	}
	assert_int_equal(fds, 4); /* three times /dev/null, and the socket */
	portfolio_stop(&p, 1);
	portfolio_release(&p);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_that_loops_is_quarantined_the_same_for_any_number_of_workers),
		cmocka_unit_test(a_watched_rule_that_does_not_judge_is_an_error),
		cmocka_unit_test(what_not_even_the_hook_ends_is_killed_and_named),
		cmocka_unit_test(what_had_to_be_killed_is_read_as_an_error_and_not_tried_again),
		cmocka_unit_test(a_match_that_loops_takes_its_rules_out_and_no_others),
		cmocka_unit_test(a_match_that_not_even_the_hook_ends_costs_the_document),
		cmocka_unit_test(a_file_that_does_not_finish_loading_leaves_the_others),
		cmocka_unit_test(an_explanation_that_loops_is_an_answer),
		cmocka_unit_test(stray_kills_change_no_verdict),
		cmocka_unit_test(a_stopped_worker_is_replaced),
		cmocka_unit_test(crashes_between_evaluations_lose_nothing),
		cmocka_unit_test(a_document_that_kills_every_worker_is_refused_and_the_rest_judged),
		cmocka_unit_test(garbage_from_a_worker_loses_nothing),
		cmocka_unit_test(whoever_is_out_of_memory_the_end_is_reached),
		cmocka_unit_test(says_so_when_no_worker_can_be_had),
		cmocka_unit_test(a_worker_keeps_a_socket_and_nothing_else),
	};
	PORTFOLIO_WORKER(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
