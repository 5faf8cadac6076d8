/* SPDX-License-Identifier: MIT */
/*
 * loader: policy files into Lua states.
 *
 * A file runs once, with the words of declare.lua on top of the guarded globals; what it declared is the description.
 * Then the load words are taken away, and everything that the rules can reach is frozen: no rule can leave anything behind
 * for the next rule or project. The traced variant of the same file is loaded into the same state when it is first needed.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/failure.h"
#include "engine/gates.h"
#include "engine/json_lua.h"
#include "engine/ruleset.h"

struct load {
	struct engine *e;
	struct policy *p;
	enum mode mode;
	bool first;
	struct diagnostics *d;
};

static const char lib_globals_key[MODE_COUNT];

/* ---- param ---- */

static int no_such_parameter(lua_State *L)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		raise_error(L, "a parameter is read by its name: param.high");
	raise_error(L, "the policy has no parameter '%s'", lua_tostring(L, 2));
}

static int parameters_are_read_only(lua_State *L)
{
	raise_error(L, "parameters are read-only: '%s' cannot be set", lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

void loader_point_param(lua_State *L, struct policy *p, enum mode mode)
{
	if (p->param_ref[mode] == LUA_NOREF) {
		lua_pop(L, 1);
		return;
	}
	lua_rawgeti(L, LUA_REGISTRYINDEX, p->param_ref[mode]);
	lua_insert(L, -2);
	if (mode == MODE_TRACED)
		trace_wrap_parameters(L);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}

/* Pushes `param`: an empty table in front of the values, which are not there before a project is judged. */
static void push_param(lua_State *L, struct policy *p, enum mode mode)
{
	lua_newtable(L);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, no_such_parameter);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, parameters_are_read_only);
	lua_setfield(L, -2, "__newindex");
	lua_pushvalue(L, -1);
	p->param_ref[mode] = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_setmetatable(L, -2);
	if (p->current) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, terms_values(p));
		loader_point_param(L, p, mode);
	}
}

/* ---- require ---- */

/* The chain of modules being loaded is a list in the registry, so that a cycle can be told. */
static void refuse_cycle(lua_State *L, int chain, const char *name)
{
	lua_Integer n = luaL_len(L, chain);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, chain, i);
		bool same = strcmp(lua_tostring(L, -1), name) == 0;
		lua_pop(L, 1);
		if (!same)
			continue;
		luaL_Buffer b;
		luaL_buffinit(L, &b);
		for (; i <= n; i++) {
			lua_geti(L, chain, i);
			luaL_addvalue(&b);
			luaL_addstring(&b, " -> ");
		}
		luaL_addstring(&b, name);
		luaL_pushresult(&b);
		raise_error(L, "'%s' is being loaded already, modules require each other in a circle: %s", name, lua_tostring(L, -1));
	}
}

static void load_module(lua_State *L, struct engine *e, const char *name, enum mode mode)
{
	struct buf path = BUF_INIT;
	buf_puts(&path, name);
	for (char *c = path.data; *c; c++)
		*c = *c == '.' ? '/' : *c;
	buf_puts(&path, ".lua");
	struct file *f = strncmp(name, "lib.", 4) == 0 ? engine_file(e, path.data) : NULL;
	lua_pushfstring(L, "@%s%s", e->prefix, path.data);
	buf_release(&path);
	if (!f)
		raise_error(L, "there is no module '%s': modules are files in lib/, named like \"lib.money\"", name);
	if (f->broken)
		raise_error(L, "the module '%s' has a mistake of its own", name);
	const char *text = f->text;
	size_t len = f->len;
	if (mode == MODE_TRACED) {
		if (!f->traced.text && author_trace(e, name, f->text, f->len, &f->traced) < 0)
			raise_error(L, "the module '%s' could not be traced", name);
		text = f->traced.text;
		len = f->traced.len;
	}
	if (luaL_loadbufferx(L, text, len, lua_tostring(L, -1), "t") != LUA_OK)
		lua_error(L);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &lib_globals_key[mode]);
	lua_setupvalue(L, -2, 1);
	if (mode == MODE_TRACED)
		trace_push_runtime(L, NULL);
	lua_call(L, mode == MODE_TRACED, 1);
	lua_remove(L, -2);
}

