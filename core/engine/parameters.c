/* SPDX-License-Identifier: MIT */
/*
 * parameters: the values behind `param`: what the policy says, over that what profiles say, over that what a test says; each
 * as it is on the evaluation's day.
 */
#include <string.h>

#include "engine/json_lua.h"
#include "engine/ruleset.h"
#include "engine/terms.h"

/* A parameter's value on the evaluation's day; pushes it. *since, *next: the days on which it became that and will change, or "". */
static void push_value_of(struct engine *e, lua_State *L, int parameter, const char **since, const char **next)
{
	lua_getfield(L, parameter, "value");
	lua_Integer n = lua_getfield(L, parameter, "dated") == LUA_TTABLE ? luaL_len(L, -1) : 0;
	int dated = lua_gettop(L);
	char today[32];
	date_format(today, e->ctx.today);
	*since = *next = "";
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, dated, i);
		lua_getfield(L, -1, "from");
		const char *from = lua_tostring(L, -1); /* the description keeps it alive */
		if (from && strcmp(from, today) > 0 && (!**next || strcmp(from, *next) < 0))
			*next = from;
		if (from && strcmp(from, today) <= 0 && strcmp(from, *since) >= 0) {
			*since = from;
			lua_getfield(L, -2, "value");
			lua_replace(L, dated - 1);
		}
		lua_settop(L, dated);
	}
	lua_pop(L, 1);
}

static bool is_money_table(lua_State *L, int i)
{
	double amount;
	uint32_t currency;
	return lua_istable(L, i) && to_money(L, i, &amount, &currency);
}

static int no_such_parameter(lua_State *L)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		raise_error(L, "a parameter is read by its name: param.high");
	raise_error(L, "the policy has no parameter '%s'", lua_tostring(L, 2));
}

/* Pushes the number of a described parameter in the list; 0: there is none. */
static lua_Integer parameter_number(lua_State *L, int list, const char *name)
{
	lua_Integer n = luaL_len(L, list);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, list, i);
		lua_getfield(L, -1, "name");
		bool same = strcmp(lua_tostring(L, -1), name) == 0;
		lua_pop(L, 2);
		if (same)
			return i;
	}
	return 0;
}

/* What the settings that apply put in the place of the policy's own parameters. */
static void apply_settings(struct engine *e, struct policy *p, const struct variant *v, lua_State *L, int list)
{
	lua_State *A = e->author->L;
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = p->settings[i];
		lua_Integer n = s->parameter && v->key[i] == EFFECT_SET ? parameter_number(L, list, s->parameter) : 0;
		if (!n)
			continue;
		int top = lua_gettop(A);
		lua_rawgeti(A, LUA_REGISTRYINDEX, e->settings_ref);
		lua_rawgeti(A, -1, s->described);
		lua_getfield(A, -1, "described");
		copy_across(A, lua_gettop(A), L);
		lua_settop(A, top);
		lua_rawseti(L, list, n);
	}
}

/* A test's values, over whatever holds. */
static void apply_override(const struct policy *p, lua_State *L, int list)
{
	lua_pushcfunction(L, json_lua_decode);
	lua_pushstring(L, p->override);
	lua_call(L, 1, 1);
	int given = lua_gettop(L);
	state_require(L, "declare.parameters");
	for (lua_pushnil(L); lua_next(L, given); lua_settop(L, given + 2)) {
		const char *name = lua_type(L, given + 2) == LUA_TSTRING ? lua_tostring(L, given + 2) : "?";
		lua_Integer n = parameter_number(L, list, name);
		if (!n)
			luaL_error(L, "the policy has no parameter '%s'", name);
		lua_getfield(L, given + 1, "override");
		lua_geti(L, list, n);
		lua_pushvalue(L, given + 3);
		lua_call(L, 2, 2);
		if (lua_isnil(L, -2))
			luaL_error(L, "parameter '%s' %s", name, lua_tostring(L, -1));
		lua_pop(L, 1);
		lua_rawseti(L, list, n);
	}
	lua_settop(L, given - 1);
}

static int64_t start_of(const struct engine *e, const char *date, int64_t none)
{
	int32_t day;
	return date_parse(date, strlen(date), &day) ? zone_day_start_ms(e->ctx.zone, day) : none;
}

