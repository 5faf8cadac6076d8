/* SPDX-License-Identifier: MIT */
/* Zones: read from the system's tz database; days that begin in a gap, twice, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/date.h"
#include "model/zone_file.h"

static int64_t instant(const char *s)
{
	value_t v;
	assert_true(datetime_parse(s, strlen(s), &v));
	return value_datetime_instant(v);
}

static int32_t day(const char *s)
{
	int32_t d;
	assert_true(date_parse(s, strlen(s), &d));
	return d;
}

static struct zone load(const char *name)
{
	struct zone z;
	struct err err = ERR_INIT;
	if (access("/usr/share/zoneinfo/UTC", R_OK) != 0)
		skip();
	if (zone_load(&z, name, &err) < 0)
		fail_msg("%s: %s", name, err.message);
	assert_string_equal(z.name, name);
	return z;
}

static void assert_starts(const char *zone, const char *date, const char *at)
{
	struct zone z = load(zone);
	int64_t start = zone_day_start_ms(&z, day(date));
	if (start != instant(at))
		fail_msg("%s: %s starts at %lld, expected %s", zone, date, (long long)start, at);
	zone_release(&z);
}

static void utc_needs_no_database(void **state)
{
	(void)state;
	struct zone z;
	assert_int_equal(setenv("TZDIR", "/nonexistent", 1), 0);
	assert_int_equal(zone_load(&z, "UTC", NULL), 0);
	assert_int_equal(zone_offset(&z, 0), 0);
	assert_int_equal(zone_day(&z, -1), -1);
	assert_int_equal(zone_day_start_ms(&z, 1), 86400000);
	zone_release(&z);
	struct err err = ERR_INIT;
	assert_int_equal(zone_load(&z, "Asia/Shanghai", &err), ERR_INPUT);
	assert_non_null(strstr(err.hint, "tzdata"));
	err_release(&err);
	unsetenv("TZDIR");
}

static void offsets_follow_the_database(void **state)
{
	(void)state;
	struct zone z = load("Asia/Shanghai");
	assert_int_equal(zone_offset(&z, instant("2026-06-01T00:00:00Z") / 1000), 8 * 3600);
	assert_int_equal(zone_offset(&z, instant("1988-07-01T00:00:00Z") / 1000), 9 * 3600); /* China had summer time */
	assert_int_equal(zone_day(&z, instant("2026-03-01T15:59:59.999Z")), day("2026-03-01"));
	assert_int_equal(zone_day(&z, instant("2026-03-01T16:00:00Z")), day("2026-03-02"));
	zone_release(&z);
	z = load("America/New_York");
	assert_int_equal(zone_offset(&z, instant("2026-03-08T06:59:59Z") / 1000), -5 * 3600);
	assert_int_equal(zone_offset(&z, instant("2026-03-08T07:00:00Z") / 1000), -4 * 3600);
	/* beyond the file's table, by its rule */
	assert_int_equal(zone_offset(&z, instant("2099-07-01T00:00:00Z") / 1000), -4 * 3600);
	assert_int_equal(zone_offset(&z, instant("2099-12-01T00:00:00Z") / 1000), -5 * 3600);
	zone_release(&z);
	z = load("Australia/Sydney"); /* southern: the year begins in summer time */
	assert_int_equal(zone_offset(&z, instant("2098-01-01T00:00:00Z") / 1000), 11 * 3600);
	assert_int_equal(zone_offset(&z, instant("2098-07-01T00:00:00Z") / 1000), 10 * 3600);
	zone_release(&z);
	z = load("Europe/Dublin"); /* its rule has winter as the exception */
	assert_int_equal(zone_offset(&z, instant("2080-07-01T00:00:00Z") / 1000), 3600);
	assert_int_equal(zone_offset(&z, instant("2080-01-15T00:00:00Z") / 1000), 0);
	zone_release(&z);
}

