/* SPDX-License-Identifier: MIT */
/*
 * bindings: how a project's data look to a policy.
 *
 * All values of model/value.h are light userdata and share one metatable. Reading a field is the hot path of the whole
 * program: the key's interned string has one address in its state, that address finds the name's id in a small table,
 * the id finds the field in its kind, a population count finds the slot.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/evaluation.h"
#include "engine/json_lua.h"
#include "engine/probe.h"
#include "engine/state.h"

/* ---- the key table ---- */

static inline uint32_t key_hash(const void *s) { return (uint32_t)(((uintptr_t)s >> 3) * 0x9E3779B1u); }

static inline int key_lookup(const struct state *s, const void *string)
{
	for (uint32_t i = key_hash(string) >> 7;; i++) {
		const struct key *k = &s->keys[i & s->key_mask];
		if (k->string == string)
			return (int)k->name_id;
		if (!k->string)
			return -1;
	}
}

static void open_keys(lua_State *L, struct state *s)
{
	const struct schema *schema = s->ctx->schema;
	size_t n = schema ? schema->name_count : 0;
	uint32_t size = 16;
	while (size < n * 3)
		size *= 2;
	free(s->keys);
	s->keys = calloc(size, sizeof *s->keys);
	if (!s->keys)
		luaL_error(L, "not enough memory");
	s->key_mask = size - 1;
	lua_createtable(L, (int)n, 0); /* anchors the strings, so that their addresses stay theirs */
	for (size_t id = 0; id < n; id++) {
		lua_pushstring(L, schema->names[id]);
		const void *string = lua_topointer(L, -1);
		lua_rawseti(L, -2, (lua_Integer)id + 1);
		uint32_t i = key_hash(string) >> 7;
		while (s->keys[i & s->key_mask].string)
			i++;
		s->keys[i & s->key_mask] = (struct key){ string, (uint32_t)id };
	}
	s->names_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_createtable(L, schema ? (int)schema->symbol_count : 0, 0);
	s->symbols_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* ---- reading ---- */

static void push_symbol(lua_State *L, const struct state *s, uint64_t id)
{
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->symbols_ref);
	if (lua_rawgeti(L, -1, (lua_Integer)id + 1) == LUA_TNIL) {
		lua_pop(L, 1);
		lua_pushstring(L, s->ctx->schema->symbols[id]);
		lua_pushvalue(L, -1);
		lua_rawseti(L, -3, (lua_Integer)id + 1);
	}
	lua_remove(L, -2);
}

/* In fast mode: a use of this field needs logic of three values, so that the evaluation is to be repeated traced. */
static inline void doubt(struct ctx *c, const struct field *f)
{
	c->suspect |= !c->traced && c->sensitive && (c->sensitive[f->name_id / 64] >> (f->name_id % 64) & 1);
}

/* A field of no type of its own. Tables are made anew at each reading, read-only like everything of a project. */
static bool push_json(lua_State *L, const char *text)
{
	lua_pushcfunction(L, json_lua_decode);
	lua_pushstring(L, text);
	lua_call(L, 1, 1);
	if (lua_istable(L, -1))
		sandbox_freeze(L, -1);
	return lua_type(L, -1) != LUA_TSTRING || lua_rawlen(L, -1) || (lua_pop(L, 1), false);
}

/* Pushes what a present slot holds; false (nothing pushed) when that counts as absent: the empty string. */
static bool push_slot(lua_State *L, const struct state *s, const struct field *f, uint64_t slot)
{
	const uint64_t *words = s->ctx->words;
	union { uint64_t u; double d; } x = { slot };
	size_t len;
	switch ((enum field_type)f->type) {
	case FIELD_STRING: case FIELD_TEXT: case FIELD_REF: {
		const char *text = record_string(words, slot, &len);
		if (!len)
			return false;
		lua_pushlstring(L, text, len);
		return true;
	}
	case FIELD_ENUM: push_symbol(L, s, slot); return true;
	case FIELD_INT: lua_pushinteger(L, (lua_Integer)slot); return true;
	case FIELD_NUMBER: case FIELD_PERCENT: lua_pushnumber(L, x.d); return true;
	case FIELD_MONEY:
		if (isnan(x.d)) {
			const uint64_t *foreign = words + (uint32_t)slot;
			union { uint64_t u; double d; } amount = { foreign[0] };
			push_money(L, amount.d, (uint32_t)foreign[1]);
			doubt(s->ctx, f); /* Lua's own == would find it different from any number */
		} else {
			lua_pushnumber(L, x.d);
		}
		return true;
	case FIELD_BOOL: lua_pushboolean(L, slot != 0); return true;
	case FIELD_DATE: case FIELD_DURATION: push_value(L, slot); return true;
	case FIELD_DATETIME: push_value(L, s->ctx->as_written ? slot : moment_here(s->ctx, slot)); return true;
	case FIELD_OBJECT: push_value(L, value_ref(VALUE_REC, f->kind, 0, (uint32_t)slot)); return true;
	case FIELD_LIST: push_value(L, value_ref(VALUE_LIST, f->kind, 0, (uint32_t)slot)); return true;
	case FIELD_SET: push_value(L, value_ref(VALUE_SET, 0, 0, (uint32_t)slot)); return true;
	case FIELD_ANY: return push_json(L, record_string(words, slot, &len));
	default: return false;
	}
}

