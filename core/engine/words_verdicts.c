/* SPDX-License-Identifier: MIT */
/*
 * words_verdicts: findings { tag = "cost" }, a read-only list of what other rules found on this project; see verdicts.h.
 *
 * A row has no message: that depends on the language, and a verdict must not.
 */
#include <math.h>
#include <string.h>

#include "engine/verdicts.h"
#include "engine/words.h"

static const struct filter *filter_asked(lua_State *L, const struct rule *r, struct verdicts *v)
{
	if (!lua_istable(L, 1) || lua_gettop(L) != 1)
		raise_error(L, "findings: a filter is expected, as in findings { tag = \"cost\" }");
	buf_clear(&v->text);
	verdicts_text(L, 1, &v->text);
	for (size_t i = 0; i < r->filter_count; i++)
		if (strcmp(r->filters[i].text, v->text.data) == 0)
			return &r->filters[i];
	return NULL;
}

static bool is_asked(const struct filter *x, const struct finding *f)
{
	return x->verdicts >> f->verdict & 1 && x->severities >> f->severity & 1 && (x->trial || !f->advisory);
}

static void set_text(lua_State *L, const char *key, const char *value)
{
	lua_pushstring(L, value);
	lua_setfield(L, -2, key);
}

static void push_row(lua_State *L, const struct rule *r, const struct finding *f)
{
	lua_createtable(L, 0, 6);
	set_text(L, "rule", r->info.id);
	set_text(L, "policy", r->info.policy);
	set_text(L, "element", f->element);
	set_text(L, "verdict", verdict_names[f->verdict]);
	set_text(L, "severity", severity_names[f->severity]);
	if (!isnan(f->measure)) {
		lua_pushnumber(L, f->measure);
		lua_setfield(L, -2, "measure");
	}
}

/* ---- what explain shows: how many, then rule by rule ---- */

static void note(struct ctx *c, const char *path, const char *value)
{
	struct json_out o = json_out(&c->reads, 0);
	if (c->reads.len)
		buf_putc(&c->reads, ',');
	json_begin_object(&o);
	json_key(&o, "path");
	json_put_text(&o, path);
	json_key(&o, "value");
	json_put_text(&o, value);
	json_end_object(&o);
}

static void note_rule(struct ctx *c, const struct filter *x, const struct rule *r, const struct finding *f, struct buf *text)
{
	enum { SHOWN = 5 };
	size_t n = 0;
	buf_clear(text);
	for (; f; f = f->next)
		if (is_asked(x, f) && n++ < SHOWN)
			buf_addf(text, "%s%s %s%s%s", n > 1 ? ", " : "", verdict_names[f->verdict], severity_names[f->severity], *f->element ? " " : "", f->element);
	if (n > SHOWN)
		buf_addf(text, ", %zu more", n - SHOWN);
	if (n)
		note(c, r->info.id, text->data);
}

static void note_filter(struct engine *e, const struct filter *x, lua_Integer found)
{
	struct verdicts *v = e->verdicts;
	size_t rules = 0;
	for (size_t k = 0; k < v->words; k++)
		rules += (size_t)__builtin_popcountll(x->selects[k]);
	buf_clear(&v->text);
	buf_addf(&v->text, "%lld finding%s of %zu rule%s", (long long)found, found == 1 ? "" : "s", rules, rules == 1 ? "" : "s");
	note(&e->ctx, x->text, v->text.data);
	for (uint32_t i = 0; found && i < e->rule_count; i++)
		if (in_set(x->selects, i))
			note_rule(&e->ctx, x, &e->rules[i], v->found[i].first, &v->text);
}

static int word_findings(lua_State *L)
{
	struct ctx *c = ctx_of(L);
	struct engine *e = c->engine;
	struct verdicts *v = e->verdicts;
	const struct rule *r = c->rule;
	if (c->loading || !r || r->policy->state != state_of(L))
		raise_error(L, "findings: it is asked in functions of rules, while a project is judged");
	const struct filter *x = v && v->keeping ? filter_asked(L, r, v) : NULL;
	if (!x)
		raise_error(L, "findings: which rules this reads is not known: it was refused when the policies were loaded, or is not written out in the rule's own file");
	if (v->failed)
		raise_error(L, "not enough memory");
	lua_Integer n = 0;
	lua_settop(L, 0);
	lua_newtable(L);
	for (uint32_t i = 0; i < e->rule_count; i++) {
		if (!in_set(x->selects, i))
			continue;
		ctx_flip(c, v->flips[i]);
		for (const struct finding *f = v->found[i].first; f; f = f->next)
			if (is_asked(x, f)) {
				push_row(L, &e->rules[i], f);
				lua_rawseti(L, 1, ++n);
			}
	}
	sandbox_freeze(L, 1);
	if (c->recording && !c->probe)
		note_filter(e, x, n);
	return 1;
}

static const luaL_Reg words[] = { { "findings", word_findings }, { NULL, NULL } };

void words_verdicts(lua_State *L)
{
	luaL_setfuncs(L, words, 0);
}