static void a_day_begins_at_midnight_where_there_is_one(void **state)
{
	(void)state;
	assert_starts("Europe/Berlin", "2026-03-29", "2026-03-29T00:00:00+01:00"); /* clocks go forward at 02:00 */
	assert_starts("Europe/Berlin", "2026-03-30", "2026-03-30T00:00:00+02:00");
	assert_starts("Europe/Berlin", "2026-10-26", "2026-10-26T00:00:00+01:00");
	assert_starts("America/New_York", "2090-07-04", "2090-07-04T00:00:00-04:00");
	assert_starts("Pacific/Kiritimati", "2026-01-01", "2026-01-01T00:00:00+14:00");
}

static void a_day_without_midnight_begins_after_the_gap(void **state)
{
	(void)state;
	assert_starts("America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00");
	assert_starts("Africa/Cairo", "2024-04-26", "2024-04-26T01:00:00+03:00");
}

static void a_day_with_two_midnights_begins_at_the_first(void **state)
{
	(void)state;
	assert_starts("America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00"); /* 01:00 back to 00:00 */
	/* 24:00 back to 23:00: the day before is 25 hours long and midnight comes once */
	assert_starts("America/Sao_Paulo", "2018-02-18", "2018-02-18T00:00:00-03:00");
}

static void a_day_that_has_begun_does_not_end_before_the_next(void **state)
{
	(void)state;
	assert_starts("America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30"); /* 00:01 back to 23:01 of the day before */
	struct zone z = load("America/St_Johns");
	assert_int_equal(zone_day(&z, instant("2006-10-29T00:00:59-02:30")), day("2006-10-29"));
	assert_int_equal(zone_day(&z, instant("2006-10-28T23:01:00-03:30")), day("2006-10-29"));
	assert_int_equal(zone_day(&z, instant("2006-10-28T23:59:59-03:30")), day("2006-10-29"));
	assert_int_equal(zone_day(&z, instant("2006-10-29T00:00:00-03:30")), day("2006-10-29"));
	assert_int_equal(zone_day(&z, instant("2006-10-28T23:59:59-02:30")), day("2006-10-28"));
	assert_int_equal(zone_day(&z, instant("2006-10-30T00:00:00-03:30")), day("2006-10-30"));
	zone_release(&z);
}

static void a_day_that_was_skipped_begins_with_the_next(void **state)
{
	(void)state;
	assert_starts("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00");
	assert_starts("Pacific/Apia", "2011-12-31", "2011-12-31T00:00:00+14:00");
	assert_starts("Pacific/Apia", "2011-12-29", "2011-12-29T00:00:00-10:00");
}

static void it_agrees_with_the_c_library(void **state)
{
	(void)state;
	static const char *const names[] = {
		"Asia/Shanghai", "Europe/London", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
		"America/Nuuk", "Africa/Casablanca", "Asia/Gaza", "Pacific/Chatham", "America/Santiago", "Antarctica/Troll",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct zone z = load(names[i]);
		char tz[80] = ":";
		strcat(tz, names[i]);
		setenv("TZ", tz, 1);
		tzset();
		for (int64_t t = -2000000000; t < 4100000000; t += 1234567) {
			time_t at = (time_t)t;
			struct tm tm;
			localtime_r(&at, &tm);
			if (tm.tm_gmtoff != zone_offset(&z, t))
				fail_msg("%s at %lld: %d, the library says %ld", names[i], (long long)t, zone_offset(&z, t), tm.tm_gmtoff);
		}
		zone_release(&z);
	}
	unsetenv("TZ");
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "../etc/passwd", "Asia/../../etc/passwd", "/etc/localtime", "Asia//Shanghai", "Asia/", "Asia", "Asia/Shang hai", "posixrules", "tzdata.zi", "zone.tab",
		"A234567890123456789012345678901234567890123456789" };
	struct zone z;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = ERR_INIT;
		if (zone_load(&z, wrong[i], &err) == 0)
			fail_msg("taken: '%s'", wrong[i]);
		assert_int_equal(err.code, ERR_INPUT);
		assert_null(z.at);
		err_release(&err);
	}
}

