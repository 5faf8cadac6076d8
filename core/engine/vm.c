/* SPDX-License-Identifier: MIT */
/*
 * vm: Lua states with a memory cap, and the trusted modules that run in them.
 *
 * The allocator counts what a state holds. A request that would exceed the caps is refused; Lua then collects garbage
 * and asks once more, and only when that is refused too does the evaluation end ("not enough memory").
 */
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/fault.h"
#include "base/text.h"
#include "engine/json_lua.h"
#include "engine/state.h"

/*
 * Small blocks come from a pool of the state: Lua says the size of what it gives back, so that a free list for each size
 * is all the bookkeeping. It halves what allocation costs, and a dropped state gives its chunks back at once.
 * Sanitizers see each block on its own instead.
 */
#define POOL_STEP 16u
#define POOL_CHUNK (64u << 10)
#if defined(__SANITIZE_ADDRESS__)
#define POOL_MAX 0u
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_MAX 0u
#endif
#endif
#ifndef POOL_MAX
#define POOL_MAX (POOL_CLASSES * POOL_STEP)
#endif

struct pool_chunk { struct pool_chunk *next; uint64_t align; };

static void *pool_take(struct state *s, size_t size)
{
	size_t class = (size - 1) / POOL_STEP;
	void *p = s->free_lists[class];
	if (p) {
		memcpy(&s->free_lists[class], p, sizeof p);
		return p;
	}
	size_t rounded = (class + 1) * POOL_STEP;
	if (s->chunk_left < rounded) {
		struct pool_chunk *c = malloc(POOL_CHUNK);
		if (!c)
			return NULL;
		c->next = s->chunks;
		s->chunks = c;
		s->chunk_at = (char *)(c + 1);
		s->chunk_left = POOL_CHUNK - sizeof *c;
	}
	p = s->chunk_at;
	s->chunk_at += rounded;
	s->chunk_left -= rounded;
	return p;
}

static void pool_give(struct state *s, void *p, size_t size)
{
	size_t class = (size - 1) / POOL_STEP;
	memcpy(p, &s->free_lists[class], sizeof p);
	s->free_lists[class] = p;
}

static void pool_release(struct state *s)
{
	while (s->chunks) {
		struct pool_chunk *next = s->chunks->next;
		free(s->chunks);
		s->chunks = next;
	}
}

static inline bool is_pooled(size_t size) { return size && size <= POOL_MAX; }

static void give_back(struct state *s, void *p, size_t size)
{
	if (is_pooled(size))
		pool_give(s, p, size);
	else
		free(p);
}

static void *allocate(void *ud, void *old, size_t old_size, size_t size)
{
	struct state *s = ud;
	if (!old)
		old_size = 0; /* Lua passes the type there */
	if (!size) {
		if (old)
			give_back(s, old, old_size);
		s->bytes -= old_size;
		return NULL;
	}
	if (size > old_size && (size > s->block_max || s->bytes - old_size + size > s->bytes_max || fault_hit(FAULT_ALLOC))) {
		s->refused = true;
		return NULL;
	}
	void *p;
	if (!is_pooled(size) && !is_pooled(old_size)) {
		p = realloc(old, size);
	} else if (old && is_pooled(size) && (size - 1) / POOL_STEP == (old_size - 1) / POOL_STEP) {
		p = old;
	} else {
		p = is_pooled(size) ? pool_take(s, size) : malloc(size);
		if (p && old) {
			memcpy(p, old, size < old_size ? size : old_size);
			give_back(s, old, old_size);
		}
	}
	if (!p)
		s->refused = true;
	else
		s->bytes += size - old_size;
	return p;
}

/* An error outside any protected call can only be plumb's own; without this Lua would abort silently. */
static int panic(lua_State *L)
{
	(void)L;
	return 0;
}

static int trusted_quantity(lua_State *L)
{
	if (lua_type(L, 1) == LUA_TNUMBER) {
		lua_settop(L, 1);
		return 1;
	}
	size_t len;
	const char *s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
	if (!s || !push_quantity(L, s, len))
		lua_pushnil(L);
	return 1;
}

