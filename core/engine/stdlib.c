/* SPDX-License-Identifier: MIT */
/*
 * stdlib: how functions of Lua's library come into a policy's reach: picked by name, behind guards where they need some,
 * in read-only libraries. In traced mode each is also behind a look at its arguments for markers.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/words.h"

#define NAMES_MAX 256

static int inner(lua_State *L)
{
	return lua_tocfunction(L, lua_upvalueindex(2))(L);
}

/* A list that holds a gap is one, too: what is done with it would count, skip or print the gap. */
static int traced_any(lua_State *L)
{
	value_t gap = marker_in(L, 1);
	if (gap) {
		push_value(L, unknown_from(ctx_of(L), gap, 0));
		return 1;
	}
	return any_marker(L, 1, lua_gettop(L)) ? 1 : inner(L);
}

static int traced_leave(lua_State *L)
{
	value_t gap = marker_in(L, 1);
	if (gap)
		raise_unknown(L, unknown_from(ctx_of(L), gap, 0));
	if (any_marker(L, 1, lua_gettop(L)))
		raise_unknown(L, to_value(L, -1));
	return inner(L);
}

static int traced_first(lua_State *L)
{
	if (lua_gettop(L) > 0 && any_marker(L, 1, 1))
		raise_unknown(L, to_value(L, -1));
	return inner(L);
}

/* Turns the stock function on the top into what a policy gets. The wrapper runs the guard in its own frame, so that
   upvalue 1 is the stock function for both, and positions in errors are those of the policy. */
static void wrap(lua_State *L, const struct stdlib_entry *e, bool traced)
{
	static const lua_CFunction wrappers[] = { [TRACED_ANY] = traced_any, [TRACED_LEAVE] = traced_leave, [TRACED_FIRST] = traced_first };
	lua_CFunction guard = e->guard ? e->guard : lua_tocfunction(L, -1);
	if (!guard)
		return; /* a constant: math.pi */
	if (traced && e->traced != TRACED_SELF) {
		lua_pushcfunction(L, guard);
		lua_pushcclosure(L, wrappers[e->traced], 2);
	} else if (e->guard) {
		lua_pushcclosure(L, guard, 1);
	}
}

void stdlib_add(lua_State *L, const char *module, const struct stdlib_entry *entries, bool traced)
{
	int to = lua_gettop(L);
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
	lua_getfield(L, -1, module);
	for (const struct stdlib_entry *e = entries; e->name; e++) {
		lua_getfield(L, to + 2, e->name);
		wrap(L, e, traced);
		lua_setfield(L, to, e->name);
	}
	lua_settop(L, to);
}

static int compare_names(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

const char *stdlib_nearest(lua_State *L, int index, const char *word)
{
	const char *names[NAMES_MAX];
	size_t n = 0;
	index = lua_absindex(L, index);
	lua_pushnil(L);
	while (lua_next(L, index)) {
		lua_pop(L, 1);
		if (lua_type(L, -1) == LUA_TSTRING && n < NAMES_MAX)
			names[n++] = lua_tostring(L, -1);
	}
	qsort(names, n, sizeof *names, compare_names); /* of two that are as near it is always the same one */
	return text_nearest(word, names, n);
}

static int no_such_function(lua_State *L)
{
	const char *library = lua_tostring(L, lua_upvalueindex(1));
	if (lua_type(L, 2) != LUA_TSTRING)
		raise_error(L, "the library '%s' has no such field", library);
	const char *name = lua_tostring(L, 2), *near = stdlib_nearest(L, 1, name);
	if (near)
		raise_error(L, "there is no '%s.%s'; did you mean '%s.%s'?", library, name, library, near);
	raise_error(L, "there is no '%s.%s' in policies", library, name);
}

void stdlib_push_library(lua_State *L, const char *module, const struct stdlib_entry *entries, bool traced)
{
	lua_newtable(L);
	stdlib_add(L, module, entries, traced);
	sandbox_freeze(L, -1);
	freeze_push_content(L, -1);
	lua_createtable(L, 0, 1);
	lua_pushstring(L, module);
	lua_pushcclosure(L, no_such_function, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}
