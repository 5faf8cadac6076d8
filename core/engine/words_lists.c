/* SPDX-License-Identifier: MIT */
/*
 * words_lists: questions to a list (any all none count find has) and what is made of one (filter map group distinct
 * duplicates).
 *
 * In traced mode the questions are Kleene's: `any` is true when one element is, whatever is unknown beside it. What is
 * made of a list is unknown as a whole when one element is.
 */
#include <string.h>

#include "engine/words.h"

/* any and all: the first element whose answer is `decisive` decides. */
static int quantify(lua_State *L, const char *word, int decisive, bool result)
{
	struct seq s;
	if (!seq_open(L, word, &s))
		return 1;
	bool unknown = false;
	for (uint32_t i = 0; i < s.count; i++) {
		int answer = seq_test(&s, i);
		if (answer == decisive) {
			lua_pushboolean(L, result);
			return 1;
		}
		unknown |= answer < 0;
	}
	if (unknown)
		return seq_unknown(&s);
	lua_pushboolean(L, !result);
	return 1;
}

static int word_any(lua_State *L)
{
	return quantify(L, "any", 1, true);
}

static int word_all(lua_State *L)
{
	return quantify(L, "all", 0, false);
}

static int word_none(lua_State *L)
{
	return quantify(L, "none", 1, false);
}

static int word_count(lua_State *L)
{
	struct seq s;
	if (!seq_open(L, "count", &s))
		return 1;
	lua_Integer n = 0;
	bool unknown = false;
	value_t gap = s.by == BY_SELF ? marker_in(L, 1) : 0;
	if (gap) {
		push_value(L, unknown_from(s.c, gap, 0));
		return 1;
	}
	if (s.by == BY_SELF)
		n = s.count;
	else
		for (uint32_t i = 0; i < s.count; i++) {
			int answer = seq_test(&s, i);
			unknown |= answer < 0;
			n += answer > 0;
		}
	if (unknown)
		return seq_unknown(&s);
	lua_pushinteger(L, n);
	return 1;
}

/* The first element for which the answer is yes; an unknown one before it could be the first. */
static int word_find(lua_State *L)
{
	struct seq s;
	if (!seq_open(L, "find", &s))
		return 1;
	for (uint32_t i = 0; i < s.count; i++) {
		int answer = seq_test(&s, i);
		if (answer < 0)
			return seq_unknown(&s);
		if (answer) {
			seq_push(&s, i);
			return 1;
		}
	}
	lua_pushnil(L);
	return 1;
}

static int word_filter(lua_State *L)
{
	struct seq s;
	if (!seq_open(L, "filter", &s))
		return 1;
	lua_Integer n = 0;
	bool unknown = false;
	lua_newtable(L);
	for (uint32_t i = 0; i < s.count; i++) {
		int answer = seq_test(&s, i);
		unknown |= answer < 0;
		if (answer > 0) {
			seq_push(&s, i);
			lua_rawseti(L, -2, ++n);
		}
	}
	return unknown ? seq_unknown(&s) : 1;
}

/* map keeps an unknown value in its place: whoever uses that one finds it unknown. */
static int word_map(lua_State *L)
{
	struct seq s;
	if (!seq_open(L, "map", &s))
		return 1;
	lua_createtable(L, s.count < 1000 ? (int)s.count : 0, 0);
	for (uint32_t i = 0; i < s.count; i++) {
		seq_value(&s, i);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* Pushes the value of element i as a key of a table; false: it is unknown (pushed). */
static bool push_key(struct seq *s, uint32_t i)
{
	lua_State *L = s->L;
	if (!seq_value(s, i))
		return false;
	if (lua_type(L, -1) == LUA_TNUMBER && lua_tonumber(L, -1) != lua_tonumber(L, -1))
		raise_error(L, "%s: the value of element %d is not a number", s->word, (int)i + 1);
	if (lua_istable(L, -1) || lua_isfunction(L, -1))
		raise_error(L, "%s: the value of element %d is a %s; a text, number or date is expected", s->word, (int)i + 1, type_name(L, -1));
	return true;
}

static int word_group(lua_State *L)
{
	struct seq s;
	if (!seq_open(L, "group", &s))
		return 1;
	bool unknown = false;
	lua_newtable(L);
	int groups = lua_gettop(L);
	for (uint32_t i = 0; i < s.count; i++, lua_settop(L, groups)) {
		if (!push_key(&s, i)) {
			unknown = true;
			continue;
		}
		lua_pushvalue(L, -1);
		if (lua_rawget(L, groups) == LUA_TNIL) {
			lua_pop(L, 1);
			lua_newtable(L);
			lua_pushvalue(L, -2);
			lua_pushvalue(L, -2);
			lua_rawset(L, groups);
		}
		seq_push(&s, i);
		lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
	}
	return unknown ? seq_unknown(&s) : 1;
}

/* The values that occur, in the order of their first occurrence; or (twice) of their second, once each. */
static int gather(lua_State *L, const char *word, bool twice)
{
	struct seq s;
	if (!seq_open(L, word, &s))
		return 1;
	lua_Integer n = 0;
	bool unknown = false;
	lua_newtable(L);
	lua_newtable(L);
	int values = lua_gettop(L) - 1, seen = values + 1;
	for (uint32_t i = 0; i < s.count; i++, lua_settop(L, seen)) {
		if (!push_key(&s, i)) {
			unknown = true;
			continue;
		}
		lua_pushvalue(L, -1);
		lua_rawget(L, seen);
		lua_Integer times = lua_tointeger(L, -1) + 1;
		lua_pop(L, 1);
		if (times == (twice ? 2 : 1)) {
			lua_pushvalue(L, -1);
			lua_rawseti(L, values, ++n);
		}
		lua_pushinteger(L, times);
		lua_rawset(L, seen);
	}
	if (unknown)
		return seq_unknown(&s);
	lua_settop(L, values);
	return 1;
}

static int word_distinct(lua_State *L)
{
	return gather(L, "distinct", false);
}

static int word_duplicates(lua_State *L)
{
	return gather(L, "duplicates", true);
}

/* has(list, value): a value of a set or array, or an element that answers to a pattern or function. */
static int word_has(lua_State *L)
{
	if (lua_istable(L, 2) || lua_isfunction(L, 2))
		return quantify(L, "has", 1, true);
	struct seq s;
	bool unknown = false;
	lua_settop(L, 2);
	if (any_marker(L, 1, 2))
		return 1;
	if (lua_isnil(L, 2))
		raise_error(L, "has: the value to look for is absent");
	seq_open_list(L, "has", &s);
	for (uint32_t i = 0; i < s.count; i++, lua_pop(L, 1)) {
		seq_push(&s, i);
		value_t v = to_value(L, -1);
		if (is_marker(v)) {
			s.why = unknown_from(s.c, s.why, v);
			unknown = true;
		} else if (values_equal(L, -1, 2)) {
			lua_pushboolean(L, true);
			return 1;
		} else if (value_tag(v) == VALUE_REC && tag_at(L, 2) != VALUE_REC) {
			raise_error(L, "has: the elements are records; say which field: { name = ... }");
		}
	}
	if (unknown)
		return seq_unknown(&s);
	lua_pushboolean(L, false);
	return 1;
}

static const luaL_Reg words[] = {
	{ "any", word_any }, { "all", word_all }, { "none", word_none }, { "count", word_count }, { "find", word_find },
	{ "filter", word_filter }, { "map", word_map }, { "group", word_group }, { "distinct", word_distinct },
	{ "duplicates", word_duplicates }, { "has", word_has }, { NULL, NULL },
};

void words_lists(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
