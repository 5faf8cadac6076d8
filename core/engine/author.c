/* SPDX-License-Identifier: MIT */
/*
 * author: the tools that look at a policy's syntax tree (lua/analyze.lua, lua/trace.lua), in a Lua state of their own that
 * never runs a policy.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/json_lua.h"
#include "engine/verdicts.h"
#include "engine/words.h"

/* Adds the clause ids of data/standard.json ({"clauses": [{"id", "rules": [{"id"}]}]}) to the table on the top. */
static void add_clauses(lua_State *L, const struct file *f)
{
	lua_pushcfunction(L, json_lua_decode);
	lua_pushlstring(L, f->text, f->len);
	lua_call(L, 1, 1);
	if (lua_istable(L, -1) && lua_getfield(L, -1, "clauses") == LUA_TTABLE) {
		lua_Integer n = luaL_len(L, -1);
		for (lua_Integer i = 1; i <= n; i++, lua_settop(L, -3)) {
			if (lua_geti(L, -1, i) != LUA_TTABLE || lua_getfield(L, -1, "id") != LUA_TSTRING) {
				lua_pushnil(L);
				continue;
			}
			lua_pushboolean(L, 1);
			lua_setfield(L, 1, lua_tostring(L, -2));
			lua_pop(L, 1);
			if (lua_getfield(L, -1, "rules") != LUA_TTABLE)
				continue;
			lua_Integer rules = luaL_len(L, -1);
			for (lua_Integer k = 1; k <= rules; k++) {
				lua_geti(L, -1, k);
				if (lua_istable(L, -1) && lua_getfield(L, -1, "id") == LUA_TSTRING) {
					lua_pushboolean(L, 1);
					lua_setfield(L, 1, lua_tostring(L, -2));
					lua_pop(L, 1);
				}
				lua_pop(L, 1);
			}
		}
	}
	lua_settop(L, 1);
}

static int push_clauses(lua_State *L)
{
	const struct file *f = lua_touserdata(L, 1);
	lua_newtable(L);
	lua_replace(L, 1);
	add_clauses(L, f);
	return 1;
}

static void set_true(lua_State *L, const char *key)
{
	lua_pushboolean(L, 1);
	lua_setfield(L, -2, key);
}

/* Pushes the set of files of a folder as policies name them: "lib.money", or without the first `skip` letters. */
static void push_names(lua_State *L, const struct engine *e, const char *folder, const char *ending, size_t skip)
{
	lua_newtable(L);
	for (size_t i = 0; i < e->file_count; i++) {
		const char *path = e->files[i].path;
		size_t n = strlen(path), end = strlen(ending);
		if (strncmp(path, folder, strlen(folder)) != 0 || n <= strlen(folder) + end || strcmp(path + n - end, ending) != 0)
			continue;
		lua_pushlstring(L, path + skip, n - end - skip);
		luaL_gsub(L, lua_tostring(L, -1), "/", ".");
		lua_pushboolean(L, 1);
		lua_rawset(L, -4);
		lua_pop(L, 1);
	}
}

