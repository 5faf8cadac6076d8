/* SPDX-License-Identifier: MIT */
/*
 * stdlib_table: Lua's table functions, written anew over raw tables: counts come from real lengths and are bounded, what is
 * read-only is refused as a target, sort is stable. Markers are elements like any other; where they would decide what
 * happens to a table (a position, an order) the verdict is unknown.
 */
#include <string.h>

#include "engine/words.h"

#define COUNT_MAX 1000000

static void leave_when_unknown(lua_State *L, int first, int last)
{
	if (last >= first && any_marker(L, first, last))
		raise_unknown(L, to_value(L, -1));
}

static uint32_t check_target(lua_State *L, const char *word)
{
	leave_when_unknown(L, 1, 1);
	if (tag_at(L, 1) == VALUE_LIST || tag_at(L, 1) == VALUE_SET || tag_at(L, 1) == VALUE_REC)
		raise_error(L, "table.%s: a project's data are read-only", word);
	if (lua_type(L, 1) != LUA_TTABLE)
		raise_error(L, "table.%s: a table is expected, found %s", word, type_name(L, 1));
	if (sandbox_is_frozen(L, 1))
		raise_error(L, "table.%s: this table is read-only after loading", word);
	size_t n = lua_rawlen(L, 1);
	if (n > COUNT_MAX)
		raise_error(L, "table.%s: the table has more than %d elements", word, COUNT_MAX);
	return (uint32_t)n;
}

