/* SPDX-License-Identifier: MIT */
/*
 * ruleset: from what lua/declare.lua made of a policy file to the engine's rules.
 *
 * The description is a Lua table (its shape is told at the head of declare.lua); strings are copied into the engine's
 * arena, functions stay in the policy's state under registry references that are taken anew whenever the state is.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/evaluation.h"
#include "engine/ruleset.h"

static char *copy_field(struct arena *a, lua_State *L, int t, const char *name)
{
	char *s = lua_getfield(L, t, name) == LUA_TSTRING ? arena_strdup(a, lua_tostring(L, -1)) : NULL;
	lua_pop(L, 1);
	return s;
}

static const char *const *copy_list(struct engine *e, lua_State *L, int t, const char *name, size_t *count)
{
	*count = 0;
	lua_Integer n = lua_getfield(L, t, name) == LUA_TTABLE ? luaL_len(L, -1) : 0;
	const char **list = n ? arena_alloc(&e->arena, sizeof *list * (size_t)n) : NULL;
	for (lua_Integer i = 1; list && i <= n; i++) {
		if (lua_geti(L, -1, i) == LUA_TSTRING)
			list[(*count)++] = arena_strdup(&e->arena, lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return list;
}

static int name_index(const char *name, const char *const *names, int count)
{
	for (int i = 0; name && i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* ---- functions ---- */

static const char *const part_keys[PART_COUNT] = { "when", "check", "measure", "each" };

