/* SPDX-License-Identifier: MIT */
/* What forecast.h promises; that its verdicts are those of the days themselves is tested from outside (tests/cli). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "portfolio.h"
#include "work/forecast.h"

#define DAY INT64_C(86400000)
#define JULY_1 INT64_C(1782864000000) /* 2026-07-01T00:00:00Z */

static const char policy[] =
	"rule 'due' { severity = 'error', each = 'risks', check = function(risk) return not overdue(risk.identified_on) end, message = 'due' }\n"
	"rule 'list' { severity = 'warning', each = function(project) return filter(project.risks, function(r) return not older_than(r.identified_on, '2d') end) end,\n"
	"  check = function(risk) return risk.owner end, message = 'nobody owns it' }\n"
	"rule 'still' { severity = 'error', check = function(project) return project.owner end, message = 'm' }\n"
	"rule 'minutes' { severity = 'info', check = function(project) return project.on_site or now() ~= nil end, message = 'm' }\n";

struct bench {
	struct engine *engine;
	struct record_builder *builder;
	struct json_reader *reader;
	struct forecast *forecast;
	struct buf told;
	size_t room, count;
};

static void bench_open(struct bench *b, const char *text)
{
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct err err = ERR_INIT;

	memset(b, 0, sizeof(*b));
	o.as_of_ms = JULY_1;
	buf_init(&b->told);
	b->room = SIZE_MAX;
	assert_int_equal(engine_new(&o, &b->engine, &err), 0);
	assert_int_equal(engine_add_file(b->engine, "a.lua", text, strlen(text), &err), 0);
	if (engine_load(b->engine, &d, &err) < 0)
		fail_msg("%s", d.count ? d.items[0].message : err.message);
	diagnostics_release(&d);
	b->builder = record_builder_new(engine_schema(b->engine), false);
	b->reader = json_reader_new();
	assert_int_equal(forecast_new(b->engine, &b->forecast, &err), 0);
}

static void bench_close(struct bench *b)
{
	forecast_free(b->forecast);
	record_builder_free(b->builder);
	json_reader_free(b->reader);
	engine_free(b->engine);
	buf_release(&b->told);
}

static void on_judgement(void *ctx, const struct judgement *v)
{
	struct bench *b = ctx;

	forecast_note(b->forecast, v);
}

static bool on_change(void *ctx, const struct transition *t)
{
	struct bench *b = ctx;

	buf_addf(&b->told, "%lld.%03lld %s %s: %s > %s\n", (long long)((t->at - JULY_1) / DAY), (long long)((t->at - JULY_1) % DAY / 1000),
		engine_rule(b->engine, t->to.rule)->id, t->to.element, verdict_names[t->from], verdict_names[t->to.verdict]);
	return ++b->count < b->room;
}

static int64_t foretell(struct bench *b, const char *document, int64_t until)
{
	const struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct judge_filter filter = { .passes = forecast_begin(b->forecast) };
	struct err err = ERR_INIT;
	struct json_value root;
	struct record r;

	buf_clear(&b->told);
	b->count = 0;
	assert_int_equal(json_read(b->reader, document, strlen(document), &limits, &root, &err), 0);
	assert_int_equal(record_build(b->builder, root, &r, &violations, &err), 0);
	assert_int_equal(engine_judge(b->engine, r, &filter, on_judgement, b, &err), 0);
	return forecast_run(b->forecast, r, until, on_change, b);
}

#define RISKS "{\"id\":\"A\",\"name\":\"n\",\"on_site\":true,\"risks\":[{\"name\":\"x\",\"identified_on\":\"2026-07-04\"},{\"name\":\"y\",\"identified_on\":\"2026-07-02\"}," \
	"{\"name\":\"y\",\"identified_on\":\"2026-07-08\",\"owner\":\"Li\"},{\"name\":\"z\",\"identified_on\":\"2026-07-06\"}]}"

static void elements_are_known_again_wherever_they_stand(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, policy);
	assert_true(foretell(&b, RISKS, JULY_1 + 365 * DAY) == JULY_1 + 365 * DAY);
	assert_string_equal(b.told.data,
		"2.000 a.due risks[y]: pass > fail\n"
		"4.000 a.due risks[x]: pass > fail\n"
		"4.000 a.list risks[y]: fail > not_applicable\n" /* the second y goes on, as does what stands behind it */
		"6.000 a.due risks[z]: pass > fail\n"
		"6.000 a.list risks[x]: fail > not_applicable\n"
		"8.000 a.due risks[y#2]: pass > fail\n"
		"8.000 a.list risks[z]: fail > not_applicable\n");
	bench_close(&b);
}

