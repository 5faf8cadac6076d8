/* SPDX-License-Identifier: MIT */
/*
 * date: the arithmetic of days. The Gregorian calendar repeats every 400 years (146097 days), so a day splits into
 * whole cycles, centuries, four-year spans and years; the last century of a cycle and the last year of a span are a day
 * longer than the others, hence the two ceilings in date_to_ymd.
 */
#include "model/date.h"

#define DAYS_400 146097
#define DAYS_100 36524
#define DAYS_4 1461
#define EPOCH 719162 /* days from 0001-01-01 to 1970-01-01 */

static const short days_before[2][13] = {
	{ 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
	{ 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 },
};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int date_days_in_month(int year, int month)
{
	const short *before = days_before[is_leap(year)];
	return before[month] - before[month - 1];
}

int32_t date_from_ymd(int year, int month, int day)
{
	int64_t y = (int64_t)year - 1;
	int64_t days = 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
	return (int32_t)(days + days_before[is_leap(year)][month - 1] + day - 1 - EPOCH);
}

void date_to_ymd(int32_t days, int *year, int *month, int *day)
{
	int64_t n = (int64_t)days + EPOCH;
	int64_t cycles = floor_div(n, DAYS_400);
	int rest = (int)(n - cycles * DAYS_400);
	int centuries = rest / DAYS_100 < 3 ? rest / DAYS_100 : 3;
	rest -= centuries * DAYS_100;
	int spans = rest / DAYS_4;
	rest -= spans * DAYS_4;
	int years = rest / 365 < 3 ? rest / 365 : 3;
	rest -= years * 365;

	*year = (int)(400 * cycles) + 100 * centuries + 4 * spans + years + 1;
	const short *before = days_before[is_leap(*year)];
	int m = rest / 32; /* never too far, at most one short */
	if (rest >= before[m + 1])
		m++;
	*month = m + 1;
	*day = rest - before[m] + 1;
}

int date_weekday(int32_t days)
{
	int64_t monday = (int64_t)days + 3; /* 1970-01-01 was a Thursday */
	return (int)(monday - floor_div(monday, 7) * 7) + 1;
}

int32_t date_add_months(int32_t days, int months)
{
	int year, month, day;
	date_to_ymd(days, &year, &month, &day);
	int64_t total = (int64_t)year * 12 + month - 1 + months;
	int64_t y = floor_div(total, 12);
	if (y < 1)
		return DATE_MIN;
	if (y > 9999)
		return DATE_MAX;
	int m = (int)(total - y * 12) + 1;
	int last = date_days_in_month((int)y, m);
	return date_from_ymd((int)y, m, day < last ? day : last);
}
