/* SPDX-License-Identifier: MIT */
/*
 * profile_load: what the files of profiles/ say.
 *
 * While policies and profiles load, copies of what they describe are laid into the author's state; when all are there,
 * lua/profiles.lua holds the ones against the others, and the result becomes structs.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"

#define COPY_DEPTH 16

/* ---- from state to state ---- */

static void copy_table(lua_State *from, int i, lua_State *to, int depth);

static void copy_value(lua_State *from, int i, lua_State *to, int depth)
{
	size_t len;
	const char *s;
	switch (lua_type(from, i)) {
	case LUA_TNUMBER:
		if (lua_isinteger(from, i))
			lua_pushinteger(to, lua_tointeger(from, i));
		else
			lua_pushnumber(to, lua_tonumber(from, i));
		break;
	case LUA_TSTRING:
		s = lua_tolstring(from, i, &len);
		lua_pushlstring(to, s, len);
		break;
	case LUA_TLIGHTUSERDATA: lua_pushlightuserdata(to, lua_touserdata(from, i)); break;
	case LUA_TTABLE: copy_table(from, i, to, depth + 1); break;
	case LUA_TNIL: lua_pushnil(to); break;
	default: lua_pushboolean(to, lua_toboolean(from, i) && lua_isboolean(from, i)); break;
	}
}

static void copy_table(lua_State *from, int i, lua_State *to, int depth)
{
	luaL_checkstack(to, 8, "copying");
	if (depth > COPY_DEPTH || !lua_checkstack(from, 8))
		luaL_error(to, "nested too deeply");
	i = lua_absindex(from, i);
	lua_newtable(to);
	for (lua_pushnil(from); lua_next(from, i); lua_pop(from, 1)) {
		int value = lua_gettop(from);
		copy_value(from, value - 1, to, depth);
		copy_value(from, value, to, depth);
		if (lua_isnil(to, -2) || (lua_type(to, -2) == LUA_TNUMBER && lua_tonumber(to, -2) != lua_tonumber(to, -2)))
			lua_pop(to, 2);
		else
			lua_rawset(to, -3);
	}
}

void copy_across(lua_State *from, int i, lua_State *to) { copy_value(from, i, to, 0); }

/* ---- while files load ---- */

struct collecting { struct engine *e; struct policy *p; lua_State *from; int index; };

static int collect_policy(lua_State *A)
{
	const struct collecting *c = lua_touserdata(A, 1);
	copy_across(c->from, c->index, A);
	c->p->world_ref = luaL_ref(A, LUA_REGISTRYINDEX);
	return 0;
}

static int collect_profiles(lua_State *A)
{
	const struct collecting *c = lua_touserdata(A, 1);
	lua_rawgeti(A, LUA_REGISTRYINDEX, c->e->profiles_ref);
	copy_across(c->from, c->index, A);
	lua_Integer n = luaL_len(A, 3);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(A, 3, i);
		lua_pushstring(A, c->p->info.file);
		lua_setfield(A, 4, "file");
		lua_pushinteger(A, (lua_Integer)(c->p - c->e->policies));
		lua_setfield(A, 4, "of");
		lua_rawseti(A, 2, luaL_len(A, 2) + 1);
	}
	return 0;
}

static int collect(struct engine *e, struct policy *p, lua_State *L, int index, lua_CFunction how)
{
	struct collecting c = { e, p, L, lua_absindex(L, index) };
	lua_State *A = e->author->L;
	int top = lua_gettop(A), from = lua_gettop(L);
	lua_pushcfunction(A, how);
	lua_pushlightuserdata(A, &c);
	int status = lua_pcall(A, 1, 0, 0);
	lua_settop(A, top);
	lua_settop(L, from);
	return status == LUA_OK ? 0 : -1;
}

int profile_collect_policy(struct engine *e, struct policy *p, lua_State *L, int params)
{
	return e->profiles_ref ? collect(e, p, L, params, collect_policy) : 0;
}

int profile_collect(struct engine *e, struct policy *p, lua_State *L, int profiles)
{
	return collect(e, p, L, profiles, collect_profiles);
}

/* ---- what lua/profiles.lua is told ---- */

static void set_text(lua_State *A, const char *key, const char *value)
{
	if (value) {
		lua_pushstring(A, value);
		lua_setfield(A, -2, key);
	}
}

static void set_bool(lua_State *A, const char *key, bool value)
{
	lua_pushboolean(A, value);
	lua_setfield(A, -2, key);
}

