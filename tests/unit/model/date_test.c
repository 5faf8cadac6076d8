/* SPDX-License-Identifier: MIT */
/* Dates, datetimes, durations and deadlines: exactly what is a date, and exactly when it is too late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/date.h"

static int32_t day(const char *s)
{
	int32_t d;
	assert_true(date_parse(s, strlen(s), &d));
	return d;
}

static value_t moment(const char *s)
{
	value_t v;
	assert_true(datetime_parse(s, strlen(s), &v));
	return v;
}

static value_t duration(const char *s)
{
	value_t v;
	assert_true(duration_parse(s, strlen(s), &v));
	return v;
}

static void every_day_of_ten_millennia_is_the_one_after_the_last(void **state)
{
	(void)state;
	int y = 1, m = 1, d = 1;
	for (int32_t n = DATE_MIN; n <= DATE_MAX; n++) {
		int year, month, dom;
		date_to_ymd(n, &year, &month, &dom);
		if (year != y || month != m || dom != d || date_from_ymd(y, m, d) != n)
			fail_msg("day %d is %d-%d-%d, expected %d-%d-%d", n, year, month, dom, y, m, d);
		if (++d > date_days_in_month(y, m)) {
			d = 1;
			if (++m > 12) {
				m = 1;
				y++;
			}
		}
	}
	assert_int_equal(y, 10000);
}

static void days_count_from_1970(void **state)
{
	(void)state;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1969-12-31"), -1);
	assert_int_equal(day("2026-03-01"), 20513);
	assert_int_equal(day("0001-01-01"), DATE_MIN);
	assert_int_equal(day("9999-12-31"), DATE_MAX);
}

static void weekdays_are_those_of_iso_8601(void **state)
{
	(void)state;
	assert_int_equal(date_weekday(day("1970-01-01")), 4);
	assert_int_equal(date_weekday(day("2026-11-23")), 1);
	assert_int_equal(date_weekday(day("2026-11-29")), 7);
	assert_int_equal(date_weekday(day("1900-01-01")), 1);
	assert_int_equal(date_weekday(day("0001-01-01")), 1);
}

static void what_is_not_exactly_a_date_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"", "2026", "2026-3-1", "2026-02-30", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32",
		"0000-01-01", "2026/01/01", "01-02-2026", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00:00Z", "20260101", "2026-1a-01",
		"-026-01-01", "+026-01-01", "\xef\xbc\x92""026-01-01",
	};
	int32_t d;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (date_parse(wrong[i], strlen(wrong[i]), &d))
			fail_msg("taken: '%s'", wrong[i]);
	assert_true(date_parse("2024-02-29", 10, &d));
	assert_true(date_parse("2000-02-29", 10, &d));
}

static void a_date_prints_as_it_was_written(void **state)
{
	(void)state;
	char out[32];
	assert_int_equal(date_format(out, day("0007-01-09")), 10);
	assert_string_equal(out, "0007-01-09");
}

static void a_datetime_prints_as_it_was_written(void **state)
{
	(void)state;
	static const char *const same[] = {
		"2026-03-01T09:30:00+08:00", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00.125-03:30", "1969-12-31T23:59:59Z",
		"0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-12:00", "2026-03-01T00:00:00.001+00:01", "2026-03-01T00:00:00-17:00",
	};
	char out[40];
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_int_equal(datetime_format(out, moment(same[i])), strlen(same[i]));
		assert_string_equal(out, same[i]);
	}
	datetime_format(out, moment("2026-03-01 09:30:00z"));
	assert_string_equal(out, "2026-03-01T09:30:00Z");
	datetime_format(out, moment("2026-03-01t09:30:00.5-00:00"));
	assert_string_equal(out, "2026-03-01T09:30:00.500Z");
	datetime_format(out, moment("2016-12-31T23:59:60Z"));
	assert_string_equal(out, "2016-12-31T23:59:59Z");
	datetime_format(out, moment("2026-03-01T00:00:00.1239999Z")); /* cut, not rounded into the next second */
	assert_string_equal(out, "2026-03-01T00:00:00.123Z");
}

