/* SPDX-License-Identifier: MIT */
/* words_seq: what every list word does: walk a list of the project or an array of Lua, and put a question to each element. */
#include <string.h>

#include "engine/words.h"

/* Into the order of their names: a table's own order differs from process to process, and so would the gaps that are named. */
static void sort_pattern(lua_State *L, const struct seq *s)
{
	for (int p = 1; p < s->pairs; p++)
		for (int at = s->pattern + 2 * p; at > s->pattern && strcmp(lua_tostring(L, at), lua_tostring(L, at - 2)) < 0; at -= 2)
			for (int i = at; i < at + 2; i++) {
				lua_pushvalue(L, i);
				lua_copy(L, i - 2, i);
				lua_replace(L, i - 2);
			}
}

static void open_pattern(lua_State *L, struct seq *s)
{
	s->by = BY_PATTERN;
	s->pattern = lua_gettop(L) + 1;
	if (freeze_push_content(L, 2))
		lua_replace(L, 2);
	luaL_checkstack(L, 2 * SEQ_PATTERN_MAX + 10, s->word);
	lua_pushnil(L);
	while (lua_next(L, 2)) {
		if (lua_type(L, -2) != LUA_TSTRING)
			raise_error(L, "%s: a pattern is a table of field names and the values they must have", s->word);
		if (lua_istable(L, -1) || lua_isfunction(L, -1) || tag_at(L, -1) == VALUE_REC || tag_at(L, -1) == VALUE_LIST)
			raise_error(L, "%s: the pattern's '%s' is a %s; it must be a single value", s->word, lua_tostring(L, -2), type_name(L, -1));
		if (++s->pairs > SEQ_PATTERN_MAX)
			raise_error(L, "%s: a pattern has at most %d fields", s->word, SEQ_PATTERN_MAX);
		lua_pushvalue(L, -2);
	}
	if (!s->pairs)
		raise_error(L, "%s: the pattern is empty", s->word);
	sort_pattern(L, s);
}

void seq_open_list(lua_State *L, const char *word, struct seq *s)
{
	*s = (struct seq){ .L = L, .c = ctx_of(L), .word = word };
	enum value_tag tag = tag_at(L, 1);
	if (tag == VALUE_LIST || tag == VALUE_SET) {
		s->list = to_value(L, 1);
		s->count = value_count(s->c, s->list);
	} else if (lua_type(L, 1) == LUA_TTABLE) {
		if (freeze_push_content(L, 1))
			lua_replace(L, 1);
		size_t n = lua_rawlen(L, 1);
		s->count = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
	} else if (lua_isnoneornil(L, 1)) {
		raise_error(L, "%s: the list is absent", word);
	} else {
		raise_error(L, "%s: a list is expected, found %s", word, type_name(L, 1));
	}
}

bool seq_open(lua_State *L, const char *word, struct seq *s)
{
	lua_settop(L, 2);
	if (ctx_of(L)->traced && any_marker(L, 1, 2))
		return false;
	seq_open_list(L, word, s);
	switch (lua_type(L, 2)) {
	case LUA_TNIL:
		s->by = BY_SELF;
		break;
	case LUA_TFUNCTION:
		s->by = BY_FUNCTION;
		break;
	case LUA_TSTRING:
		s->by = BY_FIELD;
		s->field = lua_tolstring(L, 2, &s->field_len);
		break;
	case LUA_TTABLE:
		open_pattern(L, s);
		break;
	default:
		raise_error(L, "%s: a function, a field name or a pattern is expected, found %s", word, type_name(L, 2));
	}
	return true;
}

void seq_push(struct seq *s, uint32_t i)
{
	if (s->list)
		push_element(s->L, s->list, i);
	else
		lua_rawgeti(s->L, 1, (lua_Integer)i + 1);
}

void seq_field(struct seq *s, uint32_t i, const char *name, size_t len)
{
	lua_State *L = s->L;
	value_t v = to_value(L, -1);
	if (value_tag(v) == VALUE_REC)
		push_field(L, v, name, len);
	else if (is_marker(v))
		push_value(L, unknown_from(s->c, v, 0));
	else if (lua_istable(L, -1))
		lua_getfield(L, -1, name);
	else
		raise_error(L, "%s: element %d is a %s, which has no field '%s'", s->word, (int)i + 1, type_name(L, -1), name);
}

static int unknown_for(struct seq *s, value_t marker)
{
	s->why = unknown_from(s->c, s->why, marker);
	return -1;
}

/* Are both amounts, but in two currencies? Whether they are equal is not known then. A plain zero has every currency. */
static bool two_currencies(lua_State *L, int a, int b)
{
	double x, y;
	uint32_t cx, cy;
	if ((tag_at(L, a) != VALUE_MONEY && tag_at(L, b) != VALUE_MONEY) || !to_money(L, a, &x, &cx) || !to_money(L, b, &y, &cy))
		return false;
	return cx != cy && !(x == 0 && lua_isnumber(L, a)) && !(y == 0 && lua_isnumber(L, b));
}