static void push_rule(lua_State *A, const struct rule *r, int params)
{
	lua_createtable(A, 0, 10);
	set_text(A, "id", r->name);
	set_text(A, "severity", severity_names[r->info.severity]);
	set_text(A, "enforcement", enforcement_names[r->info.enforcement]);
	set_text(A, "gate", r->info.gate);
	set_text(A, "limit", r->limit_name);
	set_text(A, "replaced_by", r->replaced_by);
	set_text(A, "deprecated", r->info.deprecated);
	set_bool(A, "metric", r->info.metric);
	lua_Integer n = r->limit_name ? luaL_len(A, params) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(A, params, i);
		bool limit = lua_getfield(A, -1, "name") == LUA_TSTRING && strcmp(lua_tostring(A, -1), r->limit_name) == 0;
		bool graded = limit && lua_getfield(A, -2, "value") == LUA_TTABLE && lua_geti(A, -1, 1) == LUA_TTABLE && lua_getfield(A, -1, "severity") == LUA_TSTRING;
		lua_settop(A, params + 1);
		if (graded)
			set_bool(A, "graded", true);
	}
}

static void push_policies(lua_State *A, const struct engine *e)
{
	lua_createtable(A, (int)e->policy_count, 0);
	for (size_t i = 0; i < e->policy_count; i++) {
		const struct policy *p = &e->policies[i];
		lua_createtable(A, 0, 4);
		set_text(A, "id", p->info.id);
		set_bool(A, "broken", p->broken);
		if (!p->broken) {
			int entry = lua_gettop(A);
			lua_newtable(A);
			lua_rawgeti(A, LUA_REGISTRYINDEX, p->world_ref);
			for (uint32_t k = 0; k < p->info.rule_count; k++) {
				push_rule(A, &e->rules[p->info.first_rule + k], entry + 2);
				lua_rawseti(A, entry + 1, (lua_Integer)k + 1);
			}
			lua_setfield(A, entry, "params");
			lua_setfield(A, entry, "rules");
		}
		lua_rawseti(A, -2, (lua_Integer)i + 1);
	}
}

static void push_fields(lua_State *A, const struct schema *s)
{
	const struct kind *k = &s->kinds[0];
	lua_createtable(A, 0, k->field_count);
	for (uint16_t i = 0; i < k->field_count; i++) {
		const struct field *f = &k->fields[i];
		lua_createtable(A, 0, 2);
		set_text(A, "type", field_type_names[f->type]);
		if (f->type == FIELD_ENUM) {
			lua_createtable(A, f->symbol_count, 0);
			for (uint16_t v = 0; v < f->symbol_count; v++) {
				lua_pushstring(A, s->symbols[f->symbol_base + v]);
				lua_rawseti(A, -2, v + 1);
			}
			lua_setfield(A, -2, "values");
		}
		lua_setfield(A, -2, f->name);
	}
}

/* Those of files that loaded. */
static void push_profiles(lua_State *A, const struct engine *e)
{
	lua_newtable(A);
	int list = lua_gettop(A);
	lua_rawgeti(A, LUA_REGISTRYINDEX, e->profiles_ref);
	lua_Integer n = luaL_len(A, list + 1), count = 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(A, list + 1, i);
		lua_getfield(A, -1, "of");
		bool broken = e->policies[lua_tointeger(A, -1)].broken;
		lua_pop(A, 1);
		if (broken)
			lua_pop(A, 1);
		else
			lua_rawseti(A, list, ++count);
	}
	lua_settop(A, list);
}

/* ---- what it answers ---- */

static const char *text_field(struct engine *e, lua_State *A, int t, const char *name)
{
	const char *s = lua_getfield(A, t, name) == LUA_TSTRING ? arena_strdup(&e->arena, lua_tostring(A, -1)) : NULL;
	lua_pop(A, 1);
	return s;
}

static int int_field(lua_State *A, int t, const char *name)
{
	lua_getfield(A, t, name);
	int v = (int)lua_tointeger(A, -1);
	lua_pop(A, 1);
	return v;
}

static int word_field(lua_State *A, int t, const char *name, const char *const *words, int count)
{
	int found = -1;
	if (lua_getfield(A, t, name) == LUA_TSTRING)
		for (int i = 0; i < count; i++)
			if (strcmp(words[i], lua_tostring(A, -1)) == 0)
				found = i;
	lua_pop(A, 1);
	return found;
}

