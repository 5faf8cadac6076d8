/* SPDX-License-Identifier: MIT */
/*
 * value: a project's data in one 64-bit word.
 *
 * Records, lists, dates, times, durations and money in a foreign currency travel as one tagged word. Policies hold
 * it as a light userdata: nothing is allocated, two are equal when they mean the same, and a policy cannot make one.
 * The tag is in the top 4 bits.
 *
 *   REC, LIST, SET  kind 10 bits | project 28 | offset 22: where in which project's record (8-byte words)
 *   DATE            days since 1970-01-01, signed
 *   DATETIME        UTC seconds since 1970 39 bits signed | milliseconds 10 | offset from UTC in minutes 11, signed,
 *                   kept so that it prints as it was written; two are the same moment when seconds and milliseconds are
 *   DURATION        unit 4 bits | count 32, signed
 *   MONEY           index into the evaluation's table of foreign money (money in the project's currency is a float)
 *   ABSENT, UNKNOWN only in traced evaluation: index into its table of reasons
 *   RAW             a value of an unknown field kept under --lenient: project 28 | offset 22
 */
#ifndef PLUMB_MODEL_VALUE_H
#define PLUMB_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t value_t;

enum value_tag { VALUE_NONE, VALUE_REC, VALUE_LIST, VALUE_SET, VALUE_DATE, VALUE_DATETIME, VALUE_DURATION, VALUE_MONEY, VALUE_ABSENT, VALUE_UNKNOWN, VALUE_RAW };

#define VALUE_KIND_MAX 1023u
#define VALUE_PROJECT_MAX ((1u << 28) - 1)
#define VALUE_OFFSET_MAX ((1u << 22) - 1) /* words: a record is at most 32 MB */

static inline enum value_tag value_tag(value_t v) { return (enum value_tag)(v >> 60); }

static inline value_t value_ref(enum value_tag tag, unsigned kind, uint32_t project, uint32_t offset)
{
	return (uint64_t)tag << 60 | (uint64_t)kind << 50 | (uint64_t)project << 22 | offset;
}
static inline unsigned value_kind(value_t v) { return (unsigned)(v >> 50) & 0x3ff; }
static inline uint32_t value_project(value_t v) { return (uint32_t)(v >> 22) & VALUE_PROJECT_MAX; }
static inline uint32_t value_offset(value_t v) { return (uint32_t)v & VALUE_OFFSET_MAX; }

static inline value_t value_date(int32_t days) { return (uint64_t)VALUE_DATE << 60 | (uint32_t)days; }
static inline int32_t value_date_days(value_t v) { return (int32_t)(uint32_t)v; }

static inline value_t value_datetime(int64_t seconds, unsigned ms, int offset_minutes)
{
	return (uint64_t)VALUE_DATETIME << 60 | ((uint64_t)seconds & 0x7fffffffffULL) << 21 | (uint64_t)(ms & 0x3ff) << 11 | ((uint64_t)(offset_minutes) & 0x7ff);
}
static inline int64_t value_datetime_seconds(value_t v) { return (int64_t)(v << 4) >> 25; }
static inline unsigned value_datetime_ms(value_t v) { return (unsigned)(v >> 11) & 0x3ff; }
static inline int value_datetime_offset(value_t v) { return (int)((int64_t)(v << 53) >> 53); }
/* Milliseconds since 1970 UTC: the order of datetimes. */
static inline int64_t value_datetime_instant(value_t v) { return value_datetime_seconds(v) * 1000 + value_datetime_ms(v); }

enum duration_unit { DURATION_SECOND, DURATION_MINUTE, DURATION_HOUR, DURATION_DAY, DURATION_BUSINESS_DAY, DURATION_WEEK, DURATION_MONTH };
static inline value_t value_duration(enum duration_unit unit, int32_t count) { return (uint64_t)VALUE_DURATION << 60 | (uint64_t)unit << 32 | (uint32_t)count; }
static inline enum duration_unit value_duration_unit(value_t v) { return (enum duration_unit)(v >> 32 & 0xf); }
static inline int32_t value_duration_count(value_t v) { return (int32_t)(uint32_t)v; }

static inline value_t value_index(enum value_tag tag, uint32_t index) { return (uint64_t)tag << 60 | index; }
static inline uint32_t value_index_of(value_t v) { return (uint32_t)v; }

#endif
