/* SPDX-License-Identifier: MIT */
#include "engine/gates.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define STATUS "status" /* the field whose values a gate of elements may name */

/* ---- what a policy says ---- */

static const char *text_at(struct engine *e, lua_State *L, int t, const char *key)
{
	const char *text = lua_getfield(L, t, key) == LUA_TSTRING ? arena_strdup(&e->arena, lua_tostring(L, -1)) : NULL;
	lua_pop(L, 1);
	return text;
}

static uint32_t number_at(lua_State *L, int t, const char *key)
{
	lua_getfield(L, t, key);
	uint32_t n = (uint32_t)lua_tointeger(L, -1);
	lua_pop(L, 1);
	return n;
}

static const char *const *texts_at(struct engine *e, lua_State *L, int t, const char *key, size_t *count)
{
	*count = 0;
	size_t n = lua_getfield(L, t, key) == LUA_TTABLE ? (size_t)luaL_len(L, -1) : 0;
	const char **list = arena_alloc(&e->arena, (n + 1) * sizeof *list);
	for (size_t i = 0; list && i < n; i++, lua_pop(L, 1))
		if (lua_geti(L, -1, (lua_Integer)i + 1) == LUA_TSTRING)
			list[(*count)++] = arena_strdup(&e->arena, lua_tostring(L, -1));
	lua_pop(L, 1);
	return list;
}

int gates_take(struct engine *e, struct policy *p, lua_State *L, int description, struct diagnostics *d)
{
	size_t n = lua_getfield(L, description, "phases") == LUA_TTABLE ? (size_t)luaL_len(L, -1) : 0;
	int list = lua_gettop(L);
	struct phase *items = arena_alloc(&e->arena, (n + 1) * sizeof *items);
	if (n && e->phases_of) {
		int line = (int)number_at(L, list, "line");
		char *source = source_line(p->source, p->source_len, line);
		diagnostics_add(d, false, p->info.file, line, 0, 0, "duplicate", arena_printf(&e->arena, "the phases are named already, in %s", e->phases_of->info.file),
			"they are named in one file", source);
		free(source);
		lua_settop(L, description);
		return -1;
	}
	for (size_t i = 0; items && i < n; i++, lua_settop(L, list)) {
		struct phase *f = &items[i];
		lua_geti(L, list, (lua_Integer)i + 1);
		*f = (struct phase){ .name = text_at(e, L, list + 1, "name"), .during = text_at(e, L, list + 1, "during"), .place = number_at(L, list + 1, "place"),
			.blocked_by = SEVERITY_COUNT, .line = (int)number_at(L, list + 1, "line") };
		f->approvers = texts_at(e, L, list + 1, "approvers", &f->approver_count);
		f->blocking_tags = texts_at(e, L, list + 1, "tags", &f->blocking_tag_count);
		if (lua_getfield(L, list + 1, "blocked_by") == LUA_TSTRING)
			f->blocked_by = severity_from(lua_tostring(L, -1));
	}
	lua_settop(L, description);
	if (items && n) {
		e->phases = (struct phases){ items, n };
		e->phases_of = p;
	}
	return items ? 0 : -1;
}

/* ---- against the schema ---- */

static const struct field *field_of(const struct engine *e, const struct kind *k, const char *name)
{
	const struct field *f = schema_field(e->schema, k, name, strlen(name));
	return f && f->type == FIELD_ENUM ? f : NULL;
}

static bool has_symbol(const struct engine *e, const struct field *f, const char *name)
{
	for (uint16_t i = 0; f && i < f->symbol_count; i++)
		if (strcmp(e->schema->symbols[f->symbol_base + i], name) == 0)
			return true;
	return false;
}

/* A company that names no phases has those of its schema, in their order, and nobody to override. */
static void take_phases_of_schema(struct engine *e)
{
	const struct field *f = e->phase_field;
	struct phase *items = f ? arena_alloc(&e->arena, (f->symbol_count + 1u) * sizeof *items) : NULL;
	for (uint16_t i = 0; items && i < f->symbol_count; i++)
		items[i] = (struct phase){ .name = e->schema->symbols[f->symbol_base + i], .place = i + 1u, .blocked_by = SEVERITY_COUNT };
	/* monitoring is also an activity that goes on while the execution does: nobody is forced into it */
	for (uint16_t i = 1; items && i < f->symbol_count; i++) {
		if (strcmp(items[i].name, "monitoring") != 0 || strcmp(items[i - 1].name, "execution") != 0)
			continue;
		items[i].during = items[i - 1].name;
		for (uint16_t k = i; k < f->symbol_count; k++)
			items[k].place--;
	}
	if (items)
		e->phases = (struct phases){ items, f->symbol_count };
}

/* Names of phases, and the values of `field` behind them. */
static const char *near_name(struct engine *e, const struct field *field, const char *name)
{
	size_t n = 0;
	const char **names = arena_alloc(&e->arena, (e->phases.count + (field ? field->symbol_count : 0) + 1u) * sizeof *names);
	for (size_t i = 0; names && i < e->phases.count; i++)
		names[n++] = e->phases.items[i].name;
	for (uint16_t i = 0; names && field && i < field->symbol_count; i++)
		names[n++] = e->schema->symbols[field->symbol_base + i];
	const char *near = names ? text_nearest(name, names, n) : NULL;
	return near ? arena_printf(&e->arena, "did you mean '%s'?", near) : NULL;
}

