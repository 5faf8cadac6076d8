/* SPDX-License-Identifier: MIT */
/*
 * freeze: tables become read-only in place.
 *
 * Whoever holds the table keeps holding it: its content moves into a second table, which its metatable's __index
 * answers from, so that reading costs the VM one more lookup and no call. The metatable is known by the address of
 * `frozen_tag`, under which it keeps the content for our own functions (pairs, #, table.unpack, the list words).
 * Tables that have a metatable already are ours, and stay as they are.
 */
#include "engine/words.h"

static const char frozen_tag;

bool freeze_push_content(lua_State *L, int index)
{
	if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index))
		return false;
	if (lua_rawgetp(L, -1, &frozen_tag) == LUA_TTABLE) {
		lua_remove(L, -2);
		return true;
	}
	lua_pop(L, 2);
	return false;
}

bool sandbox_is_frozen(lua_State *L, int index)
{
	if (!freeze_push_content(L, index))
		return false;
	lua_pop(L, 1);
	return true;
}

static int refuse_write(lua_State *L)
{
	push_text(L, 2);
	raise_error(L, "this table is read-only after loading: '%s' cannot be set", lua_tostring(L, -1));
}

static int frozen_length(lua_State *L)
{
	lua_pushinteger(L, freeze_push_content(L, 1) ? (lua_Integer)lua_rawlen(L, -1) : 0);
	return 1;
}

/* Puts the value on the top (popped) on the work list when it is something to look into, once. */
static void enqueue(lua_State *L, int work, int seen)
{
	bool wanted = lua_type(L, -1) == LUA_TTABLE || (lua_type(L, -1) == LUA_TFUNCTION && !lua_iscfunction(L, -1));
	if (wanted && lua_type(L, -1) == LUA_TTABLE && lua_getmetatable(L, -1)) {
		lua_pop(L, 1);
		wanted = false;
	}
	if (wanted) {
		lua_pushvalue(L, -1);
		wanted = lua_rawget(L, seen) == LUA_TNIL;
		lua_pop(L, 1);
	}
	if (!wanted) {
		lua_pop(L, 1);
		return;
	}
	lua_pushvalue(L, -1);
	lua_pushboolean(L, 1);
	lua_rawset(L, seen);
	lua_rawseti(L, work, (lua_Integer)lua_rawlen(L, work) + 1);
}

static void hide_content(lua_State *L, int table, int work, int seen)
{
	size_t n = lua_rawlen(L, table);
	lua_createtable(L, n < 1 << 20 ? (int)n : 1 << 20, 0);
	int content = lua_gettop(L);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		lua_pushvalue(L, -2);
		enqueue(L, work, seen);
		lua_pushvalue(L, -1);
		enqueue(L, work, seen);
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, content);
		lua_pushvalue(L, -1);
		lua_pushnil(L);
		lua_rawset(L, table); /* clearing while walking is allowed */
	}
	lua_createtable(L, 0, 4);
	lua_pushvalue(L, content);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushcfunction(L, frozen_length);
	lua_setfield(L, -2, "__len");
	lua_pushvalue(L, content);
	lua_rawsetp(L, -2, &frozen_tag);
	lua_setmetatable(L, table);
	lua_pop(L, 1);
}

void sandbox_freeze(lua_State *L, int index)
{
	int top = lua_gettop(L), work = top + 1, seen = top + 2, item = top + 3;
	luaL_checkstack(L, 12, "freeze");
	index = lua_absindex(L, index);
	lua_newtable(L);
	lua_newtable(L);
	lua_pushvalue(L, index);
	enqueue(L, work, seen);
	for (size_t n; (n = lua_rawlen(L, work)) > 0;) {
		lua_rawgeti(L, work, (lua_Integer)n);
		lua_pushnil(L);
		lua_rawseti(L, work, (lua_Integer)n);
		if (lua_type(L, item) == LUA_TTABLE)
			hide_content(L, item, work, seen);
		else
			for (int up = 1; lua_getupvalue(L, item, up); up++)
				enqueue(L, work, seen);
		lua_settop(L, seen);
	}
	lua_settop(L, top);
}