/* { schema =, globals =, left_out =, clauses =, says =, modules =, lists = }, kept in the registry. */
static int build_model(lua_State *L)
{
	struct engine *e = lua_touserdata(L, 1);
	lua_newtable(L);
	lua_pushcfunction(L, json_lua_decode);
	lua_pushlstring(L, e->schema_json, e->schema_len);
	lua_call(L, 1, 1);
	lua_setfield(L, -2, "schema");

	lua_newtable(L); /* the names a policy may use: run-time words and load words */
	int names = lua_gettop(L);
	sandbox_push_globals(L, false);
	for (lua_pushnil(L); lua_next(L, names + 1); lua_pop(L, 1)) {
		lua_pushvalue(L, -2);
		if (lua_istable(L, -2)) /* a library: what is in it */
			freeze_push_content(L, lua_gettop(L) - 1);
		else
			lua_pushboolean(L, 1);
		lua_rawset(L, names);
	}
	lua_settop(L, names);
	set_true(L, "param");
	set_true(L, "require");
	if (state_require(L, "declare") < 0)
		return luaL_error(L, "the module 'declare' is not built in");
	lua_getfield(L, -1, "load_words");
	lua_call(L, 0, 1);
	lua_Integer words = luaL_len(L, -1);
	for (lua_Integer i = 1; i <= words; i++) {
		lua_geti(L, names + 2, i);
		lua_pushboolean(L, 1);
		lua_rawset(L, names);
	}
	lua_settop(L, names);
	lua_setfield(L, -2, "globals");
	sandbox_push_left_out(L);
	lua_setfield(L, -2, "left_out");

	const struct file *standard = engine_file(e, "data/standard.json");
	if (standard) {
		lua_pushcfunction(L, push_clauses);
		lua_pushlightuserdata(L, (void *)(uintptr_t)standard);
		lua_call(L, 1, 1);
		lua_setfield(L, -2, "clauses");
	}
	lua_newtable(L);
	lua_setfield(L, -2, "says");
	push_names(L, e, "lib/", ".lua", 0);
	lua_setfield(L, -2, "modules");
	push_names(L, e, "data/", ".json", 5);
	lua_setfield(L, -2, "lists");
	e->model_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

/* What a file of profiles/ may name is less: the model's other globals, and what to do instead of the missing ones. */
static void limit_to_profiles(lua_State *L, int model)
{
	if (state_require(L, "declare.profile") < 0)
		luaL_error(L, "the module 'declare.profile' is not built in");
	lua_getfield(L, -1, "left_out");
	lua_call(L, 0, 1);
	int left_out = lua_gettop(L);
	lua_getfield(L, model, "globals");
	lua_newtable(L);
	for (lua_pushnil(L); lua_next(L, left_out + 1);) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, left_out + 2);
	}
	for (lua_pushnil(L); lua_next(L, left_out); lua_pop(L, 1)) {
		lua_pushvalue(L, -2);
		lua_pushnil(L);
		lua_rawset(L, left_out + 2);
	}
	set_true(L, "profile");
	lua_setfield(L, model, "globals");
	lua_settop(L, left_out);
	lua_setfield(L, model, "left_out");
	lua_settop(L, model);
}

static int push_profile_model(lua_State *L)
{
	struct engine *e = lua_touserdata(L, 1);
	lua_newtable(L);
	lua_rawgeti(L, LUA_REGISTRYINDEX, e->model_ref);
	for (lua_pushnil(L); lua_next(L, 3);) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, 2);
	}
	lua_settop(L, 2);
	limit_to_profiles(L, 2);
	e->profile_model_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_newtable(L);
	e->profiles_ref = luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

int author_profiles(struct engine *e)
{
	lua_State *L = e->author->L;
	lua_settop(L, 0);
	lua_pushcfunction(L, push_profile_model);
	lua_pushlightuserdata(L, e);
	int status = lua_pcall(L, 1, 0, 0);
	lua_settop(L, 0);
	return status == LUA_OK ? 0 : -1;
}

int author_open(struct engine *e, struct err *err)
{
	lua_State *L = e->author->L;
	lua_pushcfunction(L, build_model);
	lua_pushlightuserdata(L, e);
	if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
		err_set(err, ERR_INTERNAL, "the tools for policies could not be started: %s", lua_tostring(L, -1));
		lua_settop(L, 0);
		return ERR_INTERNAL;
	}
	return 0;
}