/* The table behind `param`, on the top; the limits of rules and the days on which parameters change go to the terms. */
static void read_parameters(struct engine *e, struct policy *p, struct variant *v, lua_State *L, int list)
{
	lua_newtable(L);
	int values = lua_gettop(L);
	lua_createtable(L, 0, 1);
	lua_pushcfunction(L, no_such_parameter);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, values);
	lua_Integer n = luaL_len(L, list);
	for (lua_Integer i = 1; i <= n; i++) {
		const char *since, *next;
		lua_geti(L, list, i);
		lua_getfield(L, values + 1, "name");
		const char *name = lua_tostring(L, values + 2);
		push_value_of(e, L, values + 1, &since, &next);
		if (is_money_table(L, values + 3)) /* what it is depends on the project's currency: terms_set_money */
			v->has_money = true;
		else if (lua_istable(L, values + 3))
			sandbox_freeze(L, values + 3);
		int64_t changes_ms = start_of(e, next, INT64_MAX);
		terms_change(e, start_of(e, since, INT64_MIN));
		terms_change(e, changes_ms);
		for (uint32_t k = 0; k < p->info.rule_count; k++) {
			struct rule *r = &e->rules[p->info.first_rule + k];
			if (r->limit_name && strcmp(r->limit_name, name) == 0)
				ruleset_read_limit(&v->arena, &v->terms[k], L, values + 1);
			if (changes_ms != INT64_MAX && rule_uses(r, name))
				terms_flip(&e->ctx, &v->terms[k], changes_ms);
		}
		lua_rawset(L, values);
		lua_settop(L, values);
	}
}

struct build { struct engine *e; struct policy *p; struct variant *v; };

static int build_protected(lua_State *L)
{
	struct build *b = lua_touserdata(L, 1);
	struct policy *p = b->p;
	lua_settop(L, 0);
	lua_rawgeti(L, LUA_REGISTRYINDEX, p->description_ref);
	if (p->override || p->setting_count) {
		lua_Integer n = luaL_len(L, 1);
		lua_createtable(L, (int)n, 0);
		for (lua_Integer i = 1; i <= n; i++) {
			lua_geti(L, 1, i);
			lua_rawseti(L, 2, i);
		}
		lua_replace(L, 1);
		apply_settings(b->e, p, b->v, L, 1);
		if (p->override)
			apply_override(p, L, 1);
	}
	read_parameters(b->e, p, b->v, L, 1);
	b->v->values_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	b->v->list_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

int parameters_build(struct engine *e, struct policy *p, struct variant *v, const char **why)
{
	struct build b = { e, p, v };
	lua_State *L = p->state->L;
	int author_top = lua_gettop(e->author->L);
	lua_pushcfunction(L, build_protected);
	lua_pushlightuserdata(L, &b);
	if (lua_pcall(L, 1, 0, 0) == LUA_OK)
		return 0;
	const char *message = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "its parameters could not be set";
	*why = arena_strdup(&e->project, message);
	lua_settop(e->author->L, author_top);
	lua_settop(L, 0);
	return -1;
}

/* ---- money ---- */

static int set_money_protected(lua_State *L)
{
	struct policy *p = lua_touserdata(L, 1);
	lua_rawgeti(L, LUA_REGISTRYINDEX, terms_values(p));
	lua_rawgeti(L, LUA_REGISTRYINDEX, terms_list(p));
	lua_Integer n = luaL_len(L, 3);
	for (lua_Integer i = 1; i <= n; i++) {
		double amount;
		uint32_t currency;
		const char *since, *next;
		lua_geti(L, 3, i);
		lua_getfield(L, 4, "name");
		push_value_of(ctx_of(L)->engine, L, 4, &since, &next);
		if (lua_istable(L, 6) && to_money(L, 6, &amount, &currency)) {
			push_money(L, amount, currency);
			lua_replace(L, 6);
			lua_rawset(L, 2);
		}
		lua_settop(L, 3);
	}
	return 0;
}

void terms_set_money(struct engine *e, struct policy *p)
{
	lua_State *L = p->state->L;
	lua_pushcfunction(L, set_money_protected);
	lua_pushlightuserdata(L, p);
	if (lua_pcall(L, 1, 0, 0) != LUA_OK)
		lua_settop(L, 0);
	/* foreign amounts live in the evaluation's table: they are set anew for each project */
	p->foreign_money = e->ctx.money_count > 0;
	p->money_currency = p->foreign_money ? UINT32_MAX : e->ctx.currency;
}
