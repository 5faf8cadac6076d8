/* SPDX-License-Identifier: MIT */
/*
 * calendar: working days. The weekend repeats every seven days, so a stretch without exceptions is counted or leapt
 * over in whole weeks; only exceptions are looked at one by one.
 */
#include "model/date.h"

#include <stdlib.h>

void calendar_release(struct calendar *c)
{
	free(c->day);
	free(c->works);
	*c = (struct calendar){ 0 };
}

/* The days about which the calendar can say something. */
static void known(const struct calendar *c, int32_t *first, int32_t *last)
{
	*first = c->first_year ? date_from_ymd(c->first_year, 1, 1) : DATE_MIN;
	*last = c->first_year ? date_from_ymd(c->last_year, 12, 31) : DATE_MAX;
}

/* Index of the first exception at or after `day`. */
static size_t exception_from(const struct calendar *c, int32_t day)
{
	size_t low = 0, high = c->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (c->day[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool weekend(const struct calendar *c, int32_t day)
{
	return c->weekend >> (date_weekday(day) - 1) & 1;
}

static int working_weekdays(const struct calendar *c)
{
	return 7 - __builtin_popcount(c->weekend & 0x7f);
}

int32_t calendar_works(const struct calendar *c, int32_t day)
{
	int32_t first, last;
	known(c, &first, &last);
	if (day < first || day > last)
		return CALENDAR_UNKNOWN;
	size_t i = exception_from(c, day);
	if (i < c->count && c->day[i] == day)
		return c->works[i];
	return !weekend(c, day);
}

int32_t calendar_between(const struct calendar *c, int32_t from, int32_t to)
{
	if (to == from)
		return 0;
	if (to < from) {
		int32_t n = calendar_between(c, to, from);
		return n == CALENDAR_UNKNOWN ? n : -n;
	}
	int32_t first, last;
	known(c, &first, &last);
	if (from < first - 1 || to > last)
		return CALENDAR_UNKNOWN;
	int32_t weeks = (to - from) / 7;
	int32_t n = weeks * working_weekdays(c);
	for (int32_t day = from + weeks * 7 + 1; day <= to; day++)
		n += !weekend(c, day);
	for (size_t i = exception_from(c, from + 1); i < c->count && c->day[i] <= to; i++)
		n += (int32_t)c->works[i] - !weekend(c, c->day[i]);
	return n;
}

int32_t calendar_add(const struct calendar *c, int32_t day, int32_t n)
{
	int32_t first, last;
	known(c, &first, &last);
	int step = n < 0 ? -1 : 1;
	int64_t left = n < 0 ? -(int64_t)n : n;
	int per_week = working_weekdays(c);
	if (left && (day + step < first || day + step > last))
		return CALENDAR_UNKNOWN;
	/* the exceptions ahead are [next, count) when going forward, [0, next) when going back */
	size_t next = exception_from(c, step > 0 ? day + 1 : day);

	while (left > 0) {
		bool ahead = step > 0 ? next < c->count : next > 0;
		int32_t exception = ahead ? c->day[step > 0 ? next : next - 1] : step > 0 ? last + 1 : first - 1;
		int64_t weeks = ((int64_t)(exception - day) * step - 1) / 7;
		if (per_week && weeks > (left - 1) / per_week)
			weeks = (left - 1) / per_week;
		if (weeks > 0) {
			day += (int32_t)(weeks * 7) * step;
			left -= weeks * per_week;
			continue;
		}
		day += step;
		if (day < first || day > last)
			return CALENDAR_UNKNOWN;
		if (ahead && day == exception) {
			left -= c->works[step > 0 ? next : next - 1];
			next += (size_t)step;
		} else {
			left -= !weekend(c, day);
		}
	}
	return day;
}