static void a_near_name_is_suggested(void **state)
{
	(void)state;
	struct zone z = load("Asia/Shanghai"), other;
	zone_release(&z);
	struct err err = ERR_INIT;
	assert_int_equal(zone_load(&other, "asia/shanghai", &err), ERR_INPUT);
	assert_non_null(strstr(err.hint, "Asia/Shanghai"));
	err_release(&err);
	assert_int_equal(zone_load(&other, "Europe/Berln", &err), ERR_INPUT);
	assert_non_null(strstr(err.hint, "Europe/Berlin"));
	err_release(&err);
}

static void damaged_files_are_refused(void **state)
{
	(void)state;
	struct zone z = load("Europe/Berlin");
	zone_release(&z);
	struct buf b = BUF_INIT;
	assert_int_equal(buf_read_file(&b, "/usr/share/zoneinfo/Europe/Berlin", 1 << 20), 0);
	for (size_t len = 0; len < b.len; len++) { /* cut anywhere */
		struct zone cut = { 0 };
		unsigned char *copy = malloc(len ? len : 1);
		memcpy(copy, b.data, len);
		assert_int_equal(zone_parse(&cut, copy, len, NULL), ERR_INPUT);
		zone_release(&cut);
		free(copy);
	}
	buf_release(&b);
}

static void rules_are_expanded_as_posix_says(void **state)
{
	(void)state;
	static const struct {
		const char *rule, *at;
		int offset;
	} cases[] = {
		{ "EST5EDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -4 * 3600 },
		{ "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-03-29T00:59:59Z", -3 * 3600 }, /* Nuuk: a time before midnight */
		{ "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-03-29T01:00:00Z", -2 * 3600 },
		{ "AAA-1BBB,J60/0,J300/0", "2024-02-29T23:30:00Z", 2 * 3600 }, /* J60 is 1 March in leap years too */
		{ "AAA0BBB,59/0,300/0", "2024-02-29T00:30:00Z", 3600 },           /* 59 counts 29 February */
		{ "XXX3EDT4,0/0,J365/23", "2026-06-01T00:00:00Z", -4 * 3600 },    /* summer time all the year */
		{ "XXX3EDT4,0/0,J365/23", "2026-12-31T23:59:59Z", -4 * 3600 },
		{ "CST-8", "2026-06-01T00:00:00Z", 0 }, /* says nothing that the table does not: here an empty one */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct zone z = { 0 };
		assert_int_equal(zone_push_rule(&z, cases[i].rule, strlen(cases[i].rule), INT64_MIN), 0);
		assert_int_equal(zone_offset(&z, instant(cases[i].at) / 1000), cases[i].offset);
		zone_release(&z);
	}
	static const char *const wrong[] = { "", "E5", "EST", "EST5EDT", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.2.0", "EST5EDT,M3.2.0,M11.1.0x", "<EST5", "EST200", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,J0,J10", "EST5EDT,366,10" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct zone z = { 0 };
		if (zone_push_rule(&z, wrong[i], strlen(wrong[i]), INT64_MIN) != ERR_INPUT)
			fail_msg("taken: '%s'", wrong[i]);
		zone_release(&z);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utc_needs_no_database),
		cmocka_unit_test(offsets_follow_the_database),
		cmocka_unit_test(a_day_begins_at_midnight_where_there_is_one),
		cmocka_unit_test(a_day_without_midnight_begins_after_the_gap),
		cmocka_unit_test(a_day_with_two_midnights_begins_at_the_first),
		cmocka_unit_test(a_day_that_has_begun_does_not_end_before_the_next),
		cmocka_unit_test(a_day_that_was_skipped_begins_with_the_next),
		cmocka_unit_test(it_agrees_with_the_c_library),
		cmocka_unit_test(names_that_lead_elsewhere_are_refused),
		cmocka_unit_test(a_near_name_is_suggested),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(rules_are_expanded_as_posix_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
