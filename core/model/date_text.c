/* SPDX-License-Identifier: MIT */
/*
 * date_text: dates, datetimes and durations read and written. Reading is strict: what is accepted is exactly the
 * form, to its last byte, so that a typo never becomes another day.
 */
#include "model/date.h"

/* `count` digits at s as a number, or -1. */
static int digits(const char *s, int count)
{
	int n = 0;
	for (int i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

/* Writes v with at least `width` digits, and its sign where it is negative; returns the end. */
static char *put(char *out, int64_t v, int width)
{
	char reversed[20];
	int n = 0;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
	if (v < 0)
		*out++ = '-';
	do
		reversed[n++] = (char)('0' + u % 10);
	while (u /= 10);
	while (n < width)
		reversed[n++] = '0';
	while (n)
		*out++ = reversed[--n];
	return out;
}

static char *put_date(char *out, int32_t days)
{
	int year, month, day;
	date_to_ymd(days, &year, &month, &day);
	out = put(out, year, 4);
	*out++ = '-';
	out = put(out, month, 2);
	*out++ = '-';
	return put(out, day, 2);
}

static size_t finish(char *start, char *end)
{
	*end = 0;
	return (size_t)(end - start);
}

bool date_parse(const char *s, size_t len, int32_t *days)
{
	if (len != 10 || s[4] != '-' || s[7] != '-')
		return false;
	int year = digits(s, 4), month = digits(s + 5, 2), day = digits(s + 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > date_days_in_month(year, month))
		return false;
	*days = date_from_ymd(year, month, day);
	return true;
}

size_t date_format(char out[32], int32_t days)
{
	return finish(out, put_date(out, days));
}

/* "Z", "+08:00": minutes east of UTC. Beyond 17 hours there is no zone, and no room for it in a value. */
static bool offset_parse(const char *s, size_t len, int *minutes)
{
	if (len == 1 && (*s == 'Z' || *s == 'z')) {
		*minutes = 0;
		return true;
	}
	if (len != 6 || (*s != '+' && *s != '-') || s[3] != ':')
		return false;
	int h = digits(s + 1, 2), m = digits(s + 4, 2);
	if (h < 0 || m < 0 || m > 59 || h * 60 + m > 17 * 60)
		return false;
	*minutes = (*s == '-' ? -1 : 1) * (h * 60 + m);
	return true;
}

bool datetime_parse(const char *s, size_t len, value_t *out)
{
	int32_t days;
	if (len < 20 || !date_parse(s, 10, &days))
		return false;
	if ((s[10] != 'T' && s[10] != 't' && s[10] != ' ') || s[13] != ':' || s[16] != ':')
		return false;
	int hour = digits(s + 11, 2), minute = digits(s + 14, 2), second = digits(s + 17, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	if (second == 60) /* a leap second: the clocks that matter here do not have it */
		second = 59;

	size_t at = 19;
	unsigned ms = 0;
	if (s[at] == '.') {
		unsigned weight = 100;
		size_t first = ++at;
		for (; at < len && s[at] >= '0' && s[at] <= '9'; at++, weight /= 10)
			ms += (unsigned)(s[at] - '0') * weight;
		if (at == first)
			return false;
	}
	int offset;
	if (!offset_parse(s + at, len - at, &offset))
		return false;
	int64_t local = (int64_t)days * 86400 + hour * 3600 + minute * 60 + second;
	*out = value_datetime(local - offset * 60, ms, offset);
	return true;
}

size_t datetime_format(char out[40], value_t v)
{
	int offset = value_datetime_offset(v);
	int64_t local = value_datetime_seconds(v) + offset * 60;
	int64_t days = local / 86400 - (local % 86400 < 0);
	int second = (int)(local - days * 86400);
	char *p = put_date(out, (int32_t)days);
	*p++ = 'T';
	p = put(p, second / 3600, 2);
	*p++ = ':';
	p = put(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put(p, second % 60, 2);
	if (value_datetime_ms(v)) {
		*p++ = '.';
		p = put(p, value_datetime_ms(v), 3);
	}
	if (offset == 0) {
		*p++ = 'Z';
	} else {
		int minutes = offset < 0 ? -offset : offset;
		*p++ = offset < 0 ? '-' : '+';
		p = put(p, minutes / 60, 2);
		*p++ = ':';
		p = put(p, minutes % 60, 2);
	}
	return finish(out, p);
}

static const struct unit {
	char name[3];
	enum duration_unit unit;
} units[] = {
	{ "s", DURATION_SECOND }, { "m", DURATION_MINUTE }, { "h", DURATION_HOUR }, { "d", DURATION_DAY },
	{ "bd", DURATION_BUSINESS_DAY }, { "w", DURATION_WEEK }, { "mo", DURATION_MONTH },
};
#define UNIT_COUNT (sizeof(units) / sizeof(*units))

bool duration_parse(const char *s, size_t len, value_t *out)
{
	size_t at = len > 0 && s[0] == '-';
	size_t first = at;
	int64_t count = 0;
	for (; at < len && s[at] >= '0' && s[at] <= '9'; at++) {
		count = count * 10 + (s[at] - '0');
		if (count > INT32_MAX)
			return false;
	}
	if (at == first)
		return false;
	const char *name = s + at;
	size_t rest = len - at;
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		const char *n = units[i].name;
		if ((rest == 1 && name[0] == n[0] && !n[1]) || (rest == 2 && name[0] == n[0] && name[1] == n[1])) {
			*out = value_duration(units[i].unit, (int32_t)(s[0] == '-' ? -count : count));
			return true;
		}
	}
	return false;
}

size_t duration_format(char out[24], value_t v)
{
	char *p = put(out, value_duration_count(v), 1);
	enum duration_unit unit = value_duration_unit(v);
	for (size_t i = 0; i < UNIT_COUNT; i++)
		if (units[i].unit == unit)
			for (const char *n = units[i].name; *n; n++)
				*p++ = *n;
	return finish(out, p);
}
