/* SPDX-License-Identifier: MIT */
/*
 * words_text: phrases and goal_parts.
 *
 *   local terms = phrases "advertising"            policies/data/advertising.json
 *   local terms = phrases { "act now", "risk free" }
 *   #terms(material.text) == 0                     hits: { text=, term=, level=, basis=, category=, at=, length=, excerpt= }
 *   terms(material.text, "banned")                 of one level
 *
 * A named list belongs to the engine; a list written in place belongs to its searcher and goes with it.
 */
#include <string.h>

#include "base/text.h"
#include "json/write.h"
#include "engine/words.h"

#define HITS_QUICK 16
#define HITS_MAX 1000
#define EXCERPT 20 /* characters on either side */

static const char no_hits, goal_parts, list_metatable;

/* ---- hits ---- */

/* Adds the text from one byte to another on one line. */
static void add_on_one_line(luaL_Buffer *b, const char *from, const char *to)
{
	for (; from < to; from++)
		luaL_addchar(b, *from == '\n' || *from == '\r' || *from == '\t' ? ' ' : *from);
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void push_excerpt(lua_State *L, const char *text, size_t len, const struct phrase_hit *h)
{
	const char *from = text + h->byte, *to = from + h->bytes, *end = text + len;
	for (int n = 0; n < EXCERPT && from > text; n++)
		for (from--; from > text && continues(*from);)
			from--;
	for (int n = 0; n < EXCERPT && to < end; n++)
		for (to++; to < end && continues(*to);)
			to++;
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	if (from > text)
		luaL_addstring(&b, "…");
	add_on_one_line(&b, from, to);
	if (to < end)
		luaL_addstring(&b, "…");
	luaL_pushresult(&b);
}

static void set_text(lua_State *L, const char *key, const char *text)
{
	if (!text)
		return;
	lua_pushstring(L, text);
	lua_setfield(L, -2, key);
}

static void push_hit(lua_State *L, const char *text, size_t len, const struct phrase_hit *h, const struct phrase_entry *e)
{
	lua_createtable(L, 0, 8);
	lua_pushlstring(L, text + h->byte, h->bytes);
	lua_setfield(L, -2, "text");
	set_text(L, "term", e->text);
	set_text(L, "level", e->level);
	set_text(L, "basis", e->basis);
	set_text(L, "category", e->category);
	lua_pushinteger(L, h->at);
	lua_setfield(L, -2, "at");
	lua_pushinteger(L, h->length);
	lua_setfield(L, -2, "length");
	push_excerpt(L, text, len, h);
	lua_setfield(L, -2, "excerpt");
}

/* One table for every search without a hit: that is nearly all of them. */
static int push_no_hits(lua_State *L)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &no_hits) == LUA_TTABLE)
		return 1;
	lua_newtable(L);
	sandbox_freeze(L, -1);
	lua_pushvalue(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &no_hits);
	return 1;
}

/* The searcher: upvalue 1 is the list, upvalue 2 keeps it alive. */
static int search(lua_State *L)
{
	struct phrase_hit quick[HITS_QUICK], *hits = quick;
	const struct phrases *p = lua_touserdata(L, lua_upvalueindex(1));
	size_t len;
	if (any_marker(L, 1, 2))
		return 1;
	if (lua_isnoneornil(L, 1))
		raise_error(L, "phrases: the text is absent");
	if (lua_type(L, 1) != LUA_TSTRING)
		raise_error(L, "phrases: a text is expected, found %s", type_name(L, 1));
	const char *text = lua_tolstring(L, 1, &len), *level = luaL_optstring(L, 2, NULL);
	size_t n = phrases_find(p, text, len, hits, HITS_QUICK);
	if (!n)
		return push_no_hits(L);
	if (n > HITS_QUICK) {
		size_t max = n < HITS_MAX ? n : HITS_MAX;
		hits = lua_newuserdatauv(L, max * sizeof *hits, 0);
		phrases_find(p, text, len, hits, max);
		n = max;
	}
	lua_Integer count = 0;
	lua_newtable(L);
	for (size_t i = 0; i < n; i++) {
		const struct phrase_entry *e = phrases_entry(p, hits[i].entry);
		if (level && (!e->level || strcmp(e->level, level) != 0))
			continue;
		push_hit(L, text, len, hits + i, e);
		lua_rawseti(L, -2, ++count);
	}
	return 1;
}

