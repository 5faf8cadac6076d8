/* SPDX-License-Identifier: MIT */
/*
 * digest: what a rule is in substance, as one hash: the bytecode of its functions and of all that they reach, the constants
 * that they hold, and what its braces say but for texts. Moving a rule, rewording it or giving a variable another name leaves
 * it as it is; another number, operator, helper or word list does not. Values of parameters are not part of it.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/words.h"

enum { DEPTH_MOST = 100, HASH = 32, BYTECODE_HEADER = 32 /* up to the main function, and its number of upvalues */ };

struct digesting {
	lua_State *L;
	crypto_generichash_state hash;
	int globals, seen;     /* stack indexes; seen: object -> its number */
	lua_Integer count;
	struct buf *code;      /* the engine's: what it holds survives an error */
};

static void add(struct digesting *d, const void *bytes, size_t n)
{
	crypto_generichash_update(&d->hash, bytes, n);
}

/* Every value begins with a letter of its kind, and a text has its length: no two sequences are the same bytes. */
static void add_number(struct digesting *d, char kind, const void *bytes)
{
	char item[9] = { kind };
	memcpy(item + 1, bytes, 8);
	add(d, item, sizeof item);
}

static void add_text(struct digesting *d, const char *s, size_t n)
{
	uint64_t length = n;
	add_number(d, 's', &length);
	add(d, s, n);
}

/* ---- bytecode: lua_dump's, without where a function begins and ends ---- */

struct code { const unsigned char *at, *end, *from; bool bad; }; /* from: not hashed yet */

static const unsigned char *take(struct code *c, size_t n)
{
	const unsigned char *at = c->at;
	c->bad |= (size_t)(c->end - c->at) < n;
	c->at = c->bad ? c->end : c->at + n;
	return at;
}

/* Seven bits a byte, the highest first; the last one is marked. */
static size_t take_size(struct code *c)
{
	for (size_t n = 0;;) {
		unsigned char byte = *take(c, 1);
		if (c->bad)
			return 0;
		n = n << 7 | (byte & 0x7f);
		if (byte & 0x80)
			return n;
	}
}

static void take_string(struct code *c)
{
	size_t n = take_size(c);
	take(c, n ? n - 1 : 0);
}

static void take_constant(struct code *c)
{
	enum { NIL = 0, FALSE = 1, TRUE = 17, INTEGER = 3, FLOAT = 19, SHORT = 4, LONG = 20 };
	switch (*take(c, 1)) {
	case NIL: case FALSE: case TRUE: break;
	case INTEGER: take(c, sizeof(lua_Integer)); break;
	case FLOAT: take(c, sizeof(lua_Number)); break;
	case SHORT: case LONG: take_string(c); break;
	default: c->bad = true;
	}
}

static void take_function(struct digesting *d, struct code *c)
{
	take_string(c); /* the source: stripped */
	add(d, c->from, (size_t)(c->at - c->from));
	take_size(c);
	take_size(c); /* the first line and the last one */
	c->from = c->at;
	take(c, 3); /* parameters, whether they vary, stack */
	take(c, take_size(c) * sizeof(uint32_t));
	for (size_t n = take_size(c); n && !c->bad; n--)
		take_constant(c);
	take(c, take_size(c) * 3); /* upvalues */
	for (size_t n = take_size(c); n && !c->bad; n--)
		take_function(d, c);
	for (int i = 0; i < 4; i++)
		c->bad |= take_size(c) != 0; /* what debuggers ask for: stripped */
}

static int append(lua_State *L, const void *bytes, size_t n, void *code)
{
	(void)L;
	buf_add(code, bytes, n);
	return 0;
}

/* The function on the top. */
static void add_bytecode(struct digesting *d)
{
	struct code c;
	buf_clear(d->code);
	lua_dump(d->L, append, d->code, 1);
	if (d->code->failed || d->code->len <= BYTECODE_HEADER)
		raise_error(d->L, "not enough memory");
	c = (struct code){ .at = (const unsigned char *)d->code->data + BYTECODE_HEADER, .end = (const unsigned char *)d->code->data + d->code->len };
	c.from = c.at;
	take_function(d, &c);
	add(d, c.from, (size_t)(c.end - c.from));
}

