/* SPDX-License-Identifier: MIT */
/* verdicts_load: the calls of `findings`, and from them which rule reads which; see verdicts.h. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/verdicts.h"

static const char *const text_keys[FILTER_TEXTS] = { "tag", "rule", "policy", "clause" };

/* ---- a filter ---- */

void verdicts_text(lua_State *L, int t, struct buf *out)
{
	static const char *const keys[] = { "tag", "rule", "policy", "clause", "severity", "verdict", "waived", "trial" };
	bool any = false;
	buf_puts(out, "findings {");
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++, lua_pop(L, 1)) {
		int type = lua_getfield(L, t, keys[k]);
		if (type == LUA_TNIL)
			continue;
		buf_addf(out, "%s %s = ", any ? "," : "", keys[k]);
		any = true;
		if (type == LUA_TSTRING) {
			buf_addf(out, "\"%s\"", lua_tostring(L, -1));
		} else if (type == LUA_TTABLE) {
			size_t n = lua_rawlen(L, -1);
			for (size_t i = 1; i <= n; i++, lua_pop(L, 1))
				buf_addf(out, "%s\"%s\"", i == 1 ? "{ " : ", ", lua_rawgeti(L, -1, (lua_Integer)i) == LUA_TSTRING ? lua_tostring(L, -1) : "?");
			buf_puts(out, " }");
		} else {
			buf_puts(out, lua_toboolean(L, -1) ? "true" : "false");
		}
	}
	buf_puts(out, any ? " }" : "}");
}

static int field_int(lua_State *L, int t, const char *name)
{
	lua_getfield(L, t, name);
	int v = (int)lua_tointeger(L, -1);
	lua_pop(L, 1);
	return v;
}

static bool is_true(lua_State *L, int t, const char *name)
{
	lua_getfield(L, t, name);
	bool v = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return v;
}