static int policy_require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	struct engine *e = lua_touserdata(L, lua_upvalueindex(1));
	enum mode mode = (enum mode)lua_tointeger(L, lua_upvalueindex(2));
	lua_settop(L, 1);
	lua_rawgeti(L, lua_upvalueindex(3), 1); /* loaded modules */
	lua_rawgeti(L, lua_upvalueindex(3), 2); /* the chain */
	if (lua_getfield(L, 2, name) != LUA_TNIL)
		return 1;
	refuse_cycle(L, 3, name);
	lua_Integer n = luaL_len(L, 3);
	lua_pushstring(L, name);
	lua_rawseti(L, 3, n + 1);
	load_module(L, e, name, mode);
	lua_pushnil(L);
	lua_rawseti(L, 3, n + 1);
	if (lua_isnil(L, -1))
		raise_error(L, "the module '%s' returns nothing: end it with return { ... }", name);
	lua_pushvalue(L, -1);
	lua_setfield(L, 2, name);
	return 1;
}

static void push_require(lua_State *L, struct engine *e, enum mode mode)
{
	lua_pushlightuserdata(L, e);
	lua_pushinteger(L, mode);
	lua_createtable(L, 2, 0);
	lua_newtable(L);
	lua_rawseti(L, -2, 1);
	lua_newtable(L);
	lua_rawseti(L, -2, 2);
	lua_pushcclosure(L, policy_require, 3);
}

/* ---- running the file ---- */

static void raw_set(lua_State *L, int table, const char *key) /* the value on the top, popped */
{
	lua_pushstring(L, key);
	lua_insert(L, -2);
	lua_rawset(L, table);
}

/* Lays the words of `env` over the globals (want: set them; else: put the originals back). Originals are in `saved`. */
static void overlay(lua_State *L, int globals, int env, int saved, bool want)
{
	for (lua_pushnil(L); lua_next(L, env); lua_pop(L, 1)) {
		lua_pushvalue(L, -2);
		if (want) {
			lua_pushvalue(L, -1);
			lua_rawget(L, globals);
			lua_pushvalue(L, -2);
			lua_insert(L, -2);
			lua_rawset(L, saved);
			lua_pushvalue(L, -2);
		} else {
			lua_pushvalue(L, -1);
			lua_rawget(L, saved);
		}
		lua_rawset(L, globals);
	}
}

static void new_session(lua_State *L, struct policy *p, int globals)
{
	const char *module = p->is_profile ? "declare.profile" : "declare";
	if (state_require(L, module) < 0)
		luaL_error(L, "the module '%s' is not built in", module);
	lua_getfield(L, -1, "new");
	lua_createtable(L, 0, 4);
	lua_pushstring(L, p->path);
	lua_setfield(L, -2, "path");
	lua_pushstring(L, p->info.id);
	lua_setfield(L, -2, "id");
	lua_pushvalue(L, globals);
	lua_setfield(L, -2, "words");
	lua_pushlstring(L, p->source, p->source_len);
	lua_setfield(L, -2, "source");
	lua_call(L, 1, 1);
	lua_remove(L, -2);
}

static int field_int(lua_State *L, int t, const char *name)
{
	lua_getfield(L, t, name);
	int v = (int)lua_tointeger(L, -1);
	lua_pop(L, 1);
	return v;
}

static void add_problems(lua_State *L, struct load *load, int problems, const char *file, const char *source, size_t len)
{
	lua_Integer n = lua_istable(L, problems) ? luaL_len(L, problems) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, problems, i);
		int t = lua_gettop(L), line = field_int(L, t, "line");
		lua_getfield(L, t, "message");
		lua_getfield(L, t, "code");
		lua_getfield(L, t, "hint");
		char *text = line > 0 ? source_line(source, len, line) : NULL;
		diagnostics_add(load->d, false, file, line, field_int(L, t, "column"), field_int(L, t, "width"), lua_tostring(L, t + 2), lua_isstring(L, t + 1) ? lua_tostring(L, t + 1) : "?", lua_tostring(L, t + 3), text);
		free(text);
		lua_settop(L, t - 1);
	}
}

