/* SPDX-License-Identifier: MIT */
/*
 * stdlib_string: Lua's string functions behind limits on size. What a pattern does within them may still take long; that
 * is the deadline's business, as one call of the library cannot be interrupted from inside.
 */
#include <string.h>

#include "engine/words.h"

#define SUBJECT_MAX (1u << 20)
#define PATTERN_MAX 1024u

static int stock(lua_State *L)
{
	return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void check_sizes(lua_State *L, const char *word)
{
	size_t subject, pattern;
	luaL_checklstring(L, 1, &subject);
	luaL_checklstring(L, 2, &pattern);
	if (subject > SUBJECT_MAX)
		raise_error(L, "string.%s: the text has %d bytes; at most %d can be searched", word, (int)subject, (int)SUBJECT_MAX);
	if (pattern > PATTERN_MAX)
		raise_error(L, "string.%s: the pattern has %d bytes; at most %d are allowed", word, (int)pattern, (int)PATTERN_MAX);
}

static int guarded_find(lua_State *L)
{
	check_sizes(L, "find");
	return stock(L);
}

static int guarded_match(lua_State *L)
{
	check_sizes(L, "match");
	return stock(L);
}

static int guarded_gmatch(lua_State *L)
{
	check_sizes(L, "gmatch");
	return stock(L);
}

/* Stands in for a replacement function or table of gsub in traced mode: what is unknown must not become text. */
static int traced_replacement(lua_State *L)
{
	int n = lua_gettop(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	if (lua_type(L, -1) == LUA_TFUNCTION) {
		lua_insert(L, 1);
		lua_call(L, n, 1);
	} else {
		lua_pushvalue(L, 1);
		lua_gettable(L, -2);
	}
	if (is_marker(to_value(L, -1)))
		raise_unknown(L, to_value(L, -1));
	return 1;
}

static int guarded_gsub(lua_State *L)
{
	check_sizes(L, "gsub");
	int type = lua_type(L, 3);
	if (ctx_of(L)->traced && (type == LUA_TFUNCTION || type == LUA_TTABLE)) {
		lua_pushvalue(L, 3);
		lua_pushcclosure(L, traced_replacement, 1);
		lua_replace(L, 3);
	}
	return stock(L);
}

static int guarded_rep(lua_State *L)
{
	size_t len, sep = 0;
	luaL_checklstring(L, 1, &len);
	lua_Integer n = luaL_checkinteger(L, 2);
	luaL_optlstring(L, 3, "", &sep);
	if (len + sep == 0)
		n = 0; /* the stock function would still count to n */
	if (n > 0 && (len + sep > SUBJECT_MAX || (uint64_t)n > SUBJECT_MAX / (len + sep)))
		raise_error(L, "string.rep: the result would have more than %d bytes", (int)SUBJECT_MAX);
	lua_pushinteger(L, n);
	lua_replace(L, 2);
	return stock(L);
}

/* %s shows any value as tostring does; %p would show where it lies in memory. */
static int guarded_format(lua_State *L)
{
	size_t len;
	const char *at = luaL_checklstring(L, 1, &len), *end = at + len;
	if (len > SUBJECT_MAX)
		raise_error(L, "string.format: the format has %d bytes; at most %d are allowed", (int)len, (int)SUBJECT_MAX);
	for (int arg = 2; at < end && (at = memchr(at, '%', (size_t)(end - at)));) {
		if (at[1] == '%') {
			at += 2;
			continue;
		}
		at++;
		while (*at && strchr("-+ #0123456789.", *at))
			at++;
		if (*at == 'p')
			raise_error(L, "string.format: '%%p' shows addresses, which policies have no use for");
		if (*at == 's' && arg <= lua_gettop(L) && lua_type(L, arg) != LUA_TSTRING && lua_type(L, arg) != LUA_TNUMBER) {
			push_text(L, arg);
			lua_replace(L, arg);
		}
		arg++;
	}
	return stock(L);
}

const struct stdlib_entry stdlib_string[] = {
	{ "byte", NULL, TRACED_ANY }, { "char", NULL, TRACED_ANY }, { "find", guarded_find, TRACED_ANY },
	{ "format", guarded_format, TRACED_ANY }, { "gmatch", guarded_gmatch, TRACED_LEAVE }, { "gsub", guarded_gsub, TRACED_ANY },
	{ "len", NULL, TRACED_ANY }, { "lower", NULL, TRACED_ANY }, { "match", guarded_match, TRACED_ANY },
	{ "rep", guarded_rep, TRACED_ANY }, { "reverse", NULL, TRACED_ANY }, { "sub", NULL, TRACED_ANY },
	{ "upper", NULL, TRACED_ANY }, { NULL, NULL, TRACED_ANY },
};