/* Kleene's `and` over the fields: one that differs decides, whatever is unknown beside it. */
static int test_pattern(struct seq *s, uint32_t i)
{
	lua_State *L = s->L;
	int answer = 1;
	value_t why = 0;
	seq_push(s, i);
	for (int p = 0; p < s->pairs && answer; p++) {
		size_t len;
		int key = s->pattern + 2 * p;
		const char *name = lua_tolstring(L, key, &len);
		seq_field(s, i, name, len);
		value_t v = to_value(L, -1), wanted = to_value(L, key + 1);
		if (is_marker(v) || is_marker(wanted)) {
			why = unknown_from(s->c, unknown_from(s->c, why, v), wanted);
			answer = -1;
		} else if (two_currencies(L, -1, key + 1)) {
			s->c->suspect = true;
			why = unknown_from(s->c, why, absent_because(s->c, "amounts in two currencies do not compare"));
			answer = -1;
		} else if (!values_equal(L, -1, key + 1)) {
			/* comparing what is absent is a use of it, also where the syntax tree did not see one */
			if (lua_isnil(L, -1) && tag_at(L, -2) == VALUE_REC)
				s->c->suspect = true;
			answer = 0;
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return answer < 0 ? unknown_for(s, why) : answer;
}

int seq_test(struct seq *s, uint32_t i)
{
	lua_State *L = s->L;
	if (s->by == BY_FUNCTION) {
		lua_pushvalue(L, 2);
		seq_push(s, i);
		lua_call(L, 1, 1);
	} else if (s->by == BY_PATTERN) {
		return test_pattern(s, i);
	} else {
		seq_push(s, i);
		if (s->by == BY_FIELD) {
			seq_field(s, i, s->field, s->field_len);
			lua_remove(L, -2);
		}
	}
	int answer = s->c->traced ? truth_at(L, -1) : lua_toboolean(L, -1);
	if (answer < 0)
		unknown_for(s, to_value(L, -1));
	lua_pop(L, 1);
	return answer;
}

bool seq_value(struct seq *s, uint32_t i)
{
	lua_State *L = s->L;
	switch (s->by) {
	case BY_FUNCTION:
		lua_pushvalue(L, 2);
		seq_push(s, i);
		lua_call(L, 1, 1);
		break;
	case BY_FIELD:
		seq_push(s, i);
		seq_field(s, i, s->field, s->field_len);
		lua_remove(L, -2);
		break;
	case BY_SELF:
		seq_push(s, i);
		break;
	case BY_PATTERN:
		raise_error(L, "%s: a function or a field name is expected, found a pattern", s->word);
	}
	if (is_marker(to_value(L, -1))) {
		unknown_for(s, to_value(L, -1));
		return false;
	}
	if (lua_isnil(L, -1)) {
		if (s->by == BY_FIELD)
			raise_error(L, "%s: '%s' of element %d is absent", s->word, s->field, (int)i + 1);
		raise_error(L, "%s: there is no value for element %d", s->word, (int)i + 1);
	}
	return true;
}

int seq_unknown(struct seq *s)
{
	push_value(s->L, unknown_from(s->c, s->why, 0));
	return 1;
}

bool values_equal(lua_State *L, int a, int b)
{
	if (tag_at(L, a) == VALUE_DATETIME && tag_at(L, b) == VALUE_DATETIME)
		return value_datetime_instant(to_value(L, a)) == value_datetime_instant(to_value(L, b));
	return lua_rawequal(L, a, b);
}

#define ORDER(x, y) (((x) > (y)) - ((x) < (y)))

static int compare_money(lua_State *L, int a, int b, const char *word, bool *unknown)
{
	double x, y;
	uint32_t cx, cy;
	if (!to_money(L, a, &x, &cx) || !to_money(L, b, &y, &cy))
		raise_error(L, "%s: a %s and a %s do not compare", word, type_name(L, a), type_name(L, b));
	bool neutral = (x == 0 && lua_isnumber(L, a)) || (y == 0 && lua_isnumber(L, b)); /* a plain zero has every currency */
	if (cx != cy && !neutral) {
		*unknown = true;
		return unknown_because(L, "%s: amounts in two currencies do not compare", word);
	}
	return ORDER(x, y);
}

int values_compare(lua_State *L, int a, int b, const char *word, bool *unknown)
{
	*unknown = false;
	enum value_tag ta = tag_at(L, a), tb = tag_at(L, b);
	if (ta == VALUE_MONEY || tb == VALUE_MONEY || lua_istable(L, a) || lua_istable(L, b)) /* a table: money of a parameter */
		return compare_money(L, a, b, word, unknown);
	if (ta == VALUE_DATE && tb == VALUE_DATE)
		return ORDER(value_date_days(to_value(L, a)), value_date_days(to_value(L, b)));
	if (ta == VALUE_DATETIME && tb == VALUE_DATETIME)
		return ORDER(value_datetime_instant(to_value(L, a)), value_datetime_instant(to_value(L, b)));
	int type = lua_type(L, a);
	if ((type != LUA_TNUMBER && type != LUA_TSTRING) || type != lua_type(L, b))
		raise_error(L, "%s: a %s and a %s do not compare", word, type_name(L, a), type_name(L, b));
	return lua_compare(L, a, b, LUA_OPLT) ? -1 : lua_compare(L, b, a, LUA_OPLT);
}