/* A function loaded with the file that assigns a variable outside itself keeps something from one evaluation to the next. */
static int find_assigner(lua_State *L, const struct policy *p, int seen, int depth)
{
	int i = lua_gettop(L), line = 0;
	if (depth > 100 || (lua_type(L, i) != LUA_TFUNCTION && lua_type(L, i) != LUA_TTABLE) || lua_iscfunction(L, i) || (lua_istable(L, i) && lua_getmetatable(L, i))) {
		lua_settop(L, i);
		return 0;
	}
	luaL_checkstack(L, 8, "nesting");
	lua_pushvalue(L, i);
	if (lua_rawget(L, seen) != LUA_TNIL) {
		lua_settop(L, i);
		return 0;
	}
	lua_pop(L, 1);
	lua_pushvalue(L, i);
	lua_pushboolean(L, 1);
	lua_rawset(L, seen);
	if (lua_istable(L, i)) {
		for (lua_pushnil(L); !line && lua_next(L, i); lua_pop(L, 1))
			line = find_assigner(L, p, seen, depth + 1);
	} else {
		lua_Debug ar;
		lua_pushvalue(L, i);
		lua_getinfo(L, ">S", &ar);
		if (strcmp(ar.source, p->chunkname) == 0)
			for (size_t k = 0; k < p->assign_count; k++)
				if (p->assigns[k].line == ar.linedefined && p->assigns[k].last_line == ar.lastlinedefined)
					return ar.linedefined;
		for (int up = 1; !line && lua_getupvalue(L, i, up); up++) {
			line = find_assigner(L, p, seen, depth + 1);
			lua_pop(L, 1);
		}
	}
	lua_settop(L, i);
	return line;
}

/* What ended the loading of a file, told at the file and line where it happened: that may be a module's. */
static void add_failure(struct load *load, lua_State *L, const char *file, const char *code, const char *hint)
{
	struct failure_place at;
	const char *message = failure_position(lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "an error without a message", &at);
	struct buf said = BUF_INIT, name = BUF_INIT;
	int column = 0, width = 0;
	if (deadline_passed()) {
		const char *where = *deadline_file() ? deadline_file() : file;
		at = (struct failure_place){ where, strlen(where), deadline_line() };
	}
	if (state_of(L)->refused)
		buf_puts(&said, "needs too much memory while loading");
	else if (deadline_passed())
		buf_addf(&said, "exceeded %u ms of CPU time: does a loop or a recursion never end?", load->e->options.load_ms);
	else
		failure_say(message, &said);
	char *source = engine_source_line(load->e, at.file, at.file_len, at.line);
	if (source) {
		buf_add(&name, at.file, at.file_len);
		failure_point(source, said.data, &column, &width);
	}
	diagnostics_add(load->d, false, source ? name.data : file, source ? at.line : 0, column, width, code, said.data, hint, source);
	free(source);
	buf_release(&said);
	buf_release(&name);
}

static void load_texts(lua_State *L, struct load *load, int lang)
{
	struct policy *p = load->p;
	int top = lua_gettop(L), description = top;
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s%.*s.%s.lua", load->e->prefix, (int)(strlen(p->path) - 4), p->path, lang ? "zh" : "en");
	lua_pushfstring(L, "@%s", name.data);
	state_require(L, "declare");
	lua_getfield(L, -1, "texts");
	lua_createtable(L, 0, 4);
	lua_pushstring(L, name.data);
	lua_setfield(L, -2, "path");
	lua_pushvalue(L, description);
	lua_setfield(L, -2, "description");
	lua_pushstring(L, lang ? "zh" : "en");
	lua_setfield(L, -2, "lang");
	lua_pushlstring(L, p->texts_source[lang], p->texts_len[lang]);
	lua_setfield(L, -2, "source");
	lua_call(L, 1, 1);
	int session = lua_gettop(L);
	int status = luaL_loadbufferx(L, p->texts_source[lang], p->texts_len[lang], lua_tostring(L, top + 1), "t");
	if (status == LUA_OK) {
		lua_getfield(L, session, "env");
		lua_setupvalue(L, -2, 1);
		status = lua_pcall(L, 0, 0, 0);
	}
	if (status == LUA_ERRSYNTAX) { /* the analysis tells better what is wrong */
		lua_settop(L, top);
		buf_release(&name);
		return;
	}
	if (status != LUA_OK) {
		add_failure(load, L, name.data, "texts", "a language file has policy { title = } and rule \"id\" { message =, remedy = }");
	} else {
		lua_getfield(L, session, "finish");
		lua_pushvalue(L, session);
		lua_call(L, 1, 2);
		if (lua_istable(L, -2))
			ruleset_take_texts(load->e, p, L, lua_gettop(L) - 1, lang);
		add_problems(L, load, lua_gettop(L), name.data, p->texts_source[lang], p->texts_len[lang]);
	}
	buf_release(&name);
	lua_settop(L, top);
}

