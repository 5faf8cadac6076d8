/* SPDX-License-Identifier: MIT */
/* raise: the bridge between C and Lua errors. An evaluation is left early in one of three ways: a bug (an error with its
   position), a gap (the verdict is unknown), or nothing to judge (not_applicable). Policies cannot catch any of them. */
#include <stdarg.h>
#include <string.h>

#include "engine/state.h"

_Noreturn static void leave(lua_State *L)
{
	lua_error(L);
	__builtin_unreachable();
}

void raise_error(lua_State *L, const char *fmt, ...)
{
	va_list ap;
	luaL_where(L, 1);
	if (!*lua_tostring(L, -1)) { /* called straight from another C function, such as a metamethod of the bindings */
		lua_pop(L, 1);
		luaL_where(L, 0);
	}
	va_start(ap, fmt);
	lua_pushvfstring(L, fmt, ap);
	va_end(ap);
	lua_concat(L, 2);
	leave(L);
}

void raise_unknown(lua_State *L, value_t marker)
{
	struct ctx *c = ctx_of(L);
	c->left = LEFT_UNKNOWN;
	c->left_unknown = (uint16_t)value_index_of(value_tag(marker) == VALUE_UNKNOWN ? marker : unknown_from(c, marker, 0));
	lua_pushliteral(L, "left: unknown");
	leave(L);
}

void raise_not_applicable(lua_State *L)
{
	ctx_of(L)->left = LEFT_NOT_APPLICABLE;
	lua_pushliteral(L, "left: not applicable");
	leave(L);
}

int unknown_because(lua_State *L, const char *fmt, ...)
{
	struct ctx *c = ctx_of(L);
	va_list ap;
	va_start(ap, fmt);
	const char *reason = lua_pushvfstring(L, fmt, ap);
	va_end(ap);
	value_t v = absent_because(c, reason);
	if (!c->traced) {
		c->suspect = true;
		raise_unknown(L, v);
	}
	push_value(L, unknown_from(c, v, 0));
	return 1;
}
