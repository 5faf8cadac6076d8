/* SPDX-License-Identifier: MIT */
/*
 * zone_rule: the POSIX TZ rule at the end of a TZif file.
 *
 *   std offset [ dst [ offset ] , start [ /time ] , end [ /time ] ]
 *
 * Offsets are west of UTC and positive there; names are letters or anything in <>. A change is on the n-th
 * weekday of a month (Mm.w.d; w = 5: the last), on a day of the year without 29 February (Jn, from 1), or with it (n, from
 * 0); at a local time that may be negative or beyond 24 hours (RFC 8536).
 */
#include "model/zone_file.h"

#include <string.h>

enum change_kind { CHANGE_WEEKDAY, CHANGE_JULIAN, CHANGE_ORDINAL };
struct change {
	enum change_kind kind;
	int month, week, day;
	int time; /* local seconds after midnight */
};
struct rule {
	int standard, summer; /* seconds east */
	bool has_summer;
	struct change start, end;
};
struct cursor {
	const char *at, *end;
};

static bool eat(struct cursor *c, char ch)
{
	if (c->at == c->end || *c->at != ch)
		return false;
	c->at++;
	return true;
}

static bool read_number(struct cursor *c, int max, int *out)
{
	const char *first = c->at;
	int n = 0;
	while (c->at < c->end && *c->at >= '0' && *c->at <= '9' && n <= max)
		n = n * 10 + (*c->at++ - '0');
	*out = n;
	return c->at > first && n <= max;
}

/* hh[:mm[:ss]] with an optional sign */
static bool read_time(struct cursor *c, int *out)
{
	int sign = 1, h, m = 0, s = 0;
	if (eat(c, '-'))
		sign = -1;
	else
		eat(c, '+');
	if (!read_number(c, 167, &h))
		return false;
	if (eat(c, ':') && (!read_number(c, 59, &m) || (eat(c, ':') && !read_number(c, 59, &s))))
		return false;
	*out = sign * (h * 3600 + m * 60 + s);
	return true;
}

static bool skip_name(struct cursor *c)
{
	const char *first = c->at;
	if (eat(c, '<')) {
		while (c->at < c->end && *c->at != '>')
			c->at++;
		return eat(c, '>');
	}
	while (c->at < c->end && ((*c->at >= 'A' && *c->at <= 'Z') || (*c->at >= 'a' && *c->at <= 'z')))
		c->at++;
	return c->at - first >= 3;
}

static bool read_change(struct cursor *c, struct change *out)
{
	bool ok;
	if (eat(c, 'M')) {
		out->kind = CHANGE_WEEKDAY;
		ok = read_number(c, 12, &out->month) && out->month >= 1 && eat(c, '.') && read_number(c, 5, &out->week)
			&& out->week >= 1 && eat(c, '.') && read_number(c, 6, &out->day);
	} else if (eat(c, 'J')) {
		out->kind = CHANGE_JULIAN;
		ok = read_number(c, 365, &out->day) && out->day >= 1;
	} else {
		out->kind = CHANGE_ORDINAL;
		ok = read_number(c, 365, &out->day);
	}
	out->time = 2 * 3600;
	return ok && (!eat(c, '/') || read_time(c, &out->time));
}

static bool read_rule(struct cursor *c, struct rule *r)
{
	int west;
	if (!skip_name(c) || !read_time(c, &west) || west > 25 * 3600 || west < -25 * 3600)
		return false;
	r->standard = -west;
	r->has_summer = c->at < c->end;
	if (!r->has_summer)
		return true;
	if (!skip_name(c))
		return false;
	r->summer = r->standard + 3600;
	if (c->at < c->end && *c->at != ',') {
		if (!read_time(c, &west) || west > 25 * 3600 || west < -25 * 3600)
			return false;
		r->summer = -west;
	}
	return eat(c, ',') && read_change(c, &r->start) && eat(c, ',') && read_change(c, &r->end) && c->at == c->end;
}

static int32_t change_day(const struct change *c, int year)
{
	if (c->kind == CHANGE_ORDINAL)
		return date_from_ymd(year, 1, 1) + c->day;
	if (c->kind == CHANGE_JULIAN) /* day 60 is always 1 March */
		return date_from_ymd(year, 1, 1) + c->day - 1 + (c->day >= 60 && date_days_in_month(year, 2) == 29);
	int32_t first = date_from_ymd(year, c->month, 1);
	int ahead = (c->day - date_weekday(first) % 7 + 7) % 7; /* the rule's week starts with Sunday as 0 */
	int day = ahead + (c->week - 1) * 7;
	if (day >= date_days_in_month(year, c->month))
		day -= 7;
	return first + day;
}

int zone_push_rule(struct zone *z, const char *rule, size_t len, int64_t after)
{
	struct rule r;
	struct cursor c = { rule, rule + len };
	memset(&r, 0, sizeof r);
	if (!read_rule(&c, &r))
		return ERR_INPUT;
	if (!r.has_summer)
		return 0; /* the last transition, or the zone's only offset, says the same */

	int year = 1970, month, day;
	if (after / 86400 > DATE_MAX)
		return 0;
	if (after > 0)
		date_to_ymd((int32_t)(after / 86400), &year, &month, &day);
	for (; year <= ZONE_LAST_YEAR; year++) {
		int64_t start = (int64_t)change_day(&r.start, year) * 86400 + r.start.time - r.standard;
		int64_t end = (int64_t)change_day(&r.end, year) * 86400 + r.end.time - r.summer;
		bool north = start <= end;
		int64_t at[2] = { north ? start : end, north ? end : start };
		int32_t offset[2] = { north ? r.summer : r.standard, north ? r.standard : r.summer };
		for (int i = 0; i < 2; i++)
			if (at[i] > after && !zone_push(z, at[i], offset[i]))
				return ERR_MEMORY;
	}
	return 0;
}
