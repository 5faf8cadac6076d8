/* SPDX-License-Identifier: MIT */
/*
 * terms: on what terms the rules of a policy are judged, and with which parameters, for the project at hand.
 *
 * DESIGN. What profiles make of a policy is told by a key: a byte per setting that they have for it, saying whether it
 * applies to the project. Projects with the same key are judged alike, so what a key comes to is made once and kept as
 * a variant: the table behind `param`, and the terms of each rule. Between projects with different keys a variant is only
 * pointed to. A policy for which no profile has a setting has one variant and is never asked again while the time stays.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/terms.h"

#define VARIANTS_MAX 256 /* of a policy: beyond that they are made anew */

static void variant_free(struct variant *v)
{
	struct arena arena = v->arena; /* it lies in it */
	arena_release(&arena);
}

void terms_drop(struct policy *p)
{
	while (p->variants) {
		struct variant *v = p->variants;
		p->variants = v->next;
		if (p->state) {
			luaL_unref(p->state->L, LUA_REGISTRYINDEX, v->list_ref);
			luaL_unref(p->state->L, LUA_REGISTRYINDEX, v->values_ref);
		}
		variant_free(v);
	}
	p->current = NULL;
}

int terms_list(const struct policy *p) { return p->current->list_ref; }
int terms_values(const struct policy *p) { return p->current->values_ref; }

static bool concerns(const struct setting *s, uint32_t i) { return s->concerns[i / 64] >> (i % 64) & 1; }

bool rule_uses(const struct rule *r, const char *parameter)
{
	if (r->uses_all || (r->limit_name && strcmp(r->limit_name, parameter) == 0))
		return true;
	for (size_t i = 0; i < r->uses_count; i++)
		if (strcmp(r->uses[i], parameter) == 0)
			return true;
	return false;
}

static void stand(struct terms *t, enum standing standing)
{
	if (!t->standing || standing < t->standing)
		t->standing = standing;
}

/* ---- the terms of each rule ---- */

static void own_terms(struct engine *e, const struct rule *r, struct terms *t)
{
	const struct ctx *c = &e->ctx;
	terms_change(e, r->from_ms);
	terms_change(e, r->trial_ms);
	*t = (struct terms){ .severity = r->info.severity, .enforcement = r->info.enforcement, .gate = r->info.gate, .message = r->message, .flips_at = INT64_MAX };
	if (r->replaced_by && e->alone != r->policy)
		stand(t, STANDING_REPLACED);
	if (r->from_ms > c->as_of_ms) {
		stand(t, STANDING_LATER);
		terms_flip(c, t, r->from_ms);
	}
	t->advisory = r->trial_ms > c->as_of_ms;
	if (t->advisory)
		terms_flip(c, t, r->trial_ms);
}

static void set_rule(const struct setting *s, struct terms *t)
{
	if (s->off >= 0)
		t->by = s->off ? s : NULL;
	if (s->severity >= 0)
		t->severity = (enum severity)s->severity;
	if (s->enforcement >= 0)
		t->enforcement = (enum enforcement)s->enforcement;
	if (s->gate)
		t->gate = s->gate;
	if (s->message)
		t->message = s->message;
}

/* It may apply or not: the severer of both, so that nothing passes more easily for the doubt. */
static void maybe_set_rule(const struct setting *s, struct terms *t)
{
	if (s->severity > (int)t->severity)
		t->severity = (enum severity)s->severity;
	if (s->enforcement > (int)t->enforcement)
		t->enforcement = (enum enforcement)s->enforcement;
	if (s->gate && !t->gate)
		t->gate = s->gate;
}

/* Does a setting of higher rank that certainly applies say the same thing, so that the doubt about this one is idle? */
static bool is_idle(const struct policy *p, const uint8_t *key, size_t i)
{
	const struct setting *s = p->settings[i];
	for (size_t k = i + 1; k < p->setting_count; k++) {
		const struct setting *over = p->settings[k];
		if (key[k] != EFFECT_SET || !over->parameter != !s->parameter)
			continue;
		if (s->parameter ? strcmp(over->parameter, s->parameter) == 0 : over->rule == s->rule && over->off >= 0)
			return true;
	}
	return false;
}

static void set_terms(struct engine *e, struct policy *p, struct variant *v)
{
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = p->settings[i];
		enum effect effect = v->key[i];
		if (effect == EFFECT_NONE)
			continue;
		bool idle = effect != EFFECT_SET && is_idle(p, v->key, i);
		terms_change(e, s->expires_ms);
		for (uint32_t k = 0; k < p->info.rule_count; k++) {
			struct terms *t = &v->terms[k];
			if (!concerns(s, k))
				continue;
			terms_flip(&e->ctx, t, s->expires_ms);
			if (idle)
				continue;
			if (effect == EFFECT_SET && !s->parameter)
				set_rule(s, t);
			if (effect == EFFECT_UNKNOWN && !s->parameter)
				maybe_set_rule(s, t);
			if (effect == EFFECT_FAILED || (effect == EFFECT_UNKNOWN && (s->parameter || s->off >= 0))) {
				stand(t, effect == EFFECT_FAILED ? STANDING_FAILED : STANDING_UNKNOWN);
				if (!t->doubt || effect == EFFECT_FAILED)
					t->doubt = s->profile;
			}
		}
	}
	for (uint32_t k = 0; k < p->info.rule_count; k++)
		if (v->terms[k].by)
			stand(&v->terms[k], STANDING_OFF);
}

