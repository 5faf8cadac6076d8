/* SPDX-License-Identifier: MIT */
/* Calendars: weekends, holidays and make-up workdays; what is not known is not guessed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "json/read.h"
#include "model/date.h"

static int32_t day(const char *s)
{
	int32_t d;
	assert_true(date_parse(s, strlen(s), &d));
	return d;
}

static struct calendar from_file(const char *path)
{
	struct calendar c;
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;
	assert_int_equal(buf_read_file(&b, path, 1 << 20), 0);
	if (calendar_from_json(&c, b.data, b.len, &err) < 0)
		fail_msg("%s: %s at %s", path, err.message, err.pointer);
	buf_release(&b);
	return c;
}

static struct calendar china(void)
{
	return from_file("policies/data/calendar.cn.json");
}

static void the_spring_festival_is_free_and_made_up_for(void **state)
{
	(void)state;
	struct calendar c = china();
	assert_int_equal(calendar_works(&c, day("2026-02-17")), 0);
	assert_int_equal(calendar_works(&c, day("2026-02-14")), 1); /* a Saturday that is worked */
	assert_int_equal(calendar_works(&c, day("2026-02-21")), 0);
	assert_int_equal(calendar_works(&c, day("2026-02-25")), 1);
	assert_int_equal(calendar_works(&c, day("2026-11-21")), 0);
	assert_int_equal(calendar_works(&c, day("2026-11-23")), 1);
	/* the notice of a later year named days of the December before */
	assert_int_equal(calendar_works(&c, day("2018-12-29")), 1);
	assert_int_equal(calendar_works(&c, day("2018-12-31")), 0);
	calendar_release(&c);
}