/* Loads one variant of the file into its state. Results: 0 on the C side by errors raised, else references are taken. */
static int load_protected(lua_State *L)
{
	struct load *load = lua_touserdata(L, 1);
	struct engine *e = load->e;
	struct policy *p = load->p;
	bool traced = load->mode == MODE_TRACED;
	sandbox_push_globals(L, traced);
	int globals = lua_gettop(L);
	push_param(L, p, load->mode);
	raw_set(L, globals, "param");
	push_require(L, e, load->mode);
	raw_set(L, globals, "require");
	lua_pushvalue(L, globals);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &lib_globals_key[load->mode]);
	new_session(L, p, globals);
	int session = lua_gettop(L);
	lua_getfield(L, session, "env");
	int env = lua_gettop(L);
	lua_newtable(L);
	int saved = lua_gettop(L);
	overlay(L, globals, env, saved, true);

	const char *text = traced ? p->traced.text : p->source;
	size_t len = traced ? p->traced.len : p->source_len;
	if (luaL_loadbufferx(L, text, len, p->chunkname, "t") != LUA_OK)
		lua_error(L);
	lua_pushvalue(L, globals);
	lua_setupvalue(L, -2, 1);
	if (traced)
		trace_push_runtime(L, p);
	lua_call(L, traced, 0);
	overlay(L, globals, env, saved, false);

	lua_getfield(L, session, "finish");
	lua_pushvalue(L, session);
	lua_call(L, 1, 2);
	int description = lua_gettop(L) - 1;
	if (load->first)
		add_problems(L, load, description + 1, p->info.file, p->source, p->source_len);
	lua_settop(L, description);
	if (!lua_istable(L, description))
		return 0;
	if (load->first && ((!p->is_profile && gates_take(e, p, L, description, load->d) < 0) || ruleset_take(e, p, L, description, load->d) < 0))
		return 0;
	if (load->first) {
		lua_newtable(L);
		lua_pushvalue(L, description);
		int line = find_assigner(L, p, description + 1, 0);
		lua_settop(L, description);
		if (line) {
			diagnostics_add(load->d, false, p->info.file, line, 0, 0, "assigns-upvalue", "this function keeps something from one evaluation to the next: it assigns a variable outside itself",
				"make the variable local to the function", NULL);
			return 0;
		}
		digest_rules(e, p, L, description, globals);
		for (int lang = 0; lang < 2; lang++)
			if (p->texts_source[lang])
				load_texts(L, load, lang);
	}
	ruleset_take_functions(e, p, L, description, load->mode);
	if (load->first && p->is_profile) {
		lua_getfield(L, description, "profiles");
		if (profile_collect(e, p, L, description + 1) < 0)
			return luaL_error(L, "the profiles are nested too deeply or too large");
		p->profile_count = (uint32_t)luaL_len(L, description + 1);
		lua_settop(L, description);
	}
	/* freeze what the rules can reach; the parameters keep their shapes for profiles and tests */
	lua_getfield(L, description, "params");
	if (load->first && !p->is_profile && profile_collect_policy(e, p, L, description + 1) < 0)
		return luaL_error(L, "not enough memory");
	if (!traced)
		p->description_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	else
		lua_pop(L, 1);
	lua_pushnil(L);
	lua_setfield(L, description, "params");
	sandbox_freeze(L, description);
	lua_pushboolean(L, 1);
	return 1;
}

