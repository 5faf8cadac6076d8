/* SPDX-License-Identifier: MIT */
/* stdlib_base: Lua's basic words, over project data as well as tables; pairs in an order that is always the same. */
#include <string.h>

#include "engine/words.h"

const char *type_name(lua_State *L, int index)
{
	switch (tag_at(L, index)) {
	case VALUE_REC: return "record";
	case VALUE_LIST: case VALUE_SET: return "list";
	case VALUE_DATE: return "date";
	case VALUE_DATETIME: return "datetime";
	case VALUE_DURATION: return "duration";
	case VALUE_MONEY: return "money";
	case VALUE_ABSENT: return "absent";
	case VALUE_UNKNOWN: return "unknown";
	case VALUE_RAW: return "raw";
	default: return lua_type(L, index) == LUA_TNONE ? "nothing" : luaL_typename(L, index);
	}
}

static void push_light_text(lua_State *L, int index)
{
	char small[512];
	struct buf b = BUF_INIT;
	format_value(L, index, NULL, &b);
	const char *text = small;
	size_t len = b.len;
	if (len <= sizeof small) /* the buffer must be gone before Lua may raise */
		memcpy(small, b.data, len);
	else if (!(text = arena_strndup(&ctx_of(L)->scratch, b.data, len)))
		text = small, len = 0;
	buf_release(&b);
	lua_pushlstring(L, text, len);
}

void push_text(lua_State *L, int index)
{
	switch (lua_type(L, index)) {
	case LUA_TNIL: case LUA_TBOOLEAN: case LUA_TNUMBER: case LUA_TSTRING:
		luaL_tolstring(L, index, NULL);
		return;
	case LUA_TLIGHTUSERDATA:
		push_light_text(L, index);
		return;
	default:
		lua_pushstring(L, type_name(L, index));
	}
}

static int base_type(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_pushstring(L, type_name(L, 1));
	return 1;
}

static int base_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	push_text(L, 1);
	return 1;
}

/* A loop over what is not known has no meaning: the verdict is unknown. */
static void check_walkable(lua_State *L, const char *word)
{
	if (any_marker(L, 1, 1))
		raise_unknown(L, to_value(L, -1));
	enum value_tag tag = tag_at(L, 1);
	if (lua_type(L, 1) != LUA_TTABLE && tag != VALUE_LIST && tag != VALUE_SET && (tag != VALUE_REC || *word == 'i'))
		raise_error(L, "%s: a list or table is expected, found %s", word, type_name(L, 1));
	lua_settop(L, 1);
}

/* ---- ipairs ---- */

static int ipairs_list(lua_State *L)
{
	lua_Integer i = lua_tointeger(L, 2);
	value_t list = to_value(L, 1);
	if (i < 0 || i >= value_count(ctx_of(L), list))
		return 0;
	lua_pushinteger(L, i + 1);
	push_element(L, list, (uint32_t)i);
	return 2;
}

static int ipairs_table(lua_State *L)
{
	lua_Integer i = (lua_Integer)((lua_Unsigned)luaL_checkinteger(L, 2) + 1);
	lua_pushinteger(L, i);
	return lua_geti(L, 1, i) == LUA_TNIL ? 0 : 2; /* lua_geti: frozen tables answer through their metatable */
}

static int base_ipairs(lua_State *L)
{
	check_walkable(L, "ipairs");
	lua_pushcfunction(L, lua_type(L, 1) == LUA_TTABLE ? ipairs_table : ipairs_list);
	lua_insert(L, 1);
	lua_pushinteger(L, 0);
	return 3;
}

/* ---- pairs ---- */

struct sort_key {
	enum { KEY_INTEGER, KEY_FLOAT, KEY_STRING, KEY_FALSE, KEY_TRUE } rank;
	union {
		lua_Integer integer;
		lua_Number number;
		struct { const char *s; size_t len; } string;
	} as;
};

static bool key_less(void *ctx, uint32_t a, uint32_t b)
{
	const struct sort_key *keys = ctx, *x = keys + a, *y = keys + b;
	if (x->rank != y->rank)
		return x->rank < y->rank;
	switch (x->rank) {
	case KEY_INTEGER:
		return x->as.integer < y->as.integer;
	case KEY_FLOAT:
		return x->as.number < y->as.number;
	case KEY_STRING: {
		size_t xn = x->as.string.len, yn = y->as.string.len;
		int order = memcmp(x->as.string.s, y->as.string.s, xn < yn ? xn : yn);
		return order ? order < 0 : xn < yn;
	}
	default:
		return false;
	}
}

static void key_at(lua_State *L, int index, struct sort_key *key)
{
	switch (lua_type(L, index)) {
	case LUA_TNUMBER:
		key->rank = lua_isinteger(L, index) ? KEY_INTEGER : KEY_FLOAT;
		if (key->rank == KEY_INTEGER)
			key->as.integer = lua_tointeger(L, index);
		else
			key->as.number = lua_tonumber(L, index);
		return;
	case LUA_TSTRING:
		key->rank = KEY_STRING;
		key->as.string.s = lua_tolstring(L, index, &key->as.string.len);
		return;
	case LUA_TBOOLEAN:
		key->rank = lua_toboolean(L, index) ? KEY_TRUE : KEY_FALSE;
		return;
	default:
		raise_error(L, "pairs: a key is a %s; only numbers, texts and booleans have an order", type_name(L, index));
	}
}