static void years_that_are_not_known_are_not_guessed(void **state)
{
	(void)state;
	struct calendar c = china();
	assert_int_equal(calendar_works(&c, day("2015-12-31")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_works(&c, day("2016-01-01")), 0);
	assert_int_equal(calendar_works(&c, day("2026-12-31")), 1);
	assert_int_equal(calendar_works(&c, day("2027-01-01")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_works(&c, day("2027-01-02")), CALENDAR_UNKNOWN); /* a Saturday may be worked */
	assert_int_equal(calendar_add(&c, day("2026-12-30"), 1), day("2026-12-31"));
	assert_int_equal(calendar_add(&c, day("2026-12-30"), 2), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(&c, day("2015-12-31"), 1), day("2016-01-04")); /* the start itself is not asked about */
	assert_int_equal(calendar_add(&c, day("2015-12-30"), 1), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(&c, day("2015-06-01"), 500), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(&c, day("2027-01-01"), -1), day("2026-12-31"));
	assert_int_equal(calendar_add(&c, day("2030-01-01"), -1), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(&c, day("2030-01-01"), 0), day("2030-01-01"));
	assert_int_equal(calendar_between(&c, day("2015-12-31"), day("2016-01-05")), 2);
	assert_int_equal(calendar_between(&c, day("2015-12-30"), day("2016-01-05")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_between(&c, day("2026-12-30"), day("2027-01-01")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_between(&c, day("2027-01-01"), day("2026-12-30")), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_between(&c, day("2030-01-01"), day("2030-01-01")), 0);
	calendar_release(&c);
}

static void without_holidays_every_year_is_known(void **state)
{
	(void)state;
	struct calendar c = from_file("policies/data/calendar.default.json");
	assert_int_equal(calendar_works(&c, day("1900-01-01")), 1);
	assert_int_equal(calendar_works(&c, day("9998-01-03")), 0);
	assert_int_equal(calendar_add(&c, day("2026-11-20"), 1), day("2026-11-23"));
	assert_int_equal(calendar_add(&c, day("2026-11-21"), 1), day("2026-11-23"));
	assert_int_equal(calendar_add(&c, day("2026-11-23"), -1), day("2026-11-20"));
	assert_int_equal(calendar_add(&c, day("2026-11-23"), 5), day("2026-11-30"));
	assert_int_equal(calendar_add(&c, day("2026-11-23"), 500000), day("2026-11-23") + 700000);
	assert_int_equal(calendar_add(&c, day("2026-11-23"), INT32_MAX), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(&c, day("2026-11-23"), INT32_MIN), CALENDAR_UNKNOWN);
	assert_int_equal(calendar_between(&c, day("2026-11-20"), day("2026-11-23")), 1);
	assert_int_equal(calendar_between(&c, day("2026-11-23"), day("2026-11-20")), -1);
	assert_int_equal(calendar_between(&c, day("2026-11-20"), day("2026-11-22")), 0);
	calendar_release(&c);
}

static void leaps_agree_with_counting_day_by_day(void **state)
{
	(void)state;
	struct calendar calendars[] = {
		china(), from_file("policies/data/calendar.default.json"), { .weekend = 0 }, { .weekend = 0x10 /* Friday */ },
	};
	for (size_t k = 0; k < sizeof calendars / sizeof *calendars; k++) {
		struct calendar *c = &calendars[k];
		for (int32_t from = day("2017-12-20"); from < day("2019-02-20"); from += 3) {
			int32_t n = 0;
			for (int32_t to = from + 1; to < from + 400; to++) {
				n += calendar_works(c, to);
				if (calendar_between(c, from, to) != n || calendar_between(c, to, from) != -n)
					fail_msg("calendar %zu: (%d, %d] has %d", k, from, to, n);
				if (calendar_works(c, to) && calendar_add(c, from, n) != to)
					fail_msg("calendar %zu: %d + %d is not %d", k, from, n, to);
			}
			n = 0;
			for (int32_t to = from - 1; to > from - 400; to--) {
				n += calendar_works(c, to);
				if (calendar_works(c, to) && calendar_add(c, from, -n) != to)
					fail_msg("calendar %zu: %d - %d is not %d", k, from, n, to);
			}
		}
		calendar_release(c);
	}
}

static void ten_years_are_counted_quickly(void **state)
{
	(void)state;
	struct calendar c = china();
	int64_t start = clock_cpu_ns();
	for (int i = 0; i < 1000; i++)
		assert_int_equal(calendar_between(&c, day("2016-01-01"), day("2026-01-01")), 2495);
	print_message("calendar_between over ten years: %lld ns\n", (long long)(clock_cpu_ns() - start) / 1000);
	start = clock_cpu_ns();
	for (int i = 0; i < 1000; i++)
		assert_int_equal(calendar_add(&c, day("2026-02-10"), 5), day("2026-02-24"));
	print_message("calendar_add of 5 over a holiday: %lld ns\n", (long long)(clock_cpu_ns() - start) / 1000);
	calendar_release(&c);
}

static void mistakes_in_a_file_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pointer, *says;
	} cases[] = {
		{ "[]", "", "expected a calendar" },
		{ "{}", "", "weekend" },
		{ "{\"weekend\":[\"saturday\"]}", "/weekend", "mon, tue" },
		{ "{\"weekend\":\"sat\"}", "/weekend", "list" },
		{ "{\"weekend\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]}", "/weekend", "no day" },
		{ "{\"weekends\":[\"sat\"]}", "", "'weekends'" },
		{ "{\"weekend\":[],\"years\":[2026]}", "/years", "first and the last" },
		{ "{\"weekend\":[],\"years\":[2027,2026]}", "/years", "first and the last" },
		{ "{\"weekend\":[],\"years\":[2026,\"2027\"]}", "/years", "first and the last" },
		{ "{\"weekend\":[],\"days\":[{\"date\":\"2026-01-01\",\"works\":false}]}", "/years", "which years" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2027-01-01\",\"works\":false}]}", "/days", "2027-01-01 lies outside" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2026-01-01\",\"works\":false},{\"date\":\"2026-01-01\",\"works\":true}]}", "/days", "twice" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2026-1-1\",\"works\":false}]}", "/days/0", "not a date" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2026-01-01\"}]}", "/days/0", "worked" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2026-01-01\",\"works\":1}]}", "/days/0", "worked" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[{\"date\":\"2026-01-01\",\"works\":true,\"nmae\":\"x\"}]}", "/days/0", "'nmae'" },
		{ "{\"weekend\":[],\"years\":[2026,2026],\"days\":[7]}", "/days/0", "expected" },
		{ "{\"weekend\":[],\"days\":{}}", "/days", "list of days" },
		{ "{\"weekend\":[}", NULL, "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct calendar c;
		struct err err = ERR_INIT;
		if (calendar_from_json(&c, cases[i].text, strlen(cases[i].text), &err) != ERR_INPUT)
			fail_msg("taken: %s", cases[i].text);
		if (cases[i].pointer)
			assert_string_equal(err.pointer, cases[i].pointer);
		if (!strstr(err.message, cases[i].says))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_null(c.day);
		err_release(&err);
	}
}

static void days_may_come_in_any_order(void **state)
{
	(void)state;
	static const char text[] = "{\"weekend\":[\"fri\",\"sat\"],\"years\":[2026,2026],\"days\":["
		"{\"date\":\"2026-03-02\",\"works\":false,\"name\":\"b\"},{\"date\":\"2026-01-02\",\"works\":true}]}";
	struct calendar c;
	assert_int_equal(calendar_from_json(&c, text, strlen(text), NULL), 0);
	assert_int_equal(calendar_works(&c, day("2026-01-02")), 1);
	assert_int_equal(calendar_works(&c, day("2026-01-03")), 0);
	assert_int_equal(calendar_works(&c, day("2026-01-04")), 1); /* a Sunday */
	assert_int_equal(calendar_works(&c, day("2026-03-02")), 0);
	calendar_release(&c);
}

/* Where the published files are at hand: every day of every year is as the last notice about it says. */
static void the_shipped_calendar_is_the_published_one(void **state)
{
	(void)state;
	const char *shared = getenv("PLUMB_SHARED");
	struct calendar c = china();
	struct json_reader *r = json_reader_new();
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	size_t found = 0, listed = 0;
	for (int year = 2015; year <= 2026; year++) {
		char path[600];
		struct buf b = BUF_INIT;
		struct json_value root, days, v, off;
		snprintf(path, sizeof path, "%s/samples/real/holiday-cn/%d.json", shared ? shared : "../shared", year);
		if (buf_read_file(&b, path, 1 << 20) < 0)
			break;
		assert_int_equal(json_read(r, b.data, b.len, &limits, &root, NULL), 0);
		assert_true(json_get(root, "days", &days));
		struct json_iter it;
		for (json_iter_begin(&it, days); json_iter_next(&it);) {
			assert_true(json_get(it.value, "date", &v) && json_get(it.value, "isOffDay", &off));
			size_t len;
			int32_t d = day(json_string(v, &len));
			if (d < day("2016-01-01"))
				continue;
			assert_int_equal(calendar_works(&c, d), json_type(off) == JSON_T_FALSE);
			listed++;
		}
		found++;
		buf_release(&b);
	}
	json_reader_free(r);
	size_t count = c.count;
	calendar_release(&c);
	if (!found)
		skip();
	assert_int_equal(listed, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_spring_festival_is_free_and_made_up_for),
		cmocka_unit_test(years_that_are_not_known_are_not_guessed),
		cmocka_unit_test(without_holidays_every_year_is_known),
		cmocka_unit_test(leaps_agree_with_counting_day_by_day),
		cmocka_unit_test(ten_years_are_counted_quickly),
		cmocka_unit_test(mistakes_in_a_file_are_named),
		cmocka_unit_test(days_may_come_in_any_order),
		cmocka_unit_test(the_shipped_calendar_is_the_published_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