/* analyze.source(text, model) -> result, left on the stack; or another function of that module */
static int analyse_protected(lua_State *L)
{
	struct engine *e = lua_touserdata(L, 1);
	const char *id = lua_touserdata(L, 2);
	size_t len = (size_t)lua_tointeger(L, 4);
	const char *function = lua_touserdata(L, 5);
	bool profiles = e->profile_model_ref && strncmp(id, "profiles.", 9) == 0;
	if (state_require(L, "analyze") < 0)
		return luaL_error(L, "the module 'analyze' is not built in");
	lua_getfield(L, -1, function);
	lua_pushlstring(L, lua_touserdata(L, 3), len);
	lua_rawgeti(L, LUA_REGISTRYINDEX, profiles ? e->profile_model_ref : e->model_ref);
	lua_pushstring(L, id);
	lua_setfield(L, -2, "policy");
	lua_call(L, 2, 1);
	return 1;
}

static int analyse(struct engine *e, const char *function, const char *id, const char *text, size_t len)
{
	lua_State *L = e->author->L;
	lua_settop(L, 0);
	lua_pushcfunction(L, analyse_protected);
	lua_pushlightuserdata(L, e);
	lua_pushlightuserdata(L, (void *)(uintptr_t)id);
	lua_pushlightuserdata(L, (void *)(uintptr_t)text);
	lua_pushinteger(L, (lua_Integer)len);
	lua_pushlightuserdata(L, (void *)(uintptr_t)function);
	struct deadline_mark outer = deadline_suspend();
	deadline_watch(L, e->options.load_ms);
	int status = lua_pcall(L, 5, 1, 0);
	deadline_rest();
	deadline_resume(outer);
	return status == LUA_OK && lua_istable(L, 1) ? 0 : -1;
}

static const char *field_string(lua_State *L, int i, const char *name) /* stays on the stack */
{
	return lua_getfield(L, i, name) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

static int field_int(lua_State *L, int i, const char *name)
{
	lua_getfield(L, i, name);
	int v = (int)lua_tointeger(L, -1);
	lua_pop(L, 1);
	return v;
}

/* Of what was analysed last, at index 1 of the stack. */
static void read_diagnostics(struct engine *e, const char *path, const char *text, size_t len, struct diagnostics *d)
{
	lua_State *L = e->author->L;
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s%s", e->prefix, path);
	lua_getfield(L, 1, "diagnostics");
	lua_Integer n = lua_istable(L, -1) ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 2, i);
		int line = field_int(L, 3, "line");
		lua_getfield(L, 3, "warning");
		bool warning = lua_toboolean(L, -1);
		const char *message = field_string(L, 3, "message"), *code = field_string(L, 3, "code"), *hint = field_string(L, 3, "hint");
		char *source = line > 0 ? source_line(text, len, line) : NULL;
		diagnostics_add(d, warning, name.data, line, field_int(L, 3, "column"), field_int(L, 3, "width"), code, message ? message : "?", hint, source);
		free(source);
		lua_settop(L, 2);
	}
	lua_settop(L, 1);
	buf_release(&name);
}

/* Of what was analysed last. */
static void note_history(struct engine *e)
{
	lua_State *L = e->author->L;
	lua_getfield(L, 1, "history");
	e->uses_history |= lua_toboolean(L, -1);
	lua_settop(L, 1);
}

/* A module is analysed without the rules that call it: what they would read is not known. */
static void refuse_findings(struct engine *e, const struct file *f, struct diagnostics *d)
{
	lua_State *L = e->author->L;
	struct buf name = BUF_INIT;
	lua_getfield(L, 1, "all_findings");
	if (lua_istable(L, 2) && lua_geti(L, 2, 1) == LUA_TTABLE) {
		int line = field_int(L, 3, "line");
		char *source = source_line(f->text, f->len, line);
		buf_addf(&name, "%s%s", e->prefix, f->path);
		diagnostics_add(d, false, name.data, line, field_int(L, 3, "column"), field_int(L, 3, "width"), "reads-verdicts", "findings is asked in a module",
			"ask it in the rule's own file, and give the module's function the list", source);
		free(source);
		buf_release(&name);
	}
	lua_settop(L, 1);
}