/* The n-th text (0-based) of the value on the top; NULL: it has no more. */
static const char *text_at(lua_State *L, size_t n)
{
	if (lua_type(L, -1) == LUA_TSTRING)
		return n ? NULL : lua_tostring(L, -1);
	if (!lua_istable(L, -1))
		return NULL;
	const char *text = lua_rawgeti(L, -1, (lua_Integer)n + 1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
	lua_pop(L, 1);
	return text; /* the list keeps it */
}

/* false: no memory. */
static bool take_texts(struct engine *e, lua_State *L, int filter, int places, int key, struct filter *out)
{
	int top = lua_gettop(L);
	lua_getfield(L, filter, text_keys[key]);
	size_t n = lua_istable(L, -1) ? lua_rawlen(L, -1) : 1;
	struct asked_text *list = arena_alloc(&e->arena, n * sizeof *list + 1);
	const char *text;
	bool ok = list != NULL;
	out->asked[key] = list;
	for (size_t i = 0; ok && (text = text_at(L, i)); i++) {
		list[i].text = arena_strdup(&e->arena, text);
		ok = list[i].text != NULL;
		lua_getfield(L, places, text_keys[key]);
		lua_geti(L, -1, (lua_Integer)i + 1);
		list[i].line = field_int(L, top + 3, "line");
		list[i].column = field_int(L, top + 3, "column");
		list[i].width = field_int(L, top + 3, "width");
		lua_settop(L, top + 1);
		out->counts[key] = i + 1;
	}
	lua_settop(L, top);
	return ok;
}

/* A text: at least so severe; a list: one of these. */
static unsigned take_severities(lua_State *L, int filter)
{
	unsigned bits = 0;
	const char *text;
	bool least = lua_getfield(L, filter, "severity") == LUA_TSTRING;
	for (size_t i = 0; (text = text_at(L, i)); i++)
		for (int s = severity_from(text); s < SEVERITY_COUNT; s = least ? s + 1 : SEVERITY_COUNT)
			bits |= 1u << s;
	lua_pop(L, 1);
	return bits ? bits : (1u << SEVERITY_COUNT) - 1;
}

static unsigned take_verdicts(lua_State *L, int filter)
{
	unsigned bits = 0;
	const char *text;
	lua_getfield(L, filter, "verdict");
	for (size_t i = 0; (text = text_at(L, i)); i++)
		for (unsigned v = 0; v < VERDICT_COUNT; v++)
			if (strcmp(verdict_names[v], text) == 0)
				bits |= 1u << v;
	lua_pop(L, 1);
	if (!bits)
		bits = 1u << VERDICT_FAIL | 1u << VERDICT_UNKNOWN | 1u << VERDICT_ERROR;
	return bits | (is_true(L, filter, "waived") ? 1u << VERDICT_WAIVED : 0);
}

void verdicts_take(struct engine *e, struct rule *r, lua_State *L, int calls)
{
	size_t n = (size_t)luaL_len(L, calls);
	r->filters = arena_alloc(&e->arena, n * sizeof *r->filters);
	for (size_t i = 0; r->filters && i < n; i++, lua_settop(L, calls)) {
		struct filter *out = &r->filters[r->filter_count++];
		struct buf text = BUF_INIT;
		int call = calls + 1, filter = calls + 2, places = calls + 3;
		lua_geti(L, calls, (lua_Integer)i + 1);
		lua_getfield(L, call, "filter");
		lua_getfield(L, call, "places");
		verdicts_text(L, filter, &text);
		*out = (struct filter){ .text = arena_strndup(&e->arena, text.data, text.len), .severities = take_severities(L, filter), .verdicts = take_verdicts(L, filter),
			.trial = is_true(L, filter, "trial"), .line = field_int(L, call, "line"), .column = field_int(L, call, "column"), .width = field_int(L, call, "width") };
		for (int key = 0; key < FILTER_TEXTS; key++)
			if (lua_getfield(L, filter, text_keys[key]) != LUA_TNIL && !take_texts(e, L, filter, places, key, out))
				out->text = NULL; /* told when rules are linked */
		buf_release(&text);
	}
}

/* ---- which rules it selects ---- */

/* Is it this, or that with more behind one of these characters? */
static bool within(const char *whole, const char *part, const char *more)
{
	size_t n = strlen(part);
	return n && strncmp(whole, part, n) == 0 && (!whole[n] || strchr(more, whole[n]));
}

static bool answers(const struct rule *reader, const struct rule *r, int key, const char *text)
{
	switch (key) {
	case FILTER_TAG:
		for (size_t i = 0; i < r->info.tags_count; i++)
			if (strcmp(r->info.tags[i], text) == 0)
				return true;
		return false;
	case FILTER_RULE: return strcmp(r->info.id, text) == 0 || (r->policy == reader->policy && strcmp(r->name, text) == 0);
	case FILTER_POLICY: return within(r->info.policy, text, ".");
	default:
		for (size_t i = 0; i < r->info.covers_count; i++)
			if (within(r->info.covers[i], text, ".-"))
				return true;
		return false;
	}
}

static bool selects(const struct rule *reader, const struct filter *x, const struct rule *r)
{
	for (int key = 0; key < FILTER_TEXTS; key++) {
		bool any = !x->counts[key];
		for (size_t i = 0; !any && i < x->counts[key]; i++)
			any = answers(reader, r, key, x->asked[key][i].text);
		if (!any)
			return false;
	}
	return true;
}

static void complain(struct diagnostics *d, const struct rule *r, int line, int column, int width, const char *code, const char *message, const char *hint)
{
	const struct policy *p = r->policy;
	char *source = source_line(p->source, p->source_len, line);
	diagnostics_add(d, false, p->info.file, line, column, width, code, message ? message : "not enough memory", hint, source);
	free(source);
}

/* "did you mean 'cost'?", among what the rules have. */
static const char *suggest(struct engine *e, const struct rule *reader, int key, const char *text)
{
	static const char *const otherwise[] = { "a tag is one that a rule or its policy has", "it is the full id of a rule, or the name of one in this file",
		"a policy is named by its id, such as budget.cost; budget is all policies of that folder", "a clause is one that some rule covers: \"B-02.a\", or \"B-02\" for all of it" };
	size_t n = 0, most = 0;
	for (size_t i = 0; i < e->rule_count; i++)
		most += 2 + e->rules[i].info.tags_count + e->rules[i].info.covers_count;
	const char **words = arena_alloc(&e->arena, (most + 1) * sizeof *words);
	for (size_t i = 0; words && i < e->rule_count; i++) {
		const struct rule *r = &e->rules[i];
		for (size_t k = 0; key == FILTER_TAG && k < r->info.tags_count; k++)
			words[n++] = r->info.tags[k];
		for (size_t k = 0; key == FILTER_CLAUSE && k < r->info.covers_count; k++)
			words[n++] = r->info.covers[k];
		if (key == FILTER_RULE)
			words[n++] = r->info.id;
		if (key == FILTER_RULE && r->policy == reader->policy)
			words[n++] = r->name;
		if (key == FILTER_POLICY)
			words[n++] = r->info.policy;
	}
	const char *near = words ? text_nearest(text, words, n) : NULL;
	return near ? arena_printf(&e->arena, "did you mean '%s'?", near) : otherwise[key];
}

/* Is each text one that some rule answers to? */
static bool check_texts(struct engine *e, struct diagnostics *d, const struct rule *r, const struct filter *x)
{
	bool ok = true;
	for (int key = 0; key < FILTER_TEXTS; key++)
		for (size_t i = 0; i < x->counts[key]; i++) {
			const struct asked_text *a = &x->asked[key][i];
			bool any = false;
			for (size_t k = 0; !any && k < e->rule_count; k++)
				any = answers(r, &e->rules[k], key, a->text);
			if (any)
				continue;
			complain(d, r, a->line, a->column, a->width, "reads-nothing", arena_printf(&e->arena, key == FILTER_RULE ? "findings: no %s has the id '%s'" :
				key == FILTER_POLICY ? "findings: no %s is called '%s'" : key == FILTER_CLAUSE ? "findings: no rule covers the %s '%s'" : "findings: no rule has the %s '%s'",
				text_keys[key], a->text), suggest(e, r, key, a->text));
			ok = false;
		}
	return ok;
}

/* Of a policy that did not load nobody knows which rules it has. */
static bool is_whole(const struct engine *e)
{
	for (size_t i = 0; i < e->policy_count; i++)
		if (e->policies[i].broken)
			return false;
	return true;
}

static bool select_rules(struct engine *e, struct diagnostics *d, struct rule *r, struct filter *x, size_t words)
{
	bool any = false;
	x->selects = arena_alloc(&e->arena, words * sizeof *x->selects);
	if (!x->selects || !x->text)
		return false;
	memset(x->selects, 0, words * sizeof *x->selects);
	if (r->across) {
		complain(d, r, x->line, x->column, x->width, "reads-findings", "a rule across the portfolio is of no one project whose findings it could read", "read them in a rule that is judged project by project");
		return true;
	}
	for (uint32_t i = 0; i < e->rule_count; i++)
		if (i != r->index && selects(r, x, &e->rules[i])) {
			set_add(x->selects, i);
			e->rules[i].is_read = any = true;
		}
	if (is_whole(e) && check_texts(e, d, r, x) && !any)
		complain(d, r, x->line, x->column, x->width, "reads-nothing", arena_printf(&e->arena, "rule '%s' reads the findings of no other rule: %s", r->name, x->text),
			"no other rule has all of this at once; what is to be any of several is a list: tag = { \"cost\", \"risk\" }");
	return true;
}

/* ---- the graph ---- */

struct walk {
	struct engine *e;
	struct diagnostics *d;
	enum { NEW, OPEN, DONE } *state;
	uint32_t *path; size_t depth;  /* the rules that are open, each read by the one before */
	uint32_t *order; size_t count;
	bool *circular;
};

static const struct filter *filter_of(const struct rule *r, uint32_t other)
{
	for (size_t i = 0; i < r->filter_count; i++)
		if (in_set(r->filters[i].selects, other))
			return &r->filters[i];
	return NULL;
}

/* The rule on the top of the path reads `back`, which is on it too. */
static void refuse_circle(struct walk *w, uint32_t back)
{
	const struct rule *r = &w->e->rules[back];
	struct buf text = BUF_INIT;
	size_t from = w->depth - 1;
	bool known = true;
	while (w->path[from] != back)
		from--;
	buf_puts(&text, "rules read each other's verdicts in a circle: ");
	for (size_t i = from; i < w->depth; i++) {
		const struct rule *at = &w->e->rules[w->path[i]];
		const struct filter *x = filter_of(at, i + 1 < w->depth ? w->path[i + 1] : back);
		known &= w->circular[w->path[i]];
		w->circular[w->path[i]] = true;
		buf_addf(&text, "%s (%s:%d) reads ", at->info.id, at->info.file, x ? x->line : at->info.line);
	}
	buf_puts(&text, r->info.id);
	const struct filter *x = filter_of(r, from + 1 < w->depth ? w->path[from + 1] : back);
	if (!known && x)
		complain(w->d, r, x->line, x->column, x->width, "reads-circle", text.data, "none of them can be judged first: narrow one of the filters, by rule = ... or policy = ...");
	buf_release(&text);
}

static bool visit(struct walk *w, uint32_t rule)
{
	struct engine *e = w->e;
	struct rule *r = &e->rules[rule];
	size_t words = e->rule_count / 64 + 1;
	w->state[rule] = OPEN;
	w->path[w->depth++] = rule;
	r->rests_on = arena_alloc(&e->arena, words * sizeof *r->rests_on);
	if (!r->rests_on)
		return false;
	memset(r->rests_on, 0, words * sizeof *r->rests_on);
	for (uint32_t i = 0; i < e->rule_count; i++) {
		const struct rule *other = &e->rules[i];
		if (!filter_of(r, i))
			continue;
		set_add(r->rests_on, i);
		if (!other->filter_count)
			continue;
		if (w->state[i] == OPEN)
			refuse_circle(w, i);
		else if (w->state[i] == NEW && !visit(w, i))
			return false;
		for (size_t k = 0; w->state[i] == DONE && k < words; k++)
			r->rests_on[k] |= other->rests_on[k];
	}
	w->depth--;
	w->state[rule] = DONE;
	w->order[w->count++] = rule;
	return true;
}

static struct verdicts *make(struct engine *e, const struct walk *w)
{
	struct verdicts *v = calloc(1, sizeof *v);
	const size_t n = e->rule_count;
	if (!v)
		return NULL;
	v->words = n / 64 + 1;
	buf_init(&v->text);
	v->readers = calloc(n, sizeof *v->readers);
	v->found = calloc(n, sizeof *v->found);
	v->held = calloc(n, sizeof *v->held);
	v->flips = calloc(n, sizeof *v->flips);
	v->is_reader = calloc(v->words, sizeof *v->is_reader);
	v->told = calloc(v->words, sizeof *v->told);
	v->quiet = calloc(v->words, sizeof *v->quiet);
	v->off = calloc(v->words, sizeof *v->off);
	v->counts = calloc(n * VERDICT_COUNT, sizeof *v->counts);
	if (!v->readers || !v->found || !v->held || !v->flips || !v->is_reader || !v->told || !v->quiet || !v->off || !v->counts) {
		verdicts_free(v);
		return NULL;
	}
	for (size_t i = 0; i < w->count; i++) {
		struct rule *r = &e->rules[w->order[i]];
		if (w->circular[r->index]) { /* it was refused; a word that it calls says so again */
			r->filter_count = 0;
			r->rests_on = NULL;
			continue;
		}
		v->readers[v->reader_count++] = r->index;
		set_add(v->is_reader, r->index);
	}
	return v;
}

int verdicts_link(struct engine *e, struct diagnostics *d, struct err *err)
{
	const size_t n = e->rule_count;
	bool any = false, ok = true;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; ok && k < e->rules[i].filter_count; k++) {
			any = true;
			ok = select_rules(e, d, &e->rules[i], &e->rules[i].filters[k], n / 64 + 1);
		}
	if (!any)
		return 0;
	struct walk w = { .e = e, .d = d, .state = calloc(n, sizeof *w.state), .path = calloc(n, sizeof *w.path), .order = calloc(n, sizeof *w.order), .circular = calloc(n, sizeof *w.circular) };
	ok = ok && w.state && w.path && w.order && w.circular;
	for (uint32_t i = 0; ok && i < n; i++)
		if (e->rules[i].filter_count && w.state[i] == NEW)
			ok = visit(&w, i);
	e->verdicts = ok ? make(e, &w) : NULL;
	free(w.state);
	free(w.path);
	free(w.order);
	free(w.circular);
	return e->verdicts ? 0 : err_set(err, ERR_MEMORY, "not enough memory");
}

void verdicts_free(struct verdicts *v)
{
	if (!v)
		return;
	free(v->readers);
	free(v->found);
	free(v->held);
	free(v->flips);
	free(v->is_reader);
	free(v->told);
	free(v->quiet);
	free(v->off);
	free(v->counts);
	arena_release(&v->arena);
	buf_release(&v->text);
	free(v);
}
