/* SPDX-License-Identifier: MIT */
#include "engine/json_lua.h"

#include <stdlib.h>
#include <string.h>

#include "engine/state.h"

#define NESTING_MAX 32

static const char array_key;

static void mark_array(lua_State *L) /* the table on the top */
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key) == LUA_TNIL) {
		lua_pop(L, 1);
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &array_key);
	}
	lua_setmetatable(L, -2);
}

int json_lua_array(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	mark_array(L);
	return 1;
}

void json_lua_push(lua_State *L, struct json_value v)
{
	struct json_iter it;
	size_t len;
	luaL_checkstack(L, 4, "JSON is nested too deeply");
	switch (json_type(v)) {
	case JSON_T_NULL: lua_pushnil(L); break;
	case JSON_T_FALSE: lua_pushboolean(L, 0); break;
	case JSON_T_TRUE: lua_pushboolean(L, 1); break;
	case JSON_T_INT: lua_pushinteger(L, json_int(v)); break;
	case JSON_T_NUMBER: lua_pushnumber(L, json_number(v)); break;
	case JSON_T_STRING: {
		const char *s = json_string(v, &len);
		lua_pushlstring(L, s, len);
		break;
	}
	case JSON_T_ARRAY:
		lua_newtable(L);
		mark_array(L);
		for (json_iter_begin(&it, v); json_iter_next(&it);) {
			json_lua_push(L, it.value);
			lua_rawseti(L, -2, (lua_Integer)it.index + 1);
		}
		break;
	case JSON_T_OBJECT:
		lua_newtable(L);
		for (json_iter_begin(&it, v); json_iter_next(&it);) {
			lua_pushlstring(L, it.key, it.key_len);
			json_lua_push(L, it.value);
			lua_rawset(L, -3);
		}
		break;
	}
}

int json_lua_decode(lua_State *L)
{
	size_t len;
	const char *text = luaL_checklstring(L, 1, &len);
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct json_reader *r = json_reader_new();
	struct json_value root;
	struct err err = ERR_INIT;
	if (!r)
		return luaL_error(L, "not enough memory");
	if (json_read(r, text, len, &limits, &root, &err) < 0) {
		struct buf b = BUF_INIT;
		err_format(&err, &b);
		lua_pushnil(L);
		lua_pushlstring(L, b.data, b.len);
		buf_release(&b);
		err_release(&err);
		json_reader_free(r);
		return 2;
	}
	json_lua_push(L, root); /* a memory error here leaks the reader: trusted code, whose state is then dropped */
	json_reader_free(r);
	return 1;
}

static int compare_keys(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool is_array(lua_State *L, int i)
{
	if (lua_rawlen(L, i) > 0)
		return true;
	if (!lua_getmetatable(L, i))
		return false;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key);
	bool marked = lua_rawequal(L, -1, -2);
	lua_pop(L, 2);
	return marked;
}

static bool write_value(lua_State *L, int i, struct json_out *o, size_t max, int depth);

static bool write_object(lua_State *L, int i, struct json_out *o, size_t max, int depth)
{
	size_t count = 0;
	for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1))
		count += lua_type(L, -2) == LUA_TSTRING;
	const char **keys = lua_newuserdatauv(L, sizeof *keys * (count + 1), 0);
	size_t n = 0;
	for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1))
		if (lua_type(L, -2) == LUA_TSTRING)
			keys[n++] = lua_tostring(L, -2);
	qsort(keys, n, sizeof *keys, compare_keys);
	json_begin_object(o);
	bool ok = true;
	for (size_t k = 0; ok && k < n; k++) {
		lua_pushstring(L, keys[k]);
		lua_rawget(L, i);
		json_key(o, keys[k]);
		ok = write_value(L, lua_gettop(L), o, max, depth + 1);
		lua_pop(L, 1);
	}
	json_end_object(o);
	lua_pop(L, 1);
	return ok;
}

static bool write_value(lua_State *L, int i, struct json_out *o, size_t max, int depth)
{
	if (depth > NESTING_MAX || o->buf->len > max || !lua_checkstack(L, 8))
		return false;
	size_t len;
	switch (lua_type(L, i)) {
	case LUA_TNIL: json_put_null(o); return true;
	case LUA_TBOOLEAN: json_put_bool(o, lua_toboolean(L, i)); return true;
	case LUA_TNUMBER:
		if (lua_isinteger(L, i))
			json_put_int(o, lua_tointeger(L, i));
		else
			json_put_number(o, lua_tonumber(L, i));
		return true;
	case LUA_TSTRING: {
		const char *s = lua_tolstring(L, i, &len);
		json_put_string(o, s, len);
		return true;
	}
	case LUA_TTABLE: {
		if (sandbox_is_frozen(L, i)) { /* its content is behind the metatable */
			lua_getmetatable(L, i);
			lua_getfield(L, -1, "__index");
			bool ok = lua_istable(L, -1) && write_value(L, lua_gettop(L), o, max, depth + 1);
			lua_pop(L, 2);
			return ok;
		}
		if (!is_array(L, i))
			return write_object(L, i, o, max, depth);
		json_begin_array(o);
		bool ok = true;
		lua_Integer n = (lua_Integer)lua_rawlen(L, i);
		for (lua_Integer k = 1; ok && k <= n; k++) {
			lua_rawgeti(L, i, k);
			ok = write_value(L, lua_gettop(L), o, max, depth + 1);
			lua_pop(L, 1);
		}
		json_end_array(o);
		return ok;
	}
	default: {
		struct buf b = BUF_INIT;
		format_value(L, i, NULL, &b);
		json_put_string(o, b.data, b.len);
		buf_release(&b);
		return true;
	}
	}
}

bool json_lua_write(lua_State *L, int i, struct json_out *o, size_t max)
{
	return write_value(L, lua_absindex(L, i), o, o->buf->len + max, 0);
}

int json_lua_encode(lua_State *L)
{
	luaL_checkany(L, 1);
	struct buf b = BUF_INIT;
	struct json_out o = json_out(&b, 0);
	if (!json_lua_write(L, 1, &o, 8u << 20)) {
		buf_release(&b);
		return luaL_error(L, "a value is nested too deeply or too large to be written as JSON");
	}
	lua_pushlstring(L, b.data, b.len);
	buf_release(&b);
	return 1;
}