static void take_problems(struct engine *e, struct diagnostics *d, lua_State *A, int problems)
{
	lua_Integer n = luaL_len(A, problems);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(A, problems, i);
		int t = lua_gettop(A), line = int_field(A, t, "line");
		const struct policy *p = &e->policies[int_field(A, t, "of")];
		char *source = line > 0 ? source_line(p->source, p->source_len, line) : NULL;
		lua_getfield(A, t, "warning");
		lua_getfield(A, t, "code");
		lua_getfield(A, t, "message");
		lua_getfield(A, t, "hint");
		diagnostics_add(d, lua_toboolean(A, t + 1), p->info.file, line, int_field(A, t, "column"), int_field(A, t, "width"), lua_tostring(A, t + 2),
			lua_tostring(A, t + 3), lua_tostring(A, t + 4), source);
		free(source);
		lua_settop(A, t - 1);
	}
}

static void take_match(struct engine *e, struct profile *f, lua_State *A, int match)
{
	const struct kind *k = &e->schema->kinds[0];
	for (int round = 0; round < 2; round++) {
		f->field_count = 0;
		for (lua_pushnil(A); lua_next(A, match); lua_settop(A, match + 1)) {
			const char *name = lua_tostring(A, match + 1);
			struct match_field *m = round ? &f->fields[f->field_count] : NULL;
			f->field_count++;
			if (!m)
				continue;
			lua_Integer n = luaL_len(A, match + 2);
			m->field = schema_field(e->schema, k, name, strlen(name));
			m->values = arena_alloc(&e->arena, sizeof *m->values * (size_t)(n + 1));
			for (lua_Integer i = 1; m->values && i <= n; i++) {
				if (lua_geti(A, match + 2, i) == LUA_TSTRING)
					m->values[m->count++] = arena_strdup(&e->arena, lua_tostring(A, -1));
				else
					m->values[m->count++] = lua_toboolean(A, -1) ? "true" : "false";
				lua_pop(A, 1);
			}
		}
		if (!round) {
			f->fields = arena_alloc(&e->arena, sizeof *f->fields * (f->field_count + 1));
			if (!f->fields)
				luaL_error(A, "not enough memory");
		}
	}
}

static void take_profile(struct engine *e, struct profile *f, lua_State *A, int t)
{
	const struct policy *p = &e->policies[int_field(A, t, "of")];
	f->name = text_field(e, A, t, "name");
	f->file = p->info.file;
	f->line = int_field(A, t, "line");
	f->flips_at = INT64_MAX;
	f->rule = UINT32_MAX;
	for (uint32_t i = 0; i < p->info.rule_count; i++) /* only those with a function have one */
		if (strcmp(e->rules[p->info.first_rule + i].name, f->name) == 0)
			f->rule = p->info.first_rule + i;
	if (lua_getfield(A, t, "match") == LUA_TTABLE)
		take_match(e, f, A, t + 1);
	lua_settop(A, t);
}

static struct message *take_message(struct engine *e, lua_State *A, int t)
{
	struct message *m = NULL;
	if (lua_getfield(A, t, "message") == LUA_TTABLE && (m = arena_alloc(&e->arena, sizeof *m * 2))) {
		message_parse(e, text_field(e, A, t + 1, "en"), &m[0]);
		message_parse(e, text_field(e, A, t + 1, "zh"), &m[1]);
	}
	lua_settop(A, t);
	return m;
}

static void take_setting(struct engine *e, struct setting *s, lua_State *A, int t)
{
	const char *policy = text_field(e, A, t, "policy"), *rule = text_field(e, A, t, "rule");
	int32_t day;
	for (size_t i = 0; i < e->policy_count; i++)
		if (strcmp(e->policies[i].info.id, policy) == 0)
			s->policy = &e->policies[i];
	const struct policy *p = s->policy;
	s->profile = &e->profiles[int_field(A, t, "profile") - 1];
	lua_getfield(A, t, "place");
	s->line = int_field(A, t + 1, "line");
	lua_settop(A, t);
	s->parameter = text_field(e, A, t, "param");
	s->standard = text_field(e, A, t, "default");
	s->off = lua_getfield(A, t, "off") == LUA_TBOOLEAN ? lua_toboolean(A, -1) : -1;
	lua_settop(A, t);
	s->severity = word_field(A, t, "severity", severity_names, SEVERITY_COUNT);
	s->enforcement = word_field(A, t, "enforcement", enforcement_names, 3);
	s->gate = text_field(e, A, t, "gate");
	s->message = take_message(e, A, t);
	s->reason = text_field(e, A, t, "reason");
	s->approved_by = text_field(e, A, t, "approved_by");
	s->expires = text_field(e, A, t, "expires");
	s->expires_ms = s->expires && date_parse(s->expires, strlen(s->expires), &day) ? zone_day_start_ms(e->ctx.zone, day + 1) : INT64_MAX;
	s->concerns = arena_alloc(&e->arena, sizeof *s->concerns * (p->info.rule_count / 64 + 1));
	if (!s->concerns)
		luaL_error(A, "not enough memory");
	for (uint32_t k = 0; k < p->info.rule_count; k++) {
		const struct rule *r = &e->rules[p->info.first_rule + k];
		bool is_it = rule && strcmp(r->name, rule) == 0;
		if (is_it)
			s->rule = r->index;
		if (is_it || (s->parameter && rule_uses(r, s->parameter)))
			s->concerns[k / 64] |= 1ULL << (k % 64);
	}
}