/* The source of a read: a frozen table is replaced by its content. Returns its length. */
static uint32_t check_source(lua_State *L, const char *word)
{
	leave_when_unknown(L, 1, 1);
	if (freeze_push_content(L, 1))
		lua_replace(L, 1);
	enum value_tag tag = tag_at(L, 1);
	if (tag == VALUE_LIST || tag == VALUE_SET)
		return value_count(ctx_of(L), to_value(L, 1));
	if (lua_type(L, 1) != LUA_TTABLE)
		raise_error(L, "table.%s: a list or table is expected, found %s", word, type_name(L, 1));
	size_t n = lua_rawlen(L, 1);
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static void push_at(lua_State *L, int source, lua_Integer i)
{
	if (lua_type(L, source) == LUA_TTABLE)
		lua_rawgeti(L, source, i);
	else if (i >= 1 && i <= value_count(ctx_of(L), to_value(L, source)))
		push_element(L, to_value(L, source), (uint32_t)i - 1);
	else
		lua_pushnil(L);
}

/* How many there are from i to j; more than can be meant is refused. */
static lua_Integer check_range(lua_State *L, lua_Integer i, lua_Integer j, const char *word)
{
	if (i > j)
		return 0;
	if ((lua_Unsigned)j - (lua_Unsigned)i >= COUNT_MAX)
		raise_error(L, "table.%s: more than %d elements", word, COUNT_MAX);
	return j - i + 1;
}

static int table_insert(lua_State *L)
{
	int n = lua_gettop(L);
	lua_Integer len = check_target(L, "insert"), at = len + 1;
	if (n == 3) {
		leave_when_unknown(L, 2, 2);
		at = luaL_checkinteger(L, 2);
		luaL_argcheck(L, at >= 1 && at <= len + 1, 2, "position out of bounds");
		for (lua_Integer i = len; i >= at; i--) {
			lua_rawgeti(L, 1, i);
			lua_rawseti(L, 1, i + 1);
		}
	} else if (n != 2) {
		raise_error(L, "table.insert: expected (table, value) or (table, position, value)");
	}
	lua_rawseti(L, 1, at);
	return 0;
}

static int table_remove(lua_State *L)
{
	lua_Integer len = check_target(L, "remove"), at = len;
	if (lua_gettop(L) > 1) {
		leave_when_unknown(L, 2, 2);
		at = luaL_checkinteger(L, 2);
		luaL_argcheck(L, (at >= 1 && at <= len + 1) || (len == 0 && at == 0), 2, "position out of bounds");
	}
	lua_rawgeti(L, 1, at);
	for (; at < len; at++) {
		lua_rawgeti(L, 1, at + 1);
		lua_rawseti(L, 1, at);
	}
	if (at == len && len > 0) {
		lua_pushnil(L);
		lua_rawseti(L, 1, at);
	}
	return 1;
}

static int table_concat(lua_State *L)
{
	size_t sep_len;
	uint32_t len = check_source(L, "concat");
	if (lua_gettop(L) > 1 && any_marker(L, 2, lua_gettop(L)))
		return 1;
	const char *sep = luaL_optlstring(L, 2, "", &sep_len);
	lua_Integer i = luaL_optinteger(L, 3, 1), j = luaL_optinteger(L, 4, len);
	lua_Integer n = check_range(L, i, j, "concat");
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (lua_Integer at = 0; at < n; at++) {
		push_at(L, 1, i + at);
		if (is_marker(to_value(L, -1))) {
			push_value(L, unknown_from(ctx_of(L), to_value(L, -1), 0));
			return 1;
		}
		int type = lua_type(L, -1);
		if (type != LUA_TSTRING && type != LUA_TNUMBER) {
			if (type != LUA_TLIGHTUSERDATA)
				raise_error(L, "table.concat: element %d is a %s; only texts, numbers and a project's values can be joined", (int)(i + at), type_name(L, -1));
			push_text(L, -1);
			lua_remove(L, -2);
		}
		luaL_addvalue(&b);
		if (at + 1 < n)
			luaL_addlstring(&b, sep, sep_len);
	}
	luaL_pushresult(&b);
	return 1;
}

static int table_unpack(lua_State *L)
{
	uint32_t len = check_source(L, "unpack");
	leave_when_unknown(L, 2, lua_gettop(L));
	lua_Integer i = luaL_optinteger(L, 2, 1), j = luaL_optinteger(L, 3, len);
	lua_Integer n = check_range(L, i, j, "unpack");
	if (!lua_checkstack(L, (int)n))
		raise_error(L, "table.unpack: too many results");
	for (lua_Integer at = 0; at < n; at++)
		push_at(L, 1, i + at);
	return (int)n;
}

static int table_move(lua_State *L)
{
	int to = lua_isnoneornil(L, 5) ? 1 : 5;
	leave_when_unknown(L, 1, lua_gettop(L));
	luaL_checktype(L, to, LUA_TTABLE);
	if (sandbox_is_frozen(L, to))
		raise_error(L, "table.move: the target is read-only");
	bool same = to == 1 || lua_rawequal(L, 1, to);
	check_source(L, "move");
	lua_Integer from = luaL_checkinteger(L, 2), end = luaL_checkinteger(L, 3), at = luaL_checkinteger(L, 4);
	lua_Integer n = check_range(L, from, end, "move");
	luaL_argcheck(L, at <= LUA_MAXINTEGER - n + 1, 4, "destination wraps around");
	bool backwards = same && at > from && at <= end; /* the ranges overlap: the far end first */
	for (lua_Integer k = 0; k < n; k++) {
		lua_Integer step = backwards ? n - 1 - k : k;
		push_at(L, 1, from + step);
		lua_rawseti(L, to, at + step);
	}
	lua_pushvalue(L, to);
	return 1;
}

/* The elements as they were when the sort began; the order function cannot change them under our feet. */
struct sorting { lua_State *L; int elements, order; };

static bool element_less(void *ctx, uint32_t a, uint32_t b)
{
	struct sorting *s = ctx;
	lua_State *L = s->L;
	bool less;
	if (s->order)
		lua_pushvalue(L, s->order);
	lua_rawgeti(L, s->elements, (lua_Integer)a + 1);
	lua_rawgeti(L, s->elements, (lua_Integer)b + 1);
	if (s->order) {
		lua_call(L, 2, 1);
		if (is_marker(to_value(L, -1)))
			raise_unknown(L, to_value(L, -1));
		less = lua_toboolean(L, -1);
		lua_pop(L, 1);
	} else {
		int type = lua_type(L, -1);
		bool ordered = type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TLIGHTUSERDATA;
		if (!ordered || lua_type(L, -2) != type) /* here, as Lua's own error would not say where */
			raise_error(L, "table.sort: a %s and a %s have no order", type_name(L, -2), type_name(L, -1));
		less = lua_compare(L, -2, -1, LUA_OPLT);
		lua_pop(L, 2);
	}
	return less;
}

static int table_sort(lua_State *L)
{
	uint32_t n = check_target(L, "sort");
	leave_when_unknown(L, 2, lua_gettop(L));
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	struct sorting s = { L, 3, lua_isnil(L, 2) ? 0 : 2 };
	lua_createtable(L, (int)n, 0);
	for (uint32_t i = 1; i <= n; i++) {
		lua_rawgeti(L, 1, i);
		if (!s.order && is_marker(to_value(L, -1)))
			raise_unknown(L, to_value(L, -1));
		lua_rawseti(L, 3, i);
	}
	uint32_t *index = lua_newuserdatauv(L, 2 * sizeof *index * (size_t)n, 0);
	for (uint32_t i = 0; i < n; i++)
		index[i] = i;
	sort_stable(index, index + n, n, element_less, &s);
	for (uint32_t i = 0; i < n; i++) {
		lua_rawgeti(L, 3, (lua_Integer)index[i] + 1);
		lua_rawseti(L, 1, (lua_Integer)i + 1);
	}
	return 0;
}

const struct stdlib_entry stdlib_table[] = {
	{ "concat", table_concat, TRACED_SELF }, { "insert", table_insert, TRACED_SELF }, { "move", table_move, TRACED_SELF },
	{ "pack", NULL, TRACED_SELF }, { "remove", table_remove, TRACED_SELF }, { "sort", table_sort, TRACED_SELF },
	{ "unpack", table_unpack, TRACED_SELF }, { NULL, NULL, TRACED_ANY },
};