static int trusted_nearest(lua_State *L)
{
	const char *word = luaL_checkstring(L, 1);
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_Integer n = luaL_len(L, 2);
	const char **words = lua_newuserdatauv(L, sizeof *words * (size_t)(n > 0 ? n : 1), 0);
	size_t count = 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, 2, i);
		if (lua_type(L, -1) == LUA_TSTRING)
			words[count++] = lua_tostring(L, -1); /* the list keeps it alive */
		lua_pop(L, 1);
	}
	lua_pushstring(L, text_nearest(word, words, count)); /* NULL pushes nil */
	return 1;
}

static int trusted_require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	if (state_require(L, name) < 0)
		return luaL_error(L, "there is no module '%s'", name);
	return 1;
}

static const char trusted_key, modules_key;

/* The environment of trusted modules: Lua's libraries whole, without the world outside (io, os, package). */
static void open_trusted(lua_State *L)
{
	static const luaL_Reg libraries[] = {
		{ LUA_GNAME, luaopen_base }, { LUA_TABLIBNAME, luaopen_table }, { LUA_STRLIBNAME, luaopen_string },
		{ LUA_MATHLIBNAME, luaopen_math }, { LUA_UTF8LIBNAME, luaopen_utf8 }, { LUA_DBLIBNAME, luaopen_debug }, { NULL, NULL },
	};
	static const luaL_Reg extra[] = {
		{ "quantity", trusted_quantity }, { "nearest", trusted_nearest }, { "require", trusted_require },
		{ "json_decode", json_lua_decode }, { "json_encode", json_lua_encode }, { "json_array", json_lua_array }, { NULL, NULL },
	};
	for (const luaL_Reg *l = libraries; l->name; l++) {
		luaL_requiref(L, l->name, l->func, 1);
		lua_pop(L, 1);
	}
	lua_pushglobaltable(L);
	luaL_setfuncs(L, extra, 0);
	lua_createtable(L, 0, 1); /* luacheck asks which way slashes lean */
	lua_pushliteral(L, "/\n;\n?\n!\n-\n");
	lua_setfield(L, -2, "config");
	lua_setfield(L, -2, "package");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &trusted_key);
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &modules_key);
}

static int open_state(lua_State *L)
{
	open_trusted(L);
	bindings_open(L);
	return 0;
}

struct state *state_new(struct ctx *ctx, size_t bytes_max, size_t block_max)
{
	struct state *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->ctx = ctx;
	s->bytes_max = bytes_max;
	s->block_max = block_max;
	s->L = lua_newstate(allocate, s);
	if (!s->L) {
		free(s);
		return NULL;
	}
	*(struct state **)lua_getextraspace(s->L) = s;
	lua_atpanic(s->L, panic);
	lua_pushcfunction(s->L, open_state);
	if (lua_pcall(s->L, 0, 0, 0) != LUA_OK) {
		state_free(s);
		return NULL;
	}
	return s;
}

void state_free(struct state *s)
{
	if (!s)
		return;
	if (s->L)
		lua_close(s->L);
	pool_release(s);
	free(s->keys);
	free(s);
}

int state_require(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &modules_key);
	if (lua_getfield(L, -1, name) != LUA_TNIL) {
		lua_remove(L, -2);
		return 0;
	}
	lua_pop(L, 1);
	for (const struct embedded *m = lua_modules; m->name; m++) {
		if (strcmp(m->name, name) != 0)
			continue;
		if (luaL_loadbufferx(L, m->data, m->size, name, "b") != LUA_OK)
			lua_error(L);
		lua_rawgetp(L, LUA_REGISTRYINDEX, &trusted_key);
		lua_setupvalue(L, -2, 1);
		lua_pushstring(L, name);
		lua_call(L, 1, 1);
		if (lua_isnil(L, -1)) {
			lua_pop(L, 1);
			lua_pushboolean(L, 1);
		}
		lua_pushvalue(L, -1);
		lua_setfield(L, -3, name);
		lua_remove(L, -2);
		return 0;
	}
	lua_pop(L, 1);
	return -1;
}