static int resolve_protected(lua_State *A)
{
	struct engine *e = lua_touserdata(A, 1);
	struct diagnostics *d = lua_touserdata(A, 2);
	lua_settop(A, 0);
	if (state_require(A, "profiles") < 0)
		return luaL_error(A, "the module 'profiles' is not built in");
	lua_getfield(A, 1, "resolve");
	lua_createtable(A, 0, 3);
	push_profiles(A, e);
	lua_setfield(A, 3, "profiles");
	push_policies(A, e);
	lua_setfield(A, 3, "policies");
	push_fields(A, e->schema);
	lua_setfield(A, 3, "fields");
	lua_call(A, 1, 1);
	lua_getfield(A, 2, "problems");
	take_problems(e, d, A, 3);
	lua_settop(A, 2);
	lua_getfield(A, 2, "profiles");
	lua_getfield(A, 2, "settings");
	size_t profiles = (size_t)luaL_len(A, 3), settings = (size_t)luaL_len(A, 4);
	e->profiles = arena_alloc(&e->arena, sizeof *e->profiles * (profiles + 1));
	e->settings = arena_alloc(&e->arena, sizeof *e->settings * (settings + 1));
	if (!e->profiles || !e->settings)
		return luaL_error(A, "not enough memory");
	for (; e->profile_count < profiles; e->profile_count++) {
		lua_geti(A, 3, (lua_Integer)e->profile_count + 1);
		take_profile(e, &e->profiles[e->profile_count], A, 5);
		lua_settop(A, 4);
	}
	for (; e->setting_count < settings; e->setting_count++) {
		struct setting *s = &e->settings[e->setting_count];
		lua_geti(A, 4, (lua_Integer)e->setting_count + 1);
		s->rule = UINT32_MAX;
		s->described = (int)e->setting_count + 1;
		take_setting(e, s, A, 5);
		lua_settop(A, 4);
	}
	e->settings_ref = luaL_ref(A, LUA_REGISTRYINDEX);
	return 0;
}

/* Each policy knows what is set of it. */
static int hand_out(struct engine *e)
{
	for (size_t i = 0; i < e->policy_count; i++) {
		struct policy *p = &e->policies[i];
		size_t n = 0;
		for (size_t k = 0; k < e->setting_count; k++)
			n += e->settings[k].policy == p;
		if (!n)
			continue;
		p->settings = arena_alloc(&e->arena, sizeof *p->settings * n);
		p->key = arena_alloc(&e->arena, n);
		if (!p->settings || !p->key)
			return -1;
		for (size_t k = 0; k < e->setting_count; k++)
			if (e->settings[k].policy == p)
				p->settings[p->setting_count++] = &e->settings[k];
	}
	return 0;
}

int profile_resolve(struct engine *e, struct diagnostics *d, struct err *err)
{
	lua_State *A = e->author->L;
	lua_settop(A, 0);
	lua_pushcfunction(A, resolve_protected);
	lua_pushlightuserdata(A, e);
	lua_pushlightuserdata(A, d);
	int status = lua_pcall(A, 2, 0, 0);
	if (status != LUA_OK)
		err_set(err, ERR_INTERNAL, "the profiles could not be held against the policies: %s", lua_type(A, -1) == LUA_TSTRING ? lua_tostring(A, -1) : "failed");
	lua_settop(A, 0);
	if (status != LUA_OK)
		return ERR_INTERNAL;
	return hand_out(e) < 0 ? err_set(err, ERR_MEMORY, "not enough memory") : 0;
}
