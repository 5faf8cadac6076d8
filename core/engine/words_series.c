/* SPDX-License-Identifier: MIT */
/*
 * words_series: how values move: falling, rising, slope.
 *
 * A series is a list in its own order: of numbers, amounts, dates; of tables with a `value`, as a history is; or of records,
 * with the name of the field.
 */
#include <math.h>
#include <string.h>

#include "engine/words.h"

/* Pushes value i of the series; false: it is a marker (merged into s->why), and nothing was pushed. */
static bool push_point(struct seq *s, uint32_t i, const char *field)
{
	lua_State *L = s->L;
	seq_push(s, i);
	value_t v = to_value(L, -1);
	if (!field && value_tag(v) == VALUE_REC)
		raise_error(L, "%s: the elements are records; name the field", s->word);
	if (field || lua_istable(L, -1)) {
		const char *name = field ? field : "value";
		seq_field(s, i, name, strlen(name));
		lua_remove(L, -2);
		v = to_value(L, -1);
	}
	if (is_marker(v)) {
		s->why = unknown_from(s->c, s->why, v);
		lua_pop(L, 1);
		return false;
	}
	if (lua_isnil(L, -1))
		raise_error(L, "%s: there is no value for element %d", s->word, (int)i + 1);
	return true;
}

static const char *field_at(lua_State *L, int i, const char *word)
{
	if (lua_isnoneornil(L, i))
		return NULL;
	if (lua_type(L, i) != LUA_TSTRING)
		raise_error(L, "%s: the name of a field is expected as argument %d, found %s", word, i, type_name(L, i));
	return lua_tostring(L, i);
}

/* n steps in a row at the end, each in the direction of `sign`: n + 1 values; fewer answer false. One step that goes another
   way decides, whatever is unknown beside it. */
static int trend(lua_State *L, const char *word, int sign)
{
	struct seq s;
	lua_settop(L, 3);
	if (any_marker(L, 1, 3))
		return 1;
	if (!lua_isinteger(L, 2) || lua_tointeger(L, 2) < 1)
		raise_error(L, "%s: how many times in a row? A whole number from 1 is expected as argument 2", word);
	lua_Integer n = lua_tointeger(L, 2);
	const char *field = field_at(L, 3, word);
	seq_open_list(L, word, &s);
	bool answer = n < (lua_Integer)s.count, unknown = false, before = false;
	int top = lua_gettop(L);
	for (uint32_t i = answer ? s.count - (uint32_t)n - 1 : s.count; answer && i < s.count; i++) {
		bool here = push_point(&s, i, field), mixed = false;
		unknown |= !here;
		if (here && before) {
			int order = values_compare(L, -1, -2, word, &mixed);
			if (mixed)
				return 1;
			answer = order * sign > 0;
		}
		if (here && before)
			lua_remove(L, -2);
		else if (!here)
			lua_settop(L, top);
		before = here;
	}
	if (answer && unknown)
		return seq_unknown(&s);
	lua_pushboolean(L, answer);
	return 1;
}

static int word_falling(lua_State *L) { return trend(L, "falling", -1); }
static int word_rising(lua_State *L) { return trend(L, "rising", 1); }

/* Days since `origin`, with the part of the day that is over. A day is a day, be it one of 23 hours. */
static double day_position(const struct ctx *c, value_t t, int32_t origin)
{
	int32_t day = time_day(c, t);
	if (value_tag(t) == VALUE_DATE)
		return day - origin;
	int64_t start = zone_day_start_ms(c->zone, day), end = zone_day_start_ms(c->zone, day + 1);
	return day - origin + (double)(value_datetime_instant(t) - start) / (double)(end - start);
}

/*
 * slope(series), slope(rows, "cpi"), slope(rows, "cpi", "date"): what the values gain a day, by least squares. Dates gain
 * days a day. Without two different days there is no slope: not applicable, as a ratio to nothing is.
 */
static int word_slope(lua_State *L)
{
	struct seq s;
	struct unit u = { 0 };
	bool unknown = false;
	lua_settop(L, 3);
	if (any_marker(L, 1, 3))
		return 1;
	const char *field = field_at(L, 2, "slope"), *date = field_at(L, 3, "slope");
	seq_open_list(L, "slope", &s);
	int32_t origin = 0;
	double n = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0;
	for (uint32_t i = 0; i < s.count; i++) {
		value_t t;
		seq_push(&s, i);
		if (lua_type(L, -1) == LUA_TNUMBER || tag_at(L, -1) == VALUE_DATE)
			raise_error(L, "slope: element %d is a %s, which has no day: { at =, value = } is expected, or records", (int)i + 1, type_name(L, -1));
		lua_pop(L, 1);
		if (!row_date(&s, i, date, &t) || !push_point(&s, i, field)) {
			unknown = true;
			continue;
		}
		if (n == 0)
			origin = time_day(s.c, t);
		double x = day_position(s.c, t, origin);
		double y = tag_at(L, -1) == VALUE_DATE ? value_date_days(to_value(L, -1)) : unit_number(&s, i, &u);
		lua_pop(L, 1);
		n++; /* running means (Welford): dates are large numbers that differ by little */
		double dx = x - mean_x;
		mean_x += dx / n;
		mean_y += (y - mean_y) / n;
		xx += dx * (x - mean_x);
		xy += dx * (y - mean_y);
	}
	if (unknown)
		return seq_unknown(&s);
	if (unit_is_mixed(&s, &u))
		return currencies_differ(L, "slope");
	if (!(xx > 0))
		raise_not_applicable(L);
	unit_push(L, xy / xx, &u);
	return 1;
}

static const luaL_Reg words[] = { { "falling", word_falling }, { "rising", word_rising }, { "slope", word_slope }, { NULL, NULL } };

void words_series(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