/* ---- values ---- */

static void add_value(struct digesting *d, int depth);

/* A key of a table, in an order that does not depend on where it lies in memory. */
struct place { int type; bool whole; lua_Number number; lua_Integer integer; const char *text; size_t len; };

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->type == LUA_TSTRING) {
		int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
		return order ? order : (x->len > y->len) - (x->len < y->len);
	}
	if (x->whole != y->whole)
		return x->whole ? -1 : 1;
	return x->whole ? (x->integer > y->integer) - (x->integer < y->integer) : (x->number > y->number) - (x->number < y->number);
}

/* false: it has no order (a table, a function). */
static bool place_of(lua_State *L, int i, struct place *out)
{
	*out = (struct place){ .type = lua_type(L, i), .whole = true };
	switch (out->type) {
	case LUA_TSTRING:
		out->text = lua_tolstring(L, i, &out->len);
		return true;
	case LUA_TNUMBER:
		out->whole = lua_isinteger(L, i);
		out->integer = out->whole ? lua_tointeger(L, i) : 0;
		out->number = lua_tonumber(L, i);
		return true;
	case LUA_TBOOLEAN: out->integer = lua_toboolean(L, i); return true;
	case LUA_TLIGHTUSERDATA: out->integer = (lua_Integer)to_value(L, i); return true;
	default: return false;
	}
}

static void push_place(lua_State *L, const struct place *p)
{
	switch (p->type) {
	case LUA_TSTRING: lua_pushlstring(L, p->text, p->len); break;
	case LUA_TNUMBER: if (p->whole) lua_pushinteger(L, p->integer); else lua_pushnumber(L, p->number); break;
	case LUA_TBOOLEAN: lua_pushboolean(L, (int)p->integer); break;
	default: push_value(L, (value_t)p->integer);
	}
}

/* What a rule's braces say that is no substance. */
static bool is_text(const char *key)
{
	static const char *const texts[] = { "id", "line", "title", "message", "remedy", "owner", "link", "tags", "covers", "formerly", "replaces", "deprecated" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(key, texts[i]) == 0)
			return true;
	return false;
}