void author_modules(struct engine *e, struct diagnostics *d)
{
	for (size_t i = 0; i < e->file_count; i++) {
		struct file *f = &e->files[i];
		size_t before = d->errors;
		if (strncmp(f->path, "lib/", 4) != 0)
			continue;
		if (analyse(e, "source", f->path, f->text, f->len) == 0) {
			read_diagnostics(e, f->path, f->text, f->len, d);
			note_history(e);
			refuse_findings(e, f, d);
		}
		f->broken = d->errors > before;
		lua_settop(e->author->L, 0);
	}
}

int author_texts(struct engine *e, const struct policy *p, struct diagnostics *d)
{
	size_t before = d->errors;
	for (int lang = 0; lang < 2; lang++) {
		struct buf path = BUF_INIT;
		if (!p->texts_source[lang])
			continue;
		buf_addf(&path, "%.*s.%s.lua", (int)(strlen(p->path) - 4), p->path, lang ? "zh" : "en");
		if (analyse(e, "texts", p->info.id, p->texts_source[lang], p->texts_len[lang]) == 0)
			read_diagnostics(e, path.data, p->texts_source[lang], p->texts_len[lang], d);
		lua_settop(e->author->L, 0);
		buf_release(&path);
	}
	return d->errors > before ? -1 : 0;
}

int author_analyse(struct engine *e, struct policy *p, struct diagnostics *d)
{
	lua_State *L = e->author->L;
	if (analyse(e, "source", p->info.id, p->source, p->source_len) < 0) {
		struct buf name = BUF_INIT;
		buf_addf(&name, "%s%s", e->prefix, p->path);
		diagnostics_add(d, false, name.data, 0, 0, 0, "analysis", lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "the analysis failed", NULL, NULL);
		buf_release(&name);
		lua_settop(L, 0);
		lua_newtable(L);
		return -1;
	}
	size_t before = d->errors;
	read_diagnostics(e, p->path, p->source, p->source_len, d);
	if (lua_getfield(L, 1, "assigns") == LUA_TTABLE) {
		lua_Integer n = luaL_len(L, -1);
		p->assigns = arena_alloc(&e->arena, sizeof *p->assigns * (size_t)(n + 1));
		for (lua_Integer i = 1; p->assigns && i <= n; i++) {
			lua_geti(L, 2, i);
			p->assigns[p->assign_count++] = (struct suspect_function){ field_int(L, 3, "line"), field_int(L, 3, "last_line") };
			lua_pop(L, 1);
		}
	}
	lua_settop(L, 1);
	note_history(e);
	if (lua_getfield(L, 1, "compared") == LUA_TTABLE) {
		p->compared_today = lua_getfield(L, 2, "today") == LUA_TBOOLEAN && lua_toboolean(L, -1);
		p->compared_now = lua_getfield(L, 2, "now") == LUA_TBOOLEAN && lua_toboolean(L, -1);
	}
	lua_settop(L, 1);
	return d->errors > before ? -1 : 0;
}

/* The names in a list of the analysis ("sensitive", "reads") of a rule, or of the whole file, as bits; all when it is no list. */
static const uint64_t *names_of(struct engine *e, const char *rule, const char *list_name, const char *all_name)
{
	lua_State *L = e->author->L;
	size_t words = (e->schema->name_count + 63) / 64;
	uint64_t *bits = arena_alloc(&e->arena, sizeof *bits * (words ? words : 1));
	bool known = false, found;
	if (!bits)
		return NULL;
	if (rule && lua_getfield(L, 1, "rules") == LUA_TTABLE && lua_getfield(L, -1, rule) == LUA_TTABLE)
		known = lua_getfield(L, -1, list_name) != LUA_TNIL;
	if (!known) {
		lua_settop(L, 1);
		lua_getfield(L, 1, all_name);
	}
	found = lua_istable(L, -1);
	lua_Integer n = found ? luaL_len(L, -1) : 0;
	int list = lua_gettop(L);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, list, i);
		const char *name = lua_tostring(L, -1), *dot = name ? strrchr(name, '.') : NULL;
		name = dot ? dot + 1 : name; /* "risk.owner" */
		for (size_t id = 0; name && id < e->schema->name_count; id++)
			if (strcmp(e->schema->names[id], name) == 0)
				bits[id / 64] |= 1ULL << (id % 64);
		lua_pop(L, 1);
	}
	if (!found) /* not analysed, or everything */
		memset(bits, 0xff, sizeof *bits * words);
	lua_settop(L, 1);
	return bits;
}