/* ---- variants ---- */

static struct variant *variant_new(struct engine *e, struct policy *p, const char **why)
{
	struct arena arena = { 0 };
	struct variant *v = arena_alloc(&arena, sizeof *v);
	uint8_t *key = arena_alloc(&arena, p->setting_count + 1);
	struct terms *terms = arena_alloc(&arena, sizeof *terms * (p->info.rule_count + 1));
	*why = "not enough memory";
	if (!v || !key || !terms) {
		arena_release(&arena);
		return NULL;
	}
	*v = (struct variant){ .arena = arena, .key = key, .terms = terms, .list_ref = LUA_NOREF, .values_ref = LUA_NOREF };
	if (p->setting_count)
		memcpy(key, p->key, p->setting_count);
	for (uint32_t k = 0; k < p->info.rule_count; k++)
		own_terms(e, &e->rules[p->info.first_rule + k], &terms[k]);
	if (parameters_build(e, p, v, why) < 0) {
		variant_free(v);
		return NULL;
	}
	set_terms(e, p, v);
	v->next = p->variants;
	p->variants = v;
	return v;
}

static struct variant *variant_find(struct engine *e, struct policy *p, const char **why)
{
	size_t count = 0;
	for (struct variant *v = p->variants; v; v = v->next, count++)
		if (!p->setting_count || memcmp(v->key, p->key, p->setting_count) == 0)
			return v;
	if (count >= VARIANTS_MAX)
		terms_drop(p);
	return variant_new(e, p, why);
}

static int point_protected(lua_State *L)
{
	struct policy *p = lua_touserdata(L, 1);
	const struct variant *v = lua_touserdata(L, 2);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		lua_rawgeti(L, LUA_REGISTRYINDEX, v->values_ref);
		loader_point_param(L, p, (enum mode)mode);
	}
	return 0;
}

static int apply(struct engine *e, struct policy *p, const struct variant *v)
{
	lua_State *L = p->state->L;
	p->current = NULL;
	lua_pushcfunction(L, point_protected);
	lua_pushlightuserdata(L, p);
	lua_pushlightuserdata(L, (void *)(uintptr_t)v);
	if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
		lua_settop(L, 0);
		return -1;
	}
	for (uint32_t k = 0; k < p->info.rule_count; k++)
		e->rules[p->info.first_rule + k].now = v->terms[k];
	p->has_money_parameters = v->has_money;
	p->money_currency = UINT32_MAX;
	p->foreign_money = false;
	p->current = v;
	return 0;
}

/* ---- the project at hand ---- */

/* A rule that is not to be judged on this project has no need of the profile's answer. */
static bool is_wanted(const struct policy *p, const struct setting *s, const uint64_t *off)
{
	if (!off)
		return true;
	for (uint32_t k = 0; k < p->info.rule_count; k++) {
		uint32_t rule = p->info.first_rule + k;
		if (concerns(s, k) && !(off[rule / 64] >> (rule % 64) & 1))
			return true;
	}
	return false;
}

static void find_key(struct engine *e, struct policy *p, const uint64_t *off)
{
	static const uint8_t effects[] = { [MATCH_NO] = EFFECT_NONE, [MATCH_YES] = EFFECT_SET, [MATCH_UNKNOWN] = EFFECT_UNKNOWN, [MATCH_FAILED] = EFFECT_FAILED };
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = p->settings[i];
		p->key[i] = EFFECT_NONE;
		if (s->expires_ms <= e->ctx.as_of_ms || !is_wanted(p, s, off))
			continue;
		profile_ask(e, s->profile);
		p->key[i] = effects[s->profile->matches];
	}
}

/* A match that depends on the time by itself. */
static void flip_matches(struct engine *e, struct policy *p)
{
	for (size_t i = 0; i < p->setting_count; i++) {
		const struct setting *s = p->settings[i];
		if (s->expires_ms <= e->ctx.as_of_ms || s->profile->flips_at == INT64_MAX)
			continue;
		for (uint32_t k = 0; k < p->info.rule_count; k++)
			if (concerns(s, k)) {
				terms_flip(&e->ctx, &e->rules[p->info.first_rule + k].now, s->profile->flips_at);
				p->apart = true;
			}
	}
}

int terms_settle(struct engine *e, struct policy *p, const uint64_t *off, const char **why)
{
	if (p->epoch != e->epoch) {
		terms_drop(p);
		p->epoch = e->epoch;
	}
	if (p->setting_count)
		find_key(e, p, off);
	if (!p->current || p->apart || (p->setting_count && memcmp(p->current->key, p->key, p->setting_count) != 0)) {
		struct variant *v = variant_find(e, p, why);
		if (!v)
			return -1;
		p->apart = false;
		*why = "not enough memory";
		if (apply(e, p, v) < 0)
			return -1;
	}
	if (p->setting_count)
		flip_matches(e, p);
	return 0;
}

bool terms_applies(const struct policy *p, size_t setting) { return p->current && p->current->key[setting] == EFFECT_SET; }

const struct setting *terms_setter(const struct policy *p, const char *parameter)
{
	const struct setting *found = NULL;
	for (size_t i = 0; i < p->setting_count; i++)
		if (p->settings[i]->parameter && terms_applies(p, i) && strcmp(p->settings[i]->parameter, parameter) == 0)
			found = p->settings[i];
	return found;
}