/* ---- lists ---- */

_Noreturn static void raise_err(lua_State *L, const char *word, struct err *err)
{
	lua_pushfstring(L, "%s%s%s", err->message, err->hint ? "; " : "", err->hint ? err->hint : "");
	err_release(err);
	raise_error(L, "%s: %s", word, lua_tostring(L, -1));
}

static int list_gc(lua_State *L)
{
	struct phrases **box = lua_touserdata(L, 1);
	phrases_free(*box);
	*box = NULL;
	return 0;
}

/* The place for a list that Lua's collector frees; made before the list is. */
static struct phrases **push_box(lua_State *L)
{
	struct phrases **box = lua_newuserdatauv(L, sizeof *box, 0);
	*box = NULL;
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &list_metatable) != LUA_TTABLE) {
		lua_pop(L, 1);
		lua_createtable(L, 0, 1);
		lua_pushcfunction(L, list_gc);
		lua_setfield(L, -2, "__gc");
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &list_metatable);
	}
	lua_setmetatable(L, -2);
	return box;
}

static const char *const entry_keys[] = { "text", "level", "basis", "category", "lang", "unless", "unless_before", "unless_after" };
#define ENTRY_KEYS (sizeof entry_keys / sizeof *entry_keys)

static void check_texts(lua_State *L, int index, lua_Integer entry)
{
	if (freeze_push_content(L, index))
		lua_replace(L, index);
	for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, index); i <= n; i++) {
		if (lua_rawgeti(L, index, i) != LUA_TSTRING)
			raise_error(L, "phrases: entry %d: a list of texts is expected", (int)entry);
		lua_pop(L, 1);
	}
}

/* Everything that could raise, before there is memory that a raise would lose. The entry is on the top. */
static void check_entry(lua_State *L, lua_Integer entry)
{
	int at = lua_gettop(L);
	if (lua_type(L, at) == LUA_TSTRING)
		return;
	if (lua_type(L, at) != LUA_TTABLE)
		raise_error(L, "phrases: entry %d is a %s; a text or { text = ... } is expected", (int)entry, type_name(L, at));
	if (freeze_push_content(L, at))
		lua_replace(L, at);
	lua_pushnil(L);
	while (lua_next(L, at)) {
		const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
		size_t k = 0;
		while (k < ENTRY_KEYS && strcmp(key, entry_keys[k]) != 0)
			k++;
		if (k == ENTRY_KEYS) {
			const char *near = text_nearest(key, entry_keys, ENTRY_KEYS);
			raise_error(L, "phrases: entry %d has an unknown key '%s'%s%s%s", (int)entry, key, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
		}
		if (lua_type(L, -1) == LUA_TTABLE)
			check_texts(L, lua_gettop(L), entry);
		else if (lua_type(L, -1) != LUA_TSTRING)
			raise_error(L, "phrases: entry %d: '%s' must be a text", (int)entry, key);
		lua_pop(L, 1);
	}
}

static void write_texts(lua_State *L, struct json_out *o)
{
	size_t len;
	json_begin_array(o);
	for (lua_Integer i = 1, n = (lua_Integer)lua_rawlen(L, -1); i <= n; i++) {
		lua_rawgeti(L, -1, i);
		const char *s = lua_tolstring(L, -1, &len);
		json_put_string(o, s, len);
		lua_pop(L, 1);
	}
	json_end_array(o);
}

/* The entry on the top as the list's JSON has it. Nothing here raises. */
static void write_entry(lua_State *L, struct json_out *o)
{
	size_t len;
	const char *s;
	bool has_level = false;
	json_begin_object(o);
	if (lua_type(L, -1) == LUA_TSTRING) {
		s = lua_tolstring(L, -1, &len);
		json_key(o, "text");
		json_put_string(o, s, len);
	} else {
		if (freeze_push_content(L, -1))
			lua_replace(L, -2);
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			json_key(o, lua_tostring(L, -2));
			has_level |= strcmp(lua_tostring(L, -2), "level") == 0;
			if (freeze_push_content(L, -1))
				lua_replace(L, -2);
			if (lua_istable(L, -1)) {
				write_texts(L, o);
			} else {
				s = lua_tolstring(L, -1, &len);
				json_put_string(o, s, len);
			}
			lua_pop(L, 1);
		}
	}
	if (!has_level) {
		json_key(o, "level");
		json_put_text(o, "banned");
	}
	json_end_object(o);
}