static int open_state(struct engine *e, struct policy *p)
{
	p->state = state_new(&e->ctx, e->options.state_bytes, e->options.block_bytes);
	p->param_ref[MODE_FAST] = p->param_ref[MODE_TRACED] = p->description_ref = p->sites_ref = LUA_NOREF;
	p->when[MODE_FAST] = p->when[MODE_TRACED] = LUA_NOREF;
	p->traced_loaded = false;
	return p->state ? 0 : -1;
}

/* 1: loaded; 0: not, the reasons are in d; -1: an error is on the stack's top */
static int run_load(struct load *load)
{
	lua_State *L = load->p->state->L;
	struct ctx *c = &load->e->ctx;
	lua_settop(L, 0);
	c->left = LEFT_NOT;
	c->loading = true;
	lua_pushcfunction(L, load_protected);
	lua_pushlightuserdata(L, load);
	deadline_watch(L, load->e->options.load_ms);
	load->e->beat->evaluations |= 1;
	int status = lua_pcall(L, 1, 1, 0);
	load->e->beat->evaluations = (load->e->beat->evaluations | 1) + 1;
	deadline_rest();
	c->loading = false;
	if (status != LUA_OK)
		return -1;
	int ok = lua_toboolean(L, -1);
	lua_settop(L, 0);
	return ok;
}

int loader_policy(struct engine *e, struct policy *p, struct diagnostics *d)
{
	size_t errors = d->errors;
	p->broken = true;
	if (author_analyse(e, p, d) < 0) {
		author_done(e);
		return -1;
	}
	p->sensitive = author_sensitive(e, NULL);
	size_t rules_before = e->rule_count, matches_before = e->match_count;
	struct load load = { e, p, MODE_FAST, true, d };
	if (!p->sensitive || open_state(e, p) < 0) {
		diagnostics_add(d, false, p->info.file, 0, 0, 0, "memory", "not enough memory", NULL, NULL);
		author_done(e);
		return -1;
	}
	int loaded = run_load(&load);
	author_done(e);
	if (loaded >= 0)
		author_texts(e, p, d);
	if (loaded < 0) {
		add_failure(&load, p->state->L, p->info.file, "load", NULL);
	} else if (loaded && p->is_profile && !p->profile_count) {
		diagnostics_add(d, false, p->info.file, 0, 0, 0, "no-profile", "no profile is defined in this file", "a file of profiles/ has at least one profile \"name\" { ... }", NULL);
	} else if (loaded && !p->is_profile && !p->info.rule_count && e->phases_of != p) {
		diagnostics_add(d, false, p->info.file, 0, 0, 0, "no-rule", "no rule is defined in this file", "a policy has at least one rule \"name\" { ... }", NULL);
	}
	if (d->errors > errors) {
		loader_drop(p);
		e->rule_count = rules_before;
		e->match_count = matches_before;
		p->info.rule_count = 0;
		return -1;
	}
	p->broken = false;
	return 0;
}

int loader_revive(struct policy *p, struct engine *e)
{
	struct load load = { e, p, MODE_FAST, false, NULL };
	if (p->broken || open_state(e, p) < 0)
		return -1;
	if (run_load(&load) == 1)
		return 0;
	loader_drop(p);
	return -1;
}

int loader_traced(struct engine *e, struct policy *p)
{
	lua_State *L = p->state->L;
	struct ctx *c = &e->ctx;
	if (p->traced_loaded)
		return 0;
	if (!p->traced.text && author_trace(e, p->info.id, p->source, p->source_len, &p->traced) < 0)
		return -1;
	/* it runs inside the evaluation that needs it, on the same deadline */
	struct load load = { e, p, MODE_TRACED, false, NULL };
	int top = lua_gettop(L);
	c->traced = true;
	lua_pushcfunction(L, load_protected);
	lua_pushlightuserdata(L, &load);
	bool ok = lua_pcall(L, 1, 1, 0) == LUA_OK && lua_toboolean(L, -1);
	c->traced = false;
	lua_settop(L, top);
	p->traced_loaded = ok;
	return ok ? 0 : -1;
}

void loader_drop(struct policy *p)
{
	terms_drop(p);
	state_free(p->state);
	p->state = NULL;
}