static void check_phase(struct engine *e, const struct phase *f, struct diagnostics *d)
{
	const struct policy *p = e->phases_of;
	if (!e->phase_field || has_symbol(e, e->phase_field, f->name))
		return;
	const char **names = arena_alloc(&e->arena, (e->phase_field->symbol_count + 1u) * sizeof *names);
	for (uint16_t i = 0; names && i < e->phase_field->symbol_count; i++)
		names[i] = e->schema->symbols[e->phase_field->symbol_base + i];
	const char *near = names ? text_nearest(f->name, names, e->phase_field->symbol_count) : NULL;
	char *source = source_line(p->source, p->source_len, f->line);
	const char *at = source ? strstr(source, f->name) : NULL;
	int column = 0;
	for (const char *c = source; at && c <= at; c++)
		column += (*c & 0xc0) != 0x80;
	diagnostics_add(d, false, p->info.file, f->line, column, column ? (int)strlen(f->name) : 0, "unknown-phase", arena_printf(&e->arena, "phase '%s' is no value of a project's phase in the schema", f->name),
		near ? arena_printf(&e->arena, "did you mean '%s'?", near) : "schema.lua says which phases a project can have", source);
	free(source);
}

static void link_rule(struct engine *e, struct diagnostics *d, struct rule *r)
{
	const char *gate = r->info.gate;
	const struct kind *k = r->depth ? &e->schema->kinds[r->each[r->depth - 1].field->kind] : NULL;
	const struct field *status = k ? field_of(e, k, STATUS) : NULL;
	r->status_field = status;
	if (!gate || phases_find(&e->phases, gate) || has_symbol(e, status, gate))
		return;
	const char *what = status ? arena_printf(&e->arena, "rule '%s' guards '%s', which is neither a phase nor a " STATUS " of a %s", r->name, gate, k->name)
		: arena_printf(&e->arena, "rule '%s' guards the entry into '%s', which is no phase", r->name, gate);
	const char *hint = near_name(e, status, gate);
	lifecycle_complain(d, r, "gate", "unknown-phase", what, hint ? hint : "a gate is a phase; with each also a status that the elements can have");
}

void gates_link(struct engine *e, struct diagnostics *d)
{
	e->phase_field = field_of(e, &e->schema->kinds[0], "phase");
	if (!e->phases_of)
		take_phases_of_schema(e);
	for (size_t i = 0; e->phases_of && i < e->phases.count; i++)
		check_phase(e, &e->phases.items[i], d);
	for (size_t i = 0; i < e->rule_count; i++)
		link_rule(e, d, &e->rules[i]);
}

void gates_link_settings(struct engine *e, struct diagnostics *d)
{
	for (size_t i = 0; i < e->setting_count; i++) {
		const struct setting *s = &e->settings[i];
		const struct rule *r = s->gate ? &e->rules[s->rule] : NULL;
		if (!r || phases_find(&e->phases, s->gate) || has_symbol(e, r->status_field, s->gate))
			continue;
		diagnostics_add(d, false, s->profile->file, s->line, 0, 0, "unknown-phase", arena_printf(&e->arena, "profile '%s': %s is to guard '%s', which is no phase", s->profile->name, r->info.id, s->gate),
			near_name(e, r->status_field, s->gate), NULL);
	}
}

/* ---- judging ---- */

static const char *phase_of(const struct engine *e, struct record r)
{
	const uint64_t *slot = e->phase_field ? record_slot(r.words, record_root(r), &e->schema->kinds[0], e->phase_field->index) : NULL;
	return slot ? e->schema->symbols[*slot] : NULL;
}

void gates_begin(struct engine *e)
{
	e->gate = e->asked ? e->asked : phases_next(&e->phases, phase_of(e, e->ctx.record));
	e->gate_rules = e->gate_last = 0;
}

enum gate_standing engine_gate_standing(const struct engine *e, uint32_t rule)
{
	const char *gate = e->rules[rule].info.gate;
	if (!phases_find(&e->phases, gate))
		return GATE_NONE;
	return e->gate && strcmp(e->gate->name, gate) == 0 ? GATE_NEXT : GATE_OTHER;
}

bool gates_let(struct run *run, const struct rule *r, const char *gate)
{
	struct engine *e = run->e;
	run->readiness = run->in_state = false;
	if (!gate || !run->gates)
		return true;
	if (e->gate && strcmp(e->gate->name, gate) == 0) {
		e->gate_rules += !r->now.standing && e->gate_last != r->index + 1; /* a rule may come again, after an element that failed */
		e->gate_last = r->index + 1;
		return run->readiness = true;
	}
	if (phases_find(&e->phases, gate))
		return false;
	run->in_state = r->status_field != NULL;
	return true;
}

bool gates_in_state(const struct run *run, const struct rule *r, const struct element *el)
{
	const struct engine *e = run->e;
	if (el->steps != r->depth)
		return true; /* a list that is absent */
	const struct kind *k = &e->schema->kinds[r->each[r->depth - 1].field->kind];
	const uint64_t *slot = record_slot(e->ctx.words, el->at[r->depth - 1], k, r->status_field->index);
	return slot && strcmp(e->schema->symbols[*slot], r->now.gate) == 0;
}

/* ---- looking in ---- */

const struct phases *engine_phases(const struct engine *e) { return &e->phases; }

void engine_set_gate(struct engine *e, const char *phase) { e->asked = phases_find(&e->phases, phase); }

const struct phase *engine_gate(const struct engine *e, uint32_t *rules)
{
	*rules = e->gate_rules;
	return e->gate;
}