static int push_inline_list(lua_State *L)
{
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	struct json_out o = json_out(&json, 0);
	luaL_checkstack(L, 20, "phrases");
	if (freeze_push_content(L, 1))
		lua_replace(L, 1);
	lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
	if (!n)
		raise_error(L, "phrases: the list is empty");
	for (lua_Integer i = 1; i <= n; i++, lua_settop(L, 1)) {
		lua_rawgeti(L, 1, i);
		check_entry(L, i);
	}
	struct phrases **box = push_box(L);
	json_begin_object(&o);
	json_key(&o, "entries");
	json_begin_array(&o);
	for (lua_Integer i = 1; i <= n; i++, lua_settop(L, 2)) {
		lua_rawgeti(L, 1, i);
		write_entry(L, &o);
	}
	json_end_array(&o);
	json_end_object(&o);
	int failed = json.failed ? err_set(&err, ERR_MEMORY, "not enough memory") : phrases_from_json(json.data, json.len, box, &err);
	buf_release(&json);
	if (failed)
		raise_err(L, "phrases", &err);
	lua_pushlightuserdata(L, *box);
	lua_pushvalue(L, 2);
	lua_pushcclosure(L, search, 2);
	return 1;
}

const struct phrases *phrases_of(lua_State *L, int index)
{
	const struct phrases *p = NULL;
	if (lua_tocfunction(L, index) == search && lua_getupvalue(L, index, 1)) {
		p = lua_touserdata(L, -1);
		lua_pop(L, 1);
	}
	return p;
}

static int word_phrases(lua_State *L)
{
	struct err err = ERR_INIT;
	if (any_marker(L, 1, 1))
		return 1;
	lua_settop(L, 1);
	if (lua_istable(L, 1))
		return push_inline_list(L);
	if (lua_type(L, 1) != LUA_TSTRING)
		raise_error(L, "phrases: the name of a list in data/, or a list of phrases, is expected; found %s", type_name(L, 1));
	const struct phrases *p = engine_phrases(ctx_of(L)->engine, lua_tostring(L, 1), &err);
	if (!p)
		raise_err(L, "phrases", &err);
	lua_pushlightuserdata(L, (void *)p);
	lua_pushcclosure(L, search, 1);
	return 1;
}

/* ---- goal_parts ---- */

/* The module is loaded when it is first asked: most states never do. */
static int word_goal_parts(lua_State *L)
{
	if (any_marker(L, 1, lua_gettop(L)))
		return 1;
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, &goal_parts) != LUA_TFUNCTION) {
		lua_pop(L, 1);
		if (state_require(L, "goal") < 0)
			raise_error(L, "goal_parts is not there in this build");
		if (lua_istable(L, -1)) {
			lua_getfield(L, -1, "goal_parts");
			lua_remove(L, -2);
		}
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, &goal_parts);
	}
	lua_insert(L, 1);
	lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
	return lua_gettop(L);
}

static const luaL_Reg words[] = { { "phrases", word_phrases }, { "goal_parts", word_goal_parts }, { NULL, NULL } };

void words_text(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