/* The content of the table at `table`; braces: it is a rule's. */
static void add_content(struct digesting *d, int table, bool braces, int depth)
{
	lua_State *L = d->L;
	size_t n = 0, count = 0;
	for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
		n++;
	struct place *places = lua_newuserdatauv(L, (n + 1) * sizeof *places, 0);
	for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
		if (place_of(L, -2, &places[count]) && !(braces && places[count].type == LUA_TSTRING && is_text(places[count].text)))
			count++;
	qsort(places, count, sizeof *places, by_place);
	uint64_t entries = braces ? count : n;
	add_number(d, 't', &entries);
	for (size_t i = 0; i < count; i++) {
		push_place(L, &places[i]);
		add_value(d, depth);
		lua_rawget(L, table);
		add_value(d, depth);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* A word of plumb, by the name that a policy knows it by: looks through the table on the top. */
static bool add_name(struct digesting *d, int function)
{
	lua_State *L = d->L;
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
		if (lua_rawequal(L, -1, function) && lua_type(L, -2) == LUA_TSTRING) {
			size_t len;
			const char *name = lua_tolstring(L, -2, &len);
			add_text(d, name, len);
			lua_pop(L, 2);
			return true;
		}
	return false;
}

static void add_word(struct digesting *d)
{
	lua_State *L = d->L;
	int function = lua_gettop(L);
	const struct phrases *p = phrases_of(L, function);
	add(d, "w", 1);
	for (uint32_t i = 0; p && i < phrases_count(p); i++) {
		const struct phrase_entry *e = phrases_entry(p, i);
		add_text(d, e->text, strlen(e->text));
		add_text(d, e->level ? e->level : "", e->level ? strlen(e->level) : 0);
	}
	lua_pushvalue(L, d->globals);
	if (!p && !add_name(d, function))
		for (lua_pushnil(L); lua_next(L, d->globals); lua_settop(L, function + 2)) /* a library's: string.upper */
			if (freeze_push_content(L, -1) && add_name(d, function))
				break;
	lua_settop(L, function);
}

static void add_object(struct digesting *d, int depth)
{
	lua_State *L = d->L;
	int object = lua_gettop(L);
	luaL_checkstack(L, 12, "nesting");
	lua_pushvalue(L, object);
	if (lua_rawget(L, d->seen) != LUA_TNIL || depth > DEPTH_MOST) {
		lua_Integer number = lua_tointeger(L, -1);
		add_number(d, 'r', &number);
		lua_settop(L, object);
		return;
	}
	lua_pushvalue(L, object);
	lua_pushinteger(L, ++d->count);
	lua_rawset(L, d->seen);
	lua_settop(L, object);
	if (lua_istable(L, object)) {
		add_content(d, freeze_push_content(L, object) ? object + 1 : object, false, depth + 1);
	} else {
		add_bytecode(d);
		for (int up = 1; lua_getupvalue(L, object, up); up++, lua_settop(L, object))
			add_value(d, depth + 1);
	}
	lua_settop(L, object);
}

/* The value on the top, which stays. */
static void add_value(struct digesting *d, int depth)
{
	lua_State *L = d->L;
	struct place p;
	switch (lua_type(L, -1)) {
	case LUA_TSTRING:
		place_of(L, -1, &p);
		add_text(d, p.text, p.len);
		break;
	case LUA_TNUMBER:
		place_of(L, -1, &p);
		add_number(d, p.whole ? 'i' : 'f', p.whole ? (const void *)&p.integer : &p.number);
		break;
	case LUA_TBOOLEAN: add(d, lua_toboolean(L, -1) ? "y" : "n", 1); break;
	case LUA_TLIGHTUSERDATA: add_number(d, 'v', &(value_t){ to_value(L, -1) }); break;
	case LUA_TFUNCTION:
		if (lua_iscfunction(L, -1))
			add_word(d);
		else
			add_object(d, depth);
		break;
	case LUA_TTABLE:
		if (lua_rawequal(L, -1, d->globals))
			add(d, "g", 1);
		else
			add_object(d, depth);
		break;
	default: add(d, "0", 1);
	}
}

/* Which way the limit goes, at_most or at_least: what a measure is held against is a parameter's value, and no part of the rule. */
static void add_limit(struct digesting *d, int description, const char *name)
{
	lua_State *L = d->L;
	int top = lua_gettop(L);
	lua_Integer n = name && lua_getfield(L, description, "params") == LUA_TTABLE ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n; i++, lua_settop(L, top + 1)) {
		lua_geti(L, top + 1, i);
		lua_getfield(L, -1, "name");
		lua_getfield(L, -2, "type");
		if (lua_isstring(L, -2) && strcmp(lua_tostring(L, -2), name) == 0)
			add_value(d, 0);
	}
	lua_settop(L, top);
}

void digest_rules(struct engine *e, struct policy *p, lua_State *L, int description, int globals)
{
	int top = lua_gettop(L);
	lua_getfield(L, description, "rules");
	for (uint32_t i = 0; i < p->info.rule_count; i++) {
		struct rule *r = &e->rules[p->info.first_rule + i];
		struct digesting d = { .L = L, .globals = globals, .seen = top + 2, .code = &e->details };
		unsigned char hash[HASH];
		char *text = arena_alloc(&e->arena, 2 * HASH + 1);
		if (!text)
			raise_error(L, "not enough memory");
		crypto_generichash_init(&d.hash, NULL, 0, HASH);
		lua_newtable(L);
		lua_getfield(L, description, "when");
		add_value(&d, 0);
		add_limit(&d, description, r->limit_name);
		lua_geti(L, top + 1, (lua_Integer)i + 1);
		add_content(&d, lua_gettop(L), true, 0);
		crypto_generichash_final(&d.hash, hash, HASH);
		r->info.digest = sodium_bin2hex(text, 2 * HASH + 1, hash, HASH);
		lua_settop(L, top + 1);
	}
	lua_settop(L, top);
}