const uint64_t *author_sensitive(struct engine *e, const char *rule) { return names_of(e, rule, "sensitive", "all_sensitive"); }

const uint64_t *author_reads(struct engine *e, const char *rule) { return names_of(e, rule, "reads", "all_reads"); }

void author_uses(struct engine *e, struct rule *r)
{
	lua_State *L = e->author->L;
	if (lua_getfield(L, 1, "rules") != LUA_TTABLE || lua_getfield(L, -1, r->name) != LUA_TTABLE || lua_getfield(L, -1, "params") != LUA_TTABLE) {
		lua_settop(L, 1);
		if (lua_getfield(L, 1, "all_params") != LUA_TTABLE) {
			r->uses_all = true;
			lua_settop(L, 1);
			return;
		}
	}
	int list = lua_gettop(L);
	lua_Integer n = luaL_len(L, list);
	const char **names = arena_alloc(&e->arena, sizeof *names * (size_t)(n + 1));
	r->uses = names;
	r->uses_all = !names;
	for (lua_Integer i = 1; names && i <= n; i++) {
		lua_geti(L, list, i);
		names[r->uses_count++] = arena_strdup(&e->arena, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	lua_settop(L, 1);
}

void author_findings(struct engine *e, struct rule *r)
{
	lua_State *L = e->author->L;
	if (lua_getfield(L, 1, "rules") != LUA_TTABLE || lua_getfield(L, -1, r->name) != LUA_TTABLE || lua_getfield(L, -1, "findings") != LUA_TTABLE) {
		lua_settop(L, 1);
		lua_getfield(L, 1, "all_findings");
	}
	if (lua_istable(L, -1) && luaL_len(L, -1))
		verdicts_take(e, r, L, lua_gettop(L));
	lua_settop(L, 1);
}

void author_done(struct engine *e) { lua_settop(e->author->L, 0); }

/* trace.rewrite(ast, text) -> text, sites; sites go to the policy as JSON */
static int trace_protected(lua_State *L)
{
	if (state_require(L, "trace") < 0)
		return luaL_error(L, "the module 'trace' is not built in");
	lua_getfield(L, -1, "rewrite");
	lua_getfield(L, 1, "ast");
	lua_pushvalue(L, 2);
	lua_call(L, 2, 2);
	return 2;
}

int author_trace(struct engine *e, const char *id, const char *text, size_t len, struct traced_source *out)
{
	lua_State *L = e->author->L;
	if (analyse(e, "source", id, text, len) < 0) {
		lua_settop(L, 0);
		return -1;
	}
	lua_pushcfunction(L, trace_protected);
	lua_insert(L, 1);
	lua_pushlstring(L, text, len);
	int status = lua_pcall(L, 2, 2, 0);
	size_t n;
	const char *rewritten = status == LUA_OK ? lua_tolstring(L, 1, &n) : NULL;
	if (!rewritten) {
		lua_settop(L, 0);
		return -1;
	}
	out->text = arena_strndup(&e->arena, rewritten, n);
	out->len = n;
	struct buf sites = BUF_INIT;
	struct json_out o = json_out(&sites, 0);
	json_lua_write(L, 2, &o, 16u << 20);
	out->sites = arena_strndup(&e->arena, sites.data, sites.len);
	buf_release(&sites);
	lua_settop(L, 0);
	return out->text && out->sites ? 0 : -1;
}