/* Replaces the array of n keys on the top by one in order. */
static void sort_keys(lua_State *L, uint32_t n)
{
	int given = lua_gettop(L);
	lua_createtable(L, (int)n, 0);
	struct sort_key *keys = lua_newuserdatauv(L, n * (sizeof *keys + 2 * sizeof(uint32_t)), 0);
	uint32_t *index = (uint32_t *)(keys + n);
	for (uint32_t i = 0; i < n; i++) {
		lua_rawgeti(L, given, (lua_Integer)i + 1);
		key_at(L, -1, keys + i);
		lua_pop(L, 1); /* the array keeps it alive */
		index[i] = i;
	}
	sort_stable(index, index + n, n, key_less, keys);
	for (uint32_t i = 0; i < n; i++) {
		lua_rawgeti(L, given, (lua_Integer)index[i] + 1);
		lua_rawseti(L, given + 1, (lua_Integer)i + 1);
	}
	lua_settop(L, given + 1);
	lua_remove(L, given);
}

/* Pushes the record's field when it is there; reading it is not a use of something absent. */
static bool push_present(lua_State *L, value_t record, const char *name, size_t len)
{
	struct ctx *c = ctx_of(L);
	bool suspect = c->suspect;
	push_field(L, record, name, len);
	c->suspect = suspect;
	if (!lua_isnil(L, -1) && !is_marker(to_value(L, -1)))
		return true;
	lua_pop(L, 1);
	return false;
}

/* Upvalues: what is walked, its keys in order (nil: 1 to the count), position, count. */
static int pairs_next(lua_State *L)
{
	int what = lua_upvalueindex(1);
	enum value_tag tag = tag_at(L, what);
	lua_Integer at = lua_tointeger(L, lua_upvalueindex(3)), count = lua_tointeger(L, lua_upvalueindex(4));
	lua_settop(L, 0);
	while (at++ < count) {
		if (lua_isnil(L, lua_upvalueindex(2)))
			lua_pushinteger(L, at);
		else
			lua_rawgeti(L, lua_upvalueindex(2), at);
		bool there = true;
		if (tag == VALUE_REC) {
			size_t len;
			const char *name = lua_tolstring(L, 1, &len);
			there = push_present(L, to_value(L, what), name, len);
		} else if (tag == VALUE_LIST || tag == VALUE_SET) {
			push_element(L, to_value(L, what), (uint32_t)at - 1);
		} else {
			lua_pushvalue(L, 1);
			there = lua_rawget(L, what) != LUA_TNIL; /* a key that was removed during the loop is passed over */
		}
		if (there) {
			lua_pushinteger(L, at);
			lua_replace(L, lua_upvalueindex(3));
			return 2;
		}
		lua_settop(L, 0);
	}
	lua_pushinteger(L, count);
	lua_replace(L, lua_upvalueindex(3));
	return 0;
}

/* Pushes the keys of the table or record at 1 in order, or nil when they are 1 to n. */
static uint32_t push_keys(lua_State *L)
{
	uint32_t n = 0;
	if (lua_type(L, 1) == LUA_TTABLE) {
		lua_newtable(L);
		lua_pushnil(L);
		while (lua_next(L, 1)) {
			lua_pop(L, 1);
			lua_pushvalue(L, -1);
			lua_rawseti(L, 2, (lua_Integer)++n);
		}
		if (n == lua_rawlen(L, 1)) {
			lua_pop(L, 1);
			lua_pushnil(L);
			return n;
		}
	} else {
		struct ctx *c = ctx_of(L);
		const struct kind *k = &c->schema->kinds[value_kind(to_value(L, 1))];
		lua_createtable(L, k->field_count, 0);
		for (unsigned f = 0; f < k->field_count; f++) {
			if (!record_slot(c->words, value_offset(to_value(L, 1)), k, f))
				continue;
			lua_pushstring(L, k->fields[f].name);
			lua_rawseti(L, 2, (lua_Integer)++n);
		}
	}
	sort_keys(L, n);
	return n;
}

static int base_pairs(lua_State *L)
{
	uint32_t n;
	check_walkable(L, "pairs");
	if (freeze_push_content(L, 1))
		lua_replace(L, 1);
	enum value_tag tag = tag_at(L, 1);
	if (tag == VALUE_LIST || tag == VALUE_SET) {
		n = value_count(ctx_of(L), to_value(L, 1));
		lua_pushnil(L);
	} else {
		n = push_keys(L);
	}
	lua_pushinteger(L, 0);
	lua_pushinteger(L, n);
	lua_pushcclosure(L, pairs_next, 4);
	return 1;
}

const struct stdlib_entry stdlib_base[] = {
	{ "assert", NULL, TRACED_FIRST }, { "error", NULL, TRACED_FIRST }, { "ipairs", base_ipairs, TRACED_SELF },
	{ "pairs", base_pairs, TRACED_SELF }, { "select", NULL, TRACED_FIRST }, { "tonumber", NULL, TRACED_ANY },
	{ "tostring", base_tostring, TRACED_ANY }, { "type", base_type, TRACED_ANY }, { NULL, NULL, TRACED_ANY },
};
