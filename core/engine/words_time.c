/* SPDX-License-Identifier: MIT */
/*
 * words_time: the clock's words. The time is an input (as_of); each predicate tells when its answer will change by itself.
 *
 * The promise: between an evaluation and the earliest moment that was told during it (ctx_flip), the same evaluation at any
 * later moment takes the same course. So a word that reads as_of tells the first moment at which what it answers will be
 * another; what reads only its arguments tells nothing, as those who gave the arguments did.
 *
 * Where a date stands for a deadline it means the end of its day in the company's zone. Internally a deadline is the first
 * millisecond that is too late. A duration of hours, minutes or seconds after a moment includes the moment at which it is
 * over: what happened exactly 24 hours later happened within 24 hours. Longer units run to the end of a day.
 */
#include "engine/words.h"

#define MS_PER_SECOND 1000
#define MS_PER_MINUTE 60000
#define MS_PER_DAY INT64_C(86400000)

static bool is_time(value_t v)
{
	return value_tag(v) == VALUE_DATE || value_tag(v) == VALUE_DATETIME;
}

value_t time_check(lua_State *L, int i, const char *word)
{
	value_t v = to_value(L, i);
	if (is_time(v))
		return v;
	if (lua_isnoneornil(L, i))
		raise_error(L, "%s: the date is absent", word);
	raise_error(L, "%s: a date is expected, found %s", word, type_name(L, i));
}

struct ctx *time_clock(lua_State *L, const char *word)
{
	struct ctx *c = ctx_of(L);
	if (c->loading)
		raise_error(L, "%s: it is no moment yet while the file is loaded; ask within a rule's function", word);
	return c;
}

int32_t time_day(const struct ctx *c, value_t t)
{
	return value_tag(t) == VALUE_DATE ? value_date_days(t) : zone_day(c->zone, value_datetime_instant(t));
}

/* The first millisecond that is too late for t. */
static int64_t end_of(const struct ctx *c, value_t t)
{
	return value_tag(t) == VALUE_DATE ? zone_day_start_ms(c->zone, value_date_days(t) + 1) : value_datetime_instant(t) + 1;
}

value_t time_moment(const struct ctx *c, int64_t ms)
{
	int64_t first = DATE_MIN * MS_PER_DAY, last = (DATE_MAX + 1) * MS_PER_DAY - 1;
	ms = ms < first ? first : ms > last ? last : ms;
	int64_t seconds = ms / MS_PER_SECOND - (ms % MS_PER_SECOND < 0);
	return value_datetime(seconds, (unsigned)(ms - seconds * MS_PER_SECOND), zone_offset(c->zone, seconds) / 60);
}

static bool is_exact(value_t duration)
{
	return value_duration_unit(duration) <= DURATION_HOUR;
}

static int64_t exact_ms(value_t duration)
{
	static const int64_t unit[] = { [DURATION_SECOND] = 1000, [DURATION_MINUTE] = 60000, [DURATION_HOUR] = 3600000 };
	return value_duration_count(duration) * unit[value_duration_unit(duration)];
}

bool time_deadline(const struct ctx *c, value_t t, value_t d, int64_t *end)
{
	if (!deadline_after(c->zone, c->calendar, t, d, end))
		return false;
	if (is_exact(d) && value_tag(t) == VALUE_DATETIME)
		*end += 1;
	return true;
}

/* Names the year that the calendar would have needed, walking from a day in a direction. */
static int unknown_holidays(lua_State *L, int32_t from, int direction)
{
	const struct calendar *cal = ctx_of(L)->calendar;
	int year, month, day;
	date_to_ymd(from, &year, &month, &day);
	if (year >= cal->first_year && year <= cal->last_year)
		year = direction < 0 ? cal->first_year - 1 : cal->last_year + 1;
	return unknown_because(L, "the holidays of %d are not known", year);
}

int time_unknown_deadline(lua_State *L, value_t t, value_t d)
{
	return unknown_holidays(L, time_day(ctx_of(L), t), value_duration_count(d) < 0 ? -1 : 1);
}

/* ---- now ---- */

static int word_today(lua_State *L)
{
	struct ctx *c = time_clock(L, "today");
	if (!c->compared_today)
		ctx_flip(c, zone_day_start_ms(c->zone, c->today + 1));
	push_value(L, value_date(c->today));
	return 1;
}

static int64_t minute_of(int64_t ms)
{
	return ms / MS_PER_MINUTE - (ms % MS_PER_MINUTE < 0);
}

