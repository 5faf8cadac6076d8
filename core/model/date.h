/* SPDX-License-Identifier: MIT */
/*
 * date: days, moments, durations and zones; pure arithmetic over the proleptic Gregorian calendar.
 *
 * A date is a count of days since 1970-01-01. Years 0001 to 9999.
 */
#ifndef PLUMB_MODEL_DATE_H
#define PLUMB_MODEL_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/value.h"

#define DATE_MIN (-719162) /* 0001-01-01 */
#define DATE_MAX 2932896   /* 9999-12-31 */

int32_t date_from_ymd(int year, int month, int day); /* a day that exists */
void date_to_ymd(int32_t days, int *year, int *month, int *day);
int date_weekday(int32_t days); /* 1 Monday .. 7 Sunday (ISO 8601) */
int date_days_in_month(int year, int month);

/* ISO 8601 calendar date "2026-03-01": false when it is not exactly one (2026-02-30 is not). */
bool date_parse(const char *s, size_t len, int32_t *days);
/* RFC 3339 "2026-03-01T09:30:00+08:00": seconds may have a fraction (kept to the millisecond); 'Z', 'z', 't' and ' ' are
   taken; :60 is taken as :59. Offsets beyond 17 hours are refused: there is none. */
bool datetime_parse(const char *s, size_t len, value_t *out);
/* "14d" "24h" "5bd" "2w" "12mo" "90s" "30m" "-2d"; "1.5d" and "+2d" are refused. */
bool duration_parse(const char *s, size_t len, value_t *out);
size_t date_format(char out[32], int32_t days);
size_t datetime_format(char out[40], value_t v); /* as it was written */
size_t duration_format(char out[24], value_t v);
/* Months added keep the day where the month has it, else its last day; the result stays within the years 1 to 9999. */
int32_t date_add_months(int32_t days, int months);

/* A time zone as its transitions. The host resolves it (zone_load); workers get the table. */
struct zone {
	char name[48];
	int32_t base_offset;  /* seconds east of UTC before the first transition */
	size_t count;
	int64_t *at;          /* UTC seconds, ascending */
	int32_t *offset;      /* seconds east of UTC from at[i] on */
};
/* Reads an IANA zone ("Asia/Shanghai", "UTC") from the system's tz database, expanding its rule to the year 2100. */
int zone_load(struct zone *z, const char *name, struct err *err);
void zone_release(struct zone *z);
int32_t zone_offset(const struct zone *z, int64_t utc_seconds);
/* The day in this zone in which a moment lies, and the moment (UTC ms) at which a day begins there. */
int32_t zone_day(const struct zone *z, int64_t instant_ms);
int64_t zone_day_start_ms(const struct zone *z, int32_t days);

/*
 * A calendar of working days: weekends, holidays, make-up workdays. Knows for which years its holidays are known;
 * asking beyond them answers CALENDAR_UNKNOWN.
 */
struct calendar {
	uint8_t weekend;        /* bit (weekday - 1) set: not a working day; Saturday and Sunday: 0x60 */
	int first_year, last_year; /* years whose holidays are known, both included; first_year 0: all (no holidays exist) */
	size_t count;
	int32_t *day;           /* exceptions, ascending */
	bool *works;            /* true: a make-up workday; false: a holiday */
};
#define CALENDAR_UNKNOWN INT32_MIN
void calendar_release(struct calendar *c);
/* 1 works, 0 not, CALENDAR_UNKNOWN. */
int32_t calendar_works(const struct calendar *c, int32_t day);
/* The n-th working day after `day` (n < 0: before); n = 0 is `day` itself. */
int32_t calendar_add(const struct calendar *c, int32_t day, int32_t n);
/* Working days in (from, to]; negative when to < from. */
int32_t calendar_between(const struct calendar *c, int32_t from, int32_t to);
/* { "weekend": ["sat","sun"], "years": [2016, 2026], "days": [ {"date": "2026-01-01", "works": false, "name": "..."} ] } */
int calendar_from_json(struct calendar *c, const char *text, size_t len, struct err *err);

/*
 * Deadline: the last moment (UTC ms, exclusive end) of `from` + duration.
 * s, m, h: exactly that long after the moment (a date counts from its end of day). d, w, mo: to the end of that
 * day. bd: from the next day, to the end of the n-th working day.
 * false: the calendar does not know a year that is needed.
 */
bool deadline_after(const struct zone *z, const struct calendar *c, value_t from, value_t duration, int64_t *end_ms);

#endif
