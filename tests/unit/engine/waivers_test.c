/* SPDX-License-Identifier: MIT */
/* Waivers as the engine honours them: what they excuse, until when, and which of several. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "json/read.h"

static const char policy[] =
	"rule \"scored\" { severity = \"error\", each = \"risks\", check = function(risk) return risk.score < 12 end, message = \"{risk.name}\" }\n"
	"rule \"named\" { severity = \"error\", check = function(p) return p.name == \"x\" end, message = \"named\" }\n"
	"rule \"broken\" { severity = \"error\", check = function(p) local t = { n = 0 } return t.n end, message = \"b\" }\n"
	"rule \"dated\" { severity = \"error\", check = function(p) return not overdue(p.finish) and p.name == \"x\" end, message = \"d\" }\n";
enum { SCORED, NAMED, BROKEN, DATED };
static const char document[] = "{ \"id\": \"P\", \"name\": \"y\", \"finish\": \"2026-12-31\", \"risks\": [ { \"name\": \"low\", \"score\": 1 }, { \"name\": \"high\", \"score\": 20 }, { \"name\": \"gap\" }, { \"name\": \"top\", \"score\": 25 } ] }";
static const int64_t now = 1782000000000;

struct bench { struct engine *engine; struct json_reader *reader; struct record_builder *builder; struct record record; struct buf seen; };

static int open_bench(void **state)
{
	static struct bench b;
	struct engine_options o = engine_options_default();
	struct diagnostics d = { 0 };
	struct violations v = { 0 };
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_value root;
	struct err err = ERR_INIT;

	o.as_of_ms = now;
	assert_int_equal(engine_new(&o, &b.engine, &err), 0);
	assert_int_equal(engine_add_file(b.engine, "p.lua", policy, sizeof policy - 1, &err), 0);
	if (engine_load(b.engine, &d, &err))
		fail_msg("%s: %s", err.message, d.items[0].message);
	diagnostics_release(&d);
	b.reader = json_reader_new();
	b.builder = record_builder_new(engine_schema(b.engine), false);
	assert_int_equal(json_read(b.reader, document, sizeof document - 1, &limits, &root, &err), 0);
	assert_int_equal(record_build(b.builder, root, &b.record, &v, &err), 0);
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

	buf_addf(&b->seen, "%u %s %s", j->rule, verdict_names[j->verdict], j->element);
	if (j->waiver)
		buf_addf(&b->seen, " by %lld%s", (long long)j->waiver->number, j->waiver->stale ? " stale" : "");
	if (j->flips_at != INT64_MAX)
		buf_addf(&b->seen, " until %lld", (long long)(j->flips_at - now));
	buf_putc(&b->seen, '\n');
}

static void judge(struct bench *b, uint32_t rule, const struct waiver *w, size_t n, int64_t as_of, const char *expected)
{
	struct err err = ERR_INIT;

	buf_clear(&b->seen);
	engine_set_as_of(b->engine, as_of);
	engine_set_waivers(b->engine, w, n);
	assert_int_equal(engine_judge_rule(b->engine, rule, b->record, on_judgement, b, &err), 0);
	engine_set_waivers(b->engine, NULL, 0);
	assert_string_equal(b->seen.data, expected);
}

#define W(r, e, until, n) { .rule = r, .element = e, .expires_at = now + (until), .number = n, .reason = "", .requested_by = "", .approved_by = "" }

static void one_element_or_all(void **state)
{
	const struct waiver one = W(SCORED, "risks[high]", 50, 1), all = W(SCORED, "", 50, 2), other = W(NAMED, "risks[high]", 50, 3), absent = W(SCORED, "risks[hig]", 50, 4);

	judge(*state, SCORED, NULL, 0, now, "0 pass risks[low]\n0 fail risks[high]\n0 unknown risks[gap]\n0 fail risks[top]\n");
	judge(*state, SCORED, &one, 1, now, "0 pass risks[low]\n0 waived risks[high] by 1 until 50\n0 unknown risks[gap]\n0 fail risks[top]\n");
	/* what passes is not excused; what cannot be judged is */
	judge(*state, SCORED, &all, 1, now, "0 pass risks[low]\n0 waived risks[high] by 2 until 50\n0 waived risks[gap] by 2 until 50\n0 waived risks[top] by 2 until 50\n");
	judge(*state, SCORED, &other, 1, now, "0 pass risks[low]\n0 fail risks[high]\n0 unknown risks[gap]\n0 fail risks[top]\n");
	judge(*state, SCORED, &absent, 1, now, "0 pass risks[low]\n0 fail risks[high]\n0 unknown risks[gap]\n0 fail risks[top]\n");
}

static void until_a_moment(void **state)
{
	const struct waiver w = W(NAMED, "", 50, 1);

	judge(*state, NAMED, &w, 1, now + 49, "1 waived  by 1 until 50\n");
	judge(*state, NAMED, &w, 1, now + 50, "1 fail \n");
}

static void never_an_error(void **state)
{
	const struct waiver w = W(BROKEN, "", 50, 1);

	judge(*state, BROKEN, &w, 1, now, "2 error \n");
}

static void the_best_of_several(void **state)
{
	struct waiver w[] = { W(NAMED, "", 50, 1), W(NAMED, "", 70, 2), W(NAMED, "", 70, 3), W(NAMED, "", 60, 4), W(NAMED, "", 10, 5) };

	judge(*state, NAMED, w, 5, now, "1 waived  by 3 until 70\n");
	for (int i = 0; i < 4; i++)
		w[i].stale = true;
	judge(*state, NAMED, w, 5, now, "1 waived  by 5 until 10\n");
	/* when that one is over the stale ones excuse, and are told as such */
	judge(*state, NAMED, w, 5, now + 10, "1 waived  by 3 stale until 70\n");
}

static void what_comes_first_is_when_it_can_change(void **state)
{
	const int64_t day = 24 * 3600 * 1000ll, due = 1798761600000 - now; /* the end of 2026-12-31 */
	const struct waiver before = W(DATED, "", 5 * day, 1), after = W(DATED, "", due + day, 2);
	char expected[64];

	snprintf(expected, sizeof expected, "3 waived  by 1 until %lld\n", (long long)(5 * day));
	judge(*state, DATED, &before, 1, now, expected);
	snprintf(expected, sizeof expected, "3 waived  by 2 until %lld\n", (long long)due);
	judge(*state, DATED, &after, 1, now, expected);
}

static void counts_are_those_of_the_outcome(void **state)
{
	struct bench *b = *state;
	const struct waiver w = W(SCORED, "risks[top]", 50, 1);
	uint64_t before[VERDICT_COUNT], *counts = engine_counts(b->engine);

	memcpy(before, counts + SCORED * VERDICT_COUNT, sizeof before);
	judge(b, SCORED, &w, 1, now, "0 pass risks[low]\n0 fail risks[high]\n0 unknown risks[gap]\n0 waived risks[top] by 1 until 50\n");
	for (int v = 0; v < VERDICT_COUNT; v++)
		assert_int_equal(counts[SCORED * VERDICT_COUNT + v] - before[v], v == VERDICT_NOT_APPLICABLE || v == VERDICT_ERROR ? 0 : 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_element_or_all),
		cmocka_unit_test(until_a_moment),
		cmocka_unit_test(never_an_error),
		cmocka_unit_test(the_best_of_several),
		cmocka_unit_test(what_comes_first_is_when_it_can_change),
		cmocka_unit_test(counts_are_those_of_the_outcome),
	};
	return cmocka_run_group_tests(tests, open_bench, close_bench);
}