/* The minute that it is: so what is made of now() changes when a minute begins, and not in between. The predicates are exact. */
static int word_now(lua_State *L)
{
	struct ctx *c = time_clock(L, "now");
	int64_t minute = minute_of(c->as_of_ms);
	if (!c->compared_now)
		ctx_flip(c, (minute + 1) * MS_PER_MINUTE);
	push_value(L, time_moment(c, minute * MS_PER_MINUTE));
	return 1;
}

/* A value that is today or now by chance announces what is no change; that does no harm. */
void words_time_compared(struct ctx *c, value_t a, value_t b)
{
	if (c->compared_today && value_tag(a) == VALUE_DATE) {
		int32_t x = value_date_days(a), y = value_date_days(b);
		if (x == c->today || y == c->today) {
			int32_t other = x == c->today ? y : x;
			ctx_flip(c, zone_day_start_ms(c->zone, other));
			ctx_flip(c, zone_day_start_ms(c->zone, other + 1));
		}
	} else if (c->compared_now && value_tag(a) == VALUE_DATETIME) {
		int64_t now = minute_of(c->as_of_ms) * MS_PER_MINUTE, x = value_datetime_instant(a), y = value_datetime_instant(b);
		if (x == now || y == now) {
			int64_t other = x == now ? y : x, reached = minute_of(other + MS_PER_MINUTE - 1) * MS_PER_MINUTE;
			ctx_flip(c, reached);
			ctx_flip(c, reached + MS_PER_MINUTE);
		}
	}
}

/* ---- predicates ---- */

/* Answers whether a moment has come, which it will once and for ever. */
static int has_come(lua_State *L, const char *word, int64_t at)
{
	struct ctx *c = time_clock(L, word);
	ctx_flip(c, at);
	lua_pushboolean(L, c->as_of_ms >= at);
	return 1;
}

static int word_overdue(lua_State *L)
{
	if (any_marker(L, 1, 1))
		return 1;
	return has_come(L, "overdue", end_of(ctx_of(L), time_check(L, 1, "overdue")));
}

static int word_older_than(lua_State *L)
{
	int64_t end;
	if (any_marker(L, 1, 2))
		return 1;
	value_t t = time_check(L, 1, "older_than"), d = check_duration(L, 2, "older_than");
	if (!time_deadline(ctx_of(L), t, d, &end))
		return time_unknown_deadline(L, t, d);
	return has_come(L, "older_than", end);
}

/*
 * Whether the day t, which is not behind `day`, is reached within d from it. -1: holidays unknown.
 *
 * Working days run out of the known years before they are counted where the rest of them is short; then t is reached all
 * the same if it lies within these years, or on the day after. So once t is reached it stays so, and from a day on which it is
 * known not to be reached the answer changes once: to yes, or to unknown.
 */
static int reaches(const struct ctx *c, int32_t day, value_t d, int32_t t)
{
	const struct calendar *cal = c->calendar;
	int64_t end;
	if (deadline_after(c->zone, cal, value_date(day), d, &end))
		return t <= zone_day(c->zone, end - 1);
	if (value_duration_count(d) < 0)
		return 0;
	bool known = day + 1 >= date_from_ymd(cal->first_year, 1, 1) && t <= date_from_ymd(cal->last_year, 12, 31) + 1;
	return known ? 1 : -1;
}

