/* SPDX-License-Identifier: MIT */
/* What wire.h promises, on the shapes that really travel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "work/protocol.h"

static struct judgement sample(void)
{
	return (struct judgement) {
		.rule = 7, .verdict = VERDICT_UNKNOWN, .severity = SEVERITY_CRITICAL, .element = "risks[credit]", .pointer = "/risks/0",
		.message = "cannot judge: risks[credit].score is absent", .missing = { "risks[credit].score", "budget.total" },
		.missing_count = 2, .details = "{\"a\":1}", .measure = 1.04, .measure_text = "104%", .limit_text = "",
		.failure = FAILURE_TIMEOUT, .file = NULL, .line = -3, .traceback = "", .flips_at = INT64_MAX,
	};
}

static void a_judgement_comes_back_as_it_went(void **state)
{
	const struct judgement in = sample();
	struct judgement out;
	struct buf b = BUF_INIT;
	struct arena a = ARENA_INIT;
	struct wire_reader r;

	(void)state;
	wire_pack(&b, &judgement_shape, &in);
	r = wire_reader(b.data, b.len, &a);
	assert_true(wire_unpack(&r, &judgement_shape, &out));
	assert_true(wire_at_end(&r));
	assert_int_equal(out.rule, 7);
	assert_int_equal(out.verdict, VERDICT_UNKNOWN);
	assert_int_equal(out.severity, SEVERITY_CRITICAL);
	assert_string_equal(out.element, in.element);
	assert_string_equal(out.message, in.message);
	assert_int_equal(out.missing_count, 2);
	assert_string_equal(out.missing[1], "budget.total");
	assert_true(out.measure == 1.04);
	assert_int_equal(out.failure, FAILURE_TIMEOUT);
	assert_null(out.file);
	assert_int_equal(out.line, -3);
	assert_true(out.flips_at == INT64_MAX);
	buf_release(&b);
	arena_release(&a);
}

static void numbers_keep_their_limits(void **state)
{
	static const int64_t moments[] = { INT64_MIN, INT64_MAX, 0, -1, -32, -33, 127, 128, -129, INT_MIN, INT_MAX, 1LL << 40 };
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		struct judgement in = sample(), out;
		struct buf b = BUF_INIT;
		struct wire_reader r;

		in.flips_at = moments[i];
		in.rule = UINT32_MAX;
		in.line = i & 1 ? INT_MIN : INT_MAX;
		in.measure = i & 1 ? NAN : -INFINITY;
		wire_pack(&b, &judgement_shape, &in);
		r = wire_reader(b.data, b.len, &a);
		assert_true(wire_unpack(&r, &judgement_shape, &out));
		assert_true(out.flips_at == moments[i]);
		assert_true(out.rule == UINT32_MAX);
		assert_true(out.line == in.line);
		assert_true(i & 1 ? isnan(out.measure) : out.measure == -INFINITY);
		buf_release(&b);
	}
	arena_release(&a);
}

static void a_generation_comes_back_with_zone_and_calendar(void **state)
{
	int64_t at[] = { -5, 1LL << 33 };
	int32_t offset[] = { 28800, -3600 }, day[] = { 20000, 20001, 20002 };
	bool works[] = { true, false, true };
	const struct zone zone = { "Asia/Shanghai", 28800, 2, at, offset };
	const struct calendar calendar = { 0x60, 2016, 2026, 3, day, works };
	const struct generation_file files[] = { { "risk/a.lua", "x\0y", 3 }, { "empty.lua", "", 0 } };
	const struct generation in = { files, 2, "policies/", -1, &zone, &calendar, "zh", true };
	struct generation out;
	struct buf b = BUF_INIT;
	struct arena a = ARENA_INIT;
	struct wire_reader r;

	(void)state;
	wire_pack(&b, &generation_shape, &in);
	r = wire_reader(b.data, b.len, &a);
	assert_true(wire_unpack(&r, &generation_shape, &out));
	assert_string_equal(out.zone->name, "Asia/Shanghai");
	assert_true(out.zone->count == 2 && out.zone->at[1] == 1LL << 33 && out.zone->offset[1] == -3600);
	assert_true(out.calendar->count == 3 && out.calendar->day[2] == 20002 && !out.calendar->works[1] && out.calendar->works[2]);
	assert_int_equal(out.count, 2);
	assert_int_equal(out.files[0].len, 3);
	assert_memory_equal(out.files[0].text, "x\0y", 4);
	assert_int_equal(out.files[1].len, 0);
	assert_true(out.lenient && out.as_of_ms == -1);
	buf_release(&b);
	arena_release(&a);
}

static void every_cut_is_noticed(void **state)
{
	const struct judgement in = sample();
	struct judgement out;
	struct buf b = BUF_INIT;
	struct arena a = ARENA_INIT;

	(void)state;
	wire_pack(&b, &judgement_shape, &in);
	for (size_t n = 0; n < b.len; n++) {
		char *cut = malloc(n + 1); /* of its own, so that a sanitizer sees a byte too many */
		struct wire_reader r = wire_reader(cut, n, &a);

		memcpy(cut, b.data, n);
		assert_false(wire_unpack(&r, &judgement_shape, &out));
		assert_true(r.bad);
		assert_false(wire_unpack(&r, &judgement_shape, &out));
		free(cut);
	}
	buf_release(&b);
	arena_release(&a);
}

static bool reads(const struct wire_shape *shape, const char *bytes, size_t n)
{
	char out[1024];
	struct arena a = ARENA_INIT;
	struct wire_reader r = wire_reader(bytes, n, &a);
	const bool ok = wire_unpack(&r, shape, out);

	arena_release(&a);
	return ok;
}

static void what_does_not_fit_its_member_is_refused(void **state)
{
	(void)state;
	/* a tally is { rule 32 bits, verdict, count }; a head holds a list of them */
	assert_true(reads(&test_request_shape, "\x91\xa2" "a\0", 4));
	assert_false(reads(&test_request_shape, "\x91\xa2" "ab", 4));               /* no NUL */
	assert_false(reads(&test_request_shape, "\x91\xa0", 2));                     /* not even room for one */
	assert_false(reads(&test_request_shape, "\x92\xa2" "a\0\x01", 5));           /* a field too many */
	assert_false(reads(&test_request_shape, "\x91\xdb\xff\xff\xff\xff", 6));     /* 4 GB */
	assert_false(reads(&results_head_shape, "\x96\x01\x00\x00\x02\x90\x90", 7)); /* a bool of 2 */
	assert_true(reads(&results_head_shape, "\x96\x01\x00\x00\x01\x90\x90", 7));
	assert_false(reads(&results_head_shape, "\x96\x01\x00\x00\x01\xdd\x40\x00\x00\x00\x90", 11)); /* 2^30 tallies */
	assert_false(reads(&results_head_shape, "\x96\x01\xcf\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x90\x90", 15)); /* 2^32 in 32 bits */
	assert_false(reads(&results_head_shape, "\x96\x01\xff\x00\x01\x90\x90", 7)); /* -1 in an unsigned one */
	assert_false(reads(&results_head_shape, "\x96\x01\x00\x00\x01\x91\x93\x00\x06\x01\x90", 11)); /* no such verdict */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_judgement_comes_back_as_it_went),
		cmocka_unit_test(numbers_keep_their_limits),
		cmocka_unit_test(a_generation_comes_back_with_zone_and_calendar),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(what_does_not_fit_its_member_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