static void the_same_moment_is_the_same_instant_in_any_zone(void **state)
{
	(void)state;
	assert_int_equal(value_datetime_instant(moment("2026-03-01T09:30:00+08:00")), value_datetime_instant(moment("2026-03-01T01:30:00Z")));
	assert_int_equal(value_datetime_instant(moment("1970-01-01T00:00:00.007Z")), 7);
	assert_int_equal(value_datetime_instant(moment("1969-12-31T23:59:59.999Z")), -1);
	assert_true(value_datetime_instant(moment("9999-12-31T23:59:59Z")) > value_datetime_instant(moment("6325-06-01T00:00:00Z")));
	assert_int_equal(value_datetime_seconds(moment("9999-12-31T23:59:59Z")), 253402300799);
}

static void what_is_not_rfc_3339_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"2026-03-01", "2026-03-01T09:30", "2026-03-01T09:30:00", "2026-03-01T09:30Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
		"2026-03-01T09:30:61Z", "2026-02-30T09:30:00Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00+0800", "2026-03-01T09:30:00+8:00",
		"2026-03-01T09:30:00+08:60", "2026-03-01T09:30:00+18:00", "2026-03-01T09:30:00+08:00 ", "2026-03-01T09:30:00Zz", "2026-03-01X09:30:00Z",
		"2026-03-01T9:30:00Z", "2026-03-01T09:30:00,5Z", "2026-03-01T09:30:00.5", "",
	};
	value_t v;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (datetime_parse(wrong[i], strlen(wrong[i]), &v))
			fail_msg("taken: '%s'", wrong[i]);
}

static void durations_have_a_whole_count_and_a_unit(void **state)
{
	(void)state;
	static const char *const same[] = { "90s", "30m", "24h", "14d", "5bd", "2w", "12mo", "0d", "-2d", "2147483647s" };
	static const char *const wrong[] = { "", "d", "14", "1.5d", "14 d", "14D", "14days", "d14", "+2d", "--2d", "-", "2147483648s", "14dd", "1y", "1b", "14d ", "99999999999999999999d" };
	char out[24];
	value_t v;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		duration_format(out, duration(same[i]));
		assert_string_equal(out, same[i]);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (duration_parse(wrong[i], strlen(wrong[i]), &v))
			fail_msg("taken: '%s'", wrong[i]);
	assert_int_equal(value_duration_unit(duration("12mo")), DURATION_MONTH);
	assert_int_equal(value_duration_unit(duration("12m")), DURATION_MINUTE);
}

static void months_end_where_the_month_ends(void **state)
{
	(void)state;
	assert_int_equal(date_add_months(day("2026-01-31"), 1), day("2026-02-28"));
	assert_int_equal(date_add_months(day("2024-01-31"), 1), day("2024-02-29"));
	assert_int_equal(date_add_months(day("2024-02-29"), 12), day("2025-02-28"));
	assert_int_equal(date_add_months(day("2026-03-31"), -1), day("2026-02-28"));
	assert_int_equal(date_add_months(day("2026-01-15"), -13), day("2024-12-15"));
	assert_int_equal(date_add_months(day("2026-11-30"), 2), day("2027-01-30"));
	assert_int_equal(date_add_months(day("2026-11-30"), INT32_MAX), DATE_MAX);
	assert_int_equal(date_add_months(day("2026-11-30"), INT32_MIN), DATE_MIN);
}

static struct zone utc = { .name = "UTC" };
static int64_t shanghai_at = INT64_MIN;
static int32_t shanghai_offset = 8 * 3600;
static struct zone shanghai = { .name = "Asia/Shanghai", .count = 1, .at = &shanghai_at, .offset = &shanghai_offset };
static struct calendar five_days = { .weekend = 0x60 };

static int64_t deadline(const struct zone *z, value_t from, const char *after)
{
	int64_t end;
	assert_true(deadline_after(z, &five_days, from, duration(after), &end));
	return end;
}

static int64_t instant(const char *s)
{
	return value_datetime_instant(moment(s));
}

