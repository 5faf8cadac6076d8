/* SPDX-License-Identifier: MIT */
/*
 * sandbox: what a policy may name. Everything else is not there: reading an unknown global is an error that says what may
 * have been meant, so that a misspelt word never is a quiet nil.
 *
 * The globals themselves are a plain table, as every call of a word reads it; the libraries in it are read-only. Whoever
 * adds to the table does so with raw sets.
 */
#include <lualib.h>
#include <string.h>

#include "json/write.h"
#include "engine/words.h"

static const struct stdlib_entry stdlib_math[] = {
#define PURE(name) { name, NULL, TRACED_ANY }
	PURE("abs"), PURE("acos"), PURE("asin"), PURE("atan"), PURE("ceil"), PURE("cos"), PURE("deg"), PURE("exp"), PURE("floor"),
	PURE("fmod"), PURE("huge"), PURE("log"), PURE("max"), PURE("maxinteger"), PURE("min"), PURE("mininteger"), PURE("modf"),
	PURE("pi"), PURE("rad"), PURE("sin"), PURE("sqrt"), PURE("tan"), PURE("tointeger"), PURE("type"), PURE("ult"), PURE(NULL),
};
static const struct stdlib_entry stdlib_utf8[] = {
	PURE("char"), PURE("charpattern"), PURE("codepoint"), { "codes", NULL, TRACED_LEAVE }, PURE("len"), PURE("offset"), PURE(NULL),
#undef PURE
};

/* note(...): shown by explain and the console; costs nothing else. */
static int word_note(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	if (!c->recording)
		return 0;
	int n = lua_gettop(L);
	luaL_checkstack(L, n + 4, "note");
	for (int i = 1; i <= n; i++) {
		push_text(L, i);
		lua_replace(L, i);
	}
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (int i = 1; i <= n; i++) {
		if (i > 1)
			luaL_addlstring(&b, "  ", 2);
		size_t len;
		const char *text = lua_tolstring(L, i, &len);
		luaL_addlstring(&b, text, len);
	}
	luaL_pushresult(&b);
	size_t len;
	const char *text = lua_tolstring(L, -1, &len);
	if (c->notes.len)
		buf_putc(&c->notes, ',');
	struct json_out o = json_out(&c->notes, 0);
	json_put_string(&o, text, len);
	return 0;
}

/* Words that Lua authors reach for and that are left out, with what to do instead. */
static const struct { const char *word, *instead; } left_out[] = {
	{ "print", "note(...) shows values in explain" },
	{ "next", "use pairs, or empty(t) to ask whether there is anything" },
	{ "pcall", "an error ends the rule with the verdict 'error', and only there" },
	{ "xpcall", "an error ends the rule with the verdict 'error', and only there" },
	{ "os", "today() and now() are the time; nothing else of the system is in reach" },
	{ "io", "a policy sees the project and nothing else" },
	{ "load", "policies are text that is loaded once; use require for helpers in lib/" },
	{ "dofile", "use require for helpers in lib/" },
	{ "loadfile", "use require for helpers in lib/" },
	{ "loadstring", "policies are text that is loaded once" },
	{ "unpack", "it is table.unpack" },
	{ "setmetatable", "tables are plain in policies" },
	{ "getmetatable", "tables are plain in policies" },
	{ "rawget", "tables are plain in policies: read the field" },
	{ "rawset", "tables are plain in policies: set the field" },
	{ "rawequal", "use ==" },
	{ "rawlen", "use #" },
	{ "coroutine", "use a loop or a function" },
	{ "debug", "note(...) shows values in explain" },
	{ "collectgarbage", "memory is looked after" },
	{ "package", "use require for helpers in lib/" },
	{ "_G", "name the global itself" },
};

void sandbox_push_left_out(lua_State *L)
{
	lua_createtable(L, 0, (int)(sizeof left_out / sizeof *left_out));
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
		lua_pushstring(L, left_out[i].instead);
		lua_setfield(L, -2, left_out[i].word);
	}
}

static int no_such_global(lua_State *L)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		raise_error(L, "there is no such global");
	const char *name = lua_tostring(L, 2);
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
		if (strcmp(name, left_out[i].word) == 0)
			raise_error(L, "'%s' is not there in policies: %s", name, left_out[i].instead);
	const char *near = stdlib_nearest(L, 1, name);
	if (near)
		raise_error(L, "there is nothing named '%s'; did you mean '%s'?", name, near);
	raise_error(L, "there is nothing named '%s'", name);
}

static int no_new_global(lua_State *L)
{
	push_text(L, 2);
	raise_error(L, "the global '%s' cannot be set; write 'local %s = ...'", lua_tostring(L, -1), lua_tostring(L, -1));
}

static const char globals_metatable, fast_libraries, traced_libraries;

/* Methods of text (s:upper()) are the guarded library too; arithmetic does not turn texts into numbers. */
static void set_string_methods(lua_State *L, int libraries)
{
	lua_pushliteral(L, "");
	lua_createtable(L, 0, 1);
	lua_getfield(L, libraries, LUA_STRLIBNAME);
	freeze_push_content(L, -1);
	lua_setfield(L, -3, "__index");
	lua_pop(L, 1);
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}

/* Pushes the table of libraries and base words, one a state and mode. */
static void push_libraries(lua_State *L, bool traced)
{
	const char *key = traced ? &traced_libraries : &fast_libraries;
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE)
		return;
	lua_pop(L, 1);
	lua_newtable(L);
	int libraries = lua_gettop(L);
	stdlib_add(L, LUA_GNAME, stdlib_base, traced);
	static const struct { const char *name; const struct stdlib_entry *entries; } modules[] = {
		{ LUA_STRLIBNAME, stdlib_string }, { LUA_TABLIBNAME, stdlib_table }, { LUA_MATHLIBNAME, stdlib_math }, { LUA_UTF8LIBNAME, stdlib_utf8 },
	};
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
		stdlib_push_library(L, modules[i].name, modules[i].entries, traced);
		lua_setfield(L, libraries, modules[i].name);
	}
	if (!traced)
		set_string_methods(L, libraries);
	lua_pushvalue(L, libraries);
	lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

static void push_globals_metatable(lua_State *L)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_metatable) == LUA_TTABLE)
		return;
	lua_pop(L, 1);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, no_such_global);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, no_new_global);
	lua_setfield(L, -2, "__newindex");
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &globals_metatable);
}

void sandbox_push_globals(lua_State *L, bool traced)
{
	luaL_checkstack(L, 16, "globals");
	push_libraries(L, false); /* in either mode: the methods of text are those */
	if (traced) {
		lua_pop(L, 1);
		push_libraries(L, true);
	}
	lua_createtable(L, 0, 64);
	lua_pushnil(L);
	while (lua_next(L, -3)) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, -4);
	}
	lua_remove(L, -2);
	lua_pushcfunction(L, word_note);
	lua_setfield(L, -2, "note");
	words_lists(L);
	words_sums(L);
	words_presence(L);
	words_numbers(L);
	words_time(L);
	words_text(L);
	words_history(L);
	words_series(L);
	words_rows(L);
	words_verdicts(L);
	push_globals_metatable(L);
	lua_setmetatable(L, -2);
}
