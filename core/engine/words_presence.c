/* SPDX-License-Identifier: MIT */
/*
 * words_presence: missing and empty ask whether something is there. They are never unknown because of an absent field,
 * and reading one for them is no use of it: the evaluation does not become suspect.
 */
#include <string.h>

#include "engine/words.h"

static bool is_empty(lua_State *L, int i)
{
	enum value_tag tag = tag_at(L, i);
	switch (lua_type(L, i)) {
	case LUA_TNONE: case LUA_TNIL:
		return true;
	case LUA_TSTRING:
		return lua_rawlen(L, i) == 0;
	case LUA_TTABLE: {
		bool frozen = freeze_push_content(L, i);
		lua_pushvalue(L, frozen ? -1 : i);
		lua_pushnil(L);
		bool some = lua_next(L, -2);
		lua_pop(L, (some ? 3 : 1) + frozen);
		return !some;
	}
	case LUA_TLIGHTUSERDATA:
		return tag == VALUE_ABSENT || ((tag == VALUE_LIST || tag == VALUE_SET) && value_count(ctx_of(L), to_value(L, i)) == 0);
	default:
		return false;
	}
}

static int word_empty(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_settop(L, 1);
	if (tag_at(L, 1) == VALUE_UNKNOWN)
		return 1;
	bool answer = is_empty(L, 1);
	lua_pushboolean(L, answer);
	return 1;
}

/* Replaces the value on the top by its field; something absent has absent fields. */
static void step_into(lua_State *L, const char *path, const char *name, size_t len)
{
	enum value_tag tag = tag_at(L, -1);
	if (tag == VALUE_REC) {
		push_field(L, to_value(L, -1), name, len);
	} else if (lua_istable(L, -1)) {
		lua_pushlstring(L, name, len);
		lua_gettable(L, -2);
	} else if (lua_isnil(L, -1) || tag == VALUE_ABSENT) {
		return;
	} else {
		raise_error(L, "missing: '%s' goes through a %s", path, type_name(L, -1));
	}
	lua_remove(L, -2);
}

static bool is_missing(lua_State *L, int record, const char *path, size_t len)
{
	const char *end = path + len;
	lua_pushvalue(L, record);
	for (const char *at = path; at <= end;) {
		const char *dot = memchr(at, '.', (size_t)(end - at));
		size_t n = (size_t)((dot ? dot : end) - at);
		if (!n)
			raise_error(L, "missing: '%s' is not a path of field names", path);
		/* as an interned string: that is what fields are found by */
		const char *name = lua_pushlstring(L, at, n);
		lua_insert(L, -2);
		step_into(L, path, name, n);
		lua_remove(L, -2);
		at += n + 1;
	}
	bool answer = is_empty(L, -1);
	lua_pop(L, 1);
	return answer;
}

/* missing(x, "retro.went_well", ...): those of the paths that are absent or empty, as an array. */
static int word_missing(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	int paths = lua_gettop(L);
	lua_Integer n = 0;
	enum value_tag tag = tag_at(L, 1);
	luaL_checkany(L, 1);
	if (tag == VALUE_UNKNOWN) {
		lua_settop(L, 1);
		return 1;
	}
	if (tag != VALUE_REC && tag != VALUE_ABSENT && !lua_istable(L, 1) && !lua_isnil(L, 1))
		raise_error(L, "missing: a record is expected, found %s", type_name(L, 1));
	if (paths < 2)
		raise_error(L, "missing: name the fields to look for");
	bool suspect = c->suspect;
	lua_newtable(L);
	for (int i = 2; i <= paths; i++) {
		if (lua_type(L, i) != LUA_TSTRING)
			raise_error(L, "missing: argument %d is a %s; a field name is expected", i, type_name(L, i));
		size_t len;
		const char *path = lua_tolstring(L, i, &len);
		if (!is_missing(L, 1, path, len))
			continue;
		lua_pushvalue(L, i);
		lua_rawseti(L, -2, ++n);
	}
	c->suspect = suspect;
	return 1;
}

static const luaL_Reg words[] = { { "missing", word_missing }, { "empty", word_empty }, { NULL, NULL } };

void words_presence(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
