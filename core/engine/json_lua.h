/* SPDX-License-Identifier: MIT */
/*
 * json_lua: JSON to Lua values and back.
 *
 * Objects are tables by key, arrays are sequences, null is absent. Going out, a table is an array when it was marked
 * with json_array or has a length above 0, else an object with sorted keys; a whole number that is a float prints without
 * fraction; NaN and infinities are null; functions and userdata become their printed form.
 */
#ifndef PLUMB_ENGINE_JSON_LUA_H
#define PLUMB_ENGINE_JSON_LUA_H

#include <lua.h>

#include "json/write.h"

int json_lua_decode(lua_State *L); /* (text) -> value | nil, message */
int json_lua_encode(lua_State *L); /* (value) -> text */
int json_lua_array(lua_State *L);  /* (table) -> the same table, marked */
void json_lua_push(lua_State *L, struct json_value v);
/* Writes the value at index i. False when it is nested deeper than 32 (a cycle, say) or larger than `max` bytes. */
bool json_lua_write(lua_State *L, int i, struct json_out *o, size_t max);

#endif