static void hours_run_from_the_moment(void **state)
{
	(void)state;
	assert_int_equal(deadline(&shanghai, moment("2026-03-01T09:30:00Z"), "24h"), instant("2026-03-02T09:30:00Z"));
	assert_int_equal(deadline(&shanghai, moment("2026-03-01T09:30:00Z"), "90s"), instant("2026-03-01T09:31:30Z"));
	assert_int_equal(deadline(&shanghai, moment("2026-03-01T09:30:00Z"), "-30m"), instant("2026-03-01T09:00:00Z"));
	/* a date counts from its end */
	assert_int_equal(deadline(&utc, value_date(day("2026-03-01")), "24h"), instant("2026-03-03T00:00:00Z"));
}

static void days_run_to_the_end_of_a_day_in_the_zone(void **state)
{
	(void)state;
	assert_int_equal(deadline(&utc, value_date(day("2026-03-01")), "14d"), instant("2026-03-16T00:00:00Z"));
	assert_int_equal(deadline(&shanghai, value_date(day("2026-03-01")), "14d"), instant("2026-03-16T00:00:00+08:00"));
	/* 20:00 UTC is the next day in Shanghai */
	assert_int_equal(deadline(&shanghai, moment("2026-03-01T20:00:00Z"), "1d"), instant("2026-03-04T00:00:00+08:00"));
	assert_int_equal(deadline(&utc, value_date(day("2026-01-31")), "1mo"), instant("2026-03-01T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-01-31")), "2w"), instant("2026-02-15T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-01-31")), "0d"), instant("2026-02-01T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-01-31")), "2147483647d"), ((int64_t)DATE_MAX + 1) * 86400000);
}

static void working_days_run_from_the_next_day(void **state)
{
	(void)state;
	/* Friday 2026-11-20: one working day later is Monday, to its end */
	assert_int_equal(deadline(&utc, value_date(day("2026-11-20")), "1bd"), instant("2026-11-24T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-11-21")), "1bd"), instant("2026-11-24T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-11-23")), "5bd"), instant("2026-12-01T00:00:00Z"));
	assert_int_equal(deadline(&utc, value_date(day("2026-11-23")), "-1bd"), instant("2026-11-21T00:00:00Z"));
	assert_int_equal(deadline(&shanghai, moment("2026-11-20T17:00:00Z"), "1bd"), instant("2026-11-24T00:00:00+08:00"));
}

static void a_deadline_in_an_unknown_year_is_not_guessed(void **state)
{
	(void)state;
	struct calendar known = { .weekend = 0x60, .first_year = 2026, .last_year = 2026 };
	int64_t end;
	assert_false(deadline_after(&utc, &known, value_date(day("2026-12-30")), duration("5bd"), &end));
	assert_true(deadline_after(&utc, &known, value_date(day("2026-12-30")), duration("1bd"), &end));
	assert_int_equal(end, instant("2027-01-01T00:00:00Z"));
	assert_true(deadline_after(&utc, &known, value_date(day("2026-12-30")), duration("5d"), &end));
	/* and neither a date nor a datetime is no start */
	assert_false(deadline_after(&utc, &known, duration("1d"), duration("1d"), &end));
	assert_false(deadline_after(&utc, &known, value_date(0), value_date(0), &end));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_ten_millennia_is_the_one_after_the_last),
		cmocka_unit_test(days_count_from_1970),
		cmocka_unit_test(weekdays_are_those_of_iso_8601),
		cmocka_unit_test(what_is_not_exactly_a_date_is_refused),
		cmocka_unit_test(a_date_prints_as_it_was_written),
		cmocka_unit_test(a_datetime_prints_as_it_was_written),
		cmocka_unit_test(the_same_moment_is_the_same_instant_in_any_zone),
		cmocka_unit_test(what_is_not_rfc_3339_is_refused),
		cmocka_unit_test(durations_have_a_whole_count_and_a_unit),
		cmocka_unit_test(months_end_where_the_month_ends),
		cmocka_unit_test(hours_run_from_the_moment),
		cmocka_unit_test(days_run_to_the_end_of_a_day_in_the_zone),
		cmocka_unit_test(working_days_run_from_the_next_day),
		cmocka_unit_test(a_deadline_in_an_unknown_year_is_not_guessed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