static void the_engine_is_as_before(void **state)
{
	struct bench b;
	uint64_t before[4 * VERDICT_COUNT];
	char *first;

	(void)state;
	bench_open(&b, policy);
	foretell(&b, RISKS, JULY_1);
	assert_int_equal(b.count, 0);
	memcpy(before, engine_counts(b.engine), sizeof(before));
	foretell(&b, RISKS, JULY_1 + 365 * DAY);
	first = strdup(b.told.data);
	for (size_t i = 0; i < 4 * VERDICT_COUNT; i++)
		assert_true(engine_counts(b.engine)[i] == 2 * before[i]);
	assert_true(engine_as_of(b.engine) == JULY_1);
	foretell(&b, "{\"id\":\"B\",\"name\":\"n\",\"on_site\":true,\"owner\":\"Li\",\"risks\":[]}", JULY_1 + 365 * DAY);
	assert_string_equal(b.told.data, ""); /* nothing of the record before */
	foretell(&b, RISKS, JULY_1 + 365 * DAY);
	assert_string_equal(b.told.data, first);
	free(first);
	bench_close(&b);
}

static void it_ends_where_there_is_no_room(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, policy);
	b.room = 2;
	/* what belongs to the moment is told, and up to where that is all */
	assert_true(foretell(&b, RISKS, JULY_1 + 365 * DAY) == JULY_1 + 6 * DAY - 1);
	assert_int_equal(b.count, 3);
	bench_close(&b);
}

static void it_ends_after_too_many_moments(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b, policy);
	/* without on_site a rule asks for the minute */
	assert_true(foretell(&b, "{\"id\":\"A\",\"name\":\"n\",\"owner\":\"Li\",\"risks\":[]}", JULY_1 + 365 * DAY) == JULY_1 + (FORECAST_STEPS_MOST + 1) * 60000 - 1);
	bench_close(&b);
}

/* ---- through the pool ---- */

static void one_risk(size_t i, struct buf *out)
{
	buf_addf(out, "{\"id\":\"P-%zu\",\"name\":\"n\",\"on_site\":true,\"risks\":[{\"name\":\"x\",\"identified_on\":\"2026-07-%02zu\"}]}", i, i % 28 + 1);
}

static void swept(struct portfolio *p, unsigned workers, int64_t until)
{
	portfolio_init(p, workers);
	p->generation.as_of_ms = JULY_1;
	portfolio_file(p, "a.lua", policy);
	p->documents = 300;
	p->make = one_risk;
	portfolio_start(p);
	if (until)
		pool_forecast(p->pool, until);
	portfolio_run(p);
	portfolio_stop(p, 4);
}

static void the_results_of_now_do_not_depend_on_it(void **state)
{
	struct portfolio without, with, more;

	(void)state;
	swept(&without, 1, 0);
	swept(&with, 1, JULY_1 + 100 * DAY);
	swept(&more, 3, JULY_1 + 100 * DAY);
	assert_null(strstr(without.seen.data, " -> "));
	assert_non_null(strstr(with.seen.data, "  2 0 pass -> fail risks[x]: due\n"));
	assert_string_equal(more.seen.data, with.seen.data);
	/* and without what it foretells it is the same */
	for (char *at; (at = strstr(with.seen.data, " -> "));) {
		char *begin = at, *end = strchr(at, '\n') + 1;

		while (begin > with.seen.data && begin[-1] != '\n')
			begin--;
		memmove(begin, end, strlen(end) + 1);
	}
	assert_string_equal(with.seen.data, without.seen.data);
	portfolio_release(&without);
	portfolio_release(&with);
	portfolio_release(&more);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_known_again_wherever_they_stand),
		cmocka_unit_test(the_engine_is_as_before),
		cmocka_unit_test(it_ends_where_there_is_no_room),
		cmocka_unit_test(it_ends_after_too_many_moments),
		cmocka_unit_test(the_results_of_now_do_not_depend_on_it),
	};
	PORTFOLIO_WORKER(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