/* The first day of (today, t] from which it is no longer known that t is out of reach. */
static int32_t entry_day(const struct ctx *c, int32_t t, value_t d)
{
	int32_t low = c->today + 1, high = t;
	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (reaches(c, middle, d, t))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* due_within(t, d): t is ahead (a date: today at the latest) and d reaches it. */
static int word_due_within(lua_State *L)
{
	struct ctx *c = time_clock(L, "due_within");
	if (any_marker(L, 1, 2))
		return 1;
	value_t t = time_check(L, 1, "due_within"), d = check_duration(L, 2, "due_within");
	int64_t t_end = end_of(c, t);
	int answer = c->as_of_ms < t_end;
	if (answer) {
		int64_t enters;
		ctx_flip(c, t_end);
		if (is_exact(d)) {
			enters = t_end - 1 - exact_ms(d);
			answer = c->as_of_ms >= enters;
		} else {
			int32_t t_day = time_day(c, t);
			answer = reaches(c, c->today, d, t_day);
			enters = answer > 0 ? c->as_of_ms : zone_day_start_ms(c->zone, answer < 0 ? c->today + 1 : entry_day(c, t_day, d));
		}
		ctx_flip(c, enters); /* no flip when it lies behind */
		if (answer < 0)
			return unknown_holidays(L, c->today, 1);
	}
	lua_pushboolean(L, answer);
	return 1;
}

/* in_time(done_at, deadline): done by then; or not done, and there is still time. A date is in time on the deadline's day. */
static int word_in_time(lua_State *L)
{
	struct ctx *c = time_clock(L, "in_time");
	value_t done = to_value(L, 1);
	if (value_tag(done) == VALUE_UNKNOWN ? any_marker(L, 1, 2) : any_marker(L, 2, 2))
		return 1;
	int64_t end = end_of(c, time_check(L, 2, "in_time"));
	if (lua_isnil(L, 1) || value_tag(done) == VALUE_ABSENT) {
		ctx_flip(c, end);
		lua_pushboolean(L, c->as_of_ms < end);
	} else if (value_tag(time_check(L, 1, "in_time")) == VALUE_DATE) {
		lua_pushboolean(L, value_date_days(done) <= zone_day(c->zone, end - 1));
	} else {
		lua_pushboolean(L, value_datetime_instant(done) < end);
	}
	return 1;
}

/* ---- deadlines ---- */

static int push_deadline(lua_State *L, value_t t, value_t d)
{
	int64_t end;
	if (!time_deadline(ctx_of(L), t, d, &end))
		return time_unknown_deadline(L, t, d);
	push_value(L, time_moment(ctx_of(L), end - 1));
	return 1;
}

/* after(t, d): the last moment that is within d of t. Hours and less count from the end of a date's day. */
static int word_after(lua_State *L)
{
	if (any_marker(L, 1, 2))
		return 1;
	value_t t = time_check(L, 1, "after"), d = check_duration(L, 2, "after");
	return push_deadline(L, t, d);
}

/* before(t, d): the last moment that lies d before t: the end of that day; hours and less count from the start of a date's day. */
static int word_before(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	if (any_marker(L, 1, 2))
		return 1;
	value_t t = time_check(L, 1, "before"), d = check_duration(L, 2, "before");
	int32_t count = value_duration_count(d);
	d = value_duration(value_duration_unit(d), count == INT32_MIN ? INT32_MAX : -count);
	if (is_exact(d) && value_tag(t) == VALUE_DATE)
		t = time_moment(c, zone_day_start_ms(c->zone, value_date_days(t)));
	return push_deadline(L, t, d);
}

/* ---- counting ---- */

/* Days from a to b, negative when b is earlier; a moment counts as its day in the company's zone. */
static int word_days_between(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	if (any_marker(L, 1, 2))
		return 1;
	value_t a = time_check(L, 1, "days_between"), b = time_check(L, 2, "days_between");
	lua_pushinteger(L, (lua_Integer)time_day(c, b) - time_day(c, a));
	return 1;
}

/* Working days after a, up to and including b. */
static int word_workdays_between(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	if (any_marker(L, 1, 2))
		return 1;
	int32_t a = time_day(c, time_check(L, 1, "workdays_between")), b = time_day(c, time_check(L, 2, "workdays_between"));
	int32_t n = calendar_between(c->calendar, a, b);
	if (n == CALENDAR_UNKNOWN)
		return unknown_holidays(L, a, b < a ? -1 : 1);
	lua_pushinteger(L, n);
	return 1;
}

/* date "2026-03-01", or the day of a moment. */
static int word_date(lua_State *L)
{
	size_t len;
	int32_t day;
	if (any_marker(L, 1, 1))
		return 1;
	if (lua_type(L, 1) != LUA_TSTRING) {
		push_value(L, value_date(time_day(ctx_of(L), time_check(L, 1, "date"))));
		return 1;
	}
	const char *s = lua_tolstring(L, 1, &len);
	if (!date_parse(s, len, &day))
		raise_error(L, "date: '%s' is not a day; write it as \"2026-03-01\"", s);
	push_value(L, value_date(day));
	return 1;
}

static int date_part(lua_State *L, const char *word, int part)
{
	int ymd[3];
	if (any_marker(L, 1, 1))
		return 1;
	date_to_ymd(time_day(ctx_of(L), time_check(L, 1, word)), ymd, ymd + 1, ymd + 2);
	lua_pushinteger(L, ymd[part]);
	return 1;
}

static int word_year(lua_State *L)
{
	return date_part(L, "year", 0);
}

static int word_month(lua_State *L)
{
	return date_part(L, "month", 1);
}

static int word_day(lua_State *L)
{
	return date_part(L, "day", 2);
}

static const luaL_Reg words[] = {
	{ "today", word_today }, { "now", word_now }, { "overdue", word_overdue }, { "older_than", word_older_than },
	{ "due_within", word_due_within }, { "in_time", word_in_time }, { "after", word_after }, { "before", word_before },
	{ "days_between", word_days_between }, { "workdays_between", word_workdays_between }, { "date", word_date },
	{ "year", word_year }, { "month", word_month }, { "day", word_day }, { NULL, NULL },
};

void words_time(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