void ruleset_take_functions(struct engine *e, struct policy *p, lua_State *L, int description, enum mode mode)
{
	p->when[mode] = lua_getfield(L, description, "when") == LUA_TFUNCTION ? luaL_ref(L, LUA_REGISTRYINDEX) : (lua_pop(L, 1), LUA_NOREF);
	lua_getfield(L, description, "rules");
	for (uint32_t i = 0; i < p->info.rule_count; i++) {
		struct rule *r = &e->rules[p->info.first_rule + i];
		lua_geti(L, -1, (lua_Integer)i + 1);
		for (int part = 0; part < PART_COUNT; part++)
			r->functions[mode][part] = lua_getfield(L, -1, part_keys[part]) == LUA_TFUNCTION ? luaL_ref(L, LUA_REGISTRYINDEX) : (lua_pop(L, 1), LUA_NOREF);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* The names that the check (or measure, or when) gives its parameters. */
static void take_parameter_names(struct engine *e, struct rule *r, lua_State *L, int t)
{
	static const char *const order[] = { "check", "measure", "when" };
	for (size_t i = 0; i < 3; i++) {
		if (lua_getfield(L, t, order[i]) != LUA_TFUNCTION || lua_iscfunction(L, -1)) {
			lua_pop(L, 1);
			continue;
		}
		const char *names[EACH_DEPTH + 2], *name;
		size_t n = 0;
		while (n < EACH_DEPTH + 2) {
			lua_pushvalue(L, -1);
			name = lua_getlocal(L, NULL, (int)n + 1);
			lua_pop(L, 1);
			if (!name)
				break;
			names[n++] = arena_strdup(&e->arena, name);
		}
		lua_pop(L, 1);
		const char **list = arena_alloc(&e->arena, sizeof *list * (n + 1));
		if (list)
			memcpy(list, names, sizeof *list * n);
		r->parameters = list;
		r->parameter_count = list ? n : 0;
		return;
	}
}

/* ---- each ---- */

static bool take_each(struct engine *e, struct rule *r, const char *path, struct buf *problem)
{
	const struct kind *k = &e->schema->kinds[0];
	while (*path) {
		size_t n = strcspn(path, ".");
		const struct field *f = schema_field(e->schema, k, path, n);
		if (!f || (f->type != FIELD_LIST && f->type != FIELD_OBJECT) || r->depth == EACH_DEPTH) {
			buf_addf(problem, "each: a %s has no list '%.*s'", k->name, (int)n, path);
			return false;
		}
		r->each[r->depth++] = (struct each_step){ f, f->type == FIELD_LIST };
		k = &e->schema->kinds[f->kind];
		path += n + (path[n] == '.');
	}
	if (r->depth && !r->each[r->depth - 1].list) {
		buf_addf(problem, "each: '%s' is no list but one %s", r->info.each, k->name);
		return false;
	}
	return true;
}

/* ---- limits ---- */

static struct quantity take_quantity(struct arena *a, lua_State *L, int t, const char *value, const char *text)
{
	struct quantity q = { .text = copy_field(a, L, t, text) };
	lua_getfield(L, t, value);
	if (tag_at(L, -1) == VALUE_DURATION)
		q.number = value_duration_count(to_value(L, -1));
	else if (lua_istable(L, -1))
		to_money(L, -1, &q.number, &q.currency);
	else
		q.number = lua_tonumber(L, -1);
	lua_pop(L, 1);
	if (!q.text)
		q.text = "";
	return q;
}

void ruleset_read_limit(struct arena *a, struct terms *out, lua_State *L, int parameter)
{
	static const char *const types[] = { "", "at_most", "at_least", "between" };
	lua_getfield(L, parameter, "type");
	int type = name_index(lua_tostring(L, -1), types, 4);
	lua_pop(L, 1);
	out->limit = type > 0 ? (enum limit_type)type : LIMIT_NONE;
	out->threshold_count = 0;
	lua_Integer n = lua_getfield(L, parameter, "value") == LUA_TTABLE ? luaL_len(L, -1) : 0;
	struct threshold *thresholds = arena_alloc(a, sizeof *thresholds * (size_t)(n + 1));
	out->thresholds = thresholds;
	for (lua_Integer i = 1; thresholds && i <= n; i++) {
		lua_geti(L, -1, i);
		int t = lua_gettop(L);
		struct threshold *th = &thresholds[out->threshold_count++];
		lua_getfield(L, t, "severity");
		th->severity = name_index(lua_tostring(L, -1), severity_names, SEVERITY_COUNT);
		lua_pop(L, 1);
		if (out->limit == LIMIT_BETWEEN) {
			th->low = take_quantity(a, L, t, "low", "low_text");
			th->high = take_quantity(a, L, t, "high", "high_text");
		} else {
			th->low = th->high = take_quantity(a, L, t, "value", "text");
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* ---- rules ---- */

/* The moments at which `from` begins and `trial` ends. */
static void take_days(struct engine *e, struct rule *r, lua_State *L, int t)
{
	int32_t day;
	r->from = copy_field(&e->arena, L, t, "from");
	r->trial = copy_field(&e->arena, L, t, "trial");
	r->from_ms = r->from && date_parse(r->from, strlen(r->from), &day) ? zone_day_start_ms(e->ctx.zone, day) : INT64_MIN;
	r->trial_ms = r->trial && date_parse(r->trial, strlen(r->trial), &day) ? zone_day_start_ms(e->ctx.zone, day + 1) : INT64_MIN;
}

/* The id under which it was known before: its own, or that of its policy. */
static void take_former(struct engine *e, const struct policy *p, struct rule *r, lua_State *L, int t)
{
	const char *former = copy_field(&e->arena, L, t, "formerly");
	if (former)
		r->info.formerly = strchr(former, '.') ? former : arena_printf(&e->arena, "%s.%s", p->formerly ? p->formerly : p->info.id, former);
	else if (p->formerly)
		r->info.formerly = arena_printf(&e->arena, "%s.%s", p->formerly, r->name);
}

/* Those of the policy, then the rule's own that are not among them. */
static const char *const *tags_of(struct engine *e, const struct policy *p, lua_State *L, int t, size_t *count)
{
	size_t own_count;
	const char *const *own = copy_list(e, L, t, "tags", &own_count);
	const char **all = arena_alloc(&e->arena, sizeof *all * (p->tag_count + own_count + 1));
	*count = 0;
	for (size_t i = 0; all && i < p->tag_count; i++)
		all[(*count)++] = p->tags[i];
	for (size_t i = 0; all && i < own_count; i++)
		if (name_index(own[i], all, (int)*count) < 0)
			all[(*count)++] = own[i];
	return all;
}

/* What is not said: a critical rule holds whatever anybody says, an info tells. */
static enum enforcement enforcement_of(enum severity s)
{
	return s == SEVERITY_CRITICAL ? ENFORCEMENT_HARD : s == SEVERITY_INFO ? ENFORCEMENT_ADVISORY : ENFORCEMENT_SOFT;
}

static bool take_rule(struct engine *e, struct policy *p, struct rule *r, lua_State *L, int t, struct buf *problem)
{
	memset(r, 0, sizeof *r);
	r->policy = p;
	r->name = copy_field(&e->arena, L, t, "id");
	r->info.id = arena_printf(&e->arena, "%s.%s", p->info.id, r->name ? r->name : "?");
	r->info.policy = p->info.id;
	r->info.file = p->info.file;
	r->info.title = p->info.title;
	r->info.covers = copy_list(e, L, t, "covers", &r->info.covers_count);
	r->info.tags = tags_of(e, p, L, t, &r->info.tags_count);
	r->info.owner = copy_field(&e->arena, L, t, "owner");
	r->info.link = copy_field(&e->arena, L, t, "link");
	r->info.gate = copy_field(&e->arena, L, t, "gate");
	r->info.replaces = copy_field(&e->arena, L, t, "replaces");
	r->limit_name = copy_field(&e->arena, L, t, "limit");
	take_days(e, r, L, t);
	take_former(e, p, r, L, t);
	if (lua_getfield(L, t, "deprecated") == LUA_TSTRING)
		r->info.deprecated = arena_strdup(&e->arena, lua_tostring(L, -1));
	else if (lua_toboolean(L, -1))
		r->info.deprecated = "";
	lua_pop(L, 1);
	r->needs = copy_list(e, L, t, "needs", &r->needs_count);
	lua_getfield(L, t, "line");
	r->info.line = (int)lua_tointeger(L, -1);
	lua_getfield(L, t, "metric");
	r->info.metric = lua_toboolean(L, -1);
	lua_getfield(L, t, "severity");
	int severity = name_index(lua_tostring(L, -1), severity_names, SEVERITY_COUNT);
	r->info.severity = severity >= 0 ? (enum severity)severity : SEVERITY_INFO;
	lua_getfield(L, t, "enforcement");
	int enforcement = name_index(lua_tostring(L, -1), enforcement_names, 3);
	r->info.enforcement = enforcement >= 0 ? (enum enforcement)enforcement : enforcement_of(r->info.severity);
	r->each_function = lua_getfield(L, t, "each") == LUA_TFUNCTION;
	lua_pop(L, 4);
	char *each = copy_field(&e->arena, L, t, "each");
	r->info.each = r->each_function ? "function" : each ? each : "";
	if (each && !take_each(e, r, each, problem))
		return false;
	r->info.by = copy_field(&e->arena, L, t, "by");
	r->info.among = copy_field(&e->arena, L, t, "among");
	if ((r->info.by || r->info.among) && !across_take(e, r, problem))
		return false;
	if (!r->info.owner)
		r->info.owner = p->info.owner;
	take_parameter_names(e, r, L, t);

	bool zh = p->texts_source[0] != NULL; /* the file beside it is the English one */
	const char *message = copy_field(&e->arena, L, t, "message"), *remedy = copy_field(&e->arena, L, t, "remedy");
	*(zh ? &r->info.message.zh : &r->info.message.en) = message;
	*(zh ? &r->info.remedy.zh : &r->info.remedy.en) = remedy;
	message_parse(e, message, &r->message[zh]);
	for (int m = 0; m < MODE_COUNT; m++)
		for (int part = 0; part < PART_COUNT; part++)
			r->functions[m][part] = LUA_NOREF;
	author_uses(e, r);
	author_findings(e, r);
	r->sensitive = author_sensitive(e, r->name);
	return r->sensitive != NULL;
}

int ruleset_take(struct engine *e, struct policy *p, lua_State *L, int description, struct diagnostics *d)
{
	lua_getfield(L, description, "rules");
	int rules = lua_gettop(L);
	lua_Integer n = luaL_len(L, rules);
	size_t *count = p->is_profile ? &e->match_count : &e->rule_count;
	struct rule *grown = realloc(e->rules, sizeof *grown * (e->rule_count + e->match_count + (size_t)n + 1));
	if (!grown)
		return -1;
	e->rules = grown;
	p->info.first_rule = (uint32_t)(e->rule_count + e->match_count);
	p->info.owner = copy_field(&e->arena, L, description, "owner");
	p->formerly = copy_field(&e->arena, L, description, "formerly");
	p->tags = copy_list(e, L, description, "tags", &p->tag_count);
	*(p->texts_source[0] ? &p->info.title.zh : &p->info.title.en) = copy_field(&e->arena, L, description, "title");
	for (lua_Integer i = 1; i <= n; i++) {
		struct rule *r = &e->rules[e->rule_count + e->match_count];
		struct buf problem = BUF_INIT;
		lua_geti(L, rules, i);
		bool ok = take_rule(e, p, r, L, rules + 1, &problem);
		if (problem.len)
			diagnostics_add(d, false, p->info.file, r->info.line, 0, 0, "each", problem.data, r->across ? "name a field that has one value, such as \"recipient\"" : "name a list of the project, such as \"risks\" or \"contracts.payments\"", NULL);
		buf_release(&problem);
		if (!ok)
			return -1;
		r->index = (uint32_t)(e->rule_count + e->match_count);
		(*count)++;
		p->info.rule_count++;
		lua_settop(L, rules);
	}
	lua_settop(L, description);
	return 0;
}

/* The texts of the other language, from the file beside the policy. */
void ruleset_take_texts(struct engine *e, struct policy *p, lua_State *L, int texts, int lang)
{
	const char *title = copy_field(&e->arena, L, texts, "title");
	if (title)
		*(lang ? &p->info.title.zh : &p->info.title.en) = title;
	lua_getfield(L, texts, "rules");
	for (uint32_t i = 0; i < p->info.rule_count; i++) {
		struct rule *r = &e->rules[p->info.first_rule + i];
		r->info.title = p->info.title;
		if (lua_getfield(L, -1, r->name) == LUA_TTABLE) {
			int t = lua_gettop(L);
			const char *message = copy_field(&e->arena, L, t, "message"), *remedy = copy_field(&e->arena, L, t, "remedy");
			*(lang ? &r->info.message.zh : &r->info.message.en) = message;
			*(lang ? &r->info.remedy.zh : &r->info.remedy.en) = remedy;
			message_parse(e, message, &r->message[lang]);
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}
