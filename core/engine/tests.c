/* SPDX-License-Identifier: MIT */
/*
 * tests: runs the tests that lie beside a policy (lua/testing.lua) in a state of their own. The documents they make go the
 * whole way: to JSON, through the reader and the schema, to the policy's rules.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/evaluation.h"
#include "engine/failure.h"
#include "engine/json_lua.h"
#include "engine/tests.h"
#include "model/path.h"

struct testing {
	struct engine *e;
	struct policy *p;
	struct json_reader *reader;
	struct record_builder *builder;
	lua_State *L;
	const char *enter;       /* only what guards this gate is told; NULL: all */
};

/* ---- judge(document, on, options) -> verdicts | nil, what was refused ---- */

static void set_text(lua_State *L, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	lua_pushstring(L, value);
	lua_setfield(L, -2, key);
}

static void add_verdict(void *ctx, const struct judgement *j)
{
	struct testing *t = ctx;
	lua_State *L = t->L;
	if (t->enter && (!j->gate || strcmp(j->gate, t->enter) != 0))
		return;
	lua_createtable(L, 0, 9);
	lua_pushboolean(L, j->gate && judgement_refuses(j));
	lua_setfield(L, -2, "refuses");
	set_text(L, "rule", t->e->rules[j->rule].name);
	lua_pushstring(L, j->element);
	lua_setfield(L, -2, "element");
	set_text(L, "verdict", verdict_names[j->verdict]);
	set_text(L, "severity", severity_names[j->severity]);
	set_text(L, "message", j->message);
	set_text(L, "limit", j->limit_text);
	set_text(L, "measure", j->measure_text);
	set_text(L, "file", j->file);
	if (j->waiver)
		set_text(L, "reason", j->waiver->reason);
	if (j->line) {
		lua_pushinteger(L, j->line);
		lua_setfield(L, -2, "line");
	}
	lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* The day or moment of a test: a date is noon of that day in the zone, so that both "today" and "now" are plain. */
static bool moment_of(const struct engine *e, const char *s, size_t len, int64_t *ms)
{
	int32_t day;
	value_t t;
	if (date_parse(s, len, &day)) {
		*ms = zone_day_start_ms(e->ctx.zone, day) + 12 * 3600 * 1000;
		return true;
	}
	if (!datetime_parse(s, len, &t))
		return false;
	*ms = value_datetime_instant(t);
	return true;
}

/* ---- what fields were: options.past ---- */

struct test_past { struct past *entries; size_t count; struct arena arena; };

/* The path of steps such as { "goals", 1, "forecast" } in a record, and whether a history is kept of what is there. */
static bool walk_steps(lua_State *L, int steps, const struct engine *e, struct record rec, struct path *path, struct buf *why)
{
	const struct kind *k = &e->schema->kinds[0];
	uint32_t object = record_root(rec);
	const struct field *f = NULL;
	lua_Integer n = luaL_len(L, steps);
	for (lua_Integer i = 1; i <= n; i++, lua_pop(L, 1)) {
		if (lua_geti(L, steps, i) == LUA_TSTRING) {
			if (f && f->type == FIELD_OBJECT) {
				const uint64_t *slot = record_slot(rec.words, object, k, f->index);
				k = &e->schema->kinds[f->kind];
				object = slot ? (uint32_t)*slot : 0;
			}
			size_t len;
			const char *name = lua_tolstring(L, -1, &len);
			f = object ? schema_field(e->schema, k, name, len) : NULL;
			if (f)
				path_field(path, f->name);
		} else if (f && f->type == FIELD_LIST) {
			const uint64_t *slot = record_slot(rec.words, object, k, f->index);
			uint32_t list = slot ? (uint32_t)*slot : RECORD_HEADER - 1, at = (uint32_t)lua_tointeger(L, -1) - 1;
			if (at >= record_list_count(rec.words, list))
				break;
			k = &e->schema->kinds[f->kind];
			object = record_list_at(rec.words, list, at);
			path_element(path, e->schema, rec, list, k, at);
			f = NULL;
			continue;
		}
		if (!f)
			break;
	}
	lua_settop(L, steps);
	if (f && f->tracked)
		return true;
	buf_addf(why, "was: %s is not tracked: no history is kept of it", path->human.len ? path->human.data : "this");
	return false;
}

static bool read_was(lua_State *L, int list, const struct engine *e, struct record rec, struct test_past *out, struct buf *why)
{
	lua_Integer n = luaL_len(L, list);
	bool ok = true;
	out->entries = arena_alloc(&out->arena, (size_t)(n + 1) * sizeof *out->entries);
	for (lua_Integer i = 1; ok && i <= n; i++) {
		struct path path;
		struct buf value = BUF_INIT;
		struct past *p = &out->entries[out->count++];
		size_t len;
		path_init(&path);
		lua_settop(L, list);
		lua_geti(L, list, i);
		lua_getfield(L, list + 1, "at");
		const char *at = lua_tolstring(L, list + 2, &len);
		int32_t day;
		ok = moment_of(e, at, len, &p->at_ms);
		if (ok && date_parse(at, len, &day)) /* a day begins where a history says that something was so from that day on */
			p->at_ms = zone_day_start_ms(e->ctx.zone, day);
		lua_getfield(L, list + 1, "value");
		if (!lua_isnil(L, -1)) {
			struct json_out o = json_out(&value, 0);
			ok = ok && json_lua_write(L, list + 3, &o, 1u << 20);
			p->to = arena_strndup(&out->arena, value.data, value.len);
		}
		lua_getfield(L, list + 1, "steps");
		ok = ok && walk_steps(L, list + 4, e, rec, &path, why);
		p->path = arena_strdup(&out->arena, path.human.len ? path.human.data : "");
		buf_release(&value);
		path_release(&path);
	}
	lua_settop(L, list);
	if (!ok && !why->len)
		buf_puts(why, "was: a value or its day cannot be read");
	return ok;
}

/*
 * The waivers of a test ({ rule =, element =, expires =, ... } each), the list on the top, in memory of the state: both stay on
 * the stack for as long as they are used. testing.lua has seen to it that they are whole; a day ends with its last moment.
 */
static const struct waiver *read_waivers(lua_State *L, struct testing *t, size_t *count)
{
	static const char *const texts[] = { "rule", "element", "reason", "requested_by", "approved_by" };
	struct engine *e = t->e;
	int list = lua_gettop(L);
	size_t n = (size_t)luaL_len(L, list), len;
	struct waiver *waivers = lua_newuserdatauv(L, (n + 1) * sizeof *waivers, 0);
	for (size_t i = 0; i < n; i++) {
		struct waiver *w = &waivers[i];
		int32_t day;
		value_t moment;
		lua_geti(L, list, (lua_Integer)i + 1);
		int at = lua_gettop(L);
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			lua_getfield(L, at, texts[k]);
		*w = (struct waiver){ .rule = UINT32_MAX, .number = (int64_t)i + 1, .expires_at = INT64_MIN, .element = luaL_optstring(L, at + 2, ""),
			.reason = luaL_optstring(L, at + 3, ""), .requested_by = luaL_optstring(L, at + 4, ""), .approved_by = luaL_optstring(L, at + 5, "") };
		for (uint32_t r = 0; r < t->p->info.rule_count; r++)
			if (strcmp(e->rules[t->p->info.first_rule + r].name, luaL_checkstring(L, at + 1)) == 0)
				w->rule = t->p->info.first_rule + r;
		lua_getfield(L, at, "expires");
		const char *expires = luaL_checklstring(L, -1, &len);
		if (date_parse(expires, len, &day))
			w->expires_at = zone_day_start_ms(e->ctx.zone, day + 1);
		else if (datetime_parse(expires, len, &moment))
			w->expires_at = value_datetime_instant(moment);
		lua_settop(L, at - 1); /* the list keeps the texts alive */
	}
	*count = n;
	return waivers;
}

/* The test's `profile`: a list of names; true: those that match, as for every project; nothing: none. At index 3. */
static void choose_profiles(lua_State *L, struct engine *e)
{
	e->profiles_given = !(lua_getfield(L, 3, "profile") == LUA_TBOOLEAN && lua_toboolean(L, -1));
	for (size_t i = 0; i < e->profile_count; i++)
		e->profiles[i].given = false;
	lua_Integer n = lua_istable(L, -1) ? luaL_len(L, -1) : 0;
	for (lua_Integer k = 1; k <= n; k++, lua_pop(L, 1))
		for (size_t i = (lua_geti(L, -1, k), 0); i < e->profile_count; i++)
			e->profiles[i].given |= lua_type(L, -1) == LUA_TSTRING && strcmp(e->profiles[i].name, lua_tostring(L, -1)) == 0;
	lua_pop(L, 1);
}

static int refuse(lua_State *L, struct buf *why)
{
	lua_pushnil(L);
	lua_pushlstring(L, why->data, why->len);
	buf_release(why);
	return 2;
}

static int judge_document(lua_State *L)
{
	struct testing *t = lua_touserdata(L, lua_upvalueindex(1));
	struct engine *e = t->e;
	struct json_limits limits = JSON_LIMITS_DEFAULT;
	struct violations violations = { 0 };
	struct json_value root;
	struct record rec;
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT, why = BUF_INIT;
	int64_t as_of = e->options.as_of_ms, on;
	const struct waiver *waivers = NULL;
	size_t waiver_count = 0;
	const char *own_lang = e->options.lang, *lang = own_lang, *params = NULL, *refused = NULL, *unsettled;
	size_t len;
	lua_settop(L, 3);
	t->enter = NULL;
	const char *day = luaL_checklstring(L, 2, &len);
	if (!moment_of(e, day, len, &on))
		return luaL_error(L, "on: '%s' is no date", day);
	if (lua_istable(L, 3)) {
		if (lua_getfield(L, 3, "lang") == LUA_TSTRING)
			lang = lua_tostring(L, -1);
		if (lua_getfield(L, 3, "params") == LUA_TTABLE) {
			lua_pushcfunction(L, json_lua_encode);
			lua_insert(L, -2);
			lua_call(L, 1, 1);
			params = lua_tostring(L, -1);
		}
		t->enter = lua_getfield(L, 3, "enter") == LUA_TSTRING ? lua_tostring(L, -1) : NULL; /* stays on the stack */
		if (lua_getfield(L, 3, "waivers") == LUA_TTABLE)
			waivers = read_waivers(L, t, &waiver_count);
	}
	struct json_out o = json_out(&text, 0);
	if (!json_lua_write(L, 1, &o, limits.bytes))
		refused = "the document is nested too deeply or too large";
	else if (json_read(t->reader, text.data, text.len, &limits, &root, &err) < 0)
		refused = err.message;
	else if (record_build(t->builder, root, &rec, &violations, &err) < 0 && !violations.count)
		refused = err.message;
	if (refused)
		buf_puts(&why, refused);
	if (violations.count)
		violations_format(&violations, "document", &why);
	violations_release(&violations);
	if (why.len) {
		buf_release(&text);
		err_release(&err);
		return refuse(L, &why);
	}
	struct test_past past = { .arena = ARENA_INIT };
	if (lua_istable(L, 3) && lua_getfield(L, 3, "past") == LUA_TTABLE && !read_was(L, lua_gettop(L), e, rec, &past, &why)) {
		buf_release(&text);
		arena_release(&past.arena);
		return refuse(L, &why);
	}
	const struct past_list was = { .entries = past.entries, .count = past.count, .kept = true };
	struct deadline_mark outer = deadline_suspend();
	engine_set_past(e, past.count ? &was : NULL);
	engine_set_as_of(e, on);
	e->options.lang = lang;
	e->alone = t->p;
	if (lua_istable(L, 3))
		choose_profiles(L, e);
	t->p->override = params;
	e->epoch++; /* no terms of before are those of a test, nor the other way round */
	int others = lua_istable(L, 3) && lua_getfield(L, 3, "others") == LUA_TTABLE ? lua_gettop(L) : 0;
	struct surroundings around = { .arena = ARENA_INIT };
	if (!engine_settles(e, t->p, rec, &unsettled)) {
		buf_puts(&why, unsettled);
	} else if (tests_look_around(e, t->p, rec, L, others, &around, &why)) {
		engine_set_waivers(e, waivers, waiver_count);
		lua_newtable(L);
		t->L = L;
		for (uint32_t i = 0; i < t->p->info.rule_count; i++)
			engine_judge_rule(e, t->p->info.first_rule + i, rec, add_verdict, t, NULL);
		engine_set_waivers(e, NULL, 0);
	}
	surroundings_release(&around, e);
	e->alone = NULL;
	e->profiles_given = false;
	t->p->override = NULL;
	e->epoch++;
	e->options.lang = own_lang;
	engine_set_past(e, NULL);
	engine_set_as_of(e, as_of);
	arena_release(&past.arena);
	buf_release(&text);
	err_release(&err);
	deadline_resume(outer);
	return why.len ? refuse(L, &why) : 1;
}

/* ---- date_shift(on, "3d", sign) -> text ---- */

static int date_shift(lua_State *L)
{
	size_t n, m;
	const char *on = luaL_checklstring(L, 1, &n), *span = luaL_checklstring(L, 2, &m);
	lua_Integer sign = luaL_checkinteger(L, 3);
	struct ctx *c = ctx_of(L);
	int32_t day, to;
	value_t t = 0, d;
	char text[48];
	bool is_date = date_parse(on, n, &day);
	if ((!is_date && !datetime_parse(on, n, &t)) || !duration_parse(span, m, &d))
		return luaL_error(L, "'%s' from '%s' is no day", span, on);
	int64_t count = value_duration_count(d) * sign, local;
	enum duration_unit unit = value_duration_unit(d);
	if (unit <= DURATION_HOUR) {
		static const int64_t seconds[] = { 1, 60, 3600 };
		int64_t now = is_date ? zone_day_start_ms(c->zone, day) / 1000 + 12 * 3600 : value_datetime_seconds(t);
		int offset = zone_offset(c->zone, now) / 60;
		lua_pushlstring(L, text, datetime_format(text, value_datetime(now + count * seconds[unit], 0, offset)));
		return 1;
	}
	if (!is_date) {
		local = value_datetime_seconds(t) + (int64_t)value_datetime_offset(t) * 60;
		day = (int32_t)((local >= 0 ? local : local - 86399) / 86400);
	}
	switch (unit) {
	case DURATION_MONTH: to = date_add_months(day, (int)count); break;
	case DURATION_BUSINESS_DAY: to = calendar_add(c->calendar, day, (int32_t)count); break;
	default: to = day + (int32_t)(unit == DURATION_WEEK ? count * 7 : count); break;
	}
	if (to == CALENDAR_UNKNOWN)
		return luaL_error(L, "the working days around '%s' are not known to the calendar", on);
	lua_pushlstring(L, text, date_format(text, to));
	return 1;
}

/* ---- compile(source, chunkname, env) -> function | nil, message ---- */

static int compile(lua_State *L)
{
	size_t len;
	const char *source = luaL_checklstring(L, 1, &len);
	if (luaL_loadbufferx(L, source, len, luaL_checkstring(L, 2), "t") != LUA_OK) {
		lua_pushnil(L);
		lua_insert(L, -2);
		return 2;
	}
	lua_pushvalue(L, 3);
	lua_setupvalue(L, -2, 1);
	return 1;
}

/* say(message) -> message, in plain words */
static int say(lua_State *L)
{
	struct buf said = BUF_INIT;
	failure_say(luaL_checkstring(L, 1), &said);
	lua_pushlstring(L, said.data, said.len);
	buf_release(&said);
	return 1;
}

static void push_sample(lua_State *L, const struct engine *e)
{
	const struct file *f = engine_file(e, "samples/project.json");
	if (!f) {
		lua_pushnil(L);
		return;
	}
	lua_pushcfunction(L, json_lua_decode);
	lua_pushlstring(L, f->text, f->len);
	lua_call(L, 1, 1);
}

/* Into the table on the top: deprecated = { [short id] = what to use instead, or true }. */
static void push_deprecated(lua_State *L, const struct testing *t)
{
	lua_newtable(L);
	for (uint32_t i = 0; i < t->p->info.rule_count; i++) {
		const struct rule *r = &t->e->rules[t->p->info.first_rule + i];
		if (!r->info.deprecated)
			continue;
		if (*r->info.deprecated)
			lua_pushstring(L, r->info.deprecated);
		else
			lua_pushboolean(L, 1);
		lua_setfield(L, -2, r->name);
	}
	lua_setfield(L, -2, "deprecated");
}

/* Into the table on the top: params = { names }, from the policy's own state. */
static void push_parameter_names(lua_State *L, const struct policy *p)
{
	lua_State *from = p->state ? p->state->L : NULL;
	if (!from)
		return;
	int top = lua_gettop(from);
	lua_newtable(L);
	if (lua_rawgeti(from, LUA_REGISTRYINDEX, p->description_ref) == LUA_TTABLE) {
		lua_Integer n = luaL_len(from, -1);
		for (lua_Integer i = 1; i <= n; i++, lua_settop(from, top + 1)) {
			lua_geti(from, top + 1, i);
			if (lua_istable(from, -1) && lua_getfield(from, -1, "name") == LUA_TSTRING) {
				lua_pushstring(L, lua_tostring(from, -1));
				lua_rawseti(L, -2, i);
			}
		}
	}
	lua_settop(from, top);
	lua_setfield(L, -2, "params");
}

/* What may be entered: { execution = true (a phase), released = { "deliverables", ... } (whose elements have that status) }. */
static void push_gates(lua_State *L, const struct engine *e, const struct policy *p)
{
	lua_newtable(L);
	for (size_t i = 0; i < e->phases.count; i++) {
		lua_pushboolean(L, 1);
		lua_setfield(L, -2, e->phases.items[i].name);
	}
	for (uint32_t i = 0; i < p->info.rule_count; i++) {
		const struct rule *r = &e->rules[p->info.first_rule + i];
		if (!r->info.gate || phases_find(&e->phases, r->info.gate))
			continue;
		if (lua_getfield(L, -1, r->info.gate) != LUA_TTABLE) {
			lua_newtable(L);
			lua_pushvalue(L, -1);
			lua_setfield(L, -4, r->info.gate);
			lua_remove(L, -2);
		}
		lua_pushstring(L, r->info.each);
		lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
		lua_pop(L, 1);
	}
}

static int run_protected(lua_State *L)
{
	struct testing *t = lua_touserdata(L, 1);
	const struct file *f = lua_touserdata(L, 2);
	struct buf *json = lua_touserdata(L, 3);
	struct engine *e = t->e;
	lua_pushcfunction(L, date_shift);
	lua_setglobal(L, "date_shift");
	if (state_require(L, "testing") < 0)
		return luaL_error(L, "the module 'testing' is not built in");
	lua_getfield(L, -1, "run");
	lua_newtable(L);
	lua_pushfstring(L, "%s%s", e->prefix, f->path);
	lua_setfield(L, -2, "path");
	lua_pushlstring(L, f->text, f->len);
	lua_setfield(L, -2, "source");
	lua_pushfstring(L, "@%s%s", e->prefix, f->path);
	lua_setfield(L, -2, "chunkname");
	lua_newtable(L);
	for (uint32_t i = 0; i < t->p->info.rule_count; i++) {
		lua_pushstring(L, e->rules[t->p->info.first_rule + i].name);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "rules");
	lua_newtable(L);
	for (size_t i = 0; i < e->profile_count; i++) {
		lua_pushstring(L, e->profiles[i].name);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "profiles");
	push_deprecated(L, t);
	push_parameter_names(L, t->p);
	push_gates(L, e, t->p);
	lua_setfield(L, -2, "gates");
	sandbox_push_globals(L, false);
	lua_setfield(L, -2, "globals");
	push_sample(L, e);
	lua_setfield(L, -2, "sample");
	lua_pushlightuserdata(L, t);
	lua_pushcclosure(L, judge_document, 1);
	lua_setfield(L, -2, "judge");
	lua_pushcfunction(L, compile);
	lua_setfield(L, -2, "compile");
	lua_pushcfunction(L, say);
	lua_setfield(L, -2, "say");
	lua_call(L, 1, 1);
	struct json_out o = json_out(json, 0);
	if (!json_lua_write(L, lua_gettop(L), &o, 64u << 20))
		return luaL_error(L, "the result is too large");
	return 0;
}

static struct policy *tested_policy(struct engine *e, const char *path)
{
	size_t n = strlen(path) - strlen("_test.lua");
	for (size_t i = 0; i < e->policy_count; i++)
		if (strncmp(e->policies[i].path, path, n) == 0 && strcmp(e->policies[i].path + n, ".lua") == 0)
			return &e->policies[i];
	return NULL;
}

static int refuse_stray(const struct engine *e, const char *path, struct err *err)
{
	struct buf wanted = BUF_INIT;
	const char **paths = malloc(sizeof *paths * (e->policy_count + 1)), *near = NULL;
	buf_addf(&wanted, "%.*s.lua", (int)(strlen(path) - strlen("_test.lua")), path);
	for (size_t i = 0; paths && i < e->policy_count; i++)
		paths[i] = e->policies[i].path;
	if (paths)
		near = text_nearest(wanted.data, paths, e->policy_count);
	err_set(err, ERR_POLICY, "it tests a policy that is not there: %s%s%s%s%s", e->prefix, wanted.data, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	free(paths);
	buf_release(&wanted);
	return ERR_POLICY;
}

int engine_test(struct engine *e, const char *path, struct buf *json, struct err *err)
{
	const struct file *f = engine_file(e, path);
	struct testing t = { .e = e };
	if (!f || strlen(path) < sizeof "_test.lua")
		return err_set(err, ERR_USAGE, "there is no test file '%s'", path);
	t.p = tested_policy(e, path);
	if (!t.p)
		return refuse_stray(e, path, err);
	if (t.p->broken)
		return err_set(err, ERR_POLICY, "%s did not load, so its tests cannot run", t.p->info.file);
	struct state *s = state_new(&e->ctx, e->options.state_bytes * 4, e->options.block_bytes * 4);
	t.reader = json_reader_new();
	t.builder = record_builder_new(e->schema, false);
	int rc = 0;
	if (!s || !t.reader || !t.builder) {
		rc = err_set(err, ERR_MEMORY, "not enough memory");
	} else {
		lua_State *L = s->L;
		e->beat->evaluations |= 1;
		deadline_watch(L, e->options.load_ms * 10);
		lua_pushcfunction(L, run_protected);
		lua_pushlightuserdata(L, &t);
		lua_pushlightuserdata(L, (void *)(uintptr_t)f);
		lua_pushlightuserdata(L, json);
		if (lua_pcall(L, 3, 0, 0) != LUA_OK)
			rc = err_set(err, ERR_POLICY, "%s%s: %s", e->prefix, path, lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "failed");
		deadline_rest();
		e->beat->evaluations = (e->beat->evaluations | 1) + 1;
	}
	record_builder_free(t.builder);
	json_reader_free(t.reader);
	state_free(s);
	return rc;
}