bool push_scalar(lua_State *L, const struct field *f, uint64_t slot) { return push_slot(L, state_of(L), f, slot); }

static int push_absent(lua_State *L, struct ctx *c, value_t rec, const struct field *f)
{
	if (!c->traced) {
		doubt(c, f);
		lua_pushnil(L);
		return 1;
	}
	struct buf path = BUF_INIT;
	path_of(c, rec, &path, NULL);
	path_add_field(&path, f->name);
	push_value(L, absent_value(c, path.data));
	buf_release(&path);
	return 1;
}

static int push_known_field(lua_State *L, const struct state *s, value_t rec, const struct kind *k, const struct field *f)
{
	struct ctx *c = s->ctx;
	const uint64_t *slot = record_slot(c->words, value_offset(rec), k, f->index);
	if (!slot || !push_slot(L, s, f, *slot))
		push_absent(L, c, rec, f);
	if (c->recording)
		trace_read(L, rec, f);
	return 1;
}

static void no_such_field(lua_State *L, const struct kind *k, const char *name)
{
	const char *near = schema_suggest(ctx_of(L)->schema, k, name);
	raise_error(L, "a %s has no field '%s'%s%s%s", k->name, name, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Members that the schema does not know, kept under --lenient. */
static bool push_raw(lua_State *L, value_t rec, const struct kind *k, const char *name)
{
	struct ctx *c = ctx_of(L);
	size_t len;
	const char *text = record_raw(c->record, value_offset(rec), k, &len);
	if (!text)
		return false;
	lua_pushcfunction(L, json_lua_decode);
	lua_pushlstring(L, text, len);
	lua_call(L, 1, 1);
	if (!lua_istable(L, -1)) {
		lua_pop(L, 1);
		return false;
	}
	lua_getfield(L, -1, name);
	lua_remove(L, -2);
	if (lua_istable(L, -1))
		sandbox_freeze(L, -1);
	return !lua_isnil(L, -1) || (lua_pop(L, 1), false);
}

void push_field(lua_State *L, value_t rec, const char *name, size_t len)
{
	struct state *s = state_of(L);
	const struct kind *k = &s->ctx->schema->kinds[value_kind(rec)];
	const struct field *f = schema_field(s->ctx->schema, k, name, len);
	if (f)
		push_known_field(L, s, rec, k, f);
	else if (!push_raw(L, rec, k, name))
		no_such_field(L, k, name);
}

uint32_t value_count(struct ctx *c, value_t v) { return record_list_count(c->words, value_offset(v)); }

void push_element(lua_State *L, value_t v, uint32_t i)
{
	struct ctx *c = ctx_of(L);
	if (value_tag(v) == VALUE_LIST) {
		push_value(L, value_ref(VALUE_REC, value_kind(v), 0, record_list_at(c->words, value_offset(v), i)));
	} else {
		size_t len;
		const char *s = record_string(c->words, c->words[value_offset(v) + 1 + i], &len);
		lua_pushlstring(L, s, len);
	}
}

static const char *what_at(lua_State *L, int i);

static int index_list(lua_State *L, value_t v)
{
	if (lua_isinteger(L, 2)) {
		lua_Integer i = lua_tointeger(L, 2);
		if (i >= 1 && i <= (lua_Integer)value_count(ctx_of(L), v))
			push_element(L, v, (uint32_t)(i - 1));
		else
			lua_pushnil(L);
		return 1;
	}
	if (lua_type(L, 2) == LUA_TSTRING)
		raise_error(L, "'%s' is asked of a list: name an element first, as in list[1].%s, or use any, all, count ...", lua_tostring(L, 2), lua_tostring(L, 2));
	raise_error(L, "a list is read by number, not by a %s", luaL_typename(L, 2));
}

static int index_marker(lua_State *L, value_t v)
{
	struct ctx *c = ctx_of(L);
	const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
	if (value_tag(v) == VALUE_ABSENT && key && key_lookup(state_of(L), lua_topointer(L, 2)) >= 0) {
		/* a field of something absent is absent: budget.total where there is no budget */
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s.%s", c->absences[value_index_of(v)].path, key);
		value_t gap = absent_value(c, path.data);
		push_value(L, gap);
		buf_release(&path);
		if (c->recording && c->probe)
			probe_gap(c, gap);
		return 1;
	}
	raise_unknown(L, v);
}

/* A name that is no field of the kind, or no name at all. */
static int read_other(lua_State *L, value_t v, const struct kind *k)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		raise_error(L, "a record is read by field name, not by a %s", luaL_typename(L, 2));
	const char *name = lua_tostring(L, 2);
	if (!push_raw(L, v, k, name))
		no_such_field(L, k, name);
	return 1;
}

static int read_value(lua_State *L)
{
	value_t v = (value_t)(uintptr_t)lua_touserdata(L, 1); /* whose metamethod this is */
	if (value_tag(v) == VALUE_REC) {
		struct state *s = state_of(L);
		const struct kind *k = &s->ctx->schema->kinds[value_kind(v)];
		int id = key_lookup(s, lua_topointer(L, 2));
		int index = id < 0 ? -1 : k->by_name[id];
		if (index >= 0)
			return push_known_field(L, s, v, k, &k->fields[index]);
		return read_other(L, v, k);
	}
	switch (value_tag(v)) {
	case VALUE_LIST: case VALUE_SET: return index_list(L, v);
	case VALUE_ABSENT: case VALUE_UNKNOWN: return index_marker(L, v);
	default: raise_error(L, "a %s has no fields", what_at(L, 1));
	}
}

static int value_newindex(lua_State *L)
{
	const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "an element";
	raise_error(L, "project data are read-only: '%s' cannot be set", key);
}

static int value_len(lua_State *L)
{
	value_t v = to_value(L, 1);
	switch (value_tag(v)) {
	case VALUE_LIST: case VALUE_SET: lua_pushinteger(L, value_count(ctx_of(L), v)); return 1;
	case VALUE_ABSENT: case VALUE_UNKNOWN: push_value(L, unknown_from(ctx_of(L), v, 0)); return 1;
	default: raise_error(L, "a %s has no length", what_at(L, 1));
	}
}

static int value_call(lua_State *L)
{
	value_t v = to_value(L, 1);
	if (is_marker(v))
		raise_unknown(L, v);
	raise_error(L, "a %s is not a function", what_at(L, 1));
}

static int value_concat(lua_State *L)
{
	if (any_marker(L, 1, 2))
		return 1;
	struct buf b = BUF_INIT;
	for (int i = 1; i <= 2; i++) {
		int t = lua_type(L, i);
		if (t != LUA_TSTRING && t != LUA_TNUMBER && t != LUA_TLIGHTUSERDATA) {
			buf_release(&b);
			raise_error(L, "cannot concatenate a %s", luaL_typename(L, i));
		}
		format_value(L, i, NULL, &b);
	}
	lua_pushlstring(L, b.data, b.len);
	buf_release(&b);
	return 1;
}

/* ---- what values are called ---- */

static const char *what_at(lua_State *L, int i)
{
	switch (tag_at(L, i)) {
	case VALUE_REC: return ctx_of(L)->schema->kinds[value_kind(to_value(L, i))].name;
	case VALUE_LIST: case VALUE_SET: return "list";
	case VALUE_DATE: return "date";
	case VALUE_DATETIME: return "datetime";
	case VALUE_DURATION: return "duration";
	case VALUE_MONEY: return "amount of money";
	case VALUE_ABSENT: case VALUE_UNKNOWN: return "absent value";
	default: return luaL_typename(L, i);
	}
}

const char *bindings_what(lua_State *L, int i) { return what_at(L, i); }

/* ---- markers ---- */

static value_t add_absence(struct ctx *c, const char *path, bool reason)
{
	for (uint16_t i = 0; i < c->absence_count; i++)
		if (strcmp(c->absences[i].path, path) == 0)
			return value_index(VALUE_ABSENT, i);
	if (c->absence_count == UINT16_MAX)
		return value_index(VALUE_ABSENT, 0);
	if (c->absence_count == c->absence_cap) {
		uint16_t cap = c->absence_cap > UINT16_MAX / 2 ? UINT16_MAX : c->absence_cap ? c->absence_cap * 2 : 64;
		struct absence *grown = realloc(c->absences, cap * sizeof *grown);
		if (!grown)
			return value_index(VALUE_ABSENT, 0);
		c->absences = grown;
		c->absence_cap = cap;
	}
	char *copy = arena_strdup(&c->scratch, path);
	c->absences[c->absence_count] = (struct absence){ copy ? copy : buf_empty, reason };
	return value_index(VALUE_ABSENT, c->absence_count++);
}

value_t absent_value(struct ctx *c, const char *path) { return add_absence(c, path, false); }
value_t absent_because(struct ctx *c, const char *reason) { return add_absence(c, reason, true); }

static void add_reasons(struct unknown *u, const struct ctx *c, value_t v)
{
	struct unknown one = { 1, { (uint16_t)value_index_of(v) } };
	const struct unknown *from = &one;
	if (value_tag(v) == VALUE_UNKNOWN)
		from = &c->unknowns[value_index_of(v)];
	else if (value_tag(v) != VALUE_ABSENT)
		return;
	for (int i = 0; i < from->count && u->count < VERDICT_MISSING_MAX; i++) {
		bool have = false;
		for (int j = 0; j < u->count; j++)
			have |= u->absent[j] == from->absent[i];
		if (!have)
			u->absent[u->count++] = from->absent[i];
	}
}

value_t unknown_from(struct ctx *c, value_t a, value_t b)
{
	struct unknown u = { 0 };
	add_reasons(&u, c, a);
	add_reasons(&u, c, b);
	for (uint16_t i = 0; i < c->unknown_count; i++)
		if (memcmp(&c->unknowns[i], &u, sizeof u) == 0)
			return value_index(VALUE_UNKNOWN, i);
	if (c->unknown_count == c->unknown_cap && c->unknown_cap < UINT16_MAX / 2) {
		uint16_t cap = c->unknown_cap ? c->unknown_cap * 2 : 64;
		struct unknown *grown = realloc(c->unknowns, cap * sizeof *grown);
		if (grown) {
			c->unknowns = grown;
			c->unknown_cap = cap;
		}
	}
	if (c->unknown_count == c->unknown_cap)
		return value_index(VALUE_UNKNOWN, 0); /* thousands of different gaps: the first ones are named */
	c->unknowns[c->unknown_count] = u;
	return value_index(VALUE_UNKNOWN, c->unknown_count++);
}

int truth_at(lua_State *L, int i)
{
	switch (tag_at(L, i)) {
	case VALUE_ABSENT: return 0;
	case VALUE_UNKNOWN: return -1;
	default: return lua_toboolean(L, i);
	}
}

bool any_marker(lua_State *L, int first, int last)
{
	struct ctx *c = ctx_of(L);
	if (!c->traced)
		return false;
	value_t found = 0;
	for (int i = first; i <= last; i++)
		if (is_marker(to_value(L, i)))
			found = unknown_from(c, found, to_value(L, i));
	if (!found)
		return false;
	push_value(L, found);
	return true;
}

value_t marker_in(lua_State *L, int i)
{
	struct ctx *c = ctx_of(L);
	value_t found = 0;
	if (!c->traced || lua_type(L, i) != LUA_TTABLE)
		return 0;
	if (lua_getmetatable(L, i)) { /* frozen: from before the evaluation */
		lua_pop(L, 1);
		return 0;
	}
	i = lua_absindex(L, i);
	luaL_checkstack(L, 4, "markers");
	/* the order of a table's keys is another in every process: reasons are told in the order in which they arose */
	for (value_t last = 0, next; !found || c->unknowns[value_index_of(found)].count < VERDICT_MISSING_MAX; last = next) {
		next = UINT64_MAX;
		for (lua_pushnil(L); lua_next(L, i); lua_pop(L, 1)) {
			value_t v = to_value(L, -1);
			if (is_marker(v) && v > last && v < next)
				next = v;
		}
		if (next == UINT64_MAX)
			break;
		found = unknown_from(c, found, next);
	}
	return found;
}

/* ---- the metatable ---- */

void bindings_open(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "__index", read_value }, { "__newindex", value_newindex }, { "__len", value_len },
		{ "__call", value_call }, { "__concat", value_concat }, { NULL, NULL },
	};
	open_keys(L, state_of(L));
	push_value(L, value_date(0));
	lua_newtable(L);
	luaL_setfuncs(L, methods, 0);
	arithmetic_open(L);
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
}
